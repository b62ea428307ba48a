package runner

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// Plan is what a run would send, in the order in which it would. It holds no secret.
type Plan struct {
	// URL is the target's address, below which all paths are.
	URL     string      `json:"url"`
	Seed    int64       `json:"seed"`
	Summary PlanSummary `json:"summary"`
	// Caveats say, a sentence each, where the run may differ from the plan, and what it
	// does besides.
	Caveats []string `json:"caveats"`
	// Stages are the parts of the run, one after the other.
	Stages []Stage `json:"stages"`
	// Reads are the lists that the run reads, before, between and after its cases.
	Reads []PlannedRequest `json:"reads"`
	// NotRun are the cases that nothing, or not all, is sent for.
	NotRun []NotRun `json:"not_run"`
	// Bindings are all that requests may unbind.
	Bindings []PlannedBinding `json:"bindings"`
	// Notes are about the target file.
	Notes []string `json:"notes"`
}

// PlanSummary counts what is in a plan.
type PlanSummary struct {
	// Cases are those that something is sent for.
	Cases int `json:"cases"`
	// Requests are those of the cases, each as often as it is sent; MayChange of these
	// may change something, and Unbind do on a target that does what it should.
	Requests  int `json:"requests"`
	MayChange int `json:"may_change"`
	Unbind    int `json:"unbind"`
	// Own are the run's own requests that may change something.
	Own int `json:"own"`
}

// Stage is a part of a run, whose requests have something in common.
type Stage struct {
	Title    string           `json:"title"`
	About    string           `json:"about"`
	Requests []PlannedRequest `json:"requests"`
}

// PlannedRequest is a request that a run would send.
type PlannedRequest struct {
	// Case is the case that the request belongs to; empty for what the run itself
	// sends, for the Purpose.
	Case    string `json:"case,omitempty"`
	Purpose string `json:"purpose,omitempty"`
	Method  string `json:"method"`
	// Path is below the target's address.
	Path   string            `json:"path"`
	Query  string            `json:"query,omitempty"`
	Header map[string]string `json:"header,omitempty"`
	Body   exchange.Payload  `json:"body,omitempty"`
	// BodyBytes is the length of the body, of which a report may show the beginning.
	BodyBytes int `json:"body_bytes,omitempty"`
	// Credential says, by its key in the target file, what the request presents.
	Credential string `json:"credential"`
	// Times is how often it is sent.
	Times int `json:"times"`
	// DelayMS is how long the run waits before it.
	DelayMS int64 `json:"delay_ms,omitempty"`
	// MayChange is set if the request may change something, if only because a faulty
	// target acts on what it should refuse.
	MayChange bool `json:"may_change"`
	// Unbinds are the bindings that a target unbinds which does what it should.
	Unbinds []PlannedBinding `json:"unbinds,omitempty"`
}

// PlannedBinding is a binding that a run may unbind.
type PlannedBinding struct {
	Kind        string `json:"kind"`
	Instance    string `json:"instance_id"`
	Policy      string `json:"policy_id"`
	API         string `json:"api_id,omitempty"`
	Environment string `json:"env_id,omitempty"`
	Record      string `json:"record_id,omitempty"`
	// BoundAgain is set if the run binds it again.
	BoundAgain bool `json:"bound_again"`
}

// NotRun is a case that is not carried out, or not to its end.
type NotRun struct {
	Case   string `json:"case"`
	Reason string `json:"reason"`
}

// request is a request as the plan has it. A secret in it would be a slip of the target
// file, and is hidden.
func (p *planner) request(r target.Request) PlannedRequest {
	redact := p.run.client.Redact
	planned := PlannedRequest{
		Method: r.Method, Path: redact(wordsIn(r.Path)), Query: redact(wordsIn(r.Query)),
		Credential: credentialInWords(p.run.config.Target.Auth, r.Auth),
		Times:      1,
		MayChange:  !readsOnly(r.Method),
	}
	if r.Body != nil {
		planned.Body, planned.BodyBytes = exchange.Payload(redact(string(r.Body))), len(r.Body)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		if values := r.Header[name]; len(values) > 0 {
			if planned.Header == nil {
				planned.Header = map[string]string{}
			}
			planned.Header[name] = redact(strings.Join(values, ", "))
		}
	}
	return planned
}

// summary counts what is planned.
func (p *planner) summary() PlanSummary {
	var s PlanSummary
	counted := map[string]bool{}
	for _, stage := range p.plan.Stages {
		for _, r := range stage.Requests {
			if r.Case == "" {
				s.Own++ // what it reads is in no stage
				continue
			}
			if !counted[r.Case] {
				counted[r.Case] = true
				s.Cases++
			}
			s.Requests += r.Times
			if r.MayChange {
				s.MayChange += r.Times
			}
			if len(r.Unbinds) > 0 {
				s.Unbind += r.Times
			}
		}
	}
	return s
}

// caveats are what a plan cannot say, and what a run does besides.
func (p *planner) caveats() []string {
	t := p.run.config.Target
	list := []string{
		"Requests of a stage are sent side by side, so their order within it is not exact, and neither is which of the bindings in the target file each of them names.",
		"What stands in braces is an id that only the gateway knows. Where a case cuts an id or adds to it, the words are cut or added to. Made-up ids take the form of the gateway's own.",
		"A request is sent again if the target is busy, if the connection breaks, or to find out what a failed case has done. Lists are read as often as it takes.",
	}
	if t.Fixtures.Mode == "provision" {
		list = append(list, "What the run makes is called apigspec_ and a random word, which is another one each time.")
	}
	if t.Auth.IAM != nil {
		list = append(list, "A token is asked for with POST "+p.run.client.Redact(t.Auth.IAM.URL)+"/v3/auth/tokens.")
	}
	for _, hook := range []struct{ key, command, when string }{
		{"before_run", t.Hooks.BeforeRun, "before everything else"},
		{"internal_error", t.Hooks.InternalError, "before requests that the target is to fail at"},
		{"after_run", t.Hooks.AfterRun, "at the end"},
	} {
		if hook.command != "" {
			list = append(list, "The target file's hook "+hook.key+" is executed "+hook.when+".")
		}
	}
	return list
}

func (p *planner) binding(b fixtures.Binding) PlannedBinding {
	redact := p.run.client.Redact
	planned := PlannedBinding{
		Kind: b.Kind.Binding().Noun, Instance: redact(b.Instance), Policy: redact(b.Policy), API: redact(b.API), Environment: redact(b.Env),
	}
	if b.Kind.ByRecord() { // else requests do not name it
		planned.Record = redact(b.ID)
	}
	return planned
}

// credentialInWords is what a request presents: by its key in the target file, what is
// done to it, and where it stands if that is not the usual header.
func credentialInWords(own target.Auth, presented target.Credential) string {
	words := "auth." + presented.Credential + "_token"
	switch presented.Credential {
	case "none":
		return "none"
	case "garbage":
		words = "made up"
	case "":
		words = ownCredential(own)
	}
	if presented.Alter != "" {
		words += ", altered: " + presented.Alter
	}
	if presented.Place != "" {
		words += ", in " + presented.Place
	}
	return words
}

// ownCredential is the key of the target file that the target's own credential is from.
func ownCredential(own target.Auth) string {
	switch {
	case own.Token != "":
		return "auth.token"
	case own.TokenFile != "":
		return "auth.token_file"
	case own.IAM != nil:
		return "auth.iam"
	default:
		return "auth.aksk"
	}
}

// escapedWord is what stands for an id that only the gateway knows, in an address.
var escapedWord = regexp.MustCompile(`%7B[^/&=]*%7D`)

// wordsIn is a path or a query in which words can be read.
func wordsIn(address string) string {
	return escapedWord.ReplaceAllStringFunc(address, func(escaped string) string {
		if plain, err := url.QueryUnescape(escaped); err == nil {
			return plain
		}
		return escaped
	})
}

// withoutPage is the query of a list without what says which page is asked for.
func withoutPage(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil {
		return query
	}
	values.Del("limit")
	values.Del("offset")
	return wordsIn(values.Encode())
}
