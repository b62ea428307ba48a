package runner

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner/gateway"
)

// TrialKind says what was changed about the embedded gateway.
type TrialKind string

// The kinds of trials.
const (
	PlainTrial   TrialKind = "plain"   // nothing: every case must pass
	VariantTrial TrialKind = "variant" // one legal freedom: every case must pass
	MutantTrial  TrialKind = "mutant"  // one deviation: some case must fail
)

// Trial is one run of the cases against one form of the embedded gateway.
type Trial struct {
	Kind TrialKind `json:"kind"`
	// Name is the mutant's or variant's.
	Name    string `json:"name"`
	Summary string `json:"summary,omitempty"`
	// Operation, Area, Level and Clause are the mutant's.
	Operation string      `json:"operation,omitempty"`
	Area      string      `json:"area,omitempty"`
	Level     cases.Level `json:"level,omitempty"`
	Clause    string      `json:"clause,omitempty"`

	// Kills are the ids of the cases that failed at the trial's level, in
	// the order of the cases: for a must mutant the must cases, else must
	// and should cases.
	Kills []string `json:"kills"`
	// Failed are the ids of all must and should cases that failed.
	Failed []string `json:"failed"`
	// Foreign are the kills that belong to another operation.
	Foreign []string `json:"foreign,omitempty"`
	// Blamed is the clause that the first kill blames.
	Blamed string `json:"blamed,omitempty"`
	// Misattributed says why the diagnosis points elsewhere; empty if it
	// does not, or if there is none.
	Misattributed string `json:"misattributed,omitempty"`
	// Alarms explains each failed case of a plain or variant trial.
	Alarms []string `json:"alarms,omitempty"`
	// Problem says why the trial could not be carried out.
	Problem  string        `json:"problem,omitempty"`
	Duration time.Duration `json:"duration_ns"`
}

// Survived reports whether a mutant went unnoticed.
func (t Trial) Survived() bool {
	return t.Kind == MutantTrial && t.Problem == "" && len(t.Kills) == 0
}

// Matrix is what a case set finds, and where it raises false alarms.
type Matrix struct {
	Trials []Trial `json:"trials"`
	// Cases are the ids of the cases that can fail at all; Idle are those of
	// them that no mutant made fail.
	Cases []string `json:"cases"`
	Idle  []string `json:"idle"`
}

// MatrixConfig says what a matrix is made of.
type MatrixConfig struct {
	Contract *openapi.Contract
	Cases    []cases.Case
	// Only is a pattern over the names of mutants and variants; empty for
	// all, in which case the plain gateway is tried as well.
	Only string
	// Thorough runs every case against every mutant. Otherwise a mutant meets
	// the cases of its own operation and a sixth of the others, enough to see
	// a deviation that other operations suffer from.
	Thorough bool
	// Jobs is the number of trials at a time.
	Jobs    int
	Options Options
	// Progress, if set, is told of each finished trial, one at a time.
	Progress func(Trial)
}

// RunMatrix runs the cases against the embedded gateway, against each of its
// variants and each of its mutants, every one started for its trial alone.
// The error is a *ConfigError or *SelectionError for a bad pattern, or the
// context's.
func RunMatrix(ctx context.Context, config MatrixConfig) (*Matrix, error) {
	trials, err := planTrials(config.Only)
	if err != nil {
		return nil, err
	}
	var group errgroup.Group
	group.SetLimit(max(1, config.Jobs))
	var report sync.Mutex
	for i := range trials {
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			carryOut(ctx, &trials[i], config)
			report.Lock()
			defer report.Unlock()
			if config.Progress != nil {
				config.Progress(trials[i])
			}
			return nil
		})
	}
	if err := cmp.Or(group.Wait(), ctx.Err()); err != nil {
		return nil, err
	}
	return newMatrix(trials, config.Cases), nil
}

func planTrials(only string) ([]Trial, error) {
	trials := []Trial{{Kind: PlainTrial, Name: "embedded", Summary: "the gateway as its pages describe it"}}
	for _, v := range gateway.Variants() {
		trials = append(trials, Trial{Kind: VariantTrial, Name: v.Name, Summary: v.Summary})
	}
	for _, m := range gateway.Mutants() {
		trials = append(trials, Trial{
			Kind: MutantTrial, Name: m.ID, Summary: m.Summary,
			Operation: m.Operation, Area: m.Area, Level: cases.Level(m.Level), Clause: m.Clause,
		})
	}
	if only == "" {
		return trials, nil
	}
	var chosen []Trial
	var names []string
	for _, t := range trials {
		ok, err := cases.Match(only, t.Name)
		if err != nil {
			return nil, &ConfigError{Err: fmt.Errorf("--only: %w", err)}
		}
		if ok {
			chosen = append(chosen, t)
		}
		names = append(names, t.Name)
	}
	if len(chosen) == 0 {
		return nil, &SelectionError{fmt.Sprintf("--only %q matches no mutant and no variant; the nearest are %s",
			only, strings.Join(spelling.Nearest(strings.Trim(only, "*/"), names, 3), ", "))}
	}
	return chosen, nil
}

// carryOut runs the cases against the trial's gateway and weighs the results.
func carryOut(ctx context.Context, t *Trial, config MatrixConfig) {
	started := time.Now()
	defer func() { t.Duration = time.Since(started) }()
	results, err := t.run(ctx, config)
	if err != nil {
		t.Problem = err.Error()
		return
	}
	t.weigh(results, config.Cases)
}

func (t *Trial) run(ctx context.Context, config MatrixConfig) ([]Result, error) {
	options := gateway.Options{}
	switch t.Kind {
	case MutantTrial:
		options.Mutant = t.Name
	case VariantTrial:
		options.Variants = []string{t.Name}
	}
	opened, stop, err := StartEmbedded(options)
	if err != nil {
		return nil, err
	}
	defer func() { _ = stop() }()
	run, err := Start(ctx, Config{Contract: config.Contract, Cases: t.cases(config), Target: opened, Options: t.options(config)})
	if err != nil {
		return nil, err
	}
	var results []Result
	for result := range run.Results() {
		results = append(results, result)
	}
	// A mutant may make it impossible to restore what was unbound; the
	// gateway is thrown away, so only a sound one has to manage it.
	if err := run.Close(); err != nil && t.Kind != MutantTrial {
		return nil, err
	}
	return results, ctx.Err()
}

// cases are the ones that the trial runs.
func (t *Trial) cases(config MatrixConfig) []cases.Case {
	if config.Thorough || t.Kind != MutantTrial {
		return config.Cases
	}
	sample := Shard{Index: 1, Count: 6}
	return keep(config.Cases, func(c cases.Case) bool {
		return c.Operation == t.Operation || sample.Holds(c.ID)
	})
}

// options leave a sound gateway more time than a mutant: one that hangs is
// found out by its first cases, a slow one must pass on a busy machine too.
func (t *Trial) options(config MatrixConfig) Options {
	options := config.Options
	if t.Kind != MutantTrial {
		options.Timeout *= 5
		options.RunTimeout *= 5
	}
	return options
}

// weigh sorts out what the failed cases say about the trial.
func (t *Trial) weigh(results []Result, order []cases.Case) {
	position := make(map[string]int, len(order))
	for i, c := range order {
		position[c.ID] = i
	}
	slices.SortFunc(results, func(a, b Result) int { return cmp.Compare(position[a.Case.ID], position[b.Case.ID]) })
	var first *Result
	for i, result := range results {
		if isFailure(result) {
			t.Failed = append(t.Failed, result.Case.ID)
		}
		if !isFailure(result) || !result.Breaks(t.strict()) {
			continue
		}
		t.Kills = append(t.Kills, result.Case.ID)
		if first == nil {
			first = &results[i]
		}
		if t.Kind != MutantTrial {
			t.Alarms = append(t.Alarms, alarm(result))
		} else if result.Case.Operation != t.Operation {
			t.Foreign = append(t.Foreign, result.Case.ID)
		}
	}
	if t.Kind == MutantTrial && first != nil {
		t.Blamed = blamed(*first)
		t.Misattributed = t.misattribution(*first)
	}
}

// strict says at which level the trial is judged: a must mutant has to be
// found by default, a variant has to pass even under strict.
func (t *Trial) strict() bool { return t.Kind != MutantTrial || t.Level != cases.Must }

// isFailure reports whether the case found something. One that never sent
// anything, for want of time, found nothing.
func isFailure(r Result) bool {
	return (r.Verdict == Fail || r.Verdict == Error && len(r.Exchanges) > 0) && r.Case.Level != cases.Observe
}

func blamed(r Result) string {
	if len(r.Deviations) == 0 {
		return ""
	}
	return r.Deviations[0].Clause
}

// misattribution holds the first failure's diagnosis against the mutant's
// clause: it has to blame that clause, one above or below it, or the response
// that a case of that clause expects.
func (t *Trial) misattribution(first Result) string {
	if len(t.Foreign) > 0 {
		return fmt.Sprintf("%d cases of other operations failed, the first is %s", len(t.Foreign), t.Foreign[0])
	}
	if related(t.Blamed, t.Clause) {
		return ""
	}
	if slices.Contains(first.Case.Clauses, t.Clause) && strings.HasPrefix(t.Blamed, t.Operation+"/response/") {
		return ""
	}
	return fmt.Sprintf("%s blames %s instead of %s", first.Case.ID, cmp.Or(t.Blamed, "no clause"), t.Clause)
}

// related reports whether one clause id is the other or stands above it.
func related(a, b string) bool {
	return a == b || strings.HasPrefix(a, b+"/") || strings.HasPrefix(b, a+"/")
}

func alarm(r Result) string {
	if len(r.Deviations) == 0 {
		return fmt.Sprintf("%s (%s, %s): %s", r.Case.ID, r.Case.Level, r.Verdict, r.Reason)
	}
	d := r.Deviations[0]
	return fmt.Sprintf("%s (%s, %s): expected %s, got %s", r.Case.ID, r.Case.Level, d.Kind, d.Expected, d.Actual)
}

func newMatrix(trials []Trial, order []cases.Case) *Matrix {
	m := &Matrix{Trials: trials}
	killing := map[string]bool{}
	mutants := 0
	for _, t := range trials {
		if t.Kind != MutantTrial {
			continue
		}
		mutants++
		for _, id := range t.Failed {
			killing[id] = true
		}
	}
	for _, c := range order {
		if c.Level == cases.Observe {
			continue
		}
		m.Cases = append(m.Cases, c.ID)
		if mutants > 0 && !killing[c.ID] {
			m.Idle = append(m.Idle, c.ID)
		}
	}
	return m
}

// Of returns the trials of a kind.
func (m *Matrix) Of(kind TrialKind) []Trial {
	return m.where(func(t Trial) bool { return t.Kind == kind })
}

// Survivors are the mutants that no case killed.
func (m *Matrix) Survivors() []Trial { return m.where(Trial.Survived) }

// Alarms are the plain and variant trials in which a case failed.
func (m *Matrix) Alarms() []Trial {
	return m.where(func(t Trial) bool { return len(t.Alarms) > 0 })
}

// Misattributed are the killed mutants whose diagnosis points elsewhere.
func (m *Matrix) Misattributed() []Trial {
	return m.where(func(t Trial) bool { return t.Misattributed != "" })
}

// Problems are the trials that could not be carried out.
func (m *Matrix) Problems() []Trial {
	return m.where(func(t Trial) bool { return t.Problem != "" })
}

func (m *Matrix) where(wanted func(Trial) bool) []Trial {
	var out []Trial
	for _, t := range m.Trials {
		if wanted(t) {
			out = append(out, t)
		}
	}
	return out
}

// Sound reports whether every mutant was killed, every variant passed, and
// every case that can fail was of use.
func (m *Matrix) Sound() bool {
	return len(m.Survivors()) == 0 && len(m.Alarms()) == 0 && len(m.Problems()) == 0 && len(m.Idle) == 0
}

// MatrixOptions are the options of a trial. The order of the cases is fixed,
// so that two matrices of the same case set are the same.
func MatrixOptions(timeout time.Duration) Options {
	return Options{Strict: true, Concurrency: 4, Timeout: timeout, RunTimeout: 25 * time.Second, Repeat: 1, Seed: 1}
}
