package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/mutation"
	"github.com/apigspec/apigspec/runner/target"
	"github.com/apigspec/apigspec/suites"
)

// Package suites is tested here as the program uses it. In its own tests the
// process belongs to the tables that ginkgo runs, and there can be no others.

// TestWithAndWithoutTables holds a run that Ginkgo's tables assert on against
// the same run without them.
func TestWithAndWithoutTables(t *testing.T) {
	tests := []struct {
		name, target string
		change       func(*target.Target)
		strict       bool
		want         []suites.State
	}{
		{name: "all pass", target: "embedded", want: []suites.State{suites.Passed}},
		{name: "some fail", target: "mutant:apig.acl-unbind/accounting/count-zero", want: []suites.State{suites.Failed, suites.Passed}},
		{name: "some are skipped", target: "embedded", change: withoutFixtures, want: []suites.State{suites.Passed, suites.Skipped}},
		{name: "some are skipped, strict", target: "embedded", change: withoutFixtures, strict: true, want: []suites.State{suites.Passed, suites.Skipped}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			options := runner.Options{Strict: test.strict, Timeout: 10 * time.Second, RunTimeout: time.Minute, Seed: 7}
			withTables, verdicts := runSuites(t, test.target, test.change, options, suites.MaxEntries)
			without, verdictsWithout := runSuites(t, test.target, test.change, options, 1)
			if diff := cmp.Diff(withTables, without); diff != "" {
				t.Errorf("states (-with +without tables):\n%s", diff)
			}
			if diff := cmp.Diff(verdicts, verdictsWithout); diff != "" {
				t.Errorf("verdicts (-with +without tables):\n%s", diff)
			}
			seen := slices.Compact(slices.Sorted(maps.Values(withTables)))
			if diff := cmp.Diff(test.want, seen); diff != "" {
				t.Errorf("states of all entries (-want +got):\n%s", diff)
			}
		})
	}
}

func withoutFixtures(t *target.Target) { t.Fixtures = target.Fixtures{Mode: "static"} }

// runSuites runs some cases of one operation and returns the states of their
// entries and their verdicts, by case id.
func runSuites(t *testing.T, name string, change func(*target.Target), options runner.Options, maxEntries int) (map[string]suites.State, map[string]judge.Verdict) {
	t.Helper()
	config := configOf(t, name)
	config.Options = options
	if change != nil {
		change(&config.Target)
	}
	run, err := runner.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	plan := suites.Plan{Contract: config.Contract, Cases: config.Cases, Results: run, Strict: options.Strict, MaxEntries: maxEntries}
	states := suites.Run(plan, options.Seed, time.Minute)
	if err := run.Close(); err != nil {
		t.Fatal(err)
	}
	var results []runner.Result
	verdicts := map[string]judge.Verdict{}
	for result := range run.Results() {
		results = append(results, result)
		verdicts[result.Case.ID] = result.Verdict
	}
	for _, problem := range suites.Disagreements(plan, results, states) {
		t.Errorf("up to %d entries: %s", maxEntries, problem)
	}
	return states, verdicts
}

func configOf(t *testing.T, name string) runner.Config {
	t.Helper()
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	all, err := cases.All(contract)
	if err != nil {
		t.Fatal(err)
	}
	selected, err := runner.Select(all, runner.Selection{Only: []string{"apig.acl-unbind/batch/**", "apig.acl-unbind/query/**"}})
	if err != nil {
		t.Fatal(err)
	}
	opened, stop, err := mutation.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	return runner.Config{Contract: contract, Cases: selected, Target: opened}
}

// TestManyEntries fails when Ginkgo's tree would make people wait.
func TestManyEntries(t *testing.T) {
	plan := suites.Plan{Results: passes{}}
	for i := range suites.MaxEntries {
		plan.Cases = append(plan.Cases, cases.Case{ID: fmt.Sprintf("x.operation/group/%d", i), Operation: "x.operation", Level: cases.Must})
	}
	started := time.Now()
	states := suites.Run(plan, 1, time.Minute)
	if spent := time.Since(started); spent > slowdown*2*time.Second {
		t.Errorf("%d entries took %s", len(plan.Cases), spent)
	}
	if len(states) != len(plan.Cases) {
		t.Errorf("%d states of %d entries", len(states), len(plan.Cases))
	}
}

// passes has a passed result for every case.
type passes struct{}

// Await implements suites.Results.
func (passes) Await(_ context.Context, id string) (runner.Result, error) {
	return runner.Result{Case: cases.Case{ID: id}, Judgement: judge.Judgement{Verdict: judge.Pass}}, nil
}
