package derive

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/page"
)

// Gaps: what a page of the template states and this one leaves out.

// gaps reports a page without any status, as of a text that breaks off, tables
// without rows or types, and rows without Yes or No.
func (n *noter) gaps() {
	if len(n.draft.responses) == 0 {
		n.add("no-status", "", n.draft.page.URI.Line, "The page names no status of a response.",
			"Any response is allowed.", "Whether the page ends too early or never said more cannot be told.")
	} else if missing := n.draft.page.Missing; len(missing) > 0 {
		end := n.draft.page.End
		n.add("page-ends-early", "", end.Line, fmt.Sprintf("The page ends under %s, without %s.", end.Text, strings.Join(missing, ", ")),
			"What it says is the contract.", "Other pages have Status Codes near their end; whether this one was cut or never said more cannot be told.")
	}
	n.unread()
	for _, t := range tablesOf(n.draft.page) {
		n.typeless(&t)
	}
	for _, t := range n.draft.page.Request {
		if t.Location == page.InPath || !slices.ContainsFunc(t.Rows, saysWhetherMandatory) {
			continue
		}
		for _, r := range t.Rows {
			if saysWhetherMandatory(r) {
				continue
			}
			n.add("mandatory-unclear", r.Name, r.Line,
				fmt.Sprintf("The row %s says neither Yes nor No under Mandatory.", r.Name),
				"It is optional.", "A request without it breaks no sentence of the page.")
		}
	}
}

// typeless reports a table whose header names no type.
func (n *noter) typeless(t *page.Table) {
	if len(t.Rows) == 0 || slices.ContainsFunc(t.Rows, func(r page.Row) bool { return r.Type != "" }) {
		return
	}
	n.add("table-without-types", slugged(section(t)), t.Line, fmt.Sprintf("%s has no column Type.", titled(section(t))),
		"Each of its values is a String.", "A value without a type is most often a text; no cell says otherwise.")
}

// unread reports what stands where a fact should and is none.
func (n *noter) unread() {
	for _, u := range n.draft.page.Unread {
		quote := shortened(u.Text.Text)
		switch u.Kind {
		case page.UnreadStatus:
			n.add("status-not-read", quote, u.Text.Line, fmt.Sprintf("The table Status Codes has a row %q, which names no status.", quote),
				"It is not part of the contract. Give each status a row of its own.", "A response has one status of three digits.")
		case page.UnreadTable:
			n.add("table-not-read", slugged(quote), u.Text.Line, fmt.Sprintf("%s has no header cells of parameters (Parameter, Type, …).", titled(quote)),
				"It is kept as prose and is not part of the contract.", "What the cells of other tables mean is not said.")
		case page.EmptyTable:
			n.add("table-without-rows", slugged(quote), u.Text.Line, fmt.Sprintf("%s has header cells and no row.", titled(quote)),
				"It says nothing.", "Whether the text was cut or there is nothing to say cannot be told. A table that is meant to be empty says None.")
		}
	}
}

// titled is the heading of a table at the beginning of a sentence.
func titled(heading string) string {
	if heading == "" {
		return "A table"
	}
	first, size := utf8.DecodeRuneInString(heading)
	return string(unicode.ToUpper(first)) + heading[size:]
}

// slugged is a heading as part of an id, which the first two words tell from others.
func slugged(heading string) string {
	words := strings.Fields(heading)
	return strings.Join(words[:min(2, len(words))], "-")
}

func saysWhetherMandatory(r page.Row) bool { return r.Mandatory != nil }

// plainName is a name that can be sent as it is printed.
var plainName = lazyregexp.New(`^[\w$@][\w$@.:-]*\w(?:\[\])?$|^\w$|^\*$|^\{.*\}$|^[#$@%]\w+$`)

// digitsOnly is what a page number looks like that stands among the cells.
var digitsOnly = lazyregexp.New(`^\d+$`)

// rowNames reports names that look as if more than the name stood in the cell.
func (n *noter) rowNames() {
	for _, t := range tablesOf(n.draft.page) {
		for _, r := range t.Rows {
			if r.Unnamed() || plainName.MatchString(r.Name) && !digitsOnly.MatchString(r.Name) {
				continue
			}
			n.add("odd-name", r.Name, r.Line, fmt.Sprintf("The row is named %q.", r.Name),
				"It is called as printed.", "No request or response may have a name like that; what was meant is not said.")
		}
	}
}
