package runner_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// served starts an embedded gateway and returns its target.
func served(t *testing.T, options gateway.Options) target.Target {
	t.Helper()
	g, err := gateway.New(options)
	if err != nil {
		t.Fatal(err)
	}
	server, err := g.Start("127.0.0.1:0", g)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return server.Target()
}

// everyCase is the built-in contract and its cases, of which each caller gets a list of
// its own.
func everyCase(t *testing.T) (*openapi.Contract, []cases.Case) {
	t.Helper()
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	all, err := allCases()
	if err != nil {
		t.Fatal(err)
	}
	return contract, slices.Clone(all)
}

// allCases makes the cases once for all tests: that takes long, and more so under the
// race detector.
var allCases = sync.OnceValues(func() ([]cases.Case, error) {
	contract, err := openapi.Default()
	if err != nil {
		return nil, err
	}
	return cases.All(contract)
})

// inShort are the first rows of a table where little time is to be taken: the race
// detector sees no more in the others.
func inShort[T any](n int, rows []T) []T {
	if testing.Short() {
		return rows[:n]
	}
	return rows
}

// only keeps the cases whose id holds one of the words.
func only(all []cases.Case, words ...string) []cases.Case {
	var list []cases.Case
	for _, c := range all {
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(c.ID, w) }) {
			list = append(list, c)
		}
	}
	return list
}

func verdicts(t *testing.T, to target.Target, contract *openapi.Contract, list []cases.Case, options runner.Options) map[string]judge.Verdict {
	t.Helper()
	run, err := begin(context.Background(), t, runner.Config{Contract: contract, Cases: list, Target: to, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]judge.Verdict{}
	for result := range run.Results() {
		got[result.Case.ID] = result.Verdict
		if result.Verdict == judge.Pass && slices.ContainsFunc(result.Exchanges(), func(ex exchange.Exchange) bool { return !ex.OfCase() }) {
			t.Errorf("%s passed, and what was read back is kept", result.Case.ID)
		}
		if result.Verdict == judge.Fail || result.Verdict == judge.Error {
			t.Logf("%s: %s %s %+v", result.Case.ID, result.Verdict, result.Reason, result.Deviations)
		}
	}
	if err := run.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	return got
}

func count(got map[string]judge.Verdict) map[judge.Verdict]int {
	n := map[judge.Verdict]int{}
	for _, v := range got {
		n[v]++
	}
	return n
}

func TestEveryCaseOnTheEmbeddedGateway(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	got := count(verdicts(t, served(t, gateway.Options{}), contract, all, runner.Options{}))
	if got[judge.Fail]+got[judge.Error]+got[judge.Skip] > 0 || got[judge.Pass] == 0 {
		t.Errorf("verdicts are %v", got)
	}
}

// The order of the cases and their number at a time decide nothing.
func TestVerdictsDoNotDependOnSeedOrConcurrency(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	list := only(all, "apig.acl-unbind/")
	to := served(t, gateway.Options{})
	want := verdicts(t, to, contract, list, runner.Options{Seed: 1, Concurrency: 1})
	for _, options := range []runner.Options{{Seed: 2, Concurrency: 16}, {Seed: 3, Concurrency: 4}} {
		if diff := cmp.Diff(want, verdicts(t, to, contract, list, options)); diff != "" {
			t.Errorf("seed %d, %d at a time (-want +got):\n%s", options.Seed, options.Concurrency, diff)
		}
	}
}

// With only the required keys everything that needs no fixture runs, the rest
// says what it lacks, and nothing fails.
func TestTargetWithoutFixtures(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	full := served(t, gateway.Options{})
	bare := target.Target{URL: full.URL, Profile: "apig", ProjectID: full.ProjectID, InstanceID: full.InstanceID, EnvID: full.EnvID, Auth: target.Auth{Token: full.Auth.Token}}
	got := count(verdicts(t, bare, contract, only(all, "apig."), runner.Options{}))
	if got[judge.Fail]+got[judge.Error] > 0 || got[judge.Pass] < 250 || got[judge.Skip] == 0 {
		t.Errorf("verdicts are %v", got)
	}
}

// A target that a run unbinds things on looks afterwards as it did before.
func TestRunLeavesNoTrace(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{})
	list := only(all, "/effect/", "/batch/")
	for range 3 {
		got := count(verdicts(t, to, contract, list, runner.Options{}))
		if got[judge.Pass] != len(list) {
			t.Fatalf("verdicts are %v", got)
		}
	}
}

// What cannot be bound again is used up once, and then said to be.
func TestBindingsThatCannotBeBoundAgain(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{})
	to.Fixtures.Rebind, to.Fixtures.Expendable = false, true
	to.Fixtures.ACL.APIIDs = to.Fixtures.ACL.APIIDs[:3]
	run, err := begin(context.Background(), t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/effect/"), Target: to})
	if err != nil {
		t.Fatal(err)
	}
	passed, spent := 0, 0
	for result := range run.Results() {
		switch {
		case result.Verdict == judge.Pass:
			passed++
		case result.Verdict == judge.Skip && result.Reason.Code == judge.SpentFixture:
			spent++
		default:
			t.Errorf("%s: %s %s %v", result.Case.ID, result.Verdict, result.Reason, result.Deviations)
		}
	}
	if passed == 0 || spent == 0 {
		t.Errorf("%d passed, %d found nothing left", passed, spent)
	}
}

func TestFlakyIsReported(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	const mutant = "apig.throttle-unbind/intermittent/third-500"
	list := only(all, "apig.throttle-unbind/steady/")
	run, err := begin(context.Background(), t, runner.Config{Contract: contract, Cases: list, Target: served(t, gateway.Options{Mutant: mutant})})
	if err != nil {
		t.Fatal(err)
	}
	flaky := 0
	for result := range run.Results() {
		if result.Flaky {
			flaky++
			if result.Verdict != judge.Fail || len(result.Exchanges()) < 2 {
				t.Errorf("%s is flaky, yet %s with %d exchanges", result.Case.ID, result.Verdict, len(result.Exchanges()))
			}
		}
	}
	if flaky == 0 {
		t.Errorf("mutant %s: nothing is flaky", mutant)
	}
}

// Of refusals sent side by side, one was carried out; sent again one by one,
// none is. The change must not be forgotten.
func TestRefusalCarriedOutOnce(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	list := only(all, "apig.acl-unbind/auth/")
	to := served(t, gateway.Options{Mutant: "apig.acl-unbind/intermittent/seventh-refusal-done"})
	for _, seed := range inShort(2, []int64{0, 1, 2, 3, 4}) {
		got := count(verdicts(t, to, contract, list, runner.Options{Seed: seed}))
		if got[judge.Fail] == 0 {
			t.Errorf("seed %d: verdicts are %v", seed, got)
		}
	}
}

func TestStartRefusesADeadTarget(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	to.URL = "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	// Nothing is on this wire, and a watch would answer in the target's place.
	_, err = runner.Start(context.Background(), runner.Config{Contract: contract, Cases: all, Target: to})
	var unreachable *runner.UnreachableError
	if !errors.As(err, &unreachable) {
		t.Errorf("got %v, want an UnreachableError", err)
	}
}

func TestStartRefusesARefusedToken(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for _, readback := range []bool{true, false} {
		to := served(t, gateway.Options{})
		to.Auth.Token = "nobody-knows-this-token"
		to.Fixtures.Readback = readback
		_, err := begin(context.Background(), t, runner.Config{Contract: contract, Cases: all, Target: to})
		var unreachable *runner.UnreachableError
		if !errors.As(err, &unreachable) {
			t.Errorf("readback %v: got %v, want an UnreachableError", readback, err)
		}
	}
}

func TestAwaitOfAnUnknownCaseFailsAtOnce(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	run, err := begin(context.Background(), t, runner.Config{Contract: contract, Cases: only(all, "query/action-missing"), Target: served(t, gateway.Options{})})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run.Await(context.Background(), "no/such/case"); err == nil {
		t.Error("a case that is not part of the run was awaited")
	}
	for range run.Results() {
	}
	if err := run.Close(); err != nil {
		t.Error(err)
	}
}

// An interrupted run delivers a result for every case and puts everything back.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{})
	ctx, interrupt := context.WithCancel(context.Background())
	run, err := begin(ctx, t, runner.Config{Contract: contract, Cases: all, Target: to})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for result := range run.Results() {
		if n++; n == 100 {
			interrupt()
		}
		if result.Verdict == judge.Fail {
			t.Errorf("%s failed: %+v", result.Case.ID, result.Deviations)
		}
	}
	interrupt()
	if n != len(all) {
		t.Errorf("%d results of %d cases", n, len(all))
	}
	if err := run.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	effects := only(all, "apig.acl-unbind/effect/")
	if got := count(verdicts(t, to, contract, effects, runner.Options{})); got[judge.Pass] != len(effects) {
		t.Errorf("after the interrupt: %v", got)
	}
}

// An attempt that finds nothing left to use says nothing about the target: the
// case has the verdict of those that were carried out, and does not waver.
func TestRepeatWithoutFixturesIsNotFlaky(t *testing.T) {
	contract, all := everyCase(t)
	on := served(t, gateway.Options{})
	on.Fixtures.Rebind, on.Fixtures.Expendable = false, true
	run, err := begin(t.Context(), t, runner.Config{
		Contract: contract, Cases: only(all, "apig.acl-unbind/effect/every-binding", "apig.plugin-detach/effect/every-api"), Target: on,
		Options: runner.Options{Repeat: 3},
	})
	if err != nil {
		t.Fatal(err)
	}
	for result := range run.Results() {
		if result.Flaky || result.Verdict != judge.Pass {
			t.Errorf("%s: %s, flaky %v: %s", result.Case.ID, result.Verdict, result.Flaky, result.Reason)
		}
	}
	if err := run.Close(); err != nil {
		t.Log(err)
	}
}
