package derive

import (
	"cmp"
	"slices"

	"github.com/apigspec/apigspec/openapi/page"
)

// Note is a contradiction or slip in a page or between pages, with what was
// decided. Nothing is repaired without one.
type Note struct {
	// ID is made of the operation, the kind and what the note is about.
	ID string `json:"id" yaml:"id"`
	// Page and Line are where the slip stands.
	Page string `json:"page" yaml:"page"`
	Line int    `json:"line" yaml:"line"`
	// Kind groups notes ("escaping", "status-only-in-table", …).
	Kind string `json:"kind" yaml:"kind"`
	// Text says what is wrong, Decision what the contract makes of it, Why for
	// what reason.
	Text     string `json:"text" yaml:"text"`
	Decision string `json:"decision" yaml:"decision"`
	Why      string `json:"why" yaml:"why"`
}

// Notes lists what is contradictory in the pages: within each, between pages
// of the same shape, and between the pages and the list of error codes, if it
// is among them. Pages that cannot be derived are left out; Derive reports
// them. The notes are ordered by page and line.
func Notes(pages []*page.Page) []Note {
	// Derive reports the same errors to the same caller.
	drafts, _ := draftAll(pages)
	registered := registeredStatuses(pages)
	n := &noter{used: map[string]int{}}
	for _, d := range drafts {
		n.draft = d
		n.slips()
		n.statuses()
		n.gaps()
		n.rowNames()
		n.swallowedRows()
		n.prose()
		n.examples()
		n.commands()
		n.title()
		n.registered(registered)
		n.ownCodes()
	}
	for _, d := range drafts {
		n.draft = d
		for _, other := range drafts {
			if d != other && related(d, other) {
				n.compareWith(other)
			}
		}
	}
	n.codesAcross(drafts)
	slices.SortStableFunc(n.notes, func(a, b Note) int {
		return cmp.Or(cmp.Compare(a.Page, b.Page), cmp.Compare(a.Line, b.Line), cmp.Compare(a.ID, b.ID))
	})
	return n.notes
}

type noter struct {
	draft *draft
	notes []Note
	used  map[string]int
}

func (n *noter) add(kind, subject string, line int, text, decision, why string) {
	id := n.draft.id + "/" + kind
	if subject != "" {
		id += "/" + subject
	}
	n.used[id]++
	if count := n.used[id]; count > 1 {
		id += "-" + itoa(count)
	}
	n.notes = append(n.notes, Note{
		ID: id, Page: n.draft.page.Name, Line: line, Kind: kind, Text: text, Decision: decision, Why: why,
	})
}

func (n *noter) slips() {
	for _, s := range n.draft.slips {
		n.add(s.kind, s.source.row, s.source.line, s.text, s.decision, s.why)
	}
}
