package reports

import (
	"slices"

	"github.com/apigspec/apigspec/runner/judge"
)

// ClauseVerdict is what a run says of one statement of a page.
type ClauseVerdict string

// The verdicts of clauses.
const (
	// Held: a case that claims the clause passed, and none found it broken.
	Held ClauseVerdict = "held"
	// Broken: a failed case that weighs says that the target breaks it; a waiver
	// changes nothing about that.
	Broken ClauseVerdict = "broken"
	// NotReached: no case that claims the clause passed, and none found it broken.
	NotReached ClauseVerdict = "not reached"
	// Excluded: it cannot be observed from outside; the clause says why.
	Excluded ClauseVerdict = "excluded"
)

// ClauseVerdicts lists the verdicts in the order in which reports count them.
func ClauseVerdicts() []ClauseVerdict {
	return []ClauseVerdict{Held, Broken, NotReached, Excluded}
}

// JudgedClause is a clause with what the run's cases make of it.
type JudgedClause struct {
	Clause
	Verdict ClauseVerdict
	// Breaking are the failed cases that blame the clause, by id; Held counts those
	// that claim it and passed.
	Breaking []string
	Held     int
}

// JudgedPage is the page of an operation with the verdicts of all it states.
type JudgedPage struct {
	Operation Operation
	// Clauses are in the order in which the page makes the statements.
	Clauses []JudgedClause
}

// Count counts the clauses with a verdict.
func (p JudgedPage) Count(verdict ClauseVerdict) int {
	n := 0
	for _, clause := range p.Clauses {
		if clause.Verdict == verdict {
			n++
		}
	}
	return n
}

// Pages judges every clause of the log's register by the cases of the run. A failed
// should case breaks nothing that the page says, unless should cases weigh like must
// cases.
func (r Run) Pages() []JudgedPage {
	held, breaking := map[string]int{}, map[string][]string{}
	for _, c := range r.Where((*Case).Executed) {
		if c.Verdict == judge.Pass {
			for _, id := range c.Clauses {
				held[id]++
			}
			continue
		}
		if !judge.Counts(c.Level, r.Meta.Strict) {
			continue
		}
		for _, id := range c.Blamed() {
			breaking[id] = append(breaking[id], c.ID)
		}
	}
	var pages []JudgedPage
	for _, operation := range r.Meta.Operations {
		page := JudgedPage{Operation: operation}
		for _, clause := range operation.Clauses {
			judged := JudgedClause{Clause: clause, Verdict: NotReached, Breaking: breaking[clause.ID], Held: held[clause.ID]}
			switch {
			case len(judged.Breaking) > 0:
				judged.Verdict = Broken
			case clause.Excluded != "":
				judged.Verdict = Excluded
			case judged.Held > 0:
				judged.Verdict = Held
			}
			page.Clauses = append(page.Clauses, judged)
		}
		slices.SortStableFunc(page.Clauses, func(a, b JudgedClause) int { return a.Place.Line - b.Place.Line })
		pages = append(pages, page)
	}
	return pages
}
