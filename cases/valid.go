package cases

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
)

// jsonMedia is the only media type whose bodies are generated. A form has none:
// a JSON body in its place would be refused for what it is, not for its members.
const jsonMedia = "application/json"

// documentedRequest is the request a page documents: its first example, with
// the ids of the path taken from the target where the target knows them.
func documentedRequest(op openapi.Operation) Request {
	var r Request
	var query []string
	for _, refs := range []openapi3.Parameters{op.Item.Parameters, op.Spec.Parameters} {
		for _, ref := range refs {
			p := ref.Value
			switch {
			case p == nil:
			case p.In == openapi3.ParameterInPath:
				if r.Path == nil {
					r.Path = map[string]string{}
				}
				r.Path[p.Name] = PathPlaceholder(p.Name)
			case p.In == openapi3.ParameterInQuery && p.Required:
				query = append(query, p.Name+"="+sampleQuery(p))
			case p.In == openapi3.ParameterInHeader && p.Required && !strings.EqualFold(p.Name, "X-Auth-Token") && !strings.EqualFold(p.Name, "Content-Type"):
				if r.Headers == nil {
					r.Headers = map[string]string{}
				}
				r.Headers[p.Name] = fmt.Sprint(sample(schemaOf(p.Schema), 0))
			}
		}
	}
	q := strings.Join(query, "&")
	r.Query = &q
	if schema := op.BodySchema(); schema != nil && op.BodyMediaType() == jsonMedia {
		body := exampleBody(op)
		if body == nil {
			body = sample(schema, 0)
		}
		r.Body = &Body{JSON: body}
	}
	return r
}

// PathPlaceholder is the placeholder of a path parameter: of the ids that the
// target or its fixtures know, or of a parameter nothing else knows.
func PathPlaceholder(name string) string {
	row, ok := inPath(name)
	if !ok {
		return Ref{Name: parameterPrefix + placeholderName(name)}.String()
	}
	return Ref{Name: row.Name, Optional: row.Stands == Policy}.String()
}

// placeholderName keeps what a placeholder's name may hold.
func placeholderName(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, name)
}

func sampleQuery(p *openapi3.Parameter) string {
	if row, ok := PlaceholderFor(p.Name); ok && (row.Stands == Policy || row.Stands == Environment) {
		return Ref{Name: row.Name, Optional: row.Stands == Policy}.String()
	}
	return url.QueryEscape(fmt.Sprint(sample(schemaOf(p.Schema), 0)))
}

func schemaOf(ref *openapi3.SchemaRef) *openapi3.Schema {
	if ref == nil || ref.Value == nil {
		return &openapi3.Schema{}
	}
	return ref.Value
}

// exampleBody is the page's first example request that is a JSON object.
func exampleBody(op openapi.Operation) any {
	media := op.Spec.RequestBody.Value.Content.Get(jsonMedia)
	examples := []any{media.Example}
	for _, name := range sortedKeys(media.Examples) {
		if e := media.Examples[name]; e.Value != nil {
			examples = append(examples, e.Value.Value)
		}
	}
	for _, e := range examples {
		if object, ok := plainJSON(e).(map[string]any); ok && len(object) > 0 {
			return object
		}
	}
	return nil
}

// sample makes up a value that fits a schema.
func sample(s *openapi3.Schema, depth int) any {
	if v, ok := s.Extensions["x-value"]; ok {
		return v
	}
	switch {
	case s.Default != nil:
		return plainJSON(s.Default)
	case len(s.Enum) > 0:
		return plainJSON(s.Enum[0])
	case s.Type == nil || depth > 6:
		return "x"
	case s.Type.Is("integer"), s.Type.Is("number"):
		if s.Min != nil {
			return *s.Min
		}
		return 1
	case s.Type.Is("boolean"):
		return true
	case s.Type.Is("array"):
		n := max(int(s.MinItems), 1)
		list := make([]any, n)
		for i := range list {
			list[i] = sample(schemaOf(s.Items), depth+1)
		}
		return list
	case s.Type.Is("object"):
		object := map[string]any{}
		for name, property := range s.Properties {
			if slices.Contains(s.Required, name) || len(s.Required) == 0 {
				object[name] = sample(schemaOf(property), depth+1)
			}
		}
		return object
	}
	return strings.Repeat("a", max(int(s.MinLength), 8))
}

// plainJSON turns any value into what encoding/json would decode it to.
func plainJSON(v any) any {
	if v == nil {
		return nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		return nil
	}
	return out
}

// compactJSON writes a body template; placeholders stay readable.
func compactJSON(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return ""
	}
	return strings.TrimSpace(b.String())
}

// with returns the body with the value at path replaced.
func with(body any, path []any, value any) any {
	if len(path) == 0 {
		return value
	}
	switch key := path[0].(type) {
	case string:
		object, _ := body.(map[string]any)
		object[key] = with(object[key], path[1:], value)
		return object
	case int:
		list, _ := body.([]any)
		list[key] = with(list[key], path[1:], value)
		return list
	}
	return body
}

// without returns the body with the member at path left out.
func without(body any, path []any) any {
	parent := body
	for _, key := range path[:len(path)-1] {
		switch key := key.(type) {
		case string:
			parent = parent.(map[string]any)[key]
		case int:
			parent = parent.([]any)[key]
		}
	}
	if object, ok := parent.(map[string]any); ok {
		delete(object, path[len(path)-1].(string))
	}
	return body
}

// Probes are requests to an operation that show whether a token is known
// without touching anything: everything they name is made up, and what might
// create something lacks its body.
func Probes(op openapi.Operation) []Request {
	valid := documentedRequest(op)
	named := false
	for name, value := range valid.Path {
		if row, ok := inPath(name); (!ok || row.Stands == Policy) && value != "" {
			valid.Path[name] = madeUpID()
			named = true
		}
	}
	if valid.Body != nil {
		valid.Body = &Body{JSON: madeUpIDs(valid.Body.JSON)}
	}
	bare := valid
	bare.Body = &Body{None: true}
	if _, unbinds := domain.Lookup(op.ID); op.Method == "GET" || named || unbinds {
		return []Request{valid, bare}
	}
	return []Request{bare}
}

// madeUpID is the placeholder of an id that does not exist, of no kind.
func madeUpID() string { return Ref{Name: unknownName, Indexed: true}.String() }

// madeUpIDs replaces every string of an example by an id that does not exist.
func madeUpIDs(v any) any {
	switch v := v.(type) {
	case string:
		return madeUpID()
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = madeUpIDs(x)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = madeUpIDs(x)
		}
		return out
	}
	return v
}
