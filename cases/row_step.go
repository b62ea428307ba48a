package cases

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/credential"
	"github.com/apigspec/apigspec/openapi/strictyaml"
)

// step compiles the step at an index of the row.
func (r *rowReader) step(index int, s rowStep, level Level) Step {
	at := stepKeys(index)
	r.checkSending(at, s)
	r.checkRequest(at, s)
	r.checkAuth(at, s.Auth)
	r.checkBody(at, s)
	r.checkSteps(at, index, s)
	step := Step{
		Name: s.Name, Hook: s.Hook,
		Request: Request{
			Operation: s.Operation, Method: s.Method, Path: s.Path, Query: s.Query,
			Headers: s.Headers, Auth: s.Auth, Connection: s.Connection, Body: s.body(),
		},
		Expect: Expect{AnyOf: r.expect(at("expect"), s, level), Absent: r.absent(), SameAs: s.SameAs},
	}
	if s.Delay != nil {
		step.Delay = *s.Delay
	}
	if s.Linger != nil {
		step.Linger = *s.Linger
	}
	if s.Times != nil {
		step.Times = *s.Times
	}
	r.lib.complete(r.op.ID, &step.Request)
	return step
}

// absent are the answers to a request that names a plug-in which is not there.
func (r *rowReader) absent() []Outcome {
	return newGenerator(r.lib, r.contract, r.op).absent()
}

// body is the body a step gives; nil for the valid one.
func (s rowStep) body() *Body {
	switch {
	case s.NoBody != nil:
		return &Body{None: true}
	case s.Raw != nil:
		return &Body{Raw: s.Raw}
	case s.Body != nil:
		return &Body{JSON: s.Body}
	}
	return nil
}

// stepKeys makes the full paths of a step's keys.
func stepKeys(index int) func(key string) string {
	return func(key string) string { return fmt.Sprintf("steps[%d].%s", index, key) }
}

// checkSending looks at when, how and how often the request is sent.
func (r *rowReader) checkSending(at func(string) string, s rowStep) {
	if s.Delay != nil && *s.Delay <= 0 {
		r.problem(at("delay"), "%s is not more than 0; leave the key out to wait not at all", *s.Delay)
	}
	if s.Linger != nil && *s.Linger <= 0 {
		r.problem(at("linger"), "%s is not more than 0; leave the key out for the usual time", *s.Linger)
	}
	if s.Times != nil && *s.Times < 1 {
		r.problem(at("times"), "%d is not 1 or more", *s.Times)
	}
	if s.Connection != "" {
		r.oneOf(at("connection"), s.Connection, connections())
	}
	if s.Hook != "" {
		r.oneOf(at("hook"), s.Hook, hooks())
	}
}

// headerName is the form of a header's name (RFC 9110, section 5.1).
var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")

// checkRequest looks at the operation and its parameters.
func (r *rowReader) checkRequest(at func(string) string, s rowStep) {
	op := r.op
	if s.Operation != "" {
		other, ok := r.contract.Operation(s.Operation)
		if !ok {
			r.problem(at("operation"), "the contract has no operation %q%s", s.Operation, orElse(s.Operation, operationIDs(r.contract)))
			return
		}
		op = other
	}
	if s.Method != "" {
		r.oneOf(at("method"), s.Method, methods())
	}
	for _, name := range sortedKeys(s.Path) {
		if !strings.Contains(op.Path, "{"+name+"}") {
			r.problem(at("path."+name), "%s has no path parameter %q; its path is %s", op.ID, name, op.Path)
		}
	}
	for _, name := range sortedKeys(s.Headers) {
		if !headerName.MatchString(name) {
			r.problem(at("headers."+name), "%q is not the name of a header", name)
		}
	}
}

func operationIDs(contract *openapi.Contract) []string {
	ids := make([]string, 0, len(contract.Operations))
	for _, op := range contract.Operations {
		ids = append(ids, op.ID)
	}
	return ids
}

// checkAuth looks at the words that say how a request authenticates.
func (r *rowReader) checkAuth(at func(string) string, auth Auth) {
	if auth.Credential != "" {
		r.oneOf(at("auth.credential"), auth.Credential, credential.Credentials())
	}
	if auth.Alter != "" {
		r.oneOf(at("auth.alter"), auth.Alter, credential.Alterations())
	}
	if auth.Place != "" {
		r.checkPlace(at("auth.place"), auth.Place)
	}
	if auth.Credential == "none" {
		for _, lost := range []struct{ key, value string }{{"alter", auth.Alter}, {"place", auth.Place}} {
			if lost.value != "" {
				r.problem(at("auth."+lost.key), "has no effect, since the credential is none")
			}
		}
	}
}

// checkPlace looks at where a token travels.
func (r *rowReader) checkPlace(key, text string) {
	forms := credential.Places()
	kind, _, named := strings.Cut(text, ":")
	form := kind
	if named {
		form = kind + ":NAME"
	}
	switch _, err := credential.ParsePlace(text); {
	case named && slices.Contains(forms, kind):
		r.problem(key, "%s takes no name; write %s alone", kind, kind)
	case !slices.Contains(forms, form):
		r.problem(key, "%q is not known here%s", text, orElse(form, forms))
	case err != nil:
		r.problem(key, "%s", err)
	}
}

// checkBody makes sure that the body is given at most once.
func (r *rowReader) checkBody(at func(string) string, s rowStep) {
	const once = "the step has %s as well; keep one of them"
	switch {
	case s.Body != nil && s.Raw != nil:
		r.problem(at("raw"), once, "body")
	case s.Body != nil && s.NoBody != nil:
		r.problem(at("no_body"), once, "body")
	case s.Raw != nil && s.NoBody != nil:
		r.problem(at("no_body"), once, "raw")
	case s.NoBody != nil && !*s.NoBody:
		r.problem(at("no_body"), "can only be true; leave the key out for the valid body")
	}
}

// checkSteps looks at how a step refers to others.
func (r *rowReader) checkSteps(at func(string) string, index int, s rowStep) {
	var earlier []string
	for _, e := range r.row.Steps[:index] {
		earlier = append(earlier, e.Name)
	}
	if i := slices.Index(earlier, s.Name); s.Name != "" && i >= 0 {
		r.problem(at("name"), "steps[%d] is called %q as well; rename one of them", i, s.Name)
	}
	if s.SameAs != "" && !slices.Contains(earlier, s.SameAs) {
		named := slices.DeleteFunc(earlier, func(name string) bool { return name == "" })
		if len(named) == 0 {
			r.problem(at("same_as"), "no earlier step has a name, so none is called %q", s.SameAs)
			return
		}
		r.problem(at("same_as"), "no earlier step is called %q%s", s.SameAs, orElse(s.SameAs, named))
	}
}

// expect compiles what must come back.
func (r *rowReader) expect(key string, s rowStep, level Level) []Outcome {
	if len(s.Expect) == 0 && s.SameAs == "" && level != Observe {
		r.problem(key, "missing; name a situation, an outcome of %s, or give one, such as {answer: carried-out}", outcomesFile)
	}
	var all, checked []Outcome
	var keys []string // of the outcomes, where they are given or named
	for i := range s.Expect {
		at := fmt.Sprintf("%s[%d]", key, i)
		for _, o := range r.outcomes(at, &s.Expect[i]) {
			all, keys = append(all, o), append(keys, at)
			if s.Expect[i].Kind == yaml.ScalarNode && o.Rationale == "" && len(r.lib.outcomes[s.Expect[i].Value]) == 0 {
				o.Rationale = s.Expect[i].Value // the contract has the reason
			}
			checked = append(checked, o)
		}
	}
	for _, p := range outcomeSetProblems(checked, keys) {
		r.problem(p.Key, "%s", p.Message)
	}
	return r.lib.expand(r.op, all)
}

// outcomes are the outcomes of one entry as written: the named ones, or the one
// given.
func (r *rowReader) outcomes(key string, n *yaml.Node) []Outcome {
	if n.Kind == yaml.ScalarNode {
		named, ok := r.lib.named(n.Value)
		if !ok {
			r.problem(key, "no situation and no outcome of %s is called %q%s", outcomesFile, n.Value, orElse(n.Value, r.lib.names()))
		}
		return named
	}
	var o Outcome
	file := strictyaml.File{Name: r.file.Name}
	file.Decode(n, &o)
	r.lib.checkOutcome(&file, "", o)
	if o.EdgeCodes != nil {
		file.Problemf("edge_codes", "only the sets of %s have them", outcomesFile)
	}
	if err := file.Err(); err != nil {
		for _, p := range problemsOf(err) {
			r.note(strictyaml.Problem{Line: max(p.Line, n.Line), Key: joinKey(key, p.Key), Message: p.Message})
		}
		return nil
	}
	return []Outcome{o}
}
