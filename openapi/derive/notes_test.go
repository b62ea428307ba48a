package derive_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/page"
)

// TestNotesOfTheFourPages pins the slips that the project's own pages have.
func TestNotesOfTheFourPages(t *testing.T) {
	want := []string{
		"apig.acl-unbind/answer-to-another-request/200",
		"apig.acl-unbind/count-does-not-add-up/200",
		"apig.acl-unbind/count-of-something-else/200-success_count",
		"apig.acl-unbind/escaping/400-1",
		"apig.acl-unbind/example-without-parameter/action",
		"apig.plugin-detach/phrase/204",
		"apig.plugin-detach/title-too-wide/api_ids",
		"apig.throttle-unbind/count-of-something-else/200-success_count",
		"apig.throttle-unbind/escaping/400-1",
		"apig.throttle-unbind/example-without-parameter/action",
		"apig.throttle-unbind/status-of-sibling/404-apig.acl-unbind",
		"roma.plugin-detach/bound-of-twin/body-api_ids-maxItems-apig.plugin-detach",
		"roma.plugin-detach/bound-of-twin/body-api_ids-minItems-apig.plugin-detach",
		"roma.plugin-detach/phrase/204",
		"roma.plugin-detach/status-only-in-table/204",
	}
	notes := derive.Notes(operationPages(t))
	for _, n := range notes {
		if n.Page == "" || n.Line == 0 || n.Kind == "" || n.Text == "" || n.Decision == "" || n.Why == "" {
			t.Errorf("the note %s is incomplete: %+v", n.ID, n)
		}
	}
	if diff := cmp.Diff(want, noteIDs(notes)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestKindsOfNotes makes one slip after the other.
func TestKindsOfNotes(t *testing.T) {
	for name, c := range map[string]struct {
		page *page.Page
		want string
	}{
		"status missing in the status table": {
			edited(t, "apig-acl-unbind", "p", "404\n\nNot Found\n\n500", "500"), "apig.acl-unbind/status-not-in-table/404"},
		"malformed id": {
			edited(t, "apig-acl-unbind", "p", "332c5db1458a477b89b2ea741fec94a3", "332c5db1458a477b89b2ea741fec94s3"), "apig.acl-unbind/malformed-id/request-1"},
		"malformed UUID": {
			edited(t, "apig-acl-unbind", "p", "332c5db1458a477b89b2ea741fec94a3", "f0fa1789-3b76-433b-a787-9892951c620ec"), "apig.acl-unbind/malformed-id/request-1"},
		"example of another type": {
			edited(t, "apig-acl-unbind", "p", `"success_count" : 1`, `"success_count" : "1"`), "apig.acl-unbind/example-does-not-fit/200-1"},
		"example without a mandatory member": {
			edited(t, "apig-plugin-detach", "p", `"env_id" : "DEFAULT_ENVIRONMENT_RELEASE_ID",`, ""), "apig.plugin-detach/example-does-not-fit/request-1"},
		"member without a row": {
			edited(t, "apig-acl-unbind", "p", `"success_count" : 1`, `"success_total" : 1`), "apig.acl-unbind/member-without-row/200-1"},
		"path parameter without a row": {
			edited(t, "apig-acl-unbind", "p", "/acl-bindings", "/acl-bindings/{extra}"), "apig.acl-binding-update/path-parameter-without-row"},
		"no status": {
			parsed(t, "p", "Doing It\n\nURI\n\nPOST /v1/{project_id}/apigw/things\n\nRequest Parameters\n\nNone"), "apig.project-thing-create-v1/no-status"},
		"neither mandatory nor optional": {
			edited(t, "apig-plugin-detach", "p", "env_id\n\nYes\n\n", "env_id\n\n"), "apig.plugin-detach/mandatory-unclear/env_id"},
		"two defaults": {
			edited(t, "apig-acl-unbind", "p", "The value must be delete.", "What to do.\n\nDefault: delete\n\nDefault: remove"), "apig.acl-unbind/contradiction/action"},
		"an example that is a command line": {
			edited(t, "apig-plugin-detach", "p", "{\n  \"env_id\" : \"DEFAULT_ENVIRONMENT_RELEASE_ID\",\n  \"api_ids\" : [ \"8aa097b00e9843efabc9c593d11b769d\" ]\n}",
				"curl -X PUT 'https://{endpoint}/v2/things' -d '{}'"), "apig.plugin-detach/example-not-read"},
		"a name with more than a name": {
			edited(t, "apig-acl-unbind", "p", "success_count\n\nInteger", "success_count (new)\n\nInteger"), "apig.acl-unbind/odd-name/success_count (new)"},
		"a name of a row without its type": {
			edited(t, "apig-acl-unbind", "p", "success_count\n\nInteger", "success_count\n\nInteger\n\nCount.\n\ntotal_count\n\nAll of them."), "apig.acl-unbind/row-in-description/total_count"},
		"a row whose type is unknown": {
			edited(t, "apig-acl-unbind", "p", "success_count\n\nInteger", "success_count\n\nInteger\n\nCount.\n\ntotal\n\nFixed point"), "apig.acl-unbind/row-in-description/total"},
		"a name of digits only": {
			edited(t, "apig-acl-unbind", "p", "success_count\n\nInteger", "12\n\nInteger"), "apig.acl-unbind/odd-name/12"},
		"a table without types": {
			edited(t, "apig-plugin-detach", "p", "Type\n\nDescription\n\nenv_id\n\nYes\n\nString", "Description\n\nenv_id\n\nYes",
				"api_ids\n\nYes\n\nArray of strings", "api_ids\n\nYes"), "apig.plugin-detach/table-without-types/Table-3"},
		"a table without rows": {
			edited(t, "apig-acl-unbind", "p", "success_count\n\nInteger", "Table 15 Response body parameters\n\nParameter\n\nType\n\nDescription\n\nsuccess_count\n\nInteger"),
			"apig.acl-unbind/table-without-rows/Table-5"},
		"a page that is cut within its responses": {
			parsed(t, "p", "Doing It\n\nURI\n\nPOST /v1/{project_id}/apigw/things\n\nRequest Parameters\n\nNone\n\nResponse Parameters\n\nStatus code: 201\n\nTable 1 Response body parameters\n\n"+
				"Parameter\n\nType\n\nDescription\n\na\n\nString"), "apig.project-thing-create-v1/page-ends-early"},
		"codes in columns that are not read": {
			edited(t, "apig-acl-unbind", "p", "Error Codes\n", "Error Codes\n\nTable 15 Codes\n\nError Code\n\nError Message\n\nX.01\n\nGone.\n"),
			"apig.acl-unbind/table-not-read/Table-15"},
		"a table of something else": {
			edited(t, "apig-acl-unbind", "p", "Response Parameters\n", "Table 15 Quotas\n\nItem\n\nLimit\n\nThreads\n\n8\n\nResponse Parameters\n"),
			"apig.acl-unbind/table-not-read/Table-15"},
		"a body of 204": {
			edited(t, "apig-plugin-detach", "p", "Status code: 204\n\nOK", "Status code: 204\n\nTable 15 Response body parameters\n\nParameter\n\nType\n\nDescription\n\na\n\nString"),
			"apig.plugin-detach/body-of-204"},
		"a code under another name": {
			edited(t, "apig-plugin-detach", "p", "\"error_code\" : \"APIG.2012\"", "\"err_code\" : \"APIG.2012\""), "apig.plugin-detach/code-not-read/400-1"},
		"a row of statuses that names none": {
			edited(t, "apig-acl-unbind", "p", "404\n\nNot Found\n\n500", "4xx\n\nWrong\n\n500"), "apig.acl-unbind/status-not-read/4xx"},
		"row without its place in the path": {
			edited(t, "apig-plugin-detach", "p", "/{plugin_id}/detach", "/detach"), "apig.plugins-detach/parameter-not-in-path/plugin_id"},
	} {
		t.Run(name, func(t *testing.T) {
			if ids := noteIDs(derive.Notes([]*page.Page{c.page})); !slices.Contains(ids, c.want) {
				t.Errorf("no note %s among %s", c.want, strings.Join(ids, ", "))
			}
			if ids := noteIDs(derive.Notes(operationPages(t))); slices.Contains(ids, c.want) {
				t.Errorf("the note %s stands without the slip", c.want)
			}
		})
	}
}

// A number of the very things whose ids are sent is no slip.
func TestCountsOfWhatIsSent(t *testing.T) {
	for sentence, slip := range map[string]bool{
		"How many access control policies were unbound.":                     true,
		"Number of access control policy binding records that were removed.": false,
		"Number of APIs.": false,
		"The count.":      false,
	} {
		p := edited(t, "apig-acl-unbind", "p", "How many access control policies were unbound.", sentence)
		ids := noteIDs(derive.Notes([]*page.Page{p}))
		if noted := slices.Contains(ids, "apig.acl-unbind/count-of-something-else/200-success_count"); noted != slip {
			t.Errorf("%q is noted: %t, want %t", sentence, noted, slip)
		}
	}
}

// Integer says nothing of 32 bits, so a larger number is no slip.
func TestLargeIntegersAreNoSlip(t *testing.T) {
	for name, edit := range map[string][]string{
		"in an example": {`"success_count" : 1`, `"success_count" : 3000000000`},
		"as a default":  {"How many access control policies were unbound.", "How many.\n\nDefault: 3000000000"},
		"as a bound":    {"How many access control policies were unbound.", "How many.\n\nMaximum: 3000000000"},
	} {
		p := edited(t, "apig-acl-unbind", "p", edit...)
		for _, id := range noteIDs(derive.Notes([]*page.Page{p})) {
			if strings.Contains(id, "fit") || strings.Contains(id, "default") || strings.Contains(id, "bound-") {
				t.Errorf("%s: the note %s", name, id)
			}
		}
		o, _ := contractOf(t, p).Operation("apig.acl-unbind")
		if e := o.ResponseExamples(200); len(e) != 1 || len(e[0].Unfit) > 0 {
			t.Errorf("%s: examples %+v", name, e)
		}
	}
}

// A list of error codes among the pages is held against them.
func TestNotesWithAListOfErrorCodes(t *testing.T) {
	list := parsed(t, "codes", "Error Codes\n\nStatus Code\n\nError Code\n\nMeaning\n\n"+
		"401\n\nAPIG.1005\n\nNo permission.\n\n500\n\nAPIG.9999\n\nError.\n\n403\n\nAPIG.2011\n\nWrong.\n\n400\n\nAPIG.2011\n\nWrong.\n")
	var got []string
	for _, id := range noteIDs(derive.Notes(append(operationPages(t), list))) {
		if strings.Contains(id, "/code-registered-elsewhere/") {
			got = append(got, id)
		}
	}
	want := []string{
		"apig.acl-unbind/code-registered-elsewhere/APIG.1005", "apig.plugin-detach/code-registered-elsewhere/APIG.1005",
		"apig.throttle-unbind/code-registered-elsewhere/APIG.1005", "roma.plugin-detach/code-registered-elsewhere/APIG.1005",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestACodeUnderTwoStatuses(t *testing.T) {
	pages := []*page.Page{
		edited(t, "apig-acl-unbind", "a"),
		edited(t, "apig-throttle-unbind", "b", "APIG.9999", "APIG.1005"),
	}
	if ids := noteIDs(derive.Notes(pages)); !slices.Contains(ids, "apig.throttle-unbind/code-under-two-statuses/APIG.1005") {
		t.Errorf("no note among %v", ids)
	}
}

func TestOriginalsHaveTheSameNotes(t *testing.T) {
	own := operationPages(t)
	var names []string
	for _, p := range own {
		names = append(names, p.Name)
	}
	theirs := byName(originals(t), names...)
	if diff := cmp.Diff(noteIDs(derive.Notes(theirs)), noteIDs(derive.Notes(own))); diff != "" {
		t.Errorf("(-original +restatement):\n%s", diff)
	}
}

func noteIDs(notes []derive.Note) []string {
	var ids []string
	for _, n := range notes {
		ids = append(ids, n.ID)
	}
	slices.Sort(ids)
	return ids
}
