package runner

import (
	"slices"
	"strings"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner/judge"
)

// WaiverDays is the most days that a waiver may last: long enough for a release to
// come, short enough for somebody to look at the deviation again.
const WaiverDays = 180

// WaiverBounds is what a waiver file is held against, so that no waiver lasts for
// good, hides an operation, or names what does not exist.
type WaiverBounds struct {
	// Today is a moment of the day of the run.
	Today time.Time
	// Contract has the clauses that a waiver may name.
	Contract *openapi.Contract
	// Cases are the whole case set of the contract.
	Cases []cases.Case
}

// LastWaiverDay is the last day (UTC) that a waiver may name on a given day.
func LastWaiverDay(today time.Time) time.Time {
	return today.UTC().Truncate(24*time.Hour).AddDate(0, 0, WaiverDays)
}

// check reports where a waiver goes too far. A field that cannot be read is none of
// its business.
func (b WaiverBounds) check(w Waiver, report func(field, format string, args ...any)) {
	last := LastWaiverDay(b.Today)
	if day, err := time.Parse(time.DateOnly, w.Expires); err == nil && day.After(last) {
		report("expires", "%s is more than %d days ahead; the last day allowed today is %s", w.Expires, WaiverDays, last.Format(time.DateOnly))
	}
	if _, known := b.Contract.Clause(w.Clause); w.Clause != "" && !known {
		report("clause", "%q is no clause of the contract; did you mean %s? apigspec trace lists them all", w.Clause, b.nearestClause(w.Clause))
	}
	if kinds := judge.DeviationKinds(); w.Kind != "" && !slices.Contains(kinds, w.Kind) {
		report("kind", "%s", unknownKind(w.Kind, kinds))
	}
	if w.Clause == "" && b.operationWide(w.Case) {
		report("case", "%s takes in every case of an operation, whatever is wrong with it; add the clause that is broken, or name fewer cases", w.Case)
	}
}

func (b WaiverBounds) nearestClause(id string) string {
	known := make([]string, 0, len(b.Contract.Clauses))
	for _, clause := range b.Contract.Clauses {
		known = append(known, clause.ID)
	}
	return strings.Join(spelling.Nearest(id, known, 1), "")
}

func unknownKind(kind judge.DeviationKind, kinds []judge.DeviationKind) string {
	var known []string
	for _, k := range kinds {
		known = append(known, string(k))
	}
	text := "\"" + string(kind) + "\" is no kind of deviation; "
	if near := spelling.Likely(string(kind), known); near != "" {
		return text + "did you mean " + near + "?"
	}
	return text + "the kinds are " + strings.Join(known, ", ")
}

// operationWide reports whether a pattern of more than one case takes in all cases
// of an operation: those that there are, or whatever there may be.
func (b WaiverBounds) operationWide(text string) bool {
	pattern, err := cases.ParsePattern(text)
	if err != nil || !strings.Contains(text, "*") {
		return false
	}
	if _, rest, below := strings.Cut(text, "/"); below && strings.Trim(rest, "*/") == "" {
		return true
	}
	missed := map[string]bool{}
	for _, c := range b.Cases {
		missed[c.Operation] = missed[c.Operation] || !pattern.Match(c.ID)
	}
	for _, some := range missed {
		if !some {
			return true
		}
	}
	return false
}
