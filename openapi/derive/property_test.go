package derive_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/page"
)

// TestEveryPageDerives draws pages of any content: whatever they say, the
// document is valid, the same for every order of the pages, and the same in
// YAML and JSON.
func TestEveryPageDerives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pages := drawPages(t)
		document, err := derive.Derive(pages)
		if err != nil {
			t.Fatalf("deriving: %v", err)
		}
		if len(document.Operations) != len(pages) {
			t.Fatalf("got %d operations of %d pages", len(document.Operations), len(pages))
		}
		c, err := openapi.Parse(document.YAML())
		if err != nil {
			t.Fatalf("the document is not valid: %v\n%s", err, document.YAML())
		}
		checkClauses(t, c)

		var fromYAML, fromJSON any
		if err := yaml.Unmarshal(document.YAML(), &fromYAML); err != nil {
			t.Fatalf("the YAML cannot be read: %v", err)
		}
		if err := json.Unmarshal(document.JSON(), &fromJSON); err != nil {
			t.Fatalf("the JSON cannot be read: %v", err)
		}
		if diff := cmp.Diff(plain(fromJSON), plain(fromYAML)); diff != "" {
			t.Fatalf("YAML and JSON differ (-JSON +YAML):\n%s", diff)
		}

		if _, siblings := referencesIn(fromJSON); len(siblings) > 0 {
			t.Fatalf("references with siblings: %v", siblings)
		}

		shuffled := rapid.Permutation(pages).Draw(t, "order")
		again, err := derive.Derive(shuffled)
		if err != nil {
			t.Fatalf("deriving in another order: %v", err)
		}
		if diff := cmp.Diff(string(document.YAML()), string(again.YAML())); diff != "" {
			t.Fatalf("the order of the pages shows (-first +second):\n%s", diff)
		}
		if changes := openapi.Compare(c, c); len(changes) > 0 {
			t.Fatalf("a contract differs from itself: %v", changes)
		}
		derive.Notes(append(pages, &page.Page{ErrorCodes: []page.ErrorCode{{Code: "X.1", Status: 400}}}))
	})
}

func checkClauses(t *rapid.T, c *openapi.Contract) {
	seen := map[string]bool{}
	for _, clause := range c.Clauses {
		if seen[clause.ID] {
			t.Fatalf("two clauses have the id %s", clause.ID)
		}
		seen[clause.ID] = true
		if clause.Text == "" || clause.Kind == "" || clause.Place.Page == "" || clause.Place.Line == 0 {
			t.Fatalf("the clause %s is incomplete: %+v", clause.ID, clause)
		}
	}
}

// plain brings decoded YAML and JSON to the same types.
func plain(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = plain(v[k])
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case uint64:
		return float64(v)
	}
	return v
}

type drawer struct {
	t     *rapid.T
	line  int
	count int
}

func drawPages(t *rapid.T) []*page.Page {
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"alpha", "beta", "gamma", "delta", "epsilon"}), 1, 4, rapid.ID[string]).Draw(t, "pages")
	pages := make([]*page.Page, 0, len(names))
	for _, name := range names {
		d := &drawer{t: t, line: 1}
		pages = append(pages, d.page(name))
	}
	return pages
}

func (d *drawer) next() int { d.line += 2; return d.line }

func (d *drawer) text(label string) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "Plain text.", "The value must be delete.", "a: b # c", "- x", "takes effect immediately", "line\nbreak", " \u00a0\x7f\u0085"}),
		rapid.String(),
	).Draw(d.t, label)
}

func (d *drawer) name() string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"id", "on", "y", "null", "200", "a.b", "a/b", "env_id", "$ref", "x y", "limit", "error_code"}),
		rapid.StringMatching(`[a-zA-Z_][a-zA-Z0-9_\-]{0,8}`),
	).Draw(d.t, "name")
}

func (d *drawer) page(name string) *page.Page {
	t := d.t
	p := &page.Page{
		Name: name, Updated: rapid.SampledFrom([]string{"", "2024-01-02"}).Draw(t, "updated"),
		Title: page.Text{Text: d.text("title"), Line: d.next()},
		URI: page.RequestLine{
			Method: rapid.SampledFrom([]string{"GET", "PUT", "POST", "DELETE", "PATCH"}).Draw(t, "method"),
			Path:   "/v2/{project_id}/" + name + rapid.SampledFrom([]string{"", "/{id}", "/{id}/detach", "/things?action=x&limit={limit}"}).Draw(t, "path"),
			Line:   d.next(),
		},
	}
	for range rapid.IntRange(0, 3).Draw(t, "sentences") {
		p.Function = append(p.Function, page.Text{Text: d.text("sentence"), Line: d.next(), Bullet: rapid.Bool().Draw(t, "bullet")})
	}
	for _, location := range []page.Location{page.InPath, page.InQuery, page.InHeader, page.InBody, page.InForm, page.Model} {
		if rapid.Bool().Draw(t, string(location)) {
			p.Request = append(p.Request, d.table(location, true))
		}
	}
	for _, status := range rapid.SliceOfDistinct(rapid.SampledFrom([]int{0, 200, 201, 204, 400, 404, 503}), rapid.ID[int]).Draw(t, "statuses") {
		r := page.Response{Status: status, Phrase: d.text("phrase"), Line: d.next(), Unlabelled: status == 0}
		for _, location := range []page.Location{page.InHeader, page.InBody, page.Model, page.Model} {
			if rapid.Bool().Draw(t, "response "+string(location)) {
				r.Tables = append(r.Tables, d.table(location, false))
			}
		}
		p.Responses = append(p.Responses, r)
		if status != 0 && rapid.Bool().Draw(t, "example") {
			p.ResponseExamples = append(p.ResponseExamples, page.Example{Status: status, Body: d.json(), Line: d.next(), Caption: d.text("caption")})
		}
		if status != 0 && rapid.Bool().Draw(t, "status row") {
			p.StatusCodes = append(p.StatusCodes, page.StatusCode{Status: status, Description: d.text("meaning"), Line: d.next()})
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "examples") {
		p.RequestExamples = append(p.RequestExamples, page.Example{Body: d.json(), Caption: d.text("caption"), Line: d.next()})
	}
	return p
}

func (d *drawer) table(location page.Location, request bool) page.Table {
	d.count++
	t := page.Table{Number: d.count, Title: string(location) + " parameters", Location: location, Line: d.next()}
	if location == page.Model {
		t.Model = rapid.SampledFrom([]string{"Thing", "Other"}).Draw(d.t, "model name")
		t.Title = t.Model
	}
	for range rapid.IntRange(0, 4).Draw(d.t, "rows") {
		r := d.row()
		if request {
			mandatory := rapid.Bool().Draw(d.t, "mandatory")
			r.Mandatory = &mandatory
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

func (d *drawer) row() page.Row {
	t := d.t
	parsed := d.typ(2)
	r := page.Row{
		Name: d.name(), Type: parsed.Kind, Parsed: parsed, Line: d.next(),
		Description: []page.Text{{Text: d.text("description"), Line: d.line}},
		Enumeration: rapid.SliceOfN(rapid.SampledFrom([]string{"1", "2", "true", "ON", "1.5", "delete"}), 0, 3).Draw(t, "enumeration"),
		Default:     rapid.SampledFrom([]string{"", "", "1", "true", "delete", "{}", "-7", "99999999999"}).Draw(t, "default"),
		Minimum:     rapid.SampledFrom([]string{"", "", "0", "1", "-1", "1.5", "many"}).Draw(t, "minimum"),
		Maximum:     rapid.SampledFrom([]string{"", "", "1", "36", "2147483647", "9223372036854775807", "1e3"}).Draw(t, "maximum"),
	}
	if rapid.Bool().Draw(t, "length") {
		low, high := int64(1), int64(rapid.IntRange(1, 500).Draw(t, "items"))
		r.MinItems, r.MaxItems = &low, &high
	}
	return r
}

func (d *drawer) typ(depth int) page.Type {
	kinds := []string{"string", "integer", "long", "number", "float", "double", "boolean", "file", "object", "model", "any"}
	if depth > 0 {
		kinds = append(kinds, "array", "map")
	}
	kind := rapid.SampledFrom(kinds).Draw(d.t, "kind")
	parsed := page.Type{Kind: kind}
	if kind == "model" {
		parsed.Model = rapid.SampledFrom([]string{"Thing", "Other", "Missing"}).Draw(d.t, "model")
	}
	if kind == "array" || kind == "map" && rapid.Bool().Draw(d.t, "elem") {
		elem := d.typ(depth - 1)
		parsed.Elem = &elem
	}
	return parsed
}

func (d *drawer) json() string {
	value := rapid.OneOf(
		rapid.Just(`{"error_code":"X.1","error_msg":"say \\\"delete\\\""}`),
		rapid.Just(`{"id":1,"limit":"x","on":null,"env_id":[{"a":1}]}`),
		rapid.Just(`not JSON`), rapid.Just(`null`), rapid.Just(`[]`), rapid.Just(`{"a":1,"a":2}`), rapid.Just(""),
	).Draw(d.t, "json")
	return value
}

func TestOperationsAreSorted(t *testing.T) {
	document, err := derive.Derive(restated(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"apig.acl-unbind", "apig.plugin-detach", "apig.throttle-unbind", "roma.plugin-detach"}
	if !slices.Equal(document.Operations, want) {
		t.Error(fmt.Sprint("got ", document.Operations, ", want ", want))
	}
}
