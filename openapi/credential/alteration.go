package credential

import (
	"fmt"
	"slices"
	"strings"
)

// alteration is one way to change a token.
type alteration struct {
	name string
	// change makes another token of one that is not empty.
	change func(token string) string
	// shell does the same to a variable's value, for between double quotes. Only
	// the character that a flip puts in may be another.
	shell func(variable string) string
	// grows is set if the alteration makes something of an empty token too.
	grows bool
}

func alterations() []alteration {
	return []alteration{
		{name: "empty",
			change: func(string) string { return "" },
			shell:  func(string) string { return "" }},
		{name: "truncate", // without the last character
			change: func(token string) string { return token[:len(token)-1] },
			shell:  func(variable string) string { return "${" + variable + "%?}" }},
		{name: "half", // the first half
			change: func(token string) string { return token[:len(token)/2] },
			shell:  piped(`awk '{print substr($0, 1, int(length($0) / 2))}'`)},
		{name: "extend", grows: true, // one character more
			change: func(token string) string { return token + "x" },
			shell:  func(variable string) string { return value(variable) + "x" }},
		{name: "flip-first",
			change: func(token string) string { return flip(token, 0) },
			shell:  piped(`sed 's/^./0/'`)},
		{name: "flip-middle",
			change: flipMiddle,
			shell:  piped(`awk '{m = int(length($0) / 2); print substr($0, 1, m) "0" substr($0, m + 2)}'`)},
		{name: "flip-last",
			change: flipLast,
			shell:  piped(`sed -e 's/[^A-P=]\(=*\)$/A\1/' -e t -e 's/[A-P]\(=*\)$/g\1/'`)},
		{name: "swap-case",
			change: func(token string) string { return differing(token, swapCase(token)) },
			shell:  piped(`tr 'A-Za-z' 'a-zA-Z'`)},
		{name: "prefix", grows: true, // one character in front
			change: func(token string) string { return "x" + token },
			shell:  func(variable string) string { return "x" + value(variable) }},
		{name: "scheme", grows: true, // Bearer in front
			change: func(token string) string { return "Bearer " + token },
			shell:  func(variable string) string { return "Bearer " + value(variable) }},
		{name: "reverse",
			change: func(token string) string { return differing(token, reversed(token)) },
			shell:  piped(`awk '{for (i = length($0); i > 0; i--) printf "%s", substr($0, i, 1)}'`)},
		{name: "space", // in the middle
			change: spaced,
			shell:  piped(`awk '{m = int(length($0) / 2); print substr($0, 1, m) " " substr($0, m + 1)}'`)},
		{name: "quote",
			change: func(token string) string { return `"` + token + `"` },
			shell:  func(variable string) string { return `\"` + value(variable) + `\"` }},
		{name: "double", // written twice
			change: func(token string) string { return token + token },
			shell:  func(variable string) string { return value(variable) + value(variable) }},
		{name: "long", // repeated to some thousand characters
			change: func(token string) string { return strings.Repeat(token, longToken/len(token)+2) },
			shell:  piped(fmt.Sprintf(`awk '{n = int(%d / length($0)) + 2; for (i = 0; i < n; i++) printf "%%s", $0}'`, longToken))},
		{name: "null", // the word
			change: func(token string) string {
				if token == "null" {
					return flip(token, 0)
				}
				return "null"
			},
			shell: func(string) string { return "null" }},
	}
}

// longToken is a length, in bytes, that few tokens of IAM's reach and every
// server's limit for a header allows. A longer token is written twice.
const longToken = 5000

// Alterations returns the words for what can be done to a token.
//
//	empty, null             nothing, or the word null, in its place
//	truncate, half          cut off: the last character, the second half
//	extend, prefix, scheme  one character more behind or in front; Bearer in front
//	flip-first, flip-middle, flip-last, swap-case, reverse
//	                        other characters: one, or the case, or the order of all
//	space, quote            a space in the middle, quotation marks around it
//	double, long            written twice, or until it has some thousand characters
func Alterations() []string {
	var names []string
	for _, a := range alterations() {
		names = append(names, a.name)
	}
	return names
}

// Alter changes a token as the word says; no word leaves it as it is. The
// altered token differs from the given one, unless that is empty. An error names
// the known words.
func Alter(token, word string) (string, error) {
	if word == "" {
		return token, nil
	}
	a, err := find(word)
	if err != nil || token == "" && !a.grows {
		return token, err
	}
	return a.change(token), nil
}

// AlterInShell is an expression of the POSIX shell, for between double quotes,
// that alters the value of a variable as the word says. It shows no character of
// the token. An error names the known words.
func AlterInShell(variable, word string) (string, error) {
	if word == "" {
		return "$" + variable, nil
	}
	a, err := find(word)
	if err != nil {
		return "", err
	}
	return a.shell(variable), nil
}

func find(word string) (alteration, error) {
	for _, a := range alterations() {
		if a.name == word {
			return a, nil
		}
	}
	return alteration{}, fmt.Errorf("unknown alteration %q of a credential; use one of %s", word, strings.Join(Alterations(), ", "))
}

func value(variable string) string { return "${" + variable + "}" }

// piped sends a variable's value through a command.
func piped(command string) func(variable string) string {
	return func(variable string) string { return fmt.Sprintf(`$(printf %%s "$%s" | %s)`, variable, command) }
}

// differing is the altered token, or one with another character in the middle
// where the alteration changed nothing.
func differing(token, altered string) string {
	if altered == token {
		return flipMiddle(token)
	}
	return altered
}

// spaced has a space in the middle. At the edge, where a token of one character
// would have it, it would be trimmed.
func spaced(token string) string {
	if len(token) == 1 {
		return flip(token, 0)
	}
	return token[:len(token)/2] + " " + token[len(token)/2:]
}

// reversed has the same characters in the opposite order.
func reversed(token string) string {
	b := []byte(token)
	slices.Reverse(b)
	return string(b)
}

func flipMiddle(token string) string { return flip(token, len(token)/2) }

func swapCase(s string) string {
	out := []byte(s)
	for i, b := range out {
		if 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' {
			out[i] = b ^ 0x20
		}
	}
	return string(out)
}
