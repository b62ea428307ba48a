package derive_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/page"
)

// An edition of a known page keeps its id, whatever one part of the request it
// calls otherwise.
func TestEditionsKeepTheirIDs(t *testing.T) {
	const bindings, action = "instances/{instance_id}/", "action\n\nYes"
	for _, c := range []struct {
		from, id string
		edits    [][]string
	}{
		{"apig-acl-unbind", "apig.acl-unbind", [][]string{
			{"value must be delete", "value must be remove"}, {"value must be delete.", "action is delete or remove."},
			{"PUT /v2", "POST /v2"}, {"PUT /v2", "DELETE /v2"}, {"PUT /v2", "PATCH /v2"}, {"PUT /v2", "GET /v2"},
			{bindings + "acl-bindings", bindings + "acl-binding"}, {bindings + "acl-bindings", bindings + "acls"},
			{"/instances/", "/gateways/"}, {"/apigw/", "/gateway/"}, {"/v2/", "/v3/"},
			{"{instance_id}", "{gateway_id}", "instance_id\n\nYes", "gateway_id\n\nYes"},
			{"{project_id}", "{tenant_id}"}, {action, "operation\n\nYes"},
			{"acl_bindings", "bindings"}, {bindings + "acl-bindings", bindings + "acl-bindings?action=remove"},
			{bindings + "acl-bindings", "instances/acl-bindings?instance_id={instance_id}"},
		}},
		{"apig-throttle-unbind", "apig.throttle-unbind", [][]string{
			{"value must be delete", "value must be unbind"}, {"PUT /v2", "POST /v2"}, {bindings + "throttle-bindings", bindings + "throttles"},
			{bindings + "throttle-bindings", bindings + "acl-bindings"}, {action, "op\n\nYes"}, {"throttle_bindings", "ids"},
			{"Unbinding Request Throttling Policies", "Unbinding a Request Throttling Policy"},
		}},
		{"apig-plugin-detach", "apig.plugin-detach", [][]string{
			{"PUT /v2", "POST /v2"}, {"PUT /v2", "DELETE /v2"}, {"}/detach", "}/unbind"}, {"/plugins/", "/plugin/"},
			{"{plugin_id}", "{id}", "plugin_id\n\nYes", "id\n\nYes"}, {"api_ids", "apis"}, {"env_id", "environment_id"},
		}},
		{"roma-plugin-detach", "roma.plugin-detach", [][]string{
			{"PUT /v2", "POST /v2"}, {"}/detach", "}/unbind"}, {"/apic/", "/roma/"}, {"/v2/", "/v1/"},
			{"{plugin_id}", "{id}"}, {"api_ids", "ids"},
		}},
	} {
		for _, edit := range c.edits {
			t.Run(c.id+" "+strings.Join(edit, " to "), func(t *testing.T) {
				p := edited(t, c.from, c.from, edit...)
				document, err := derive.Derive([]*page.Page{p})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]string{c.id}, document.Operations); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

// The page that has an id by its method and path keeps it beside an edition of
// itself.
func TestEditionsTakeNoID(t *testing.T) {
	document, err := derive.Derive([]*page.Page{
		edited(t, "apig-acl-unbind", "a-edited", "PUT /v2", "DELETE /v2"),
		edited(t, "apig-acl-unbind", "b"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"apig.acl-bindings-batch", "apig.acl-unbind"}, slices.Sorted(slices.Values(document.Operations))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Each original page has its id, alone and among the others; those of one
// resource are near enough to be mistaken.
func TestOriginalsKeepTheirIDs(t *testing.T) {
	want := map[string]string{
		"apig-acl-unbind": "apig.acl-unbind", "apig-plugin-detach": "apig.plugin-detach",
		"apig-throttle-unbind": "apig.throttle-unbind", "roma-plugin-detach": "roma.plugin-detach",
		"apig_AssociateRequestThrottlingPolicyV2": "apig.throttle-bind", "apig_AttachApiToPlugin": "apig.plugin-attach",
		"apig_CreateAclStrategyV2": "apig.acl-create", "apig_CreateApiAclBindingV2": "apig.acl-bind",
		"apig_CreateApiGroupV2": "apig.api-group-create", "apig_CreateApiV2": "apig.api-create",
		"apig_CreateOrDeletePublishRecordForApiV2": "apig.apis-action", "apig_CreatePlugin": "apig.plugin-create",
		"apig_CreateRequestThrottlingPolicyV2": "apig.throttle-create", "apig_DeleteAclV2": "apig.acl-delete",
		"apig_DeleteApiGroupV2": "apig.api-group-delete", "apig_DeleteApiV2": "apig.api-delete", "apig_DeletePlugin": "apig.plugin-delete",
		"apig_DeleteRequestThrottlingPolicyV2": "apig.throttle-delete", "apig_ListApisBindedToAclPolicyV2": "apig.acl-bound-apis-list",
		"apig_ListApisBindedToRequestThrottlingPolicyV2": "apig.throttle-bound-apis-list",
		"apig_ListPluginAttachedApis":                    "apig.plugin-attached-apis-list",
		"cts_cts_api_0313":                               "cts.notifications-batch-update", "elb_CreateMember": "elb.pool-member-create",
		"roma_BatchDeleteApiAclBindingV2": "roma.acl-unbind", "roma_BatchDisassociateThrottlingPolicyV2": "roma.throttle-unbind",
	}
	pages := originals(t)
	for _, p := range pages {
		document, err := derive.Derive([]*page.Page{p})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{want[p.Name]}, document.Operations); diff != "" {
			t.Errorf("%s (-want +got):\n%s", p.Name, diff)
		}
	}
	all := contractOf(t, pages...)
	for page, id := range want {
		if o, found := all.Operation(id); !found || o.Page != page {
			t.Errorf("among all pages %s has not the id %s", page, id)
		}
	}
}
