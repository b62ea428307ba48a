package cases

import (
	"testing"

	"github.com/apigspec/apigspec/openapi"
)

const uploadContract = `
openapi: 3.0.3
info: {title: Uploads, version: "1"}
paths:
  /v1/{project_id}/uploads:
    post:
      operationId: files.upload-create
      parameters:
        - {name: project_id, in: path, required: true, schema: {type: string}}
        - {name: mode, in: query, required: true, schema: {type: string, enum: [merge, override]}}
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
      responses:
        "200": {description: OK}
        "400": {description: Bad Request}
`

// An operation that takes a form has cases for its parameters and none that
// would send it JSON.
func TestFormsHaveNoJSONCases(t *testing.T) {
	contract, err := openapi.Parse([]byte(uploadContract))
	if err != nil {
		t.Fatal(err)
	}
	all, err := All(contract)
	if err != nil {
		t.Fatal(err)
	}
	generated := 0
	for _, c := range all {
		if c.Operation != "files.upload-create" {
			continue
		}
		generated++
		for _, s := range c.Steps {
			if s.Request.Body != nil {
				t.Errorf("%s sends the body %+v", c.ID, *s.Request.Body)
			}
		}
	}
	if generated == 0 {
		t.Error("the operation has no case at all")
	}
}

const listContract = `
openapi: 3.0.3
info: {title: Metrics, version: "1"}
paths:
  /v1/{project_id}/metrics:
    post:
      operationId: metrics.add
      security: [{token: []}]
      x-auth-header: {name: X-Auth-Token, required: true}
      parameters: [{name: project_id, in: path, required: true, schema: {type: string}}]
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: array, items: {type: object, properties: {value: {type: number}}}}
      responses:
        "201": {description: Created}
components:
  securitySchemes:
    token: {type: apiKey, name: X-Auth-Token, in: header}
`

// A body that is a list has no member in which a token could travel.
func TestListsCarryNoToken(t *testing.T) {
	contract, err := openapi.Parse([]byte(listContract))
	if err != nil {
		t.Fatal(err)
	}
	all, err := All(contract)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, c := range all {
		ids[c.ID] = true
	}
	if ids["metrics.add/auth/token-in-body"] {
		t.Error("a case puts the token into a list")
	}
	if !ids["metrics.add/auth/token-missing"] {
		t.Error("there is no case without a token")
	}
}
