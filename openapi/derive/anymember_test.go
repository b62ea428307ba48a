package derive_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A row in braces names no member: the caller does.
func TestBodyOfAnyMembers(t *testing.T) {
	contract := contractOf(t, parsed(t, "fg_invoke", `Calling a Function

URI

POST /v2/{project_id}/fgs/calls

Request Parameters

Table 1 Request body parameters

Parameter

Mandatory

Type

Description

{Customized_key}

Yes

Object

What the function is given.

Response Parameters

Status code: 202

Accepted

Example Requests

{
  "name" : { "first" : 1 }
}`))
	body := contract.Operations[0].BodySchema()
	if len(body.Properties) > 0 || len(body.Required) > 0 {
		t.Errorf("the body has the members %v, mandatory %v", body.Properties, body.Required)
	}
	values := body.AdditionalProperties.Schema
	if values == nil || !values.Value.Type.Is("object") {
		t.Fatalf("the values of the body's members are %v, want objects", values)
	}
	if !contract.Operations[0].Spec.RequestBody.Value.Required {
		t.Error("the body is optional")
	}
	examples := contract.Operations[0].RequestExamples()
	if len(examples) != 1 {
		t.Fatalf("%d examples, want 1", len(examples))
	}
	if diff := cmp.Diff([]string(nil), examples[0].Unfit); diff != "" {
		t.Errorf("the example does not fit (-want +got):\n%s", diff)
	}
}
