package reports

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

// Rejudgement is a case that comes to something else than its log says.
type Rejudgement struct {
	Case *Case
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
		whole, err := c.whole()
		if err != nil {
			return nil, err
		}
		rounds, err := whole.rounds()
		if err != nil {
			return nil, fmt.Errorf("case %s: %w; the log was edited or damaged", c.ID, err)
		}
		now := judge.Case(contract, c.subject(), rounds)
		if !c.agrees(now) {
			changes = append(changes, Rejudgement{Case: c, Now: now})
		}
	}
	return changes, nil
}

// subject is the case as the judge knows it.
func (c *Case) subject() judge.Subject {
	return judge.Subject{Operation: c.Operation, Level: c.Level, Clauses: c.Clauses}
}

// rounds are what the judge was given of the case, exchanges whole. The error
// names the key of the log where something is missing: the judge would take
// what is not there for nothing wrong.
func (c *Case) rounds() ([]judge.Round, error) {
	rounds := append([]judge.Round{{Expect: c.Expect, Observed: c.Observed}}, c.Again...)
	for i, ex := range c.Exchanges {
		key := fmt.Sprintf("exchanges[%d]", i)
		if ex.Round < 0 || ex.Round >= len(rounds) {
			return nil, fmt.Errorf("%s.round: %d, but the rounds of the case are %d", key, ex.Round, len(rounds))
		}
		round := &rounds[ex.Round]
		if steps := len(round.Expect.Steps); ex.OfCase() && (ex.Step < 0 || ex.Step >= steps) {
			return nil, fmt.Errorf("%s.step: %d, but the steps expected are %d", key, ex.Step, steps)
		}
		if ex.Response == nil && ex.Fault == nil {
			return nil, fmt.Errorf("%s.response: missing, and %s.fault does not say why", key, key)
		}
		whole, err := ex.Whole()
		if err != nil {
			return nil, fmt.Errorf("%s.%w", key, err)
		}
		round.Observed.Exchanges = append(round.Observed.Exchanges, whole)
	}
	for i, round := range rounds {
		if err := whatIsMissing(round); err != nil && i > 0 {
			return nil, fmt.Errorf("again[%d].%w", i-1, err)
		} else if err != nil {
			return nil, err
		}
	}
	return rounds, nil
}

// whatIsMissing names a step of which nothing is recorded. A run lists a step
// as it sends it, and says why a case came to no step.
func whatIsMissing(round judge.Round) error {
	if len(round.Expect.Steps) == 0 && round.Observed.Stopped == nil {
		return errors.New("expect.steps: empty, and observed.stopped does not say why")
	}
	for i := range round.Expect.Steps {
		if !slices.ContainsFunc(round.Observed.Exchanges, func(ex exchange.Exchange) bool { return ex.OfCase() && ex.Step == i }) {
			return fmt.Errorf("expect.steps[%d]: no exchange of it is recorded", i)
		}
	}
	return nil
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
func (c *Case) agrees(now judge.Judgement) bool {
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
