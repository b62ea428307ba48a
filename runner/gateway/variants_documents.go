package gateway

import (
	"slices"
	"strings"
)

// documentVariants write the same facts in other words or another notation.
func documentVariants() []Variant {
	const (
		prose = "no page fixes the wording of error_msg, only that it is a String; the user guide says that messages change"
		more  = "no page says that a response has these members only"
		json  = "it is the same JSON document; no page says how one is written"
	)
	styled := func(change func(*style)) func(*behavior) {
		return func(b *behavior) { change(&b.style) }
	}
	return []Variant{
		{"chinese-messages", "messages are Chinese", prose, messages(func(string) string { return "请求参数或令牌无效，请参考帮助文档（错误）" })},
		{"arabic-messages", "messages are Arabic, written from right to left", prose, messages(func(string) string { return "\u200fالطلب غير صالح" })},
		{"long-messages", "messages have 20,000 letters", prose, messages(func(m string) string { return strings.Repeat(m+" ", 20000/(len(m)+1)) })},
		{"short-messages", "messages are one word", prose, messages(func(string) string { return "no" })},
		{"quoted-messages", "messages hold quotes, backslashes, braces and line breaks", prose,
			messages(func(m string) string { return "\"" + m + "\" \\ {see: [1]}\r\n\tnull" })},
		{"escaped-quotes", "messages hold a backslash before each quote, as the pages print them", prose,
			messages(func(m string) string { return strings.ReplaceAll(m, `"`, `\"`) })},
		{"linked-messages", "messages hold a link and a code", prose,
			messages(func(m string) string { return m + " (see https://docs.example.com/errors/APIG.0000?lang=en)" })},
		{"emoji-messages", "messages hold letters beyond the basic plane", prose,
			messages(func(m string) string { return "⚠️🚫 " + m + " 𝔸" })},

		{"request-id-member", "error bodies have a request_id", more,
			refusals(func(o object) object { return append(o, member{"request_id", "4f1c9e8ab0d74f0c"}) })},
		{"extra-error-members", "error bodies have details of other types first", more,
			refusals(func(o object) object {
				return append(object{
					{"timestamp", 1795000000}, {"details", []any{object{{"field", "x"}, {"ok", false}}}}, {"cause", nil},
				}, o...)
			})},
		{"extra-success-members", "batch responses have a total and a failure_count", more,
			successes(func(e *exchange, o object) object {
				return append(o, member{"total", len(e.ids)}, member{"failure_count", e.failed}, member{"request_id", "r-1"})
			})},
		{"extra-failure-members", "failures have a status and a solution", more,
			eachFailure(func(_ *exchange, o object) object {
				return append(object{{"status", 404}, {"solution", nil}}, o...)
			})},
		{"failure-absent", "failure is left out when nothing failed", "no page says that failure is always there",
			successes(func(e *exchange, o object) object {
				if e.failed == 0 {
					return o.without("failure")
				}
				return o
			})},
		{"failure-names-absent", "failures have no api_id and api_name", "the pages' examples have neither, though the tables do",
			eachFailure(func(_ *exchange, o object) object { return o.without("api_id").without("api_name") })},
		{"failure-names", "failures have the api_id and api_name of some API", "both members are documented and no page says what they are for a record that does not exist",
			eachFailure(func(e *exchange, o object) object {
				return o.set("api_id", e.gw.mainFixtures.apis[0].id).set("api_name", "order_1")
			})},
		{"failure-id-absent", "failures of an empty id have no bind_id", "what is empty may be left out, as Go's encoding/json does",
			eachFailure(func(_ *exchange, o object) object {
				if o.get("bind_id") == "" {
					return o.without("bind_id")
				}
				return o
			})},
		{"failures-backwards", "failures come in the opposite order", "no page gives failure an order",
			successes(func(_ *exchange, o object) object {
				if failures, ok := o.get("failure").([]any); ok {
					slices.Reverse(failures)
				}
				return o
			})},
		{"failures-first", "failure comes before success_count", json,
			successes(func(_ *exchange, o object) object { slices.Reverse(o); return o })},

		{"members-backwards", "members come in the opposite order", json, styled(func(s *style) { s.backwards = true })},
		{"indented", "documents are indented with tabs, lines end in CRLF", json, styled(func(s *style) { s.indent = "\t" })},
		{"spaced", "blanks and tabs stand between the tokens", json, styled(func(s *style) { s.spaces = true })},
		{"newline-at-end", "a newline follows the document", json, styled(func(s *style) { s.newline = true })},
		{"unicode-escapes", `letters are written \u0041`, json, styled(func(s *style) { s.escapes = true })},
		{"escaped-slashes", `slashes are written \/`, json, func(b *behavior) {
			b.style.slashes = true
			messages(func(m string) string { return m + " (a/b)" })(b)
		}},
		{"ascii-only", "Chinese messages are written in \\u escapes", json, func(b *behavior) {
			b.style.nonASCII = true
			messages(func(string) string { return "参数错误 🚫" })(b)
		}},
	}
}

// messages changes every error_msg.
func messages(change func(string) string) func(*behavior) {
	edit := func(o object) object {
		if m, ok := o.get("error_msg").(string); ok {
			return o.set("error_msg", change(m))
		}
		return o
	}
	return func(b *behavior) {
		refusals(edit)(b)
		eachFailure(func(_ *exchange, o object) object { return edit(o) })(b)
	}
}

// refusals changes every error body.
func refusals(change func(object) object) func(*behavior) {
	return func(b *behavior) {
		b.responded = append(b.responded, func(_ *exchange, resp *response) {
			if o := resp.document(); resp.status >= 400 && o != nil {
				resp.body = change(o)
			}
		})
	}
}

// successes changes every 200 of a batch.
func successes(change func(*exchange, object) object) func(*behavior) {
	return func(b *behavior) {
		b.responded = append(b.responded, func(e *exchange, resp *response) {
			if o := resp.document(); resp.status == 200 && o != nil && e.unbinds() {
				resp.body = change(e, o)
			}
		})
	}
}

// eachFailure changes every item of failure.
func eachFailure(change func(*exchange, object) object) func(*behavior) {
	return successes(func(e *exchange, o object) object {
		failures, _ := o.get("failure").([]any)
		for i, f := range failures {
			if f, ok := f.(object); ok {
				failures[i] = change(e, f)
			}
		}
		return o
	})
}
