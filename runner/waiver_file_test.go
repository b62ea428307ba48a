package runner

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/strictyaml"
)

// sampleBounds are those of a run late on 2026-11-27 with the built-in contract.
func sampleBounds(t *testing.T) WaiverBounds {
	t.Helper()
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	all, err := cases.All(contract)
	if err != nil {
		t.Fatal(err)
	}
	return WaiverBounds{Today: time.Date(2026, 11, 27, 23, 0, 0, 0, time.UTC), Contract: contract, Cases: all}
}

func TestLoadWaivers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "waivers.yaml")
	text := `# known deviations
- case: apig.acl-unbind/**
  clause: apig.acl-unbind/response/200
  kind: count
  reason: "the count is a string: ${NOT_A_VARIABLE}"
  owner: gateway team
  link: https://example.com/1
  expires: 2026-12-31
- {case: "*/query/*", reason: r, owner: o, link: GW-2, expires: "2027-01-01"}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := LoadWaivers(path, sampleBounds(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []Waiver{
		{
			ID: "apig.acl-unbind/** apig.acl-unbind/response/200 count", Case: "apig.acl-unbind/**", Clause: "apig.acl-unbind/response/200", Kind: "count", Reason: "the count is a string: ${NOT_A_VARIABLE}",
			Owner: "gateway team", Link: "https://example.com/1", Expires: "2026-12-31", Place: path + ":2",
		},
		{ID: "*/query/*", Case: "*/query/*", Reason: "r", Owner: "o", Link: "GW-2", Expires: "2027-01-01", Place: path + ":9"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("waivers (-want +got):\n%s", diff)
	}
	if _, err := LoadWaivers(path+".not", sampleBounds(t)); err == nil || !strings.Contains(err.Error(), "--waivers") {
		t.Errorf("a missing file gives %v; want the flag named", err)
	}
}

func TestWaiverFileMistakes(t *testing.T) {
	if testing.Short() {
		t.Skip("what is tested here runs beside nothing else; left out by -short")
	}
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty fields", "- case: a/**\n", []string{"w.yaml:1: [0].expires: missing", "[0].owner: missing", "[0].reason: missing", "[0].link: missing"}},
		{"unknown key", "- {case: a, reason: r, owner: o, expires: 2026-12-31, until: x}\n- {case: a, reson: r, owner: o, expires: 2026-12-31}\n", []string{`w.yaml:2: [1].reson: unknown key; did you mean "reason"?`, "[0].until: unknown key"}},
		{"bad date", "- {case: a, reason: r, owner: o, expires: 31.12.2026}\n", []string{`w.yaml:1: [0].expires: "31.12.2026" is no date`}},
		{"no such day", "- {case: a, reason: r, owner: o, expires: 2026-02-30}\n", []string{`"2026-02-30" is no date`}},
		{"bad pattern", "- {case: a//b, reason: r, owner: o, expires: 2026-12-31}\n", []string{`[0].case: pattern "a//b"`}},
		{"a day too late", "- {case: apig.acl-unbind/batch/*, reason: r, owner: o, link: l, expires: 2027-05-27}\n", []string{"w.yaml:1: [0].expires: 2027-05-27 is more than 180 days ahead; the last day allowed today is 2027-05-26"}},
		{"unknown clause", "- {case: a/b/c, clause: apig.acl-unbind/response/200/succes_count, reason: r, owner: o, link: l, expires: 2026-12-31}\n", []string{`[0].clause: "apig.acl-unbind/response/200/succes_count" is no clause of the contract; did you mean apig.acl-unbind/response/200/success_count?`}},
		{"unknown kind", "- {case: a/b/c, kind: cuont, reason: r, owner: o, link: l, expires: 2026-12-31}\n", []string{`[0].kind: "cuont" is no kind of deviation; did you mean count?`}},
		{"no kind at all", "- {case: a/b/c, kind: everything, reason: r, owner: o, link: l, expires: 2026-12-31}\n", []string{`"everything" is no kind of deviation; the kinds are status, error_code, schema, media_type, body, count, effect, isolation, leak, transport`}},
		{
			"everything at once",
			"- {case: apig.throttle-unbind/**, kind: cuont, reason: r, owner: o, expires: 2099-12-31}\n- {case: a//b, clause: nope, reason: r, owner: o, link: l, expires: soon}\n",
			[]string{"w.yaml:1: [0].case: apig.throttle-unbind/** takes in every case", "[0].kind:", "[0].link: missing", "[0].expires: 2099-12-31 is more", "w.yaml:2: [1].case:", "[1].clause:", "[1].expires:"},
		},
		{"not a list", "case: a\n", []string{"w.yaml:1: holds keys of its own; it needs a list"}},
		{"not YAML", "- [\n", []string{"w.yaml: not YAML"}},
	}
	bounds := sampleBounds(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ParseWaivers("w.yaml", []byte(test.text), bounds)
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
	if waivers, err := ParseWaivers("w.yaml", nil, bounds); err != nil || len(waivers) != 0 {
		t.Errorf("an empty file gives %v, %v; want no waivers", waivers, err)
	}
}

func TestWaiversWrittenAreRead(t *testing.T) {
	want := []Waiver{
		{
			ID: "apig.acl-unbind/batch/duplicate apig.acl-unbind/response/200/success_count count", Case: "apig.acl-unbind/batch/duplicate",
			Clause: "apig.acl-unbind/response/200/success_count", Kind: "count",
			Reason: "expected \"1\", got: 0 # of 2", Owner: "team: gateway", Link: "https://example.com/1#a", Expires: "2026-12-31", Place: "w.yaml:1",
		},
		{ID: "a/b/c", Case: "a/b/c", Reason: "no", Owner: "1e3", Link: "0", Expires: "2027-05-26", Place: "w.yaml:8"},
	}
	var file strings.Builder
	if err := WriteWaivers(&file, want); err != nil {
		t.Fatal(err)
	}
	got, err := ParseWaivers("w.yaml", []byte(file.String()), sampleBounds(t))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("waivers (-written +read):\n%s", diff)
	}
	file.Reset()
	if err := WriteWaivers(&file, nil); err != nil || file.String() != "[]\n" {
		t.Errorf("no waivers are written as %q, %v; want an empty list", file.String(), err)
	}
}
