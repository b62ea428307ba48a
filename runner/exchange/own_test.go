package exchange

import (
	"net/http"
	"testing"
)

func TestFromOwnGateway(t *testing.T) {
	for server, want := range map[string]bool{
		"":                             false,
		"nginx":                        false,
		"apigspec-gateway":             true,
		"apigspec-gateway/1.2":         true,
		"api-gateway apigspec-gateway": true,
		"apigspec-gateway-2":           false,
		"not-apigspec-gateway":         false,
	} {
		header := http.Header{}
		if server != "" {
			header.Set("Server", server)
		}
		if got := FromOwnGateway(header); got != want {
			t.Errorf("Server: %q: %v, want %v", server, got, want)
		}
	}
}
