package reports

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/judge"
)

func TestPages(t *testing.T) {
	const op = "apig.acl-unbind/"
	passed := &Case{ID: op + "passed", Operation: "apig.acl-unbind", Level: cases.Must, Verdict: judge.Pass, Clauses: []string{op + "action/value", op + "response/200/success_count"}}
	skipped := &Case{ID: passed.ID, Operation: passed.Operation, Level: passed.Level, Verdict: judge.Skip, Clauses: passed.Clauses}
	failed := func(level cases.Level, waived bool, blamed string) *Case {
		return &Case{
			ID: op + "failed", Operation: "apig.acl-unbind", Level: level, Verdict: judge.Fail, Waived: waived, Clauses: []string{op + "action/value"},
			Deviations: []judge.Deviation{{Clause: op + blamed}},
		}
	}
	for _, test := range []struct {
		name   string
		cases  []*Case
		strict bool
		// want are the verdicts of the sample's clauses, in the page's order: action/value,
		// success_count, response/404 and the excluded response/500.
		want []ClauseVerdict
	}{
		{"nothing was run", nil, false, []ClauseVerdict{NotReached, NotReached, NotReached, Excluded}},
		{"what passed holds", []*Case{passed}, false, []ClauseVerdict{Held, Held, NotReached, Excluded}},
		{"what a failed case blames is broken, and what it is about is not thereby", []*Case{failed(cases.Must, false, "response/404")}, false, []ClauseVerdict{NotReached, NotReached, Broken, Excluded}},
		{"one case that blames it outweighs those that passed", []*Case{passed, failed(cases.Must, false, "action/value")}, false, []ClauseVerdict{Broken, Held, NotReached, Excluded}},
		{"a waiver changes nothing", []*Case{failed(cases.Must, true, "response/404")}, false, []ClauseVerdict{NotReached, NotReached, Broken, Excluded}},
		{"advice breaks nothing", []*Case{failed(cases.Should, false, "response/404")}, false, []ClauseVerdict{NotReached, NotReached, NotReached, Excluded}},
		{"unless should cases weigh", []*Case{failed(cases.Should, false, "response/404")}, true, []ClauseVerdict{NotReached, NotReached, Broken, Excluded}},
		{"what was skipped reaches nothing", []*Case{skipped}, false, []ClauseVerdict{NotReached, NotReached, NotReached, Excluded}},
		{"an excluded clause can be broken all the same", []*Case{failed(cases.Must, false, "response/500")}, false, []ClauseVerdict{NotReached, NotReached, NotReached, Broken}},
	} {
		t.Run(test.name, func(t *testing.T) {
			meta := sampleMeta()
			meta.Strict = test.strict
			page := Run{Meta: meta, Cases: test.cases}.Pages()[0]
			var got []ClauseVerdict
			line := 0
			for _, clause := range page.Clauses {
				got = append(got, clause.Verdict)
				if clause.Place.Line < line {
					t.Errorf("%s stands behind line %d", clause.ID, line)
				}
				line = clause.Place.Line
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("verdicts (-want +got):\n%s", diff)
			}
			sum := 0
			for _, verdict := range ClauseVerdicts() {
				sum += page.Count(verdict)
			}
			if sum != len(page.Clauses) {
				t.Errorf("%d clauses are counted, there are %d", sum, len(page.Clauses))
			}
		})
	}
}
