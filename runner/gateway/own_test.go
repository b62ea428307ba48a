package gateway

import (
	"net/http"
	"testing"

	record "github.com/apigspec/apigspec/runner/exchange"
)

// The gateway must not pass for somebody's product, whatever freedom it uses.
func TestNamesItself(t *testing.T) {
	options := []Options{{}}
	for _, v := range Variants() {
		options = append(options, Options{Variants: []string{v.Name}})
	}
	for _, o := range options {
		p := start(t, o)
		for _, c := range []call{
			{method: http.MethodPut, path: "acl-bindings?action=delete", body: `{"acl_bindings":["unknown"]}`},
			{method: http.MethodPut, path: "acl-bindings?action=delete", token: "-"},
			{method: http.MethodGet, path: "/v2/nowhere"},
		} {
			if got := p.do(c); !record.FromOwnGateway(got.header) {
				t.Errorf("variants %q, %s %s: status %d from %q; want it to name %s", o.Variants, c.method, c.path, got.status, got.header.Values("Server"), record.OwnGateway)
			}
		}
	}
}
