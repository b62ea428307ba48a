package runner

import (
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

// Result is the outcome of one case: what was expected and seen of it, and what
// the judge made of that.
type Result struct {
	Case cases.Case
	judge.Judgement
	// Rounds are the executions of the case; one, unless it was repeated.
	Rounds []judge.Round
	// WaivedBy are the ids of the waivers that together cover all that is
	// wrong with the case; nil if it is not waived.
	WaivedBy []string
	// Started is when the first step was about to be sent.
	Started time.Time
}

// SubjectOf is the case as the judge knows it.
func SubjectOf(c cases.Case) judge.Subject {
	return judge.Subject{Operation: c.Operation, Level: c.Level, Clauses: c.Clauses}
}

// Waived reports whether known deviations explain the failure.
func (r Result) Waived() bool { return len(r.WaivedBy) > 0 }

// Blocking reports whether the result keeps the target from being conformant;
// see [judge.Blocking].
func (r Result) Blocking(strict bool) bool {
	return judge.Blocking(r.Case.Level, r.Verdict, r.Waived(), strict)
}

// Exchanges are those of all rounds in the order they were sent, the harness's
// own (readback, restore) included.
func (r Result) Exchanges() []exchange.Exchange {
	var all []exchange.Exchange
	for i, round := range r.Rounds {
		for _, ex := range round.Observed.Exchanges {
			ex.Round = i
			all = append(all, ex)
		}
	}
	return all
}
