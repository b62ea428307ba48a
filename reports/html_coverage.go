package reports

import (
	"fmt"

	"github.com/apigspec/apigspec/runner/judge"
)

type htmlCoverage struct {
	ID, Title, Call, Page string
	Covered, Observable   int
	Percent               int
	Missing, Excluded     []htmlClause
	ExcludedWhy           []string
}

// htmlCoverages counts, per operation, the observable clauses that an executed
// case exercises.
func htmlCoverages(run Run) []htmlCoverage {
	exercised := map[string]bool{}
	for _, c := range run.Cases {
		if c.Executed() || c.Verdict == judge.Observed {
			for _, id := range c.Clauses {
				exercised[id] = true
			}
		}
	}
	var coverages []htmlCoverage
	for _, operation := range run.Meta.Operations {
		coverage := htmlCoverage{
			ID: operation.ID, Title: operation.Title, Page: operation.Page,
			Call: operation.Method + " " + operation.Path,
		}
		for _, clause := range operation.Clauses {
			shown := htmlClause{ID: clause.ID, Text: clause.Text, Place: clause.Place.String()}
			switch {
			case clause.Excluded != "":
				coverage.Excluded = append(coverage.Excluded, shown)
				coverage.ExcludedWhy = append(coverage.ExcludedWhy, clause.Excluded)
			case exercised[clause.ID]:
				coverage.Covered++
				coverage.Observable++
			default:
				coverage.Observable++
				coverage.Missing = append(coverage.Missing, shown)
			}
		}
		coverage.Percent = 100 * coverage.Covered / max(1, coverage.Observable)
		coverages = append(coverages, coverage)
	}
	return coverages
}

// coveredShare sums the coverage up; empty without a clause. It rounds down:
// 100 % means all.
func coveredShare(coverages []htmlCoverage) string {
	covered, observable := 0, 0
	for _, coverage := range coverages {
		covered += coverage.Covered
		observable += coverage.Observable
	}
	if observable == 0 {
		return ""
	}
	return fmt.Sprintf("%d %%", 100*covered/observable)
}
