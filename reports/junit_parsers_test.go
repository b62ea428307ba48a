package reports

import (
	"bytes"
	"encoding/xml"
	"testing"

	joshdk "github.com/joshdk/go-junit"
	jstemmer "github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

// TestJUnitParsers reads the files with two parsers that are not ours, and holds what
// they count against the log.
func TestJUnitParsers(t *testing.T) {
	passed := sampleResult("passed", nil)
	failed := sampleResult("failed", func(r *runner.Result) {
		r.Verdict = judge.Fail
		r.Deviations = []judge.Deviation{{Kind: judge.KindBody, Expected: "text", Actual: "]]>\x00<&"}}
	})
	skipped := sampleResult("skipped", func(r *runner.Result) {
		r.Verdict, r.Reason = judge.Skip, judge.Reason{Code: judge.NoCredential, Text: "needs auth.forbidden_token"}
	})
	cut := sampleResult("cut", func(r *runner.Result) {
		r.Verdict, r.Reason, r.Rounds = judge.Skip, judge.Reason{Code: judge.Interrupted, Text: "the run was interrupted"}, nil
	})
	for _, test := range []struct {
		name    string
		results []runner.Result
		ending  *Ending
		passed  int
		want    junitTotals
	}{
		{"green", []runner.Result{passed}, &Ending{}, 1, junitTotals{1, 0, 0, 0}},
		{"red", []runner.Result{passed, failed}, &Ending{Exit: 1}, 1, junitTotals{2, 1, 0, 0}},
		{"skipped", []runner.Result{skipped}, &Ending{Exit: 4, Problem: "nothing was executed"}, 0, junitTotals{2, 0, 1, 1}},
		{"dead", nil, &Ending{Exit: 3, Problem: "connection refused"}, 0, junitTotals{1, 0, 1, 0}},
		{"interrupted", []runner.Result{passed, cut}, &Ending{Exit: 130, Problem: "interrupted after 1 of 2 cases"}, 1, junitTotals{3, 0, 1, 1}},
		{"killed", []runner.Result{passed, failed}, nil, 1, junitTotals{3, 1, 1, 0}},
		{"every verdict", sampleResults(), &Ending{Exit: 1}, 2, junitTotals{7, 1, 1, 3}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var file bytes.Buffer
			if err := WriteJUnit(&file, sampleRun(t, sampleMeta(), test.results, test.ending)); err != nil {
				t.Fatal(err)
			}
			if got, passed := readByJoshdk(t, file.Bytes()); got != test.want || passed != test.passed {
				t.Errorf("joshdk/go-junit counts %+v and %d passed, want %+v and %d", got, passed, test.want, test.passed)
			}
			if claimed, got := readByJstemmer(t, file.Bytes()); claimed != test.want || got != test.want {
				t.Errorf("jstemmer/go-junit-report reads %+v and counts %+v, want %+v", claimed, got, test.want)
			}
		})
	}
}

func readByJoshdk(t *testing.T, file []byte) (all junitTotals, passed int) {
	t.Helper()
	suites, err := joshdk.Ingest(file)
	if err != nil {
		t.Fatalf("joshdk/go-junit: %v", err)
	}
	for _, suite := range suites {
		all.tests += suite.Totals.Tests
		all.failures += suite.Totals.Failed
		all.errors += suite.Totals.Error
		all.skipped += suite.Totals.Skipped
		passed += suite.Totals.Passed
	}
	return all, passed
}

// readByJstemmer returns what the suites claim and what their cases say.
func readByJstemmer(t *testing.T, file []byte) (claimed, counted junitTotals) {
	t.Helper()
	var suites jstemmer.Testsuites
	if err := xml.Unmarshal(file, &suites); err != nil {
		t.Fatalf("jstemmer/go-junit-report: %v", err)
	}
	for _, suite := range suites.Suites {
		claimed.tests += suite.Tests
		claimed.failures += suite.Failures
		claimed.errors += suite.Errors
		claimed.skipped += suite.Skipped
		for _, c := range suite.Testcases {
			counted.tests++
			switch {
			case c.Failure != nil:
				counted.failures++
			case c.Error != nil:
				counted.errors++
			case c.Skipped != nil:
				counted.skipped++
			}
		}
	}
	return claimed, counted
}
