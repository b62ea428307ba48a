package spelling

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNearest(t *testing.T) {
	known := []string{"apig.acl-unbind/query/action-missing", "apig.acl-unbind/query/action-wrong", "roma.plugin-detach/auth/token-missing"}
	tests := []struct {
		name, word string
		known      []string
		n          int
		want       []string
	}{
		{"a slip", "apig.acl-unbind/query/action-mising", known, 1, known[:1]},
		{"the end of a word", "action-wrong", known, 1, known[1:2]},
		{"the beginning of a word", "apig.acl-unbind/query/action-wr", known, 1, known[1:2]},
		{"a slip in half a word", "apig.acl-unbind/qurey", known, 2, []string{known[1], known[0]}},
		{"another case", "ROMA.plugin-detach/auth/token-missing", known, 1, known[2:]},
		{"alike in alphabetical order", "x", []string{"c", "a", "b"}, 2, []string{"a", "b"}},
		{"among nothing", "x", nil, 3, nil},
		{"more than there are", "x", []string{"a"}, 9, []string{"a"}},
		{"letters beyond ASCII", "schlüsel", []string{"schalter", "schlüssel"}, 1, []string{"schlüssel"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Nearest(test.word, test.known, test.n)); diff != "" {
				t.Errorf("Nearest(%q) (-want +got):\n%s", test.word, diff)
			}
		})
	}
}

func TestLikely(t *testing.T) {
	known := []string{"token", "token_file", "iam", "aksk"}
	tests := []struct{ word, want string }{
		{"tokn", "token"}, {"tokne", "token"}, {"token_fil", "token_file"}, {"tokenfile", "token_file"},
		{"akks", "aksk"}, {"Token", "token"}, {"banana", ""},
	}
	for _, test := range tests {
		if got := Likely(test.word, known); got != test.want {
			t.Errorf("Likely(%q) = %q; want %q", test.word, got, test.want)
		}
	}
	if got := Likely("token", nil); got != "" {
		t.Errorf("Likely among nothing = %q", got)
	}
}

func TestEdits(t *testing.T) {
	tests := []struct {
		word, other string
		want        []int
	}{
		{"", "ab", []int{0, 1, 2}},
		{"ab", "", []int{2}},
		{"ab", "ab", []int{2, 1, 0}},
		{"ba", "abc", []int{2, 1, 1, 2}}, // a swap is one edit
		{"abc", "ac", []int{3, 2, 1}},
		{"token", "tokne", []int{5, 4, 3, 2, 1, 1}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, edits([]rune(test.word), []rune(test.other))); diff != "" {
			t.Errorf("edits(%q, %q) (-want +got):\n%s", test.word, test.other, diff)
		}
	}
}
