package main

import (
	"fmt"
	"io"
	"slices"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

type judgeCommand struct {
	contractFlag
	File string `arg:"" help:"Event log of a run (results.jsonl)."`
}

// Run judges the log again, prints what changed, and fails where a verdict got
// worse.
func (j judgeCommand) Run(c console) error {
	contract, err := j.contract()
	if err != nil {
		return &runner.ConfigError{Err: err}
	}
	log, err := reports.ReadFile(j.File)
	if err != nil {
		return &runner.ConfigError{Err: err}
	}
	defer log.Close()
	if len(log.Cases) == 0 {
		return &exit{code: runner.ExitNothing, err: fmt.Errorf("%s holds no case to judge", j.File)}
	}
	changes, err := reports.Rejudge(contract, log)
	if err != nil {
		return &runner.ConfigError{Err: fmt.Errorf("%s: %w", j.File, err)}
	}
	caution(c.Err, log, contract)
	worse := printRejudgements(c.Out, changes)
	fmt.Fprintf(c.Out, "%s judged again: %d changed, %d of them for the worse\n", spelling.Counted(len(log.Cases), "case"), len(changes), worse)
	if worse > 0 {
		return &exit{code: runner.ExitNotConformant}
	}
	return nil
}

// caution says what the log is not: whole, or of this contract.
func caution(w io.Writer, log reports.Run, contract *openapi.Contract) {
	if incomplete := log.Incomplete(); incomplete != "" {
		fmt.Fprintf(w, "apigspec: %s\n", incomplete)
	}
	if log.Meta.Contract != contract.Digest {
		fmt.Fprintf(w, "apigspec: the log was judged by the contract %.12s, today by %.12s\n", log.Meta.Contract, contract.Digest)
	}
}

// printRejudgements prints what changed and counts what got worse.
func printRejudgements(w io.Writer, changes []reports.Rejudgement) (worse int) {
	for _, change := range changes {
		was, now := change.Case, change.Now
		verdict := fmt.Sprintf("%s → %s", was.Verdict, now.Verdict)
		if was.Verdict == now.Verdict {
			verdict = fmt.Sprintf("still %s, for another reason", was.Verdict)
		}
		fmt.Fprintf(w, "%s: %s\n", was.ID, verdict)
		if reason := now.Reason.String(); reason != was.Reason {
			printDifference(w, was.Reason, reason)
		}
		if was.Flaky != now.Flaky {
			fmt.Fprintf(w, "  flaky: %t → %t\n", was.Flaky, now.Flaky)
		}
		printDeviations(w, "-", was.Deviations, now.Deviations)
		printDeviations(w, "+", now.Deviations, was.Deviations)
		if change.Worse() {
			worse++
		}
	}
	return worse
}

func printDifference(w io.Writer, was, now string) {
	if was != "" {
		fmt.Fprintf(w, "  - %s\n", was)
	}
	if now != "" {
		fmt.Fprintf(w, "  + %s\n", now)
	}
}

// printDeviations prints those that the other list lacks.
func printDeviations(w io.Writer, sign string, list, other []judge.Deviation) {
	for _, d := range list {
		if !slices.Contains(other, d) {
			at := ""
			if d.Pointer != "" {
				at = " at " + d.Pointer
			}
			fmt.Fprintf(w, "  %s %s %s: expected %s, got %s%s\n", sign, d.Kind, d.Clause, d.Expected, d.Actual, at)
		}
	}
}
