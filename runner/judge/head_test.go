package judge

import (
	"net/http"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/exchange"
)

// What only HTTP says of the head is judged in should cases, and in no others.
func TestJudgeMessage(t *testing.T) {
	contract := testContract(t)
	const body = `{"success_count":0,"failure":[]}`
	for _, row := range []struct {
		name, head string
		request    exchange.Exchange
		body       string
		wrong      bool
	}{
		{name: "as usual", head: "HTTP/1.1 200 OK|Content-Type: application/json"},
		{name: "no phrase", head: "HTTP/1.1 200 |Content-Type: application/json"},
		{name: "HTTP/1.0", head: "HTTP/1.0 200 OK|content-type:application/json"},
		{name: "bytes beyond ASCII", head: "HTTP/1.1 200 OK|Content-Type: application/json|X-A: caf\xe9\t"},
		{name: "letters", head: "HTTP/1.1 200 好|Content-Type: application/json|X-A: 网关"},
		{name: "empty value", head: "HTTP/1.1 200 OK|Content-Type: application/json|X-A:"},
		{name: "cookies", head: "HTTP/1.1 200 OK|Content-Type: application/json|Set-Cookie: a|Set-Cookie: b"},
		{name: "charset", head: `HTTP/1.1 200 OK|Content-Type: application/json; charset="UTF-8"`},
		{name: "charset of ASCII", head: "HTTP/1.1 200 OK|Content-Type: application/json; charset=iso-8859-1"},
		{name: "line break in the request", head: "HTTP/1.1 200 OK|Content-Type: application/json", request: exchange.Exchange{Request: exchange.Request{URL: "/x?a=%0AX-A:%20b"}}},

		{name: "no space", head: "HTTP/1.1 200|Content-Type: application/json", wrong: true},
		{name: "two spaces", head: "HTTP/1.1  200 OK|Content-Type: application/json", wrong: true},
		{name: "HTTP/2", head: "HTTP/2.0 200 OK|Content-Type: application/json", wrong: true},
		{name: "bare line feed", head: "HTTP/1.1 200 OK\nDate: Mon, 03 Aug 2026 12:00:00 GMT|Content-Type: application/json", wrong: true},
		{name: "space before colon", head: "HTTP/1.1 200 OK|Content-Type: application/json|X-A : a", wrong: true},
		{name: "folded", head: "HTTP/1.1 200 OK|Content-Type: application/json|X-A: a| b", wrong: true},
		{name: "control character", head: "HTTP/1.1 200 OK|Content-Type: application/json|X-A: a\x01", wrong: true},
		{name: "two lengths", head: "HTTP/1.1 200 OK|Content-Type: application/json|Content-Length: 31|Content-Length: 31", wrong: true},
		{name: "length and chunks", head: "HTTP/1.1 200 OK|Content-Type: application/json|Content-Length: 31|Transfer-Encoding: chunked", wrong: true},
		{name: "no date", head: "HTTP/1.1 200 OK|Content-Type: application/json|Date: today", wrong: true},
		{name: "half a parameter", head: "HTTP/1.1 200 OK|Content-Type: application/json; charset", wrong: true},
		{name: "another charset", head: "HTTP/1.1 200 OK|Content-Type: application/json; charset=utf-16", wrong: true},
		{name: "another text", head: "HTTP/1.1 200 OK|Content-Type: application/json; charset=gbk", body: `{"success_count":0,"x":"ü"}`, wrong: true},
		{name: "unwanted coding", head: "HTTP/1.1 200 OK|Content-Type: application/json|Content-Encoding: gzip",
			request: exchange.Exchange{Request: exchange.Request{Header: http.Header{"Accept-Encoding": {"identity"}}}}, wrong: true},
		{name: "injected by the query", head: "HTTP/1.1 200 OK|Content-Type: application/json|X-A: b", request: exchange.Exchange{Request: exchange.Request{URL: "/x?a=%0AX-A:%20b"}}, wrong: true},
		{name: "injected by the body", head: "HTTP/1.1 200 OK|Content-Type: application/json|X-A: b", request: exchange.Exchange{Request: exchange.Request{Body: exchange.Payload(`["x\r\nX-A: b"]`)}}, wrong: true},
	} {
		for _, level := range []cases.Level{cases.Must, cases.Should} {
			t.Run(row.name+", "+string(level), func(t *testing.T) {
				ex := row.request
				if row.body == "" {
					row.body = body
				}
				lines := strings.Split(row.head, "|")
				header := http.Header{}
				for _, line := range lines[1:] {
					name, value, _ := strings.Cut(line, ":")
					header.Add(name, strings.TrimSpace(value))
				}
				ex.Response = &exchange.Response{Status: 200, Header: header, Head: exchange.Payload(strings.Join(lines, "\r\n")), Body: exchange.Payload(row.body)}
				got := judged(contract, Subject{Operation: "apig.acl-unbind", Level: level}, []cases.Outcome{{Status: 200}}, ex)
				if wrong := row.wrong && level == cases.Should; wrong != (len(got.Deviations) > 0) {
					t.Errorf("deviations: %+v", got.Deviations)
				}
			})
		}
	}
}
