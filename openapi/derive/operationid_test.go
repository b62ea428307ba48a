package derive

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/page"
)

func TestOperationID(t *testing.T) {
	const apigw, apic = "/v2/{project_id}/apigw/instances/{instance_id}", "/v2/{project_id}/apic/instances/{instance_id}"
	for _, c := range []struct{ name, method, path, action, want string }{
		{"p", "PUT", apigw + "/plugins/{plugin_id}/detach", "", "apig.plugin-detach"},
		{"p", "PUT", apic + "/plugins/{plugin_id}/detach", "", "roma.plugin-detach"},
		{"p", "PUT", apigw + "/acl-bindings", "delete", "apig.acl-unbind"},
		{"p", "PUT", apigw + "/acl-bindings?action=delete", "", "apig.acl-unbind"},
		{"p", "PUT", apigw + "/acl-bindings", "remove", "apig.acl-unbind"},
		{"p", "PUT", apigw + "/throttle-bindings", "delete", "apig.throttle-unbind"},
		{"p", "POST", apigw + "/acl-bindings", "", "apig.acl-bind"},
		{"p", "DELETE", apigw + "/acl-bindings/{acl_bindings_id}", "", "apig.acl-binding-delete"},
		{"p", "GET", apigw + "/acl-bindings/binded-apis", "", "apig.acl-bound-apis-list"},
		{"p", "GET", apigw + "/acl-bindings/unbinded-apis", "", "apig.acl-unbound-apis-list"},
		{"p", "POST", apigw + "/plugins/{plugin_id}/attach", "", "apig.plugin-attach"},
		{"p", "PUT", apigw + "/apis/{api_id}/plugins/detach", "", "apig.api-plugins-detach"},
		{"p", "GET", apigw + "/plugins/{plugin_id}/attached-apis", "", "apig.plugin-attached-apis-list"},
		{"p", "GET", apigw + "/acls", "", "apig.acls-list"},
		{"p", "POST", apigw + "/acls", "", "apig.acl-create"},
		{"p", "PUT", apigw + "/acls", "delete", "apig.acls-batch"},
		{"p", "GET", apigw + "/acls/{acl_id}", "", "apig.acl-show"},
		{"p", "PUT", apigw + "/acls/{acl_id}", "", "apig.acl-update"},
		{"p", "DELETE", apigw + "/acls/{acl_id}", "", "apig.acl-delete"},
		{"p", "DELETE", apigw, "", "apig.instance-delete"},
		{"p", "GET", "/v2/{project_id}/apigw/certificates", "", "apig.project-certificates-list"},
		{"p", "GET", apigw + "/certificates", "", "apig.certificates-list"},
		{"elb_CreateMember", "POST", "/v3/{project_id}/elb/pools/{pool_id}/members", "", "elb.pool-member-create"},
		{"elb_CreateMember", "POST", "/v2/{project_id}/elb/pools/{pool_id}/members", "", "elb.pool-member-create-v2"},
		{"cts_cts_api_0313", "PUT", "/v3/{project_id}/notifications", "", "cts.notifications-batch-update"},
		{"iam_CreateUser", "POST", "/v3/users", "", "iam.user-create-v3"},
		{"ecs_Resize", "POST", "/v1.1/{project_id}/cloudservers/{server_id}/resize", "", "ecs.cloudserver-resize-v1-1"},
		{"ecs_Resize", "PUT", "/v1/{project_id}/cloudservers/{server_id}/resize", "", "ecs.cloudserver-resize-put-v1"},
		{"cce_ListClusters", "GET", "/api/v3/projects/{project_id}/clusters", "", "cce.clusters-list-v3"},
		{"page", "GET", "/v1/{project_id}/OS-things/{thingId}", "", "api.os-thing-show-v1"},
		{"en-us_topic_01", "GET", "/v1/{project_id}/status", "", "api.status-show-v1"},
		{"x1_y", "GET", "/", "", "x1.root-show"},
	} {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			p := &page.Page{Name: c.name, URI: page.RequestLine{Method: c.method, Path: c.path}}
			if c.action != "" {
				description := []page.Text{{Text: "The value must be " + c.action + "."}}
				p.Request = []page.Table{{Location: page.InQuery, Rows: []page.Row{{Name: "action", Description: description}}}}
			}
			if got := identify(p).id; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// Paths that come to one id are told apart, whatever the order of the pages.
func TestOperationIDsOfManyPages(t *testing.T) {
	want := map[string]string{
		"GET /v1/{project_id}/policy/{id}/ignore":              "waf.policy-ignore-show-v1",
		"GET /v1/{project_id}/policy/{id}/ignore/":             "waf.policy-ignore-show-v1",
		"GET /v1/{project_id}/policy/{id}/ignore/{rule_id}":    "waf.policy-ignore-show-v1-by-rule-id",
		"DELETE /v1/{project_id}/policy/{id}/ignore/{rule_id}": "waf.policy-ignore-delete-v1",
		"GET /v1/{project_id}/path-list":                       "waf.path-list-show-v1-by-project-id",
		"GET /v1/{project_id}/path_list":                       "waf.path-list-show-v1-2",
		"GET /v1/path-list":                                    "waf.path-list-show-v1",
	}
	var pages []*page.Page
	for _, request := range slices.Sorted(maps.Keys(want)) {
		method, path, _ := strings.Cut(request, " ")
		pages = append(pages, &page.Page{Name: "waf_Rule", URI: page.RequestLine{Method: method, Path: path}})
	}
	slices.Reverse(pages)
	identities := identifyAll(pages)
	for _, p := range pages {
		request := p.URI.Method + " " + p.URI.Path
		if got := identities[p].id; got != want[request] {
			t.Errorf("%s: got %s, want %s", request, got, want[request])
		}
	}
}

func TestSingular(t *testing.T) {
	for plural, want := range map[string]string{
		"apis": "api", "policies": "policy", "addresses": "address", "status": "status", "dns": "dns", "boxes": "box",
		"plugins": "plugin", "class": "class", "analysis": "analysis", "switches": "switch",
	} {
		if got := singular(plural); got != want {
			t.Errorf("singular of %s: got %s, want %s", plural, got, want)
		}
	}
}
