package cases

import (
	"slices"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/roles"
	"github.com/apigspec/apigspec/openapi/situation"
)

// generator derives from an operation's contract the cases its page implies: one
// per way in which a valid request can be made invalid, one per way in which a
// caller can fail to prove who it is, and what the page prints as examples.
//
// Every generated negative request is one mutation away from the operation's
// valid request, so that a response can only be about that mutation. What must
// come back is the page's answer to the situation that the mutation makes.
type generator struct {
	lib      *library
	contract *openapi.Contract
	op       *openapi.Operation
	names    roles.Names
	// known is set for operations whose ids come from fixtures; the valid
	// request of any other one is the page's example.
	known bool
	own   operation
	valid Request
	cases []Case
}

func newGenerator(lib *library, contract *openapi.Contract, op *openapi.Operation) *generator {
	g := &generator{lib: lib, contract: contract, op: op, names: roles.Of(op)}
	g.own, g.known = lib.operations[op.ID]
	g.valid = lib.valid(*op)
	return g
}

func (g *generator) all() []Case {
	g.authentication()
	g.pathParameters()
	g.queryParameters()
	g.headerParameters()
	g.parameterBounds()
	g.bodyMembers()
	g.malformedBodies()
	g.lengths()
	g.accepted()
	g.forms()
	g.methods()
	g.reading()
	g.exampleRequests()
	g.exampleAnswers()
	return g.cases
}

// documents reports whether the page lists the status.
func (g *generator) documents(status int) bool {
	return g.op.Response(status) != nil
}

// clause picks the first of the given clause ids that the contract has and that
// can be observed, so that a case points at the most exact statement there is: at
// the least, that there is the operation.
func (g *generator) clause(ids ...string) string {
	for _, id := range ids {
		if clause, ok := g.contract.Clause(g.op.ID + "/" + id); ok && clause.Excluded == "" {
			return clause.ID
		}
	}
	return g.op.ID + "/uri"
}

// stated are those of the given clauses that the contract has and that can be
// observed.
func (g *generator) stated(ids ...string) []string {
	var all []string
	for _, id := range ids {
		if clause, ok := g.contract.Clause(g.op.ID + "/" + id); ok && clause.Excluded == "" {
			all = append(all, clause.ID)
		}
	}
	return all
}

// answerClause is the clause of the response to a situation, else the first one
// of the given ids.
func (g *generator) answerClause(s situation.Situation, ids ...string) string {
	return g.clause(append([]string{openapi.ResponseClause(g.status(s))}, ids...)...)
}

// add appends a case of one step that sends the valid request changed by edit.
func (g *generator) add(name string, level Level, requirement, mutation string, clauses []string, expect []Outcome, edit func(*Request)) {
	g.addSteps(name, level, requirement, mutation, clauses, g.step(expect, edit))
}

// step is a step that sends the valid request changed by edit.
func (g *generator) step(expect []Outcome, edit func(*Request)) Step {
	request := g.valid.clone()
	edit(&request)
	return Step{Request: request, Expect: Expect{AnyOf: expect, Absent: g.absent()}}
}

func (g *generator) addSteps(name string, level Level, requirement, mutation string, clauses []string, steps ...Step) {
	g.cases = append(g.cases, Case{
		ID:          g.op.ID + "/" + name,
		Operation:   g.op.ID,
		Clauses:     unique(clauses...),
		Level:       level,
		Requirement: requirement,
		Mutation:    mutation,
		Steps:       steps,
	})
}

// absent lists what may come back when the valid request could not name
// things that exist, because the order of a gateway's checks is its own.
func (g *generator) absent() []Outcome {
	if !g.policyInPath() {
		return nil
	}
	return g.expand(
		allow(situation.PolicyUnknown, "no plug-in is known here, and the order of the checks is open"),
		allow(situation.APIUnknown, "no API is known here either, and may be looked up first"),
		allow(situation.EnvironmentUnknown, "no binding shows that the gateway has the environment"))
}

// allow is the answer to a situation, with the reason why it may come.
func allow(s situation.Situation, rationale string) Outcome {
	return Outcome{Situation: s, Rationale: rationale}
}

// expand are the responses that the page allows.
func (g *generator) expand(written ...Outcome) []Outcome {
	return g.lib.expand(g.op, written)
}

// answers are the responses that the page allows for any of the situations, with
// the contract's reasons.
func (g *generator) answers(situations ...situation.Situation) []Outcome {
	var written []Outcome
	for _, s := range situations {
		written = append(written, Outcome{Situation: s})
	}
	return g.expand(written...)
}

// outcomes are those of outcomes.yaml by that name.
func (g *generator) outcomes(name string) []Outcome {
	return g.expand(g.lib.outcomes[name]...)
}

// status is the one of the page's answer to a situation.
func (g *generator) status(s situation.Situation) int {
	return g.lib.answered(g.op, s)[0].Status
}

// prints reports whether the page prints its answer to the very situation.
func (g *generator) prints(s situation.Situation) bool {
	return g.lib.answered(g.op, s)[0].Own
}

// level is how binding the answer to a situation is: a page that does not list
// the status does not promise it.
func (g *generator) level(s situation.Situation) Level {
	if g.documents(g.status(s)) {
		return Must
	}
	return Should
}

// refusal is the response to an invalid parameter or body, and how binding it is.
func (g *generator) refusal(situations ...situation.Situation) ([]Outcome, Level) {
	outcomes := g.answers(situations...)
	if !g.known {
		outcomes = append(outcomes, g.unknownExample()...)
	}
	return outcomes, g.level(situations[0])
}

// unknownExample allows for ids that come from a page's example and exist nowhere.
func (g *generator) unknownExample() []Outcome {
	return openCodes(g.expand(
		allow(situation.InstanceUnknown, "the ids of the page's example may not exist, and the order of the checks is open"),
		allow(situation.PermissionMissing, "the ids of the page's example may belong to somebody else")))
}

// carriedOut is the response to a request that unbinds the given bindings.
func (g *generator) carriedOut(bindings ...string) Outcome {
	done := Outcome{Situation: situation.CarriedOut, Unbinds: bindings}
	if g.accounts() {
		done.Batch = &Batch{Succeed: bindings}
	}
	return done
}

// accounts reports whether the response accounts for each id of the request.
func (g *generator) accounts() bool { return g.own.Failure != nil }

// bound fills in bindings that must exist where the valid request has those that
// need not.
func (g *generator) bound(r *Request) {
	for _, id := range g.own.Unbinds {
		r.Body.JSON = replaceString(r.Body.JSON, optional(id), id)
	}
}

// listing replaces the list of ids.
func (g *generator) listing(ids ...any) func(*Request) {
	return func(r *Request) { r.Body.JSON = with(r.Body.JSON, []any{g.names.List}, ids) }
}

// binding is the placeholder of the operation's own bindings.
func (g *generator) binding() Ref {
	ref, _ := ParseRef(g.own.Unbinds[0]) // the table's own name
	return ref
}

// unknownBinding is the placeholder of bindings that do not exist.
func (g *generator) unknownBinding(from, to int) Ref {
	return Ref{Name: unknownPrefix + g.binding().Name, Indexed: true, From: from, To: to}
}

func optional(id string) string {
	ref, _ := ParseRef(id) // a placeholder of the table
	ref.Optional = true
	return ref.String()
}

// reading covers operations that only read: their documented request may be
// sent as it is, and whatever comes back must be documented.
func (g *generator) reading() {
	if g.known || !g.readsOnly() {
		return
	}
	g.add("request/documented", Must, "The documented request gets a documented response.", "",
		[]string{g.clause("function/effect", "uri")}, g.documented(), func(*Request) {})
}

// readsOnly reports whether the operation changes nothing.
func (g *generator) readsOnly() bool {
	return g.op.Method == "GET" || g.op.Method == "HEAD"
}

// documented are all responses that the page lists, each with any code.
func (g *generator) documented() []Outcome {
	var all []Outcome
	for _, status := range g.op.Statuses() {
		all = append(all, Outcome{Status: status, Rationale: "the page lists it"})
	}
	return all
}

// openCodes leaves the error codes of outcomes open.
func openCodes(list []Outcome) []Outcome {
	out := slices.Clone(list)
	for i := range out {
		out[i].Codes, out[i].EdgeCodes, out[i].Like = nil, nil, nil
	}
	return distinct(out)
}
