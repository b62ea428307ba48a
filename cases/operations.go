package cases

import (
	"fmt"

	"github.com/apigspec/apigspec/openapi/domain"
)

// operation is what cases need to know of an operation that unbinds.
type operation struct {
	// Words are the abbreviations that rows use, with what they stand for: a
	// placeholder's name, or text.
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

// operations are those of the domain table, by id.
func operations() map[string]operation {
	all := map[string]operation{}
	for _, op := range domain.Operations() {
		all[op.ID] = operationOf(op.BindingKind)
	}
	return all
}

// operationOf is an operation that unbinds bindings of a kind.
func operationOf(b domain.BindingKind) operation {
	binding := Ref{Name: b.Names.Binding, Indexed: true}
	op := operation{Words: wordsOf(b), Siblings: b.Siblings(), Unbinds: []string{binding.String()}}
	if b.PolicyInPath() {
		op.Request.Path = map[string]string{b.Parameters()[0]: Ref{Name: b.Names.Policy, Optional: true}.String()}
	}
	op.Request.Query = b.Unbind.Query
	binding.Optional = true
	body := map[string]any{b.Unbind.IDMember: []any{binding.String()}}
	if b.Unbind.EnvMember != "" {
		body[b.Unbind.EnvMember] = Ref{Name: "env_id"}.String()
	}
	op.Request.Body = body
	if b.Accounts() {
		op.Failure = []string{b.UnknownRecord}
	}
	return op
}

// wordsOf are the words of rows about bindings that are named by their records:
//
//	bind          the placeholder of a binding
//	policy        the placeholder of the policy
//	list          the member that carries the ids
//	escaped       the same, its first letter an escape of JSON: 61cl_bindings
//	foreign       the placeholder of a binding of another kind
//	foreign_list  the member that carries the ids of that kind
//	unknown_code  the error code of a record that does not exist
func wordsOf(b domain.BindingKind) map[string]string {
	if !b.ByRecord {
		return nil
	}
	foreign := foreignTo(b.Kind)
	member := b.Unbind.IDMember
	return map[string]string{
		"bind":         b.Names.Binding,
		"policy":       b.Names.Policy,
		"list":         member,
		"escaped":      fmt.Sprintf("%02x%s", member[0], member[1:]),
		"foreign":      foreign.Names.Binding,
		"foreign_list": foreign.Unbind.IDMember,
		"unknown_code": b.UnknownRecord,
	}
}

// foreignTo is another kind whose bindings are named by their records: the first
// one of the table. If there is no other it is the kind itself.
func foreignTo(k domain.Kind) domain.BindingKind {
	for _, b := range domain.Kinds() {
		if b.ByRecord && b.Kind != k {
			return b
		}
	}
	return k.Binding()
}
