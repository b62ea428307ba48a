package page_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExamples(t *testing.T) {
	for name, row := range map[string]struct {
		text []string // paragraphs from Example Requests on
		want []string // rendered examples
	}{
		"none": {[]string{"Example Requests", "None", "Example Responses", "None."}, nil},
		"a caption and a body": {[]string{"Example Requests", "Doing it", "{\n  \"a\" : 1\n}"},
			[]string{`example 0 phrase="" caption="Doing it" body="{ \"a\" : 1 }"`}},
		"only a request line": {[]string{"Example Request", "GET https://{endpoint}/v1/x?a=1"},
			[]string{`example 0 phrase="" caption="" request="GET https://{endpoint}/v1/x?a=1" body=""`}},
		"a request line without host": {[]string{"Example Requests", "GET /v1/x"},
			[]string{`example 0 phrase="" caption="" request="GET /v1/x" body=""`}},
		"several request lines": {[]string{"Example Requests", "One", "GET https://e/v1/x", "Two", "GET https://e/v1/y"},
			[]string{`example 0 phrase="" caption="One" request="GET https://e/v1/x" body=""`, `example 0 phrase="" caption="Two" request="GET https://e/v1/y" body=""`}},
		"a caption that begins with a method": {[]string{"Example Requests", "GET the thing", "{ }"},
			[]string{`example 0 phrase="" caption="GET the thing" body="{ }"`}},
		"bullets with bodies": {[]string{"Example Requests", "  • One", "    {\n      \"a\" : [ \"}\" ]\n    }\n  • Two", "    [ 1,", "      2 ]"},
			[]string{`example 0 phrase="" caption="One" body="{ \"a\" : [ \"}\" ] }"`, `example 0 phrase="" caption="Two" body="[ 1, 2 ]"`}},
		"bullets right below the heading": {[]string{"Example Requests\n  • One\n    { }\n  • Two\n    GET /v1/x", "Example Responses\n{ }", "Status Codes", "Status Code", "Description", "200", "OK"},
			[]string{`example 0 phrase="" caption="One" body="{ }"`, `example 0 phrase="" caption="Two" request="GET /v1/x" body=""`, `example 200 phrase="" caption="" body="{ }"`}},
		"a body that is cut": {[]string{"Example Responses", "Status code: 200", "OK", "{\n  \"a\" : [ …", "Status code: 400", "Bad Request", "{ }"},
			[]string{`example 200 phrase="OK" caption="" body="{ \"a\" : [ …"`, `example 400 phrase="Bad Request" caption="" body="{ }"`}},
		"blank lines in a body": {[]string{"Example Responses", "Status code: 200", "OK", "{\n  \"a\" : 1,", "  \"b\" : 2\n}", "Status code: 500", "{ }"},
			[]string{`example 200 phrase="OK" caption="" body="{ \"a\" : 1, \"b\" : 2 }"`, `example 500 phrase="" caption="" body="{ }"`}},
		"a phrase behind the status": {[]string{"Example Responses", "Status code: 204 No Content", "Status code: 400", "{ }"},
			[]string{`example 400 phrase="" caption="" body="{ }"`}},
		"a phrase that reads like a heading": {[]string{"Example Response", "Status code: 202", "Response", "{ }"},
			[]string{`example 202 phrase="Response" caption="" body="{ }"`}},
		"several of one status": {[]string{"Example Responses", "Status code: 201", "Created", "  • Example 1", "    { }", "  • Example 2", "    { \"b\" : 2 }"},
			[]string{`example 201 phrase="Created" caption="Example 1" body="{ }"`, `example 201 phrase="Created" caption="Example 2" body="{ \"b\" : 2 }"`}},
		"headers below the request line": {[]string{"Example Requests", "POST https://e/v1/x HTTP/1.1\nHost: e\nContent-Type: application/json", "{ }"},
			[]string{`example 0 phrase="" caption="" request="POST https://e/v1/x" headers=2 body="{ }"`}},
		"a response without a status, of the only success": {[]string{"Example Responses", "{ \"a\" : 1 }", "Status Codes", "Status Code", "Description", "201", "Created", "400", "Bad Request"},
			[]string{`example 201 phrase="" caption="" body="{ \"a\" : 1 }"`}},
		"a response of no known status is prose": {[]string{"Example Response", "{ \"a\" : 1 }", "Or", "{ \"b\" : 1 }", "Returned Values", "See the list."}, nil},
		"headers in a paragraph of their own": {[]string{"Example Requests", "POST https://e/v1/x", "Request header:", "X-Auth-Token: ***", "Request body:", "{ }"},
			[]string{`example 0 phrase="" caption="" request="POST https://e/v1/x" headers=1 body="{ }"`}},
		"a body that is a string": {[]string{"Example Responses", "Status code: 200", "OK", "\"done\"", "Status code: 400", "{ }"},
			[]string{`example 200 phrase="OK" caption="" body="\"done\""`, `example 400 phrase="" caption="" body="{ }"`}},
		"line numbers": {[]string{"Example Requests", "1\n2\n3", "{\n  \"a\" : 1\n}"},
			[]string{`example 0 phrase="" caption="" body="{ \"a\" : 1 }"`}},
		"sections in another order": {[]string{"Example Requests", "{ \"a\" : 1 }", "Response Parameters", "Status code: 200", threeColumns, "a", "String",
			"Example Response", "Status code: 200", "{ }"},
			[]string{`example 0 phrase="" caption="" body="{ \"a\" : 1 }"`, `example 200 phrase="" caption="" body="{ }"`}},
	} {
		t.Run(name, func(t *testing.T) {
			p := parse(t, append(withRequest("None"), []byte("\n\n"+cells(row.text...))...))
			var b strings.Builder
			renderExamples(&b, p.RequestExamples)
			renderExamples(&b, p.ResponseExamples)
			got := strings.TrimSuffix(b.String(), "\n")
			if diff := cmp.Diff(strings.Join(row.want, "\n"), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A body keeps its own indentation and blank lines, as printed.
func TestExampleBodyAsPrinted(t *testing.T) {
	p := parse(t, append(withRequest("None"), []byte("\n\nExample Requests\n\n  • One\n\n    {\n      \"a\" : \"\\\\\\\"x\\\\\\\"\",\n\n      \"b\" : 2\n    }\n")...))
	want := "{\n  \"a\" : \"\\\\\\\"x\\\\\\\"\",\n\n  \"b\" : 2\n}"
	if got := p.RequestExamples[0].Body; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestRequestLines(t *testing.T) {
	for text, want := range map[string]string{
		"PUT /v2/{project_id}/things":                             "PUT /v2/{project_id}/things",
		"GET https://{endpoint}/v2/things?limit={limit}":          "GET /v2/things?limit={limit}",
		"GET /v1/{project_id}/x ?limit={limit}\n&offset={offset}": "GET /v1/{project_id}/x?limit={limit}&offset={offset}",
		"DELETE {Endpoint}/v1/x HTTP/1.1":                         "DELETE /v1/x",
		"  • URI format\n\nPOST /v1/x":                            "POST /v1/x",
	} {
		p := parse(t, []byte("Title\n\nURI\n\n"+text))
		if got := p.URI.Method + " " + p.URI.Path; got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
