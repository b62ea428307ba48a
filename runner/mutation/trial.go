package mutation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

// Kind says what was changed, about the embedded gateway or about a page.
type Kind string

// The kinds of trials.
const (
	Plain   Kind = "plain"   // nothing: every case must pass
	Variant Kind = "variant" // one legal freedom: every case must pass
	Mutant  Kind = "mutant"  // one deviation: some case must fail
	Page    Kind = "page"    // nothing, but one fact of the page: some case must fail
)

// Trial is one run of cases against one form of the embedded gateway.
type Trial struct {
	Kind Kind `json:"kind"`
	// Name is the mutant's or variant's; of variants together all of theirs, and of
	// an edited page the clause and the edit.
	Name    string `json:"name"`
	Summary string `json:"summary,omitempty"`
	// Why says why a variant is legal.
	Why string `json:"why,omitempty"`
	// Operation, Area, Level and Clause are the mutant's, or those of the clause
	// whose page is edited.
	Operation string      `json:"operation,omitempty"`
	Area      string      `json:"area,omitempty"`
	Level     cases.Level `json:"level,omitempty"`
	Clause    string      `json:"clause,omitempty"`
	// Watch is the clause that takes the place of an edited one.
	Watch string `json:"watch,omitempty"`

	// Kills are the ids of the cases that failed at the trial's level, in
	// the order of the cases: for a must mutant the must cases, else must
	// and should cases.
	Kills []string `json:"kills"`
	// Failed are the ids of all must and should cases that failed.
	Failed []string `json:"failed"`
	// Claimed is set where a mutant's clause is claimed by a case that kills it.
	Claimed bool `json:"claimed,omitempty"`
	// Foreign are the kills that belong to another operation.
	Foreign []string `json:"foreign,omitempty"`
	// Blamed is the clause that the first kill blames; others may be more exact.
	Blamed string `json:"blamed,omitempty"`
	// Misattributed says why the diagnosis points elsewhere; empty if it
	// does not, or if there is none.
	Misattributed string `json:"misattributed,omitempty"`
	// Causes is how many causes explain the kills; see [judge.Causes]. Named is set where
	// the first of them names the mutant's clause.
	Causes int  `json:"causes,omitempty"`
	Named  bool `json:"named,omitempty"`
	// Alarms explains each failed case of a plain or variant trial.
	Alarms []string `json:"alarms,omitempty"`
	// Problem says why the trial could not be carried out.
	Problem string `json:"problem,omitempty"`
	// DurationMS is that of the whole trial.
	DurationMS float64 `json:"duration_ms"`

	// replayed is set for a trial whose record is judged again.
	replayed bool
	// edit is that of the page.
	edit pageEdit
}

// Survived reports whether a mutant or the edit of a page went unnoticed.
func (t Trial) Survived() bool {
	return t.broken() && t.Problem == "" && (len(t.Kills) == 0 || len(t.Alarms) > 0)
}

// broken reports whether gateway and page disagree, so that some case must fail.
func (t Trial) broken() bool { return t.Kind == Mutant || t.Kind == Page }

// weigh sorts out what the failed cases say about the trial.
func (t *Trial) weigh(results []runner.Result, order []cases.Case) {
	position := make(map[string]int, len(order))
	for i, c := range order {
		position[c.ID] = i
	}
	slices.SortFunc(results, func(a, b runner.Result) int { return cmp.Compare(position[a.Case.ID], position[b.Case.ID]) })
	var first *runner.Result
	var failures []judge.Failure
	exact := false // a case that claims the clause blames it
	for i, result := range results {
		if isFailure(result) {
			t.Failed = append(t.Failed, result.Case.ID)
		}
		if !isFailure(result) || !result.Blocking(t.strict()) {
			continue
		}
		t.Kills = append(t.Kills, result.Case.ID)
		failures = append(failures, judge.Failure{Operation: result.Case.Operation, Clauses: result.Case.Clauses, Deviations: result.Deviations})
		if t.Kind == Mutant && slices.Contains(result.Case.Clauses, t.Clause) {
			t.Claimed = true
			exact = exact || blames(result, t.Clause)
		}
		if first == nil {
			first = &results[i]
		}
		if t.Kind != Mutant {
			t.Alarms = append(t.Alarms, alarm(result))
		} else if result.Case.Operation != t.Operation {
			t.Foreign = append(t.Foreign, result.Case.ID)
		}
	}
	if t.Kind == Mutant && first != nil {
		t.Blamed = blamed(*first)
		t.Misattributed = t.misattribution(*first, exact)
	}
	if causes := judge.Causes(failures); t.Kind == Mutant && len(causes) > 0 {
		t.Causes = len(causes)
		t.Named = causes[0].Tested == t.Clause || slices.Contains(causes[0].Clauses, t.Clause)
	}
}

// strict says at which level the trial is judged: a must mutant has to be
// found by default, a variant has to pass even under strict.
func (t *Trial) strict() bool { return t.Kind != Mutant || t.Level != cases.Must }

// isFailure reports whether the case found something. One that never sent
// anything, for want of time, found nothing.
func isFailure(r runner.Result) bool {
	return (r.Verdict == judge.Fail || r.Verdict == judge.Error && len(r.Exchanges()) > 0) && r.Case.Level != cases.Observe
}

func blamed(r runner.Result) string {
	if len(r.Deviations) == 0 {
		return ""
	}
	return r.Deviations[0].Clause
}

// misattribution holds the diagnosis against the mutant's clause: of the cases
// that claim it one has to fail and to blame it, as an edit of the page is held.
func (t *Trial) misattribution(first runner.Result, exact bool) string {
	switch {
	case len(t.Foreign) > 0:
		return fmt.Sprintf("%d cases of other operations failed, the first is %s", len(t.Foreign), t.Foreign[0])
	case !t.Claimed:
		return fmt.Sprintf("no case that claims %s failed, the first that did is %s", t.Clause, first.Case.ID)
	case !exact:
		return fmt.Sprintf("no case that claims %s blames it; %s blames %s", t.Clause, first.Case.ID, cmp.Or(t.Blamed, "no clause"))
	}
	return ""
}

// related reports whether one clause id is the other or stands above it.
func related(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/")
}

func alarm(r runner.Result) string {
	if len(r.Deviations) == 0 {
		return fmt.Sprintf("%s (%s, %s): %s", r.Case.ID, r.Case.Level, r.Verdict, r.Reason)
	}
	d := r.Deviations[0]
	return fmt.Sprintf("%s (%s, %s): expected %s, got %s", r.Case.ID, r.Case.Level, d.Kind, d.Expected, d.Actual)
}
