package judge

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/spelling"
)

// schema judges a body against the documented response. All mismatches are
// reported, not just the first.
func (j *response) schema(status int, documented *openapi3.Response, value any, candidates []Outcome) {
	if documented != nil {
		schema := documented.Content.Get("application/json").Schema
		if schema != nil && schema.Value != nil {
			j.members(status, schema.Value, value, candidates)
		}
	}
	if status >= 400 {
		j.errorBody(status, documented, value)
	}
}

func (j *response) members(status int, schema *openapi3.Schema, value any, candidates []Outcome) {
	for _, mismatch := range mismatches(schema, value) {
		if mismatch.actual == "null" && j.standsForNothing(mismatch.pointer, candidates) {
			continue
		}
		clause := j.clause(factClauses(status, mismatch.pointer, mismatch.field)...)
		j.add(KindSchema, clause, mismatch.expected, mismatch.actual, mismatch.pointer, "%s", mismatch.reason)
	}
}

// errorBody judges that an error says which one it is. Response tables have no
// mandatory column, yet every error table lists a code and a message and every
// example shows them. They are asked for under statuses too that only a sibling
// page lists.
func (j *response) errorBody(status int, documented *openapi3.Response, value any) {
	object, ok := value.(map[string]any)
	if !ok {
		if documented == nil {
			j.add(KindSchema, j.clause(openapi.ResponseClause(status)), "an object", describe(value), "", "the error body is not an object")
		}
		return
	}
	for _, name := range []string{j.names.code, j.names.message} {
		if name == "" || documented != nil && !hasMember(documented, name) {
			continue
		}
		member, shown := object[name]
		clause := j.clause(memberClauses(status, "/"+name)...)
		if _, isText := member.(string); isText {
			continue
		}
		switch {
		case !shown:
			j.add(KindSchema, clause, "a string", "absent", "/"+name, "the error body has no %s", name)
		case documented == nil:
			j.add(KindSchema, clause, "a string", describe(member), "/"+name, "%s is no string", name)
		}
	}
}

func hasMember(r *openapi3.Response, name string) bool {
	media := r.Content.Get("application/json")
	return media != nil && media.Schema != nil && media.Schema.Value != nil && media.Schema.Value.Properties[name] != nil
}

// mismatch is one place where a value does not fit its schema.
type mismatch struct {
	pointer, expected, actual, reason string
	// field is the keyword of the schema that it does not fit.
	field string
}

// mismatches lists where a value does not fit a schema, in document order.
func mismatches(schema *openapi3.Schema, value any) []mismatch {
	var list []mismatch
	err := schema.VisitJSON(floats(value), openapi3.MultiErrors(), openapi3.VisitAsResponse())
	collect(err, &list)
	list = slices.DeleteFunc(list, func(m mismatch) bool { return m.actual == "null" && mayBeAbsent(schema, m.pointer) })
	list = append(list, disguisedIntegers(schema, value, "")...)
	sort.SliceStable(list, func(a, b int) bool { return list[a].pointer < list[b].pointer })
	return list
}

// mayBeAbsent reports whether the member at a pointer could as well be left out:
// a list that would be empty, or a member that not every printed example
// shows. Some writers print null for it; no page says that they may not.
func mayBeAbsent(schema *openapi3.Schema, pointer string) bool {
	parent, name, member := memberAt(schema, pointer)
	if parent == nil || member == nil {
		return false
	}
	return member.Type.Is("array") || !slices.Contains(openapi.Shown(parent), name)
}

// memberAt is the schema at a pointer, nil if it has none, and for a member of an object
// that object's and its name.
func memberAt(schema *openapi3.Schema, pointer string) (parent *openapi3.Schema, name string, member *openapi3.Schema) {
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if schema == nil {
			return nil, "", nil
		}
		if _, err := strconv.Atoi(part); err == nil && schema.Items != nil {
			parent, name, schema = nil, "", schema.Items.Value
			continue
		}
		property := schema.Properties[part]
		if property == nil {
			return nil, "", nil
		}
		parent, name, schema = schema, part, property.Value
	}
	return parent, name, schema
}

func collect(err error, list *[]mismatch) {
	if err == nil {
		return
	}
	var multi openapi3.MultiError
	if errors.As(err, &multi) {
		for _, e := range multi {
			collect(e, list)
		}
		return
	}
	var s *openapi3.SchemaError
	if errors.As(err, &s) {
		pointer := ""
		for _, part := range s.JSONPointer() {
			pointer += "/" + part
		}
		*list = append(*list, mismatch{pointer: pointer, expected: demand(s), actual: describe(s.Value), reason: s.Reason, field: s.SchemaField})
		return
	}
	*list = append(*list, mismatch{reason: err.Error()})
}

// demand says what a schema asks for, in words.
func demand(s *openapi3.SchemaError) string {
	schema := s.Schema
	if schema == nil {
		return s.SchemaField
	}
	switch s.SchemaField {
	case "type":
		if schema.Type != nil {
			return strings.Join(*schema.Type, " or ")
		}
	case "enum":
		var values []string
		for _, v := range schema.Enum {
			values = append(values, fmt.Sprint(v))
		}
		return "one of " + strings.Join(values, ", ")
	case "minItems":
		return "at least " + amount(schema.MinItems, "item")
	case "maxItems":
		return "at most " + amount(*schema.MaxItems, "item")
	case "minLength":
		return "at least " + amount(schema.MinLength, "character")
	case "maxLength":
		return "at most " + amount(*schema.MaxLength, "character")
	case "minimum":
		return "at least " + spelling.Decimal(*schema.Min)
	case "maximum":
		return "at most " + spelling.Decimal(*schema.Max)
	}
	if schema.Type != nil && len(*schema.Type) > 0 {
		return (*schema.Type)[0] + " (" + s.SchemaField + ")"
	}
	return s.SchemaField
}

// amount is so many things, as far as anybody counts.
func amount(n uint64, thing string) string {
	return spelling.Counted(int(min(n, math.MaxInt32)), thing)
}

// disguisedIntegers finds integers written with a fraction or an exponent
// (1.0, 1e0), which validators take for integers and clients do not.
func disguisedIntegers(schema *openapi3.Schema, value any, pointer string) []mismatch {
	if schema == nil {
		return nil
	}
	var list []mismatch
	switch value := value.(type) {
	case json.Number:
		if schema.Type.Is("integer") && strings.ContainsAny(value.String(), ".eE") && isWhole(value) {
			list = append(list, mismatch{
				pointer: pointer, expected: "integer", actual: value.String(),
				reason: "an integer is written without fraction or exponent", field: "type",
			})
		}
	case map[string]any:
		names := make([]string, 0, len(value))
		for name := range value {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			if property := schema.Properties[name]; property != nil {
				list = append(list, disguisedIntegers(property.Value, value[name], pointer+"/"+name)...)
			}
		}
	case []any:
		if schema.Items != nil {
			for i, item := range value {
				list = append(list, disguisedIntegers(schema.Items.Value, item, fmt.Sprintf("%s/%d", pointer, i))...)
			}
		}
	}
	return list
}

func isWhole(n json.Number) bool {
	f, err := n.Float64()
	return err == nil && f == float64(int64(f))
}

// floats turns json.Number into float64, which is what the validator knows.
func floats(v any) any {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		if err != nil {
			return v.String()
		}
		return f
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = floats(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = floats(x)
		}
		return out
	}
	return v
}

// facts are the last parts of the clauses that state what keywords of a schema do.
var facts = map[string]string{
	"minItems": "array-length", "maxItems": "array-length", "minLength": "length", "maxLength": "length",
	"minimum": "minimum", "maximum": "maximum", "enum": "enum",
}

// factClauses are the clauses that may state what a keyword does of the member at a JSON
// pointer: a fact's own, which for items is that of the list, and those of the member.
func factClauses(status int, pointer, keyword string) []string {
	ids := memberClauses(status, pointer)
	if fact := facts[keyword]; fact != "" {
		ids = slices.Insert(ids, 0, strings.TrimRight(ids[0], "[]")+"/"+fact)
	}
	return ids
}

// memberClauses are the clauses that may state the member at a JSON pointer,
// the most exact one first.
func memberClauses(status int, pointer string) []string {
	path := strings.TrimPrefix(pointer, "/")
	var parts []string
	for _, part := range strings.Split(path, "/") {
		if _, err := strconv.Atoi(part); err == nil && len(parts) > 0 {
			parts[len(parts)-1] += "[]"
			continue
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	var ids []string
	for n := len(parts); n > 0; n-- {
		ids = append(ids, openapi.ResponseClause(status)+"/"+strings.Join(parts[:n], "."))
		if last := strings.TrimSuffix(parts[n-1], "[]"); last != parts[n-1] {
			list := openapi.ResponseClause(status) + "/" + strings.Join(append(append([]string(nil), parts[:n-1]...), last), ".")
			if n == len(parts) {
				ids = append(ids, list+"/items") // the item itself
			}
			ids = append(ids, list)
		}
	}
	return append(ids, openapi.ResponseClause(status))
}

// describe shows a JSON value shortly.
func describe(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	const most = 120
	if len(data) > most {
		return string(data[:most]) + "…"
	}
	return string(data)
}
