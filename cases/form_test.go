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
