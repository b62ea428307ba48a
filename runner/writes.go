package runner

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
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
	writing := keep(selected, func(c cases.Case) bool { return mayWrite(c, contract) })
	return checkHost(t, allowed, len(writing) > 0, fmt.Sprintf("%d of the %d selected cases may change state", len(writing), len(selected)))
}

// CheckCleanup refuses as [CheckWrites] does; a clean-up always changes state.
func CheckCleanup(t target.Target, allowed string) error {
	return checkHost(t, allowed, true, "cleaning up changes state")
}

// checkHost compares the target's host with the allowed one, without which nothing
// may be written elsewhere than on this machine; what says what would be.
func checkHost(t target.Target, allowed string, writes bool, what string) error {
	address, err := url.Parse(t.URL)
	if err != nil {
		return &ConfigError{Err: fmt.Errorf("the target's url %q: %w", t.URL, err)}
	}
	host := address.Hostname()
	switch {
	case allowed != "" && !namesHost(allowed, address):
		return &ConfigError{Err: fmt.Errorf("--allow-writes names %s, but the target's host is %s: name the host that may be written to", allowed, address.Host)}
	case allowed == "" && writes && !IsLoopback(host):
		return &ConfigError{Err: fmt.Errorf("%s on %s, which is not this machine: if that is wanted, add --allow-writes %s", what, host, host)}
	}
	return nil
}

// ChangesState reports whether a run of these cases may change the target's state.
func ChangesState(t target.Target, selected []cases.Case, contract *openapi.Contract) bool {
	return t.Fixtures.Mode == "provision" || slices.ContainsFunc(selected, func(c cases.Case) bool { return mayWrite(c, contract) })
}

// namesHost reports whether --allow-writes means the host of the address, with its
// port or without. This machine has several names.
func namesHost(allowed string, address *url.URL) bool {
	return strings.EqualFold(allowed, address.Hostname()) || strings.EqualFold(allowed, address.Host) ||
		IsLoopback(allowed) && IsLoopback(address.Hostname())
}

// IsLoopback reports whether the host is this machine. It does not resolve names: what
// localhost means is fixed, what any other name means may change between the check and
// the request.
func IsLoopback(host string) bool {
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
