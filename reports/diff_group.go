package reports

import (
	"cmp"
	"fmt"
	"slices"
)

// group makes groups of what was filed, and counts the regressions.
func (d *differ) group() {
	d.NewFailures = d.grouped(d.failures, findingGroups)
	d.FailingOtherwise = d.grouped(d.otherwise, findingGroups)
	d.StillFailing = d.grouped(d.still, findingGroups)
	d.Fixed = d.grouped(d.fixed, findingGroups)
	d.NewlySkipped = d.grouped(d.skipped, reasonGroups)
	d.NoLongerSkipped = d.grouped(d.noLonger, reasonGroups)
	d.RemovedCases = d.grouped(d.removed, verdictGroups)
	d.NewCases = d.grouped(d.added, verdictGroups)
	d.ChangedAnswers = append([]ChangedCases{}, answerGroups(d.answers)...)
	slices.SortStableFunc(d.Slower, func(a, b SlowerCase) int { return cmp.Compare(b.NewMS-b.OldMS, a.NewMS-a.OldMS) })
}

// grouped has the regressions first.
func (d *differ) grouped(changes []change, groups func([]*Case) []ChangedCases) []ChangedCases {
	var worse, other []*Case
	for _, c := range changes {
		if c.regression {
			worse = append(worse, c.Case)
		} else {
			other = append(other, c.Case)
		}
	}
	d.Regressions += len(worse)
	list := groups(worse)
	for i := range list {
		list[i].Regression = true
	}
	return append(append([]ChangedCases{}, list...), groups(other)...) // never null in JSON
}

// findingGroups are cases that are or were wrong, by what explains them.
func findingGroups(list []*Case) []ChangedCases {
	var groups []ChangedCases
	for _, f := range Findings(list) {
		groups = append(groups, ChangedCases{Text: f.Line(), Operation: f.Operation, Kind: f.Kind, Clauses: f.Clauses, Cases: idsOf(f.Cases)})
	}
	return groups
}

// reasonGroups are skipped cases by the reason.
func reasonGroups(list []*Case) []ChangedCases {
	var groups []ChangedCases
	for _, g := range byReason(list) {
		groups = append(groups, ChangedCases{Text: oneLine(g.Reason), Kind: string(g.Code), Cases: idsOf(g.Cases)})
	}
	return groups
}

// verdictGroups are cases by operation and verdict.
func verdictGroups(list []*Case) []ChangedCases {
	return groupsBy(list, func(c *Case) (operation, text string) { return c.Operation, c.Operation + ": " + string(c.Verdict) })
}

func answerGroups(list []answered) []ChangedCases {
	text := map[string]string{}
	var cases []*Case
	for _, a := range list {
		text[a.ID] = fmt.Sprintf("%s: %s, still %s", a.Operation, a.text, a.Verdict)
		cases = append(cases, a.Case)
	}
	return groupsBy(cases, func(c *Case) (operation, of string) { return c.Operation, text[c.ID] })
}

// groupsBy groups cases of the same text, in the order in which these first occur.
func groupsBy(list []*Case, of func(*Case) (operation, text string)) []ChangedCases {
	var groups []ChangedCases
	index := map[string]int{}
	for _, c := range list {
		operation, text := of(c)
		i, found := index[text]
		if !found {
			i = len(groups)
			index[text] = i
			groups = append(groups, ChangedCases{Text: text, Operation: operation})
		}
		groups[i].Cases = append(groups[i].Cases, c.ID)
	}
	return groups
}

func idsOf(list []*Case) []string {
	ids := make([]string, 0, len(list))
	for _, c := range list {
		ids = append(ids, c.ID)
	}
	return ids
}
