package judge

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// exact reports whether a clause is about a part of the request or an example, and not
// about the operation or a response as a whole.
func (j *response) exact(clause string) bool {
	part, _, _ := strings.Cut(strings.TrimPrefix(clause, j.operation.ID+"/"), "/")
	return !slices.Contains([]string{"function", "constraints", "uri", "response"}, part)
}

// factsOfPart are the last parts of the clauses about a part of a request, the one first
// that a value most likely breaks.
var factsOfPart = []string{"value", "enum", "items", "type", "array-length", "length", "minimum", "maximum", "mandatory", "optional"}

// complainedOf is the clause about the part of the request that a refusal names first;
// empty if it names none. Where a right request is refused, that is the statement that page
// and target do not agree on.
func (j *response) complainedOf() string {
	if j.operation.Spec == nil {
		return ""
	}
	body := string(j.ex.Response.Body)
	best, at := "", len(body)
	look := func(place, name string) {
		if len(name) < shortestNamed {
			return
		}
		where := regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`).FindStringIndex(body)
		if where == nil || where[0] >= at {
			return
		}
		for _, fact := range factsOfPart {
			if id := j.operation.ID + "/" + place + "/" + name + "/" + fact; j.states(id) {
				best, at = id, where[0]
				return
			}
		}
	}
	for _, in := range []string{openapi3.ParameterInQuery, openapi3.ParameterInPath, openapi3.ParameterInHeader} {
		for _, p := range j.operation.Parameters(in) {
			look(in, p.Name)
		}
	}
	if schema := j.operation.BodySchema(); schema != nil {
		for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
			look("body", name)
		}
	}
	return best
}

// shortestNamed keeps short words of prose from being taken for names.
const shortestNamed = 4

func (j *response) states(id string) bool {
	clause, ok := j.contract.Clause(id)
	return ok && clause.Excluded == ""
}
