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
	// operations are those that unbind, as the contract has them.
	operations map[string]operation
	// usual are the same as the built-in contract has them: what rows may speak
	// of, whatever an edition leaves out.
	usual map[string]operation
	// outcomes are those of outcomes.yaml, as written.
	outcomes map[string][]Outcome
	answers  map[question][]answer.Answer
}

// question is what a page answers.
type question struct {
	operation string
	situation situation.Situation
}

// loadLibrary reads what rows refer to, for a contract. The built-in contract
// says what rows may speak of.
func loadLibrary(fsys fs.FS, contract, builtIn *openapi.Contract) (*library, error) {
	lib := &library{contract: contract, operations: operations(contract), usual: operations(builtIn), answers: map[question][]answer.Answer{}}
	var err error
	lib.outcomes, err = loadOutcomes(fsys, lib)
	return lib, err
}

// answered are the answers that the operation's page allows for a situation.
func (lib *library) answered(op *openapi.Operation, s situation.Situation) []answer.Answer {
	q := question{op.ID, s}
	known, ok := lib.answers[q]
	if !ok {
		known = answer.Of(lib.contract, op, s)
		lib.answers[q] = known
	}
	return known
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
