package runner

import (
	"testing"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/judge"
)

func TestEndingExit(t *testing.T) {
	result := func(level cases.Level, verdict judge.Verdict) Result {
		return Result{Case: cases.Case{ID: "op/group/name", Level: level}, Judgement: judge.Judgement{Verdict: verdict}}
	}
	waived := result(cases.Must, judge.Fail)
	waived.WaivedBy = []string{"op/**"}
	gone := result(cases.Must, judge.Error)
	gone.Reason.Code = judge.Unreachable
	late := result(cases.Must, judge.Error)
	late.Reason.Code = judge.RunTimeout
	tests := []struct {
		name   string
		ending Ending
		want   Exit
	}{
		{"a pass", Ending{Results: []Result{result(cases.Must, judge.Pass)}}, ExitConformant},
		{"no result at all", Ending{}, ExitNothing},
		{"only skips", Ending{Results: []Result{result(cases.Must, judge.Skip)}}, ExitNothing},
		{"only observations", Ending{Results: []Result{result(cases.Observe, judge.Observed)}}, ExitConformant},
		{"a failed must", Ending{Results: []Result{result(cases.Must, judge.Pass), result(cases.Must, judge.Fail)}}, ExitNotConformant},
		{"a target that was lost", Ending{Results: []Result{result(cases.Must, judge.Pass), gone}}, ExitUnreachable},
		{"a target that was lost, and left changed", Ending{Results: []Result{gone}, LeftBehind: []Leftover{{Named: true}}}, ExitUnreachable},
		{"a target that was lost after a failure", Ending{Results: []Result{result(cases.Must, judge.Fail), gone}}, ExitNotConformant},
		{"a run that was given too little time", Ending{Results: []Result{result(cases.Must, judge.Pass), late}}, ExitNothing},
		{"a run that was given too little time, after a failure", Ending{Results: []Result{result(cases.Must, judge.Fail), late}}, ExitNotConformant},
		{"a run that was given too little time, and left changed", Ending{Results: []Result{late}, LeftBehind: []Leftover{{Named: true}}}, ExitNotConformant},
		{"something left behind", Ending{Results: []Result{result(cases.Must, judge.Pass)}, LeftBehind: []Leftover{{Named: true}}}, ExitNotConformant},
		{"something left behind that may be", Ending{Results: []Result{result(cases.Must, judge.Pass)}, LeftBehind: []Leftover{{Named: true, Expected: true}}}, ExitConformant},
		{"nothing to claim", Ending{Results: []Result{result(cases.Must, judge.Pass)}, Unclaimed: "one was skipped"}, ExitNothing},
		{"nothing to claim beside a failure", Ending{Results: []Result{result(cases.Must, judge.Fail)}, Unclaimed: "one was skipped"}, ExitNotConformant},
		{"a must without a verdict", Ending{Results: []Result{result(cases.Must, judge.Error)}}, ExitNotConformant},
		{"a failed should", Ending{Results: []Result{result(cases.Should, judge.Fail)}}, ExitConformant},
		{"a failed should under strict", Ending{Strict: true, Results: []Result{result(cases.Should, judge.Fail)}}, ExitNotConformant},
		{"a failed observation under strict", Ending{Strict: true, Results: []Result{result(cases.Observe, judge.Fail)}}, ExitConformant},
		{"a skipped must", Ending{Results: []Result{result(cases.Must, judge.Pass), result(cases.Must, judge.Skip)}}, ExitConformant},
		{"a skipped must under strict", Ending{Strict: true, Results: []Result{result(cases.Must, judge.Pass), result(cases.Must, judge.Skip)}, Unclaimed: "one was skipped"}, ExitNothing},
		{"a skipped should under strict", Ending{Strict: true, Results: []Result{result(cases.Must, judge.Pass), result(cases.Should, judge.Skip)}}, ExitConformant},
		{"a waived failure", Ending{Results: []Result{waived}}, ExitConformant},
		{"a stale waiver", Ending{Results: []Result{result(cases.Must, judge.Pass)}, WaiverProblems: []string{"stale"}}, ExitWaivers},
		{"an expired waiver beside its failure", Ending{Results: []Result{result(cases.Must, judge.Fail)}, WaiverProblems: []string{"expired"}}, ExitNotConformant},
		{"a stale waiver beside a skipped case", Ending{Results: []Result{result(cases.Must, judge.Pass), result(cases.Must, judge.Skip)}, WaiverProblems: []string{"stale"}}, ExitWaivers},
		{"a stale waiver beside a waived failure", Ending{Results: []Result{waived}, WaiverProblems: []string{"stale"}}, ExitWaivers},
		{"a stale waiver beside a failed should", Ending{Results: []Result{result(cases.Must, judge.Pass), result(cases.Should, judge.Fail)}, WaiverProblems: []string{"stale"}}, ExitWaivers},
		{"a stale waiver beside a failed should under strict", Ending{Strict: true, Results: []Result{result(cases.Must, judge.Pass), result(cases.Should, judge.Fail)}, WaiverProblems: []string{"stale"}}, ExitNotConformant},
		{"a stale waiver, and nothing to claim", Ending{Results: []Result{result(cases.Must, judge.Pass)}, WaiverProblems: []string{"stale"}, Unclaimed: "one was skipped"}, ExitNothing},
		{"a stale waiver, and only skips", Ending{Results: []Result{result(cases.Must, judge.Skip)}, WaiverProblems: []string{"stale"}}, ExitNothing},
		{"an expired waiver beside one that holds, and a failure", Ending{Results: []Result{waived, result(cases.Must, judge.Fail)}, WaiverProblems: []string{"expired"}}, ExitNotConformant},
		{"a stale waiver, and a must without a verdict", Ending{Results: []Result{result(cases.Must, judge.Error)}, WaiverProblems: []string{"stale"}}, ExitNotConformant},
		{"a stale waiver, and a target that was lost", Ending{Results: []Result{gone}, WaiverProblems: []string{"stale"}}, ExitUnreachable},
		{"a stale waiver, and something left behind", Ending{Results: []Result{result(cases.Must, judge.Pass)}, LeftBehind: []Leftover{{Named: true}}, WaiverProblems: []string{"stale"}}, ExitNotConformant},
		{"a stale waiver of a run that was interrupted", Ending{Interrupted: true, Results: []Result{result(cases.Must, judge.Pass)}, WaiverProblems: []string{"stale"}}, ExitInterrupted},
		{"an interrupt", Ending{Interrupted: true, Results: []Result{result(cases.Must, judge.Pass)}}, ExitInterrupted},
		{"an interrupt beside a waived failure", Ending{Interrupted: true, Results: []Result{waived}}, ExitInterrupted},
		{"an interrupt beside a failure", Ending{Interrupted: true, Results: []Result{result(cases.Must, judge.Fail)}}, ExitNotConformant},
		{"a broken harness beside everything else", Ending{HarnessProblems: []string{"two results"}, Interrupted: true}, ExitHarness},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.ending.Exit(); got != test.want {
				t.Errorf("exit code %d, want %d", got, test.want)
			}
		})
	}
}

// A run that was interrupted says so even where a failure decides its exit code:
// without that its reports would pass for those of a whole run.
func TestEndingProblemOfAnInterrupt(t *testing.T) {
	result := Result{Case: cases.Case{ID: "op/group/name", Level: cases.Must}, Judgement: judge.Judgement{Verdict: judge.Fail}}
	ending := Ending{Interrupted: true, Results: []Result{result}}
	if got, want := ending.Problem(), "interrupted after 1 of 1 cases"; got != want {
		t.Errorf("problem %q, want %q", got, want)
	}
}
