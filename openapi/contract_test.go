package openapi_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
)

func contract(t testing.TB) *openapi.Contract {
	t.Helper()
	c, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func operation(t testing.TB, id string) *openapi.Operation {
	t.Helper()
	o, found := contract(t).Operation(id)
	if !found {
		t.Fatalf("the contract has no operation %s", id)
	}
	return o
}

func TestOperations(t *testing.T) {
	type facts struct {
		ID, Product, Method, Path, Page string
		Statuses, Successes             []int
	}
	var got []facts
	for _, o := range contract(t).Operations {
		got = append(got, facts{o.ID, o.Product, o.Method, o.Path, o.Page, o.Statuses(), o.Successes()})
	}
	const apigw = "/v2/{project_id}/apigw/instances/{instance_id}"
	want := []facts{
		{"apig.acl-unbind", "apig", "PUT", apigw + "/acl-bindings", "apig-acl-unbind", []int{200, 400, 401, 403, 404, 500}, []int{200}},
		{"apig.plugin-detach", "apig", "PUT", apigw + "/plugins/{plugin_id}/detach", "apig-plugin-detach", []int{204, 400, 401, 403, 404, 500}, []int{204}},
		{"apig.throttle-unbind", "apig", "PUT", apigw + "/throttle-bindings", "apig-throttle-unbind", []int{200, 400, 401, 403, 500}, []int{200}},
		{"roma.plugin-detach", "roma", "PUT", "/v2/{project_id}/apic/instances/{instance_id}/plugins/{plugin_id}/detach", "roma-plugin-detach", []int{204, 400, 401, 403, 404, 500}, []int{204}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, found := contract(t).Operation("apig.unknown"); found {
		t.Error("an unknown operation is found")
	}
}

func TestCodes(t *testing.T) {
	for id, want := range map[string]map[int][]string{
		"apig.acl-unbind":      {200: {"APIG.3010"}, 400: {"APIG.2011"}, 401: {"APIG.1002"}, 403: {"APIG.1005"}, 404: {"APIG.3030"}, 500: {"APIG.9999"}},
		"apig.throttle-unbind": {200: {"APIG.3012"}, 400: {"APIG.2011"}, 401: {"APIG.1002"}, 403: {"APIG.1005"}, 500: {"APIG.9999"}},
		"apig.plugin-detach":   {204: nil, 400: {"APIG.2012"}, 401: {"APIG.1002"}, 403: {"APIG.1005"}, 404: {"APIG.3068"}, 500: {"APIG.9999"}},
		"roma.plugin-detach":   {204: nil, 400: {"APIG.2012"}, 401: {"APIG.1002"}, 403: {"APIG.1005"}, 404: {"APIG.3068"}, 500: {"APIG.9999"}},
	} {
		o, got := operation(t, id), map[int][]string{}
		for _, status := range o.Statuses() {
			got[status] = o.Codes(status)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
		if o.Codes(418) != nil || o.Response(418) != nil || o.Schema(418) != nil {
			t.Errorf("%s: an undocumented status has facts", id)
		}
	}
}

func TestAccessors(t *testing.T) {
	o := operation(t, "apig.acl-unbind")
	if names := parameterNames(o, "path"); !slices.Equal(names, []string{"project_id", "instance_id"}) {
		t.Errorf("path parameters: %v", names)
	}
	if p := o.Parameter("query", "action"); p == nil || !p.Required {
		t.Errorf("query parameter action: %+v", p)
	}
	if value, prescribed := openapi.Prescribed(o.Parameter("query", "action").Schema.Value); !prescribed || value != "delete" {
		t.Errorf("prescribed value: %v", value)
	}
	if o.Parameter("query", "limit") != nil {
		t.Error("an undocumented parameter is found")
	}
	if o.BodyMediaType() != "application/json" || o.Response(200).Content.Get("application/json") == nil || len(operation(t, "roma.plugin-detach").Response(204).Content) > 0 {
		t.Error("media types are wrong")
	}
	if h := o.AuthHeader(); h == nil || h.Name != "X-Auth-Token" || !h.Required || h.Place.Line == 0 {
		t.Errorf("authentication header: %+v", h)
	}
	example := o.RequestExamples()[0]
	want := map[string]any{"acl_bindings": []any{"332c5db1458a477b89b2ea741fec94a3"}}
	if diff := cmp.Diff(want, example.Value); diff != "" || len(example.Unfit) > 0 {
		t.Errorf("example request %v (-want +got):\n%s", example.Unfit, diff)
	}
	if len(o.ResponseExamples(400)) != 1 || o.ResponseExamples(418) != nil {
		t.Error("example responses are wrong")
	}
	if o.Place().Section != "URI" {
		t.Errorf("place %+v", o.Place())
	}
}

func parameterNames(o *openapi.Operation, in string) []string {
	var names []string
	for _, p := range o.Parameters(in) {
		names = append(names, p.Name)
	}
	return names
}

func TestMembersInPageOrder(t *testing.T) {
	o := operation(t, "apig.acl-unbind")
	var got []string
	for _, m := range o.ResponseMembers(200) {
		got = append(got, m.Path+" "+m.Model)
	}
	want := []string{
		"success_count ", "failure AclBindingBatchFailure", "failure[].bind_id ", "failure[].error_code ",
		"failure[].error_msg ", "failure[].api_id ", "failure[].api_name ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	members := operation(t, "apig.plugin-detach").BodyMembers()
	if len(members) != 2 || members[0].Name != "env_id" || !members[1].Required || !members[1].Reachable || !members[1].Facts.Type.Is("string") {
		t.Errorf("body members: %+v", members)
	}
}

// grammar is the package documentation's clause ids.
var grammar = regexp.MustCompile(`^[a-z]+\.[a-z0-9-]+/(` + strings.Join([]string{
	`uri`,
	`function/(effect|immediate|[a-z0-9-]+)`,
	`constraints/[a-z0-9-]+`,
	`(path|query|header)/[^/]+/(mandatory|optional|type|items|value|enum|length|minimum|maximum|array-length|default)`,
	`body/[^/]+/(mandatory|optional|type|items|length|minimum|maximum|array-length|enum|default|value)`,
	`response/[0-9]{3}(/code|/[^/]+(/(items|length|minimum|maximum|array-length|enum|default|value))?)?`,
	`example/request/[a-z0-9-]+`,
	`authorization/[A-Za-z:]+`,
}, "|") + `)$`)

// A bound of an array's items is not worded as one of the array.
func TestClausesOfItems(t *testing.T) {
	c := derived(t, edited(t, "apig-plugin-detach", "Array Length: 1 - 500", "Array Length: 1 - 500\n\nMaximum: 36\n\nEnumeration values:\n\n  • a\n\n  • b",
		"env_id\n\nYes\n\nString", "sizes\n\nNo\n\nMap<String,Integer>\n\nSizes.\n\nMinimum: 2\n\nenv_id\n\nYes\n\nString"))
	for id, want := range map[string]string{
		"api_ids/array-length": "Body member api_ids has 1 to 500 items.",
		"api_ids/length":       "Each item of body member api_ids has at most 36 characters.",
		"api_ids/enum":         "Each item of body member api_ids is one of a, b.",
		"sizes/minimum":        "Each value of body member sizes is at least 2.",
	} {
		if clause, _ := c.Clause("apig.plugin-detach/body/" + id); clause.Text != want {
			t.Errorf("%s: got %q, want %q", id, clause.Text, want)
		}
	}
}

func TestClauses(t *testing.T) {
	c := contract(t)
	seen := map[string]bool{}
	for _, clause := range c.Clauses {
		if seen[clause.ID] {
			t.Errorf("two clauses have the id %s", clause.ID)
		}
		seen[clause.ID] = true
		if !grammar.MatchString(clause.ID) {
			t.Errorf("the id %s does not follow the grammar", clause.ID)
		}
		if !strings.HasPrefix(clause.ID, clause.Operation+"/") || clause.Kind == "" || clause.Text == "" {
			t.Errorf("incomplete: %+v", clause)
		}
		if clause.Place.Page == "" || clause.Place.Section == "" || clause.Place.Line == 0 {
			t.Errorf("%s has no place: %+v", clause.ID, clause.Place)
		}
		if found, known := c.Clause(clause.ID); !known || found != clause {
			t.Errorf("%s is not found by its id", clause.ID)
		}
	}
	for _, id := range []string{
		"apig.plugin-detach/body/api_ids/array-length", "apig.plugin-detach/function/immediate", "roma.plugin-detach/response/204",
		"apig.acl-unbind/query/action/value", "apig.acl-unbind/body/acl_bindings/optional", "apig.throttle-unbind/response/200/failure[].bind_id",
		"apig.plugin-detach/authorization/apig:plugin:unbindApi", "roma.plugin-detach/header/X-Auth-Token/mandatory",
	} {
		if !seen[id] {
			t.Errorf("the clause %s is missing", id)
		}
	}
	for _, id := range []string{"roma.plugin-detach/body/api_ids/array-length", "apig.throttle-unbind/response/404"} {
		if seen[id] {
			t.Errorf("the clause %s stands on no page", id)
		}
	}
	if own := c.ClausesOf("roma.plugin-detach"); len(own) == 0 || own[0].Operation != "roma.plugin-detach" {
		t.Error("the clauses of one operation are not found")
	}
}

func TestExclusions(t *testing.T) {
	c := contract(t)
	for id, excluded := range map[string]bool{
		"apig.acl-unbind/function/effect":                        false,
		"apig.plugin-detach/function/immediate":                  false,
		"apig.plugin-detach/authorization/apig:plugin:unbindApi": true,
		"apig.acl-unbind/path/project_id/type":                   true,
		"apig.acl-unbind/path/project_id/mandatory":              false,
		"apig.acl-unbind/response/500":                           false,
		"apig.acl-unbind/body/acl_bindings/type":                 false,
	} {
		clause, found := c.Clause(id)
		if !found || (clause.Excluded != "") != excluded {
			t.Errorf("%s: found %t, excluded %q, want excluded %t", id, found, clause.Excluded, excluded)
		}
	}
}

// Whether a request can be made for an error follows from what the page prints,
// not from the number that it prints it under.
func TestErrorsThatCanBeProvoked(t *testing.T) {
	const page = `openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /v1/things:
    get:
      operationId: x.things-list
      responses:
        "200": {description: OK}
        "404": {description: Not Found}
        "409": {description: Conflict, content: {application/json: {schema: {type: object}, examples: {"1": {value: {text: The name is in use}}}}}}
        "410": {description: Gone, content: {application/json: {schema: {type: object}, examples: {"1": {value: {text: The plug-in does not exist}}}}}}
        "418": {description: Teapot}
        "429": {description: Slow Down, content: {application/json: {schema: {type: object}, examples: {"1": {value: {text: Too many requests}}}}}}
`
	c, err := openapi.Parse([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	for status, excluded := range map[string]bool{"404": false, "409": true, "410": false, "418": true, "429": true} {
		clause, found := c.Clause("x.things-list/response/" + status)
		if !found || (clause.Excluded != "") != excluded {
			t.Errorf("%s: found %t, excluded %q, want excluded %t", status, found, clause.Excluded, excluded)
		}
	}
}

const minimal = `openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /v1/things:
    get:
      operationId: x.things-list
      responses: {"200": {description: OK}}
`

func TestParseForeignDocument(t *testing.T) {
	c, err := openapi.Parse([]byte(minimal))
	if err != nil {
		t.Fatal(err)
	}
	o := c.Operations[0]
	if o.ID != "x.things-list" || o.Product != "x" || o.AuthHeader() != nil || o.BodySchema() != nil || o.RequestExamples() != nil {
		t.Errorf("%+v", o)
	}
	if len(c.Clauses) != 2 {
		t.Errorf("clauses: %+v", c.Clauses)
	}
}

func TestParseErrors(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"not YAML":           {"\t{", "not an OpenAPI document"},
		"empty":              {"", "openapi"},
		"Swagger 2":          {`{"swagger": "2.0"}`, `key openapi: expected 3.0.x, found ""`},
		"OpenAPI 3.1":        {strings.Replace(minimal, "3.0.3", "3.1.0", 1), `found "3.1.0"`},
		"no operationId":     {strings.Replace(minimal, "operationId: x.things-list", "summary: x", 1), "paths, /v1/things, get: the key operationId is missing"},
		"broken reference":   {strings.Replace(minimal, "description: OK", `$ref: "#/components/responses/Gone"`, 1), "Gone"},
		"undeclared in path": {strings.Replace(minimal, "/v1/things", "/v1/{id}", 1), "not a valid OpenAPI document"},
		"odd status":         {strings.Replace(minimal, `"200"`, `"00"`, 1), `paths, /v1/things, get, responses: the key "00" is no status`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openapi.Parse([]byte(c.data))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	file := filepath.Join(t.TempDir(), "contract.yaml")
	if _, err := openapi.Load(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a missing file: %v", err)
	}
	if err := os.WriteFile(file, []byte("openapi: 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := openapi.Load(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("a broken file: %v", err)
	}
	data, err := os.ReadFile("openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append([]byte("# a comment\n"), data...), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := openapi.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	if c.Digest != contract(t).Digest || len(c.Digest) != 64 {
		t.Errorf("the digest depends on the layout of the file: %s", c.Digest)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(minimal))
	f.Add([]byte(`{"openapi":"3.0.3","info":{"title":"","version":""},"paths":{}}`))
	f.Add([]byte(strings.Replace(minimal, "operationId", "x-statements: [{id: 1, kind: [], x-source: 3}]\n      x-auth-header: {name: X}\n      operationId", 1)))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := openapi.Parse(data)
		if err != nil {
			return
		}
		for _, o := range c.Operations {
			o.RequestExamples()
			o.Permissions()
			o.BodyMembers()
		}
	})
}
