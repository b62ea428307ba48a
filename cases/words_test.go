package cases

import (
	"testing"

	"go.yaml.in/yaml/v3"
)

// The words of rows stand for what the pages print, read off them by a person.
func TestWordsOfRows(t *testing.T) {
	ops := operations(builtIn(t))
	for _, row := range []struct{ operation, word, want string }{
		{"apig.acl-unbind", "bind", "acl"},
		{"apig.acl-unbind", "list", "acl_bindings"},
		{"apig.acl-unbind", "escaped", "61cl_bindings"},
		{"apig.acl-unbind", "foreign", "throttle"},
		{"apig.acl-unbind", "env", ""},
		{"apig.acl-unbind", "count", "success_count"},
		{"apig.acl-unbind", "failure", "failure"},
		{"apig.acl-unbind", "failed_id", "bind_id"},
		{"apig.acl-unbind", "failed_code", "error_code"},
		{"apig.acl-unbind", "failed_msg", "error_msg"},
		{"apig.acl-unbind", "action", "action"},
		{"apig.acl-unbind", "value", "delete"},
		{"apig.acl-unbind", "policy_parameter", ""},
		{"apig.throttle-unbind", "list", "throttle_bindings"},
		{"apig.throttle-unbind", "escaped", "74hrottle_bindings"},
		{"apig.throttle-unbind", "foreign_list", "acl_bindings"},
		{"apig.throttle-unbind", "policy", "throttle_policy"},
		{"apig.plugin-detach", "bind", ""},
		{"apig.plugin-detach", "list", "api_ids"},
		{"apig.plugin-detach", "env", "env_id"},
		{"apig.plugin-detach", "count", ""},
		{"apig.plugin-detach", "action", ""},
		{"apig.plugin-detach", "project_parameter", "project_id"},
		{"roma.plugin-detach", "instance_parameter", "instance_id"},
		{"roma.plugin-detach", "policy_parameter", "plugin_id"},
		{"roma.plugin-detach", "token", "X-Auth-Token"},
		{"roma.plugin-detach", "lower_token", "x-auth-token"},
	} {
		if got := ops[row.operation].Words[row.word]; got != row.want {
			t.Errorf("%s: <%s> stands for %q, want %q", row.operation, row.word, got, row.want)
		}
	}
}

// A word that means a placeholder keeps what stands around it; a name that a page
// shares with a placeholder is a name.
func TestWordsAreFilledIn(t *testing.T) {
	words := wordTree{words: map[string]string{"bind": "acl", "env": "env_id", "instance_parameter": "instance_id"}}
	for written, want := range map[string]string{
		"<bind.0>":                             "<acl.0>",
		"<unknown.bind.0..4>":                  "<unknown.acl.0..4>",
		"<env>":                                "env_id",
		"<env_id>":                             "<env_id>",
		"path/<instance_parameter>/mandatory":  "path/instance_id/mandatory",
		`{"<env>": "<env_id>", "x": "<bind>"}`: `{"env_id": "<env_id>", "x": "<acl>"}`,
	} {
		if got := words.text(&yaml.Node{Kind: yaml.ScalarNode, Value: written}, ""); got != want {
			t.Errorf("%s is filled to %s, want %s", written, got, want)
		}
	}
}
