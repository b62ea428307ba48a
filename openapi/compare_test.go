package openapi_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/openapi/page"
)

// edited is one of the project's pages with pairs of old and new text replaced.
func edited(t testing.TB, name string, replacements ...string) *page.Page {
	t.Helper()
	data, err := fs.ReadFile(documents.FS(), name+".txt")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for i := 0; i+1 < len(replacements); i += 2 {
		if !strings.Contains(text, replacements[i]) {
			t.Fatalf("page %s does not contain %q", name, replacements[i])
		}
		text = strings.ReplaceAll(text, replacements[i], replacements[i+1])
	}
	p, err := page.Parse(name+".txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func derived(t testing.TB, pages ...*page.Page) *openapi.Contract {
	t.Helper()
	document, err := derive.Derive(pages)
	if err != nil {
		t.Fatal(err)
	}
	c, err := openapi.Parse(document.YAML())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCompareEditions(t *testing.T) {
	const detach, unbind = "apig-plugin-detach", "apig-acl-unbind"
	for name, c := range map[string]struct {
		from string
		old  []string // replacements that make the old edition
		now  []string
		want []string // kind, clause, and ! if breaking
	}{
		"nothing": {from: detach},
		"prose and editions": {from: detach, now: []string{
			"2025-12-26", "2026-01-01", "takes effect immediately", "takes effect immediately, as ever"}},
		"a bound is tightened": {from: detach, now: []string{"1 - 500", "1 - 100"},
			want: []string{"changed apig.plugin-detach/body/api_ids/array-length !"}},
		"a bound is widened": {from: detach, old: []string{"1 - 500", "1 - 100"},
			want: []string{"changed apig.plugin-detach/body/api_ids/array-length"}},
		"a bound is new": {from: detach, old: []string{"Array Length: 1 - 500\n", ""},
			want: []string{"added apig.plugin-detach/body/api_ids/array-length !"}},
		"a bound is gone": {from: detach, now: []string{"Array Length: 1 - 500\n", ""},
			want: []string{"removed apig.plugin-detach/body/api_ids/array-length"}},
		"a member becomes mandatory": {from: unbind, now: []string{"acl_bindings\n\nNo", "acl_bindings\n\nYes"},
			want: []string{"added apig.acl-unbind/body/acl_bindings/mandatory !", "removed apig.acl-unbind/body/acl_bindings/optional"}},
		"a member becomes optional": {from: unbind, old: []string{"acl_bindings\n\nNo", "acl_bindings\n\nYes"},
			want: []string{"removed apig.acl-unbind/body/acl_bindings/mandatory", "added apig.acl-unbind/body/acl_bindings/optional"}},
		"a type changes": {from: unbind, now: []string{"success_count\n\nInteger", "success_count\n\nNumber"},
			want: []string{"changed apig.acl-unbind/response/200/success_count !"}},
		"a code changes": {from: unbind, now: []string{"APIG.3030", "APIG.3031"},
			want: []string{"changed apig.acl-unbind/response/404/code !"}},
		"a value changes": {from: detach, old: []string{"env_id\n\nYes\n\nString\n\n", "env_id\n\nYes\n\nString\n\nThe value must be A. "},
			now:  []string{"env_id\n\nYes\n\nString\n\n", "env_id\n\nYes\n\nString\n\nThe value must be B. "},
			want: []string{"changed apig.plugin-detach/body/env_id/value !"}},
		"a value becomes one of several": {from: unbind, now: []string{"The value must be delete.", "What to do.\n\nEnumeration values:\n\n  • delete\n\n  • purge"},
			want: []string{"added apig.acl-unbind/query/action/enum", "removed apig.acl-unbind/query/action/value"}},
		"a value becomes one of others": {from: unbind, now: []string{"The value must be delete.", "What to do.\n\nEnumeration values:\n\n  • purge\n\n  • remove"},
			want: []string{"added apig.acl-unbind/query/action/enum !", "removed apig.acl-unbind/query/action/value"}},
		"one of several values stays": {from: unbind, old: []string{"The value must be delete.", "What to do.\n\nEnumeration values:\n\n  • delete\n\n  • purge"},
			want: []string{"removed apig.acl-unbind/query/action/enum", "added apig.acl-unbind/query/action/value !"}},
		"one of several values stays in a response": {from: unbind,
			old:  []string{"success_count\n\nInteger\n", "success_count\n\nInteger\n\nEnumeration values:\n\n  • 1\n\n  • 2\n"},
			now:  []string{"success_count\n\nInteger\n", "success_count\n\nInteger\n\nThe value is always 1.\n"},
			want: []string{"removed apig.acl-unbind/response/200/success_count/enum", "added apig.acl-unbind/response/200/success_count/value"}},
		"a value of a response becomes one of several": {from: unbind,
			old:  []string{"success_count\n\nInteger\n", "success_count\n\nInteger\n\nThe value is always 1.\n"},
			now:  []string{"success_count\n\nInteger\n", "success_count\n\nInteger\n\nEnumeration values:\n\n  • 1\n\n  • 2\n"},
			want: []string{"added apig.acl-unbind/response/200/success_count/enum", "removed apig.acl-unbind/response/200/success_count/value !"}},
		"a response member is gone": {from: unbind, old: []string{"success_count\n\nInteger", "count\n\nInteger\n\nCount.\n\nsuccess_count\n\nInteger"},
			want: []string{"removed apig.acl-unbind/response/200/count !"}},
		"a response member is new": {from: unbind, now: []string{"success_count\n\nInteger", "count\n\nInteger\n\nCount.\n\nsuccess_count\n\nInteger"},
			want: []string{"added apig.acl-unbind/response/200/count"}},
		"a response header is new": {from: unbind, now: []string{"Table 5 Response", header("String", ""), "header table", "Table 5 Response"},
			want: []string{"added apig.acl-unbind/response/200/header/X-Thing"}},
		"a response header is gone": {from: unbind, old: []string{"Table 5 Response", header("String", ""), "header table", "Table 5 Response"},
			want: []string{"removed apig.acl-unbind/response/200/header/X-Thing !"}},
		"a response header has another type and bounds": {from: unbind,
			old:  []string{"Table 5 Response", header("String", ""), "header table", "Table 5 Response"},
			now:  []string{"Table 5 Response", header("Integer", "Minimum: 1"), "header table", "Table 5 Response"},
			want: []string{"changed apig.acl-unbind/response/200/header/X-Thing !", "added apig.acl-unbind/response/200/header/X-Thing/minimum"}},
		"a response header has another bound": {from: unbind,
			old:  []string{"Table 5 Response", header("Integer", "Minimum: 2"), "header table", "Table 5 Response"},
			now:  []string{"Table 5 Response", header("Integer", "Minimum: 1"), "header table", "Table 5 Response"},
			want: []string{"changed apig.acl-unbind/response/200/header/X-Thing/minimum !"}},
		"a response header becomes mandatory": {from: unbind,
			old:  []string{"Table 5 Response", header("No\n\nString", ""), "header table", "Table 5 Response"},
			now:  []string{"Table 5 Response", header("Yes\n\nString", ""), "header table", "Table 5 Response"},
			want: []string{"added apig.acl-unbind/response/200/header/X-Thing/mandatory"}},
		"a response member becomes mandatory": {from: unbind,
			old:  []string{"Parameter\n\nType\n\nDescription\n\nsuccess_count\n\n", "Parameter\n\nMandatory\n\nType\n\nDescription\n\nsuccess_count\n\nNo\n\n", "failure\n\nArray", "failure\n\nNo\n\nArray"},
			now:  []string{"Parameter\n\nType\n\nDescription\n\nsuccess_count\n\n", "Parameter\n\nMandatory\n\nType\n\nDescription\n\nsuccess_count\n\nYes\n\n", "failure\n\nArray", "failure\n\nNo\n\nArray"},
			want: []string{"added apig.acl-unbind/response/200/success_count/mandatory"}},
		"a response member may be left out": {from: unbind,
			old:  []string{"Parameter\n\nType\n\nDescription\n\nsuccess_count\n\n", "Parameter\n\nMandatory\n\nType\n\nDescription\n\nsuccess_count\n\nYes\n\n", "failure\n\nArray", "failure\n\nNo\n\nArray"},
			want: []string{"removed apig.acl-unbind/response/200/success_count/mandatory !"}},
		"a body is a form": {from: detach, now: []string{"Request body parameters", "Form parameters"},
			want: []string{"changed apig.plugin-detach/body/media-type !"}},
	} {
		t.Run(name, func(t *testing.T) {
			old := derived(t, edited(t, c.from, c.old...))
			edition := derived(t, edited(t, c.from, c.now...))
			var got []string
			for _, change := range openapi.Compare(old, edition) {
				line := change.Kind + " " + change.Clause
				if change.Breaking {
					line += " !"
				}
				if change.Breaking != (change.Why != "") {
					t.Errorf("%s: breaking is %t, why is %q", change.Clause, change.Breaking, change.Why)
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// header is a table of one response header, above the heading of the table that it
// stands before: type, with Yes or No or without, and facts.
func header(typ, facts string) string {
	columns := "Parameter\n\nType\n\nDescription\n\n"
	if strings.Contains(typ, "\n") {
		columns = "Parameter\n\nMandatory\n\nType\n\nDescription\n\n"
	}
	return "Table 99 Response header parameters\n\n" + columns + "X-Thing\n\n" + typ + "\n\nA header.\n\n" + facts + "\n\nheader table"
}

func TestCompareOperations(t *testing.T) {
	all, err := derive.ReadPages(documents.FS())
	if err != nil {
		t.Fatal(err)
	}
	three := all[1:]
	breaking := func(old, edition []*page.Page) (total, breaking int) {
		changes := openapi.Compare(derived(t, old...), derived(t, edition...))
		for _, c := range changes {
			if c.Breaking {
				breaking++
			}
		}
		return len(changes), breaking
	}
	if total, n := breaking(all, three); total == 0 || n != total {
		t.Errorf("an operation is removed: %d of %d changes are breaking, want all", n, total)
	}
	if total, n := breaking(three, all); total == 0 || n != 0 {
		t.Errorf("an operation is added: %d of %d changes are breaking, want none", n, total)
	}
}
