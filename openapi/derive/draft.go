package derive

import (
	"fmt"
	"net/http"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi/page"
)

// draft is what one page says, before the pages are put together: its
// operation, still without names for the models, and the slips met on the way.
type draft struct {
	page         *page.Page
	id, product  string
	method, path string
	parameters   []parameter
	unplaced     []parameter // documented for the path but not part of it
	auth         *parameter  // X-Auth-Token
	body         *body
	responses    []*response
	statements   []statement
	models       map[modelKey]*model
	modelOrder   []*model
	slips        []slip
	requestScope *scope
	scopes       []*scope // of the request and of each response
}

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

type response struct {
	status      int
	description string
	schema      *schema // nil for a response without a body table
	headers     []parameter
	examples    []example
	standsIn    []string
	source      source
}

const jsonMedia = "application/json"

type example struct {
	name    string
	printed page.Example
	value   any // nil when the text is not JSON
	faults  []fault
	source  source
}

var methods = map[string]bool{
	"GET": true, "PUT": true, "POST": true, "DELETE": true, "PATCH": true, "HEAD": true, "OPTIONS": true, "TRACE": true,
}

func newDraft(p *page.Page, identity identity) (*draft, error) {
	if p.URI.Method == "" || !strings.HasPrefix(p.URI.Path, "/") {
		return nil, fmt.Errorf("page %s, line %d: expected a method and a path under the heading URI, found %q",
			p.Name, p.URI.Line, strings.TrimSpace(p.URI.Method+" "+p.URI.Path))
	}
	if !methods[strings.ToUpper(p.URI.Method)] {
		return nil, fmt.Errorf("page %s, line %d: expected an HTTP method that OpenAPI knows, found %q",
			p.Name, p.URI.Line, p.URI.Method)
	}
	d := &draft{
		page: p, id: identity.id, product: identity.product,
		method: strings.ToLower(p.URI.Method), path: pathOf(p), models: map[modelKey]*model{},
	}
	if identity.shared {
		d.slip("operation-id-shared", source{page: p.Name, section: "URI", line: p.URI.Line},
			"A shorter path comes to the same operation id.",
			"The id here is "+d.id+".", "An operation id may stand in a document only once.")
	}
	d.statements = statementsOf(p)
	d.readRequest()
	d.readResponses()
	d.placeParameters()
	d.addOrphans()
	return d, nil
}

// pathOf is the path of a page's URI, without its query and a slash at its end.
func pathOf(p *page.Page) string {
	path, _, _ := strings.Cut(p.URI.Path, "?")
	if path != "/" {
		path = strings.TrimSuffix(path, "/")
	}
	return path
}

func (d *draft) slip(kind string, at source, text, decision, why string) {
	d.slips = append(d.slips, slip{kind: kind, text: text, decision: decision, why: why, source: at})
}

func section(t *page.Table) string {
	if t.Number == 0 {
		return t.Title
	}
	return "Table " + itoa(t.Number) + " " + t.Title
}

func (d *draft) at(t *page.Table, r page.Row) source {
	return source{page: d.page.Name, section: section(t), row: r.Name, line: r.Line}
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
		if t.Location == page.InHeader && strings.EqualFold(r.Name, "X-Auth-Token") {
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
	return &schema{typ: "object", properties: d.properties(t, sc), shown: &sightings{}}
}

// namesAnyMember tells whether a row stands for members of any name, as
// "{Customized_key}" does.
func namesAnyMember(name string) bool {
	return strings.HasPrefix(name, "{") && strings.HasSuffix(name, "}")
}

func (d *draft) readResponses() {
	for i := range d.page.Responses {
		d.readResponse(&d.page.Responses[i])
	}
	for _, row := range d.page.StatusCodes {
		r := d.response(row.Status, source{page: d.page.Name, section: "Status Codes", row: itoa(row.Status), line: row.Line})
		r.standsIn = append(r.standsIn, "status-codes")
		if row.Description != "" {
			r.description = row.Description
		}
	}
	for _, e := range d.page.ResponseExamples {
		r := d.response(e.Status, source{page: d.page.Name, section: exampleSection(e), line: e.Line})
		if len(r.standsIn) == 0 || r.standsIn[len(r.standsIn)-1] != "examples" {
			r.standsIn = append(r.standsIn, "examples")
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
				sight(e.value, r.schema)
			}
		}
	}
	sort.SliceStable(d.responses, func(i, j int) bool { return d.responses[i].status < d.responses[j].status })
}

func exampleSection(e page.Example) string {
	if e.Status == 0 {
		return "Example Requests"
	}
	return "Example Responses, status code " + itoa(e.Status)
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
	if len(r.standsIn) == 0 {
		r.standsIn = append(r.standsIn, "response-parameters")
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
			name: row.Name, in: "header", description: prose(row.Description),
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

func (d *draft) readRequestExamples() {
	var examples []example
	for _, e := range d.page.RequestExamples {
		if e.Body == "" && e.Request == nil {
			continue
		}
		var s *schema
		if d.body != nil {
			s = d.body.schema
		}
		example := d.readExample(e, s)
		if d.body != nil && d.body.media != jsonMedia && example.value == nil {
			// A form prints as a form; only JSON can be held against the table.
			example.faults = nil
		}
		examples = append(examples, example)
	}
	nameExamples(examples)
	if d.body == nil {
		d.body = &body{examples: examples}
		return
	}
	d.body.examples = examples
}

func (d *draft) readExample(e page.Example, s *schema) example {
	x := example{printed: e, source: source{page: d.page.Name, section: exampleSection(e), line: e.Line}}
	if e.Body == "" {
		return x
	}
	value, err := parseJSON(e.Body)
	if err != nil {
		x.faults = []fault{{text: "is not JSON: " + err.Error()}}
		return x
	}
	x.value = value
	if s != nil {
		x.faults = faults(value, s, "")
	}
	return x
}

// nameExamples names examples by their captions; a single one is "1".
func nameExamples(examples []example) {
	used := map[string]bool{}
	for i := range examples {
		name := itoa(i + 1)
		if caption := examples[i].printed.Caption; len(examples) > 1 && caption != "" {
			name = slug(caption, 8)
		}
		for base, n := name, 2; used[name]; n++ {
			name = base + "-" + itoa(n)
		}
		used[name] = true
		examples[i].name = name
	}
}

// addOrphans keeps the models that no row refers to: their facts stand on the
// page, even if it does not say where they belong.
func (d *draft) addOrphans() {
	referred := map[*page.Table]bool{}
	for key := range d.models {
		referred[key.table] = true
	}
	for _, sc := range d.scopes {
		for _, t := range sc.tables {
			if referred[t] {
				continue
			}
			referred[t] = true
			before := len(d.modelOrder)
			d.model(t, sc)
			for _, m := range d.modelOrder[before:] {
				referred[m.table] = true
			}
			d.slip("model-without-use", source{page: d.page.Name, section: section(t), row: modelName(t), line: t.Line},
				fmt.Sprintf("No row has the type %s, for which there is a table.", modelName(t)),
				"It is derived as a schema of its own.", "Where it belongs is not said.")
		}
	}
}

// placeParameters brings the path and its parameters into agreement.
func (d *draft) placeParameters() {
	inPath := pathParameters(d.path)
	inQuery := queryParameters(d.page.URI.Path)
	kept := d.parameters[:0:0]
	for _, p := range d.parameters {
		switch {
		case p.in != "path":
			kept = append(kept, p)
		case !inPath[p.name] && inQuery[p.name] && !d.hasParameter("query", p.name):
			d.slip("parameter-not-in-path", p.source,
				fmt.Sprintf("The path parameter %s has a row, but the URI prints it in the query.", p.name),
				"It is a query parameter.", "The URI shows where it travels.")
			p.in = "query"
			kept = append(kept, p)
		case !inPath[p.name]:
			d.slip("parameter-not-in-path", p.source,
				fmt.Sprintf("The path parameter %s has a row, but the path %s does not hold it.", p.name, d.path),
				"It is kept apart, under x-unplaced-parameters.", "There is no place to send it.")
			d.unplaced = append(d.unplaced, p)
		default:
			if !p.required {
				d.slip("optional-path-parameter", p.source,
					fmt.Sprintf("The path parameter %s is not marked as mandatory.", p.name),
					"It is mandatory.", "A path without it is another path.")
			}
			p.required = true
			kept = append(kept, p)
		}
	}
	d.parameters = kept
	uri := source{page: d.page.Name, section: "URI", line: d.page.URI.Line}
	for _, name := range sortedKeys(inPath) {
		if d.hasParameter("path", name) {
			continue
		}
		d.slip("path-parameter-without-row", uri, fmt.Sprintf("The path holds {%s}, for which no table has a row.", name),
			"It is a mandatory String.", "The path cannot be sent without it.")
		d.parameters = append(d.parameters, parameter{name: name, in: "path", required: true, schema: &schema{typ: "string"}, source: uri})
	}
	d.placeQuery(uri)
}

// placeQuery reads a query that the URI prints: name={value} needs no row of
// its own, name=value prescribes the value.
func (d *draft) placeQuery(uri source) {
	_, query, _ := strings.Cut(d.page.URI.Path, "?")
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name = strings.Trim(name, "{}[] ")
		if name == "" || d.hasParameter("query", name) {
			continue
		}
		s := &schema{typ: "string"}
		fixed := value != "" && !strings.HasPrefix(value, "{")
		if fixed {
			s.extensions = []member{{"x-value", value}}
		}
		d.parameters = append(d.parameters, parameter{name: name, in: "query", required: fixed, schema: s, source: uri})
	}
}

func pathParameters(path string) map[string]bool {
	names := map[string]bool{}
	for _, p := range pathParameter.FindAllString(path, -1) {
		names[strings.Trim(p, "{}")] = true
	}
	return names
}

// queryParameters are the names in the query that the URI prints.
func queryParameters(uri string) map[string]bool {
	names := map[string]bool{}
	_, query, _ := strings.Cut(uri, "?")
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		names[strings.Trim(name, "{}[] ")] = true
	}
	return names
}

func itoa(n int) string { return strconv.Itoa(n) }
