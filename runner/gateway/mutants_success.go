package gateway

import (
	"strconv"
	"strings"
)

// successBodyMutants break the form of a batch's 200. The facts stay right.
func successBodyMutants() []Mutant {
	t := &table{area: "success-body"}
	const count, failure = "response/200/success_count", "response/200/failure"
	edit := func(op string, when condition, change func(*exchange, object) any) func(*behavior) {
		return responding(op, when, func(e *exchange, resp *response) {
			if o := resp.document(); o != nil {
				resp.body = change(e, o)
			}
		})
	}
	counting := func(op string, change func(int) any) func(*behavior) {
		return edit(op, carriedOut, func(_ *exchange, o object) any {
			n, _ := o.get("success_count").(int)
			return o.set("success_count", change(n))
		})
	}
	failing := func(op string, change func(object) any) func(*behavior) {
		return inFailures(op, func(_ *exchange, f object) any { return change(f) })
	}
	text := func(op string, change func(string) string) func(*behavior) {
		return responding(op, carriedOut, func(_ *exchange, resp *response) { resp.raw = []byte(change(string(style{}.encode(resp.body)))) })
	}
	for _, op := range batches() {
		t.should(op, "no-count-of-nothing", count, "success_count is missing when nothing was unbound", edit(op, carriedOut, func(_ *exchange, o object) any {
			if n, _ := o.get("success_count").(int); n > 0 {
				return o
			}
			return o.without("success_count")
		}))
		t.must(op, "no-count", count, "success_count is missing", edit(op, carriedOut, func(_ *exchange, o object) any { return o.without("success_count") }))
		t.must(op, "count-string", count, "success_count is a string", counting(op, func(n int) any { return strconv.Itoa(n) }))
		t.must(op, "count-fraction", count, "success_count is written 1.0", counting(op, func(n int) any { return literal(strconv.Itoa(n) + ".0") }))
		t.must(op, "count-null", count, "success_count is null", counting(op, func(int) any { return nil }))
		t.must(op, "wrapped", "response/200", "the response is wrapped in a data member", edit(op, carriedOut, func(_ *exchange, o object) any { return object{{"data", o}} }))
		t.must(op, "failure-object", failure, "a single failure is an object instead of a list", edit(op, someFailed, func(_ *exchange, o object) any {
			if failures, ok := o.get("failure").([]any); ok && len(failures) == 1 {
				return o.set("failure", failures[0])
			}
			return o
		}))
		t.must(op, "failure-no-id", "response/200/failure[].bind_id", "failures have no bind_id", failing(op, func(f object) any { return f.without("bind_id") }))
		t.must(op, "failure-no-code", "response/200/failure[].error_code", "failures have no error_code", failing(op, func(f object) any { return f.without("error_code") }))
		t.must(op, "empty", "response/200", "the body is empty", responding(op, carriedOut, func(_ *exchange, resp *response) { resp.body, resp.mediaType = nil, "" }))
		t.must(op, "truncated", "response/200", "the last letter of the body is missing", text(op, func(s string) string { return s[:len(s)-1] }))
	}

	op := opAPIGACL
	t.must(op, "count-exponent", count, "success_count is written 1e0", counting(op, func(n int) any { return literal(strconv.Itoa(n) + "e0") }))
	t.must(op, "count-camel-case", count, "success_count is named successCount", edit(op, carriedOut, func(_ *exchange, o object) any {
		return append(object{{"successCount", o.get("success_count")}}, o.without("success_count")...)
	}))
	t.must(op, "array", "response/200", "the body is a list of one response", edit(op, carriedOut, func(_ *exchange, o object) any { return []any{o} }))
	t.should(op, "media-type-text", "response/200", "the body is called text/plain", responding(op, carriedOut, func(_ *exchange, resp *response) { resp.mediaType = "text/plain" }))
	t.should(op, "byte-order-mark", "response/200", "the body begins with a byte order mark", text(op, func(s string) string { return "\ufeff" + s }))

	op = opAPIGThrottle
	t.must(op, "count-bool", count, "success_count is true or false", counting(op, func(n int) any { return n > 0 }))
	t.must(op, "count-list", count, "success_count is a list of ids", edit(op, carriedOut, func(e *exchange, o object) any {
		ids := []any{}
		for _, b := range e.done {
			ids = append(ids, b.id)
		}
		return o.set("success_count", ids)
	}))
	t.must(op, "failure-renamed", failure, "failure is named failures", edit(op, someFailed, func(_ *exchange, o object) any {
		return append(o.without("failure"), member{"failures", o.get("failure")})
	}))
	t.must(op, "failure-id-renamed", "response/200/failure[].bind_id", "bind_id is named id", failing(op, func(f object) any {
		return append(object{{"id", f.get("bind_id")}}, f.without("bind_id")...)
	}))
	t.must(op, "two-values", "response/200", "two JSON values follow each other", text(op, func(s string) string { return s + "\n{}" }))
	t.must(op, "html", "response/200", "the body is an HTML page", responding(op, carriedOut, func(_ *exchange, resp *response) {
		resp.mediaType, resp.raw = "text/html", []byte("<p>done</p>")
	}))
	t.should(op, "repeated-count", count, "success_count comes twice, with two values", text(op, func(s string) string {
		return strings.Replace(s, "{", `{"success_count":77,`, 1)
	}))
	t.should(op, "no-media-type", "response/200", "the body has no Content-Type", responding(op, carriedOut, func(_ *exchange, resp *response) { resp.mediaType = "" }))
	return t.halved()
}
