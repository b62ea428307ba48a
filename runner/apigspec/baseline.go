package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

type baselineCommand struct {
	File    string `arg:"" help:"Event log of a run (results.jsonl)."`
	Owner   string `env:"-" required:"" placeholder:"NAME" help:"Who sees to it that the deviations go away."`
	Link    string `env:"-" required:"" placeholder:"URL" help:"Where the deviations are tracked."`
	Reason  string `env:"-" placeholder:"TEXT" help:"Why they are tolerated (default: what each deviation is)."`
	Expires string `env:"-" placeholder:"DAY" help:"Last day of the waivers, YYYY-MM-DD, at most 180 days ahead (default: 90 days after the run)."`
	Out     string `env:"-" placeholder:"FILE" help:"Write here instead of standard output."`
}

// Run writes waivers for the failures of the log.
func (b baselineCommand) Run(c console) error {
	log, err := reports.ReadFile(b.File)
	if err != nil {
		return &runner.ConfigError{Err: err}
	}
	defer log.Close()
	if len(log.Cases) == 0 {
		return &exit{code: runner.ExitNothing, err: fmt.Errorf("%s holds no case, so there is nothing to start from", b.File)}
	}
	terms := reports.BaselineTerms{Owner: b.Owner, Link: b.Link, Reason: b.Reason, Expires: b.Expires}
	waivers, err := reports.Baseline(log, terms, time.Now())
	if err != nil {
		return &runner.ConfigError{Err: err}
	}
	var file bytes.Buffer
	if err := reports.WriteBaseline(&file, log, waivers); err != nil {
		return err
	}
	if err := b.write(c.Out, file.Bytes()); err != nil {
		return err
	}
	b.caution(c.Err, log, len(waivers))
	return nil
}

func (b baselineCommand) write(w io.Writer, file []byte) error {
	if b.Out == "" {
		_, err := w.Write(file)
		return err
	}
	if reports.SameFile(b.Out, b.File) {
		return usage("--out %s is the log itself; name another file", b.Out)
	}
	if err := os.WriteFile(b.Out, file, 0o644); err != nil {
		return usage("--out: %w", err)
	}
	return nil
}

// caution says what the baseline does not hold, though a gate may expect it.
func (b baselineCommand) caution(w io.Writer, log reports.Run, waivers int) {
	if problem := log.Problem(); problem != "" {
		fmt.Fprintf(w, "apigspec: %s; what it did not find is not in the baseline\n", problem)
	}
	errors := 0
	for _, one := range log.Blocking() {
		if one.Verdict == judge.Error {
			errors++
		}
	}
	if errors > 0 {
		fmt.Fprintf(w, "apigspec: %d of %d cases could not be judged, which no waiver covers\n", errors, len(log.Cases))
	}
	if waivers == 0 {
		fmt.Fprintf(w, "apigspec: no case of %s failed in a way that counts; the baseline is an empty list\n", b.File)
	}
}
