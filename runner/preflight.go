package runner

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
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
		return &UnreachableError{Err: fmt.Errorf("the target %s cannot be reached: %w", r.config.Target.URL, err), Keys: []string{"url"}}
	}
	return conn.Close()
}

func proxied(address *url.URL) bool {
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: address})
	return err != nil || proxy != nil
}

// preflight sends each operation's own request with ids that do not exist. It judges
// nothing but whether somebody answers who knows the caller, the project and the
// instance: where one of these is wrong in the target file, every case would fail for it.
// A target that does not know the token in the header that a page names may know it in
// the usual one: that is for the cases to find out.
//
// A target that has answered nothing when the time for this is up is asked once more.
func (r *Run) preflight(ctx context.Context) error {
	probing, cancel := context.WithTimeout(ctx, preflightTime)
	defer cancel()
	operations, err := r.probed()
	if err != nil || len(operations) == 0 {
		return err
	}
	var heard answers
	n := &names{target: r.config.Target, seed: r.config.Options.Seed}
	for _, op := range operations {
		if r.probe(probing, &heard, n.probes(op)) {
			r.letIn = true
			r.sender.ledgerAuth = n.presented(op, cases.Auth{})
			return r.admission(ctx, probing, &heard, n, operations)
		}
	}
	for _, op := range operations {
		if named := n.presented(op, cases.Auth{}); named != (target.Credential{}) && r.probe(probing, &heard, unplaced(n.probes(op))) {
			return nil
		}
	}
	return heard.problem(r.config.Target.URL)
}

// admission asks on until something is admitted: all operations, and the lists beside
// them. That everything is refused for the same reason is the target file's fault.
func (r *Run) admission(ctx, probing context.Context, heard *answers, n *names, operations []openapi.Operation) error {
	if r.standingOf(heard.last) == admitted {
		return nil
	}
	var probes []target.Request
	for _, op := range operations {
		probes = append(probes, n.probes(op)...)
	}
	all := []exchange.Exchange{heard.last}
	for _, request := range probes {
		all = append(all, r.client.Send(probing, request))
	}
	for _, product := range r.products() {
		all = append(all, fixtures.Ask(probing, r.sender, r.config.Target, product, n.madeUp("policy of the preflight"))...)
	}
	if !slices.ContainsFunc(all, answered) {
		last := r.client.Send(ctx, probes[0]) // it may only be slow
		if !answered(last) && ctx.Err() == nil {
			return r.silent(last)
		}
		all = append(all, last)
	}
	r.outage.usual = !slices.ContainsFunc(all, func(x exchange.Exchange) bool { return !away(x) })
	all = slices.DeleteFunc(all, func(x exchange.Exchange) bool { return x.Response == nil })
	standings := make([]standing, len(all))
	for i, x := range all {
		standings[i] = r.standingOf(x)
	}
	found := verdictOf(standings)
	problem, remedy := found.says()
	if found == admitted || problem == "" {
		return nil
	}
	x := all[slices.Index(standings, found)]
	return &UnreachableError{
		Err:  fmt.Errorf("%s: %s (%s): %s", r.config.Target.URL, problem, responseInWords(x), remedy),
		Keys: found.keys(),
	}
}

// silent says that the target answers nothing, as an exchange shows.
func (r *Run) silent(x exchange.Exchange) error {
	hint := ""
	if strings.HasPrefix(r.config.Target.URL, "https:") {
		hint = "; does it speak TLS there?"
	}
	return &UnreachableError{Err: fmt.Errorf("the target %s answers nothing: %s%s", r.config.Target.URL, x.Fault.Message, hint), Keys: []string{"url"}}
}

// answered reports whether anything came back, be it no HTTP.
func answered(x exchange.Exchange) bool {
	return x.Response != nil || x.Fault == nil || !unheard(x) && x.Fault.Kind != exchange.FaultCanceled
}

// probed are the first few operations of the run's cases.
func (r *Run) probed() ([]openapi.Operation, error) {
	const most = 4
	var operations []openapi.Operation
	seen := map[string]bool{}
	for _, c := range r.config.Cases {
		if seen[c.Operation] || len(operations) == most {
			continue
		}
		seen[c.Operation] = true
		op, ok := r.config.Contract.Operation(c.Operation)
		if !ok {
			return nil, &ConfigError{Err: fmt.Errorf("case %s: the contract has no operation %s", c.ID, c.Operation)}
		}
		operations = append(operations, *op)
	}
	return operations, nil
}

// answers count what became of probes.
type answers struct {
	reached, answered, refused int
	last, refusal              exchange.Exchange
}

// probe sends requests until one is not refused for its token, and reports whether
// there was one.
func (r *Run) probe(ctx context.Context, heard *answers, requests []target.Request) bool {
	for _, request := range requests {
		ex := r.client.Send(ctx, request)
		heard.last = ex
		if ex.Fault != nil && ex.Fault.Kind == exchange.FaultConnect {
			continue
		}
		heard.reached++
		if ex.Response != nil {
			heard.answered++
			if situation.FamilyOf(ex.Response.Status) == situation.Unauthenticated {
				heard.refused++
				heard.refusal = ex
			}
		}
		if heard.reached > heard.refused {
			return true
		}
	}
	return false
}

// problem says why no probe got through; nil if nobody said that it must not.
func (a answers) problem(url string) error {
	switch {
	case a.reached == 0 && a.last.Fault != nil:
		return &UnreachableError{Err: fmt.Errorf("the target %s cannot be reached: %s", url, a.last.Fault.Message), Keys: []string{"url", "tls"}}
	case a.refused == a.answered && a.answered > 0:
		return &UnreachableError{Err: fmt.Errorf("the target %s refuses the credentials (%s); check auth in the target file", url, responseInWords(a.refusal)), Keys: []string{"auth"}}
	}
	return nil
}

// probes are two requests that a gateway may refuse in every way but one: it
// must know the token. Two, so that a gateway which answers one kind of
// mistake with 401 is not taken for one that refuses everybody.
func (n *names) probes(op openapi.Operation) []target.Request {
	var list []target.Request
	for _, request := range cases.Probes(op) {
		if q, err := n.request(op, "preflight", request); err == nil {
			list = append(list, q)
		}
	}
	return list
}

// unplaced presents the token in the usual header.
func unplaced(requests []target.Request) []target.Request {
	for i := range requests {
		requests[i].Auth.Place = ""
	}
	return requests
}
