package derive_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/page"
)

// What other tools of OpenAPI ask of a document, beyond that it is valid.

// A reference stands alone: its siblings are ignored by the standard.
func TestReferencesHaveNoSiblings(t *testing.T) {
	pages := []*page.Page{
		edited(t, "apig-acl-unbind", "own"),
		edited(t, "apig-acl-unbind", "items", "/apigw/", "/apic/", "Array of AclBindingBatchFailure objects", "AclBindingBatchFailure object"),
		edited(t, "apig-throttle-unbind", "bounded", "throttle_bindings\n\nNo\n\nArray of strings", "throttle_bindings\n\nNo\n\nThrottleBindingBatchFailure object\n\nMaximum: 7"),
	}
	references := checkReferences(t, rawDocument(t, pages))
	if references < 3 {
		t.Errorf("the documents have %d references, so the test shows nothing", references)
	}
	c := contractOf(t, pages...)
	for id, line := range map[string]int{"apig.acl-unbind": 113, "roma.acl-unbind": 113} {
		clause, found := c.Clause(id + "/response/200/failure")
		if !found || clause.Place.Line != line || !strings.Contains(clause.Text, "AclBindingBatchFailure") {
			t.Errorf("%s/response/200/failure: %+v", id, clause)
		}
		if _, found := c.Clause(id + "/response/200/failure" + map[bool]string{true: "[]"}[id == "apig.acl-unbind"] + ".bind_id"); !found {
			t.Errorf("%s: the members behind the reference are missing", id)
		}
	}
}

func TestReferencesOfTheOriginalsHaveNoSiblings(t *testing.T) {
	if references := checkReferences(t, rawDocument(t, originals(t))); references < 30 {
		t.Errorf("the document has %d references, so the test shows nothing", references)
	}
}

func rawDocument(t *testing.T, pages []*page.Page) any {
	t.Helper()
	document, err := derive.Derive(pages)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(document.JSON(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func checkReferences(t *testing.T, v any) int {
	t.Helper()
	references, siblings := referencesIn(v)
	for _, s := range siblings {
		t.Errorf("a reference has siblings: %v", s)
	}
	return references
}

// referencesIn counts the references of a document, and lists those that do not
// stand alone.
func referencesIn(v any) (references int, siblings []any) {
	add := func(v any) {
		n, s := referencesIn(v)
		references, siblings = references+n, append(siblings, s...)
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			add(item)
		}
	case map[string]any:
		if _, isRef := v["$ref"].(string); isRef {
			references++
			if len(v) > 1 {
				siblings = append(siblings, v)
			}
		}
		for _, inner := range v {
			add(inner)
		}
	}
	return references, siblings
}

// The value that prose prescribes is an enumeration for other tools, and for
// the project a value.
func TestPrescribedValueIsEnumerated(t *testing.T) {
	p := edited(t, "apig-acl-unbind", "p", "value must be delete", "value must be remove")
	parameters := rawDocument(t, []*page.Page{p}).(map[string]any)["paths"].(map[string]any)["/v2/{project_id}/apigw/instances/{instance_id}/acl-bindings"].(map[string]any)["put"].(map[string]any)["parameters"].([]any)
	schema := parameters[len(parameters)-1].(map[string]any)["schema"]
	if diff := cmp.Diff(map[string]any{"type": "string", "enum": []any{"remove"}, "x-value": "remove"}, schema); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c := contractOf(t, p)
	o, _ := c.Operation("apig.acl-unbind")
	if value, ok := openapi.Prescribed(o.Parameter("query", "action").Schema.Value); !ok || value != "remove" {
		t.Errorf("prescribed: %v, %t", value, ok)
	}
	if clause, found := c.Clause("apig.acl-unbind/query/action/value"); !found || clause.Kind != openapi.KindValue {
		t.Errorf("clause %+v", clause)
	}
	if _, found := c.Clause("apig.acl-unbind/query/action/enum"); found {
		t.Error("the value counts as an enumeration, too")
	}
}

// An example that shows another value than the prescribed one contradicts it.
func TestExamplesKeepToPrescribedValues(t *testing.T) {
	p := edited(t, "apig-plugin-detach", "p", "ID of the environment of the binding to the API.", "The value must be RELEASE.")
	o, _ := contractOf(t, p).Operation("apig.plugin-detach")
	if e := o.RequestExamples(); len(e) != 1 || len(e[0].Unfit) != 1 || !strings.Contains(e[0].Unfit[0], "RELEASE") {
		t.Errorf("examples: %+v", e)
	}
}

func TestDocumentSaysWhoseItIs(t *testing.T) {
	info := contractOf(t, operationPages(t)...).Doc.Info
	if info.Contact == nil || info.Contact.Name == "" || info.License == nil || info.License.Name == "" {
		t.Errorf("contact %+v, license %+v", info.Contact, info.License)
	}
}

// The values in printed request lines are the examples of the parameters.
func TestParameterExamples(t *testing.T) {
	const get = `Listing Things

URI

GET /v1/{project_id}/things/{thing_id}

Table 1 Query Parameters

Parameter

Mandatory

Type

Description

limit

No

Integer

How many.

Maximum: 100

name

No

String

The name.

kind

No

String

The kind.

Request Parameters

Table 2 Request header parameters

Parameter

Mandatory

Type

Description

X-Language

No

String

The language.

Example Requests

LINE

Response Parameters

Status code: 200

OK
`
	for name, row := range map[string]struct {
		line string
		want map[string]any
	}{
		"all of them": {"GET https://example.com/v1/99a3/things/a%20b?limit=10&name=x%26y&kind={kind}\nX-Language: en-us",
			map[string]any{"project_id": "99a3", "thing_id": "a b", "limit": 10.0, "name": "x&y", "X-Language": "en-us"}},
		"placeholders":       {"GET https://{endpoint}/v1/{project_id}/things/<id>?name=***", map[string]any{}},
		"values that are no": {"GET /v1/99a3/things/7?limit=many&name=", map[string]any{"project_id": "99a3", "thing_id": "7"}},
		"a value too large":  {"GET /v1/99a3/things/7?limit=101", map[string]any{"project_id": "99a3", "thing_id": "7"}},
		"another path":       {"GET /v2/99a3/thing/7?limit=1", map[string]any{}},
	} {
		t.Run(name, func(t *testing.T) {
			got := map[string]any{}
			for _, ref := range contractOf(t, parsed(t, "svc_List", strings.Replace(get, "LINE", row.line, 1))).Operations[0].Spec.Parameters {
				for _, e := range ref.Value.Examples {
					got[ref.Value.Name] = e.Value.Value
				}
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
