package runner

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/strictyaml"
)

func TestLoadWaivers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "waivers.yaml")
	text := `# known deviations
- case: apig.acl-unbind/**
  clause: apig.acl-unbind/response/200
  reason: "the count is a string: ${NOT_A_VARIABLE}"
  owner: gateway team
  link: https://example.com/1
  expires: 2026-12-31
- {case: "*/query/*", reason: r, owner: o, expires: "2027-01-01"}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := LoadWaivers(path)
	if err != nil {
		t.Fatal(err)
	}
	want := []Waiver{
		{
			ID: "apig.acl-unbind/** apig.acl-unbind/response/200", Case: "apig.acl-unbind/**", Clause: "apig.acl-unbind/response/200", Reason: "the count is a string: ${NOT_A_VARIABLE}",
			Owner: "gateway team", Link: "https://example.com/1", Expires: "2026-12-31", Place: path + ":2",
		},
		{ID: "*/query/*", Case: "*/query/*", Reason: "r", Owner: "o", Expires: "2027-01-01", Place: path + ":8"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("waivers (-want +got):\n%s", diff)
	}
	if _, err := LoadWaivers(path + ".not"); err == nil || !strings.Contains(err.Error(), "--waivers") {
		t.Errorf("a missing file gives %v; want the flag named", err)
	}
}

func TestWaiverFileMistakes(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty fields", "- case: a/**\n", []string{"w.yaml:1: [0].expires: missing", "[0].owner: missing", "[0].reason: missing"}},
		{"unknown key", "- {case: a, reason: r, owner: o, expires: 2026-12-31, until: x}\n- {case: a, reson: r, owner: o, expires: 2026-12-31}\n", []string{`w.yaml:2: [1].reson: unknown key; did you mean "reason"?`, "[0].until: unknown key"}},
		{"bad date", "- {case: a, reason: r, owner: o, expires: 31.12.2026}\n", []string{`w.yaml:1: [0].expires: "31.12.2026" is no date`}},
		{"no such day", "- {case: a, reason: r, owner: o, expires: 2026-02-30}\n", []string{`"2026-02-30" is no date`}},
		{"bad pattern", "- {case: a//b, reason: r, owner: o, expires: 2026-12-31}\n", []string{`[0].case: pattern "a//b"`}},
		{"not a list", "case: a\n", []string{"w.yaml:1: holds keys of its own; it needs a list"}},
		{"not YAML", "- [\n", []string{"w.yaml: not YAML"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseWaivers("w.yaml", []byte(test.text))
			var file *strictyaml.FileError
			if !errors.As(err, &file) {
				t.Fatalf("got %v; want a *strictyaml.FileError", err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error is\n%v\nwant %q in it", err, want)
				}
			}
		})
	}
	if waivers, err := ParseWaivers("w.yaml", nil); err != nil || len(waivers) != 0 {
		t.Errorf("an empty file gives %v, %v; want no waivers", waivers, err)
	}
}
