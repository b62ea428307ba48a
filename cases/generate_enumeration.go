package cases

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// outsideEnumeration gives a member a value that is not among those listed.
func (g *generator) outsideEnumeration(m member) {
	allowed, clause := allowedValues(m.schema)
	if len(allowed) == 0 {
		return
	}
	var wrong []typed
	if value, ok := unlisted(m.schema, allowed); ok {
		wrong = append(wrong, typed{"outside-enumeration", value})
	}
	if m.schema.Type.Is("string") {
		wrong = append(wrong, typed{"enumeration-case", swapCase(allowed[0])})
	}
	for _, w := range wrong {
		if !slices.Contains(allowed, fmt.Sprint(w.value)) {
			g.invalidMember(m, w.name, fmt.Sprintf("%s is one of %s.", m.name, strings.Join(allowed, ", ")),
				fmt.Sprintf("%s is %s", m.name, compactJSON(w.value)), clause, w.value)
		}
	}
}

// unlisted is a value of the schema's type that is not among those allowed; false if there
// is none.
func unlisted(s *openapi3.Schema, allowed []string) (any, bool) {
	switch {
	case s.Type.Is("string"):
		return "no_such_value", true
	case s.Type.Is("boolean"):
		for _, value := range []bool{true, false} {
			if !slices.Contains(allowed, fmt.Sprint(value)) {
				return value, true
			}
		}
	case s.Type.Is("integer"), s.Type.Is("number"):
		largest := 0.0
		for _, text := range allowed {
			if n, err := strconv.ParseFloat(text, 64); err == nil {
				largest = max(largest, n)
			}
		}
		return largest + 1, true
	}
	return nil, false
}
