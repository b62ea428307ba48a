package cases

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
)

const probedContract = `
openapi: 3.0.3
info: {title: Probes, version: "1"}
paths:
  /v1/{project_id}/instances/{instance_id}:
    delete:
      operationId: parts.instance-delete
      parameters:
        - {name: project_id, in: path, required: true, schema: {type: string}}
        - {name: instance_id, in: path, required: true, schema: {type: string}}
      responses: {"204": {description: No Content}}
  /v1/{project_id}/kinds/{kind}:
    delete:
      operationId: parts.kind-delete
      parameters:
        - {name: project_id, in: path, required: true, schema: {type: string}}
        - {name: kind, in: path, required: true, schema: {type: string, enum: [bolt]}}
      responses: {"204": {description: No Content}}
  /v1/{project_id}/parts/{part_id}:
    put:
      operationId: parts.part-update
      parameters:
        - {name: project_id, in: path, required: true, schema: {type: string}}
        - {name: part_id, in: path, required: true, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [kind, owner, size]
              properties:
                kind: {type: string, enum: [bolt, nut]}
                owner: {type: string}
                size: {type: object, properties: {unit: {type: string, maxLength: 2}, of: {type: array, items: {type: string}}}}
            examples: {"1": {value: {kind: nut, owner: o, size: {unit: mm, of: [a, b]}}}}
      responses: {"200": {description: OK}}
`

func TestProbes(t *testing.T) {
	contract, err := openapi.Parse([]byte(probedContract))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string][]any{
		"parts.instance-delete": nil, // it would delete the target's own
		"parts.kind-delete":     nil,
		"parts.part-update": {
			map[string]any{"kind": "nut", "owner": madeUp, "size": map[string]any{"unit": "mm", "of": []any{madeUp, madeUp}}},
			nil, // without a body
		},
	} {
		op, _ := contract.Operation(id)
		var bodies []any
		for _, request := range Probes(*op) {
			bodies = append(bodies, request.Body.JSON)
		}
		if diff := cmp.Diff(want, bodies); diff != "" {
			t.Errorf("the probes of %s (-want +got):\n%s", id, diff)
		}
	}
}
