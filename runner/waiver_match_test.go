package runner

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/judge"
)

func TestWaivers(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	failed := func(id string, clauses ...string) Result {
		r := Result{Case: cases.Case{ID: id}, Judgement: judge.Judgement{Verdict: judge.Fail}}
		for _, clause := range clauses {
			r.Deviations = append(r.Deviations, judge.Deviation{Clause: clause})
		}
		return r
	}
	// deviating fails with deviations, each given as "kind clause".
	deviating := func(id string, deviations ...string) Result {
		r := failed(id)
		for _, text := range deviations {
			kind, clause, _ := strings.Cut(text, " ")
			r.Deviations = append(r.Deviations, judge.Deviation{Kind: judge.DeviationKind(kind), Clause: clause})
		}
		return r
	}
	with := func(id string, v judge.Verdict) Result {
		return Result{Case: cases.Case{ID: id}, Judgement: judge.Judgement{Verdict: v}}
	}
	waiver := func(pattern, clause, expires string) Waiver {
		return Waiver{ID: pattern + "!" + clause, Case: pattern, Clause: clause, Reason: "r", Owner: "team", Expires: expires, Place: "w.yaml:3"}
	}
	ofKind := func(w Waiver, kind judge.DeviationKind) Waiver {
		w.ID, w.Kind = w.ID+"!"+string(kind), kind
		return w
	}
	tests := []struct {
		name    string
		waivers []Waiver
		results []Result
		waived  []string
		problem string
	}{
		{"whole case", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{failed("a/b", "x", "y")}, []string{"a/b by a/**!"}, ""},
		{"a failure without deviations", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{failed("a/b")}, []string{"a/b by a/**!"}, ""},
		{"its clause", []Waiver{waiver("a/b", "x", "2026-12-31")}, []Result{failed("a/b", "x", "x")}, []string{"a/b by a/b!x"}, ""},
		{"one clause of two", []Waiver{waiver("a/b", "x", "2026-12-31")}, []Result{failed("a/b", "x", "y")}, nil, ""},
		{"two waivers for two clauses", []Waiver{waiver("a/b", "x", "2026-12-31"), waiver("a/*", "y", "2026-12-31")}, []Result{failed("a/b", "x", "y")}, []string{"a/b by a/b!x a/*!y"}, ""},
		{"only what matches", []Waiver{waiver("a/b", "", "2026-12-31")}, []Result{failed("a/b", "x"), failed("a/c", "x")}, []string{"a/b by a/b!"}, ""},
		{"on its last day", []Waiver{waiver("a/b", "", "2026-11-22")}, []Result{failed("a/b", "x")}, []string{"a/b by a/b!"}, ""},
		{"on the day after", []Waiver{waiver("a/b", "", "2026-11-21")}, []Result{failed("a/b", "x")}, nil, "w.yaml:3: waiver for a/b expired on 2026-11-21; ask team"},
		{"expired for one clause", []Waiver{waiver("a/b", "x", "2026-11-21"), waiver("a/b", "y", "2026-12-31")}, []Result{failed("a/b", "x", "y")}, nil, "expired"},
		{"an expired waiver beside one in force", []Waiver{waiver("a/b", "x", "2026-11-21"), waiver("a/**", "", "2026-12-31")}, []Result{failed("a/b", "x")}, []string{"a/b by a/**!"}, "expired"},
		{"a waiver of another clause", []Waiver{waiver("a/b", "", "2026-12-31"), waiver("a/b", "y", "2026-12-31")}, []Result{failed("a/b", "x")}, []string{"a/b by a/b!"}, "(clause y) is stale"},
		{"its kind", []Waiver{ofKind(waiver("a/b", "x", "2026-12-31"), "count")}, []Result{deviating("a/b", "count x", "count x")}, []string{"a/b by a/b!x!count"}, ""},
		{"its clause in another kind", []Waiver{ofKind(waiver("a/b", "x", "2026-12-31"), "count")}, []Result{deviating("a/b", "effect x")}, nil, "waiver for a/b (clause x, kind count) is stale"},
		{"its kind at another clause", []Waiver{ofKind(waiver("a/b", "x", "2026-12-31"), "count")}, []Result{deviating("a/b", "count y")}, nil, "stale"},
		{"a further kind of deviation", []Waiver{ofKind(waiver("a/b", "x", "2026-12-31"), "count")}, []Result{deviating("a/b", "count x", "effect x")}, nil, ""},
		{"a kind at every clause", []Waiver{ofKind(waiver("a/b", "", "2026-12-31"), "count")}, []Result{deviating("a/b", "count x", "count y"), deviating("a/b", "count x", "effect y")}, []string{"a/b by a/b!!count"}, ""},
		{"two waivers for two kinds", []Waiver{ofKind(waiver("a/b", "x", "2026-12-31"), "count"), ofKind(waiver("a/b", "", "2026-12-31"), "effect")}, []Result{deviating("a/b", "count x", "effect x")}, []string{"a/b by a/b!x!count a/b!!effect"}, ""},
		{"a failure without deviations is of no kind", []Waiver{ofKind(waiver("a/b", "", "2026-12-31"), "count")}, []Result{failed("a/b")}, nil, "(kind count) is stale"},
		{"no match", []Waiver{waiver("b/**", "", "2026-12-31")}, []Result{failed("a/b", "x")}, nil, "matches no case"},
		{"stale", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{with("a/b", judge.Pass), with("a/c", judge.Skip)}, nil, "is stale"},
		{"stale clause", []Waiver{waiver("a/**", "z", "2026-12-31")}, []Result{failed("a/b", "x")}, nil, "waiver for a/** (clause z) is stale"},
		{"half stale is not stale", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{with("a/b", judge.Pass), failed("a/c", "x")}, []string{"a/c by a/**!"}, ""},
		{"skipped proves nothing", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{with("a/b", judge.Skip), with("a/c", judge.Error)}, nil, ""},
		{"errors are not waived", []Waiver{waiver("a/**", "", "2026-12-31")}, []Result{with("a/b", judge.Error), failed("a/c", "x")}, []string{"a/c by a/**!"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			match := NewWaivers(test.waivers, now)
			var waived []string
			for _, r := range test.results {
				r.WaivedBy = match.Match(r)
				if r.Waived() {
					waived = append(waived, r.Case.ID+" by "+strings.Join(r.WaivedBy, " "))
				}
			}
			if diff := cmp.Diff(test.waived, waived); diff != "" {
				t.Errorf("waived (-want +got):\n%s", diff)
			}
			problems := strings.Join(match.Problems(), "\n")
			if (test.problem == "") != (problems == "") || !strings.Contains(problems, test.problem) {
				t.Errorf("problems %q; want %q", problems, test.problem)
			}
		})
	}
	var none *Waivers
	if ids, problems := none.Match(failed("a/b", "x")), none.Problems(); ids != nil || problems != nil {
		t.Errorf("no waivers waive %v and have the problems %v", ids, problems)
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
