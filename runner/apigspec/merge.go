package main

import (
	"os"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
)

type mergeCommand struct {
	Files   []string `arg:"" name:"file" help:"Event logs (results.jsonl) of the shards 1/N to N/N, in any order."`
	Out     string   `default:"reports/out" placeholder:"DIR" help:"Where the merged log and its reports go."`
	NoColor bool     `env:"-" help:"No colors on the terminal."`
}

// Run joins the logs, makes the reports, and ends with the exit code of the whole run.
func (m mergeCommand) Run(c console) error {
	merged, err := reports.Merge(m.Files, m.Out)
	if err != nil {
		return &runner.ConfigError{Err: err}
	}
	defer merged.Close()
	files, err := reports.WriteAll(m.Out, merged)
	if err != nil {
		return usage("--out: %w", err)
	}
	files = append([]string{merged.Name()}, files...)
	if err := reports.Summary(c.Out, merged, reports.StyleOf(c.Out, m.NoColor, os.Getenv), files); err != nil {
		return err
	}
	if merged.End.Exit != 0 {
		return &exit{code: runner.Exit(merged.End.Exit)}
	}
	return nil
}
