package gateway

import (
	"net/http"
	"strings"
)

// formMutants refuse forms of a request that HTTP makes the same of.
func formMutants() []Mutant {
	t := &table{area: "form"}
	for _, op := range allOperations() {
		refusing := func(status int, when func(*http.Request) bool) func(*behavior) {
			return func(b *behavior) {
				b.tolerated = append(b.tolerated, onlyFor(op, func(e *exchange, reason string) *refusal {
					if reason != listName(op)+"/read" || !when(e.r) {
						return nil
					}
					r := unreadable("form", "the request cannot be read")
					r.status = status
					return r
				}))
			}
		}
		accept := func(r *http.Request) string { return r.Header.Get("Accept") }
		const clause = "function/effect"
		t.should(op, "chunks-refused", clause, "a body in chunks gets status 400",
			refusing(http.StatusBadRequest, func(r *http.Request) bool { return len(r.TransferEncoding) > 0 }))
		t.should(op, "expectation-refused", clause, "a caller that asks whether to continue gets status 417",
			refusing(http.StatusExpectationFailed, func(r *http.Request) bool { return r.Header.Get("Expect") != "" }))
		t.should(op, "accept-anything-refused", clause, "a caller that accepts everything gets status 406",
			refusing(http.StatusNotAcceptable, func(r *http.Request) bool { return accept(r) == "*/*" }))
		t.should(op, "accept-list-refused", clause, "a caller that accepts several media types gets status 406",
			refusing(http.StatusNotAcceptable, func(r *http.Request) bool { return strings.Contains(accept(r), ",") }))
		t.should(op, "accept-absent-refused", clause, "a caller that names no media type gets status 406",
			refusing(http.StatusNotAcceptable, func(r *http.Request) bool { return accept(r) == "" }))
		t.should(op, "quoted-charset-refused", clause, "a quoted charset gets status 415",
			refusing(http.StatusUnsupportedMediaType, func(r *http.Request) bool { return strings.Contains(r.Header.Get("Content-Type"), `"`) }))
		if isBatch(op) {
			t.should(op, "escaped-query-refused", clause, "an escape in the query gets status 400",
				refusing(http.StatusBadRequest, func(r *http.Request) bool { return strings.Contains(r.URL.RawQuery, "%") }))
		}
	}
	return t.halved()
}
