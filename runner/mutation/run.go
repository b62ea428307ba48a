package mutation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/gateway"
)

// Config says what is tried.
type Config struct {
	Contract *openapi.Contract
	Cases    []cases.Case
	// Only is a pattern over the names of what is tried; empty for all, in which
	// case the plain gateway is tried as well.
	Only string
	// Thorough runs every case against every mutant. Otherwise a mutant meets
	// the cases of its own operation and a sixth of the others, enough to see
	// a deviation that other operations suffer from.
	Thorough bool
	// Combinations is how many pairs and triples of variants are tried, drawn by
	// the Seed.
	Combinations int
	Seed         uint64
	// Jobs is the number of trials at a time.
	Jobs    int
	Options runner.Options
	// Replay, if set, judges the results of a trial again by their record; what
	// comes to something else is the trial's problem. It is asked for every
	// trial of a sound gateway and for a few mutants of each area.
	Replay func([]runner.Result) error
	// Progress, if set, is told of each finished trial, one at a time.
	Progress func(Trial)
}

// Run runs the cases against the embedded gateway, against each of its
// variants and each of its mutants, every one started for its trial alone.
// The error is a *runner.ConfigError or *runner.SelectionError for a bad
// pattern, or the context's.
func Run(ctx context.Context, config Config) (*Matrix, error) {
	trials, err := List(config)
	if err != nil {
		return nil, err
	}
	err = tryAll(ctx, trials, config, func(t *Trial) error { return t.carryOut(ctx, config) })
	if err != nil {
		return nil, err
	}
	return newMatrix(trials, config), nil
}

// List names what Run would try, and tries nothing.
func List(config Config) ([]Trial, error) { return matching(allTrials(config), config.Only) }

// tryAll carries the trials out, some at a time. What goes wrong in one of them
// is its problem; the error is the context's.
func tryAll(ctx context.Context, trials []Trial, config Config, carryOut func(*Trial) error) error {
	var group errgroup.Group
	group.SetLimit(max(1, config.Jobs))
	var report sync.Mutex
	for i := range trials {
		group.Go(func() error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			started := time.Now()
			if err := carryOut(&trials[i]); err != nil {
				trials[i].Problem = err.Error()
			}
			trials[i].DurationMS = exchange.Milliseconds(time.Since(started))
			report.Lock()
			defer report.Unlock()
			if config.Progress != nil {
				config.Progress(trials[i])
			}
			return nil
		})
	}
	return cmp.Or(group.Wait(), ctx.Err())
}

// matching are the trials whose name matches the pattern only, or all of them if
// it is empty.
func matching(all []Trial, only string) ([]Trial, error) {
	if only == "" {
		return all, nil
	}
	pattern, err := cases.ParsePattern(only)
	if err != nil {
		return nil, &runner.ConfigError{Err: fmt.Errorf("--only: %w", err)}
	}
	var chosen []Trial
	var names []string
	for _, t := range all {
		if pattern.Match(t.Name) {
			chosen = append(chosen, t)
		}
		names = append(names, t.Name)
	}
	if len(chosen) == 0 {
		return nil, &runner.SelectionError{Message: fmt.Sprintf("--only %q matches none of the %d names; the nearest are %s",
			only, len(names), strings.Join(spelling.Nearest(strings.Trim(only, "*/"), names, 3), ", "))}
	}
	return chosen, nil
}

// replayedOneOf is how few of an area's mutants are judged again by their
// record: reading a log takes as long as making it.
const replayedOneOf = 12

func allTrials(config Config) []Trial {
	all := []Trial{{Kind: Plain, Name: "embedded", Summary: "the gateway as its pages describe it", replayed: true}}
	for _, v := range gateway.Variants() {
		all = append(all, Trial{Kind: Variant, Name: v.Name, Summary: v.Summary, Why: v.Why, replayed: true})
	}
	all = append(all, combinations(gateway.Variants(), config.Combinations, config.Seed)...)
	ofArea := map[string]int{}
	for _, m := range gateway.Mutants() {
		all = append(all, Trial{
			Kind: Mutant, Name: m.ID, Summary: m.Summary,
			Operation: m.Operation, Area: m.Area, Level: cases.Level(m.Level), Clause: m.Clause,
			replayed: ofArea[m.Area]%replayedOneOf == 0,
		})
		ofArea[m.Area]++
	}
	return all
}

// carryOut runs the cases against the trial's gateway and weighs the results.
// The error says why that was not possible.
func (t *Trial) carryOut(ctx context.Context, config Config) error {
	options := gateway.Options{}
	switch t.Kind {
	case Mutant:
		options.Mutant = t.Name
	case Variant:
		options.Variants = strings.Split(t.Name, ",")
	}
	results, err := try(ctx, config.Contract, t.cases(config), options, t.options(config))
	if err != nil {
		return err
	}
	if config.Replay != nil && t.replayed {
		if err := config.Replay(results); err != nil {
			return err
		}
	}
	t.weigh(results, config.Cases)
	return nil
}

// try runs cases against an embedded gateway of their own.
func try(ctx context.Context, contract *openapi.Contract, some []cases.Case, form gateway.Options, options runner.Options) (results []runner.Result, err error) {
	opened, stop, err := StartEmbedded(form)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	run, err := runner.Start(ctx, runner.Config{Contract: contract, Cases: some, Target: opened, Options: options})
	if err != nil {
		return nil, err
	}
	for result := range run.Results() {
		results = append(results, result)
	}
	// A mutant may make it impossible to restore what was unbound; the
	// gateway is thrown away, so only a sound one has to manage it.
	if err := run.Close(); err != nil && form.Mutant == "" {
		return nil, err
	}
	return results, ctx.Err()
}

// cases are the ones that the trial runs.
func (t *Trial) cases(config Config) []cases.Case {
	if config.Thorough || t.Kind != Mutant {
		return config.Cases
	}
	var met []cases.Case
	for _, c := range config.Cases {
		if c.Operation == t.Operation || sampled(c.ID) {
			met = append(met, c)
		}
	}
	return met
}

// sampled draws a sixth of the cases, the same ones everywhere.
func sampled(id string) bool {
	h := fnv.New32a()
	h.Write([]byte(id))
	return h.Sum32()%6 == 0
}

// options leave a sound gateway more time than a mutant: one that hangs is
// found out by its first cases, a slow one must pass on a busy machine too.
func (t *Trial) options(config Config) runner.Options {
	options := config.Options
	if t.Kind != Mutant {
		options.Timeout *= 5
		options.RunTimeout *= 5
	}
	return options
}

// TrialOptions are the options of a trial. The order of the cases is fixed,
// so that two matrices of the same case set are the same.
func TrialOptions(timeout time.Duration) runner.Options {
	return runner.Options{Strict: true, Concurrency: 4, Timeout: timeout, RunTimeout: 25 * time.Second, Repeat: 1, Seed: 1}
}
