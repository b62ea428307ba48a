package runner

import (
	"slices"

	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

// The functions of this file leave out of a result what nobody needs to judge it again,
// before it is recorded.

// standing leaves out the rounds that were executed again for another case's fault.
func (r *Run) standing(result Result) Result {
	if len(result.Rounds) < 2 {
		return result
	}
	if rounds := judge.Standing(r.config.Contract, SubjectOf(result.Case), result.Rounds); len(rounds) > 0 {
		result.Rounds = rounds
	}
	return result
}

// brief leaves out what was read back for a case that passes: it tells nothing that the
// looks do not say, and would make up most of the log.
func (r Result) brief() Result {
	if r.Verdict == judge.Pass {
		for i := range r.Rounds {
			of := &r.Rounds[i].Observed
			of.Exchanges = slices.DeleteFunc(of.Exchanges, func(ex exchange.Exchange) bool { return !ex.OfCase() })
		}
	}
	return r
}

// longList is how many bytes of a list that was read back are much.
const longList = 64 << 10

// withoutLongLists leaves out the long lists that were read back, once some other cases
// of the operation hold theirs: where each of many cases changes what it must not, they
// would make up most of the log. What they showed the looks say.
func (r *Run) withoutLongLists(result Result) Result {
	long := func(ex exchange.Exchange) bool {
		return !ex.OfCase() && ex.Response != nil && len(ex.Response.Body) > longList
	}
	operation := result.Case.Operation
	enough := r.longLists.often(operation)
	for i := range result.Rounds {
		of := &result.Rounds[i].Observed
		switch {
		case !slices.ContainsFunc(of.Exchanges, long):
		case enough:
			of.Exchanges = slices.DeleteFunc(of.Exchanges, long)
		default:
			r.longLists.add(operation)
		}
	}
	return result
}
