package roles_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/roles"
)

func batchNames(list string) roles.Names {
	return roles.Names{
		Project: "project_id", Instance: "instance_id", Action: "action", Value: "delete", List: list, Token: "X-Auth-Token",
		Accounting: domain.Accounting{Succeeded: "success_count", Failed: "failure", ID: "bind_id", Code: "error_code", Message: "error_msg"},
	}
}

// The names of the built-in pages, read off them by a person.
func TestBuiltInNames(t *testing.T) {
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	detach := roles.Names{Project: "project_id", Instance: "instance_id", Policy: "plugin_id", Env: "env_id", List: "api_ids", Token: "X-Auth-Token"}
	for id, want := range map[string]roles.Names{
		"apig.acl-unbind":      batchNames("acl_bindings"),
		"apig.throttle-unbind": batchNames("throttle_bindings"),
		"apig.plugin-detach":   detach,
		"roma.plugin-detach":   detach,
	} {
		op, ok := contract.Operation(id)
		if !ok {
			t.Fatalf("no operation %s", id)
		}
		if diff := cmp.Diff(want, roles.Of(op)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
}

// renamed is a contract in which everything has a name of its own.
const renamed = `
openapi: 3.0.3
info: {title: Renamed, version: "1"}
paths:
  /v2/{p}/apigw/gateways/{g}/plugins/{x}/release:
    post:
      operationId: apig.plugin-detach
      parameters:
        - {name: p, in: path, required: true, schema: {type: string}}
        - {name: g, in: path, required: true, schema: {type: string}}
        - {name: x, in: path, required: true, schema: {type: string}}
        - {name: X-Access-Token, in: header, required: true, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                stage: {type: string, x-source: {line: 1}}
                apis: {type: array, items: {type: string}, x-source: {line: 2}}
                remark: {type: string, x-source: {line: 3}}
      responses: {"200": {description: OK}}
  /v2/{p}/apigw/instances/{g}/acl-bindings:
    put:
      operationId: apig.acl-unbind
      parameters:
        - {name: p, in: path, required: true, schema: {type: string}}
        - {name: g, in: path, required: true, schema: {type: string}}
        - {name: what, in: query, required: true, schema: {type: string, x-value: remove}}
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {records: {type: array, items: {type: string}}}}
      responses:
        "200":
          description: OK
          content:
            application/json:
              schema:
                type: object
                properties:
                  removed: {type: integer, description: How many bindings were removed., x-source: {line: 1}}
                  rest:
                    type: array
                    x-source: {line: 2}
                    items:
                      type: object
                      properties:
                        api: {type: string, description: ID of the API., x-source: {line: 3}}
                        record: {type: string, description: ID of the binding record., x-source: {line: 4}}
                        why: {type: string, description: Code that identifies the error., x-source: {line: 5}}
                        text: {type: string, description: Text that explains the error., x-source: {line: 6}}
  /v1/things/{id}:
    get:
      operationId: things.show
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {description: OK}}
`

// An edition may rename everything: place, type, order and description tell.
func TestRenamed(t *testing.T) {
	contract, err := openapi.Parse([]byte(renamed))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]roles.Names{
		"apig.plugin-detach": {Project: "p", Instance: "g", Policy: "x", Env: "stage", List: "apis", Token: "X-Access-Token"},
		"apig.acl-unbind": {Project: "p", Instance: "g", Action: "what", Value: "remove", List: "records", Token: "X-Auth-Token",
			Accounting: domain.Accounting{Succeeded: "removed", Failed: "rest", ID: "record", Code: "why", Message: "text"}},
		"things.show": {Token: "X-Auth-Token"},
	} {
		op, ok := contract.Operation(id)
		if !ok {
			t.Fatalf("no operation %s", id)
		}
		if diff := cmp.Diff(want, roles.Of(op)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
}
