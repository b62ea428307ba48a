// Package derive turns reference pages into one OpenAPI 3.0.3 document and
// finds the slips that the pages contain. It knows neither files nor flags.
//
//	document, err := derive.Derive(pages) // err joins the pages it cannot derive
//	os.Stdout.Write(document.YAML())
//	for _, note := range derive.Notes(pages, nil) { … }
//
// Every fact of the document names its place in a page (x-source). What a
// page leaves open stays open: members of responses are never required, no
// object is closed, an enumeration is only what stands under "Enumeration
// values:". What OpenAPI cannot say stands in extensions:
//
//   - on operations x-product, x-page, x-edition (the page's date), x-statements
//     (the sentences of Function and Constraints), x-permissions and x-auth-header
//     (the X-Auth-Token row, which is also the security scheme);
//   - on schemas x-value (the one value that prose prescribes), x-shown (the
//     members that every printed example has), and x-default, x-minimum, x-maximum,
//     x-enum for facts that do not suit the row's type;
//   - on responses x-stands-in (the sections that list the status) and x-codes (the
//     error codes of the examples);
//   - on media types x-examples, the examples that do not fit their own schema. They
//     stay as printed; each is a documentation note as well.
package derive

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"sort"
	"strings"

	"github.com/apigspec/apigspec/openapi/page"
)

// Document is an OpenAPI 3.0.3 document. The same pages, in any order, give
// the same bytes.
type Document struct {
	root *object
	// Operations are the ids of the document's operations, sorted.
	Operations []string
}

// YAML is the document as YAML.
func (d *Document) YAML() []byte {
	var b bytes.Buffer
	// One allocation of about the right size instead of many copies.
	const bytesPerOperation = 20 << 10
	b.Grow(len(d.Operations) * bytesPerOperation)
	writeYAML(&b, d.root, 0)
	return b.Bytes()
}

// JSON is the document as JSON.
func (d *Document) JSON() []byte {
	var b bytes.Buffer
	writeJSON(&b, d.root, 0)
	b.WriteByte('\n')
	return b.Bytes()
}

// Derive makes one document of the pages. The error joins one error for every
// page that cannot be derived; the document then holds the others. Pages of the
// same method and path are both reported, and the first by name is derived.
func Derive(pages []*page.Page) (*Document, error) {
	drafts, err := draftAll(pages)
	components := nameModels(drafts)
	return &Document{root: documentTree(drafts, components), Operations: ids(drafts)}, err
}

// draftAll drafts every page, ordered by operation id.
func draftAll(pages []*page.Page) ([]*draft, error) {
	ordered := append([]*page.Page{}, pages...)
	sort.SliceStable(ordered, func(i, j int) bool { return ordered[i].Name < ordered[j].Name })
	var problems []error
	byRoute := map[string]*draft{}
	identities, spelling := identifyAll(ordered), pathSpelling(ordered)
	var drafts []*draft
	for _, p := range ordered {
		d, err := newDraft(p, identities[p])
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if other := byRoute[routeOf(p)]; other != nil {
			problems = append(problems, fmt.Errorf("page %s, line %d: %s %s is already derived from page %s, line %d: derive only one of the two",
				p.Name, p.URI.Line, p.URI.Method, d.path, other.page.Name, other.page.URI.Line))
			continue
		}
		byRoute[routeOf(p)] = d
		d.respell(spelling[pathShape(d.path)])
		drafts = append(drafts, d)
	}
	sort.Slice(drafts, func(i, j int) bool { return drafts[i].id < drafts[j].id })
	return drafts, errors.Join(problems...)
}

// pathShape is a path without the names of its parameters.
func pathShape(path string) string { return pathParameter.ReplaceAllString(path, "{}") }

var pathParameter = regexp.MustCompile(`\{[^{}/]*\}`)

// pathSpelling decides how a path is written whose parameters the pages name
// differently: OpenAPI allows only one spelling.
func pathSpelling(pages []*page.Page) map[string]string {
	spelling := map[string]string{}
	for _, p := range pages {
		path := pathOf(p)
		shape := pathShape(path)
		if old, known := spelling[shape]; !known || path < old {
			spelling[shape] = path
		}
	}
	return spelling
}

// respell renames the path parameters to those of the shared spelling.
func (d *draft) respell(path string) {
	if path == d.path {
		return
	}
	mine, theirs := pathParameter.FindAllString(d.path, -1), pathParameter.FindAllString(path, -1)
	renamed := map[string]string{}
	for i := range mine {
		renamed[strings.Trim(mine[i], "{}")] = strings.Trim(theirs[i], "{}")
	}
	for i := range d.parameters {
		p := &d.parameters[i]
		to := renamed[p.name]
		if p.in != "path" || to == p.name {
			continue
		}
		d.slip("path-spelled-differently", p.source,
			fmt.Sprintf("The path parameter is called %s here and %s on another page of the same path.", p.name, to),
			"The document calls it "+to+"; x-printed-name keeps the other name.", "OpenAPI allows one spelling of a path.")
		p.schema.extensions = append(p.schema.extensions, member{"x-printed-name", p.name})
		p.name = to
	}
	d.path = path
}

func ids(drafts []*draft) []string {
	all := make([]string, len(drafts))
	for i, d := range drafts {
		all[i] = d.id
	}
	return all
}

func documentTree(drafts []*draft, components []*component) *object {
	schemas := &object{}
	for _, c := range components {
		schemas.set(c.name, lazy(c.tree))
	}
	parts := &object{}
	parts.add("schemas", schemas)
	parts.add("securitySchemes", securitySchemes(drafts))
	root := obj(
		"openapi", "3.0.3",
		"info", obj(
			"title", "Reference pages as a contract",
			"description", "Derived from the reference pages that each operation names under x-page.",
			"version", newestEdition(drafts)),
		"servers", list{obj("url", "/", "description", "The gateway under test")},
		"tags", tags(drafts))
	root.set("paths", pathsTree(drafts))
	root.add("components", parts)
	return root
}

func newestEdition(drafts []*draft) string {
	newest := "undated"
	for _, d := range drafts {
		if d.page.Updated != "" && (newest == "undated" || d.page.Updated > newest) {
			newest = d.page.Updated
		}
	}
	return newest
}

func tags(drafts []*draft) list {
	products := map[string]bool{}
	for _, d := range drafts {
		products[d.product] = true
	}
	var all list
	for _, product := range sortedKeys(products) {
		all = append(all, obj("name", product, "description", "Operations of the product "+product))
	}
	return all
}

func securitySchemes(drafts []*draft) *object {
	for _, d := range drafts {
		if d.auth != nil {
			return obj("token", obj("type", "apiKey", "name", "X-Auth-Token", "in", "header",
				"description", "The token of a user, as IAM issues it."))
		}
	}
	return nil
}

func pathsTree(drafts []*draft) *object {
	byPath := map[string]*object{}
	for _, d := range drafts {
		if byPath[d.path] == nil {
			byPath[d.path] = &object{}
		}
		byPath[d.path].set(d.method, lazy(d.operationTree))
	}
	paths := &object{}
	for _, path := range sortedKeys(byPath) {
		item := byPath[path]
		sort.Slice(item.members, func(i, j int) bool { return item.members[i].key < item.members[j].key })
		paths.set(path, item)
	}
	return paths
}

func (d *draft) operationTree() *object {
	o := obj(
		"operationId", d.id,
		"summary", d.summary(),
		"description", prose(d.page.Function),
		"tags", list{d.product},
		"x-product", d.product,
		"x-page", d.page.Name,
		"x-edition", d.page.Updated,
		"x-source", source{page: d.page.Name, section: "URI", line: d.page.URI.Line}.tree(),
		"x-statements", d.statementsTree(),
		"x-permissions", d.permissionsTree(),
		"x-auth-header", d.authTree(),
		"x-unplaced-parameters", d.parametersTree(d.unplaced))
	o.set("security", d.security())
	o.add("parameters", d.parametersTree(d.parameters))
	o.add("requestBody", d.bodyTree())
	if d.body != nil && d.body.schema == nil {
		o.add("x-examples", examplesTree(d.body.examples, true))
	}
	o.set("responses", d.responsesTree())
	return o
}

func (d *draft) summary() string {
	if d.page.Title.Text != "" {
		return d.page.Title.Text
	}
	return d.page.Name
}

func (d *draft) statementsTree() list {
	var all list
	for _, s := range d.statements {
		all = append(all, obj("id", s.topic+"/"+s.id, "kind", s.kind, "text", s.text.Text,
			"x-source", source{page: d.page.Name, section: topicHeading(s), line: s.text.Line}.tree()))
	}
	return all
}

func topicHeading(s statement) string {
	if s.text.Section != "" {
		return s.text.Section
	}
	return strings.ToUpper(s.topic[:1]) + s.topic[1:]
}

func (d *draft) permissionsTree() list {
	var all list
	for _, p := range d.page.Authorization {
		all = append(all, obj(
			"action", p.Action, "access", p.AccessLevel,
			"resources", strings2list(p.ResourceTypes), "conditions", strings2list(p.ConditionKeys),
			"aliases", strings2list(p.Aliases), "dependencies", strings2list(p.Dependencies),
			"x-source", source{page: d.page.Name, section: "Authorization Information", row: p.Action, line: p.Line}.tree()))
	}
	return all
}

func (d *draft) authTree() *object {
	if d.auth == nil {
		return nil
	}
	o := obj("name", d.auth.name)
	o.set("required", d.auth.required)
	o.add("description", d.auth.description)
	o.set("schema", d.auth.schema.tree("", nil))
	o.set("x-source", d.auth.source.tree())
	return o
}

func (d *draft) security() list {
	if d.auth == nil {
		return list{}
	}
	token := &object{}
	token.set("token", list{})
	if d.auth.required {
		return list{token}
	}
	return list{token, &object{}}
}

func (d *draft) parametersTree(parameters []parameter) list {
	var all list
	for _, p := range parameters {
		o := obj("name", p.name, "in", p.in)
		o.set("required", p.required)
		o.add("description", p.description)
		o.set("schema", p.schema.tree("", nil))
		o.set("x-source", p.source.tree())
		all = append(all, o)
	}
	return all
}

func (d *draft) bodyTree() *object {
	if d.body == nil || d.body.schema == nil {
		return nil
	}
	media := &object{}
	media.set("schema", d.body.schema.tree("", nil))
	media.add("examples", examplesTree(d.body.examples, false))
	media.add("x-examples", examplesTree(d.body.examples, true))
	o := &object{}
	o.set("required", d.body.required)
	o.set("content", obj(d.body.media, media))
	o.set("x-source", d.body.source.tree())
	return o
}

// examplesTree holds the examples that fit their schema, or those that do not
// (or have no body, and so no place in OpenAPI).
func examplesTree(examples []example, unfit bool) *object {
	all := &object{}
	for _, e := range examples {
		if (len(e.faults) > 0 || e.value == nil) == unfit {
			all.set(e.name, e.tree())
		}
	}
	return all
}

func (e example) tree() *object {
	o := obj("summary", e.printed.Caption)
	if r := e.printed.Request; r != nil {
		o.add("x-request", strings.TrimSpace(r.Method+" "+r.Path))
	}
	o.add("x-headers", strings2list(e.printed.Headers))
	o.set("x-source", e.source.tree())
	var reasons list
	for _, f := range e.faults {
		reasons = append(reasons, f.Error())
	}
	o.add("x-unfit", reasons)
	switch {
	case e.value != nil:
		o.set("value", e.value)
	case e.printed.Body != "":
		o.set("value", e.printed.Body)
	}
	return o
}

func (d *draft) responsesTree() *object {
	all := &object{}
	for _, r := range d.responses {
		all.set(itoa(r.status), r.tree())
	}
	if len(d.responses) == 0 {
		all.set("default", obj("description", "The page documents no response."))
	}
	return all
}

func (r *response) tree() *object {
	description := r.description
	if description == "" {
		description = http.StatusText(r.status)
	}
	o := &object{}
	o.set("description", description)
	o.add("x-stands-in", strings2list(r.standsIn))
	o.add("x-codes", strings2list(r.codes()))
	o.set("x-source", r.source.tree())
	headers := &object{}
	for _, h := range r.headers {
		header := obj("description", h.description)
		header.set("schema", h.schema.tree("", nil))
		header.set("x-source", h.source.tree())
		headers.set(h.name, header)
	}
	o.add("headers", headers)
	media := &object{}
	if r.schema != nil {
		media.set("schema", r.schema.tree("", nil))
	}
	media.add("examples", examplesTree(r.examples, false))
	media.add("x-examples", examplesTree(r.examples, true))
	o.add("content", obj(jsonMedia, media))
	return o
}

// codes are the error codes that the examples show, in the order of print.
func (r *response) codes() []string {
	var all []string
	seen := map[string]bool{}
	for _, e := range r.examples {
		walkCodes(e.value, func(code string) {
			if !seen[code] {
				all = append(all, code)
			}
			seen[code] = true
		})
	}
	return all
}

func walkCodes(v any, found func(string)) {
	switch v := v.(type) {
	case *object:
		for _, m := range v.members {
			code, isString := m.value.(string)
			if isString && code != "" && (m.key == "error_code" || m.key == "errorCode") {
				found(code)
			}
			walkCodes(m.value, found)
		}
	case list:
		for _, item := range v {
			walkCodes(item, found)
		}
	}
}
