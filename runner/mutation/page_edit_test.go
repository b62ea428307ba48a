package mutation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/page"
)

// lampPage is about nothing that the project knows: what is edited follows from
// the layout of a page.
const lampPage = `Updated on 2024-02-29 GMT+08:00

Unbinding Lamps

Function

This API unbinds lamps from rooms. They go dark immediately.

Constraints

A room keeps one lamp.

URI

DELETE /v2/{project_id}/houses/{house_id}/lamp-bindings

Table 1 Path Parameters

Parameter

Mandatory

Type

Description

project_id

Yes

String

The project.

house_id

Yes

String

The house.

Table 2 Query Parameters

Parameter

Mandatory

Type

Description

mode

No

String

How.

Enumeration values:

  • soft
  • hard

action

Yes

String

The value must be delete.

limit

No

Integer

How many lamps.

Minimum: 1

Maximum: 500

Request Parameters

Table 3 Request body parameters

Parameter

Mandatory

Type

Description

room_ids

Yes

Array of strings

The rooms.

Array Length: 1 - 500

note

No

String

A word on it, of 2 to 64 signs.

Length: 2 - 64

Response Parameters

Status code: 200

Table 4 Response body parameters

Parameter

Type

Description

lamp_count

Integer

How many lamps.

lamps

Array of Lamp objects

Which ones.

Table 5 Lamp

Parameter

Type

Description

lamp_id

String

The lamp.

Status code: 404

Table 6 Response body parameters

Parameter

Type

Description

error_code

String

The code.

Example Requests

{
  "room_ids" : [ "kitchen" ]
}

Example Responses

Status code: 200

OK

{
  "lamp_count" : 1
}

Status code: 404

Not Found

{
  "error_code" : "LAMP.0404"
}

Status Codes

Status Code

Description

200

OK

404

Not Found
`

func TestPageEdits(t *testing.T) {
	contract, operation := contractOf(t, lampPage)
	e, err := newEditor(contract, operation, lampPage)
	if err != nil {
		t.Fatal(err)
	}
	op := operation.ID
	tests := []struct{ clause, edit, watch, diff string }{
		{"uri", "another-method", "uri", "-DELETE /v2/{project_id}/houses/{house_id}/lamp-bindings\n+POST /v2/{project_id}/houses/{house_id}/lamp-bindings\n"},
		{"uri", "another-path", "uri", "-DELETE /v2/{project_id}/houses/{house_id}/lamp-bindings\n+DELETE /v2/{project_id}/houses/{house_id}/lamp-binding\n"},
		{"path/house_id/mandatory", "in-query", "query/house_id/mandatory",
			"-DELETE /v2/{project_id}/houses/{house_id}/lamp-bindings\n+DELETE /v2/{project_id}/houses/lamp-bindings?house_id={house_id}\n"},
		{"query/mode/optional", "mandatory", "query/mode/mandatory", "-No\n+Yes\n"},
		{"query/mode/optional", "renamed", "query/modes/optional", "-mode\n+modes\n"},
		{"query/mode/enum", "another-value", "query/mode/enum", "-  • soft\n+  • soft_other\n"},
		{"query/action/value", "another-value", "query/action/value", "-The value must be delete.\n+The value must be create.\n"},
		{"query/limit/type", "another-type", "query/limit/type", "-Integer\n+String\n"},
		{"query/limit/minimum", "more-at-least", "query/limit/minimum", "-Minimum: 1\n+Minimum: 2\n"},
		{"query/limit/maximum", "less-at-most", "query/limit/maximum", "-Maximum: 500\n+Maximum: 499\n"},
		{"body/room_ids/mandatory", "optional", "body/room_ids/optional", "-Yes\n+No\n"},
		{"body/room_ids/mandatory", "renamed", "body/roomIds/mandatory", "-room_ids\n+roomIds\n-  \"room_ids\" : [ \"kitchen\" ]\n+  \"roomIds\" : [ \"kitchen\" ]\n"},
		{"body/room_ids/type", "another-type", "body/room_ids/type", "-Array of strings\n+String\n"},
		{"body/room_ids/items", "another-type", "body/room_ids/items", "-Array of strings\n+Array of integers\n"},
		{"body/room_ids/array-length", "less-at-most", "body/room_ids/array-length", "-Array Length: 1 - 500\n+Array Length: 1 - 100\n"},
		{"body/room_ids/array-length", "more-at-least", "body/room_ids/array-length", "-Array Length: 1 - 500\n+Array Length: 2 - 500\n"},
		{"body/note/length", "less-at-most", "body/note/length", "-Length: 2 - 64\n+Length: 2 - 14\n"},
		{"response/200", "another-status", "response/201", "-Status code: 200\n+Status code: 201\n-Status code: 200\n+Status code: 201\n-200\n+201\n"},
		{"response/200/lamp_count", "another-type", "response/200/lamp_count", "-Integer\n+String\n"},
		{"response/200/lamp_count", "renamed", "response/200/lampCount", "-lamp_count\n+lampCount\n-  \"lamp_count\" : 1\n+  \"lampCount\" : 1\n"},
		{"response/200/lamps/items", "another-type", "response/200/lamps/items", "-Array of Lamp objects\n+Array of strings\n"},
		{"response/200/lamps[].lamp_id", "another-type", "response/200/lamps[].lamp_id", "-String\n+Integer\n"},
		{"response/404/code", "another-code", "response/404/code", "-  \"error_code\" : \"LAMP.0404\"\n+  \"error_code\" : \"LAMP.0405\"\n"},
		{"example/request/1", "another-method", "example/request/1",
			"+POST https://{endpoint}/v2/{project_id}/houses/{house_id}/lamp-bindings?action=delete\n+\n"},
		{"function/effect", "opposite", "function/effect",
			"-This API unbinds lamps from rooms. They go dark immediately.\n+This API binds lamps from rooms. They go dark immediately.\n"},
		{"function/immediate", "taken-out", "", "-This API unbinds lamps from rooms. They go dark immediately.\n+This API unbinds lamps from rooms.\n"},
	}
	for _, test := range tests {
		t.Run(test.clause+"/"+test.edit, func(t *testing.T) {
			clause, ok := contract.Clause(op + "/" + test.clause)
			if !ok {
				t.Fatalf("the contract has no such clause")
			}
			clause.Excluded = "" // some clauses cannot be seen of an operation of which nothing is known
			for _, edit := range e.edits(clause) {
				if edit.Name != test.edit {
					continue
				}
				if want := test.watch; want != "" && edit.Watch != op+"/"+want || want == "" && edit.Watch != "" {
					t.Errorf("watch %q, want %q", edit.Watch, want)
				}
				if diff := cmp.Diff(test.diff, lineDiff(lampPage, edit.Text)); diff != "" {
					t.Errorf("changed lines (-want +got):\n%s", diff)
				}
				return
			}
			t.Errorf("there is no such edit")
		})
	}
}

// A member that no example shows may be missing under any name, and what cannot
// be observed cannot be found.
func TestPageEditsLeaveOut(t *testing.T) {
	contract, operation := contractOf(t, lampPage)
	e, err := newEditor(contract, operation, lampPage)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range contract.Clauses {
		for _, edit := range e.edits(c) {
			if c.Excluded != "" {
				t.Errorf("%s is excluded, and has the edit %s", c.ID, edit.Name)
			}
			if strings.HasSuffix(c.ID, "lamp_id") && edit.Name == "renamed" {
				t.Errorf("%s stands in no example, and is renamed", c.ID)
			}
		}
	}
}

func TestEveryObservableClauseHasAnEdit(t *testing.T) {
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	edits, unedited, err := pageEdits(contract)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range unedited {
		t.Errorf("%s is called observable, and no edit of its page is known: add one to the editor, or exclude the clause and say why", id)
	}
	for _, edit := range edits {
		t.Run(edit.Clause+"/"+edit.Name, func(t *testing.T) {
			p, err := page.Parse("edited", []byte(edit.Text))
			if err != nil {
				t.Fatal(err)
			}
			edited, err := derive.Derive([]*page.Page{p})
			if err != nil {
				t.Fatal(err)
			}
			if len(edited.Operations) != 1 {
				t.Errorf("%d operations were derived from the edited page", len(edited.Operations))
			}
		})
	}
}

// contractOf derives a contract of one page.
func contractOf(t *testing.T, text string) (*openapi.Contract, *openapi.Operation) {
	t.Helper()
	p, err := page.Parse("lamps.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	document, err := derive.Derive([]*page.Page{p})
	if err != nil {
		t.Fatal(err)
	}
	contract, err := openapi.Parse(document.YAML())
	if err != nil {
		t.Fatal(err)
	}
	return contract, &contract.Operations[0]
}

// lineDiff lists the lines that an edit changed, before and after.
func lineDiff(before, after string) string {
	old, edited := strings.Split(before, "\n"), strings.Split(after, "\n")
	var diff strings.Builder
	for i, j := 0, 0; i < len(old) || j < len(edited); {
		switch {
		case i < len(old) && j < len(edited) && old[i] == edited[j]:
			i, j = i+1, j+1
		case len(edited)-j > len(old)-i:
			fmt.Fprintf(&diff, "+%s\n", edited[j])
			j++
		default:
			fmt.Fprintf(&diff, "-%s\n+%s\n", old[i], edited[j])
			i, j = i+1, j+1
		}
	}
	return diff.String()
}
