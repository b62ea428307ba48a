package cases

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/openapi/spelling"
)

// parameterBounds covers values of query, header and path parameters that lie outside of
// what the page states for them: its allowed values, lengths and numbers. Ids of a target
// are as long as they are.
func (g *generator) parameterBounds() {
	invalid, level := g.refusal(situation.ParameterInvalid)
	for _, in := range []struct {
		place   string
		refused []Outcome
		set     func(name, value string) func(*Request)
	}{
		{openapi3.ParameterInQuery, invalid, func(name, value string) func(*Request) { return querySet(name, value) }},
		{openapi3.ParameterInHeader, invalid, headerSet},
		{openapi3.ParameterInPath, distinct(append(invalid[:len(invalid):len(invalid)], g.unknownAnything()...)), inPathSet},
	} {
		for _, p := range g.op.Parameters(in.place) {
			_, own := g.inPath(p.Name)
			if in.place == openapi3.ParameterInHeader && (g.isToken(p.Name) || strings.EqualFold(p.Name, "Content-Type")) || own || p.Name == g.names.Action && p.Name != "" {
				continue
			}
			for _, wrong := range outOfSchema(in.place, schemaOf(p.Schema)) {
				g.add(in.place+"/"+p.Name+"-"+wrong.name, level, fmt.Sprintf("%s %s %s.", placeInWords(in.place), p.Name, wrong.rule), p.Name+" "+wrong.mutation,
					[]string{g.clause(in.place + "/" + p.Name + "/" + wrong.clause)}, in.refused, in.set(p.Name, wrong.value))
			}
		}
	}
}

func placeInWords(place string) string {
	return map[string]string{
		openapi3.ParameterInQuery: "Query parameter", openapi3.ParameterInHeader: "Header", openapi3.ParameterInPath: "Path parameter",
	}[place]
}

// headerSet replaces the value of a header.
func headerSet(name, value string) func(*Request) {
	return func(r *Request) {
		if r.Headers == nil {
			r.Headers = map[string]string{}
		}
		r.Headers[name] = value
	}
}

// outside is a value that a schema does not allow.
type outside struct{ name, clause, rule, mutation, value string }

// outOfSchema are values that a schema does not allow, one for each of its rules. Wrong
// values of query parameters that have a list of them are covered by [generator.wrongValues].
func outOfSchema(place string, s *openapi3.Schema) []outside {
	number := s.Type.Is(openapi3.TypeInteger) || s.Type.Is(openapi3.TypeNumber)
	allowed, clause := allowedValues(s)
	var list []outside
	if len(allowed) > 0 {
		if place != openapi3.ParameterInQuery && s.Type.Is(openapi3.TypeString) {
			list = append(list, outside{"outside-enumeration", clause, "must be " + strings.Join(allowed, " or "), "is something else", "no_such_value"})
		}
		return list
	}
	if number && place == openapi3.ParameterInHeader {
		list = append(list, outside{"not-a-number", "type", "is a number", "is not a number", "abc"})
	}
	if number && s.Min != nil && isExact(*s.Min) {
		list = append(list, outside{"too-small", "minimum", "is at least " + decimal(*s.Min), "is too small", decimal(*s.Min - 1)})
	}
	if number && s.Max != nil && isExact(*s.Max) {
		list = append(list, outside{"too-large", "maximum", "is at most " + decimal(*s.Max), "is too large", decimal(*s.Max + 1)})
	}
	if !number && s.MinLength > 1 {
		list = append(list, outside{"too-short", "length", "has at least " + spelling.Counted(int(min(s.MinLength, maxFiller)), "character"), "is too short",
			strings.Repeat("a", int(min(s.MinLength, maxFiller))-1)})
	}
	if !number && s.MaxLength != nil && *s.MaxLength < longestInHead {
		list = append(list, outside{"too-long", "length", fmt.Sprintf("has at most %d characters", *s.MaxLength), "is too long", strings.Repeat("a", int(*s.MaxLength)+1)})
	}
	return list
}

// decimal is a number as people write it.
func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// isExact reports whether the whole numbers next to a number differ from it as it is kept.
func isExact(f float64) bool { return math.Abs(f) < 1<<53 }

// longestInHead is what a parameter may have without being refused for the length of the
// head.
const longestInHead = 2048
