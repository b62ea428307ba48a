package main

import (
	"io"
	"os"

	"github.com/apigspec/apigspec/reports"
)

type compareCommand struct {
	Files   []string `arg:"" name:"file" help:"Event logs (results.jsonl) of two or more gateways."`
	All     bool     `env:"-" help:"Also what all gateways treat alike."`
	Format  string   `env:"-" enum:"text,markdown,json" default:"text" help:"text, markdown or json."`
	NoColor bool     `env:"-" help:"No colors on the terminal."`
}

// Run prints the table of clauses and gateways.
func (cmd compareCommand) Run(c console) error {
	if len(cmd.Files) < 2 {
		return usage("compare: name the logs of two or more gateways")
	}
	logs, closeLogs, err := openLogs(cmd.Files)
	defer closeLogs()
	if err != nil {
		return err
	}
	comparison := reports.Compare(logs)
	if !cmd.All {
		comparison = comparison.OnlyDiffering()
	}
	return cmd.print(c.Out, comparison)
}

func (cmd compareCommand) print(w io.Writer, comparison reports.Comparison) error {
	switch cmd.Format {
	case "json":
		return reports.WriteComparisonJSON(w, comparison)
	case "markdown":
		return reports.WriteComparisonMarkdown(w, comparison)
	default:
		return reports.WriteComparisonText(w, comparison, reports.StyleOf(w, cmd.NoColor, os.Getenv))
	}
}
