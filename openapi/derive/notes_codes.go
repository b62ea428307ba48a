package derive

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// Error codes that a page shows where no case takes them from.

// ownCodes reports a table of error codes under the heading of that name.
func (n *noter) ownCodes() {
	rows := n.draft.page.OwnErrorCodes
	if len(rows) == 0 {
		return
	}
	codes := make([]string, len(rows))
	for i, e := range rows {
		codes[i] = fmt.Sprintf("%s with %d", e.Code, e.Status)
		if !slices.ContainsFunc(n.draft.responses, func(r *response) bool { return r.status == e.Status }) {
			codes[i] += ", a status that the page documents nowhere else"
		}
	}
	n.add("error-codes-of-page", "", rows[0].Line, fmt.Sprintf("The page has a table of error codes of its own: %s.", strings.Join(codes, "; ")),
		"They stand at the operation under x-error-codes. No response is expected to have them, and no status is documented by them.",
		"Which request leads to a code is not said; what the sections of the responses show is tested.")
}

// codeLike is written as services write their error codes.
var codeLike = lazyregexp.New(`^[A-Z][A-Za-z]*\.\d{2,}$`)

// unreadCode reports an example of an error whose code stands under a name of its own.
func (n *noter) unreadCode(e example, status int) {
	read := false
	walkCodes(e.value, func(string) { read = true })
	if status < http.StatusBadRequest || read {
		return
	}
	walkStrings(e.value, func(pointer, text string) {
		if codeLike.MatchString(text) {
			n.add("code-not-read", itoa(status)+"-"+e.name, e.source.line+lineOf(e.printed.Body, text),
				fmt.Sprintf("The example of status %d carries %s at %s.", status, text, pointer),
				"It is no error code of the contract: a code is the member error_code.", "Only its name says that a member is the code of an error.")
		}
	})
}
