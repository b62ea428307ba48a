package cases

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/roles"
	"github.com/apigspec/apigspec/openapi/spelling"
)

// jsonMedia is the only media type whose bodies are generated. A form has none:
// a JSON body in its place would be refused for what it is, not for its members.
const jsonMedia = "application/json"

// documentedRequest is the request a page documents: its first example, with
// the ids of the path taken from the target where the target knows them.
func documentedRequest(op openapi.Operation) Request {
	var r Request
	var query []string
	token := roles.TokenHeader(&op)
	for _, refs := range []openapi3.Parameters{op.Item.Parameters, op.Spec.Parameters} {
		for _, ref := range refs {
			p := ref.Value
			switch {
			case p == nil:
			case p.In == openapi3.ParameterInPath:
				if r.Path == nil {
					r.Path = map[string]string{}
				}
				r.Path[p.Name] = pathValue(p)
			case p.In == openapi3.ParameterInQuery && p.Required:
				query = append(query, url.QueryEscape(p.Name)+"="+sampleQuery(p))
			case p.In == openapi3.ParameterInHeader && p.Required && !strings.EqualFold(p.Name, token) && !strings.EqualFold(p.Name, "Content-Type"):
				if r.Headers == nil {
					r.Headers = map[string]string{}
				}
				r.Headers[p.Name] = inText(sample(schemaOf(p.Schema), 0))
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

// pathValue is what stands in the path for a parameter: a placeholder, or, where the page
// allows no made-up id for one that nothing else knows, a value that it allows.
func pathValue(p *openapi3.Parameter) string {
	placeholder := PathPlaceholder(p.Name)
	if schema := schemaOf(p.Schema); strings.HasPrefix(placeholder, "<"+parameterPrefix) && schema.VisitJSON(idShaped) != nil {
		return inText(sample(schema, 0))
	}
	return placeholder
}

// idShaped is like the ids that a run makes up.
const idShaped = "0123456789abcdef0123456789abcdef"

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
	return url.QueryEscape(inText(sample(schemaOf(p.Schema), 0)))
}

// inText is a value as it stands outside of JSON.
func inText(v any) string {
	if f, ok := v.(float64); ok {
		return spelling.Decimal(f)
	}
	return fmt.Sprint(v)
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
