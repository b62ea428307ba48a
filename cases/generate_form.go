package cases

import (
	"fmt"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/situation"
)

// forms sends the valid request in other forms that HTTP and JSON make the same
// of. A gateway that serves the one has no reason to refuse the other.
func (g *generator) forms() {
	if !g.known {
		return
	}
	for _, f := range []struct {
		name, requirement string
		headers           map[string]string
		// also are refusals that HTTP allows for this form.
		also []Outcome
	}{
		{"chunked", "A body may come in chunks instead of with a length.", map[string]string{"Transfer-Encoding": "chunked"}, []Outcome{
			{Status: lengthRequired, Rationale: "HTTP allows asking for a length"},
			{Status: notImplemented, Rationale: "HTTP lets a server say that it knows no such coding"},
		}},
		{"expect-continue", "A caller may ask whether to continue, and go on.", map[string]string{"Expect": "100-continue"}, nil},
		{"accept-anything", "A caller that accepts every media type accepts JSON.", map[string]string{"Accept": "*/*"}, nil},
		{"accept-by-preference", "A caller may accept several media types, JSON among them.", map[string]string{"Accept": "text/html;q=0.5, application/json;q=0.9, */*;q=0.1"}, nil},
		{"accept-absent", "A caller that names no media type accepts any.", map[string]string{"Accept": ""}, nil},
		{"charset-quoted", "The value of a media type's parameter may be quoted.", map[string]string{"Content-Type": `application/json; charset="utf-8"`}, nil},
	} {
		g.addForm("form/"+f.name, f.requirement, f.also, func(r *Request) { r.Headers = f.headers })
	}
	if name, value, ok := strings.Cut(*g.valid.Query, "="); ok && value != "" && value[0] != '%' {
		g.addForm("form/query-escaped", "A letter of the query may be written as an escape.", nil, func(r *Request) {
			query := name + "=" + fmt.Sprintf("%%%02X", value[0]) + value[1:]
			r.Query = &query
		})
	}
}

// addForm appends a case whose request is valid and must be carried out.
func (g *generator) addForm(name, requirement string, also []Outcome, edit func(*Request)) {
	done := g.carriedOut(g.own.Unbinds...)
	if len(also) > 0 {
		done.Rationale = "HTTP makes the same of it"
	}
	g.add(name, Should, requirement, "", []string{g.clause("function/effect", openapi.ResponseClause(g.status(situation.CarriedOut)))}, append(g.expand(done), also...), func(r *Request) {
		g.bound(r)
		// What a server left unread of an odd form must not spoil the next request.
		r.Connection = "fresh"
		edit(r)
	})
}
