package derive

import (
	"fmt"
	"slices"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/page"
)

// Gaps: what a page of the template states and this one leaves out.

// gaps reports a page without any status, as of a text that breaks off, and
// rows without Yes or No.
func (n *noter) gaps() {
	if len(n.draft.responses) == 0 {
		n.add("no-status", "", n.draft.page.URI.Line, "The page names no status of a response.",
			"Any response is allowed.", "Whether the page ends too early or never said more cannot be told.")
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

func saysWhetherMandatory(r page.Row) bool { return r.Mandatory != nil }

// plainName is a name that can be sent as it is printed.
var plainName = lazyregexp.New(`^[\w$@][\w$@.:-]*\w(?:\[\])?$|^\w$|^\*$|^\{.*\}$|^[#$@%]\w+$`)

// rowNames reports names that look as if more than the name stood in the cell.
func (n *noter) rowNames() {
	for _, t := range tablesOf(n.draft.page) {
		for _, r := range t.Rows {
			if r.Unnamed() || plainName.MatchString(r.Name) {
				continue
			}
			n.add("odd-name", r.Name, r.Line, fmt.Sprintf("The row is named %q.", r.Name),
				"It is called as printed.", "No request or response may have a name like that; what was meant is not said.")
		}
	}
}
