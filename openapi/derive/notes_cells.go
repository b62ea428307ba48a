package derive

import (
	"fmt"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/page"
)

// Cells that were read as prose and may have been more.

// nameAlone is a paragraph that no sentence is, and the names of members are.
var nameAlone = lazyregexp.New(`^(?:[a-z][\w.:-]*\w|[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)+|[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+)$`)

// swallowedRows reports names that stand alone within a description: of rows whose type
// is missing or none that is known, which nothing tells from the words above them.
func (n *noter) swallowedRows() {
	for _, t := range tablesOf(n.draft.page) {
		for _, r := range t.Rows {
			for i, text := range r.Description {
				if text.Bullet || !nameAlone.MatchString(text.Text) || i > 0 && opensList(r.Description[i-1]) {
					continue
				}
				n.add("row-in-description", text.Text, text.Line,
					fmt.Sprintf("The description of %s holds a line that reads like the name of a row: %s%s.", r.Name, text.Text, below(r.Description[i+1:])),
					"It is part of the description. If it is a row, print its type below it, as the others print theirs: String, Integer, Object, Array of strings, X object.",
					"A row is known by its type; without one that is known, nothing tells it from the words above it.")
			}
		}
	}
}

// opensList reports whether a text is followed by values: a label, or another of them.
func opensList(above page.Text) bool {
	return strings.HasSuffix(above.Text, ":") || above.Bullet
}

// below shows what stands where the type of a row should.
func below(texts []page.Text) string {
	if len(texts) == 0 {
		return ", with nothing below it"
	}
	return fmt.Sprintf(", above %q", shortened(texts[0].Text))
}
