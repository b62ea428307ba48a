package runner

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
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
			Case: "apig.acl-unbind/**", Clause: "apig.acl-unbind/response/200", Reason: "the count is a string: ${NOT_A_VARIABLE}",
			Owner: "gateway team", Link: "https://example.com/1", Expires: "2026-12-31", Place: path + ":2",
		},
		{Case: "*/query/*", Reason: "r", Owner: "o", Expires: "2027-01-01", Place: path + ":8"},
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

func TestApply(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	failed := func(id string, clauses ...string) Result {
		r := Result{Case: cases.Case{ID: id}, Verdict: Fail}
		for _, clause := range clauses {
			r.Deviations = append(r.Deviations, Deviation{Clause: clause})
		}
		return r
	}
	with := func(id string, v Verdict) Result { return Result{Case: cases.Case{ID: id}, Verdict: v} }
	waiver := func(pattern, clause, expires string) Waiver {
		return Waiver{Case: pattern, Clause: clause, Reason: "r", Owner: "team", Expires: expires, Place: "w.yaml:3"}
	}
	tests := []struct {
		name    string
		waivers []Waiver
		results []Result
		waived  []string
		problem string
	}{
		{"whole case", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{failed("a/b", "x", "y")}, []string{"a/b"}, ""},
		{"a failure without deviations", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{failed("a/b")}, []string{"a/b"}, ""},
		{"its clause", []Waiver{waiver("a/b", "x", "2026-12-31")}, []Result{failed("a/b", "x", "x")}, []string{"a/b"}, ""},
		{"one clause of two", []Waiver{waiver("a/b", "x", "2026-12-31")}, []Result{failed("a/b", "x", "y")}, nil, ""},
		{"two waivers for two clauses", []Waiver{waiver("a/b", "x", "2026-12-31"), waiver("a/*", "y", "2026-12-31")}, []Result{failed("a/b", "x", "y")}, []string{"a/b"}, ""},
		{"only what matches", []Waiver{waiver("a/b", "", "2026-12-31")}, []Result{failed("a/b", "x"), failed("a/c", "x")}, []string{"a/b"}, ""},
		{"on its last day", []Waiver{waiver("a/b", "", "2026-11-22")}, []Result{failed("a/b", "x")}, []string{"a/b"}, ""},
		{"on the day after", []Waiver{waiver("a/b", "", "2026-11-21")}, []Result{failed("a/b", "x")}, nil, "w.yaml:3: waiver for a/b expired on 2026-11-21; ask team"},
		{"expired for one clause", []Waiver{waiver("a/b", "x", "2026-11-21"), waiver("a/b", "y", "2026-12-31")}, []Result{failed("a/b", "x", "y")}, nil, "expired"},
		{"no match", []Waiver{waiver("b/**", "", "2026-12-31")}, []Result{failed("a/b", "x")}, nil, "matches no case"},
		{"stale", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{with("a/b", Pass), with("a/c", Skip)}, nil, "is stale"},
		{"stale clause", []Waiver{waiver("a/**", "z", "2026-12-31")}, []Result{failed("a/b", "x")}, nil, "waiver for a/** (clause z) is stale"},
		{"half stale is not stale", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{with("a/b", Pass), failed("a/c", "x")}, []string{"a/c"}, ""},
		{"skipped proves nothing", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{with("a/b", Skip), with("a/c", Error)}, nil, ""},
		{"errors are not waived", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{with("a/b", Error), failed("a/c", "x")}, []string{"a/c"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := append([]Result(nil), test.results...)
			changed, problems := Apply(test.waivers, test.results, now)
			var waived []string
			for _, r := range changed {
				if r.Waived {
					waived = append(waived, r.Case.ID)
				}
			}
			if diff := cmp.Diff(test.waived, waived); diff != "" {
				t.Errorf("waived (-want +got):\n%s", diff)
			}
			if got := strings.Join(problems, "\n"); (test.problem == "") != (got == "") || !strings.Contains(got, test.problem) {
				t.Errorf("problems %q; want %q", got, test.problem)
			}
			if diff := cmp.Diff(before, test.results); diff != "" {
				t.Errorf("the results given were changed:\n%s", diff)
			}
		})
	}
}

func TestApplicable(t *testing.T) {
	all := []cases.Case{{ID: "a/x/1"}, {ID: "a/x/2"}, {ID: "b/y/1"}}
	waivers := []Waiver{{Case: "a/x/1"}, {Case: "b/**"}, {Case: "c/**"}}
	var kept []string
	for _, w := range Applicable(waivers, all, all[:2]) {
		kept = append(kept, w.Case)
	}
	if want := []string{"a/x/1", "c/**"}; !slices.Equal(kept, want) {
		t.Errorf("kept %v, want %v: a waiver of cases left out has no say, one that matches nothing is a problem", kept, want)
	}
}
