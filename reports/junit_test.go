package reports

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

func TestJUnitIsValid(t *testing.T) {
	meta := sampleMeta()
	strict := meta
	strict.Strict = true
	down := Ending{Exit: 3, Problem: "target https://apig.example.com refused the connection"}
	hostile := sampleResult("hostile", func(r *runner.Result) {
		r.Verdict = judge.Fail
		r.Deviations = []judge.Deviation{{Kind: judge.KindBody, Expected: "text", Actual: "\x00\x1b[31m]]>\xff\xfe\uFFFE<&>\"'"}}
		ex := sampleExchange(200, "\x00\x01]]></failure><script>\xff")
		ex.Response.Header["X-\x07"] = []string{"\x08"}
		exchanged(r, ex)
	})
	slow := sampleResult("slow", func(r *runner.Result) { r.Rounds[0].Observed.Exchanges[0].DurationMS = 3 * 3600 * 1000 })
	quick := sampleResult("quick", func(r *runner.Result) { r.Rounds[0].Observed.Exchanges[0].DurationMS = 0.000001 })
	for _, test := range []struct {
		name                               string
		run                                Run
		tests, failures, errors, skippedNo int
	}{
		{"every kind of verdict", sampleRun(t, meta, sampleResults(), &Ending{Exit: 1}), 7, 1, 1, 3},
		{"strict", sampleRun(t, strict, sampleResults(), &Ending{Exit: 1}), 7, 2, 1, 2},
		{"target down", sampleRun(t, meta, nil, &down), 1, 0, 1, 0},
		{"nothing executed", sampleRun(t, meta, nil, &Ending{Exit: 4}), 1, 0, 1, 0},
		{"killed", sampleRun(t, meta, sampleResults()[6:], nil), 2, 0, 1, 0},
		{"a note of no words", sampleRun(t, meta, []runner.Result{sampleResult("mute", func(r *runner.Result) {
			r.Verdict, r.Reason = judge.Skip, judge.Reason{}
		})}, &Ending{}), 1, 0, 0, 1},
		{"hostile response", sampleRun(t, meta, []runner.Result{hostile}, &Ending{Exit: 1}), 1, 1, 0, 0},
		{"durations", sampleRun(t, meta, []runner.Result{slow, quick}, &Ending{}), 2, 0, 0, 0},
		{"many", sampleRun(t, meta, manyResults(2000), &Ending{Exit: 1}), 2000, 3, 3, 9},
	} {
		t.Run(test.name, func(t *testing.T) {
			var buffer bytes.Buffer
			if err := WriteJUnit(&buffer, test.run); err != nil {
				t.Fatal(err)
			}
			counted, problems := checkJUnit(buffer.Bytes())
			if len(problems) > 0 {
				t.Errorf("not valid:\n%s", strings.Join(problems, "\n"))
			}
			want := junitTotals{test.tests, test.failures, test.errors, test.skippedNo}
			if counted != want {
				t.Errorf("tests, failures, errors, skipped = %v, want %v\n%s", counted, want, head(buffer.String()))
			}
		})
	}
}

func TestJUnitFailureExplainsItself(t *testing.T) {
	var buffer bytes.Buffer
	if err := WriteJUnit(&buffer, fullSample(t)); err != nil {
		t.Fatal(err)
	}
	var document junitSuites
	if err := xml.Unmarshal(buffer.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	failure := document.Suites[0].find("apig.acl-unbind/instance/unknown").Failure
	if failure.Message != "expected 404 APIG.3030, got 200 (and 1 more)" || failure.Type != "status" {
		t.Errorf("type %q, message %q", failure.Type, failure.Message)
	}
	for _, want := range []string{
		failure.Message,
		"requirement: Requirement of instance/unknown.",
		"clause:      apig.acl-unbind/response/404: 404 means that the instance does not exist. (apig-acl-unbind · Status code: 404 · line 117)",
		"apig-acl-unbind · Table 5 Response body parameters · success_count · line 84",
		"expected:    404 APIG.3030", "actual:      200", "at:          /success_count",
		"< HTTP/1.1 200", `< {`, `<   "success_count": 1,`, "> X-Auth-Token: [redacted]", "$ curl -X PUT",
	} {
		if !strings.Contains(failure.Text, want) {
			t.Errorf("the failure's text lacks %q:\n%s", want, failure.Text)
		}
	}
	waived := document.Suites[0].find("apig.acl-unbind/batch/duplicate").Skipped
	if waived == nil || !strings.HasPrefix(waived.Message, "waived: expected 404") {
		t.Errorf("waived failure: %+v", waived)
	}
	if want := "\n\nwaiver:      counts a duplicate twice until 7.1 (gateway team, until 2027-01-31, https://tracker.example.com/GW-1)\nrequirement: "; waived != nil && !strings.Contains(waived.Text, want) {
		t.Errorf("the waived failure does not tell its waiver:\n%s", waived.Text)
	}
	skipped := document.Suites[0].find("apig.acl-unbind/token/forbidden").Skipped
	if want := "no-credential: needs auth.forbidden_token in the target file"; skipped == nil || skipped.Message != want || skipped.Text != want {
		t.Errorf("skipped case: %+v, want %q in attribute and text", skipped, want)
	}
	advice := document.Suites[0].find("apig.acl-unbind/token/expired").Skipped
	if advice == nil || !strings.HasPrefix(advice.Message, "advisory, a should case: ") {
		t.Errorf("failed should case: %+v", advice)
	}
	if want := "observed apig.acl-unbind/message/wording: 404 APIG.3030"; document.Suites[0].Out.Text != want {
		t.Errorf("system-out = %q, want %q", document.Suites[0].Out.Text, want)
	}
}

// TestJUnitTellsAFindingOnce: a gateway that unbinds nothing fails thirty cases in one way;
// the exchanges of each would make the file three times as long as that of a good one.
func TestJUnitTellsAFindingOnce(t *testing.T) {
	var results []runner.Result
	for i := range 30 {
		results = append(results, sampleResult(fmt.Sprintf("effect/%02d", i), func(r *runner.Result) {
			exchanged(r, sampleExchange(200, `{"success_count":1}`))
			r.Verdict = judge.Fail
			r.Deviations = []judge.Deviation{{Kind: judge.KindEffect, Clause: "apig.acl-unbind/function/effect", Expected: "unbound", Actual: "still bound"}}
		}))
	}
	run := sampleRun(t, sampleMeta(), results, &Ending{Exit: 1})
	var buffer bytes.Buffer
	if err := WriteJUnit(&buffer, run); err != nil {
		t.Fatal(err)
	}
	var document junitSuites
	if err := xml.Unmarshal(buffer.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	for i, c := range document.Suites[0].Cases {
		whole := strings.Contains(c.Failure.Text, "< HTTP/1.1 200")
		leads := strings.Contains(c.Failure.Text, "in full:     apig.acl-unbind/effect/00;")
		if whole != (i == 0) || leads == whole {
			t.Errorf("case %d of the finding: in full %v, leads to the one in full %v:\n%s", i, whole, leads, c.Failure.Text)
		}
		for _, want := range []string{"finding:     1 of 1, 30 cases", "requirement: ", "expected:    unbound", "actual:      still bound", "--- request: PUT "} {
			if !strings.Contains(c.Failure.Text, want) {
				t.Errorf("case %d of the finding lacks %q:\n%s", i, want, c.Failure.Text)
			}
		}
	}
}

func (s junitSuite) find(name string) junitCase {
	for _, c := range s.Cases {
		if c.Name == name {
			return c
		}
	}
	return junitCase{}
}

// head is the beginning of a long text.
func head(s string) string { return s[:min(len(s), 3000)] }

// TestJUnitSaysWhy holds for each exit code that something in the file explains it:
// cases that failed, or else apigspec/run.
func TestJUnitSaysWhy(t *testing.T) {
	passed := sampleResult("passed", nil)
	failed := sampleResult("failed", func(r *runner.Result) { r.Verdict = judge.Fail })
	advice := sampleResult("advice", func(r *runner.Result) { r.Verdict, r.Case.Level = judge.Fail, cases.Should })
	waived := sampleResult("waived", func(r *runner.Result) { r.Verdict, r.WaivedBy = judge.Fail, []string{"*/batch/**"} })
	errored := sampleResult("errored", func(r *runner.Result) {
		r.Verdict, r.Reason = judge.Error, judge.Reason{Code: judge.HarnessFault, Text: "the request could not be built"}
	})
	lost := sampleResult("lost", func(r *runner.Result) {
		r.Verdict, r.Reason = judge.Error, judge.Reason{Code: judge.Unreachable, Text: "connection refused"}
	})
	skipped := sampleResult("skipped", func(r *runner.Result) {
		r.Verdict, r.Reason = judge.Skip, judge.Reason{Code: judge.NoCredential, Text: "needs auth.forbidden_token"}
	})
	for _, test := range []struct {
		name    string
		results []runner.Result
		ending  *Ending
		run     string // what apigspec/run says; empty where there is none
	}{
		{"0, all passed", []runner.Result{passed}, &Ending{}, ""},
		{"0, with what does not count", []runner.Result{passed, advice, waived, skipped}, &Ending{}, ""},
		{"1, a failure", []runner.Result{passed, failed}, &Ending{Exit: 1}, ""},
		{"1, a case that could not be judged", []runner.Result{passed, errored}, &Ending{Exit: 1}, ""},
		{"1, left behind", []runner.Result{passed}, &Ending{Exit: 1, Problem: "2 bindings are not as they were"}, "2 bindings are not as they were"},
		{"1, left behind beside a failure", []runner.Result{failed}, &Ending{Exit: 1, Problem: "2 bindings are not as they were"}, "2 bindings are not as they were"},
		{"1, interrupted beside a failure", []runner.Result{failed}, &Ending{Exit: 1, Problem: "interrupted after 1 of 7 cases"}, "interrupted after 1 of 7 cases"},
		{"1, for nothing that is told", []runner.Result{passed, advice}, &Ending{Exit: 1}, "the run ended with exit code 1, and no case says why"},
		{"2, a token file that is not there", nil, &Ending{Exit: 2, Problem: "auth.token_file: nowhere"}, "auth.token_file: nowhere"},
		{"3, down", nil, &Ending{Exit: 3, Problem: "connection refused"}, "connection refused"},
		{"3, lost", []runner.Result{passed, lost}, &Ending{Exit: 3, Problem: "1 of 2 cases could not be executed: connection refused"}, "1 of 2 cases could not be executed: connection refused"},
		{"4, all skipped", []runner.Result{skipped}, &Ending{Exit: 4, Problem: "nothing was executed"}, "nothing was executed"},
		{"4, no claim", []runner.Result{passed, skipped}, &Ending{Exit: 4, Problem: "nothing failed, but there is no claim"}, "nothing failed, but there is no claim"},
		{"5, a stale waiver", []runner.Result{passed}, &Ending{Exit: 5, Problem: "waivers: w.yaml:1 is stale"}, "waivers: w.yaml:1 is stale"},
		{"6, a broken harness", []runner.Result{passed, failed}, &Ending{Exit: 6, Problem: "the harness failed its own check"}, "the harness failed its own check"},
		{"130, interrupted", []runner.Result{passed}, &Ending{Exit: 130, Problem: "interrupted after 1 of 7 cases"}, "interrupted after 1 of 7 cases"},
		{"killed", []runner.Result{failed}, nil, "the run did not end: its log has no end line after 1 of 7 cases"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var buffer bytes.Buffer
			if err := WriteJUnit(&buffer, sampleRun(t, sampleMeta(), test.results, test.ending)); err != nil {
				t.Fatal(err)
			}
			var document junitSuites
			if err := xml.Unmarshal(buffer.Bytes(), &document); err != nil {
				t.Fatal(err)
			}
			said := ""
			for _, suite := range document.Suites {
				if run := suite.find("apigspec/run"); run.Error != nil {
					said = run.Error.Message
				}
			}
			if said != test.run {
				t.Errorf("apigspec/run says %q, want %q", said, test.run)
			}
			counted, problems := checkJUnit(buffer.Bytes())
			if len(problems) > 0 {
				t.Errorf("not valid:\n%s", strings.Join(problems, "\n"))
			}
			green, wantGreen := counted.failures+counted.errors == 0, test.ending != nil && test.ending.Exit == 0
			if green != wantGreen {
				t.Errorf("failures and errors: %+v", counted)
			}
		})
	}
}
