package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/target"
)

type doctorCommand struct {
	selectionFlags
	Format string `enum:"text,json" default:"text" help:"text or json."`
}

// Run checks the target and prints what it finds.
func (d doctorCommand) Run(ctx context.Context, c console) error {
	selected, err := d.open()
	if err != nil {
		return err
	}
	defer func() { _ = selected.close() }()
	found, err := runner.Doctor(ctx, runner.Config{
		Contract: selected.contract,
		Cases:    selected.cases,
		Target:   selected.target,
		Version:  version,
	})
	if err != nil {
		return err
	}
	if err := d.print(c.Out, found); err != nil {
		return fmt.Errorf("print what was found: %w", err)
	}
	for _, f := range found {
		if f.Status == runner.Problem {
			return &exit{code: runner.ExitUnreachable}
		}
	}
	return nil
}

func (d doctorCommand) print(w io.Writer, found []runner.Finding) error {
	if d.Format == "json" {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(found)
	}
	for _, f := range found {
		if _, err := io.WriteString(w, d.text(f)); err != nil {
			return err
		}
	}
	return nil
}

// text is a finding in a line, and what to do in further ones.
func (d doctorCommand) text(f runner.Finding) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-8s %s: %s\n", f.Status, f.Check, f.Text)
	if f.Status == runner.Fine {
		return out.String()
	}
	for _, key := range f.Keys {
		fmt.Fprintf(&out, "         at %s\n", target.Place(d.Target, key))
	}
	if f.Remedy != "" {
		fmt.Fprintf(&out, "         %s\n", f.Remedy)
	}
	if f.Costs != "" {
		fmt.Fprintf(&out, "         keeps from running: %s\n", f.Costs)
	}
	return out.String()
}
