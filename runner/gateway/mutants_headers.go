package gateway

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// headerMutants make something of headers that no page gives a meaning to, or
// write the head of a response in a way that HTTP does not allow.
func headerMutants() []Mutant {
	t := &table{area: "headers"}
	refuse := func(status int, code string) func(*exchange, *response) {
		return func(_ *exchange, resp *response) {
			*resp = newResponse(status, object{{"error_code", code}, {"error_msg", "refused"}})
		}
	}
	accepts := func(e *exchange) string { return e.r.Header.Get("Accept") }
	page := func(_ *exchange, resp *response) {
		resp.raw, resp.mediaType = []byte("<html><body>"+http.StatusText(resp.status)+"</body></html>"), "text/html"
	}
	for _, op := range allOperations() {
		done := "response/" + success(op)
		unknown, refused := "response/404", refusedFor("plugin/unknown")
		if isBatch(op) {
			unknown, refused = "response/400", refusedFor("action/")
		}
		t.should(op, "user-agent", "function/effect", "a client that does not name itself is refused",
			responding(op, func(e *exchange) bool { return e.r.UserAgent() == "" }, refuse(http.StatusForbidden, "APIG.1005")))
		t.must(op, "page-for-anything", unknown, "a client that accepts anything gets errors as a page",
			responding(op, func(e *exchange) bool { return refused(e) && accepts(e) == "*/*" }, page))
		t.should(op, "page-for-browsers", unknown, "a browser gets errors as a page",
			responding(op, func(e *exchange) bool { return refused(e) && strings.Contains(accepts(e), "text/html") }, page))
		t.should(op, "gzip-unasked", unknown, "errors are compressed for clients that take no coding", func(b *behavior) {
			b.encoded = append(b.encoded, func(e *exchange, resp *response, body []byte) []byte {
				if e.op != op || !refused(e) {
					return body
				}
				e.r.Header.Set("Accept-Encoding", "gzip")
				return compress(e, resp, body)
			})
		})
		t.should(op, "reflected", unknown, "a text of the request is copied into a header of the response, its line breaks included",
			writing(op, func(e *exchange) bool { return bytes.ContainsAny(requestText(e), "\n") }, func(w http.ResponseWriter, e *exchange, resp *response) {
				writeRaw(w, head(resp, fmt.Sprintf("X-Request: %s\r\nContent-Length: %d\r\nConnection: close", requestText(e), len(resp.raw)))+string(resp.raw))
			}))
		t.should(op, "bare-line-feeds", done, "the lines of a success's head end with LF alone", changingHead(op, carriedOut, func(text string) string {
			return strings.ReplaceAll(text, "\r\n", "\n")
		}))
		t.should(op, "space-before-colon", "response/401", "there is a space before the colon of a header", changingHead(op, refusedFor("token/"), func(text string) string {
			return strings.Replace(text, "Content-Type:", "Content-Type :", 1)
		}))
		t.should(op, "no-space", "response/403", "the status line ends with the status", changingHead(op, refusedFor("permission"), func(text string) string {
			return strings.Replace(text, " Forbidden", "", 1)
		}))
		t.should(op, "two-dates", unknown, "an error is dated twice", changingHead(op, refused, func(text string) string {
			const date = "Date: Mon, 03 Aug 2026 12:00:00 GMT\r\n"
			return strings.Replace(text, "\r\n", "\r\n"+date+date, 1)
		}))
		t.should(op, "no-date", "response/403", "the date is no date", changingHead(op, refusedFor("permission"), func(text string) string {
			return strings.Replace(text, "\r\n", "\r\nDate: yesterday\r\n", 1)
		}))
		t.should(op, "charset", "response/401", "the body is called UTF-16 and is UTF-8", responding(op, refusedFor("token/"), func(_ *exchange, resp *response) {
			resp.mediaType = "application/json; charset=utf-16"
		}))
		t.should(op, "reason", "response/401", "the reason phrase repeats the token", writing(op, refusedFor("token/"), func(w http.ResponseWriter, e *exchange, resp *response) {
			text := head(resp, "Connection: close") + string(resp.raw)
			writeRaw(w, strings.Replace(text, "\r\n", " for "+e.r.Header.Get("X-Auth-Token")+"\r\n", 1))
		}))
	}
	for _, op := range detaches() {
		t.should(op, "length-announced", "response/204", "a 204 announces a body that does not come", raw(op, carriedOut, func(resp *response) string {
			return head(resp, "Content-Length: 5\r\nConnection: close")
		}))
		t.should(op, "chunks-announced", "response/204", "a 204 announces chunks", raw(op, carriedOut, func(resp *response) string {
			return head(resp, "Transfer-Encoding: chunked\r\nConnection: close") + "0\r\n\r\n"
		}))
	}
	return t.halved()
}

// requestText is what a careless gateway may repeat of a request: its action
// and its body's strings.
func requestText(e *exchange) []byte {
	action, _ := url.QueryUnescape(e.r.URL.Query().Get("action"))
	return []byte(action + " " + strings.Join(e.ids, " "))
}

// changingHead writes the head of the operation's responses as change makes it.
func changingHead(op string, when condition, change func(head string) string) func(*behavior) {
	return raw(op, when, func(resp *response) string {
		return change(head(resp, fmt.Sprintf("Content-Length: %d\r\nConnection: close", len(resp.raw)))) + string(resp.raw)
	})
}
