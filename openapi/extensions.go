package openapi

import (
	"github.com/getkin/kin-openapi/openapi3"
)

// Extensions arrive as decoded JSON; the functions below read them without
// trusting their shape, since a contract may come from elsewhere.

func text(extensions map[string]any, key string) string {
	s, _ := extensions[key].(string)
	return s
}

func texts(extensions map[string]any, key string) []string {
	items, _ := extensions[key].([]any)
	var all []string
	for _, item := range items {
		if s, isString := item.(string); isString {
			all = append(all, s)
		}
	}
	return all
}

func objects(extensions map[string]any, key string) []map[string]any {
	items, _ := extensions[key].([]any)
	var all []map[string]any
	for _, item := range items {
		if o, isObject := item.(map[string]any); isObject {
			all = append(all, o)
		}
	}
	return all
}

// place reads x-source. Where pages share a schema, x-sources lists the place
// in each; last asks for the page's last one (its response).
func place(extensions map[string]any, page string, last bool) Place {
	var found *Place
	for _, o := range objects(extensions, "x-sources") {
		if p := placeOf(o); p.Page == page && (found == nil || last) {
			found = &p
		}
	}
	if found != nil {
		return *found
	}
	o, _ := extensions["x-source"].(map[string]any)
	return placeOf(o)
}

func placeOf(o map[string]any) Place {
	line, _ := o["line"].(float64)
	return Place{Page: text(o, "page"), Section: text(o, "section"), Row: text(o, "row"), Line: int(line)}
}

// Shown are the members of an object schema that every printed example of it
// has; a response without one of them differs from all that the page shows.
func Shown(s *openapi3.Schema) []string { return texts(s.Extensions, "x-shown") }

// Prescribed is the one value that the page's prose allows ("The value must
// be delete.").
func Prescribed(s *openapi3.Schema) (value any, ok bool) {
	value, ok = s.Extensions["x-value"]
	return value, ok
}
