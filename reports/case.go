package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/target"
)

// Case is one line of the log: a case and what became of it.
type Case struct {
	Event       string         `json:"event"`
	ID          string         `json:"id"`
	Operation   string         `json:"operation"`
	Level       cases.Level    `json:"level"`
	Requirement string         `json:"requirement"`
	Mutation    string         `json:"mutation,omitempty"`
	Clauses     []string       `json:"clauses"`
	Verdict     runner.Verdict `json:"verdict"`
	Reason      string         `json:"reason,omitempty"`
	Flaky       bool           `json:"flaky"`
	Waived      bool           `json:"waived"`
	// WaivedBy are the ids of the run's waivers that cover a waived case.
	WaivedBy []string  `json:"waived_by,omitempty"`
	Started  time.Time `json:"started,omitzero"`
	// DurationMS is the sum of the exchanges' durations, without waiting.
	DurationMS float64            `json:"duration_ms"`
	Deviations []runner.Deviation `json:"deviations"`
	// Steps names the case's steps where it has several; an exchange's step
	// is an index into it.
	Steps     []string          `json:"steps,omitempty"`
	Exchanges []target.Exchange `json:"exchanges"`
}

// Wrong reports whether the case failed or could not be judged.
func (c Case) Wrong() bool { return c.Verdict == runner.Fail || c.Verdict == runner.Error }

// Against reports whether the case counts against the run; the rule is
// [runner.Result.Breaks].
func (c Case) Against(strict bool) bool {
	return !c.Waived && runner.Result{
		Case:    cases.Case{Level: c.Level},
		Verdict: c.Verdict,
	}.Breaks(strict)
}

// Executed reports whether anything was sent and judged for the case.
func (c Case) Executed() bool { return c.Verdict == runner.Pass || c.Verdict == runner.Fail }

// ReasonCode returns the code in front of the reason's colon ("no-fixture").
func (c Case) ReasonCode() string {
	code, _, found := strings.Cut(c.Reason, ":")
	if !found || strings.ContainsAny(code, " \t\n") {
		return "other"
	}
	return code
}

// NewCase makes the log line of a result.
func NewCase(result runner.Result) Case {
	c := Case{
		Event:       eventCase,
		ID:          result.Case.ID,
		Operation:   result.Case.Operation,
		Level:       result.Case.Level,
		Requirement: result.Case.Requirement,
		Mutation:    result.Case.Mutation,
		Clauses:     append([]string{}, result.Case.Clauses...),
		Verdict:     result.Verdict,
		Reason:      result.Reason,
		Flaky:       result.Flaky,
		Waived:      result.Waived(),
		WaivedBy:    result.WaivedBy,
		Started:     result.Started,
		DurationMS:  milliseconds(result.Duration),
		Deviations:  append([]runner.Deviation{}, result.Deviations...),
		Exchanges:   make([]target.Exchange, 0, len(result.Exchanges)),
	}
	for _, exchange := range result.Exchanges {
		c.Exchanges = append(c.Exchanges, exchange.Stored())
	}
	if len(result.Case.Steps) > 1 {
		for _, step := range result.Case.Steps {
			c.Steps = append(c.Steps, step.Name)
		}
	}
	return c
}

// Blamed returns the ids of the clauses that the case's deviations break, in
// order and once each; without any, the clause the case tests.
func (c Case) Blamed() []string {
	var ids []string
	for _, deviation := range c.Deviations {
		if deviation.Clause != "" && !slices.Contains(ids, deviation.Clause) {
			ids = append(ids, deviation.Clause)
		}
	}
	if len(ids) == 0 && len(c.Clauses) > 0 {
		ids = c.Clauses[:1]
	}
	return ids
}

// Kind names what is wrong in one word: the first deviation's kind, or the
// code of the reason.
func (c Case) Kind() string {
	if len(c.Deviations) > 0 {
		return string(c.Deviations[0].Kind)
	}
	return c.ReasonCode()
}

// Headline is the case's trouble in one line.
func (c Case) Headline() string {
	switch {
	case len(c.Deviations) > 0:
		first := c.Deviations[0]
		line := fmt.Sprintf("expected %s, got %s", first.Expected, first.Actual)
		if more := len(c.Deviations) - 1; more > 0 {
			line += fmt.Sprintf(" (and %d more)", more)
		}
		return oneLine(line)
	case c.Reason != "":
		return oneLine(c.Reason)
	default:
		return string(c.Verdict)
	}
}

// Answer is the case's own last answer in a few words: "404 APIG.3030".
func (c Case) Answer() string {
	for _, exchange := range slices.Backward(c.Exchanges) {
		if exchange.Role == "" || exchange.Role == "case" {
			return answer(exchange)
		}
	}
	return "no answer"
}

// forgiven says why a case that went wrong does not count.
func forgiven(c Case) string {
	switch {
	case c.Waived:
		return "waived"
	case c.Level == cases.Should:
		return "advisory, a should case"
	default:
		return "observed only"
	}
}
