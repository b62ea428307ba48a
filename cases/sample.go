package cases

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

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
	n := max(s.MinLength, 8)
	if s.MaxLength != nil {
		n = min(n, *s.MaxLength)
	}
	return strings.Repeat("a", int(min(n, maxFiller)))
}
