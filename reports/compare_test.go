package reports

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

// gateway is a run of one case, about action/value, on a target of that name.
func gateway(t *testing.T, name string, change func(*Meta), of changes) Run {
	t.Helper()
	meta := sampleMeta()
	meta.Target.Name = name
	if change != nil {
		change(&meta)
	}
	result := sampleResult("one", func(r *runner.Result) {
		for _, change := range of {
			change(r)
		}
	})
	return sampleRun(t, meta, []runner.Result{result}, &Ending{Duration: time.Second})
}

// rows are the clauses of a comparison with their verdicts.
func rows(c Comparison) []string {
	var rows []string
	for _, page := range c.Pages {
		for _, clause := range page.Clauses {
			row := clause.ID
			for i := range clause.Verdicts {
				row += ", " + clause.words(i)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func TestCompare(t *testing.T) {
	withoutCount := func(m *Meta) {
		clauses := slices.Clone(m.Operations[0].Clauses)
		m.Operations[0].Clauses = slices.DeleteFunc(clauses, func(c Clause) bool { return strings.HasSuffix(c.ID, "success_count") })
	}
	withMore := func(m *Meta) {
		m.Operations[0].Clauses = append(slices.Clone(m.Operations[0].Clauses), sampleClause("query/more", "More.", "Table 2", "more", 50))
		m.Operations = append(m.Operations, Operation{ID: "apig.other", Title: "Another page", Clauses: []Clause{{ID: "apig.other/uri", Text: "There is one."}}})
	}
	c := Compare([]Run{
		gateway(t, "a", withoutCount, nil),
		gateway(t, "b", withMore, changes{fails(judge.KindStatus, "response/404")}),
		gateway(t, "c", nil, changes{ends(judge.Skip, judge.NoHook)}),
	})
	want := []string{
		"apig.acl-unbind/action/value, held, not reached, not reached",
		"apig.acl-unbind/query/more, not asked, not reached, not asked",
		"apig.acl-unbind/response/200/success_count, not asked, not reached, not reached",
		"apig.acl-unbind/response/404, not reached, broken (1), not reached",
		"apig.acl-unbind/response/500, excluded, excluded, excluded",
		"apig.other/uri, not asked, not reached, not asked",
	}
	if diff := cmp.Diff(want, rows(c)); diff != "" {
		t.Errorf("all (-want +got):\n%s", diff)
	}
	want = slices.Delete(want, 4, 5)
	if diff := cmp.Diff(want, rows(c.OnlyDiffering())); diff != "" {
		t.Errorf("what differs (-want +got):\n%s", diff)
	}
	if c.Clauses != 6 || c.Differing != 5 {
		t.Errorf("%d clauses, %d differ", c.Clauses, c.Differing)
	}
}

func TestNamesOfGateways(t *testing.T) {
	elsewhere := func(m *Meta) { m.Target.URL = "https://b.example.com" }
	for _, test := range []struct {
		name string
		runs []Run
		want []string
	}{
		{"the name does", []Run{gateway(t, "a", nil, nil), gateway(t, "b", nil, nil)}, []string{"a", "b"}},
		{"the address does", []Run{gateway(t, "a", nil, nil), gateway(t, "a", elsewhere, nil)}, []string{"a at https://apig.example.com/base", "a at https://b.example.com"}},
		{"nothing does", []Run{gateway(t, "a", nil, nil), gateway(t, "a", nil, nil)}, []string{"a,  (1)", "a,  (2)"}},
	} {
		if diff := cmp.Diff(test.want, distinctNames(test.runs)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// TestComparisonIsEscaped is about what a log says of itself, which anybody may have
// written: it does not repaint a terminal, nor end a table.
func TestComparisonIsEscaped(t *testing.T) {
	hostile := "a|b\x1b[31m<script>"
	c := Compare([]Run{gateway(t, hostile, nil, nil), gateway(t, "b", nil, changes{fails(judge.KindStatus, "response/404")})}).OnlyDiffering()
	var text, markdown, object bytes.Buffer
	if err := WriteComparisonText(&text, c, Style{}); err != nil {
		t.Fatal(err)
	}
	if err := WriteComparisonMarkdown(&markdown, c); err != nil {
		t.Fatal(err)
	}
	if err := WriteComparisonJSON(&object, c); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text.String()+markdown.String(), "\x1b") {
		t.Error("a control character came through")
	}
	for line := range strings.Lines(markdown.String()) {
		if cells := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"); strings.HasPrefix(line, "|") && cells != 5 {
			t.Errorf("%d cells: %s", cells-1, line)
		}
	}
	var again Comparison
	if err := json.Unmarshal(object.Bytes(), &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rows(c), rows(again)); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}
