package main

import (
	"fmt"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
)

// sinceFlag names an earlier run that the reports compare with.
type sinceFlag struct {
	Since string `placeholder:"LOG" help:"Event log of an earlier run: report.html, summary.md and the terminal say what changed since."`
}

// earlier reads the log of the earlier run; nil without one. It is read before the run,
// which may clear the folder that the log stands in.
func (f sinceFlag) earlier() (*reports.Run, error) {
	if f.Since == "" {
		return nil, nil
	}
	older, err := reports.ReadFile(f.Since)
	if err != nil {
		return nil, &runner.ConfigError{Err: fmt.Errorf("--since: %w", err)}
	}
	return &older, nil
}

// compared is a run with what changed since the earlier one, if there is one.
func compared(run reports.Run, older *reports.Run) (reports.Run, error) {
	if older == nil {
		return run, nil
	}
	with, err := run.ComparedWith(*older)
	if err != nil {
		return run, fmt.Errorf("--since: %w", err)
	}
	return with, nil
}
