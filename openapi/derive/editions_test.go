package derive_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/openapi/page"
)

// However the heading of the responses reads, even if nobody knows it, their members are
// not the request's.
func TestHeadingsOfResponses(t *testing.T) {
	want := responseMembers(contractOf(t, edited(t, "apig-acl-unbind", "apig-acl-unbind")))
	for _, heading := range []string{
		"Response", "Response Elements", "Response Params", "Response Fields", "Response parameters", "Output Parameters",
		"Return Values", "Returns", "What Comes Back",
	} {
		c := contractOf(t, edited(t, "apig-acl-unbind", "apig-acl-unbind", "\nResponse Parameters\n", "\n"+heading+"\n"))
		if diff := cmp.Diff(want, responseMembers(c)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", heading, diff)
		}
		if body := c.Operations[0].BodyMembers(); len(body) != 1 {
			t.Errorf("%s: the request has %d members", heading, len(body))
		}
	}
}

// responseMembers are the members of all responses, after their statuses.
func responseMembers(c *openapi.Contract) []string {
	var all []string
	for _, status := range c.Operations[0].Statuses() {
		for _, m := range c.Operations[0].ResponseMembers(status) {
			all = append(all, openapi.ResponseClause(status)+" "+m.Path)
		}
	}
	slices.Sort(all)
	return all
}

// A row is one whatever word says whether its parameter is mandatory.
func TestWordsForMandatory(t *testing.T) {
	for word, required := range map[string]bool{
		"Yes": true, "Required": true, "Yes[1]": true, "Yes*": true, "是": true, "Mandatory": true,
		"No": false, "Not mandatory": false, "Not required": false, "No[2]": false, "否": false, "Optional": false,
	} {
		c := contractOf(t, edited(t, "apig-plugin-detach", "apig-plugin-detach", "env_id\n\nYes\n", "env_id\n\n"+word+"\n"))
		i := slices.IndexFunc(c.Operations[0].BodyMembers(), func(m openapi.Member) bool { return m.Name == "env_id" })
		if i < 0 || c.Operations[0].BodyMembers()[i].Required != required {
			t.Errorf("%s: member %d, want mandatory %t", word, i, required)
		}
	}
}

// What does not take effect at once is not said to.
func TestImmediately(t *testing.T) {
	for sentence, immediate := range map[string]bool{
		"Detaching takes effect immediately.":                              true,
		"Detaching is for good. It takes effect immediately.":              true,
		"Detaching cannot be undone. It takes effect immediately.":         true,
		"Detaching does not take effect immediately.":                      false,
		"It never takes effect immediately.":                               false,
		"The plug-in is detached, but the API doesn't change immediately.": false,
	} {
		c := contractOf(t, edited(t, "apig-plugin-detach", "apig-plugin-detach", "Detaching takes effect immediately.", sentence))
		if _, found := c.Clause("apig.plugin-detach/function/immediate"); found != immediate {
			t.Errorf("%q: immediate %t", sentence, found)
		}
	}
}

// A page with two request lines is refused, whichever part of the second differs.
func TestTwoRequestLines(t *testing.T) {
	const line = "PUT /v2/{project_id}/apigw/instances/{instance_id}/acl-bindings\n"
	whole, err := fs.ReadFile(documents.FS(), "apig-acl-unbind.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, second := range []string{strings.Replace(line, "PUT", "DELETE", 1), strings.Replace(line, "/apigw", "", 1)} {
		twice := strings.Replace(string(whole), line, line+"\n"+second, 1)
		if _, err := page.Parse("twice.txt", []byte(twice)); err == nil || !strings.Contains(err.Error(), "one request line below the heading URI") {
			t.Errorf("%s: %v", second, err)
		}
	}
}
