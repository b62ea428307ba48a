package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/situation"
)

// malformedBodies covers bodies that are not JSON, or not a JSON object.
func (g *generator) malformedBodies() {
	schema := g.op.BodySchema()
	if schema == nil || g.valid.Body == nil {
		return
	}
	refused, level := g.refusal(situation.BodyUnreadable)
	clauses := []string{g.answerClause(situation.BodyUnreadable)}
	valid := compactJSON(g.valid.Body.JSON)
	wanted := "object"
	if !g.takesObject() {
		wanted = typeName(schema)
	}
	raw := func(name, mutation, body string) {
		g.add("json/"+name, level, fmt.Sprintf("A body that is not a JSON %s is refused.", wanted), mutation, clauses, refused,
			func(r *Request) { r.Body = &Body{Raw: &body} })
	}
	if wanted == "array" {
		raw("truncated", "the JSON ends early", strings.TrimSuffix(valid, "]"))
		raw("trailing-comma", "a comma stands before the closing bracket", strings.TrimSuffix(valid, "]")+",]")
		raw("text", "the body is plain text", "unbind everything")
		raw("object", "the body is an object", `{"0":`+strings.TrimSuffix(strings.TrimPrefix(valid, "["), "]")+"}")
		raw("string", "the body is a string", `"unbind"`)
		raw("number", "the body is a number", "1")
		return
	}
	raw("truncated", "the JSON ends early", strings.TrimSuffix(valid, "}"))
	raw("half", "the JSON is cut in the middle", valid[:len(valid)/2])
	raw("trailing-comma", "a comma stands before the closing brace", strings.TrimSuffix(valid, "}")+",}")
	if strings.Contains(valid, "]") {
		raw("trailing-comma-in-list", "a comma stands before a closing bracket", strings.Replace(valid, "]", ",]", 1))
		raw("missing-comma-in-list", "a comma is missing between two items", strings.Replace(valid, "]", ` "x"]`, 1))
		raw("leading-comma-in-list", "a comma stands behind an opening bracket", strings.Replace(valid, "[", "[,", 1))
	}
	raw("leading-comma", "a comma stands behind the opening brace", "{,"+strings.TrimPrefix(valid, "{"))
	raw("double-comma", "two commas follow each other", strings.TrimSuffix(valid, "}")+`,,"x":1}`)
	raw("missing-comma", "a comma is missing", strings.TrimSuffix(valid, "}")+` "x" 1}`)
	raw("equals-sign", "an equals sign stands for a colon", strings.TrimSuffix(valid, "}")+`,"x"=1}`)
	raw("python-literal", "a value is None", strings.TrimSuffix(valid, "}")+`,"x":None}`)
	raw("unknown-escape", "a string holds an escape that JSON does not have", strings.TrimSuffix(valid, "}")+`,"x":"\q"}`)
	raw("short-escape", "a string holds an escape that lacks digits", strings.TrimSuffix(valid, "}")+`,"x":"\u12"}`)
	raw("line-break-in-string", "a string holds a bare line break", strings.TrimSuffix(valid, "}")+",\"x\":\"a\nb\"}")
	raw("single-quotes", "the JSON uses single quotes", strings.ReplaceAll(valid, `"`, `'`))
	raw("unquoted-member", "a member name has no quotes", strings.Replace(strings.Replace(valid, `"`, "", 1), `"`, "", 1))
	raw("comment", "the JSON holds a comment", "/* "+"unbind */ "+valid)
	raw("line-comment", "a comment ends a line of the JSON", strings.TrimSuffix(valid, "}")+" // unbind\n}")
	raw("hash-comment", "a comment ends a line of the JSON", strings.TrimSuffix(valid, "}")+" # unbind\n}")
	raw("text-in-front", "text stands before the JSON", "body="+valid)
	raw("text", "the body is plain text", "unbind everything")
	raw("form", "the body is a form", formOf(g.valid.Body.JSON))
	raw("xml", "the body is XML", `<?xml version="1.0"?><request/>`)
	raw("array", "the body is an array", "["+valid+"]")
	raw("string", "the body is a string", `"unbind"`)
	raw("string-of-json", "the body is a string that holds JSON", quoteJSON(valid))
	raw("number", "the body is a number", "1")
	raw("true", "the body is true", "true")
	// What many languages take for false, and with it for an empty object.
	raw("empty-array", "the body is an empty array", "[]")
	raw("empty-string", "the body is an empty string", `""`)
	raw("zero", "the body is zero", "0")
	raw("false", "the body is false", "false")
	if len(schema.Required) == 0 {
		// A page with no mandatory member does not say that a body is needed.
		return
	}
	raw("null", "the body is null", "null")
	raw("empty-object", "the body is an empty object", "{}")
	noBody := append(slices.Clone(refused),
		Outcome{Status: unsupportedMediaType, Rationale: "without a body there is no media type either"},
		Outcome{Status: lengthRequired, Rationale: "HTTP allows asking for a length"})
	g.add("json/no-body", level, "The body has mandatory members, so there must be one.", "there is no body", clauses, noBody,
		func(r *Request) { r.Body = &Body{None: true} })
}

// quoteJSON writes JSON text as a JSON string, with the placeholders as they are.
func quoteJSON(text string) string {
	return `"` + strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), `"`, `\"`) + `"`
}

// formOf writes a body as an HTML form would, with the placeholders as they are.
func formOf(body any) string {
	members, _ := body.(map[string]any)
	var pairs []string
	for _, name := range sortedKeys(members) {
		values, ok := members[name].([]any)
		if !ok {
			values = []any{members[name]}
		}
		for _, value := range values {
			pairs = append(pairs, name+"="+fmt.Sprint(value))
		}
	}
	if len(pairs) == 0 {
		return "a=b"
	}
	return strings.Join(pairs, "&")
}
