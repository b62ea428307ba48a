package derive

import (
	"fmt"
	"net/http"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// Error codes that a page shows where no code is read from.

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
