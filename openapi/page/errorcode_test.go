package page_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/page"
)

// A list of error codes, as editions lay it out.
func TestErrorCodes(t *testing.T) {
	for name, row := range map[string]struct {
		cells []string
		want  []page.ErrorCode
	}{
		"the project's layout": {
			[]string{"Updated on 2025-03-24 GMT+08:00", "Error Codes", "What codes there are.", "Table 1 Error codes", "Status Code", "Error Code", "Meaning",
				"400", "APIG.2011", "A value is wrong.", "404", "APIC.7302", "No such gateway."},
			[]page.ErrorCode{{Status: 400, Code: "APIG.2011", Text: "A value is wrong.", Section: "Table 1 Error codes", Line: 15}, {Status: 404, Code: "APIC.7302", Text: "No such gateway.", Section: "Table 1 Error codes", Line: 21}},
		},
		"message, description and solution": {
			[]string{"Error Codes", "Table 1 Error codes", "Status Code", "Error Codes", "Error Message", "Description", "Solution",
				"401", "APIG.1002", "Incorrect token.", "Token resolution failed.", "Use another.", "404", "APIG.3001", "No group.", "No group.", "Look it up."},
			[]page.ErrorCode{{Status: 401, Code: "APIG.1002", Text: "Incorrect token. Token resolution failed.", Section: "Table 1 Error codes", Line: 15}, {Status: 404, Code: "APIG.3001", Text: "No group.", Section: "Table 1 Error codes", Line: 25}},
		},
		"the code first, no heading of a table": {
			[]string{"Error Codes", "Error Code", "Status Code", "Description", "DCS.1101", "409", "Busy."},
			[]page.ErrorCode{{Status: 409, Code: "DCS.1101", Text: "Busy.", Section: "Error Codes", Line: 9}},
		},
		"an empty cell": {
			[]string{"Error Codes", "Status Code", "Error Code", "Error Message", "Solution", "500", "APIG.9999", "System error", "500", "APIG.9998", "Other", "Wait."},
			[]page.ErrorCode{{Status: 500, Code: "APIG.9999", Text: "System error", Section: "Error Codes", Line: 11}, {Status: 500, Code: "APIG.9998", Text: "Other", Section: "Error Codes", Line: 17}},
		},
		"two tables and what the site prints below": {
			[]string{"Error Codes", "Table 1 Of requests", "Status Code", "Error Code", "Meaning", "400", "A.01", "One.",
				"Table 2 Of states", "Status Code", "Error Code", "Meaning", "409", "B.02", "Two.", "Parent topic: Appendix"},
			[]page.ErrorCode{{Status: 400, Code: "A.01", Text: "One.", Section: "Table 1 Of requests", Line: 11}, {Status: 409, Code: "B.02", Text: "Two.", Section: "Table 2 Of states", Line: 25}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := page.Parse("error-codes.txt", []byte(strings.Join(row.cells, "\n\n")))
			if err != nil {
				t.Fatal(err)
			}
			if p.Title.Text != "Error Codes" || p.URI != (page.RequestLine{}) {
				t.Errorf("title %q, request line %+v", p.Title.Text, p.URI)
			}
			if diff := cmp.Diff(row.want, p.ErrorCodes); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestErrorCodesThatCannotBeRead(t *testing.T) {
	for name, row := range map[string]struct {
		cells []string
		want  string
	}{
		"no rows":            {nil, "expected the first row"},
		"a row with no code": {[]string{"400", "A value is wrong."}, `codes.txt:9: expected a status and an error code at the beginning of a row, found "400"`},
		"no status":          {[]string{"400", "APIG.2011", "Wrong.", "APIG.2012", "Wrong, too."}, `codes.txt:15: expected a status and an error code`},
		"a status of words":  {[]string{"Bad Request", "APIG.2011", "Wrong."}, `codes.txt:9: expected a status and an error code`},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Join(append([]string{"Error Codes", "Status Code", "Error Code", "Meaning"}, row.cells...), "\n\n")
			if _, err := page.Parse("codes.txt", []byte(text)); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want %s", err, row.want)
			}
		})
	}
}

// A page with a URI is that of an operation, even if it has a table of codes.
func TestErrorCodesOfAnOperation(t *testing.T) {
	p := parse(t, append(withRequest("None"), []byte("\n\nError Codes\n\nStatus Code\n\nError Code\n\nMeaning\n\n400\n\nA.01\n\nWrong.\n")...))
	if len(p.ErrorCodes) > 0 || p.URI.Method == "" {
		t.Errorf("the page lists %v and has the request line %+v", p.ErrorCodes, p.URI)
	}
}
