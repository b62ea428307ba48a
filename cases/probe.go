package cases

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
)

// Probes are requests to an operation that show whether a token is known
// without touching anything that is there: some id that they name is made up, or
// what might create something lacks its body. There is none to an operation that would do
// something all the same.
func Probes(op openapi.Operation) []Request {
	valid := documentedRequest(op)
	named := false
	for name, value := range valid.Path {
		if row, ok := inPath(name); ok && row.Stands == Policy || value == PathPlaceholder(name) && !ok {
			valid.Path[name] = madeUp
			named = true
		}
	}
	bare := valid
	bare.Body = &Body{None: true}
	schema := op.BodySchema()
	if valid.Body != nil {
		valid.Body = &Body{JSON: idsMadeUp(schema, valid.Body.JSON)}
	}
	_, unbinds := domain.Lookup(op.ID)
	switch {
	case op.Method == "GET" || named || unbinds:
		return []Request{valid, bare}
	case schema != nil && op.Spec.RequestBody.Value.Required:
		return []Request{bare}
	default:
		return nil
	}
}

// idsMadeUp is a body that names nothing that exists: each text is made up that may be an
// id by its row.
func idsMadeUp(s *openapi3.Schema, body any) any {
	if s == nil {
		s = &openapi3.Schema{}
	}
	switch body := body.(type) {
	case map[string]any:
		object := map[string]any{}
		for name, value := range body {
			object[name] = idsMadeUp(schemaOf(s.Properties[name]), value)
		}
		return object
	case []any:
		list := make([]any, len(body))
		for i, item := range body {
			list[i] = idsMadeUp(schemaOf(s.Items), item)
		}
		return list
	case string:
		if s.VisitJSON(idShaped) == nil {
			return madeUp
		}
	}
	return body
}

// madeUp stands for an id that does not exist.
const madeUp = "<unknown.0>"
