package runner

import (
	"testing"

	"github.com/apigspec/apigspec/cases"
)

func TestEndingExit(t *testing.T) {
	result := func(level cases.Level, verdict Verdict) Result {
		return Result{Case: cases.Case{ID: "op/group/name", Level: level}, Verdict: verdict}
	}
	waived := result(cases.Must, Fail)
	waived.WaivedBy = []string{"op/**"}
	tests := []struct {
		name   string
		ending Ending
		want   Exit
	}{
		{"a pass", Ending{Results: []Result{result(cases.Must, Pass)}}, ExitConformant},
		{"no result at all", Ending{}, ExitNothing},
		{"only skips", Ending{Results: []Result{result(cases.Must, Skip)}}, ExitNothing},
		{"only observations", Ending{Results: []Result{result(cases.Observe, Observed)}}, ExitConformant},
		{"a failed must", Ending{Results: []Result{result(cases.Must, Pass), result(cases.Must, Fail)}}, ExitNotConformant},
		{"a must without a verdict", Ending{Results: []Result{result(cases.Must, Error)}}, ExitNotConformant},
		{"a failed should", Ending{Results: []Result{result(cases.Should, Fail)}}, ExitConformant},
		{"a failed should under strict", Ending{Strict: true, Results: []Result{result(cases.Should, Fail)}}, ExitNotConformant},
		{"a failed observation under strict", Ending{Strict: true, Results: []Result{result(cases.Observe, Fail)}}, ExitConformant},
		{"a skipped must", Ending{Results: []Result{result(cases.Must, Pass), result(cases.Must, Skip)}}, ExitConformant},
		{"a skipped must under strict", Ending{Strict: true, Results: []Result{result(cases.Must, Pass), result(cases.Must, Skip)}}, ExitNotConformant},
		{"a skipped should under strict", Ending{Strict: true, Results: []Result{result(cases.Must, Pass), result(cases.Should, Skip)}}, ExitConformant},
		{"a waived failure", Ending{Results: []Result{waived}}, ExitConformant},
		{"a stale waiver", Ending{Results: []Result{result(cases.Must, Pass)}, WaiverProblems: []string{"stale"}}, ExitWaivers},
		{"an expired waiver beside its failure", Ending{Results: []Result{result(cases.Must, Fail)}, WaiverProblems: []string{"expired"}}, ExitWaivers},
		{"an interrupt beside a failure", Ending{Interrupted: true, Results: []Result{result(cases.Must, Fail)}}, ExitInterrupted},
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
