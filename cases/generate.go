package cases

import (
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
)

// generator derives from an operation's contract the cases its page implies: one
// per way in which a valid request can be made invalid, and one per way in which
// a caller can fail to prove who it is.
//
// Every generated request is one mutation away from the operation's valid
// request, so that a response can only be about that mutation.
type generator struct {
	lib      *library
	contract *openapi.Contract
	op       openapi.Operation
	// known is set for operations whose ids come from fixtures; the valid
	// request of any other one is the page's example.
	known bool
	valid Request
	cases []Case
}

func newGenerator(lib *library, contract *openapi.Contract, op openapi.Operation) *generator {
	g := &generator{lib: lib, contract: contract, op: op}
	_, g.known = lib.operations[op.ID]
	lib.complete(op.ID, &g.valid)
	if !g.known {
		g.valid = documentedRequest(op)
	}
	return g
}

func (g *generator) all() []Case {
	g.authentication()
	g.pathParameters()
	g.queryParameters()
	g.headerParameters()
	g.bodyMembers()
	g.malformedBodies()
	g.forms()
	g.methods()
	g.reading()
	return g.cases
}

// documents reports whether the page lists the status.
func (g *generator) documents(status int) bool {
	return g.op.Response(status) != nil
}

// clause picks the first of the given clause ids that the contract has, so
// that a case points at the most exact statement there is: at the least, that
// there is the operation.
func (g *generator) clause(ids ...string) string {
	for _, id := range ids {
		if _, ok := g.contract.Clause(g.op.ID + "/" + id); ok {
			return g.op.ID + "/" + id
		}
	}
	return g.op.ID + "/uri"
}

// add appends a case of one step that sends the valid request changed by edit.
func (g *generator) add(name string, level Level, requirement, mutation string, clauses []string, expect []Outcome, edit func(*Request)) {
	request := g.valid.clone()
	edit(&request)
	g.cases = append(g.cases, Case{
		ID:          g.op.ID + "/" + name,
		Operation:   g.op.ID,
		Clauses:     clauses,
		Level:       level,
		Requirement: requirement,
		Mutation:    mutation,
		Steps:       []Step{{Request: request, Expect: Expect{AnyOf: expect, Absent: g.absent()}}},
	})
}

// absent lists what may come back when the valid request could not name
// things that exist, because the order of a gateway's checks is its own.
func (g *generator) absent() []Outcome {
	if g.policyInPath() {
		return withRationale(g.lib.outcomes["no-plugin"], "no plug-in is known here, and the order of the checks is open")
	}
	return nil
}

// refusal is the response to an invalid parameter, and how binding it is.
func (g *generator) refusal() ([]Outcome, Level) {
	outcomes, level := g.lib.outcomes["parameter"], Must
	if !g.documents(400) {
		level = Should
	}
	if !g.gateway() {
		outcomes = openCodes(outcomes)
	}
	if !g.known {
		outcomes = append(withRationale(outcomes, "the request is invalid"), g.unknownExample()...)
	}
	return outcomes, level
}

// unknownExample allows for ids that come from a page's example and exist nowhere.
func (g *generator) unknownExample() []Outcome {
	return []Outcome{
		{Status: 404, Rationale: "the ids of the page's example may not exist, and the order of the checks is open"},
		{Status: 403, Rationale: "the ids of the page's example may belong to somebody else"},
	}
}

// gateway reports whether the operation's error codes are those of the gateway
// service.
func (g *generator) gateway() bool { return domain.IsProduct(g.op.Product) }

// success is the status that the page documents for what was carried out; 0
// where it documents none.
func (g *generator) success() int {
	if all := g.op.Successes(); len(all) > 0 {
		return all[0]
	}
	return 0
}

func (g *generator) outcomes(name string) []Outcome {
	list := g.lib.outcomes[name]
	if !g.gateway() {
		return openCodes(list)
	}
	return list
}

// reading covers operations that only read: their documented request may be
// sent as it is, and whatever comes back must be documented.
func (g *generator) reading() {
	if g.known || g.op.Method != "GET" {
		return
	}
	var documented []Outcome
	for _, status := range g.op.Statuses() {
		documented = append(documented, Outcome{Status: status, Rationale: "the page lists it"})
	}
	clauses := []string{g.clause("function/effect", "uri")}
	for _, o := range documented {
		clauses = append(clauses, g.clause(statusClause(o.Status)))
	}
	g.add("request/documented", Must, "The documented request gets a documented response.", "", clauses, documented, func(*Request) {})
}

// withRationale gives every outcome that has no reason the one given.
func withRationale(list []Outcome, reason string) []Outcome {
	out := append([]Outcome(nil), list...)
	for i := range out {
		if out[i].Rationale == "" {
			out[i].Rationale = reason
		}
	}
	return out
}

// openCodes drops the error codes: another service has its own.
func openCodes(list []Outcome) []Outcome {
	out := append([]Outcome(nil), list...)
	for i := range out {
		out[i].Codes, out[i].EdgeCodes = nil, nil
	}
	return out
}
