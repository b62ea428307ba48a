package mutation

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/runner/gateway"
)

// combinations draws n pairs and triples of variants, no two of them alike. The
// same seed draws the same ones, as long as the variants are the same.
func combinations(variants []gateway.Variant, n int, seed uint64) []Trial {
	random := rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // it must be possible to draw them again
	var drawn []Trial
	seen := map[string]bool{}
	for tries := 0; len(drawn) < n && tries < 100*n; tries++ {
		some := draw(random, variants, 2+tries%2)
		name := named(some)
		if !compatible(some) || seen[name] {
			continue
		}
		seen[name] = true
		drawn = append(drawn, Trial{Kind: Variant, Name: name, Summary: summaries(some), Why: "each of them is legal, and they do not contradict each other", replayed: true})
	}
	return drawn
}

// draw takes variants at random, perhaps one several times.
func draw(random *rand.Rand, variants []gateway.Variant, n int) []gateway.Variant {
	some := make([]gateway.Variant, 0, n)
	for range n {
		some = append(some, variants[random.IntN(len(variants))])
	}
	return some
}

// named is what the program calls the variants together.
func named(some []gateway.Variant) string {
	names := make([]string, len(some))
	for i, v := range some {
		names[i] = v.Name
	}
	slices.Sort(names)
	return strings.Join(names, ",")
}

// compatible reports whether the variants are different ones that can stand
// beside each other.
func compatible(some []gateway.Variant) bool {
	for i, v := range some {
		for _, other := range some[:i] {
			if v.Name == other.Name || v.Excludes(other) {
				return false
			}
		}
	}
	return true
}

func summaries(of []gateway.Variant) string {
	texts := make([]string, len(of))
	for i, v := range of {
		texts[i] = v.Summary
	}
	return strings.Join(texts, "; ")
}
