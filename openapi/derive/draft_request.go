package derive

import (
	"fmt"
	"strings"

	"github.com/apigspec/apigspec/openapi/credential"
	"github.com/apigspec/apigspec/openapi/page"
)

type parameter struct {
	name, in    string
	required    bool
	description string
	schema      *schema
	source      source
}

type body struct {
	media    string
	required bool
	schema   *schema
	source   source
	examples []example
}

func (d *draft) readRequest() {
	responses := make([]*scope, 0, len(d.page.Responses))
	for i := range d.page.Responses {
		responses = append(responses, &scope{tables: modelTables(d.page.Responses[i].Tables)})
	}
	d.requestScope = &scope{name: "request", tables: modelTables(d.page.Request), next: responses}
	d.scopes = append(d.scopes, d.requestScope)
	for i := range d.page.Request {
		t := &d.page.Request[i]
		switch t.Location {
		case page.InPath, page.InQuery, page.InHeader:
			d.readParameters(t)
		case page.InBody:
			d.readBody(t, jsonMedia)
		case page.InForm:
			d.readBody(t, formMedia(t))
		}
	}
	d.readRequestExamples()
}

func modelTables(tables []page.Table) []*page.Table {
	var models []*page.Table
	for i := range tables {
		if tables[i].Location == page.Model {
			models = append(models, &tables[i])
		}
	}
	return models
}

func (d *draft) readParameters(t *page.Table) {
	for _, r := range t.Rows {
		at := d.at(t, r)
		p := parameter{
			name: r.Name, in: string(t.Location), required: r.Mandatory != nil && *r.Mandatory,
			description: prose(r.Description), schema: d.rowSchema(r, d.requestScope, at), source: at,
		}
		if t.Location == page.InHeader && strings.EqualFold(r.Name, credential.TokenHeader) {
			d.auth = &p
			continue
		}
		if d.hasParameter(p.in, p.name) {
			d.slip("row-twice", at, fmt.Sprintf("The %s parameter %s has two rows.", p.in, p.name),
				"The first one counts.", "One parameter cannot have two definitions.")
			continue
		}
		d.parameters = append(d.parameters, p)
	}
}

func (d *draft) hasParameter(in, name string) bool {
	for _, p := range d.parameters {
		if p.in == in && (p.name == name || in == "header" && strings.EqualFold(p.name, name)) {
			return true
		}
	}
	return false
}

func formMedia(t *page.Table) string {
	for _, r := range t.Rows {
		if r.Parsed.Kind == "file" {
			return "multipart/form-data"
		}
	}
	if strings.Contains(strings.ToLower(t.Title), "urlencoded") {
		return "application/x-www-form-urlencoded"
	}
	return "multipart/form-data"
}

func (d *draft) readBody(t *page.Table, media string) {
	s := d.bodySchema(t, d.requestScope)
	required := s.typ != "object"
	for _, r := range t.Rows {
		required = required || r.Mandatory != nil && *r.Mandatory
	}
	if d.body != nil {
		d.extend(d.body.schema, s)
		d.body.required = d.body.required || required
		return
	}
	d.body = &body{
		media: media, required: required, schema: s,
		source: source{page: d.page.Name, section: section(t), line: t.Line},
	}
}

// bodySchema is an object with the table's rows, or, when its only row has no
// name, what that row says.
func (d *draft) bodySchema(t *page.Table, sc *scope) *schema {
	if len(t.Rows) == 1 && t.Rows[0].Unnamed() {
		r := t.Rows[0]
		s := d.rowSchema(r, sc, d.at(t, r))
		if s.typ != "array" && r.Name == "[items]" {
			s = &schema{typ: "array", items: s}
		}
		return s
	}
	if len(t.Rows) == 1 && namesAnyMember(t.Rows[0].Name) {
		return &schema{typ: "object", values: d.rowSchema(t.Rows[0], sc, d.at(t, t.Rows[0]))}
	}
	return &schema{typ: "object", properties: d.properties(t, sc), shown: &memberCounts{}}
}

// namesAnyMember reports whether a row stands for members of any name, as
// "{Customized_key}" does.
func namesAnyMember(name string) bool {
	return strings.HasPrefix(name, "{") && strings.HasSuffix(name, "}")
}
