package reports

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

// Case is one line of the log: a case and what became of it.
type Case struct {
	Event       string        `json:"event"`
	ID          string        `json:"id"`
	Operation   string        `json:"operation"`
	Level       cases.Level   `json:"level"`
	Requirement string        `json:"requirement"`
	Mutation    string        `json:"mutation,omitempty"`
	Clauses     []string      `json:"clauses"`
	Verdict     judge.Verdict `json:"verdict"`
	// Reason says why the case was skipped or could not be judged, for people;
	// ReasonCode says the same for scripts.
	Reason     string           `json:"reason,omitempty"`
	ReasonCode judge.ReasonCode `json:"reason_code,omitempty"`
	Flaky      bool             `json:"flaky"`
	Waived     bool             `json:"waived"`
	// WaivedBy are the ids of the run's waivers that cover a waived case.
	WaivedBy []string  `json:"waived_by,omitempty"`
	Started  time.Time `json:"started,omitzero"`
	// DurationMS is the sum of the exchanges' durations, without waiting.
	DurationMS float64           `json:"duration_ms"`
	Deviations []judge.Deviation `json:"deviations"`
	// Suspects are other operations that may have done what the case failed for: it was
	// seen once, while they were at work as well.
	Suspects []string `json:"suspects,omitempty"`
	// Steps names the case's steps where it has several; an exchange's step
	// is an index into it.
	Steps []string `json:"steps,omitempty"`
	// Expect is what the judge was given, Observed what the lists showed. Again
	// holds both for the further rounds of a case that was executed repeatedly.
	Expect    judge.Expectation   `json:"expect"`
	Observed  judge.Observation   `json:"observed"`
	Again     []judge.Round       `json:"again,omitempty"`
	Exchanges []exchange.Exchange `json:"exchanges"`

	// stored is set where the last four were left in the log.
	stored stored
	// painted is the case as the page shows it, if it was rendered before that is made.
	painted template.HTML
}

// Wrong reports whether the case failed or could not be judged.
func (c *Case) Wrong() bool { return c.Verdict.Found() }

// Blocking reports whether the case keeps the target from being conformant; the
// rule is [judge.Blocking].
func (c *Case) Blocking(strict bool) bool {
	return judge.Blocking(c.Level, c.Verdict, c.Waived, strict)
}

// Executed reports whether anything was sent and judged for the case.
func (c *Case) Executed() bool { return c.Verdict == judge.Pass || c.Verdict == judge.Fail }

// NewCase makes the log line of a result.
func NewCase(result runner.Result) *Case {
	c := &Case{
		Event:       eventCase,
		ID:          result.Case.ID,
		Operation:   result.Case.Operation,
		Level:       result.Case.Level,
		Requirement: result.Case.Requirement,
		Mutation:    result.Case.Mutation,
		Clauses:     append([]string{}, result.Case.Clauses...),
		Verdict:     result.Verdict,
		Reason:      result.Reason.String(),
		ReasonCode:  result.Reason.Code,
		Flaky:       result.Flaky,
		Waived:      result.Waived(),
		WaivedBy:    result.WaivedBy,
		Started:     result.Started,
		Deviations:  append([]judge.Deviation{}, result.Deviations...),
		Exchanges:   []exchange.Exchange{},
	}
	for i, round := range result.Rounds {
		for _, l := range round.Observed.Looks {
			c.Suspects = append(c.Suspects, l.Others...)
		}
		round.Observed.Exchanges = nil // they stand in one list, for readers
		if i == 0 {
			c.Expect, c.Observed = round.Expect, round.Observed
		} else {
			c.Again = append(c.Again, round)
		}
	}
	slices.Sort(c.Suspects)
	c.Suspects = slices.Compact(c.Suspects)
	for _, ex := range result.Exchanges() {
		c.DurationMS += ex.DurationMS
		c.Exchanges = append(c.Exchanges, ex.Stored())
	}
	c.DurationMS = math.Round(1000*c.DurationMS) / 1000
	if len(result.Case.Steps) > 1 {
		for _, step := range result.Case.Steps {
			c.Steps = append(c.Steps, step.Name)
		}
	}
	return c
}

// Blamed returns the ids of the clauses that the case's deviations break, in
// order and once each; without any, the clause the case tests.
func (c *Case) Blamed() []string {
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
func (c *Case) Kind() string {
	if len(c.Deviations) > 0 {
		return string(c.Deviations[0].Kind)
	}
	return cmp.Or(string(c.ReasonCode), "other")
}

// Headline is the case's trouble in one line.
func (c *Case) Headline() string {
	switch {
	case len(c.Deviations) > 0:
		first := c.Deviations[0]
		line := fmt.Sprintf("expected %s, got %s", first.Expected, first.Actual)
		if first.Pointer != "" {
			line += " at " + first.Pointer
		}
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

// lastReceived is what came back last to the case itself, in a few words:
// "404 APIG.3030".
func (c *Case) lastReceived() string {
	whole, err := c.whole()
	if err != nil {
		return err.Error()
	}
	for _, ex := range slices.Backward(whole.Exchanges) {
		if ex.OfCase() {
			return received(ex)
		}
	}
	return "no response"
}

// forgiven says why a case that went wrong does not count.
func forgiven(c *Case) string {
	switch {
	case c.Waived:
		return "waived"
	case c.Level == cases.Should:
		return "advisory, a should case"
	default:
		return "observed only"
	}
}
