package runner

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// Finding is what one check of a target found.
type Finding struct {
	// Check is the check's name, in a word or two.
	Check  string        `json:"check"`
	Status FindingStatus `json:"status"`
	Text   string        `json:"text"`
	// Keys are those of the target file that it is about.
	Keys []string `json:"keys,omitempty"`
	// Remedy says what to do about it, Costs what it keeps from being executed.
	Remedy string `json:"remedy,omitempty"`
	Costs  string `json:"costs,omitempty"`
}

// FindingStatus says how bad a finding is.
type FindingStatus string

// The statuses of a finding.
const (
	Fine    FindingStatus = "ok"
	Warning FindingStatus = "warning" // a run says less than it could
	Problem FindingStatus = "problem" // a run would say nothing about the target
)

// Doctor checks what a run of the cases needs, with requests that change nothing. It
// ends with the first problem that makes the further checks senseless. An error is a
// *ConfigError.
func Doctor(ctx context.Context, config Config) ([]Finding, error) {
	client, err := target.New(config.Target, target.Options{Timeout: config.Options.Timeout, Version: config.Version, MaxBody: largestBody, Linger: linger})
	if err != nil {
		return nil, &ConfigError{Err: err}
	}
	defer client.Close() //nolint:errcheck // nothing is written
	d := &doctor{run: newRun(config, client)}
	for _, check := range []func(context.Context) bool{
		d.address, d.tls, d.credential, d.admission, d.clock, d.dialect, d.tokens, d.bindings, d.missing,
	} {
		if !check(ctx) {
			break
		}
	}
	return d.found, nil
}

// doctor collects findings. A check returns false if those after it make no sense.
type doctor struct {
	run   *Run
	found []Finding
}

func (d *doctor) find(f Finding) bool {
	d.found = append(d.found, f)
	return f.Status != Problem
}

func (d *doctor) config() *target.Target { return &d.run.config.Target }

func (d *doctor) address(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, preflightTime)
	defer cancel()
	if err := d.run.dial(ctx); err != nil {
		return d.find(Finding{"address", Problem, err.Error(), []string{"url"}, "check host and port, and that this machine may reach them (VPN, firewall, proxy)", "everything"})
	}
	return d.find(Finding{Check: "address", Status: Fine, Text: d.config().URL + " answers"})
}

func (d *doctor) tls(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, preflightTime)
	defer cancel()
	peer, err := d.run.client.LookAt(ctx)
	switch {
	case err != nil:
		return d.find(Finding{"TLS", Problem, err.Error(), []string{"url"}, "if the port speaks plain HTTP, write http:// in url", "everything"})
	case peer == nil:
		return d.find(Finding{Check: "TLS", Status: Fine, Text: "not used"})
	}
	text := fmt.Sprintf("%s, issued by %s, until %s", peer.Subject, peer.Issuer, peer.Expires.UTC().Format(time.DateOnly))
	if peer.Err != nil {
		return d.find(Finding{"TLS", Problem, peer.Err.Error() + " (" + text + ")", []string{peer.Key}, tlsRemedy(peer.Key), "everything"})
	}
	if peer.WantsCertificate && d.config().TLS.ClientCert == "" {
		d.find(Finding{"TLS client certificate", Warning, "the target asks for one, and the target file names none",
			[]string{"tls.client_cert", "tls.client_key"}, "name certificate and key if the target insists", ""})
	}
	if left := time.Until(peer.Expires); left < 14*24*time.Hour {
		return d.find(Finding{"TLS", Warning, text, nil, "the certificate ends soon: have it renewed", ""})
	}
	return d.find(Finding{Check: "TLS", Status: Fine, Text: text})
}

func tlsRemedy(key string) string {
	switch key {
	case "tls.ca_file":
		return "name the file with the certificate of the authority that issued it"
	case "url":
		return "write the host name in url as the certificate has it"
	default:
		return "have the certificate renewed, and check this machine's clock"
	}
}

func (d *doctor) credential(ctx context.Context) bool {
	if err := d.run.client.Authenticate(ctx); err != nil {
		return d.find(Finding{"credential", Problem, err.Error(), []string{"auth"}, "check the keys under auth", "everything"})
	}
	if same := d.run.sharedTokens(ctx); same != nil {
		return d.find(Finding{"credential", Problem, same.Error(), same.Keys, "give another token, or take the key out", "the cases about other callers"})
	}
	return d.find(Finding{Check: "credential", Status: Fine, Text: "there is one"})
}

func (d *doctor) admission(ctx context.Context) bool {
	err := d.run.preflight(ctx)
	var unreachable *UnreachableError
	switch {
	case errors.As(err, &unreachable):
		return d.find(Finding{"caller, project and instance", Problem, err.Error(), unreachable.Keys, "", "everything"})
	case err != nil:
		return d.find(Finding{"caller, project and instance", Problem, err.Error(), nil, "", "everything"})
	}
	return d.find(Finding{Check: "caller, project and instance", Status: Fine, Text: "the target knows them"})
}

// mostSkew is how far a clock may be off before a front gateway refuses signed requests.
const mostSkew = 15 * time.Minute

func (d *doctor) clock(ctx context.Context) bool {
	x, ok := d.ask(ctx, "")
	if !ok {
		return true
	}
	date := x.Response.Header.Get("Date")
	there, err := http.ParseTime(date)
	if err != nil {
		return d.find(Finding{Check: "clock", Status: Fine, Text: "the target does not say what time it is"})
	}
	skew := time.Since(there).Round(time.Second)
	if skew.Abs() < mostSkew {
		return d.find(Finding{Check: "clock", Status: Fine, Text: fmt.Sprintf("the target's differs by %s", skew.Abs())})
	}
	status := Warning
	if d.config().Auth.AKSK != nil {
		status = Problem
	}
	return d.find(Finding{"clock", status, fmt.Sprintf("the target's differs by %s", skew.Abs()), []string{"auth.aksk"}, "set this machine's clock: signed requests are refused beyond 15 minutes", ""})
}

// ask sends a request that changes nothing, with one of the credentials.
func (d *doctor) ask(ctx context.Context, credential string) (exchange.Exchange, bool) {
	operations, err := d.run.probed()
	if err != nil || len(operations) == 0 {
		return exchange.Exchange{}, false
	}
	n := &names{target: *d.config(), seed: d.run.config.Options.Seed}
	requests := n.probes(operations[0])
	if len(requests) == 0 {
		return exchange.Exchange{}, false
	}
	request := requests[0]
	request.Auth = n.presented(operations[0], cases.Auth{Credential: credential})
	x := d.run.client.Send(ctx, request)
	return x, x.Response != nil
}

// dialect looks who refuses a token that nobody issued.
func (d *doctor) dialect(ctx context.Context) bool {
	x, ok := d.ask(ctx, "garbage")
	if !ok || situation.FamilyOf(x.Response.Status) != situation.Unauthenticated {
		return d.find(Finding{Check: "dialect", Status: Fine, Text: "a token that nobody issued is not refused with 401; the cases judge that"})
	}
	front := frontCode(x.ErrorCode())
	suggested := target.Direct
	if front {
		suggested = target.FrontGateway
	}
	text := fmt.Sprintf("a token that nobody issued is refused with %s", responseInWords(x))
	if suggested == d.config().Auth.Dialect {
		return d.find(Finding{Check: "dialect", Status: Fine, Text: text})
	}
	return d.find(Finding{"dialect", Warning, text + ", as one does that is " + suggested, []string{"auth.dialect"}, "write auth.dialect: " + suggested, "401 is judged by the codes of the other"})
}

// frontCode reports whether a gateway in front of the service has the code: APIGW.0301,
// or APIG.0301 in older regions.
func frontCode(code string) bool {
	return strings.HasPrefix(code, "APIGW.") || strings.HasPrefix(code, "APIG.0")
}

// tokens asks with each further token.
func (d *doctor) tokens(ctx context.Context) bool {
	auth := d.config().Auth
	for _, t := range []struct {
		word, key, token string
		want             situation.Family
	}{
		{"forbidden", "auth.forbidden_token", auth.ForbiddenToken, situation.Forbidden},
		{"expired", "auth.expired_token", auth.ExpiredToken, situation.Unauthenticated},
		{"other_project", "auth.other_project_token", auth.OtherProjectToken, situation.Forbidden},
	} {
		if t.token == "" {
			continue
		}
		x, ok := d.ask(ctx, t.word)
		if !ok {
			continue
		}
		text := fmt.Sprintf("a request with it is answered with %s", responseInWords(x))
		switch situation.FamilyOf(x.Response.Status) {
		case t.want:
			d.find(Finding{Check: t.key, Status: Fine, Text: text, Keys: []string{t.key}})
		case situation.Unauthenticated:
			d.find(Finding{t.key, Warning, text + ", so the target does not take it for a token", []string{t.key}, "get a new one", "the cases about it are likely to fail"})
		default:
			d.find(Finding{t.key, Warning, fmt.Sprintf("%s, not with %d", text, t.want.Status()), []string{t.key}, "check that the token is what the key says; if it is, the target is at fault", ""})
		}
	}
	return true
}

// bindings looks at the lists of what the target file names.
func (d *doctor) bindings(ctx context.Context) bool {
	r := d.run
	if d.config().Fixtures.Mode == "provision" {
		return d.find(Finding{Check: "bindings", Status: Fine, Text: "a run makes them, and removes them again"})
	}
	ledger, err := fixtures.Open(ctx, r.sender, *d.config(), r.products())
	if err != nil {
		d.find(Finding{"bindings", Warning, err.Error(), []string{"fixtures"}, "see that the list operations can be used", "everything that unbinds"})
		return false
	}
	r.ledger = ledger
	before := len(d.found)
	for _, text := range ledger.Unreadable() {
		d.find(Finding{"bindings", Warning, text, []string{"fixtures.readback"}, "see that the list can be read", "what unbinds them"})
	}
	if wrong := unknownFixtures(*d.config(), ledger); wrong != nil {
		return d.find(Finding{"bindings", Problem, wrong.Error(), wrong.Keys, "", "everything"})
	}
	for _, m := range ledger.Missing() {
		d.find(Finding{"bindings", Warning, m.Text, []string{m.Key}, "", "what needs them"})
	}
	if len(d.found) == before {
		d.find(Finding{Check: "bindings", Status: Fine, Text: "the lists show what the target file names"})
	}
	return true
}

// missing counts the cases that would be skipped, by what they lack.
func (d *doctor) missing(context.Context) bool {
	count := map[string]int{}
	var reasons []string
	for _, c := range d.run.config.Cases {
		why := d.run.lacking(c)
		if why == "" {
			continue
		}
		if count[why] == 0 {
			reasons = append(reasons, why)
		}
		count[why]++
	}
	for _, why := range reasons {
		d.find(Finding{Check: "cases", Status: Warning, Text: why, Costs: fmt.Sprintf("%d of %d cases", count[why], len(d.run.config.Cases))})
	}
	if len(reasons) == 0 {
		d.find(Finding{Check: "cases", Status: Fine, Text: fmt.Sprintf("nothing keeps any of the %d from being executed", len(d.run.config.Cases))})
	}
	return true
}

// lacking says why a case would be skipped; empty if it would not.
func (r *Run) lacking(c cases.Case) string {
	e := r.newExecution(c)
	err := e.lacks()
	if err == nil && hasFixtures(e.product()) {
		err = r.ledger.Lacks(e.need)
	}
	if err == nil {
		return ""
	}
	return reasonOf(context.Background(), err).Text
}
