package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner/judge"
)

// Finding is one deviation of the target, or one reason why it could not be judged, with
// all the cases that it explains. A gateway that counts wrongly is one piece of news, not
// thirty-six; so is one that dies in the middle of a run.
type Finding struct {
	Operation string
	// Kind is the deviation's, or the code of the reason.
	Kind string
	// Clauses are those that are broken, the one that tells most first; Tested is what
	// most of the cases are about.
	Clauses []string
	Tested  string
	// More are further clauses that some of the cases blame.
	More []string
	// Expected and Actual are what the cases have in common; empty where they differ.
	Expected, Actual string
	// Reason says why the cases could not be judged; empty for a deviation.
	Reason string
	// Cases are ordered by id, but for the first one, which shows the finding best.
	Cases []*Case
}

// Sample is the case that shows the finding best.
func (f Finding) Sample() *Case { return f.Cases[0] }

// Others are the ids of the other cases.
func (f Finding) Others() []string { return idsOf(f.Cases[1:]) }

// Findings explains the cases that went wrong by as few findings as there are
// ([judge.Causes]): deviations first, then reasons, each by the number of cases.
func Findings(list []*Case) []Finding {
	var failed []*Case
	var failures []judge.Failure
	reasons := map[string][]*Case{}
	for _, c := range list {
		if len(c.Deviations) == 0 {
			reasons[c.Reason] = append(reasons[c.Reason], c)
			continue
		}
		failed = append(failed, c)
		failures = append(failures, judge.Failure{Operation: c.Operation, Clauses: c.Clauses, Deviations: c.Deviations})
	}
	var findings []Finding
	for _, cause := range judge.Causes(failures) {
		findings = append(findings, newFinding(cause, failed))
	}
	unjudged := len(findings)
	for reason, cases := range reasons {
		findings = append(findings, newReasonFinding(reason, cases))
	}
	slices.SortFunc(findings[unjudged:], func(a, b Finding) int {
		return cmp.Or(len(b.Cases)-len(a.Cases), cmp.Compare(a.Sample().ID, b.Sample().ID))
	})
	return findings
}

func newFinding(cause judge.Cause, failed []*Case) Finding {
	f := Finding{
		Operation: cause.Operation, Kind: string(cause.Kind), Clauses: cause.Clauses, More: cause.More, Tested: cause.Tested,
		Expected: cause.Expected, Actual: cause.Actual,
	}
	best := 0
	for i, at := range cause.Failures {
		f.Cases = append(f.Cases, failed[at])
		if f.showsBetter(f.Cases[i], f.Cases[best]) {
			best = i
		}
	}
	sample := f.Cases[best]
	f.Cases = slices.Insert(slices.Delete(f.Cases, best, best+1), 0, sample)
	return f
}

// showsBetter prefers a case that is about what most of the cases are about, shows
// little else, sends little, and has a short name.
func (f Finding) showsBetter(a, b *Case) bool {
	about := func(c *Case) int {
		if len(c.Clauses) > 0 && c.Clauses[0] == f.Tested {
			return 0
		}
		return 1
	}
	return cmp.Or(about(a)-about(b), len(a.Deviations)-len(b.Deviations), len(a.Steps)-len(b.Steps), len(a.ID)-len(b.ID)) < 0
}

func newReasonFinding(reason string, list []*Case) Finding {
	first := list[0]
	f := Finding{Operation: first.Operation, Kind: first.Kind(), Reason: reason, Cases: list}
	if len(first.Clauses) > 0 {
		f.Tested = first.Clauses[0]
	}
	for _, c := range list {
		if c.Operation != f.Operation {
			f.Operation = "" // of several
		}
	}
	return f
}

// Title is the sample's id and how many other cases there are.
func (f Finding) Title() string {
	if len(f.Cases) == 1 {
		return f.Sample().ID
	}
	return fmt.Sprintf("%s and %s", f.Sample().ID, moreCases(len(f.Cases)-1))
}

// Line is the finding in a line: what came where something else was due.
func (f Finding) Line() string {
	switch {
	case f.Reason != "":
		return oneLine(f.Reason)
	case f.Expected != "" && f.Actual != "":
		return oneLine(fmt.Sprintf("%s: expected %s, got %s", f.Kind, f.Expected, f.Actual))
	case f.Actual != "":
		return oneLine(fmt.Sprintf("%s: got %s, whatever was due", f.Kind, f.Actual))
	case f.Expected != "":
		return oneLine(fmt.Sprintf("%s: expected %s, got something else each time", f.Kind, f.Expected))
	case len(f.Sample().Deviations) == 0:
		return string(f.Sample().Verdict)
	default:
		first := f.Sample().Deviations[0]
		return oneLine(fmt.Sprintf("%s: for instance expected %s, got %s", f.Kind, first.Expected, first.Actual))
	}
}

// shown are the deviations of the sample, that of the finding first.
func (f Finding) shown() []judge.Deviation {
	list := slices.Clone(f.Sample().Deviations)
	slices.SortStableFunc(list, func(a, b judge.Deviation) int { return cmp.Compare(f.distance(a), f.distance(b)) })
	return list
}

func (f Finding) distance(d judge.Deviation) int {
	switch {
	case string(d.Kind) == f.Kind && slices.Contains(f.Clauses, d.Clause):
		return 0
	case string(d.Kind) == f.Kind:
		return 1
	default:
		return 2
	}
}

// findingsInWords counts cases and what explains them: "36 cases, 1 deviation".
func findingsInWords(findings []Finding) string {
	deviations, reasons, ofCases := 0, 0, 0
	for _, f := range findings {
		ofCases += len(f.Cases)
		if f.Reason != "" {
			reasons++
		} else {
			deviations++
		}
	}
	words := []string{casesOf(ofCases)}
	if deviations > 0 {
		words = append(words, spelling.Counted(deviations, "deviation"))
	}
	if reasons > 0 {
		words = append(words, spelling.Counted(reasons, "reason"))
	}
	return strings.Join(words, ", ")
}
