package runner_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
)

// Runs on several machines, which no lock keeps apart, find out that somebody else is at
// work. What one of them sees before the others have ended may be a failure or two.
func TestRunsThatDisturbEachOther(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	var runs sync.WaitGroup
	var ended, failed atomic.Int64
	for seed := range int64(3) {
		runs.Go(func() {
			run, err := runner.Start(t.Context(), runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/"), Target: gw, Options: runner.Options{Seed: seed}})
			if err != nil {
				t.Errorf("seed %d: %v", seed, err)
				return
			}
			disturbed := 0
			for result := range run.Results() {
				switch {
				case result.Verdict == judge.Fail:
					failed.Add(1)
					t.Logf("seed %d: %s %+v", seed, result.Case.ID, result.Deviations)
				case result.Verdict == judge.Error && result.Reason.Code == judge.AnotherWriter:
					disturbed++
				case result.Verdict == judge.Error:
					t.Errorf("seed %d: %s %s", seed, result.Case.ID, result.Reason)
				}
			}
			_ = run.Close()
			if disturbed > 0 {
				ended.Add(1)
			}
		})
	}
	runs.Wait()
	if ended.Load() < 2 || failed.Load() > 10 {
		t.Errorf("%d of 3 runs found out, with %d false failures", ended.Load(), failed.Load())
	}
}
