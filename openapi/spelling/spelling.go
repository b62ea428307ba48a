// Package spelling finds the word that was probably meant, for errors that
// offer it.
//
// Nearest always has something to offer and suits ids, of which people type a
// part. Likely offers nothing unless one word is close, and suits keys and
// options, where a wrong guess only confuses.
package spelling

import (
	"cmp"
	"slices"
	"strings"
)

// Nearest returns up to n of the known words that look most like word, the
// likeliest first and in alphabetical order where they are alike. Case does
// not count, and half a word ranks as well as a whole one.
func Nearest(word string, known []string, n int) []string {
	type candidate struct {
		word     string
		distance int
	}
	candidates := make([]candidate, 0, len(known))
	for _, k := range known {
		candidates = append(candidates, candidate{k, halfTyped(word, k)})
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.word, b.word))
	})
	var nearest []string
	for _, c := range candidates[:min(n, len(candidates))] {
		nearest = append(nearest, c.word)
	}
	return nearest
}

// Likely returns the known word that word is most likely a slip for, or "" if
// there is none: more than a third of the letters (at least two) would have to
// change.
func Likely(word string, known []string) string {
	likely, least := "", max(2, len(word)/3)+1
	for _, k := range known {
		edits := edits([]rune(word), []rune(k))
		if whole := edits[len(edits)-1]; whole < least {
			likely, least = k, whole
		}
	}
	return likely
}

// halfTyped is ten times the edits to the beginning of have that comes
// nearest, and one for each letter after it; a word that contains the wanted
// one is one step away.
func halfTyped(want, have string) int {
	want, have = strings.ToLower(want), strings.ToLower(have)
	if want == have {
		return 0
	}
	if want != "" && strings.Contains(have, want) {
		return 1
	}
	letters := []rune(have)
	edits := edits([]rune(want), letters)
	least := 10 * edits[0]
	for length, n := range edits {
		least = min(least, 10*n+len(letters)-length)
	}
	return least
}

// edits counts the insertions, deletions, substitutions and swaps of neighbors
// (optimal string alignment) that turn word into each beginning of other, from
// the empty one at index 0 to the whole at the last.
func edits(word, other []rune) []int {
	var before []int // two rows up
	row, next := make([]int, len(other)+1), make([]int, len(other)+1)
	for j := range row {
		row[j] = j
	}
	for i, letter := range word {
		next[0] = i + 1
		for j := range other {
			substitution := row[j]
			if letter != other[j] {
				substitution++
			}
			next[j+1] = min(substitution, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && letter == other[j-1] && word[i-1] == other[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		if before == nil {
			before = make([]int, len(other)+1)
		}
		before, row, next = row, next, before
	}
	return row
}
