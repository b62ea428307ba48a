package main

import (
	"fmt"
	"io/fs"

	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/openapi/page"
	"github.com/apigspec/apigspec/reports"
)

// builtInNotes are the documentation notes on the pages that the built-in
// contract is derived from, for the reports of a run.
func builtInNotes() ([]reports.Note, error) {
	pages, err := builtInPages(documents.FS())
	if err != nil {
		return nil, err
	}
	var notes []reports.Note
	for _, n := range derive.Notes(pages, nil) {
		notes = append(notes, reports.Note(n))
	}
	return notes, nil
}

func builtInPages(files fs.FS) ([]*page.Page, error) {
	names, err := fs.Glob(files, "*.txt")
	if err != nil {
		return nil, err
	}
	var pages []*page.Page
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read the built-in page %s: %w", name, err)
		}
		parsed, err := page.Parse(name, data)
		if err != nil {
			return nil, fmt.Errorf("parse the built-in page %s: %w", name, err)
		}
		pages = append(pages, parsed)
	}
	return pages, nil
}
