package runner

import (
	"cmp"
	"slices"
	"strings"
)

// Nearest returns up to n of the known names that look most like name, the
// likeliest first, for an error that offers what was probably meant.
func Nearest(name string, known []string, n int) []string {
	type candidate struct {
		name     string
		distance int
	}
	candidates := make([]candidate, 0, len(known))
	for _, k := range known {
		candidates = append(candidates, candidate{k, distance(name, k)})
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.name, b.name))
	})
	var nearest []string
	for _, c := range candidates[:min(n, len(candidates))] {
		nearest = append(nearest, c.name)
	}
	return nearest
}

// distance is ten times the edit distance to the beginning of the name that
// comes nearest, and one for each letter after it; names that contain the
// wanted one are one step away. Half a name is what people type.
func distance(want, have string) int {
	want, have = strings.ToLower(want), strings.ToLower(have)
	if want == have {
		return 0
	}
	if want != "" && strings.Contains(have, want) {
		return 1
	}
	previous := make([]int, len(have)+1)
	current := make([]int, len(have)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := range len(want) {
		current[0] = i + 1
		for j := range len(have) {
			substitution := previous[j]
			if want[i] != have[j] {
				substitution++
			}
			current[j+1] = min(substitution, previous[j+1]+1, current[j]+1)
		}
		previous, current = current, previous
	}
	least := 10 * previous[0]
	for j, edits := range previous {
		least = min(least, 10*edits+len(have)-j)
	}
	return least
}
