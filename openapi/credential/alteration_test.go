package credential_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"os/exec"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/apigspec/apigspec/openapi/credential"
)

func TestAlter(t *testing.T) {
	tests := []struct{ token, how, want string }{
		{"abc9xyZ", "", "abc9xyZ"},
		{"abc9xyZ", "empty", ""},
		{"abc9xyZ", "truncate", "abc9xy"},
		{"abc9xyZ", "half", "abc"},
		{"abc9xyZ", "extend", "abc9xyZx"},
		{"abc9xyZ", "prefix", "xabc9xyZ"},
		{"abc9xyZ", "scheme", "Bearer abc9xyZ"},
		{"abc9xyZ", "reverse", "Zyx9cba"},
		{"abc9xyZ", "space", "abc 9xyZ"},
		{"abc9xyZ", "quote", `"abc9xyZ"`},
		{"abc9xyZ", "double", "abc9xyZabc9xyZ"},
		{strings.Repeat("t", 5001), "long", strings.Repeat("t", 2*5001)},
		{"abc9xyZ", "null", "null"},
		{"abc9xyZ", "flip-first", "bbc9xyZ"},
		{"abc9xyZ", "flip-middle", "abc0xyZ"},
		{"abc9xyZ", "flip-last", "abc9xyA"},
		{"abc9xyZ", "swap-case", "ABC9XYz"},
		{"0123456", "swap-case", "0124456"},
		{"abcdef", "flip-last", "abcdeg"},
		{"abc-", "flip-last", "abc_"},
		{"abc=", "flip-last", "aba="},
		{"=", "flip-last", "-"},
		{"YQ==", "flip-last", "YA=="},
		{"YQ", "flip-last", "YA"},
		{"ab.cQ", "flip-last", "ab.cA"},
		{"abcdefgh", "flip-last", "abcdefgi"},
		{"null", "null", "oull"},
		{"a", "space", "b"},
		{"", "half", ""},
		{"", "extend", "x"},
	}
	for _, test := range tests {
		if got, err := credential.Alter(test.token, test.how); err != nil || got != test.want {
			t.Errorf("credential.Alter(%q, %q) = %q, %v; want %q", test.token, test.how, got, err, test.want)
		}
	}
	if _, err := credential.Alter("abc", "shuffle"); err == nil || !strings.Contains(err.Error(), "flip-middle") {
		t.Errorf("an unknown word gives %v; want the known ones", err)
	}
}

// Whatever the token, an alteration changes it, and a flip changes exactly one
// character, to another of its class; the last one of base64 only where its class has
// one that counts.
func TestAlterationsChangeTheToken(t *testing.T) {
	class := func(b byte) string {
		switch r := rune(b); {
		case unicode.IsDigit(r):
			return "digit"
		case unicode.IsLower(r):
			return "lower"
		case unicode.IsUpper(r):
			return "upper"
		}
		return "other"
	}
	rapid.Check(t, func(t *rapid.T) {
		token := rapid.StringMatching(`[!-~]{1,40}`).Draw(t, "token")
		how := rapid.SampledFrom(credential.Alterations()).Draw(t, "how")
		got, err := credential.Alter(token, how)
		if err != nil || got == token {
			t.Fatalf("credential.Alter(%q, %q) = %q, %v", token, how, got, err)
		}
		if !strings.HasPrefix(how, "flip") {
			return
		}
		changed := 0
		for i := range token {
			if token[i] != got[i] {
				changed++
				if class(token[i]) != class(got[i]) && how != "flip-last" {
					t.Fatalf("%q became %q: %c is not of the class of %c", token, got, got[i], token[i])
				}
			}
		}
		if changed != 1 {
			t.Fatalf("%q became %q: %d characters changed", token, got, changed)
		}
	})
}

// Read as base64, with or without padding and whatever its unused bits are, a token
// whose last character is flipped is another one. A shell flips it likewise.
func TestFlipLastChangesWhatIsEncoded(t *testing.T) {
	sh, noShell := exec.LookPath("sh")
	expression, err := credential.AlterInShell("T", "flip-last")
	if err != nil {
		t.Fatal(err)
	}
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	for _, length := range []int{30, 31, 32} {
		for _, padded := range []bool{true, false} {
			encoding, form := base64.StdEncoding, "padded"
			if !padded {
				encoding, form = base64.RawURLEncoding, "bare"
			}
			plain := bytes.Repeat([]byte{0xa5}, length)
			token := encoding.EncodeToString(plain)
			last := len(strings.TrimRight(token, "=")) - 1
			for _, d := range []byte(digits) {
				given := token[:last] + string([]byte{d}) + token[last+1:]
				before, err := encoding.DecodeString(given)
				if err != nil {
					t.Fatal(err)
				}
				got, err := credential.Alter(given, "flip-last")
				if err != nil {
					t.Fatal(err)
				}
				after, err := encoding.DecodeString(got)
				if err != nil || bytes.Equal(before, after) {
					t.Errorf("%s: %s became %s, which is read as the same: %v", form, given, got, err)
				}
				if noShell != nil || d%8 != 0 {
					continue // a process for each would take long
				}
				command := exec.CommandContext(t.Context(), sh, "-c", `printf %s "`+expression+`"`)
				command.Env = append(os.Environ(), "T="+given)
				out, err := command.Output()
				if err != nil {
					t.Fatal(err)
				}
				if after, err := encoding.DecodeString(string(out)); err != nil || bytes.Equal(before, after) {
					t.Errorf("%s: the shell makes %s of %s, which is read as the same: %v", form, out, given, err)
				}
			}
		}
	}
}

// A shell makes of the expressions what alter makes of the token, except for
// the character that a flip puts in.
func TestShellAltersLikeWeDo(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell on this machine")
	}
	const token = "abc/DEF+ghi123=xyzK"
	for _, how := range append([]string{""}, credential.Alterations()...) {
		expression, err := credential.AlterInShell("T", how)
		if err != nil {
			t.Fatal(err)
		}
		command := exec.CommandContext(t.Context(), sh, "-c", `printf %s "`+expression+`"`)
		command.Env = append(os.Environ(), "T="+token)
		out, err := command.Output()
		if err != nil {
			t.Fatalf("%s: %v", how, err)
		}
		want, _ := credential.Alter(token, how)
		got := string(out)
		if strings.HasPrefix(how, "flip") {
			same := len(got) == len(want)
			for i := 0; same && i < len(got); i++ {
				same = got[i] == want[i] || want[i] != token[i]
			}
			if !same || got == token {
				t.Errorf("%s: the shell makes %q; want %q but for one character", how, got, want)
			}
			continue
		}
		if got != want {
			t.Errorf("%s: the shell makes %q; want %q", how, got, want)
		}
	}
}
