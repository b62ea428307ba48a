package cases

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
)

const boundedContract = `
openapi: 3.0.3
info: {title: Bounds, version: "1"}
paths:
  /v1/{project_id}/parts/{kind}/{short}:
    get:
      operationId: parts.part-list
      parameters:
        - {name: project_id, in: path, required: true, schema: {type: string, maxLength: 8}}
        - {name: kind, in: path, required: true, schema: {type: string, enum: [bolt, nut]}}
        - {name: short, in: path, required: true, schema: {type: string, minLength: 2, maxLength: 5}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 2147483647}}
        - {name: X-Mode, in: header, schema: {type: string, enum: [fast]}}
        - {name: X-Level, in: header, schema: {type: integer}}
      responses: {"200": {description: OK}, "400": {description: Bad Request}}
`

// What a page states for a parameter has a case, wherever the parameter travels.
func TestParameterBounds(t *testing.T) {
	contract, err := openapi.Parse([]byte(boundedContract))
	if err != nil {
		t.Fatal(err)
	}
	all := casesOf(t, contract)
	for id, want := range map[string]string{
		"path/kind-outside-enumeration":     "kind is something else",
		"path/short-too-short":              "short is too short",
		"path/short-too-long":               "short is too long",
		"query/limit-too-small":             "limit is too small",
		"query/limit-too-large":             "limit is too large",
		"header/X-Mode-outside-enumeration": "X-Mode is something else",
		"header/X-Level-not-a-number":       "X-Level is not a number",
		"path/project_id-too-long":          "project_id is too long",
	} {
		c, ok := all["parts.part-list/"+id]
		if !ok {
			t.Errorf("there is no case %s", id)
			continue
		}
		if diff := cmp.Diff(want, c.Mutation); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
	if r := all["parts.part-list/query/limit-too-large"].Steps[0].Request; r.Query == nil || *r.Query != "limit=2147483648" {
		t.Errorf("the query is %v", r.Query)
	}
}

// What the page says is converted is no mistake: it is carried out, unless the ids of the
// example belong to nobody. Where something would change by it, it is not sent.
func TestConvertedValues(t *testing.T) {
	const offset = "/query/offset-too-small"
	reading := strings.ReplaceAll(boundedContract, "{name: limit, ", `{name: offset, description: "If it is less than 0, it is converted to 0.", in: query, schema: {type: integer, minimum: 0}}
        - {name: limit, `)
	for name, row := range map[string]struct {
		document, id string
		want         []int
	}{
		"reading":  {reading, "parts.part-list", []int{200, 404, 403}},
		"changing": {strings.ReplaceAll(reading, "    get:", "    delete:"), "parts.part-list", nil},
	} {
		contract, err := openapi.Parse([]byte(row.document))
		if err != nil {
			t.Fatal(err)
		}
		c, sent := casesOf(t, contract)[row.id+offset]
		if sent != (row.want != nil) {
			t.Errorf("%s: a case: %t", name, sent)
			continue
		}
		var statuses []int
		for _, s := range c.Steps {
			for _, o := range s.Expect.AnyOf {
				statuses = append(statuses, o.Status)
			}
		}
		if diff := cmp.Diff(row.want, statuses); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
