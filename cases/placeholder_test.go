package cases

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseRef(t *testing.T) {
	for _, row := range []struct {
		text string
		want Ref
	}{
		{"<project_id>", Ref{Name: "project_id"}},
		{"<acl.0>", Ref{Name: "acl", Indexed: true}},
		{"<other.acl.2>", Ref{Name: "other.acl", From: 2, To: 2, Indexed: true}},
		{"<unknown.acl.3..9>", Ref{Name: "unknown.acl", From: 3, To: 9, Indexed: true}},
		{"<api.*>", Ref{Name: "api", All: true}},
		{"<plugin|unknown>", Ref{Name: "plugin", Optional: true}},
		{"<acl.1|unknown:truncate>", Ref{Name: "acl", From: 1, To: 1, Indexed: true, Optional: true, Modifier: "truncate"}},
		{"<api.0x120>", Ref{Name: "api", Indexed: true, Times: 120}},
		{"<second_env.api.0>", Ref{Name: "second_env.api", Indexed: true}},
		{"<param.pool_id>", Ref{Name: "param.pool_id"}},
	} {
		got, err := ParseRef(row.text)
		if err != nil {
			t.Errorf("%s: %v", row.text, err)
			continue
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row.text, diff)
		}
		if got.String() != row.text {
			t.Errorf("%s prints as %s", row.text, got)
		}
	}
	for _, text := range []string{"", "acl.0", "<acl.0", "<akl.0>", "<acl.5..2>", "<acl.0:shout>", "<ACL.0>", "x<acl.0>",
		"<other_project_id>", "<other.project_id>", "<other.publication.0>", "<other.second_env.api.0>", "<other.unknown.acl.0>", "<unknown.other.acl.0>",
		"<unknown.acl_policy.0>", "<param.>", "<project_id.0>", "<plugin.1>", "<env_id.*>"} {
		if got, err := ParseRef(text); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}

func TestExpandJSONSplicesRanges(t *testing.T) {
	lookup := func(r Ref) ([]string, error) {
		var ids []string
		for i := r.From; i <= r.To; i++ {
			ids = append(ids, r.Name+string(rune('a'+i)))
		}
		return ids, nil
	}
	got, err := ExpandJSON(map[string]any{"list": []any{"<acl.0>", "<acl.1..3>", 5, nil, []any{"<api.0>"}}, "text": "id <api.1>"}, lookup)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"list": []any{"acla", "aclb", "aclc", "acld", 5, nil, []any{"apia"}}, "text": "id apib"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := Expand("<acl.0..1>", lookup); err == nil {
		t.Error("a range was put into a string")
	}
}

// Text without placeholders is never changed.
func TestExpandLeavesTextAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-zA-Z0-9 {}\[\]",:.?|*]*`).Draw(t, "text")
		got, err := Expand(text, func(Ref) ([]string, error) { return []string{"x"}, nil })
		if err != nil || got != text {
			t.Fatalf("%q became %q, %v", text, got, err)
		}
	})
}

func TestTruncated(t *testing.T) {
	for id, want := range map[string]string{
		"3a68d39f115d4c128fccd6f624ea6109": "3a68d39f115d4c128fccd6f624ea610",
		"bind-12":                          "bind-",
		"104":                              "10",
		"7":                                "-",
		"":                                 "-",
	} {
		if got := truncated(id); got != want {
			t.Errorf("truncated(%q) = %q, want %q", id, got, want)
		}
	}
}
