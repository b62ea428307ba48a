package reports

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/target"
)

// Schema is the version of the event log that this package writes. A change
// that an old reader would misunderstand raises it; an added key does not.
const Schema = 1

// Run is a whole event log.
type Run struct {
	Meta  Meta
	Cases []Case
	// End is nil when the log has no end line: the run was killed, or it is
	// still going on.
	End *End
}

// Meta is the first line of the log: what was run, against what.
type Meta struct {
	Event  string `json:"event"`
	Schema int    `json:"schema"`
	// Version is the program's.
	Version string `json:"version"`
	// Contract and CaseSet are digests.
	Contract string    `json:"contract"`
	CaseSet  string    `json:"case_set"`
	Target   Target    `json:"target"`
	Profile  string    `json:"profile"`
	Seed     int64     `json:"seed"`
	Started  time.Time `json:"started"`
	// Strict says that should cases are judged like must cases.
	Strict bool `json:"strict,omitempty"`
	// Selected is the number of cases the run set out to execute, Available
	// that of the profile's whole case set. A run of fewer than all claims no
	// profile.
	Selected  int `json:"selected,omitempty"`
	Available int `json:"available,omitempty"`
	// Command repeats the run when typed into a shell. It must hold no secret.
	Command string `json:"command,omitempty"`
	// Shard is "I/N" for a part of a run.
	Shard string `json:"shard,omitempty"`
	// Waivers are the known deviations that the run was given.
	Waivers []Waiver `json:"waivers,omitempty"`
	// Operations are the judged operations with their clauses, so that a
	// failure can be tied to a line of a page without the contract at hand.
	Operations []Operation `json:"operations,omitempty"`
	// Notes are the contradictions and slips found in the pages.
	Notes []Note `json:"notes,omitempty"`
}

// Target is what a log says about the gateway under test. It has no field that
// could hold a credential.
type Target struct {
	// Name is what the user called it: "embedded", "mutant:ID" or a file.
	Name           string          `json:"name"`
	URL            string          `json:"url"`
	ProjectID      string          `json:"project_id,omitempty"`
	InstanceID     string          `json:"instance_id,omitempty"`
	EnvID          string          `json:"env_id,omitempty"`
	Dialect        string          `json:"dialect,omitempty"`
	Implementation *Implementation `json:"implementation,omitempty"`
}

// Implementation says whose gateway it is.
type Implementation struct {
	Organization string `json:"organization,omitempty" yaml:"organization,omitempty"`
	Product      string `json:"product,omitempty" yaml:"product,omitempty"`
	Version      string `json:"version,omitempty" yaml:"version,omitempty"`
	URL          string `json:"url,omitempty" yaml:"url,omitempty"`
	Contact      string `json:"contact,omitempty" yaml:"contact,omitempty"`
}

// Waiver is a known deviation as its owner described it.
type Waiver struct {
	Case    string `json:"case" yaml:"case"`
	Clause  string `json:"clause,omitempty" yaml:"clause,omitempty"`
	Reason  string `json:"reason" yaml:"reason"`
	Owner   string `json:"owner" yaml:"owner"`
	Link    string `json:"link,omitempty" yaml:"link,omitempty"`
	Expires string `json:"expires" yaml:"expires"` // YYYY-MM-DD
}

// Operation is one judged operation and what its page states.
type Operation struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Method  string   `json:"method"`
	Path    string   `json:"path"`
	Page    string   `json:"page"`
	Clauses []Clause `json:"clauses,omitempty"`
}

// Clause is one statement of a page and its place.
type Clause struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind,omitempty"`
	Text     string        `json:"text"`
	Place    openapi.Place `json:"place"`
	Excluded string        `json:"excluded,omitempty"`
}

// Note is a slip or contradiction in a page, and what was made of it. A note
// of package derive converts to it.
type Note struct {
	ID       string `json:"id"`
	Page     string `json:"page"`
	Line     int    `json:"line"`
	Kind     string `json:"kind"`
	Text     string `json:"text"`
	Decision string `json:"decision"`
	Why      string `json:"why"`
}

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
	Started     time.Time      `json:"started,omitzero"`
	// DurationMS is the sum of the exchanges' durations, without waiting.
	DurationMS float64            `json:"duration_ms"`
	Deviations []runner.Deviation `json:"deviations"`
	// Steps names the case's steps where it has several; an exchange's step
	// is an index into it.
	Steps     []string          `json:"steps,omitempty"`
	Exchanges []target.Exchange `json:"exchanges"`
}

// End is the last line of the log.
type End struct {
	Event  string `json:"event"`
	Counts Counts `json:"counts"`
	Total  int    `json:"total"`
	Flaky  int    `json:"flaky"`
	Waived int    `json:"waived"`
	Exit   int    `json:"exit"`
	// Problem says why the run as a whole went wrong (target unreachable,
	// nothing selected, a stale waiver, interrupted); empty otherwise.
	Problem    string  `json:"problem,omitempty"`
	DurationMS float64 `json:"duration_ms"`
}

// Counts holds the number of cases by verdict, then level. Every verdict and
// level has a key, so that a script need not test for one.
type Counts map[runner.Verdict]map[cases.Level]int

// verdicts and levels are the orders in which reports show them.
func verdicts() []runner.Verdict {
	return []runner.Verdict{runner.Fail, runner.Error, runner.Pass, runner.Skip, runner.Observed}
}

func levels() []cases.Level { return []cases.Level{cases.Must, cases.Should, cases.Observe} }

// NewCounts returns counts that are all zero.
func NewCounts() Counts {
	counts := Counts{}
	for _, verdict := range verdicts() {
		counts[verdict] = map[cases.Level]int{}
		for _, level := range levels() {
			counts[verdict][level] = 0
		}
	}
	return counts
}

// Add counts one case.
func (c Counts) Add(verdict runner.Verdict, level cases.Level) {
	if c[verdict] == nil {
		c[verdict] = map[cases.Level]int{}
	}
	c[verdict][level]++
}

// Of returns the number of cases with the verdict, whatever their level.
func (c Counts) Of(verdict runner.Verdict) int {
	sum := 0
	for _, n := range c[verdict] {
		sum += n
	}
	return sum
}

// Total returns the number of cases.
func (c Counts) Total() int {
	sum := 0
	for verdict := range c {
		sum += c.Of(verdict)
	}
	return sum
}

// Counts counts the run's cases. It does not rely on the end line, which a
// killed run has not written.
func (r Run) Counts() Counts {
	counts := NewCounts()
	for _, c := range r.Cases {
		counts.Add(c.Verdict, c.Level)
	}
	return counts
}

// Wrong reports whether the case failed or could not be judged.
func (c Case) Wrong() bool { return c.Verdict == runner.Fail || c.Verdict == runner.Error }

// Against reports whether the case counts against the run; the rule is
// [runner.Result.Breaks].
func (c Case) Against(strict bool) bool {
	return runner.Result{
		Case:    cases.Case{Level: c.Level},
		Verdict: c.Verdict,
		Waived:  c.Waived,
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
		Waived:      result.Waived,
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

// NewTarget describes a target for the log under the name the user gave it.
func NewTarget(name string, t target.Target) Target {
	described := Target{
		Name:       name,
		URL:        withoutUser(t.URL),
		ProjectID:  t.ProjectID,
		InstanceID: t.InstanceID,
		EnvID:      t.EnvID,
		Dialect:    t.Auth.Dialect,
	}
	if t.Implementation != (target.Implementation{}) {
		implementation := Implementation(t.Implementation)
		described.Implementation = &implementation
	}
	return described
}

// NewOperations returns the contract's operations that the cases belong to,
// with all their clauses, in the contract's order.
func NewOperations(contract *openapi.Contract, selected []cases.Case) []Operation {
	used := map[string]bool{}
	for _, c := range selected {
		used[c.Operation] = true
	}
	clauses := map[string][]Clause{}
	for _, clause := range contract.Clauses {
		clauses[clause.Operation] = append(clauses[clause.Operation], Clause{
			ID:       clause.ID,
			Kind:     string(clause.Kind),
			Text:     clause.Text,
			Place:    clause.Place,
			Excluded: clause.Excluded,
		})
	}
	var operations []Operation
	for _, operation := range contract.Operations {
		if !used[operation.ID] {
			continue
		}
		operations = append(operations, Operation{
			ID:      operation.ID,
			Title:   operation.Title,
			Method:  operation.Method,
			Path:    operation.Path,
			Page:    operation.Page,
			Clauses: clauses[operation.ID],
		})
	}
	return operations
}

// withoutUser drops a user and password from a URL.
func withoutUser(raw string) string {
	parsed, err := url.Parse(raw)
	if err != nil || parsed.User == nil {
		return raw
	}
	parsed.User = nil
	return parsed.String()
}

// milliseconds keeps microseconds and drops what is below: noise.
func milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond)) / float64(time.Millisecond)
}

// elapsed prints a duration of milliseconds for people: 0.08 ms, 3.2 ms, 4.0 s, 2m10s.
func elapsed(ms float64) string {
	d := time.Duration(ms * float64(time.Millisecond))
	switch {
	case d > 0 && d < 100*time.Microsecond:
		return fmt.Sprintf("%.2f ms", ms)
	case d < time.Second:
		return fmt.Sprintf("%.1f ms", ms)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	default:
		return d.Round(time.Second).String()
	}
}
