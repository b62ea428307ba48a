package gateway

import "strings"

// errorBodyMutants break the body of the responses to bad requests.
func errorBodyMutants() []Mutant {
	t := &table{area: "error-body"}
	errors := func(op string, change func(*exchange, *response)) func(*behavior) {
		return responding(op, refusedFor(badRequestReasons(op)...), change)
	}
	edit := func(op string, change func(object) any) func(*behavior) {
		return errors(op, func(_ *exchange, resp *response) {
			if o := resp.document(); o != nil {
				resp.body = change(o)
			}
		})
	}
	text := func(op string, change func(string) string) func(*behavior) {
		return errors(op, func(_ *exchange, resp *response) { resp.raw = []byte(change(string(style{}.encode(resp.body)))) })
	}
	codeClause, messageClause := "response/400/error_code", "response/400/error_msg"
	for _, op := range allOperations() {
		t.must(op, "no-code", codeClause, "error_code is missing", edit(op, func(o object) any { return o.without("error_code") }))
		t.must(op, "code-number", codeClause, "error_code is a number", edit(op, func(o object) any { return o.set("error_code", 2011) }))
		t.must(op, "wrapped", "response/400", "the error is wrapped in an error member", edit(op, func(o object) any { return object{{"error", o}} }))
		t.must(op, "empty", "response/400", "errors have no body", errors(op, func(_ *exchange, resp *response) { resp.body, resp.mediaType = nil, "" }))
		t.must(op, "html", "response/400", "errors are HTML pages", errors(op, func(_ *exchange, resp *response) {
			resp.mediaType = "text/html"
			resp.raw = []byte("<html><head><title>Error</title></head><body><h1>Error</h1><hr>nginx</body></html>")
		}))
		t.must(op, "message-object", messageClause, "error_msg is an object", edit(op, func(o object) any { return o.set("error_msg", object{{"en", "no"}}) }))
	}

	op := opAPIGDetach
	t.must(op, "camel-case", codeClause, "members are named errorCode and errorMsg", edit(op, func(o object) any {
		return object{{"errorCode", o.get("error_code")}, {"errorMsg", o.get("error_msg")}}
	}))
	t.must(op, "array", "response/400", "errors are arrays of one error", edit(op, func(o object) any { return []any{o} }))
	t.must(op, "truncated", "response/400", "the last letter of an error is missing", text(op, func(s string) string { return s[:len(s)-1] }))
	t.should(op, "byte-order-mark", "response/400", "errors begin with a byte order mark", text(op, func(s string) string { return "\ufeff" + s }))
	t.should(op, "no-message", messageClause, "error_msg is missing", edit(op, func(o object) any { return o.without("error_msg") }))
	t.should(op, "media-type-html", "response/400", "errors are called text/html", errors(op, func(_ *exchange, resp *response) { resp.mediaType = "text/html" }))

	op = opROMADetach
	t.must(op, "short-names", codeClause, "members are named code and message", edit(op, func(o object) any {
		return object{{"code", o.get("error_code")}, {"message", o.get("error_msg")}}
	}))
	t.must(op, "text", "response/400", "errors are plain text", errors(op, func(_ *exchange, resp *response) {
		resp.mediaType = "text/plain"
		resp.raw = []byte("request refused")
	}))
	t.must(op, "encoded-twice", "response/400", "errors are JSON inside a JSON string", text(op, func(s string) string {
		return string(style{}.encode(s))
	}))
	t.should(op, "repeated-member", codeClause, "error_code comes twice, with two values", edit(op, func(o object) any {
		return append(object{{"error_code", "APIG.0000"}}, o...)
	}))
	t.should(op, "no-media-type", "response/400", "errors have no Content-Type", errors(op, func(_ *exchange, resp *response) { resp.mediaType = "" }))

	op = opAPIGACL
	t.must(op, "code-null", codeClause, "error_code is null", edit(op, func(o object) any { return o.set("error_code", nil) }))
	t.must(op, "two-values", "response/400", "two JSON values follow each other", text(op, func(s string) string { return s + s }))
	t.must(op, "single-quotes", "response/400", "strings stand in single quotes", text(op, func(s string) string { return strings.ReplaceAll(s, `"`, `'`) }))
	t.should(op, "invalid-utf-8", messageClause, "error_msg is no UTF-8", text(op, func(s string) string {
		return strings.Replace(s, `"error_msg":"`, "\"error_msg\":\"\xff\xfe", 1)
	}))
	t.should(op, "message-list", messageClause, "error_msg is missing, errors is a list", edit(op, func(o object) any {
		return append(o.without("error_msg"), member{"errors", []any{"no"}})
	}))

	op = opAPIGThrottle
	t.must(op, "code-object", codeClause, "error_code is an object", edit(op, func(o object) any { return o.set("error_code", object{{"value", "APIG.2011"}}) }))
	t.must(op, "trailing-bytes", "response/400", "a comment follows the JSON value", text(op, func(s string) string { return s + " // end" }))
	t.must(op, "as-failure", "response/400", "errors are batch responses with a failure", edit(op, func(o object) any {
		return object{{"success_count", 0}, {"failure", []any{o}}}
	}))
	t.must(op, "xml", "response/400", "errors are XML", errors(op, func(_ *exchange, resp *response) {
		resp.mediaType = "application/xml"
		resp.raw = []byte("<error><error_code>APIG.2011</error_code></error>")
	}))
	t.should(op, "media-type-text", "response/400", "errors are called text/plain", errors(op, func(_ *exchange, resp *response) { resp.mediaType = "text/plain" }))
	return t.halved()
}
