package answer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/answer"
	"github.com/apigspec/apigspec/openapi/situation"
)

func builtIn(t *testing.T) *openapi.Contract {
	t.Helper()
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

func operation(t *testing.T, contract *openapi.Contract, id string) *openapi.Operation {
	t.Helper()
	op, ok := contract.Operation(id)
	if !ok {
		t.Fatalf("no operation %s", id)
	}
	return op
}

// inWords writes answers as "404 APIG.1|APIG.2 own", one after the other.
func inWords(all []answer.Answer) string {
	var words []string
	for _, a := range all {
		text := fmt.Sprint(a.Status)
		if len(a.Codes) > 0 {
			text += " " + strings.Join(a.Codes, "|")
		}
		if a.Own {
			text += " own"
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

// What the built-in pages and the list of error codes answer, read off them by a
// person.
func TestBuiltInAnswers(t *testing.T) {
	const (
		acl, throttle = "apig.acl-unbind", "apig.throttle-unbind"
		detach, roma  = "apig.plugin-detach", "roma.plugin-detach"
		bad           = "APIC.7211|APIG.2000|APIG.2001|APIG.2002|APIG.2003|APIG.2004|APIG.2005|APIG.2006|APIG.2007|APIG.2008|APIG.2009|APIG.2010|APIG.2011|APIG.2012|APIG.2013"
	)
	contract := builtIn(t)
	for _, row := range []struct {
		operation string
		situation situation.Situation
		want      string
	}{
		{acl, situation.CarriedOut, "200 own"},
		{detach, situation.CarriedOut, "204 own"},
		{acl, situation.TokenUnreadable, "401 APIG.1002 own, 401 APIC.7102"},
		{roma, situation.TokenMissing, "401 APIC.7100|APIG.1000|APIG.1002"},
		{throttle, situation.TokenExpired, "401 APIC.7101|APIG.1001|APIG.1002"},
		{detach, situation.PermissionMissing, "403 APIG.1005 own"},
		{acl, situation.ProjectForeign, "403 APIC.7111|APIC.7130|APIG.1005|APIG.1136"},
		{acl, situation.ValueWrong, "400 APIG.2011 own"},
		{throttle, situation.ValueWrong, "400 APIG.2011 own"},
		{detach, situation.InstanceMalformed, "400 APIG.2012 own"},
		{acl, situation.InstanceMalformed, "400 " + bad},
		{roma, situation.ParameterMissing, "400 " + bad},
		{throttle, situation.BodyUnreadable, "400 " + bad},
		{acl, situation.InstanceUnknown, "404 APIG.3030 own"},
		{throttle, situation.InstanceUnknown, "404 APIC.7302|APIG.3030"},
		{detach, situation.InstanceUnknown, "404 APIC.7302|APIG.3030|APIG.3068"},
		{roma, situation.PolicyUnknown, "404 APIG.3068 own"},
		{detach, situation.APIUnknown, "404 APIG.3002|APIG.3068"},
		{roma, situation.EnvironmentUnknown, "404 APIG.3003|APIG.3068"},
		{acl, situation.InternalError, "500 APIG.9999 own"},
		{detach, situation.Busy, "500 APIG.3500|APIG.9008|APIG.9999"},
	} {
		all := answer.Of(contract, operation(t, contract, row.operation), row.situation)
		if got := inWords(all); got != row.want {
			t.Errorf("%s, %s:\n got %s\nwant %s", row.operation, row.situation, got, row.want)
		}
		for _, a := range all {
			if a.Reason == "" {
				t.Errorf("%s, %s: %d has no reason", row.operation, row.situation, a.Status)
			}
		}
	}
}

// An own refusal is like the printed one.
func TestOwnAnswersAreLikeThePrinted(t *testing.T) {
	contract := builtIn(t)
	got := answer.Of(contract, operation(t, contract, "apig.acl-unbind"), situation.InstanceUnknown)[0].Like
	want := map[string]any{"error_code": "APIG.3030", "error_msg": "The instance does not exist;id:eddc4d25480b4cd6b512f270a1b8b341"}
	if diff := cmp.Diff(any(want), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPrintedBy(t *testing.T) {
	contract := builtIn(t)
	var got []string
	for _, p := range answer.PrintedBy(contract, operation(t, contract, "apig.throttle-unbind")) {
		got = append(got, fmt.Sprintf("%d %s %s entry=%t", p.Status, p.Situation, p.Code, p.Entry))
	}
	want := []string{
		"200 carried-out  entry=false", "200 record-unknown APIG.3012 entry=true",
		"400 value-wrong APIG.2011 entry=false", "401 token-unreadable APIG.1002 entry=false",
		"403 permission-missing APIG.1005 entry=false", "500 internal-error APIG.9999 entry=false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFailureCodes(t *testing.T) {
	contract := builtIn(t)
	for id, want := range map[string][]string{"apig.acl-unbind": {"APIG.3010"}, "apig.throttle-unbind": {"APIG.3012"}} {
		if diff := cmp.Diff(want, answer.FailureCodes(contract, operation(t, contract, id))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
}

func TestMeaning(t *testing.T) {
	contract := builtIn(t)
	for code, want := range map[string]situation.Situation{
		"APIG.3068": situation.PolicyUnknown, "APIG.3030": situation.InstanceUnknown, "APIC.7302": situation.InstanceUnknown,
		"APIG.3500": situation.Busy, "APIG.1005": situation.PermissionMissing, "APIG.3012": situation.RecordUnknown,
		"APIG.0": "", "": "",
	} {
		if got := answer.Meaning(contract, code); got != want {
			t.Errorf("%s means %q, want %q", code, got, want)
		}
	}
}

// made is a contract of a page with the given responses, of a product.
func made(t *testing.T, product, responses string) *openapi.Contract {
	t.Helper()
	contract, err := openapi.Parse([]byte(`
openapi: 3.0.3
info: {title: Made, version: "1"}
x-error-codes:
  - {code: X.1, status: 401, text: The token is incorrect.}
  - {code: Y.1, status: 401, text: The token is incorrect.}
  - {code: X.4, status: 404, text: An API that the request names does not exist.}
  - {code: X.7, status: 404, text: A policy of another kind; an access control policy does not exist.}
paths:
  /v1/things:
    post:
      operationId: ` + product + `.acl-unbind
      responses:
` + responses))
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// response is a documented refusal with its printed body.
func response(status int, code, message string) string {
	return fmt.Sprintf(`        "%d":
          description: Refused
          content:
            application/json:
              schema: {type: object}
              examples: {"1": {value: {why: %q, text: %q}}}
`, status, code, message)
}

func TestAnswersOfOtherPages(t *testing.T) {
	for _, row := range []struct {
		name, product, responses string
		situation                situation.Situation
		want                     string
	}{
		{"a code of the other half beside the printed one", "apig", response(401, "X.1", "The token is wrong"), situation.TokenUnreadable, "401 X.1 own, 401 Y.1"},
		{"the other half's code printed in place of one's own", "apig", response(401, "Y.1", "The token is wrong") + response(403, "X.5", "No permissions") + response(500, "X.6", "System error"), situation.TokenUnreadable, "401 Y.1 own"},
		{"no other code of the same half", "apig", response(401, "X.9", "The token is wrong"), situation.TokenUnreadable, "401 X.9 own, 401 Y.1"},
		{"another status of the page", "apig", response(407, "X.9", "The token is wrong"), situation.TokenMissing, "407 X.9"},
		{"another service's own code", "elb", response(401, "E.1", "The token is wrong"), situation.TokenUnreadable, "401 E.1 own"},
		{"another service's codes are open", "elb", response(404, "E.4", "There is no such pool"), situation.APIUnknown, "404"},
		{"nothing printed, the list knows", "apig", response(400, "X.2", "Bad"), situation.APIUnknown, "404 X.4"},
		{"nothing printed, nothing listed", "apig", response(400, "X.2", "Bad"), situation.EnvironmentUnknown, "404"},
		{"nothing printed about tokens: any code that the list has for them", "apig", response(400, "X.2", "Bad"), situation.TokenExpired, "401 X.1|Y.1"},
		{"one mistake of many is no rule for all", "apig", response(400, "X.2", "Invalid parameter value, parameterName:name"), situation.ParameterInvalid, "400 X.2"},
	} {
		t.Run(row.name, func(t *testing.T) {
			contract := made(t, row.product, row.responses)
			if got := inWords(answer.Of(contract, &contract.Operations[0], row.situation)); got != row.want {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

// There is an answer to every situation, and all have one status.
func TestThereIsAlwaysAnAnswer(t *testing.T) {
	contract := builtIn(t)
	for i := range contract.Operations {
		for _, s := range situation.All() {
			all := answer.Of(contract, &contract.Operations[i], s)
			if len(all) == 0 || slices.ContainsFunc(all, func(a answer.Answer) bool { return a.Status != all[0].Status || a.Status == 0 }) {
				t.Errorf("%s, %s: %+v", contract.Operations[i].ID, s, all)
			}
		}
	}
}
