package main

import (
	"fmt"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
)

// failedIn are the ids of the cases that failed, or could not be judged, in the run
// of a log. Errors are a *runner.ConfigError or, where none failed, a
// *runner.SelectionError.
func failedIn(file string, all []cases.Case) ([]string, error) {
	log, err := reports.ReadFile(file)
	if err != nil {
		return nil, &runner.ConfigError{Err: fmt.Errorf("--failed-from: %w", err)}
	}
	if err := log.Close(); err != nil {
		return nil, fmt.Errorf("--failed-from: %w", err)
	}
	known := map[string]bool{}
	for _, c := range all {
		known[c.ID] = true
	}
	var failed []string
	for _, c := range log.Cases {
		if !c.Verdict.Found() {
			continue
		}
		if !known[c.ID] {
			return nil, usage("--failed-from %s: %s failed there and is no case any more: run without --failed-from, or with the contract and the apigspec of that run", file, c.ID)
		}
		failed = append(failed, c.ID)
	}
	if len(failed) == 0 {
		message := fmt.Sprintf("--failed-from %s: no case failed there, so there is nothing to run again", file)
		if incomplete := log.Incomplete(); incomplete != "" {
			message += "; but " + incomplete
		}
		return nil, &runner.SelectionError{Message: message}
	}
	return failed, nil
}
