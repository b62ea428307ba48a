package cases

import (
	"testing"

	"github.com/apigspec/apigspec/openapi"
)

const partContract = `
openapi: 3.0.3
info: {title: Parts, version: "1"}
paths:
  /v1/{project_id}/parts/{part_id}/{kind}/{number}/{short}:
    get:
      operationId: parts.part-show
      parameters:
        - {name: project_id, in: path, required: true, schema: {type: string, maxLength: 8}}
        - {name: part_id, in: path, required: true, schema: {type: string, maxLength: 64}}
        - {name: kind, in: path, required: true, schema: {type: string, enum: [bolt, nut]}}
        - {name: number, in: path, required: true, schema: {type: integer, minimum: 3000000}}
        - {name: short, in: path, required: true, schema: {type: string, minLength: 2, maxLength: 5}}
      responses: {"200": {description: OK}, "400": {description: Bad Request}}
`

// A made-up id stands in the path only where the page lets it: else every request would be
// wrong in two ways, and a gateway that checks nothing but the path would pass.
func TestPathHasWhatThePageAllows(t *testing.T) {
	contract, err := openapi.Parse([]byte(partContract))
	if err != nil {
		t.Fatal(err)
	}
	path := casesOf(t, contract)["parts.part-show/path/part_id-malformed"].Steps[0].Request.Path
	for name, want := range map[string]string{
		"project_id": "<project_id>", "part_id": noID, "kind": "bolt", "number": "3000000", "short": "aaaaa",
	} {
		if path[name] != want {
			t.Errorf("%s is %q in the path, not %q", name, path[name], want)
		}
	}
}

// An operation that unbinds may have such a parameter in another edition.
func TestPathOfAnEditionHasWhatThePageAllows(t *testing.T) {
	contract := edited(t,
		edit{aclPage, "{instance_id}/acl-bindings", "{instance_id}/{scope}/acl-bindings"},
		edit{aclPage, "\ninstance_id\n\nYes\n\nString\n", "\nscope\n\nYes\n\nInteger\n\nWhere to look.\n\nMinimum: 2\n\ninstance_id\n\nYes\n\nString\n"})
	if path := casesOf(t, contract)[operationOn(aclPage)+"/auth/token-missing"].Steps[0].Request.Path; path["scope"] != "2" {
		t.Errorf("scope is %q in the path, not 2", path["scope"])
	}
}
