// Package derive turns reference pages into one OpenAPI 3.0.3 document and
// finds the slips that the pages contain. It knows neither files nor flags.
//
//	document, err := derive.Derive(pages) // err joins the pages it cannot derive
//	os.Stdout.Write(document.YAML())
//	for _, note := range derive.Notes(pages) { … }
//
// Every fact of the document names its place in a page (x-source, and x-sources
// where pages share a schema). What a page leaves open stays open: members of
// responses are never required, no object is closed, an enumeration is only what
// stands under "Enumeration values:" or the one value that prose prescribes. Bounds
// and defaults are read from labeled lines; of what a sentence states besides, a
// note says that it is not read, and what to write instead. What OpenAPI cannot
// say stands in extensions:
//
//   - on operations x-product, x-page, x-edition (the page's date), x-statements
//     (the sentences of Function and Constraints), x-permissions, x-error-codes (the
//     rows of the page's own table, which no case expects), x-auth-header (the
//     X-Auth-Token row, which is also the security scheme) and x-unplaced-parameters
//     (rows of which the page does not show where they go);
//   - on schemas x-value (the one value that prose prescribes), x-shown (the members
//     that every printed example has), x-printed-name (another name that a page has
//     for a parameter of a shared path), x-type (a type that no table describes), and
//     x-default, x-minimum, x-maximum, x-enum for facts that do not suit the row's
//     type, and x-items, x-length, x-range for bounds that no value keeps to;
//   - on responses x-stands-in (the sections that list the status) and x-codes (the
//     error codes of the examples);
//   - on examples x-printed (the text byte for byte as the page prints it), and
//     x-request and x-headers (the request line and the headers above it);
//   - on media types x-examples, the examples that do not fit their own schema, each
//     with x-unfit, the reasons. They stay as printed, and are documentation notes;
//   - at the root x-error-codes, the service's list of error codes.
package derive

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/page"
)

// Derive makes one document of the pages. A page that lists error codes makes no
// operation; its rows stand at the document's root. The error joins one error for
// every page that cannot be derived; the document then holds the others. Pages of
// the same method and path are both reported, and the first by name is derived.
func Derive(pages []*page.Page) (*Document, error) {
	drafts, err := draftAll(pages)
	components := nameModels(drafts)
	root := documentTree(drafts, components)
	root.add("x-error-codes", errorCodesTree(pages))
	return &Document{root: root, Operations: ids(drafts)}, err
}

// draftAll drafts every page of an operation, ordered by operation id.
func draftAll(pages []*page.Page) ([]*draft, error) {
	ordered := slices.DeleteFunc(byName(pages), listsErrorCodes)
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

func byName(pages []*page.Page) []*page.Page {
	ordered := slices.Clone(pages)
	sort.SliceStable(ordered, func(i, j int) bool { return ordered[i].Name < ordered[j].Name })
	return ordered
}

// pathShape is a path without the names of its parameters.
func pathShape(path string) string { return pathParameter.ReplaceAllString(path, "{}") }

var pathParameter = lazyregexp.New(`\{[^{}/]*\}`)

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
