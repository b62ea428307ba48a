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
	Cases []*Case
}

// ByOperation groups the cases: operations in the register's order, then those
// it does not know, by id.
func (r Run) ByOperation() []OperationCases {
	register := map[string]Operation{}
	for _, operation := range r.Meta.Operations {
		register[operation.ID] = operation
	}
	var groups []OperationCases
	for _, at := range r.inOrder() {
		c := r.Cases[at]
		last := len(groups) - 1
		if last < 0 || groups[last].Operation.ID != c.Operation {
			operation, known := register[c.Operation]
			if !known {
				operation.ID = c.Operation
			}
			groups = append(groups, OperationCases{Operation: operation})
			last++
		}
		groups[last].Cases = append(groups[last].Cases, c)
	}
	return groups
}

// inOrder are the places of the cases in the log, ordered by operation, then id.
func (r Run) inOrder() []int {
	if len(r.order) == len(r.Cases) {
		return r.order
	}
	return orderOf(r)
}

func orderOf(r Run) []int {
	rank := map[string]int{}
	for i, operation := range r.Meta.Operations {
		rank[operation.ID] = i - len(r.Meta.Operations) // before those that the register does not know
	}
	order := make([]int, len(r.Cases))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := r.Cases[i], r.Cases[j]
		return cmp.Or(rank[a.Operation]-rank[b.Operation], cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.ID, b.ID))
	})
	return order
}

// Where returns the cases that satisfy keep, ordered by operation, then id.
func (r Run) Where(keep func(*Case) bool) []*Case {
	var kept []*Case
	for _, at := range r.inOrder() {
		if keep(r.Cases[at]) {
			kept = append(kept, r.Cases[at])
		}
	}
	return kept
}

// Blocking returns the cases that keep the target from being conformant: the failed ones, then
// those that could not be judged.
func (r Run) Blocking() []*Case {
	wrong := func(verdict judge.Verdict) []*Case {
		return r.Where(func(c *Case) bool { return c.Verdict == verdict && c.Blocking(r.Meta.Strict) })
	}
	return append(wrong(judge.Fail), wrong(judge.Error)...)
}

// Forgiven returns the cases that failed or errored and do not count: waived,
// or below the judged level.
func (r Run) Forgiven() []*Case {
	return r.Where(func(c *Case) bool { return c.Wrong() && !c.Blocking(r.Meta.Strict) })
}

// WaiversOf returns the waivers that cover a waived case.
func (r Run) WaiversOf(c *Case) []runner.Waiver {
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
	Cases  []*Case
}

// Skips groups the skipped cases by reason, the most frequent one first.
func (r Run) Skips() []ReasonGroup {
	groups := byReason(r.Where(func(c *Case) bool { return c.Verdict == judge.Skip }))
	slices.SortStableFunc(groups, func(a, b ReasonGroup) int { return len(b.Cases) - len(a.Cases) })
	return groups
}

// byReason groups cases by their reasons, in the order these first occur.
func byReason(list []*Case) []ReasonGroup {
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
