package derive_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/page"
)

func codeList(t *testing.T, name string, rows ...string) *page.Page {
	t.Helper()
	cells := append([]string{"Error Codes", "Table 1 Error codes", "Status Code", "Error Code", "Meaning"}, rows...)
	return parsed(t, name, strings.Join(cells, "\n\n"))
}

// The rows of a list among the pages are the contract's; the list is no
// operation.
func TestErrorCodesAreTheContracts(t *testing.T) {
	pages := []*page.Page{
		codeList(t, "codes", "400", "X.01", "A value: \"wrong\".", "404", "X.02", "Nothing there."),
		edited(t, "apig-acl-unbind", "p"),
		codeList(t, "more", "404", "X.02", "Not there.", "409", "X.02", "Busy."),
	}
	want := []openapi.ErrorCode{
		{Code: "X.01", Status: 400, Text: `A value: "wrong".`, Place: openapi.Place{Page: "codes", Section: "Table 1 Error codes", Row: "X.01", Line: 11}},
		{Code: "X.02", Status: 404, Text: "Nothing there.", Place: openapi.Place{Page: "codes", Section: "Table 1 Error codes", Row: "X.02", Line: 17}},
		{Code: "X.02", Status: 409, Text: "Busy.", Place: openapi.Place{Page: "more", Section: "Table 1 Error codes", Row: "X.02", Line: 17}},
	}
	c := contractOf(t, pages...)
	if diff := cmp.Diff(want, c.ErrorCodes()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(c.Operations) != 1 || c.Operations[0].ID != "apig.acl-unbind" {
		t.Errorf("operations: %+v", c.Operations)
	}
	document, err := derive.Derive(pages)
	if err != nil {
		t.Fatal(err)
	}
	again, err := openapi.Parse(document.JSON())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, again.ErrorCodes()); diff != "" {
		t.Errorf("in JSON (-want +got):\n%s", diff)
	}
}

// Without a list of its own a contract has the project's.
func TestContractsWithoutErrorCodesHaveTheProjects(t *testing.T) {
	own, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, p := range restated(t) {
		rows += len(p.ErrorCodes)
	}
	if rows == 0 || len(own.ErrorCodes()) != rows {
		t.Fatalf("the project's contract has %d codes, its list %d", len(own.ErrorCodes()), rows)
	}
	c := contractOf(t, edited(t, "apig-acl-unbind", "p"))
	if c.Doc.Extensions["x-error-codes"] != nil {
		t.Error("the document has a list that none of its pages gave")
	}
	if diff := cmp.Diff(own.ErrorCodes(), c.ErrorCodes()); diff != "" {
		t.Errorf("(-own +derived):\n%s", diff)
	}
}

// A page's own table of codes belongs to its operation, and replaces no list.
func TestErrorCodesOfAPage(t *testing.T) {
	table := "Error Codes\n\nTable 15 Codes\n\nStatus Code\n\nError Code\n\nError Message\n\nDescription\n\nSolution\n\n" +
		"404\n\nX.01\n\nGone.\n\nGone.\n\nLook again.\n\n409\n\nX.02\n\nBusy.\n\nOf another call.\n\nWait.\n"
	p := edited(t, "apig-acl-unbind", "p", "Error Codes\n\nAll codes are listed on the page Error Codes of the same reference.\n", table)
	c := contractOf(t, p)
	var got []string
	for _, e := range c.Operations[0].ErrorCodes() {
		got = append(got, fmt.Sprintf("%d %s %s %s", e.Status, e.Code, e.Text, e.Place.Section))
	}
	if diff := cmp.Diff([]string{"404 X.01 Gone. Table 15 Codes", "409 X.02 Busy. Of another call. Table 15 Codes"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	own, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(own.ErrorCodes(), c.ErrorCodes()); diff != "" {
		t.Errorf("the list of the contract (-own +derived):\n%s", diff)
	}
	for _, n := range derive.Notes([]*page.Page{p}) {
		if n.ID == "apig.acl-unbind/error-codes-of-page" && strings.Contains(n.Text, "X.01 with 404; X.02 with 409, a status that the page documents nowhere else.") {
			return
		}
	}
	t.Error("no note names the codes")
}
