package cases

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestConsumes(t *testing.T) {
	body := func(ids ...any) Request { return Request{Body: &Body{JSON: map[string]any{"ids": ids}}} }
	for _, test := range []struct {
		name  string
		steps []Step
		want  []string
	}{
		{"nothing", []Step{{Request: body("<unknown.acl.0>", "<env_id>", "<param.pool_id>")}}, nil},
		{"an optional binding", []Step{{Request: body("<acl.0|unknown>")}}, nil},
		{"one binding", []Step{{Request: body("<acl.0>")}}, []string{"1 acl binding"}},
		{"the highest index counts", []Step{{Request: body("<acl.0>", "<acl.2>")}, {Request: body("<acl.1>")}}, []string{"3 acl bindings"}},
		{"a range", []Step{{Request: body("<throttle.0..4>")}}, []string{"5 throttle bindings"}},
		{"APIs are bound to plug-ins", []Step{{Request: body("<api.1>")}}, []string{"2 plug-in bindings"}},
		{"the second environment", []Step{{Request: body("<second_env.api.0>")}}, []string{"1 second env plug-in binding"}},
		{"plug-ins", []Step{{Request: body("<plugin>", "<second_plugin>")}}, []string{"plug-in", "second plug-in"}},
		{"a policy", []Step{{Request: body("<acl_policy>")}}, []string{"access control policy"}},
		{"the other instance", []Step{{Request: body("<other.instance_id>", "<other.acl.0>")}}, []string{"second instance", "1 acl binding of the other instance"}},
		{"what must be gone counts as well", []Step{{Expect: Expect{AnyOf: []Outcome{{Unbinds: []string{"<acl.0>"}}}}}}, []string{"1 acl binding"}},
		{"credentials", []Step{
			{Request: Request{Auth: Auth{Credential: "none"}}},
			{Request: Request{Auth: Auth{Credential: "garbage"}}},
			{Request: Request{Auth: Auth{Credential: "forbidden"}}},
			{Request: Request{Auth: Auth{Credential: "other_project"}}},
			{Request: Request{Auth: Auth{Credential: "forbidden"}}},
		}, []string{"forbidden token", "other project token"}},
		{"a hook", []Step{{Hook: "internal_error"}}, []string{"internal_error hook"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Consumes(Case{Steps: test.steps})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
