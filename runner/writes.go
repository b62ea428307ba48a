package runner

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/target"
)

// CheckWrites refuses a selection that may change state on a host that is
// neither loopback nor named by allowed, and an allowed that names another host
// than the target's: one of the two is not what was meant. Every request with another method
// than GET, HEAD or OPTIONS counts: a faulty gateway may act on a request
// that it should have refused. The error is a *ConfigError.
func CheckWrites(t target.Target, selected []cases.Case, contract *openapi.Contract, allowed string) error {
	address, err := url.Parse(t.URL)
	if err != nil {
		return &ConfigError{Err: fmt.Errorf("the target's url %q: %w", t.URL, err)}
	}
	if allowed != "" {
		if !namesHost(allowed, address) {
			return &ConfigError{Err: fmt.Errorf("--allow-writes names %s, but the target's host is %s: name the host that may be written to", allowed, address.Host)}
		}
		return nil
	}
	if isLoopback(address.Hostname()) {
		return nil
	}
	writing := keep(selected, func(c cases.Case) bool { return mayWrite(c, contract) })
	if len(writing) == 0 {
		return nil
	}
	return &ConfigError{Err: fmt.Errorf("%d of the %d selected cases may change state on %s, which is not this machine: if that is wanted, add --allow-writes %s",
		len(writing), len(selected), address.Hostname(), address.Hostname())}
}

// namesHost reports whether --allow-writes means the host of the address, with its
// port or without. This machine has several names.
func namesHost(allowed string, address *url.URL) bool {
	return strings.EqualFold(allowed, address.Hostname()) || strings.EqualFold(allowed, address.Host) ||
		isLoopback(allowed) && isLoopback(address.Hostname())
}

// isLoopback does not resolve names: what localhost means is fixed, what any
// other name means may change between the check and the request.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func mayWrite(c cases.Case, contract *openapi.Contract) bool {
	for _, step := range c.Steps {
		if !readsOnly(methodOf(c, step, contract)) {
			return true
		}
	}
	return false
}

func methodOf(c cases.Case, step cases.Step, contract *openapi.Contract) string {
	if step.Request.Method != "" {
		return step.Request.Method
	}
	id := step.Request.Operation
	if id == "" {
		id = c.Operation
	}
	operation, known := contract.Operation(id)
	if !known {
		return ""
	}
	return operation.Method
}

func readsOnly(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return true
	}
	return false
}
