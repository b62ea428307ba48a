package reports

import (
	"cmp"
	"slices"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
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

// Blocking returns the cases that keep the target from being conformant: the failed ones, then
// those that could not be judged.
func (r Run) Blocking() []Case {
	wrong := func(verdict judge.Verdict) []Case {
		return r.Where(func(c Case) bool { return c.Verdict == verdict && c.Blocking(r.Meta.Strict) })
	}
	return append(wrong(judge.Fail), wrong(judge.Error)...)
}

// Forgiven returns the cases that failed or errored and do not count: waived,
// or below the judged level.
func (r Run) Forgiven() []Case {
	return r.Where(func(c Case) bool { return c.Wrong() && !c.Blocking(r.Meta.Strict) })
}

// WaiversOf returns the waivers that cover a waived case.
func (r Run) WaiversOf(c Case) []runner.Waiver {
	var covering []runner.Waiver
	for _, waiver := range r.Meta.Waivers {
		if slices.Contains(c.WaivedBy, waiver.ID) {
			covering = append(covering, waiver)
		}
	}
	return covering
}

// ReasonGroup is the cases that were skipped for one reason.
type ReasonGroup struct {
	Code   judge.ReasonCode
	Reason string
	Cases  []Case
}

// Skips groups the skipped cases by reason, the most frequent one first.
func (r Run) Skips() []ReasonGroup {
	groups := byReason(r.Where(func(c Case) bool { return c.Verdict == judge.Skip }))
	slices.SortStableFunc(groups, func(a, b ReasonGroup) int { return len(b.Cases) - len(a.Cases) })
	return groups
}

// byReason groups cases by their reasons, in the order these first occur.
func byReason(list []Case) []ReasonGroup {
	var groups []ReasonGroup
	index := map[string]int{}
	for _, c := range list {
		i, found := index[c.Reason]
		if !found {
			i = len(groups)
			index[c.Reason] = i
			groups = append(groups, ReasonGroup{Code: c.ReasonCode, Reason: c.Reason})
		}
		groups[i].Cases = append(groups[i].Cases, c)
	}
	return groups
}
