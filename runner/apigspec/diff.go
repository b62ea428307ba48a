package main

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
)

type diffCommand struct {
	Old        string        `arg:"" help:"Event log (results.jsonl) of the run to compare with."`
	New        string        `arg:"" help:"Event log of the run that may have got worse."`
	Format     string        `env:"-" enum:"text,markdown,json" default:"text" help:"text, markdown or json."`
	SlowerBy   time.Duration `env:"-" default:"50ms" placeholder:"D" help:"List a case as slower if it takes longer by more than this, and…"`
	SlowerThan float64       `env:"-" default:"2" placeholder:"N" help:"…more than N times as long. Slower cases are no regressions."`
	NoColor    bool          `env:"-" help:"No colors on the terminal."`
}

// Run prints what changed, and fails on regressions.
func (d diffCommand) Run(c console) error {
	if d.SlowerBy < 0 {
		return usage("--slower-by %s: give a time that is not negative", d.SlowerBy)
	}
	if d.SlowerThan < 1 {
		return usage("--slower-than %g: give a factor of at least 1", d.SlowerThan)
	}
	logs, closeLogs, err := openLogs([]string{d.Old, d.New})
	defer closeLogs()
	if err != nil {
		return err
	}
	difference, err := reports.Diff(logs[0], logs[1], reports.Slowness{Factor: d.SlowerThan, By: d.SlowerBy})
	if err != nil {
		return &runner.ConfigError{Err: err}
	}
	if err := d.print(c.Out, difference); err != nil {
		return err
	}
	if difference.Regressions > 0 {
		return &exit{code: runner.ExitNotConformant}
	}
	return nil
}

func (d diffCommand) print(w io.Writer, difference reports.Difference) error {
	switch d.Format {
	case "json":
		return reports.WriteDiffJSON(w, difference)
	case "markdown":
		return reports.WriteDiffMarkdown(w, difference)
	default:
		return reports.WriteDiffText(w, difference, reports.StyleOf(w, d.NoColor, os.Getenv))
	}
}

// openLogs reads event logs. All that cannot be read are named in the error, a
// *runner.ConfigError. What was opened is to be closed in any case.
func openLogs(paths []string) (logs []reports.Run, closeLogs func(), err error) {
	var unreadable []error
	for _, path := range paths {
		log, err := reports.ReadFile(path)
		if err != nil {
			unreadable = append(unreadable, err)
			continue
		}
		logs = append(logs, log)
	}
	closeLogs = func() {
		for _, log := range logs {
			_ = log.Close()
		}
	}
	if err := errors.Join(unreadable...); err != nil {
		return logs, closeLogs, &runner.ConfigError{Err: err}
	}
	return logs, closeLogs, nil
}
