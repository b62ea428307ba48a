package cases

import (
	"fmt"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/answer"
	"github.com/apigspec/apigspec/openapi/situation"
)

// exampleAnswers covers the responses that the page prints: the situation of each
// is brought about, and what comes back is compared with what is printed, by its
// status, its code, its members and their types. What no rule can bring about,
// such as a conflict, is left out.
func (g *generator) exampleAnswers() {
	seen := map[string]bool{}
	for _, p := range answer.PrintedBy(g.contract, g.op) {
		name := fmt.Sprintf("example/answer-%d/%s", p.Status, p.Situation)
		if p.Entry || p.Situation == "" || seen[name] {
			continue
		}
		seen[name] = true
		if p.Situation == situation.CarriedOut {
			g.printedSuccess(name, p)
			continue
		}
		g.printedRefusal(name, p)
	}
}

// printedSuccess brings about a printed success of an operation that unbinds: if
// failures are printed, one of the ids is unknown.
func (g *generator) printedSuccess(name string, p answer.Printed) {
	if !g.known || !g.accounts() || g.names.List == "" || len(g.op.Successes()) == 0 || p.Status != g.op.Successes()[0] {
		return
	}
	done := g.carriedOut(g.own.Unbinds...)
	var ids []any
	for _, id := range g.own.Unbinds {
		ids = append(ids, id)
	}
	object, _ := p.Example.Value.(map[string]any)
	if failures, _ := object[g.names.Accounting.Failed].([]any); len(failures) > 0 {
		unknown := g.unknownBinding(0, 0).String()
		ids = append(ids, unknown)
		done.Batch.Fail = []string{unknown}
	}
	expect := g.expand(done)
	for i := range expect {
		expect[i].Like = p.Body
	}
	g.add(name, Must, "The response has the form that the page prints.", "", []string{g.clause(openapi.ResponseClause(p.Status))}, expect, g.listing(ids...))
}

// provocation is how a situation is brought about.
type provocation struct {
	edit     func(*Request)
	mutation string
	hook     string
	// also are situations that the request may count as too.
	also []situation.Situation
}

// printedRefusal brings about the situation of a printed refusal.
func (g *generator) printedRefusal(name string, p answer.Printed) {
	by, ok := g.provoke(p.Situation)
	if !ok {
		return
	}
	expect := g.answers(append([]situation.Situation{p.Situation}, by.also...)...)
	if !g.known && p.Situation.Family() == situation.Invalid {
		expect = append(expect, g.unknownExample()...)
	}
	step := g.step(distinct(expect), by.edit)
	step.Hook = by.hook
	clauses := []string{g.clause(openapi.ResponseClause(p.Status))}
	if g.prints(p.Situation) { // else the code is one of many
		clauses = append(g.stated(openapi.ResponseClause(p.Status)+"/code"), clauses...)
	}
	printed, _ := p.Body.(map[string]any)
	for _, member := range sortedKeys(printed) {
		clauses = append(clauses, g.stated(openapi.ResponseClause(p.Status)+"/"+member)...)
	}
	g.addSteps(name, Must, "The response is the one that the page prints for the situation.", by.mutation, clauses, step)
}

// provoke brings about a situation, where a rule says how.
func (g *generator) provoke(s situation.Situation) (provocation, bool) {
	credential := func(word, mutation string) (provocation, bool) {
		return provocation{edit: func(r *Request) { r.Auth = Auth{Credential: word} }, mutation: mutation}, true
	}
	switch s {
	case situation.TokenMissing:
		return credential("none", "the token is left out")
	case situation.TokenUnreadable:
		return credential("garbage", "the token is made up")
	case situation.TokenExpired:
		return credential("expired", "the token has expired")
	case situation.PermissionMissing:
		return credential("forbidden", "the token lacks the permission")
	case situation.InternalError:
		return provocation{edit: func(*Request) {}, hook: hooks()[0]}, g.known
	case situation.ValueWrong:
		return g.provokeValue()
	case situation.ParameterMissing:
		return g.provokeMissing()
	case situation.BodyUnreadable:
		half := "{"
		return provocation{edit: func(r *Request) { r.Body = &Body{Raw: &half} }, mutation: "the JSON ends early"}, g.takesObject()
	}
	return g.provokeID(s)
}

// provokeValue gives the parameter with a prescribed value another one.
func (g *generator) provokeValue() (provocation, bool) {
	if g.names.Action == "" {
		return provocation{}, false
	}
	return provocation{edit: querySet(g.names.Action, "not-"+g.names.Value), mutation: g.names.Action + " has another value"}, true
}

// provokeMissing leaves out the first mandatory parameter or member.
func (g *generator) provokeMissing() (provocation, bool) {
	if g.names.Action != "" {
		return provocation{edit: querySet(g.names.Action), mutation: g.names.Action + " is left out"}, true
	}
	if !g.takesObject() {
		return provocation{}, false
	}
	for _, m := range members(g.op.BodySchema(), g.valid.Body.JSON, "", nil) {
		if m.required {
			return provocation{edit: func(r *Request) { r.Body.JSON = without(r.Body.JSON, m.path) }, mutation: m.name + " is left out"}, true
		}
	}
	return provocation{}, false
}

// provokeID names what does not exist, or what nothing can be called.
func (g *generator) provokeID(s situation.Situation) (provocation, bool) {
	unknown := func(parameter string, stands Stands) (provocation, bool) {
		row, ok := g.inPath(parameter)
		return provocation{
			edit:     inPathSet(parameter, Ref{Name: unknownPrefix + row.Unknown, Indexed: true}.String()),
			mutation: parameter + " does not exist",
		}, ok && row.Stands == stands
	}
	switch s {
	case situation.InstanceUnknown:
		return unknown(g.names.Instance, Instance)
	case situation.PolicyUnknown:
		by, ok := unknown(g.policyParameter(), Policy)
		if !g.known {
			by.also = []situation.Situation{situation.APIUnknown} // the example's APIs need not exist
		}
		return by, ok
	case situation.InstanceMalformed:
		if g.names.Instance == "" {
			return provocation{}, false
		}
		return provocation{
			edit: inPathSet(g.names.Instance, noID), mutation: g.names.Instance + " is malformed",
			also: []situation.Situation{situation.InstanceUnknown},
		}, true
	case situation.APIUnknown:
		if !g.known || g.accounts() || g.names.List == "" {
			return provocation{}, false
		}
		return provocation{edit: g.listing(g.unknownBinding(0, len(g.own.Unbinds)-1).String()), mutation: "no API has the id"}, true
	}
	return provocation{}, false
}
