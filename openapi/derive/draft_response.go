package derive

import (
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strings"

	"github.com/apigspec/apigspec/openapi/page"
)

type response struct {
	status      int
	description string
	schema      *schema // nil for a response without a body table
	headers     []parameter
	examples    []example
	listedIn    []string
	source      source
}

func (d *draft) readResponses() {
	for i := range d.page.Responses {
		d.readResponse(&d.page.Responses[i])
	}
	for _, row := range d.page.StatusCodes {
		r := d.response(row.Status, source{page: d.page.Name, section: "Status Codes", row: itoa(row.Status), line: row.Line})
		r.listedIn = append(r.listedIn, "status-codes")
		if row.Description != "" {
			r.description = row.Description
		}
	}
	for _, e := range d.page.ResponseExamples {
		r := d.response(e.Status, source{page: d.page.Name, section: exampleSection(e), line: e.Line})
		if len(r.listedIn) == 0 || r.listedIn[len(r.listedIn)-1] != "examples" {
			r.listedIn = append(r.listedIn, "examples")
		}
		if r.description == "" {
			r.description = e.Phrase
		}
		if e.Body != "" {
			r.examples = append(r.examples, d.readExample(e, r.schema))
		}
	}
	for _, r := range d.responses {
		nameExamples(r.examples)
		for _, e := range r.examples {
			if r.schema != nil {
				recordMembers(e.value, r.schema)
			}
		}
	}
	sort.SliceStable(d.responses, func(i, j int) bool { return d.responses[i].status < d.responses[j].status })
}

// response finds the response of a status or begins it at the given place.
func (d *draft) response(status int, at source) *response {
	for _, r := range d.responses {
		if r.status == status {
			return r
		}
	}
	r := &response{status: status, source: at}
	d.responses = append(d.responses, r)
	return r
}

func (d *draft) readResponse(p *page.Response) {
	status := p.Status
	if status == 0 {
		status = d.success()
	}
	at := source{page: d.page.Name, section: "Status code: " + itoa(status), line: p.Line}
	if p.Unlabelled {
		at.section = "Response Parameters"
	}
	r := d.response(status, at)
	if len(r.listedIn) == 0 {
		r.listedIn = append(r.listedIn, "response-parameters")
	}
	if r.description == "" {
		r.description = p.Phrase
	}
	sc := &scope{name: itoa(status), tables: modelTables(p.Tables)}
	for i := range d.page.Responses {
		if other := &d.page.Responses[i]; other != p {
			sc.next = append(sc.next, &scope{name: itoa(other.Status), tables: modelTables(other.Tables)})
		}
	}
	sc.next = append(sc.next, d.requestScope)
	d.scopes = append(d.scopes, sc)
	for i := range p.Tables {
		t := &p.Tables[i]
		switch t.Location {
		case page.InHeader:
			d.readHeaders(r, t, sc)
		case page.Model:
		default:
			d.readResponseBody(r, t, sc)
		}
	}
}

func (d *draft) readResponseBody(r *response, t *page.Table, sc *scope) {
	s := d.bodySchema(t, sc)
	if r.schema != nil {
		d.extend(r.schema, s)
		return
	}
	r.schema = s
}

// extend adds the members of a further table for the same body.
func (d *draft) extend(s, more *schema) {
	for _, p := range more.properties {
		if s.typ != "object" || slices.ContainsFunc(s.properties, func(old property) bool { return old.name == p.name }) {
			d.slip("row-twice", p.sources[0], fmt.Sprintf("Two tables describe the same body, and %s stands in both.", p.name),
				"The first table counts.", "One member cannot have two definitions.")
			continue
		}
		s.properties = append(s.properties, p)
	}
}

func (d *draft) readHeaders(r *response, t *page.Table, sc *scope) {
	for _, row := range t.Rows {
		at := d.at(t, row)
		if slices.ContainsFunc(r.headers, func(h parameter) bool { return strings.EqualFold(h.name, row.Name) }) {
			d.slip("row-twice", at, fmt.Sprintf("The response header %s has two rows.", row.Name),
				"The first one counts.", "One header cannot have two definitions.")
			continue
		}
		r.headers = append(r.headers, parameter{
			name: row.Name, in: "header", required: row.Mandatory != nil && *row.Mandatory, description: prose(row.Description),
			schema: d.rowSchema(row, sc, at), source: at,
		})
	}
}

// success is the status of tables that stand under no status: the first
// success of the table Status Codes, else 200.
func (d *draft) success() int {
	for _, row := range d.page.StatusCodes {
		if row.Status >= 200 && row.Status < 300 {
			return row.Status
		}
	}
	return http.StatusOK
}
