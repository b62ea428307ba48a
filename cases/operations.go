package cases

import (
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/answer"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/roles"
	"github.com/apigspec/apigspec/openapi/situation"
)

// operation is what cases need to know of an operation that unbinds: what the
// domain table has, under the names that the page gives it.
type operation struct {
	contract   *openapi.Contract
	documented *openapi.Operation
	// answers are those that have been asked for.
	answers map[situation.Situation][]answer.Answer
	// Names are what the page calls what has a role.
	Names roles.Names
	// Words are the abbreviations that rows use, with what they stand for: a
	// placeholder's name, or text. One that stands for nothing has no meaning on
	// this page.
	Words map[string]string
	// Request is the valid request, with optional fixtures, that the generated
	// cases change in one way each.
	Request struct {
		Path  map[string]string
		Query string
		Body  any
	}
	// Siblings are methods that another operation has on the same path.
	Siblings []string
	// Unbinds is what the valid request unbinds, Failure the codes of ids in a
	// batch that are not bound; nil where the response accounts for none.
	Unbinds []string
	Failure []string
}

// operations are those of the domain table that the contract has, by id.
func operations(contract *openapi.Contract) map[string]operation {
	all := map[string]operation{}
	for _, op := range domain.Operations() {
		if documented, ok := contract.Operation(op.ID); ok {
			all[op.ID] = operationOf(contract, documented, op)
		}
	}
	return all
}

// operationOf is an operation that unbinds, as its page has it.
func operationOf(contract *openapi.Contract, documented *openapi.Operation, known domain.Operation) operation {
	op := operation{
		contract: contract, documented: documented, answers: map[situation.Situation][]answer.Answer{},
		Names: roles.Of(documented), Siblings: known.Siblings(),
	}
	op.Words = wordsOf(contract, documented, known, op.Names)
	op.Request.Path = pathOf(documented, known.BindingKind, op.Names)
	op.Request.Query = queryOf(documented, known, op.Names)
	var ids []any
	for i := range op.least() {
		binding := Ref{Name: known.Names.Binding}.at(i)
		op.Unbinds = append(op.Unbinds, binding.String())
		ids = append(ids, optional(binding.String()))
	}
	op.Request.Body = op.bodyOf(ids)
	if op.Names.Accounting != (domain.Accounting{}) {
		op.Failure = answer.FailureCodes(contract, documented)
		if op.Failure == nil {
			op.Failure = []string{}
		}
	}
	return op
}

// answered are the answers that the page allows for a situation.
func (o operation) answered(s situation.Situation) []answer.Answer {
	known, ok := o.answers[s]
	if !ok {
		known = answer.Of(o.contract, o.documented, s)
		o.answers[s] = known
	}
	return known
}

// pathOf are the placeholders of the path: of the policy, and of what an edition
// calls by a name of its own; with values of what only the edition knows.
func pathOf(documented *openapi.Operation, kind domain.BindingKind, names roles.Names) map[string]string {
	path := map[string]string{}
	for _, p := range documented.Parameters(openapi3.ParameterInPath) {
		if value := pathValue(p); value != PathPlaceholder(p.Name) {
			path[p.Name] = value
		}
	}
	for _, p := range []struct {
		parameter string
		stands    Stands
	}{{names.Project, Project}, {names.Instance, Instance}} {
		if own := standing(p.stands).String(); p.parameter != "" && PathPlaceholder(p.parameter) != own {
			path[p.parameter] = own
		}
	}
	if names.Policy != "" {
		path[names.Policy] = Ref{Name: kind.Names.Policy, Optional: true}.String()
	}
	if len(path) == 0 {
		return nil
	}
	return path
}

// standing is the placeholder of the target's own thing of a sort.
func standing(s Stands) Ref {
	for _, row := range table {
		if row.Stands == s {
			return Ref{Name: row.Name}
		}
	}
	return Ref{Name: unknownName, Indexed: true}
}

// queryOf is the valid query. Where the page prescribes no value for the
// parameter that says what to do, it is the usual one.
func queryOf(documented *openapi.Operation, known domain.Operation, names roles.Names) string {
	_, usual := known.Unbind.Action()
	var query []string
	for _, p := range documented.Parameters(openapi3.ParameterInQuery) {
		switch allowed, _ := allowedValues(schemaOf(p.Schema)); {
		case p.Name == names.Action && (len(allowed) == 0 || slices.Contains(allowed, usual)) && names.Value == "":
			query = append(query, pair(p.Name, usual))
		case p.Name == names.Action && names.Value != "":
			query = append(query, pair(p.Name, names.Value))
		case p.Name == names.Action || p.Required:
			query = append(query, url.QueryEscape(p.Name)+"="+sampleQuery(p))
		}
	}
	return strings.Join(query, "&")
}

// bodyOf is the valid body with the given ids in its list; what else the page
// demands is made up.
func (o operation) bodyOf(ids []any) any {
	body := map[string]any{}
	if schema := o.documented.BodySchema(); schema != nil {
		if schema.Type.Is(openapi3.TypeArray) {
			return listedAlone(schema, ids)
		}
		if made, ok := sample(schema, 0).(map[string]any); ok {
			for _, name := range schema.Required {
				body[name] = made[name]
			}
		}
	}
	if o.Names.Env != "" {
		body[o.Names.Env] = standing(Environment).String()
	}
	if o.Names.List != "" {
		body[o.Names.List] = o.listed(ids)
	}
	return body
}

// listedAlone is a body that is a list: of the ids, or of what the page has in it instead.
func listedAlone(schema *openapi3.Schema, ids []any) any {
	if items := schemaOf(schema.Items); items.Type.Is(openapi3.TypeString) {
		return ids
	}
	return sample(schema, 0)
}

// listed are the ids as the page types their member: a list, or the one id of a
// member that is a text.
func (o operation) listed(ids []any) any {
	if list := o.listSchema(); list != nil && list.Type.Is(openapi3.TypeString) && len(ids) == 1 {
		return ids[0]
	}
	return ids
}

// listSchema is the schema of the member that carries the ids; nil where the page
// has none.
func (o operation) listSchema() *openapi3.Schema {
	if o.documented == nil || o.Names.List == "" {
		return nil
	}
	for _, m := range o.documented.BodyMembers() {
		if m.Path == o.Names.List {
			return m.Schema
		}
	}
	return nil
}

// manyAtLeast is a least length of the list from which on no target has as many
// bindings to spare.
const manyAtLeast = 10

// least is how many ids the valid request has: as few as the page allows.
func (o operation) least() int {
	if list := o.listSchema(); list != nil && list.MinItems > 1 && list.MinItems <= manyAtLeast {
		return int(list.MinItems)
	}
	return 1
}
