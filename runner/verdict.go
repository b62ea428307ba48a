package runner

import (
	"context"
	"errors"
	"slices"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// merge joins a further attempt to a result.
func merge(a, b Result, attempt int) Result {
	for i := range b.Exchanges {
		b.Exchanges[i].Attempt += attempt
	}
	flaky := a.Flaky || b.Flaky || a.Verdict != b.Verdict
	worst := a
	if a.Verdict != Fail && (b.Verdict == Fail || b.Verdict == Error) {
		worst = b
	}
	worst.Flaky = flaky
	worst.Exchanges = append(append([]target.Exchange(nil), a.Exchanges...), b.Exchanges...)
	worst.Duration = a.Duration + b.Duration
	worst.Started = a.Started
	return worst
}

// prerequisite says what a case lacks.
type prerequisite struct{ code, sentence string }

func (e *prerequisite) Error() string { return e.code + ": " + e.sentence }

// give ends the case without a judgement.
func (e *execution) give(ctx context.Context, err error) {
	e.next = len(e.c.Steps)
	var shortage *fixtures.Shortage
	var credential *target.MissingCredential
	var missing *prerequisite
	switch {
	case ctx.Err() != nil && !errors.Is(context.Cause(ctx), errRunTimeout):
		e.result.Verdict, e.result.Reason = Skip, "interrupted: "+errInterrupted.Error()
	case ctx.Err() != nil:
		e.result.Verdict, e.result.Reason = Error, "run-timeout: "+errRunTimeout.Error()
	case errors.As(err, &shortage):
		e.result.Verdict, e.result.Reason = Skip, shortage.Error()
	case errors.As(err, &credential):
		e.result.Verdict, e.result.Reason = Skip, "no-credential: "+credential.Error()
	case errors.As(err, &missing):
		e.result.Verdict, e.result.Reason = Skip, missing.Error()
	default:
		e.result.Verdict, e.result.Reason = Error, "fixture: "+err.Error()
	}
}

func (e *execution) record(exchanges ...target.Exchange) {
	for _, ex := range exchanges {
		e.result.Duration += ex.Duration
		e.result.Exchanges = append(e.result.Exchanges, ex)
	}
}

// deviate notes what one attempt came to.
func (e *execution) deviate(list []Deviation) {
	if len(list) == 0 {
		e.passed++
		return
	}
	e.failed++
	for _, d := range list {
		if !slices.Contains(e.result.Deviations, d) {
			e.result.Deviations = append(e.result.Deviations, d)
		}
	}
}

// settleVerdict draws the conclusion of all steps.
func (e *execution) settleVerdict() {
	switch {
	case e.result.Verdict != "":
		return
	case e.c.Level == cases.Observe:
		e.result.Verdict = Observed
	case len(e.result.Deviations) > 0:
		e.result.Verdict = Fail
		e.result.Flaky = e.isFlaky()
	default:
		e.result.Verdict = Pass
		// What was read back told nothing that the verdict does not say, and
		// would make up most of the log.
		e.result.Exchanges = slices.DeleteFunc(e.result.Exchanges, func(ex target.Exchange) bool { return ex.Role != "case" })
	}
}

// isFlaky tells a case that sends one request many times and got it right
// only some of the times.
func (e *execution) isFlaky() bool {
	return len(e.c.Steps) == 1 && e.c.Steps[0].Times > 1 && e.passed > 0 && e.failed > 0
}
