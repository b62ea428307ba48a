package page_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestStatusCodes(t *testing.T) {
	for name, row := range map[string]struct {
		cells []string
		want  []string
	}{
		"a status and its phrase in one cell": {[]string{"200 OK", "404: Not found", "500 - Internal error", "503 service unavailable"},
			[]string{"200 OK", "404 Not found", "500 Internal error", "503 service unavailable"}},
		"a description that begins with a number": {[]string{"404", "Not Found", "409 is what older gateways answer.", "500", "Broken"},
			[]string{"404 Not Found 409 is what older gateways answer.", "500 Broken"}},
		"a remark that begins with a phrase": {[]string{"500", "Broken", "NOTE:", "503 Service Unavailable may come, too."},
			[]string{"500 Broken NOTE: 503 Service Unavailable may come, too."}},
		"rows that name no status": {[]string{"404", "Not Found", "4xx", "Wrong", "500", "Broken", "Others", "See the list."},
			[]string{"404 Not Found", "500 Broken"}},
		"a message that is the description": {[]string{"404", "Not Found", "Not Found", "500", "Broken", "It broke."},
			[]string{"404 Not Found", "500 Broken It broke."}},
	} {
		t.Run(name, func(t *testing.T) {
			p := parse(t, append(withRequest("None"), []byte("\n\n"+cells(append([]string{"Status Codes", "Status Code", "Description"}, row.cells...)...))...))
			var got []string
			for _, s := range p.StatusCodes {
				got = append(got, fmt.Sprintf("%d %s", s.Status, s.Description))
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Headings behind examples and statuses may be in sentence case.
func TestHeadingsInSentenceCase(t *testing.T) {
	text := cells("Example Requests", "Doing it", "{ \"a\" : 1 }", "Example Responses", "Status code: 200", "OK", "{ \"b\" : 2 }",
		"Status Codes", "Status Code", "Description", "200", "OK", "Error Codes", "See the list.")
	want := parse(t, append(withRequest("None"), []byte("\n\n"+text)...))
	for _, headings := range [][]string{
		{"Example Responses", "Example responses"}, {"Status Codes", "Status codes"}, {"Error Codes", "Error codes"},
		{"Example Requests", "Example requests", "Example Responses", "Example responses", "Status Codes", "Status codes", "Error Codes", "Error codes"},
	} {
		p := parse(t, append(withRequest("None"), []byte("\n\n"+strings.NewReplacer(headings...).Replace(text))...))
		if diff := cmp.Diff(render(want), render(p)); diff != "" {
			t.Errorf("%v (-title case +sentence case):\n%s", headings, diff)
		}
	}
}

// A caption in sentence case is no heading if the page has the heading, too.
func TestCaptionsInSentenceCase(t *testing.T) {
	text := cells("Example Requests", "Doing it", "{ }", "Example response", "{ \"a\" : 1 }", "Example Responses", "Status code: 200", "OK", "{ \"b\" : 2 }")
	p := parse(t, append(withRequest("None"), []byte("\n\n"+text)...))
	if len(p.RequestExamples) != 2 || len(p.ResponseExamples) != 1 {
		t.Errorf("examples %+v and %+v", p.RequestExamples, p.ResponseExamples)
	}
}

// The permissions may stand below the URI and its parameters.
func TestPermissionsBelowTheRequest(t *testing.T) {
	permissions := cells("Authorization Information", "Each user needs a permission.", "Table 9 Actions",
		"Action", "Access Level", "Resource Type", "thing:things:get", "read", "thing *")
	request := cells(fourColumns, "a", "Yes", "String", "One.", "Authorization", "No", "String", "Two.")
	for name, data := range map[string][]byte{
		"above the parameters": []byte(cells("Title", "URI", "PUT /v1/things", permissions, "Request Parameters", request, "Response Parameters", "Status code: 204", "None")),
		"below the parameters": []byte(cells("Title", "URI", "PUT /v1/things", "Request Parameters", request, permissions, "Response Parameters", "Status code: 204", "None")),
		"at the end":           []byte(cells("Title", "URI", "PUT /v1/things", "Request Parameters", request, "Response Parameters", "Status code: 204", "None", "Status Codes", "204", "Done", permissions)),
	} {
		p := parse(t, data)
		if len(p.Authorization) != 1 || p.Authorization[0].Action != "thing:things:get" {
			t.Errorf("%s: permissions %+v", name, p.Authorization)
		}
		if len(p.Request) != 1 || len(p.Request[0].Rows) != 2 || len(p.Responses) != 1 {
			t.Errorf("%s: request %+v, responses %+v", name, p.Request, p.Responses)
		}
	}
}
