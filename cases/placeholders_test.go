package cases

import (
	"testing"
)

func TestPlaceholdersHaveOneRowEach(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range Placeholders() {
		if seen[row.Name] || row.Name == "" || row.Words == "" {
			t.Errorf("row %+v: the name or the words are missing, or the name stands twice", row)
		}
		seen[row.Name] = true
		if means, ok := MeaningOf(row.Name); !ok || means.Of.Name != row.Name {
			t.Errorf("%s means %+v", row.Name, means)
		}
	}
}

// What a case consumes is said in words, and what is made up is not consumed.
func TestInWords(t *testing.T) {
	for _, row := range []struct {
		name  string
		count int
		want  string
	}{
		{"acl", 3, "3 acl bindings"},
		{"api", 1, "1 plug-in binding"},
		{"second_env.api", 1, "1 second env plug-in binding"},
		{"second_plugin.api", 2, "2 second plug-in bindings"},
		{"second_plugin", 1, "second plug-in"},
		{"second_env_id", 1, "second environment"},
		{"plugin", 1, "plug-in"},
		{"throttle_policy", 1, "request throttling policy"},
		{"publication", 1, "publication"},
		{"other.throttle", 2, "2 throttle bindings of the other instance"},
		{"other.plugin", 1, "plug-in of the other instance"},
		{"other.instance_id", 1, "second instance"},
		{"instance_id", 1, ""},
		{"project_id", 1, ""},
		{"env_id", 1, ""},
		{"unknown", 1, ""},
		{"unknown.acl", 2, ""},
		{"param.pool_id", 1, ""},
	} {
		means, ok := MeaningOf(row.name)
		if !ok {
			t.Errorf("%s means nothing", row.name)
			continue
		}
		got := ""
		if means.IsFixture() {
			got = means.InWords(row.count)
		}
		if got != row.want {
			t.Errorf("%d of %s: %q, want %q", row.count, row.name, got, row.want)
		}
	}
}

func TestPlaceholderFor(t *testing.T) {
	for parameter, want := range map[string]string{
		"project_id": "project_id", "instance_id": "instance_id", "env_id": "env_id", "plugin_id": "plugin",
		"acl_id": "acl_policy", "throttle_id": "throttle_policy", "strategy_id": "throttle_policy", "pool_id": "",
	} {
		if row, _ := PlaceholderFor(parameter); row.Name != want {
			t.Errorf("parameter %s: placeholder %q, want %q", parameter, row.Name, want)
		}
	}
	for parameter, want := range map[string]string{
		"project_id": "<project_id>", "plugin_id": "<plugin|unknown>", "acl_id": "<param.acl_id>", "pool-id": "<param.pool_id>",
	} {
		if got := PathPlaceholder(parameter); got != want {
			t.Errorf("path parameter %s: %s, want %s", parameter, got, want)
		}
	}
}
