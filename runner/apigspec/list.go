package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/apigspec/apigspec/cases"
)

type listCommand struct {
	selectionFlags
	Format string `env:"-" enum:"text,json,markdown" default:"text" help:"text, json or markdown."`
}

// Run prints the selected cases, one a line.
func (l listCommand) Run(c console) error {
	s, err := l.offline()
	if err != nil {
		return err
	}
	rows := make([]listRow, 0, len(s.cases))
	for _, each := range s.cases {
		rows = append(rows, newListRow(each))
	}
	return printList(c.Out, l.Format, rows)
}

// listRow is one case as list prints it.
type listRow struct {
	ID        string      `json:"id"`
	Level     cases.Level `json:"level"`
	Operation string      `json:"operation"`
	// Clause is the one under test, Clauses are all that the case exercises.
	Clause      string   `json:"clause"`
	Clauses     []string `json:"clauses"`
	Requirement string   `json:"requirement"`
	// Consumes names the fixtures and credentials that the case needs.
	Consumes []string `json:"consumes"`
}

func newListRow(c cases.Case) listRow {
	row := listRow{
		ID: c.ID, Level: c.Level, Operation: c.Operation,
		Clauses:     append([]string{}, c.Clauses...),
		Requirement: c.Requirement,
		Consumes:    append([]string{}, cases.Consumes(c)...),
	}
	if len(c.Clauses) > 0 {
		row.Clause = c.Clauses[0]
	}
	return row
}

func printList(w io.Writer, format string, rows []listRow) error {
	switch format {
	case "json":
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(rows)
	case "markdown":
		fmt.Fprint(w, "| case | level | operation | clause | consumes |\n|---|---|---|---|---|\n")
		for _, r := range rows {
			fmt.Fprintf(w, "| `%s` | %s | %s | `%s` | %s |\n", r.ID, r.Level, r.Operation, r.Clause, strings.Join(r.Consumes, ", "))
		}
		return nil
	default:
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "CASE\tLEVEL\tOPERATION\tCLAUSE\tCONSUMES")
		for _, r := range rows {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Level, r.Operation, r.Clause, strings.Join(r.Consumes, ", "))
		}
		return table.Flush()
	}
}
