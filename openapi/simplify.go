package openapi

import (
	"reflect"

	"github.com/getkin/kin-openapi/openapi3"
)

// simplify takes back what a document says at length for other readers. A
// reference with words of its own stands alone under allOf there, since "$ref"
// has no siblings; here it is the reference. An enumeration of the one value
// that prose prescribes is no list; here it is only what Prescribed returns.
func simplify(doc *openapi3.T) {
	s := simplifier{seen: map[*openapi3.Schema]bool{}}
	for _, item := range doc.Paths.Map() {
		s.parameters(item.Parameters)
		for _, operation := range item.Operations() {
			s.parameters(operation.Parameters)
			if body := operation.RequestBody; body != nil && body.Value != nil {
				s.content(body.Value.Content)
			}
			for _, response := range operation.Responses.Map() {
				s.response(response)
			}
		}
	}
	if doc.Components != nil {
		s.schemas(doc.Components.Schemas)
	}
}

type simplifier struct {
	seen map[*openapi3.Schema]bool
}

func (s simplifier) parameters(all openapi3.Parameters) {
	for _, p := range all {
		if p.Value != nil {
			s.schema(p.Value.Schema)
			s.content(p.Value.Content)
		}
	}
}

func (s simplifier) response(r *openapi3.ResponseRef) {
	if r.Value == nil {
		return
	}
	for _, h := range r.Value.Headers {
		if h.Value != nil {
			s.schema(h.Value.Schema)
		}
	}
	s.content(r.Value.Content)
}

func (s simplifier) content(all openapi3.Content) {
	for _, media := range all {
		if media != nil {
			s.schema(media.Schema)
		}
	}
}

func (s simplifier) schemas(all openapi3.Schemas) {
	for _, ref := range all {
		s.schema(ref)
	}
}

func (s simplifier) schema(ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil {
		return
	}
	if inner := onlyReference(ref); inner != nil {
		ref.Ref, ref.Extensions, ref.Value = inner.Ref, ref.Value.Extensions, inner.Value
	}
	v := ref.Value
	if s.seen[v] {
		return
	}
	s.seen[v] = true
	if value, prescribed := Prescribed(v); prescribed && len(v.Enum) == 1 && reflect.DeepEqual(v.Enum[0], value) {
		v.Enum = nil
	}
	s.schemas(v.Properties)
	s.schema(v.Items)
	s.schema(v.AdditionalProperties.Schema)
	for _, all := range []openapi3.SchemaRefs{v.AllOf, v.AnyOf, v.OneOf, {v.Not}} {
		for _, inner := range all {
			s.schema(inner)
		}
	}
}

// onlyReference is the reference of a schema that says nothing but allOf with
// that one, and words about it.
func onlyReference(ref *openapi3.SchemaRef) *openapi3.SchemaRef {
	v := ref.Value
	if ref.Ref != "" || len(v.AllOf) != 1 || v.AllOf[0].Ref == "" || v.AllOf[0].Value == nil {
		return nil
	}
	rest := *v
	rest.AllOf, rest.Description, rest.Extensions, rest.Origin = nil, "", nil, nil
	if !reflect.DeepEqual(rest, openapi3.Schema{}) {
		return nil
	}
	return v.AllOf[0]
}
