package suites

import (
	"fmt"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

// Disagreements holds what became of the entries against the results
// that the runner delivered. They are two views of one thing, so anything
// returned is a fault of the harness: a case without a result, an entry that
// did not run, a failure that one of the two did not see.
func Disagreements(plan Plan, results []runner.Result, states map[string]State) []string {
	delivered := make(map[string]runner.Result, len(results))
	var problems []string
	for _, result := range results {
		if _, twice := delivered[result.Case.ID]; twice {
			problems = append(problems, fmt.Sprintf("case %s has two results", result.Case.ID))
		}
		delivered[result.Case.ID] = result
	}
	for _, c := range plan.Cases {
		result, ok := delivered[c.ID]
		if !ok {
			problems = append(problems, fmt.Sprintf("case %s has no result", c.ID))
			continue
		}
		state, ran := states[c.ID]
		if !ran {
			problems = append(problems, fmt.Sprintf("case %s has a result but no entry ran for it", c.ID))
			continue
		}
		if want := stateFor(result, plan.Strict); state != want {
			problems = append(problems, fmt.Sprintf("case %s is %s, but its entry %s where it should have %s", c.ID, result.Verdict, state, want))
		}
	}
	return problems
}

// stateFor is the state that an entry must have for its result.
func stateFor(result runner.Result, strict bool) State {
	switch {
	case result.Blocking(strict):
		return Failed
	case inconclusive(result):
		return Skipped
	default:
		return Passed
	}
}

// inconclusive reports whether a case that does not count against the target
// has not shown it to conform either: its entry must not look passed.
func inconclusive(r runner.Result) bool {
	return r.Verdict == judge.Skip || r.Verdict.Found() && !r.Waived()
}
