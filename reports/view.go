package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner"
)

// OperationCases are the cases of one operation.
type OperationCases struct {
	// Operation has only an ID where the log's register does not know it.
	Operation Operation
	// Cases are ordered by id: a run finishes them in any order, and a report
	// of the same verdicts should read the same.
	Cases []Case
}

// ByOperation groups the cases: operations in the register's order, then those
// it does not know, by id.
func (r Run) ByOperation() []OperationCases {
	byID := map[string][]Case{}
	for _, c := range r.Cases {
		byID[c.Operation] = append(byID[c.Operation], c)
	}
	var groups []OperationCases
	for _, operation := range r.Meta.Operations {
		if len(byID[operation.ID]) > 0 {
			groups = append(groups, OperationCases{operation, byID[operation.ID]})
			delete(byID, operation.ID)
		}
	}
	known := len(groups)
	for id, list := range byID {
		groups = append(groups, OperationCases{Operation{ID: id}, list})
	}
	slices.SortFunc(groups[known:], func(a, b OperationCases) int {
		return cmp.Compare(a.Operation.ID, b.Operation.ID)
	})
	for _, group := range groups {
		slices.SortFunc(group.Cases, func(a, b Case) int { return cmp.Compare(a.ID, b.ID) })
	}
	return groups
}

// Where returns the cases that satisfy keep, ordered by operation, then id.
func (r Run) Where(keep func(Case) bool) []Case {
	var kept []Case
	for _, group := range r.ByOperation() {
		for _, c := range group.Cases {
			if keep(c) {
				kept = append(kept, c)
			}
		}
	}
	return kept
}

// Against returns the cases that count against the run: the failed ones, then
// those that could not be judged.
func (r Run) Against() []Case {
	wrong := func(verdict runner.Verdict) []Case {
		return r.Where(func(c Case) bool { return c.Verdict == verdict && c.Against(r.Meta.Strict) })
	}
	return append(wrong(runner.Fail), wrong(runner.Error)...)
}

// Forgiven returns the cases that failed or errored and do not count: waived,
// or below the judged level.
func (r Run) Forgiven() []Case {
	return r.Where(func(c Case) bool { return c.Wrong() && !c.Against(r.Meta.Strict) })
}

// ReasonGroup is the cases that were skipped for one reason.
type ReasonGroup struct {
	Code   string
	Reason string
	Cases  []Case
}

// Skips groups the skipped cases by reason, the most frequent one first.
func (r Run) Skips() []ReasonGroup {
	var groups []ReasonGroup
	index := map[string]int{}
	for _, c := range r.Where(func(c Case) bool { return c.Verdict == runner.Skip }) {
		i, found := index[c.Reason]
		if !found {
			i = len(groups)
			index[c.Reason] = i
			groups = append(groups, ReasonGroup{Code: c.ReasonCode(), Reason: c.Reason})
		}
		groups[i].Cases = append(groups[i].Cases, c)
	}
	slices.SortStableFunc(groups, func(a, b ReasonGroup) int { return len(b.Cases) - len(a.Cases) })
	return groups
}

// Problem says why the run as a whole cannot be relied on; empty if it can.
func (r Run) Problem() string {
	switch {
	case r.End == nil && r.Meta.Selected > 0:
		return fmt.Sprintf("the run did not end: its log has no end line after %d of %d cases", len(r.Cases), r.Meta.Selected)
	case r.End == nil:
		return fmt.Sprintf("the run did not end: its log has no end line after %d cases", len(r.Cases))
	case r.End.Problem != "":
		return r.End.Problem
	case len(r.Cases) == 0:
		return "nothing was executed"
	default:
		return ""
	}
}

// Outcome is a run in two words.
type Outcome string

// The outcomes.
const (
	Conformant    Outcome = "conformant"
	NotConformant Outcome = "not conformant"
	// Inconclusive is a run without a failure that cannot be relied on.
	Inconclusive Outcome = "inconclusive"
)

// Outcome weighs the run: a failure that counts makes it not conformant, even
// if the run ended early; a problem, an error that counts, or nothing executed
// makes it inconclusive.
func (r Run) Outcome() Outcome {
	executed, broken, unsure := false, false, r.Problem() != ""
	for _, c := range r.Cases {
		executed = executed || c.Executed()
		if !c.Against(r.Meta.Strict) {
			continue
		}
		if c.Verdict == runner.Fail {
			broken = true
		} else {
			unsure = true
		}
	}
	switch {
	case broken:
		return NotConformant
	case unsure || !executed:
		return Inconclusive
	default:
		return Conformant
	}
}

// Clause looks a clause up in the log's register.
func (r Run) Clause(id string) (Clause, bool) {
	for _, operation := range r.Meta.Operations {
		for _, clause := range operation.Clauses {
			if clause.ID == id {
				return clause, true
			}
		}
	}
	return Clause{}, false
}

// Blamed returns the ids of the clauses that the case's deviations break, in
// order and once each; without any, the clause the case tests.
func (c Case) Blamed() []string {
	var ids []string
	for _, deviation := range c.Deviations {
		if deviation.Clause != "" && !slices.Contains(ids, deviation.Clause) {
			ids = append(ids, deviation.Clause)
		}
	}
	if len(ids) == 0 && len(c.Clauses) > 0 {
		ids = c.Clauses[:1]
	}
	return ids
}

// Kind names what is wrong in one word: the first deviation's kind, or the
// code of the reason.
func (c Case) Kind() string {
	if len(c.Deviations) > 0 {
		return string(c.Deviations[0].Kind)
	}
	return c.ReasonCode()
}

// Headline is the case's trouble in one line.
func (c Case) Headline() string {
	switch {
	case len(c.Deviations) > 0:
		first := c.Deviations[0]
		line := fmt.Sprintf("expected %s, got %s", first.Expected, first.Actual)
		if more := len(c.Deviations) - 1; more > 0 {
			line += fmt.Sprintf(" (and %d more)", more)
		}
		return oneLine(line)
	case c.Reason != "":
		return oneLine(c.Reason)
	default:
		return string(c.Verdict)
	}
}

// Answer is the case's own last answer in a few words: "404 APIG.3030".
func (c Case) Answer() string {
	for _, exchange := range slices.Backward(c.Exchanges) {
		if exchange.Role == "" || exchange.Role == "case" {
			return answer(exchange)
		}
	}
	return "no answer"
}

// forgiven says why a case that went wrong does not count.
func forgiven(c Case) string {
	switch {
	case c.Waived:
		return "waived"
	case c.Level == cases.Should:
		return "advisory, a should case"
	default:
		return "observed only"
	}
}

// place prints where a clause stands: page · section · row · line N.
func (c Clause) place() string {
	parts := []string{c.Place.Page, c.Place.Section, c.Place.Row}
	if c.Place.Line > 0 {
		parts = append(parts, fmt.Sprintf("line %d", c.Place.Line))
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return strings.Join(parts, " · ")
}

// oneLine folds white space, so that a message cannot break a list.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
