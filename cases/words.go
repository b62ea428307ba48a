package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/roles"
)

// wordsOf are the words of rows for an operation. What the page calls a thing:
//
//	list env                the members of the body: the ids, and the environment
//	escaped                 <list> with its first letter as the digits of a JSON escape
//	count failure failed_id failed_code failed_msg
//	                        the members by which the response accounts for ids
//	project_parameter instance_parameter policy_parameter
//	                        the path parameters
//	action value            the query parameter with a prescribed value, or a list of them, and the value
//	token lower_token       the header that carries the token, and the same in lower case
//
// and, of bindings that are named by their records, placeholders:
//
//	bind policy             a binding, and its policy
//	foreign                 a binding of another kind
//	foreign_list            the member that carries the ids of that kind
func wordsOf(contract *openapi.Contract, documented *openapi.Operation, known domain.Operation, names roles.Names) map[string]string {
	words := map[string]string{
		"list": names.List, "escaped": escapedFirst(names.List), "env": names.Env,
		"count": names.Accounting.Succeeded, "failure": names.Accounting.Failed,
		"failed_id": names.Accounting.ID, "failed_code": names.Accounting.Code, "failed_msg": names.Accounting.Message,
		"project_parameter": names.Project, "instance_parameter": names.Instance, "policy_parameter": names.Policy,
		"action": names.Action, "value": valueOf(documented, known, names),
		"token": names.Token, "lower_token": strings.ToLower(names.Token),
	}
	if known.ByRecord {
		foreign := foreignTo(known.Kind)
		words["bind"], words["policy"] = known.Names.Binding, known.Names.Policy
		words["foreign"] = foreign.Names.Binding
		words["foreign_list"] = listOf(contract, known.Product, foreign)
	}
	return words
}

// valueOf is the value that the page prescribes for the parameter that says what to do or,
// where it lists several, the usual one among them.
func valueOf(documented *openapi.Operation, known domain.Operation, names roles.Names) string {
	_, usual := known.Unbind.Action()
	for _, p := range documented.Parameters(openapi3.ParameterInQuery) {
		if allowed, _ := allowedValues(schemaOf(p.Schema)); p.Name == names.Action && names.Value == "" && slices.Contains(allowed, usual) {
			return usual
		}
	}
	return names.Value
}

// standsForIDs reports whether a word means a placeholder. Any other one is text,
// also where a page's name for a thing is that of a placeholder.
func standsForIDs(word string) bool {
	return slices.Contains([]string{"bind", "policy", "foreign"}, word)
}

// escapedFirst is a name with its first letter as the hexadecimal digits of an
// escape.
func escapedFirst(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf("%02x%s", name[0], name[1:])
}

// listOf is the member that carries the ids of a kind: what the page of the same
// product calls it, else the usual name.
func listOf(contract *openapi.Contract, product domain.Product, kind domain.BindingKind) string {
	for _, op := range domain.Operations() {
		if op.Kind != kind.Kind || op.Product.Name != product.Name {
			continue
		}
		if documented, ok := contract.Operation(op.ID); ok {
			return roles.Of(documented).List
		}
	}
	return kind.Unbind.IDMember
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
