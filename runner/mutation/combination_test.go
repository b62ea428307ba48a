package mutation

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/runner/gateway"
)

func TestCombinations(t *testing.T) {
	variants := gateway.Variants()
	byName := map[string]gateway.Variant{}
	for _, v := range variants {
		byName[v.Name] = v
	}
	const n = 500
	drawn := names(combinations(variants, n, 7))
	if len(drawn) != n {
		t.Fatalf("%d combinations were drawn, want %d", len(drawn), n)
	}
	sizes := map[int]int{}
	for _, name := range drawn {
		parts := strings.Split(name, ",")
		sizes[len(parts)]++
		for i, part := range parts {
			v, known := byName[part]
			if !known {
				t.Errorf("%s: there is no variant %s", name, part)
			}
			for _, other := range parts[:i] {
				if other == part || v.Excludes(byName[other]) {
					t.Errorf("%s: %s and %s cannot be combined", name, other, part)
				}
			}
		}
	}
	if len(sizes) != 2 || sizes[2] < n/4 || sizes[3] < n/4 {
		t.Errorf("sizes of the combinations: %v, want pairs and triples, neither of them rare", sizes)
	}
	if once := slices.Compact(slices.Sorted(slices.Values(drawn))); len(once) != n {
		t.Errorf("%d of %d combinations are different ones", len(once), n)
	}
	if diff := cmp.Diff(drawn, names(combinations(variants, n, 7))); diff != "" {
		t.Errorf("the same seed draws others (-first +second):\n%s", diff)
	}
	if cmp.Equal(drawn, names(combinations(variants, n, 8))) {
		t.Error("another seed draws the same")
	}
}

// More than there are cannot be drawn.
func TestCombinationsOfFew(t *testing.T) {
	few := gateway.Variants()[:3]
	if drawn := combinations(few, 50, 1); len(drawn) == 0 || len(drawn) > 4 {
		t.Errorf("three variants make three pairs and a triple at the most, drawn were %v", names(drawn))
	}
}

func names(trials []Trial) []string {
	all := make([]string, len(trials))
	for i, t := range trials {
		all[i] = t.Name
	}
	return all
}
