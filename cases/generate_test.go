package cases

import (
	"io/fs"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/openapi/page"
)

// casesOf are the cases of a contract by their ids.
func casesOf(t *testing.T, contract *openapi.Contract) map[string]Case {
	t.Helper()
	all, err := All(contract)
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]Case{}
	for _, c := range all {
		byID[c.ID] = c
	}
	return byID
}

// statusesOf are the statuses that may come back, in order.
func statusesOf(outcomes []Outcome) []int {
	var all []int
	for _, o := range outcomes {
		if !slices.Contains(all, o.Status) {
			all = append(all, o.Status)
		}
	}
	slices.Sort(all)
	return all
}

const noteContract = `
openapi: 3.0.3
info: {title: Notes, version: "1"}
paths:
  /v1/{project_id}/notes:
    post:
      operationId: files.note-create
      parameters:
        - {name: project_id, in: path, required: true, schema: {type: string}}
        - {name: "of&kind", in: query, required: true, schema: {type: string, enum: ["a&b=c d", other]}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [text], properties: {text: {type: string}}}
            examples: {"1": {value: {text: "one & two = three?"}}}
      responses: {"201": {description: Created}, "400": {description: Bad Request}}
`

// Names and values that mean something in a query are escaped there.
func TestQueriesAreEscaped(t *testing.T) {
	contract, err := openapi.Parse([]byte(noteContract))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]url.Values{
		"files.note-create/body/text-in-query":           {"of&kind": {"a&b=c d"}, "text": {"one & two = three?"}},
		"files.note-create/body/text-missing":            {"of&kind": {"a&b=c d"}},
		"files.note-create/query/of&kind-missing":        {},
		"files.note-create/query/of&kind-suffix":         {"of&kind": {"a&b=c dd"}},
		"files.note-create/query/of&kind-trailing-space": {"of&kind": {"a&b=c d "}},
	} {
		c, ok := casesOf(t, contract)[id]
		if !ok {
			t.Errorf("there is no case %s", id)
			continue
		}
		got, err := url.ParseQuery(*c.Steps[0].Request.Query)
		if err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the query (-want +got):\n%s", id, diff)
		}
	}
}

// The bounds of a list are decided by lists of unknown ids, whatever is bound.
func TestLengths(t *testing.T) {
	all := casesOf(t, builtIn(t))
	for _, row := range []struct {
		id    string
		lists []string
		same  string
	}{
		{"apig.plugin-detach/body/api_ids-at-most", []string{"<unknown.api.0..1>", "<unknown.api.0..499>"}, "a few"},
		{"apig.plugin-detach/body/api_ids-at-least", []string{"<unknown.api.0..1>", "<unknown.api.0>"}, "a few"},
		{"apig.plugin-detach/body/api_ids-at-most-alike", []string{"<api.0x2>", "<api.1x500>"}, "a few times"},
	} {
		c := all[row.id]
		if len(c.Steps) != 2 || c.Steps[0].Name != row.same || c.Steps[1].Expect.SameAs != row.same {
			t.Errorf("%s: its second step is not held against its first: %+v", row.id, c.Steps)
			continue
		}
		for i, want := range row.lists {
			list := c.Steps[i].Request.Body.JSON.(map[string]any)["api_ids"]
			if diff := cmp.Diff(any([]any{want}), list); diff != "" {
				t.Errorf("%s, step %d (-want +got):\n%s", row.id, i+1, diff)
			}
		}
	}
	for id := range all {
		if strings.HasPrefix(id, "roma.plugin-detach/") && strings.Contains(id, "-at-most") {
			t.Errorf("%s has a bound that its page does not state", id)
		}
	}
}

// Examples are sent byte for byte as the pages print them, and once more with the
// target's ids in their places.
func TestExampleRequests(t *testing.T) {
	all := casesOf(t, builtIn(t))
	for _, row := range []struct{ id, own string }{
		{"apig.acl-unbind", "{\n  \"acl_bindings\" : [ \"<acl.0>\" ]\n}"},
		{"apig.throttle-unbind", "{\n  \"throttle_bindings\" : [ \"<throttle.0>\", \"<throttle.1>\" ]\n}"},
		{"apig.plugin-detach", "{\n  \"env_id\" : \"<env_id>\",\n  \"api_ids\" : [ \"<api.0>\" ]\n}"},
		{"roma.plugin-detach", "{\n  \"env_id\" : \"<env_id>\",\n  \"api_ids\" : [ \"<api.0>\" ]\n}"},
	} {
		file := strings.Replace(row.id, ".", "-", 1) + ".txt"
		text, err := fs.ReadFile(documents.FS(), file)
		if err != nil {
			t.Fatal(err)
		}
		printed := all[row.id+"/example/request-1/as-printed"]
		own := all[row.id+"/example/request-1/with-own-ids"]
		if len(printed.Steps) != 1 || len(own.Steps) != 1 {
			t.Errorf("%s has no cases of its example", row.id)
			continue
		}
		if body := *printed.Steps[0].Request.Body.Raw; !strings.Contains(string(text), "\n"+body+"\n") {
			t.Errorf("%s: %s does not print\n%s", row.id, file, body)
		}
		if !printed.Steps[0].Expect.AnyOf[0].Named {
			t.Errorf("%s: what becomes of the printed ids is not left to the lists", row.id)
		}
		if diff := cmp.Diff(row.own, *own.Steps[0].Request.Body.Raw); diff != "" {
			t.Errorf("%s: with its own ids (-want +got):\n%s", row.id, diff)
		}
		if outcomes := own.Steps[0].Expect.AnyOf; len(outcomes) != 1 || outcomes[0].Status >= 300 || len(outcomes[0].Unbinds) == 0 || own.Level != Must {
			t.Errorf("%s: its example with its own ids need not be carried out: %+v", row.id, outcomes)
		}
	}
}

// Every printed response of the built-in pages has a case that brings it about
// and compares what comes back with it.
func TestExampleAnswers(t *testing.T) {
	want := []string{
		"apig.acl-unbind/example/answer-200/carried-out", "apig.acl-unbind/example/answer-400/value-wrong",
		"apig.acl-unbind/example/answer-401/token-unreadable", "apig.acl-unbind/example/answer-403/permission-missing",
		"apig.acl-unbind/example/answer-404/instance-unknown", "apig.acl-unbind/example/answer-500/internal-error",
		"apig.plugin-detach/example/answer-400/instance-malformed", "apig.plugin-detach/example/answer-401/token-unreadable",
		"apig.plugin-detach/example/answer-403/permission-missing", "apig.plugin-detach/example/answer-404/policy-unknown",
		"apig.plugin-detach/example/answer-500/internal-error",
		"apig.throttle-unbind/example/answer-200/carried-out", "apig.throttle-unbind/example/answer-400/value-wrong",
		"apig.throttle-unbind/example/answer-401/token-unreadable", "apig.throttle-unbind/example/answer-403/permission-missing",
		"apig.throttle-unbind/example/answer-500/internal-error",
		"roma.plugin-detach/example/answer-400/instance-malformed", "roma.plugin-detach/example/answer-401/token-unreadable",
		"roma.plugin-detach/example/answer-403/permission-missing", "roma.plugin-detach/example/answer-404/policy-unknown",
		"roma.plugin-detach/example/answer-500/internal-error",
	}
	all := casesOf(t, builtIn(t))
	var got []string
	for _, id := range sortedKeys(all) {
		if !strings.Contains(id, "/example/answer-") {
			continue
		}
		got = append(got, id)
		if !slices.ContainsFunc(all[id].Steps[0].Expect.AnyOf, func(o Outcome) bool { return o.Like != nil }) {
			t.Errorf("%s compares nothing with what is printed", id)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cases of printed responses (-want +got):\n%s", diff)
	}
}

// Every operation of a contract of other pages has a case of each of its printed
// requests, and what might make something goes where nothing is.
func TestExamplesOfOtherPages(t *testing.T) {
	folder := os.Getenv("APIGSPEC_DOCUMENTS")
	if folder == "" {
		t.Skip("APIGSPEC_DOCUMENTS names no folder with original reference pages; they are not part of the project")
	}
	pages, err := derive.ReadPages(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	document, err := derive.Derive(slices.DeleteFunc(pages, func(p *page.Page) bool { return p.URI.Path == "" }))
	if err != nil {
		t.Fatal(err)
	}
	contract, err := openapi.Parse(document.YAML())
	if err != nil {
		t.Fatal(err)
	}
	all := casesOf(t, contract)
	examples := 0
	for i := range contract.Operations {
		op := &contract.Operations[i]
		for n, e := range op.RequestExamples() {
			if e.Value == nil && e.Request == "" {
				continue
			}
			examples++
			id := op.ID + "/example/request-" + string(rune('1'+n)) + "/as-printed"
			c, ok := all[id]
			if !ok {
				t.Errorf("there is no case %s", id)
				continue
			}
			path := strings.Join([]string{c.Steps[0].Request.Path["instance_id"], c.Steps[0].Request.Path["project_id"]}, " ")
			if op.Method != "GET" && !strings.Contains(op.ID, "unbind") && !strings.Contains(op.ID, "detach") && !strings.Contains(path, "<unknown.") {
				t.Errorf("%s may make something: its path has %s", id, path)
			}
		}
	}
	if examples < 10 {
		t.Errorf("only %d printed requests were met", examples)
	}
}

// Answers to what is wrong with a token are told apart, and a misplaced token may
// also be refused as a parameter that nobody knows.
func TestTokens(t *testing.T) {
	all := casesOf(t, builtIn(t))
	for id, want := range map[string]struct {
		statuses []int
		codes    []string
	}{
		"apig.acl-unbind/auth/token-missing":                         {[]int{401}, []string{"APIC.7100", "APIG.1000", "APIG.1002"}},
		"apig.acl-unbind/auth/token-garbage":                         {[]int{401}, []string{"APIG.1002"}},
		"roma.plugin-detach/auth/token-last-character":               {[]int{401}, []string{"APIG.1002"}},
		"apig.acl-unbind/auth/token-expired":                         {[]int{401}, []string{"APIC.7101", "APIG.1001", "APIG.1002"}},
		"apig.plugin-detach/auth/no-permission":                      {[]int{403}, []string{"APIG.1005"}},
		"apig.throttle-unbind/auth/token-in-query":                   {[]int{400, 401}, []string{"APIC.7100", "APIG.1000", "APIG.1002"}},
		"apig.throttle-unbind/auth/token-in-body":                    {[]int{400, 401}, []string{"APIC.7100", "APIG.1000", "APIG.1002"}},
		"apig.throttle-unbind/auth/token-missing-nothing-bound":      {[]int{401}, []string{"APIC.7100", "APIG.1000", "APIG.1002"}},
		"apig.plugin-detach/auth/token-garbage-nothing-bound":        {[]int{400, 401, 404, 409}, []string{"APIG.1002"}},
		"apig.plugin-detach/isolation/token-of-other-project":        {[]int{400, 401, 403, 404}, []string{"APIC.7111", "APIC.7130", "APIG.1005", "APIG.1136"}},
		"roma.plugin-detach/path/instance_id-unknown":                {[]int{400, 403, 404}, []string{"APIC.7302", "APIG.3030", "APIG.3068"}},
		"apig.acl-unbind/path/instance_id-unknown":                   {[]int{404}, []string{"APIG.3030"}},
		"apig.plugin-detach/path/instance_id-malformed":              {[]int{400, 404}, []string{"APIG.2012"}},
		"apig.plugin-detach/path/plugin_id-unknown":                  {[]int{404}, []string{"APIG.3068"}},
		"apig.throttle-unbind/steady/token-garbage":                  {[]int{401}, []string{"APIG.1002"}},
		"apig.throttle-unbind/query/action-create":                   {[]int{400}, []string{"APIG.2011"}},
		"apig.throttle-unbind/example/answer-500/internal-error":     {[]int{500}, []string{"APIG.9999"}},
		"apig.throttle-unbind/example/answer-403/permission-missing": {[]int{403}, []string{"APIG.1005"}},
	} {
		c, ok := all[id]
		if !ok {
			t.Errorf("there is no case %s", id)
			continue
		}
		outcomes := c.Steps[0].Expect.AnyOf
		if diff := cmp.Diff(want.statuses, statusesOf(outcomes)); diff != "" {
			t.Errorf("%s: the statuses (-want +got):\n%s", id, diff)
		}
		if diff := cmp.Diff(want.codes, outcomes[0].Codes); diff != "" {
			t.Errorf("%s: the codes of the first outcome (-want +got):\n%s", id, diff)
		}
	}
	absent := all["apig.plugin-detach/auth/token-missing"].Steps[0].Expect.Absent
	var codes []string
	for _, o := range absent {
		codes = append(codes, o.Codes...)
	}
	if !slices.Contains(codes, "APIG.3068") || !slices.Contains(codes, "APIG.3002") {
		t.Errorf("where neither plug-in nor API is known the codes are %v", codes)
	}
}

// Statements about a good request have a case that only a gateway which keeps
// them carries out.
func TestAccepted(t *testing.T) {
	all := casesOf(t, builtIn(t))
	for id, clauses := range map[string][]string{
		"apig.acl-unbind/accepted/uri":               {"uri"},
		"apig.acl-unbind/accepted/X-Auth-Token":      {"header/X-Auth-Token/mandatory"},
		"apig.acl-unbind/accepted/query-action":      {"query/action/value", "query/action/mandatory"},
		"apig.acl-unbind/accepted/body-acl_bindings": {"body/acl_bindings/type", "body/acl_bindings/items", "body/acl_bindings/optional"},
		"roma.plugin-detach/accepted/body-env_id":    {"body/env_id/type", "body/env_id/mandatory"},
	} {
		c, ok := all[id]
		if !ok {
			t.Errorf("there is no case %s", id)
			continue
		}
		var tested []string
		for _, clause := range c.Clauses[:len(clauses)] {
			tested = append(tested, strings.TrimPrefix(clause, c.Operation+"/"))
		}
		if diff := cmp.Diff(clauses, tested); diff != "" {
			t.Errorf("%s: the clauses (-want +got):\n%s", id, diff)
		}
		if got := c.Steps[0].Expect.AnyOf; len(got) != 1 || len(got[0].Unbinds) == 0 || got[0].Status >= 300 {
			t.Errorf("%s need not be carried out: %+v", id, got)
		}
	}
}

// TestArticles: what is written of a name of the page reads well, whatever the name.
func TestArticles(t *testing.T) {
	wrong := regexp.MustCompile(`(?i)\ba [aeio]|\ban [^aeiou]`)
	for _, c := range casesOf(t, builtIn(t)) {
		if found := wrong.FindString(c.Requirement); found != "" {
			t.Errorf("%s: %q in %q", c.ID, found, c.Requirement)
		}
	}
}

// A generated case that expects nothing would accept everything.
func TestGeneratedCasesExpectSomething(t *testing.T) {
	c := Case{ID: "x/y/z", Level: Must, Steps: []Step{{}}}
	if err := checkGenerated(builtIn(t), c); err == nil || !strings.Contains(err.Error(), "expects nothing") {
		t.Errorf("a case without an expectation gives %v", err)
	}
	c.Level = Observe
	if err := checkGenerated(builtIn(t), c); err != nil {
		t.Errorf("an observed case: %v", err)
	}
}

// A body that is a list is told from what is none, and what is one is not refused.
func TestBodiesThatAreLists(t *testing.T) {
	contract, err := openapi.Parse([]byte(`
openapi: 3.0.3
info: {title: Lists, version: "1"}
paths:
  /v1/parts:
    post:
      operationId: parts.part-batch-create
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: array, items: {type: object, properties: {name: {type: string}}}}
      responses: {"200": {description: OK}, "400": {description: Bad Request}}
`))
	if err != nil {
		t.Fatal(err)
	}
	all := casesOf(t, contract)
	for id, want := range map[string]string{"json/object": `{"0":{"name":"aaaaaaaa"}}`, "json/truncated": `[{"name":"aaaaaaaa"}`, "json/array": "", "json/empty-array": ""} {
		c, ok := all["parts.part-batch-create/"+id]
		if ok != (want != "") {
			t.Errorf("%s: there is a case: %t", id, ok)
			continue
		}
		if ok && *c.Steps[0].Request.Body.Raw != want {
			t.Errorf("%s sends %s, want %s", id, *c.Steps[0].Request.Body.Raw, want)
		}
	}
}
