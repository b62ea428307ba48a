package openapi_test

import (
	"testing"

	"github.com/apigspec/apigspec/openapi"
)

const wrapped = `
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /things/{id}:
    post:
      operationId: svc.thing
      parameters:
        - {name: id, in: path, required: true, schema: {description: The id., allOf: [{$ref: "#/components/schemas/Id"}]}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                one: {description: One., x-source: {page: p, line: 7}, allOf: [{$ref: "#/components/schemas/Thing"}]}
                all: {type: array, items: {x-source: {page: p, line: 8}, allOf: [{$ref: "#/components/schemas/Thing"}]}}
                map: {type: object, additionalProperties: {description: Each., allOf: [{$ref: "#/components/schemas/Thing"}]}}
                more: {description: More than a reference., maxProperties: 3, allOf: [{$ref: "#/components/schemas/Thing"}]}
                kind: {type: string, enum: [a], x-value: a}
                list: {type: string, enum: [a, b], x-value: a}
      responses:
        "200":
          description: OK
          headers:
            X-Id: {schema: {description: The id., allOf: [{$ref: "#/components/schemas/Id"}]}}
components:
  schemas:
    Id: {type: string, maxLength: 5}
    Thing:
      type: object
      properties:
        name: {type: string}
        part: {description: A part., allOf: [{$ref: "#/components/schemas/Thing"}]}
`

// A reference with words of its own reads as the reference, wherever it is.
func TestWrappedReferences(t *testing.T) {
	c, err := openapi.Parse([]byte(wrapped))
	if err != nil {
		t.Fatal(err)
	}
	o, _ := c.Operation("svc.thing")
	body := o.BodySchema().Properties
	for name, ok := range map[string]bool{
		"parameter":           o.Parameter("path", "id").Schema.Value.MaxLength != nil,
		"response header":     o.Response(200).Headers["X-Id"].Value.Schema.Value.MaxLength != nil,
		"member":              body["one"].Value.Type.Is("object") && body["one"].Ref == "#/components/schemas/Thing",
		"items":               body["all"].Value.Items.Value.Properties["name"] != nil,
		"values of a map":     body["map"].Value.AdditionalProperties.Schema.Value.Properties["name"] != nil,
		"model within itself": body["one"].Value.Properties["part"].Value == body["one"].Value,
		"more than words":     len(body["more"].Value.AllOf) == 1 && body["more"].Ref == "",
		"prescribed value":    body["kind"].Value.Enum == nil,
		"list with a value":   len(body["list"].Value.Enum) == 2,
	} {
		if !ok {
			t.Errorf("%s: not simplified as it should be", name)
		}
	}
	for _, m := range o.BodyMembers() {
		if m.Path == "one" && (m.Place.Line != 7 || m.Model != "Thing") {
			t.Errorf("the member one is of %s, at %+v", m.Model, m.Place)
		}
	}
	for id, want := range map[string]bool{"kind/value": true, "kind/enum": false, "list/enum": true, "list/value": true, "one.name/type": true, "map{}.name/type": true} {
		if _, found := c.Clause("svc.thing/body/" + id); found != want {
			t.Errorf("the clause %s is found: %t", id, found)
		}
	}
}
