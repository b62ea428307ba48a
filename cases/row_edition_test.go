package cases

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
)

// Rows name clauses by role; what an edition does not state any more is dropped.
func TestClausesByRole(t *testing.T) {
	row := func(clauses string) string {
		return rowWith("name: topic/row", "clauses: ["+clauses+"]", "steps: [{auth: {credential: none}, expect: [{answer: token-missing, rationale: x}, {status: 431, rationale: y}]}]")
	}
	for _, test := range []struct {
		name     string
		contract *openapi.Contract
		clauses  string
		want     []string // of apig.acl-unbind; nil where the row is not compiled
	}{
		{"the names of the page", builtIn(t), `body/<list>/type, query/<action>/value, header/<token>/mandatory, path/<instance_parameter>/mandatory`,
			[]string{"body/acl_bindings/type", "query/action/value", "header/X-Auth-Token/mandatory", "path/instance_id/mandatory"}},
		{"presence is what the page says", builtIn(t), `body/<list>/presence, query/<action>/presence`, []string{"body/acl_bindings/optional", "query/action/mandatory"}},
		{"presence that another edition says", edited(t, edit{aclPage, "acl_bindings\n\nNo", "acl_bindings\n\nYes"}), `body/<list>/presence`, []string{"body/acl_bindings/mandatory"}},
		{"answers", builtIn(t), `answer/value-wrong, answer/instance-unknown/code, answer/carried-out/<count>, "answer/carried-out/<failure>[].<failed_id>"`,
			[]string{"response/400", "response/404/code", "response/200/success_count", "response/200/failure[].bind_id"}},
		{"answers of another edition", edited(t, edit{aclPage, "success_count", "removed"}, edit{aclPage, "\n404\n", "\n410\n"}, edit{aclPage, "code: 404", "code: 410"}),
			`answer/instance-unknown, answer/carried-out/<count>`, []string{"response/410", "response/200/removed"}},
		{"two names of one clause", builtIn(t), `answer/parameter-missing, answer/body-unreadable`, []string{"response/400"}},
		{"a clause that the edition lost", edited(t, edit{aclPage, "The value must be delete.", "What to do."}), `query/<action>/value, query/<action>/mandatory`, []string{"query/action/mandatory"}},
		{"all clauses lost", edited(t, edit{aclPage, "The value must be delete.", "What to do."}), `query/<action>/value`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			all, err := loadTestRowsFor(t, row(test.clauses), test.contract)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range all {
				if c.Operation != "apig.acl-unbind" {
					continue
				}
				for _, id := range c.Clauses {
					got = append(got, strings.TrimPrefix(id, c.Operation+"/"))
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A row that speaks of what an edition does not have is not compiled for it; one
// that speaks of what no page has is a mistake.
func TestWordsThatAnEditionLacks(t *testing.T) {
	row := rowWith(step(`query: <action>=<value>`))
	lost := edited(t, edit{aclPage, "The value must be delete.", "What to do."})
	all, err := loadTestRowsFor(t, row, lost)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].Operation != "apig.throttle-unbind" {
		t.Errorf("the row is compiled for %+v, want the page alone that prescribes a value", all)
	}
	for _, text := range []string{rowWith(step(`path: {<policy_parameter>: <unknown.plugin.0>}`)), rowWith(step(`body: {<env>: x}`))} {
		if _, err := loadTestRows(t, text); err == nil || !strings.Contains(err.Error(), "no page of these operations has anything for the word") {
			t.Errorf("a word that stands for nothing on any page gives %v", err)
		}
	}
}

// An operation that unbinds and has none of its rows has lost what is tested: the
// error says so.
func TestOperationsKeepTheirRows(t *testing.T) {
	contract, err := openapi.Parse([]byte(`
openapi: 3.0.3
info: {title: Lost, version: "1"}
paths:
  /v2/plugins:
    put: {operationId: apig.plugin-detach, x-page: lost-page, responses: {"204": {description: OK}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := All(contract); err == nil || !strings.Contains(err.Error(), "apig.plugin-detach (page lost-page): no row") {
		t.Errorf("an operation without its rows gives %v", err)
	}
}

// What a situation may be answered with comes with its reason and, where a front
// gateway may answer, with its codes.
func TestAnswersOfRows(t *testing.T) {
	all, err := loadTestRows(t, rowWith(expecting("token-missing, {answer: policy-unknown, rationale: y}, {answer: carried-out, rationale: z, batch: {fail: [<unknown.bind.0>]}}")))
	if err == nil {
		t.Fatalf("a named outcome without a rationale is taken: %+v", all)
	}
	all, err = loadTestRows(t, rowWith(expecting("instance-unknown, {answer: token-missing, rationale: x}, {answer: carried-out, rationale: z, batch: {fail: [<unknown.bind.0>]}}")))
	if err != nil {
		t.Fatal(err)
	}
	got := all[0].Steps[0].Expect.AnyOf
	want := []Outcome{
		{Situation: "instance-unknown", Status: 404, Codes: []string{"APIG.3030"}, Rationale: "the page prints it (apig-acl-unbind · Example Responses, status code 404 · line 319)",
			Like: map[string]any{"error_code": "APIG.3030", "error_msg": "The instance does not exist;id:eddc4d25480b4cd6b512f270a1b8b341"}},
		{Situation: "token-missing", Status: 401, Codes: []string{"APIC.7100", "APIG.1000", "APIG.1002"}, EdgeCodes: []string{"EDGE.301"}, Rationale: "x"},
		{Situation: "carried-out", Status: 200, Rationale: "z", Batch: &Batch{Fail: []string{"<unknown.acl.0>"}, Codes: []string{"APIG.3010"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Of a bare outcome only the status is the page's.
func TestBareOutcomes(t *testing.T) {
	all, err := loadTestRows(t, rowWith(expecting("{answer: instance-unknown, bare: true}")))
	if err != nil {
		t.Fatal(err)
	}
	want := []Outcome{{Situation: "instance-unknown", Status: 404, Bare: true, Rationale: "the page prints it (apig-acl-unbind · Example Responses, status code 404 · line 319)"}}
	if diff := cmp.Diff(want, all[0].Steps[0].Expect.AnyOf); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
