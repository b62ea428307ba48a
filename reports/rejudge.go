package reports

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/judge"
)

// Rejudgement is a case that comes to something else than its log says.
type Rejudgement struct {
	Case Case
	// Now is what the judge makes of the case today.
	Now judge.Judgement
}

// Worse reports whether the verdict got worse.
func (r Rejudgement) Worse() bool { return r.Now.Verdict.Worse(r.Case.Verdict) }

// Rejudge judges a recorded run again by what its log holds: nothing is sent.
// It returns the cases whose verdict, reason or deviations differ, in the
// order of the log. The error names what the log or the contract lacks.
func Rejudge(contract *openapi.Contract, run Run) ([]Rejudgement, error) {
	if missing := lackedBy(contract, run); len(missing) > 0 {
		return nil, fmt.Errorf("the contract has no operation %s, which the log is about; name the contract of that run with --contract", strings.Join(missing, ", "))
	}
	var changes []Rejudgement
	for _, c := range run.Cases {
		rounds, err := c.Rounds()
		if err != nil {
			return nil, fmt.Errorf("case %s: %w; the log was edited or damaged", c.ID, err)
		}
		now := judge.Case(contract, c.Subject(), rounds)
		if !c.agrees(now) {
			changes = append(changes, Rejudgement{Case: c, Now: now})
		}
	}
	return changes, nil
}

// lackedBy lists the operations of the run that the contract does not have.
func lackedBy(contract *openapi.Contract, run Run) []string {
	var missing []string
	for _, c := range run.Cases {
		if _, known := contract.Operation(c.Operation); !known && !slices.Contains(missing, c.Operation) {
			missing = append(missing, c.Operation)
		}
	}
	return missing
}

// agrees reports whether the log says the same as the judge.
func (c Case) agrees(now judge.Judgement) bool {
	return c.Verdict == now.Verdict && c.Reason == now.Reason.String() && c.Flaky == now.Flaky &&
		slices.Equal(c.Deviations, asRecorded(now.Deviations))
}

// asRecorded gives deviations the form they have in a log, which is UTF-8
// whatever the target sent.
func asRecorded(deviations []judge.Deviation) []judge.Deviation {
	data, err := json.Marshal(deviations)
	if err != nil {
		return deviations // of strings only; it cannot fail
	}
	var recorded []judge.Deviation
	_ = json.Unmarshal(data, &recorded) // it was written just now
	return recorded
}
