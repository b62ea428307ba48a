package page_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/page"
)

// A row keeps its name, however odd it is, if the rest of it is beyond doubt.
func TestOddNames(t *testing.T) {
	for _, name := range []string{"api_ids:", "api_ids.", "(api_ids)", "-id", ".id", "api_ids (list)", "IDs / ids", "名称", "`id`", "~", "N/A", "ids of all the APIs"} {
		for what, data := range map[string][]byte{
			"first of a request":   withRequest(cells(fourColumns, name, "Yes", "String", "One.", "b", "No", "Integer", "Two.")),
			"second of a request":  withRequest(cells(fourColumns, "b", "No", "Integer", "Two.", name, "Yes", "String", "One.")),
			"second of a response": withResponse(cells(threeColumns, "b", "Integer", "Two.", name, "String", "One.")),
		} {
			p := parse(t, data)
			tables := p.Request
			if len(tables) == 0 {
				tables = p.Responses[0].Tables
			}
			found := false
			for _, r := range tables[0].Rows {
				found = found || r.Name == name && r.Parsed.Kind == "string"
			}
			if !found || len(tables[0].Rows) != 2 {
				t.Errorf("%q, %s: rows %+v", name, what, tables[0].Rows)
			}
		}
	}
}

// What stands above a type in a description is no name.
func TestNoOddNames(t *testing.T) {
	for name, row := range map[string][]string{
		"a sentence":         {"a", "String", "It is of this type.", "String", "b", "Integer", "Two."},
		"a label":            {"a", "String", "One.", "Value Range:", "String", "b", "Integer", "Two."},
		"words, and nothing": {"a", "String", "A text of six or more words", "String", "b", "Integer", "Two."},
	} {
		p := parse(t, withResponse(cells(append([]string{threeColumns}, row...)...)))
		if rows := p.Responses[0].Tables[0].Rows; len(rows) != 2 || rows[0].Name != "a" || rows[1].Name != "b" {
			t.Errorf("%s: rows %+v", name, rows)
		}
	}
}

// The first value of a default or bound stays, the second one is kept apart.
func TestContradictions(t *testing.T) {
	for name, row := range map[string]struct {
		typ   string
		cells []string
		row   string
		want  []page.Contradiction
	}{
		"two defaults":      {"Integer", []string{"Default: 10", "Default: 20"}, `default="10"`, []page.Contradiction{{First: "10", Second: "20", Line: 33}}},
		"the same twice":    {"Integer", []string{"Default: 10", "Default: 10"}, `default="10"`, nil},
		"two bounds":        {"Long", []string{"Minimum: 1", "Minimum: 2"}, `min="1"`, []page.Contradiction{{First: "1", Second: "2", Line: 33}}},
		"two array lengths": {"Array of strings", []string{"Array Length: 1 - 5", "Array Length: 1 - 6"}, "minitems=1 maxitems=5", []page.Contradiction{{First: "5", Second: "6", Line: 33}}},
		"two enumerations": {"String", []string{"Enumeration values:", "• x\n• y", "Enumeration values:", "• y\n• z"}, `enum=["x" "y"]`,
			[]page.Contradiction{{First: "x, y", Second: "y, z", Line: 36}}},
		"two marked defaults": {"String", []string{"Enumeration values:", "• x (default value)", "• y (default value)"}, `default="x" enum=["x" "y"]`,
			[]page.Contradiction{{First: "x", Second: "y", Line: 35}}},
	} {
		t.Run(name, func(t *testing.T) {
			p := parse(t, withRequest(cells(append([]string{fourColumns, "a", "Yes", row.typ}, row.cells...)...)))
			r := p.Request[0].Rows[0]
			if diff := cmp.Diff(row.want, r.Contradictions); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := renderRow(r); got != "a mandatory "+renderType(&r.Parsed)+" "+row.row+" prose=0" {
				t.Errorf("the row is %s", got)
			}
		})
	}
}
