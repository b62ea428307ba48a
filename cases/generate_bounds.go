package cases

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/openapi/spelling"
)

// parameterBounds covers values of query, header and path parameters that lie outside of
// what the page states for them: its allowed values, lengths and numbers.
func (g *generator) parameterBounds() {
	invalid, level := g.refusal(situation.ParameterInvalid)
	for _, in := range []struct {
		place, words string
		refused      []Outcome
		set          func(name, value string) func(*Request)
	}{
		{openapi3.ParameterInQuery, "Query parameter", invalid, func(name, value string) func(*Request) { return querySet(name, value) }},
		{openapi3.ParameterInHeader, "Header", invalid, headerSet},
		{openapi3.ParameterInPath, "Path parameter", distinct(slices.Concat(invalid, g.unknownAnything())), inPathSet},
	} {
		for _, p := range g.op.Parameters(in.place) {
			if g.hasCasesOfItsOwn(p) {
				continue
			}
			refused, level := in.refused, level
			if _, id := g.inPath(p.Name); id && in.place == openapi3.ParameterInPath {
				refused, level = g.malformedID(p.Name)
			}
			for _, wrong := range outOfSchema(in.place, schemaOf(p.Schema)) {
				id := in.place + "/" + p.Name
				clauses := []string{g.clause(id + "/" + wrong.clause)}
				if wrong.converts(p.Description) {
					g.converted(id, p.Name, wrong, clauses, in.set(p.Name, wrong.value))
					continue
				}
				g.add(id+"-"+wrong.name, level, fmt.Sprintf("%s %s %s.", in.words, p.Name, wrong.rule), p.Name+" "+wrong.mutation,
					clauses, refused, in.set(p.Name, wrong.value))
			}
		}
	}
}

// converted covers a value out of bounds that the page says is taken for another one: it
// is no reason to refuse the request. Of an operation that changes something no such
// request is sent.
func (g *generator) converted(id, name string, wrong outside, clauses []string, edit func(*Request)) {
	if !g.readsOnly() {
		return
	}
	expect := append(g.expand(allow(situation.CarriedOut, "the page says that the value is converted")), g.unknownExample()...)
	g.add(id+"-"+wrong.name, Must, fmt.Sprintf("A value of %s that is out of bounds is converted.", name), name+" "+wrong.mutation, clauses, expect, edit)
}

// hasCasesOfItsOwn reports whether a parameter is the token, the media type, or what says
// what to do.
func (g *generator) hasCasesOfItsOwn(p *openapi3.Parameter) bool {
	ofHead := p.In == openapi3.ParameterInHeader && (g.isToken(p.Name) || strings.EqualFold(p.Name, "Content-Type"))
	return ofHead || p.Name == g.names.Action
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

// conversion is how pages say that a value out of bounds is taken for another one.
var conversion = lazyregexp.New(`(?i)\b(?:converted|changed|adjusted|corrected) to\b`)

// converts reports whether the description of a parameter says that the number, which is
// too small or too large, is taken for another one.
func (o outside) converts(description string) bool {
	return (o.clause == "minimum" || o.clause == "maximum") && conversion.MatchString(description)
}

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
		list = append(list, outside{"too-small", "minimum", "is at least " + spelling.Decimal(*s.Min), "is too small", spelling.Decimal(*s.Min - 1)})
	}
	if number && s.Max != nil && isExact(*s.Max) {
		list = append(list, outside{"too-large", "maximum", "is at most " + spelling.Decimal(*s.Max), "is too large", spelling.Decimal(*s.Max + 1)})
	}
	if !number && s.MinLength > 1 {
		least := int(min(s.MinLength, maxFiller))
		list = append(list, outside{"too-short", "length", "has at least " + spelling.Counted(least, "character"), "is too short", strings.Repeat("a", least-1)})
	}
	if !number && s.MaxLength != nil && *s.MaxLength < longestInHead {
		list = append(list, outside{"too-long", "length", fmt.Sprintf("has at most %d characters", *s.MaxLength), "is too long", strings.Repeat("a", int(*s.MaxLength)+1)})
	}
	return list
}

// isExact reports whether the whole numbers next to a number differ from it as it is kept.
func isExact(f float64) bool { return math.Abs(f) < 1<<53 }

// longestInHead is what a parameter may have without being refused for the length of the
// head.
const longestInHead = 2048
