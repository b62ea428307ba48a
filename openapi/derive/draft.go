package derive

import (
	"fmt"
	"slices"
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

const jsonMedia = "application/json"

func newDraft(p *page.Page, identity identity) (*draft, error) {
	if p.URI.Method == "" || !strings.HasPrefix(p.URI.Path, "/") {
		return nil, fmt.Errorf("page %s, line %d: expected a method and a path under the heading URI, found %q",
			p.Name, p.URI.Line, strings.TrimSpace(p.URI.Method+" "+p.URI.Path))
	}
	if !documentable(strings.ToUpper(p.URI.Method)) {
		return nil, fmt.Errorf("page %s, line %d: expected an HTTP method that OpenAPI knows, found %q",
			p.Name, p.URI.Line, p.URI.Method)
	}
	if err := adornments(p); err != nil {
		return nil, err
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
	return d, d.tooLarge()
}

// documentable reports whether OpenAPI 3.0 has a place for the HTTP method.
func documentable(method string) bool {
	return slices.Contains([]string{"GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"}, method)
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

func itoa(n int) string { return strconv.Itoa(n) }
