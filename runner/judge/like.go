package judge

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// like judges a body against the one that the page prints for the situation: each
// printed member is there, with a value of the same type, unless the page's table has
// another type: then the table counts. What was found wrong with a member already is not
// said twice.
func (j *response) like(printed, body any, found []Deviation) {
	if body == nil {
		return
	}
	status := j.ex.Response.Status
	for _, m := range unlike(printed, body, "") {
		said := slices.ContainsFunc(found, func(d Deviation) bool { return d.Kind == KindSchema && d.Pointer == m.pointer })
		_, _, stated := memberAt(j.operation.Schema(status), m.pointer)
		asStated := m.reason == otherType && hasOtherType(stated, m.expected)
		if !said && !asStated {
			j.add(KindSchema, j.clause(memberClauses(status, m.pointer)...), m.expected, m.actual, m.pointer, "%s", m.reason)
		}
	}
}

// hasOtherType reports whether a schema, if there is any, states another type.
func hasOtherType(s *openapi3.Schema, than string) bool {
	return s != nil && s.Type != nil && !s.Type.Is(than) && (than != "number" || !s.Type.Is("integer"))
}

const otherType = "the page prints another type for this situation"

// unlike lists where a value lacks what the printed one has. Each item of a list
// has what all printed items have.
func unlike(printed, got any, pointer string) []mismatch {
	if want := typeOf(printed); want != "null" && typeOf(got) != want {
		return []mismatch{{pointer: pointer, expected: want, actual: describe(got), reason: otherType}}
	}
	switch printed := printed.(type) {
	case map[string]any:
		object, _ := got.(map[string]any)
		var list []mismatch
		for _, name := range slices.Sorted(maps.Keys(printed)) {
			at := pointer + "/" + name
			value, shown := object[name]
			if !shown {
				list = append(list, mismatch{pointer: at, expected: typeOf(printed[name]), actual: "absent", reason: "the page prints the member for this situation"})
				continue
			}
			list = append(list, unlike(printed[name], value, at)...)
		}
		return list
	case []any:
		items, _ := got.([]any)
		var list []mismatch
		for i, item := range items {
			if len(printed) > 0 {
				list = append(list, unlike(inCommon(printed), item, fmt.Sprintf("%s/%d", pointer, i))...)
			}
		}
		return list
	}
	return nil
}

// inCommon is what all items of a printed list have: null where they differ.
func inCommon(items []any) any {
	common := items[0]
	for _, item := range items[1:] {
		common = both(common, item)
	}
	return common
}

func both(a, b any) any {
	x, isObject := a.(map[string]any)
	y, alsoObject := b.(map[string]any)
	if !isObject || !alsoObject {
		if typeOf(a) == typeOf(b) {
			return a
		}
		return nil
	}
	common := map[string]any{}
	for name, value := range x {
		if other, shown := y[name]; shown {
			common[name] = both(value, other)
		}
	}
	return common
}

// typeOf is the JSON type of a decoded value.
func typeOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case json.Number, float64, int, int64, uint64:
		return "number"
	default:
		return fmt.Sprintf("%T", v)
	}
}
