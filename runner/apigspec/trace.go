package main

import (
	"fmt"
	"io"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

type traceCommand struct {
	contractFlag
	Results string   `env:"-" placeholder:"FILE" help:"Count only the cases that this event log shows as executed."`
	Skip    []string `env:"-" placeholder:"PATTERN" help:"Count as if these cases did not exist; repeatable."`
}

// Run prints every clause with its cases and fails on an orphan.
func (t traceCommand) Run(c console) error {
	contract, all, err := t.load()
	if err != nil {
		return err
	}
	given, err := runner.Select(all, runner.Selection{Profile: domain.AllProfiles, Skip: t.Skip})
	if err != nil {
		return err
	}
	var wanted []string
	if t.Results != "" {
		log, err := reports.ReadFile(t.Results)
		if err != nil {
			return &runner.ConfigError{Err: err}
		}
		defer log.Close()
		given, wanted = emitted(given, log)
	}
	coverage := cases.Trace(contract, given, wanted)
	printCoverage(c.Out, coverage)
	if orphans := len(coverage.Orphans()) + len(coverage.Untied); orphans > 0 {
		return &exit{code: runner.ExitNotConformant, err: fmt.Errorf("%d orphans", orphans)}
	}
	return nil
}

// emitted keeps the cases that the log shows as executed, and names the
// operations that the run was about.
func emitted(given []cases.Case, log reports.Run) ([]cases.Case, []string) {
	executed := map[string]bool{}
	for _, c := range log.Cases {
		executed[c.ID] = c.Verdict == judge.Pass || c.Verdict == judge.Fail || c.Verdict == judge.Observed
	}
	var kept []cases.Case
	for _, c := range given {
		if executed[c.ID] {
			kept = append(kept, c)
		}
	}
	var operations []string
	for _, operation := range log.Meta.Operations {
		operations = append(operations, operation.ID)
	}
	return kept, operations
}

func printCoverage(w io.Writer, coverage cases.Coverage) {
	for _, clause := range coverage.Clauses {
		fmt.Fprintf(w, "%s\n", clause.ID)
		switch {
		case clause.Excluded != "":
			fmt.Fprintf(w, "  excluded: %s\n", clause.Excluded)
		case len(clause.Cases) == 0:
			fmt.Fprintf(w, "  ORPHAN: no case exercises it\n")
		}
		for _, id := range clause.Cases {
			fmt.Fprintf(w, "  %s\n", id)
		}
	}
	orphans := coverage.Orphans()
	covered, observable := coverage.Observable()-len(orphans), coverage.Observable()
	fmt.Fprintf(w, "\n%d clauses, %d of them observable, %d of these covered (%.1f %%)\n",
		len(coverage.Clauses), observable, covered, percent(covered, observable))
	for _, orphan := range orphans {
		fmt.Fprintf(w, "orphan clause: %s\n", orphan.ID)
	}
	for _, id := range coverage.Untied {
		fmt.Fprintf(w, "orphan case: %s\n", id)
	}
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 100
	}
	return 100 * float64(part) / float64(whole)
}
