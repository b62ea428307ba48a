package gateway

import (
	"net/http"
	"testing"
)

// Whoever complains about a response can say which one it was.
func TestRequestID(t *testing.T) {
	p := start(t, Options{})
	seen := map[string]bool{}
	for _, c := range []call{
		{method: http.MethodPut, path: "acl-bindings?action=delete", body: `{"acl_bindings":["unknown"]}`},
		{method: http.MethodPut, path: "acl-bindings?action=delete", body: `{"acl_bindings":["unknown"]}`},
		{method: http.MethodPut, path: "acl-bindings"},
		{method: http.MethodPut, path: "acl-bindings?action=delete", token: "-"},
		{method: http.MethodGet, path: "/v2/nowhere"},
		{method: http.MethodPost, path: "/v3/auth/tokens", body: "{}"},
		{method: http.MethodPost, path: failNextPath},
	} {
		got := p.do(c)
		id := got.header.Get("X-Request-Id")
		if len(id) != 32 || seen[id] {
			t.Errorf("%s %s: status %d with the request id %q; want 32 digits that no other response has", c.method, c.path, got.status, id)
		}
		seen[id] = true
	}
	without := start(t, Options{Variants: []string{"no-request-id"}})
	if got := without.do(call{method: http.MethodGet, path: "/v2/nowhere"}); got.header["X-Request-Id"] != nil {
		t.Errorf("the variant without request ids sends %q", got.header["X-Request-Id"])
	}
}
