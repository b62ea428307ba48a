package cases

import (
	"slices"

	"github.com/apigspec/apigspec/openapi"
)

// Coverage ties the clauses of a contract to the cases that exercise them.
type Coverage struct {
	// Clauses are in the contract's order.
	Clauses []CoveredClause
	// Untied are the ids of cases that name no clause of the contract.
	Untied []string
}

// CoveredClause is a clause with the ids of its cases.
type CoveredClause struct {
	openapi.Clause
	Cases []string
}

// Trace ties the clauses of the wanted operations to the given cases; no
// wanted operation means all.
func Trace(contract *openapi.Contract, given []Case, wanted []string) Coverage {
	byClause := map[string][]string{}
	var coverage Coverage
	for _, c := range given {
		tied := false
		for _, id := range c.Clauses {
			byClause[id] = append(byClause[id], c.ID)
			if _, known := contract.Clause(id); known {
				tied = true
			}
		}
		if !tied {
			coverage.Untied = append(coverage.Untied, c.ID)
		}
	}
	for _, clause := range contract.Clauses {
		if len(wanted) == 0 || slices.Contains(wanted, clause.Operation) {
			coverage.Clauses = append(coverage.Clauses, CoveredClause{clause, byClause[clause.ID]})
		}
	}
	return coverage
}

// Orphans are the observable clauses that no case exercises.
func (c Coverage) Orphans() []CoveredClause {
	var orphans []CoveredClause
	for _, clause := range c.Clauses {
		if clause.Excluded == "" && len(clause.Cases) == 0 {
			orphans = append(orphans, clause)
		}
	}
	return orphans
}

// Observable counts the clauses that can be tested from outside.
func (c Coverage) Observable() int {
	n := 0
	for _, clause := range c.Clauses {
		if clause.Excluded == "" {
			n++
		}
	}
	return n
}
