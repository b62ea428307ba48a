package derive_test

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/openapi/page"
)

// edited is one of the project's pages, renamed and with texts replaced.
func edited(t testing.TB, from, name string, replacements ...string) *page.Page {
	t.Helper()
	data, err := fs.ReadFile(documents.FS(), from+".txt")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for i := 0; i+1 < len(replacements); i += 2 {
		if !strings.Contains(text, replacements[i]) {
			t.Fatalf("page %s does not contain %q", from, replacements[i])
		}
		text = strings.ReplaceAll(text, replacements[i], replacements[i+1])
	}
	return parsed(t, name, text)
}

func parsed(t testing.TB, name, text string) *page.Page {
	t.Helper()
	p, err := page.Parse(name+".txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func contractOf(t testing.TB, pages ...*page.Page) *openapi.Contract {
	t.Helper()
	document, err := derive.Derive(pages)
	if err != nil {
		t.Fatal(err)
	}
	c, err := openapi.Parse(document.YAML())
	if err != nil {
		t.Fatalf("%v\n%s", err, document.YAML())
	}
	return c
}

func TestPagesThatCannotBeDerived(t *testing.T) {
	for name, c := range map[string]struct {
		pages    func(t *testing.T) []*page.Page
		want     []string // in the error
		operates []string
	}{
		"the same operation twice": {
			func(t *testing.T) []*page.Page {
				return []*page.Page{
					edited(t, "apig-acl-unbind", "b-old"), edited(t, "apig-acl-unbind", "a-new"), edited(t, "apig-throttle-unbind", "c"),
				}
			},
			[]string{"page b-old", "page a-new", "already derived", "line 11"}, []string{"apig.acl-unbind", "apig.throttle-unbind"},
		},
		"no request line": {
			func(t *testing.T) []*page.Page {
				return []*page.Page{{Name: "empty", URI: page.RequestLine{Line: 7}}, edited(t, "apig-acl-unbind", "a")}
			},
			[]string{"page empty, line 7", "expected a method and a path"}, []string{"apig.acl-unbind"},
		},
		"a name in backticks": {
			func(t *testing.T) []*page.Page {
				return []*page.Page{edited(t, "apig-acl-unbind", "a"), edited(t, "apig-plugin-detach", "b", "env_id\n\nYes", "`env_id`\n\nYes")}
			},
			[]string{"page b, line 115", "found \"`env_id`\": write env_id"}, []string{"apig.acl-unbind"},
		},
		"a name with a star": {
			func(t *testing.T) []*page.Page {
				return []*page.Page{edited(t, "apig-acl-unbind", "a"), edited(t, "apig-plugin-detach", "b", "env_id\n\nYes", "env_id *\n\nYes")}
			},
			[]string{"page b, line 115", `found "env_id *": write env_id`}, []string{"apig.acl-unbind"},
		},
		"unknown method": {
			func(*testing.T) []*page.Page {
				return []*page.Page{{Name: "odd", URI: page.RequestLine{Method: "LIST", Path: "/v2/x", Line: 3}}}
			},
			[]string{"page odd, line 3", `"LIST"`}, []string{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			document, err := derive.Derive(c.pages(t))
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error %q does not say %q", err, want)
				}
			}
			if diff := cmp.Diff(c.operates, document.Operations); diff != "" {
				t.Errorf("operations (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadPagesReportsEachPage(t *testing.T) {
	pages, err := derive.ReadPages(broken{documents.FS()})
	if err == nil || !strings.Contains(err.Error(), "apig-acl-unbind.txt:") {
		t.Errorf("the error names no page: %v", err)
	}
	if good := len(restated(t)) - 1; len(pages) != good {
		t.Errorf("got %d of the %d good pages", len(pages), good)
	}
}

// broken is a file system in which one page says nothing.
type broken struct{ fs.FS }

func (b broken) ReadFile(name string) ([]byte, error) {
	if name == "apig-acl-unbind.txt" {
		return []byte("Nothing of a page.\n"), nil
	}
	return fs.ReadFile(b.FS, name)
}

func (b broken) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(b.FS, name) }

// The URI prints the path row's parameter in its query, where another row has
// it already.
func TestOneParameterHasOnePlace(t *testing.T) {
	c := contractOf(t, edited(t, "apig-acl-unbind", "p", "/acl-bindings", "/acl-bindings?action={action}", "instance_id\n\nYes", "action\n\nYes"))
	o, _ := c.Operation("apig.acl-unbind")
	if all := o.Parameters("query"); len(all) != 1 || all[0].Extensions["x-source"] == nil {
		t.Errorf("query parameters: %+v", all)
	}
}

func TestEqualModelsShareAComponent(t *testing.T) {
	c := contractOf(t,
		edited(t, "apig-acl-unbind", "one"),
		edited(t, "apig-acl-unbind", "two", "/apigw/", "/apic/"))
	if names := components(c); !slices.Equal(names, []string{"AclBindingBatchFailure"}) {
		t.Errorf("components: %v", names)
	}
	for id, want := range map[string]string{"apig.acl-unbind": "one", "roma.acl-unbind": "two"} {
		clause, _ := c.Clause(id + "/response/200/failure[].bind_id")
		if clause.Place.Page != want || clause.Place.Line == 0 {
			t.Errorf("%s points to %+v, want page %s", clause.ID, clause.Place, want)
		}
	}
}

// What a member means stands in its prose, so that is a fact of its page, too.
func TestModelsOfOtherProseAreToldApart(t *testing.T) {
	c := contractOf(t,
		edited(t, "apig-acl-unbind", "one"),
		edited(t, "apig-acl-unbind", "two", "/apigw/", "/apic/", "Code that identifies the", "Code of this"))
	want := []string{"AclBindingBatchFailure", "AclBindingBatchFailure_roma.acl-unbind"}
	if diff := cmp.Diff(want, components(c)); diff != "" {
		t.Fatalf("components (-want +got):\n%s", diff)
	}
}

func TestDifferentModelsOfOneNameAreToldApart(t *testing.T) {
	c := contractOf(t,
		edited(t, "apig-acl-unbind", "one"),
		edited(t, "apig-acl-unbind", "two", "/apigw/", "/apic/", "api_name", "api_label"))
	want := []string{"AclBindingBatchFailure", "AclBindingBatchFailure_roma.acl-unbind"}
	if diff := cmp.Diff(want, components(c)); diff != "" {
		t.Fatalf("components (-want +got):\n%s", diff)
	}
	for id, want := range map[string]string{"apig.acl-unbind": "api_name", "roma.acl-unbind": "api_label"} {
		if _, found := c.Clause(id + "/response/200/failure[]." + want); !found {
			t.Errorf("%s has no member %s", id, want)
		}
	}
}

func components(c *openapi.Contract) []string {
	var names []string
	for name := range c.Doc.Components.Schemas {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestRequestAndResponseVariantsOfAModel(t *testing.T) {
	yes := true
	thing := page.Type{Kind: "model", Model: "Thing"}
	c := contractOf(t, &page.Page{
		Name: "svc_thing", URI: page.RequestLine{Method: "POST", Path: "/v1/{project_id}/things", Line: 1},
		Request: []page.Table{
			{Number: 1, Title: "Request body parameters", Location: page.InBody, Line: 2,
				Rows: []page.Row{{Name: "thing", Mandatory: &yes, Type: "Thing object", Parsed: thing, Line: 3}}},
			{Number: 2, Title: "Thing", Model: "Thing", Location: page.Model, Line: 4,
				Rows: []page.Row{
					{Name: "name", Mandatory: &yes, Type: "String", Parsed: page.Type{Kind: "string"}, Line: 5},
					{Name: "part", Mandatory: &yes, Type: "Thing object", Parsed: thing, Line: 6}}},
		},
		Responses: []page.Response{{Status: 200, Line: 7, Tables: []page.Table{
			{Number: 3, Title: "Response body parameters", Location: page.InBody, Line: 8,
				Rows: []page.Row{{Name: "thing", Type: "Thing object", Parsed: thing, Line: 9}}},
			{Number: 4, Title: "Thing", Model: "Thing", Location: page.Model, Line: 10,
				Rows: []page.Row{{Name: "name", Type: "String", Parsed: page.Type{Kind: "string"}, Line: 11}}},
		}}},
	})
	if diff := cmp.Diff([]string{"Thing", "ThingResponse"}, components(c)); diff != "" {
		t.Fatalf("components (-want +got):\n%s", diff)
	}
	if required := c.Doc.Components.Schemas["Thing"].Value.Required; !slices.Equal(required, []string{"name", "part"}) {
		t.Errorf("the request's Thing requires %v", required)
	}
	if required := c.Doc.Components.Schemas["ThingResponse"].Value.Required; len(required) > 0 {
		t.Errorf("the response's Thing requires %v", required)
	}
	if clause, found := c.Clause("svc.thing-create-v1/body/thing.name/mandatory"); !found || clause.Place.Line != 5 {
		t.Errorf("clause of the request's member: %+v, %t", clause, found)
	}
}

func TestModelsWithoutUseAreKept(t *testing.T) {
	c := contractOf(t, edited(t, "apig-acl-unbind", "p", "Array of AclBindingBatchFailure objects", "Array of strings",
		`[ {
    "bind_id"`, `[ "x" ], "more" : [ {
    "bind_id"`))
	if diff := cmp.Diff([]string{"AclBindingBatchFailure"}, components(c)); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
}

func TestPathsThatDifferInSpellingOnly(t *testing.T) {
	get := edited(t, "apig-plugin-detach", "b-show", "PUT /v2", "GET /v2", "{plugin_id}/detach", "{id}", "plugin_id", "id")
	remove := edited(t, "apig-plugin-detach", "a-delete", "PUT /v2", "DELETE /v2", "/{plugin_id}/detach", "/{plugin_id}")
	c := contractOf(t, get, remove)
	show, found := c.Operation("apig.plugin-show")
	if !found {
		t.Fatal("the page with the other spelling is missing")
	}
	if p := show.Parameters("path"); show.Path != "/v2/{project_id}/apigw/instances/{instance_id}/plugins/{id}" || p[2].Name != "id" {
		t.Errorf("path %s, parameter %s", show.Path, p[2].Name)
	}
	removal, _ := c.Operation("apig.plugin-delete")
	if p := removal.Parameter("path", "id"); p == nil || p.Schema.Value.Extensions["x-printed-name"] != "plugin_id" {
		t.Errorf("the printed name is lost: %+v", p)
	}
}

// TestConventions looks at the committed contract where a convention of the
// derivation shows.
func TestConventions(t *testing.T) {
	c, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Doc.Validate(context.Background()); err != nil {
		t.Errorf("not valid: %v", err)
	}
	detach, _ := c.Operation("apig.plugin-detach")
	unbind, _ := c.Operation("apig.acl-unbind")
	roma, _ := c.Operation("roma.plugin-detach")
	throttle, _ := c.Operation("apig.throttle-unbind")
	for name, ok := range map[string]bool{
		"array length where stated":             detach.BodySchema().Properties["api_ids"].Value.MinItems == 1 && *detach.BodySchema().Properties["api_ids"].Value.MaxItems == 500,
		"no array length where none is stated":  roma.BodySchema().Properties["api_ids"].Value.MaxItems == nil,
		"a body with a mandatory member":        detach.Spec.RequestBody.Value.Required,
		"a body without one":                    !unbind.Spec.RequestBody.Value.Required,
		"status of the status table only":       cmp.Equal(roma.Response(204).Extensions["x-stands-in"], []any{"status-codes"}),
		"204 without content":                   len(detach.Response(204).Content) == 0,
		"no 404 where none is listed":           throttle.Response(404) == nil && unbind.Response(404) != nil,
		"prescribed value":                      unbind.Parameter("query", "action").Schema.Value.Extensions["x-value"] == "delete",
		"no enumeration from prose":             unbind.Parameter("query", "action").Schema.Value.Enum == nil,
		"codes of examples":                     slices.Equal(unbind.Codes(400), []string{"APIG.2011"}) && slices.Equal(unbind.Codes(200), []string{"APIG.3010"}),
		"members shown":                         slices.Equal(openapi.Shown(unbind.Schema(200)), []string{"success_count", "failure"}),
		"members shown in an array":             slices.Equal(openapi.Shown(unbind.Schema(200).Properties["failure"].Value.Items.Value), []string{"bind_id", "error_code", "error_msg"}),
		"the token as security scheme":          len(*detach.Spec.Security) == 1 && detach.AuthHeader().Required,
		"the token not among the parameters":    len(detach.Parameters("header")) == 0,
		"permission":                            detach.Permissions()[0].Action == "apig:plugin:unbindApi",
		"dependencies of the permission":        len(detach.Permissions()[0].Dependencies) == 4,
		"escaping stays as printed":             strings.Contains(exampleMessage(throttle), `\"delete\"`),
		"two products side by side":             detach.Path != roma.Path && detach.Product == "apig" && roma.Product == "roma",
		"edition":                               detach.Spec.Extensions["x-edition"] == "2025-12-26",
		"integers of 32 bits":                   unbind.Schema(200).Properties["success_count"].Value.Format == "int32",
		"no object is closed":                   !anyClosed(c.Doc),
		"no member of a response is required":   len(unbind.Schema(200).Required) == 0,
		"the effect is a statement":             unbind.Statements()[0].ID == "function/effect",
		"the immediate effect is a statement":   detach.Statements()[1].ID == "function/immediate",
		"one example request of each operation": len(detach.RequestExamples()) == 1 && len(unbind.RequestExamples()) == 1,
	} {
		if !ok {
			t.Errorf("%s: not as the convention says", name)
		}
	}
}

func exampleMessage(o *openapi.Operation) string {
	body, _ := o.ResponseExamples(400)[0].Value.(map[string]any)
	message, _ := body["error_msg"].(string)
	return message
}

func anyClosed(doc *openapi3.T) bool {
	for _, ref := range doc.Components.Schemas {
		if has := ref.Value.AdditionalProperties.Has; has != nil && !*has {
			return true
		}
	}
	return false
}
