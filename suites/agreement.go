package suites

import (
	"fmt"

	"github.com/apigspec/apigspec/runner"
)

// Disagreements holds what Ginkgo made of the entries against the results
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
	case result.Breaks(strict):
		return Failed
	case result.Verdict == runner.Skip, isWrong(result) && !result.Waived():
		return Skipped
	default:
		return Passed
	}
}
