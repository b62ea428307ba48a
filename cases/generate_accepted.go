package cases

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/situation"
)

// accepted covers what the page says of a good request: each statement of it has
// a case that is carried out only if the statement holds. The request is the
// valid one; what differs is the statement that a refusal belies.
func (g *generator) accepted() {
	if !g.known || g.names.List == "" {
		return
	}
	g.carries("accepted/uri", fmt.Sprintf("The request is %s with the documented path.", g.op.Method), "uri")
	g.carries("accepted/"+g.names.Token, fmt.Sprintf("A token in %s authenticates.", g.names.Token), g.tokenPlace()+"/mandatory", g.tokenPlace()+"/optional")
	for _, p := range g.op.Parameters(openapi3.ParameterInQuery) {
		if queryValue(g.valid.Query, p.Name) != "" {
			g.carries("accepted/query-"+p.Name, fmt.Sprintf("Query parameter %s is understood.", p.Name), factsOf("query/"+p.Name)...)
			g.otherValues(p)
		}
	}
	for _, m := range members(g.op.BodySchema(), g.valid.Body.JSON, "", nil) {
		g.carries("accepted/body-"+caseName(m.name), fmt.Sprintf("Body member %s is understood.", m.name), factsOf("body/"+m.name)...)
	}
	for _, m := range leftOut(g.op.BodySchema(), g.valid.Body.JSON) {
		if !knowable(m.schema) {
			continue // what is made up need not exist
		}
		if stated := g.stated(factsOf("body/" + m.name)...); len(stated) > 0 {
			g.add("accepted/body-"+caseName(m.name), Must, fmt.Sprintf("Body member %s is understood.", m.name), "", stated,
				g.expand(g.carriedOut(g.own.Unbinds...)), func(r *Request) {
					g.bound(r)
					r.Body.JSON = with(r.Body.JSON, m.path, m.value)
				})
		}
	}
	g.mayBeLeftOut()
}

// otherValues covers the values of a query parameter that the page lists beside the one of
// the valid request. What they do it does not say.
func (g *generator) otherValues(p *openapi3.Parameter) {
	stated := g.stated("query/" + p.Name + "/enum")
	if len(stated) == 0 {
		return
	}
	allowed, _ := allowedValues(p.Schema.Value)
	for i, value := range allowed {
		name := value
		if !wordOfID.MatchString(value) {
			name = fmt.Sprint("value-", i+1)
		}
		if value != plainValue(g.valid.Query, p.Name) {
			g.add("accepted/query-"+p.Name+"-"+name, Must, fmt.Sprintf("Query parameter %s may be %s.", p.Name, value), "", stated, g.expand(g.doneOrNot()...), func(r *Request) {
				g.bound(r)
				querySet(p.Name, value)(r)
			})
		}
	}
}

// wordOfID is a value that may stand in the id of a case.
var wordOfID = lazyregexp.New(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// doneOrNot allows a request that the page allows, but of which it does not say that it
// does what the operation is for, to do it or nothing.
func (g *generator) doneOrNot() []Outcome {
	nothing, done := allow(situation.CarriedOut, "the page does not say what it does"), g.carriedOut(g.own.Unbinds...)
	if g.accounts() {
		nothing.Batch = &Batch{}
	}
	done.Rationale = nothing.Rationale
	return []Outcome{nothing, done}
}

// knowable reports whether the page says of a value that it is good.
func knowable(s *openapi3.Schema) bool {
	_, prescribed := s.Extensions["x-value"]
	return prescribed || s.Default != nil || len(s.Enum) > 0 || s.Type.Is("boolean")
}

// factsOf are the clauses about a parameter or member that a good request is in
// keeping with.
func factsOf(place string) []string {
	var ids []string
	for _, fact := range []string{"value", "enum", "type", "items", "mandatory", "optional"} {
		ids = append(ids, place+"/"+fact)
	}
	return ids
}

// carries adds a case whose valid request must be carried out.
func (g *generator) carries(name, requirement string, clauses ...string) {
	stated := g.stated(clauses...)
	if len(stated) == 0 {
		return
	}
	g.add(name, Must, requirement, "", stated, g.expand(g.carriedOut(g.own.Unbinds...)), g.bound)
}

// mayBeLeftOut leaves out what the page says may be left out.
func (g *generator) mayBeLeftOut() {
	if clause := g.stated(g.tokenPlace() + "/optional"); len(clause) > 0 {
		g.add("auth/token-absent", Must, "The token may be left out.", "", clause, g.expand(g.carriedOut(g.own.Unbinds...)), func(r *Request) {
			g.bound(r)
			r.Auth = Auth{Credential: "none"}
		})
	}
	for _, p := range g.op.Parameters(openapi3.ParameterInQuery) {
		if clause := g.stated("query/" + p.Name + "/optional"); len(clause) > 0 {
			g.add("query/"+p.Name+"-absent", Must, fmt.Sprintf("Query parameter %s may be left out.", p.Name), "", clause, g.expand(g.carriedOut(g.own.Unbinds...)), func(r *Request) {
				g.bound(r)
				querySet(p.Name)(r)
			})
		}
	}
	for _, p := range g.op.Parameters(openapi3.ParameterInHeader) {
		if !g.isToken(p.Name) {
			g.carries("header/"+p.Name+"-absent", fmt.Sprintf("Header %s may be left out.", p.Name), "header/"+p.Name+"/optional")
		}
	}
	for _, m := range members(g.op.BodySchema(), g.valid.Body.JSON, "", nil) {
		if clause := g.stated("body/" + m.name + "/optional"); len(clause) > 0 && !strings.Contains(m.name, ".") {
			g.memberLeftOut(m, clause)
		}
	}
}

// memberLeftOut leaves a member out. Without the list nothing is unbound; what
// is unbound without another member the page does not say.
func (g *generator) memberLeftOut(m member, clause []string) {
	nothing := allow(situation.CarriedOut, "the page does not say what stands for it")
	if g.accounts() {
		nothing.Batch = &Batch{}
	}
	expect := []Outcome{nothing}
	if m.name != g.names.List {
		done := g.carriedOut(g.own.Unbinds...)
		done.Rationale = nothing.Rationale
		expect = append(expect, done)
	}
	g.add("body/"+caseName(m.name)+"-absent", Must, fmt.Sprintf("Body member %s may be left out.", m.name), "", clause, g.expand(expect...), func(r *Request) {
		g.bound(r)
		r.Body.JSON = without(r.Body.JSON, m.path)
	})
}
