package openapi

import (
	"fmt"
	"slices"
	"sort"

	"github.com/getkin/kin-openapi/openapi3"
)

// Member is one member of a body, at whatever depth.
type Member struct {
	// Path names the member: "a.b[].c"; values of a map are "a{}". The items
	// of a body that is itself an array are "[]".
	Path string
	Name string
	// Schema is the member's own schema; Facts is the schema that its bounds
	// and enumeration stand in: the innermost items of an array or values of
	// a map, else Schema.
	Schema, Facts *openapi3.Schema
	Required      bool
	// Reachable is set when every object above the member is mandatory.
	Reachable bool
	// Model is the name of the component that the value, or its items, have.
	Model string
	// Place is where the page documents the member.
	Place Place
}

// BodyMembers are the members of the request body, in page order, parents
// before their children.
func (o *Operation) BodyMembers() []Member {
	s := o.BodySchema()
	if s == nil {
		return nil
	}
	return membersOf(s, walk{page: o.Page})
}

// ResponseMembers are the members of a response's body, in page order.
func (o *Operation) ResponseMembers(status int) []Member {
	s := o.Schema(status)
	if s == nil {
		return nil
	}
	return membersOf(s, walk{page: o.Page, last: true})
}

func membersOf(s *openapi3.Schema, w walk) []Member {
	w.schema("", s, true)
	return w.members
}

// tooLarge says which body of the operation has more members than anybody can mean;
// empty if none has.
func (o *Operation) tooLarge() string {
	if len(o.BodyMembers()) > mostMembers {
		return "the request body"
	}
	for _, status := range o.Statuses() {
		if len(o.ResponseMembers(status)) > mostMembers {
			return fmt.Sprintf("the response body of status %d", status)
		}
	}
	return ""
}

type walk struct {
	page    string
	last    bool
	members []Member
	// inside are the objects on the way, so that a model that contains
	// itself ends.
	inside []*openapi3.Schema
}

// mostMembers bounds the members of one body, one inside another: a few types that contain
// each other twice make millions.
const mostMembers = 10_000

func (w *walk) schema(path string, s *openapi3.Schema, reachable bool) {
	if slices.Contains(w.inside, s) || len(w.members) > mostMembers {
		return
	}
	w.inside = append(w.inside, s)
	defer func() { w.inside = w.inside[:len(w.inside)-1] }()

	switch {
	case s.Items != nil && s.Items.Value != nil:
		w.schema(path+"[]", s.Items.Value, reachable)
	case s.AdditionalProperties.Schema != nil && s.AdditionalProperties.Schema.Value != nil:
		w.schema(path+"{}", s.AdditionalProperties.Schema.Value, reachable)
	}
	for _, m := range w.properties(path, s, reachable) {
		w.members = append(w.members, m)
		w.schema(m.Path, m.Schema, reachable && m.Required)
	}
}

func (w *walk) properties(path string, s *openapi3.Schema, reachable bool) []Member {
	all := make([]Member, 0, len(s.Properties))
	for name, ref := range s.Properties {
		if ref.Value == nil {
			continue
		}
		extensions := ref.Extensions
		if ref.Ref == "" {
			extensions = ref.Value.Extensions
		}
		m := Member{
			Path: name, Name: name, Schema: ref.Value, Required: slices.Contains(s.Required, name),
			Reachable: reachable, Place: place(extensions, w.page, w.last),
		}
		if path != "" {
			m.Path = path + "." + name
		}
		m.Facts, m.Model = facts(ref)
		all = append(all, m)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Place.Line != all[j].Place.Line {
			return all[i].Place.Line < all[j].Place.Line
		}
		return all[i].Name < all[j].Name
	})
	return all
}

// facts goes down arrays and maps to the schema of their values.
func facts(ref *openapi3.SchemaRef) (*openapi3.Schema, string) {
	for {
		s := ref.Value
		switch {
		case s.Items != nil && s.Items.Value != nil:
			ref = s.Items
		case s.AdditionalProperties.Schema != nil && s.AdditionalProperties.Schema.Value != nil:
			ref = s.AdditionalProperties.Schema
		default:
			return s, componentOf(ref.Ref)
		}
	}
}

func componentOf(ref string) string {
	const schemas = "#/components/schemas/"
	if len(ref) > len(schemas) {
		return ref[len(schemas):]
	}
	return ""
}

// Facts is the schema that bounds and enumeration of a value stand in: the
// innermost items of an array or values of a map, else the value's own.
func Facts(ref *openapi3.SchemaRef) *openapi3.Schema {
	s, _ := facts(ref)
	return s
}
