package main

import (
	"fmt"

	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/reports"
)

// builtInNotes are the documentation notes on the pages that the built-in
// contract is derived from, for the reports of a run.
func builtInNotes() ([]reports.Note, error) {
	pages, err := derive.ReadPages(documents.FS())
	if err != nil {
		return nil, fmt.Errorf("reading the pages built into the program: %w", err)
	}
	var notes []reports.Note
	for _, n := range derive.Notes(pages) {
		notes = append(notes, reports.Note(n))
	}
	return notes, nil
}
