package cases

import (
	"embed"
	"io/fs"
	"slices"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/answer"
	"github.com/apigspec/apigspec/openapi/situation"
)

//go:embed *.yaml
var files embed.FS

// folder is where the files are in the repository, for messages.
const folder = "cases/"

// library is what rows and generated cases refer to.
type library struct {
	contract *openapi.Contract
	// builtIn is set if the contract is the built-in one.
	builtIn bool
	// operations are those that unbind, as the contract has them.
	operations map[string]operation
	// usual are the same as the built-in contract has them: what rows may speak
	// of, whatever an edition leaves out.
	usual map[string]operation
	// outcomes are those of outcomes.yaml, as written.
	outcomes map[string][]Outcome
	// edges are the edge codes that they give a situation.
	edges map[situation.Situation][]string
	// others are operations that do not unbind, for what their pages answer.
	others map[string]operation
}

// loadLibrary reads what rows refer to, for a contract. The built-in contract
// says what rows may speak of.
func loadLibrary(fsys fs.FS, contract, builtIn *openapi.Contract) (*library, error) {
	lib := &library{contract: contract, builtIn: contract.Digest == builtIn.Digest, operations: operations(contract), usual: operations(builtIn), others: map[string]operation{}}
	var err error
	lib.outcomes, err = loadOutcomes(fsys, lib)
	lib.edges = edgesOf(lib.outcomes)
	return lib, err
}

// answered are the answers that the operation's page allows for a situation.
func (lib *library) answered(op *openapi.Operation, s situation.Situation) []answer.Answer {
	known, ok := lib.operations[op.ID]
	if !ok {
		known, ok = lib.others[op.ID]
	}
	if !ok {
		known = operation{contract: lib.contract, documented: op, answers: map[situation.Situation][]answer.Answer{}}
		lib.others[op.ID] = known
	}
	return known.answered(s)
}

// named are the outcomes of a name as written: a set of outcomes.yaml, or the
// answer to the situation of that name.
func (lib *library) named(name string) ([]Outcome, bool) {
	if set, ok := lib.outcomes[name]; ok {
		return set, true
	}
	if s := situation.Situation(name); slices.Contains(situation.All(), s) {
		return []Outcome{{Situation: s}}, true
	}
	return nil, false
}

// names are what an expectation may name.
func (lib *library) names() []string {
	return append(sortedKeys(lib.outcomes), situationNames()...)
}

func situationNames() []string {
	var names []string
	for _, s := range situation.All() {
		names = append(names, string(s))
	}
	return names
}

// documentedStatus reports whether a page that the program comes with documents
// the status.
func (lib *library) documentedStatus(status int) bool {
	for _, op := range lib.usual {
		if op.documented.Response(status) != nil {
			return true
		}
	}
	return false
}

// Valid is the plain valid request to an operation: with what the target's fixtures
// have where it unbinds, else the one that its page documents.
func Valid(contract *openapi.Contract, op openapi.Operation) Request {
	lib := library{contract: contract, operations: operations(contract)}
	return lib.valid(op)
}

func (lib *library) valid(op openapi.Operation) Request {
	if _, known := lib.operations[op.ID]; !known {
		return documentedRequest(op)
	}
	var r Request
	lib.complete(op.ID, &r)
	return r
}

// complete fills what a request leaves out with the operation's valid request.
func (lib *library) complete(op string, r *Request) {
	if r.Operation != "" {
		return
	}
	valid, ok := lib.operations[op]
	if !ok {
		return
	}
	for name, id := range valid.Request.Path {
		if _, set := r.Path[name]; !set {
			if r.Path == nil {
				r.Path = map[string]string{}
			}
			r.Path[name] = id
		}
	}
	if r.Query == nil {
		query := valid.Request.Query
		r.Query = &query
	}
	if r.Body == nil && valid.Request.Body != nil {
		r.Body = &Body{JSON: cloneJSON(valid.Request.Body)}
	}
}
