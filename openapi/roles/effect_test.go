package roles_test

import (
	"fmt"
	"testing"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/roles"
)

func TestBinds(t *testing.T) {
	for sentence, want := range map[string]bool{
		"Attaches a plug-in to APIs.":                                true,
		"This API is used to bind access control policies to APIs.":  true,
		"Adds bindings between access control policies and APIs.":    true,
		"Detaches a plug-in from APIs that it is bound to.":          false,
		"Removes bindings between access control policies and APIs.": false,
		"Bindings between access control policies and APIs go away.": false,
		"This API is used to unbind request throttling policies.":    false,
		"This API adds nothing; it removes bindings.":                false,
		"Lists the addresses that policies are bound to.":            false,
	} {
		contract, err := openapi.Parse(fmt.Appendf(nil, `
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /v1/things:
    put:
      operationId: x.things
      x-statements: [{id: function/effect, kind: effect, text: %q}]
      responses: {"200": {description: OK}}
`, sentence))
		if err != nil {
			t.Fatal(err)
		}
		if got := roles.Binds(&contract.Operations[0]); got != want {
			t.Errorf("%q: binds %t, want %t", sentence, got, want)
		}
	}
}
