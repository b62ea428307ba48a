package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
)

type renderCommand struct {
	File string   `arg:"" help:"Event log of a run (results.jsonl), also of one that was killed or still goes on."`
	To   []string `env:"-" enum:"junit,html,markdown,statement,all" default:"all" help:"Reports to make: junit, html, markdown, statement or all; repeatable."`
	Out  string   `placeholder:"DIR" help:"Where the reports go (default: beside the log)."`
	sinceFlag
}

// Run makes the reports, and says what the log is not.
func (r renderCommand) Run(c console) error {
	log, err := reports.ReadFile(r.File)
	if err != nil {
		return &runner.ConfigError{Err: err}
	}
	defer log.Close()
	if line := log.Cut(); line > 0 {
		fmt.Fprintf(c.Err, "apigspec: %s, line %d: cut off in the middle, and left out\n", r.File, line)
	}
	if incomplete := log.Incomplete(); incomplete != "" {
		fmt.Fprintf(c.Err, "apigspec: %s\n", incomplete)
	}
	older, err := r.earlier()
	if err != nil {
		return err
	}
	if older != nil {
		defer older.Close()
	}
	if log, err = compared(log, older); err != nil {
		return &runner.ConfigError{Err: err}
	}
	files, err := r.write(cmp.Or(r.Out, filepath.Dir(r.File)), log)
	for _, file := range files {
		fmt.Fprintf(c.Out, "wrote %s\n", file)
	}
	if err != nil {
		return usage("--out: %w", err)
	}
	return nil
}

func (r renderCommand) write(dir string, log reports.Run) ([]string, error) {
	if slices.Contains(r.To, "all") {
		return reports.WriteAll(dir, log)
	}
	return reports.WriteFormats(dir, log, r.To)
}
