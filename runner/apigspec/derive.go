package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/page"
	"github.com/apigspec/apigspec/runner"
)

type deriveCommand struct {
	Pages   []string `arg:"" name:"file" help:"Reference pages, a list of error codes among them or not, or folders of them (*.txt)."`
	Format  string   `env:"-" enum:"yaml,json" default:"yaml" help:"yaml or json."`
	Out     string   `env:"-" placeholder:"F" help:"Write here instead of standard output."`
	Lint    bool     `env:"-" xor:"instead" help:"Print documentation notes instead: slips and contradictions of the pages."`
	Against string   `env:"-" xor:"instead" placeholder:"OLD" help:"Print what changed since an older edition instead: an OpenAPI document, a page or a folder of pages."`
}

// Run derives what can be derived, and fails if that is not everything.
func (d deriveCommand) Run(c console) error {
	pages, err := readPages(d.Pages)
	if len(pages) == 0 {
		return joinPageErrors(err)
	}
	document, derivation := derive.Derive(pages)
	incomplete := joinPageErrors(err, derivation)
	output, err := d.output(pages, document)
	if err != nil {
		return err
	}
	if err := d.write(c.Out, output); err != nil {
		return err
	}
	return incomplete
}

func (d deriveCommand) output(pages []*page.Page, document *derive.Document) ([]byte, error) {
	switch {
	case d.Lint:
		return []byte(notesInWords(derive.Notes(pages))), nil
	case d.Against != "":
		return d.changes(document)
	case d.Format == "json":
		return document.JSON(), nil
	default:
		return document.YAML(), nil
	}
}

func (d deriveCommand) write(w io.Writer, output []byte) error {
	if d.Out == "" {
		_, err := w.Write(output)
		return err
	}
	if err := os.WriteFile(d.Out, output, 0o644); err != nil {
		return usage("--out: %w", err)
	}
	return nil
}

// changes holds the derived document against the older edition.
func (d deriveCommand) changes(document *derive.Document) ([]byte, error) {
	edition, err := openapi.Parse(document.YAML())
	if err != nil {
		return nil, fmt.Errorf("the derived document is not usable: %w", err)
	}
	older, err := loadEdition(d.Against)
	if err != nil {
		return nil, err
	}
	return []byte(changesInWords(openapi.Compare(older, edition))), nil
}

// loadEdition reads an OpenAPI document, or derives one from pages.
func loadEdition(name string) (*openapi.Contract, error) {
	switch filepath.Ext(name) {
	case ".yaml", ".yml", ".json":
		contract, err := openapi.Load(name)
		if err != nil {
			return nil, &runner.ConfigError{Err: fmt.Errorf("--against: %w", err)}
		}
		return contract, nil
	}
	pages, err := readPages([]string{name})
	if err != nil {
		return nil, fmt.Errorf("--against: %w", joinPageErrors(err))
	}
	document, err := derive.Derive(pages)
	if err != nil {
		return nil, fmt.Errorf("--against: %w", joinPageErrors(err))
	}
	return openapi.Parse(document.YAML())
}

// changesInWords prints each change with what the two editions say.
func changesInWords(changes []openapi.Change) string {
	var b strings.Builder
	breaking := 0
	for _, change := range changes {
		fmt.Fprintf(&b, "%s %s\n", change.Kind, change.Clause)
		if change.Old != "" {
			fmt.Fprintf(&b, "  - %s\n", change.Old)
		}
		if change.New != "" {
			fmt.Fprintf(&b, "  + %s\n", change.New)
		}
		if change.Breaking {
			breaking++
			fmt.Fprintf(&b, "  breaking: %s\n", change.Why)
		}
	}
	fmt.Fprintf(&b, "%d changes, %d of them breaking\n", len(changes), breaking)
	return b.String()
}

// notesInWords prints each note with its place, what was decided, and why.
func notesInWords(notes []derive.Note) string {
	var b strings.Builder
	for _, n := range notes {
		fmt.Fprintf(&b, "%s:%d: %s (%s)\n  decided: %s\n  because: %s\n", n.Page, n.Line, n.Text, n.ID, n.Decision, n.Why)
	}
	fmt.Fprintf(&b, "%d notes\n", len(notes))
	return b.String()
}
