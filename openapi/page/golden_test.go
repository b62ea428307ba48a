package page_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/openapi/page"
)

var update = flag.Bool("update", false, "write the golden facts again")

// pages are the pages that the tests know: the project's four, and made-up
// ones of other services that print what is rare.
func pages(tb testing.TB) map[string][]byte {
	tb.Helper()
	found := map[string][]byte{}
	for _, folder := range []fs.FS{documents.FS(), os.DirFS("testdata")} {
		names, err := fs.Glob(folder, "*.txt")
		if err != nil {
			tb.Fatal(err)
		}
		for _, name := range names {
			if found[name], err = fs.ReadFile(folder, name); err != nil {
				tb.Fatal(err)
			}
		}
	}
	return found
}

func TestGoldenFacts(t *testing.T) {
	for name, data := range pages(t) {
		t.Run(name, func(t *testing.T) {
			p, err := page.Parse(name, data)
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", strings.TrimSuffix(name, ".txt")+".facts")
			got := render(p)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("facts differ from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

// Editors and converters change what means nothing.
func TestToleratesWhatMeansNothing(t *testing.T) {
	disguises := map[string]func(string) string{
		"line ends of Windows": func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"old line ends of Mac": func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
		"byte order mark":      func(s string) string { return "\ufeff" + s },
		"trailing blanks":      func(s string) string { return strings.ReplaceAll(s, "\n", " \t\n") },
		"indentation":          func(s string) string { return "  " + strings.ReplaceAll(s, "\n", "\n  ") },
		"more blank lines":     func(s string) string { return strings.ReplaceAll(s, "\n\n", "\n\n\n") },
		"no-break spaces":      func(s string) string { return strings.ReplaceAll(s, "  •", "\u00a0\u00a0•") },
		"tabs for indentation": func(s string) string { return strings.ReplaceAll(s, "\n    ", "\n\t") },
		"other bullets":        func(s string) string { return strings.ReplaceAll(s, "• ", "● ") },
		"hyphens for bullets":  func(s string) string { return strings.ReplaceAll(s, "• ", "- ") },
		"stars for bullets":    func(s string) string { return strings.ReplaceAll(s, "• ", "* ") },
		"zero-width spaces":    func(s string) string { return strings.ReplaceAll(s, "String\n", "String\u200b\n") },
	}
	for name, data := range pages(t) {
		plain, err := page.Parse(name, data)
		if err != nil {
			t.Fatal(err)
		}
		for disguise, apply := range disguises {
			p, err := page.Parse(name, []byte(apply(string(data))))
			if err != nil {
				t.Errorf("%s with %s: %v", name, disguise, err)
				continue
			}
			if diff := cmp.Diff(render(plain), render(p)); diff != "" {
				t.Errorf("%s with %s reads otherwise (-plain +disguised):\n%s", name, disguise, diff)
			}
		}
	}
}
