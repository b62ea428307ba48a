package runner

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/target"
)

// preflightTime bounds how long an unreachable target can keep a run from
// saying so.
const preflightTime = 2500 * time.Millisecond

// dial makes sure that something listens where the target should be. Behind a
// proxy only an exchange can tell.
func (r *Run) dial(ctx context.Context) error {
	address, err := url.Parse(r.config.Target.URL)
	if err != nil {
		return &ConfigError{Err: fmt.Errorf("url: %w", err)}
	}
	if proxied(address) {
		return nil
	}
	port := address.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[address.Scheme]
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(address.Hostname(), port))
	if err != nil {
		return &UnreachableError{Err: fmt.Errorf("the target %s cannot be reached: %w", r.config.Target.URL, err)}
	}
	return conn.Close()
}

func proxied(address *url.URL) bool {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: address})
	return err != nil || proxy != nil
}

// preflight sends each operation's own request with ids that do not exist. It
// judges nothing but whether somebody answers and knows the token.
func (r *Run) preflight(ctx context.Context) error {
	var reached, answered, refused int
	var last exchange.Exchange
	seen := map[string]bool{}
	for _, c := range r.config.Cases {
		if seen[c.Operation] || len(seen) == 4 {
			continue
		}
		seen[c.Operation] = true
		op, ok := r.config.Contract.Operation(c.Operation)
		if !ok {
			return &ConfigError{Err: fmt.Errorf("case %s: the contract has no operation %s", c.ID, c.Operation)}
		}
		for _, probe := range r.probes(*op) {
			ex := r.client.Send(ctx, probe)
			last = ex
			if ex.Fault != nil && ex.Fault.Kind == exchange.FaultConnect {
				continue
			}
			reached++
			if ex.Response != nil {
				answered++
				if ex.Response.Status == 401 {
					refused++
				}
			}
			if reached > refused {
				return nil
			}
		}
	}
	switch {
	case len(seen) == 0:
		return nil
	case reached == 0:
		return &UnreachableError{Err: fmt.Errorf("the target %s cannot be reached: %s", r.config.Target.URL, last.Fault.Message)}
	case refused == answered && answered > 0:
		return &UnreachableError{Err: fmt.Errorf("the target %s refuses the credentials (status 401 %s); check auth in the target file", r.config.Target.URL, cmp.Or(last.ErrorCode(), "without a code"))}
	}
	return nil
}

// probes are two requests that a gateway may refuse in every way but one: it
// must know the token. Two, so that a gateway which answers one kind of
// mistake with 401 is not taken for one that refuses everybody.
func (r *Run) probes(op openapi.Operation) []target.Request {
	n := &names{target: r.config.Target, seed: r.config.Options.Seed}
	var list []target.Request
	for _, request := range cases.Probes(op) {
		if q, err := n.request(op, "preflight", request); err == nil {
			list = append(list, q)
		}
	}
	return list
}
