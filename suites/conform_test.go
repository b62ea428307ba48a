package suites_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/suites"
)

const brokenClause = "apig.acl-unbind/query/action/mandatory"

func failedResult() runner.Result {
	return runner.Result{
		Case: cases.Case{
			ID: "apig.acl-unbind/query/action-missing", Operation: "apig.acl-unbind", Level: cases.Must,
			Clauses: []string{brokenClause}, Requirement: "A request without action is refused.",
		},
		Judgement: judge.Judgement{Verdict: judge.Fail, Deviations: []judge.Deviation{{
			Kind: judge.KindStatus, Clause: brokenClause, Expected: "400 with APIG.2011", Actual: "200", Pointer: "/success_count",
		}}},
		Rounds: []judge.Round{{Observed: judge.Observation{Exchanges: []exchange.Exchange{
			{Role: exchange.RoleReadback, Request: exchange.Request{Method: "GET", URL: "http://127.0.0.1/lists"}},
			{
				Role: exchange.RoleCase,
				Request: exchange.Request{
					Method: "PUT", URL: "http://127.0.0.1/v2/p/apigw/instances/i/acl-bindings", Body: exchange.Payload(`{"acl_bindings":["a"]}`),
				},
				DurationMS: 1.5,
				Response:   &exchange.Response{Status: 200, Body: exchange.Payload("{\"success_count\":1}\x1b[2J")},
				Curl:       "curl -X PUT 'http://127.0.0.1/…'",
			},
		}}}},
	}
}

func defaultContract(t *testing.T) *openapi.Contract {
	t.Helper()
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

func TestExplainNamesEverything(t *testing.T) {
	text := suites.Explain(failedResult(), defaultContract(t))
	for _, want := range []string{
		"apig.acl-unbind/query/action-missing: failed",
		"requirement: A request without action is refused.",
		"Query parameter action is mandatory. (apig-acl-unbind · Table 2 Query Parameters · action · line 49)",
		"expected:    400 with APIG.2011",
		"actual:      200 at /success_count (status)",
		"request:     PUT http://127.0.0.1/v2/p/apigw/instances/i/acl-bindings",
		`{"acl_bindings":["a"]}`,
		"response:    200, no Content-Type, after 2 ms",
		"repeat:      curl -X PUT",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the explanation lacks %q:\n%s", want, text)
		}
	}
	for _, unwanted := range []string{"/lists", "\x1b"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("the explanation holds %q:\n%s", unwanted, text)
		}
	}
}

func TestConform(t *testing.T) {
	with := func(change func(*runner.Result)) runner.Result {
		result := failedResult()
		change(&result)
		return result
	}
	should := func(r *runner.Result) { r.Case.Level = cases.Should }
	skipped := func(r *runner.Result) { r.Verdict = judge.Skip }
	tests := []struct {
		name                     string
		actual                   any
		conforms, conformsStrict bool
		wantErr                  bool
	}{
		{name: "a pass", actual: with(func(r *runner.Result) { r.Verdict = judge.Pass }), conforms: true, conformsStrict: true},
		{name: "an observation", actual: with(func(r *runner.Result) { r.Verdict = judge.Observed }), conforms: true, conformsStrict: true},
		{name: "a failure", actual: failedResult()},
		{name: "a waived failure", actual: with(func(r *runner.Result) { r.WaivedBy = []string{"**"} }), conforms: true, conformsStrict: true},
		{name: "a failed should case", actual: with(should), conforms: true},
		{name: "an error", actual: with(func(r *runner.Result) { r.Verdict = judge.Error })},
		{name: "a skip", actual: with(skipped), conforms: true, conformsStrict: true},
		{name: "no verdict", actual: runner.Result{}, wantErr: true},
		{name: "a nil pointer", actual: (*runner.Result)(nil), wantErr: true},
		{name: "something else", actual: 200, wantErr: true},
	}
	for _, test := range tests {
		for strict, want := range map[bool]bool{false: test.conforms, true: test.conformsStrict} {
			t.Run(fmt.Sprintf("%s, strict %t", test.name, strict), func(t *testing.T) {
				matcher := suites.Conform(defaultContract(t), strict)
				got, err := matcher.Match(test.actual)
				if (err != nil) != test.wantErr {
					t.Fatalf("error %v, want one: %t", err, test.wantErr)
				}
				if got != want {
					t.Errorf("Match = %t, want %t", got, want)
				}
				if !got && !test.wantErr && !strings.Contains(matcher.FailureMessage(test.actual), "requirement:") {
					t.Errorf("failure message without the requirement: %s", matcher.FailureMessage(test.actual))
				}
			})
		}
	}
}

func TestDisagreements(t *testing.T) {
	passed := failedResult()
	passed.Verdict = judge.Pass
	should := failedResult()
	should.Case.Level = cases.Should
	skipped := failedResult()
	skipped.Verdict = judge.Skip
	id := passed.Case.ID
	tests := []struct {
		name    string
		results []runner.Result
		states  map[string]suites.State
		want    string
	}{
		{"a pass that passed", []runner.Result{passed}, map[string]suites.State{id: suites.Passed}, ""},
		{"a failure that failed", []runner.Result{failedResult()}, map[string]suites.State{id: suites.Failed}, ""},
		{"a should that does not count", []runner.Result{should}, map[string]suites.State{id: suites.Skipped}, ""},
		{"a skip that was skipped", []runner.Result{skipped}, map[string]suites.State{id: suites.Skipped}, ""},
		{"a skip that looks passed", []runner.Result{skipped}, map[string]suites.State{id: suites.Passed}, "its entry passed where it should have skipped"},
		{"a failure that Ginkgo did not see", []runner.Result{failedResult()}, map[string]suites.State{id: suites.Passed}, "its entry passed where it should have failed"},
		{"a pass that Ginkgo failed", []runner.Result{passed}, map[string]suites.State{id: suites.Failed}, "its entry failed"},
		{"no result", nil, map[string]suites.State{id: suites.Failed}, "has no result"},
		{"no entry", []runner.Result{passed}, nil, "no entry ran"},
		{"two results", []runner.Result{passed, passed}, map[string]suites.State{id: suites.Passed}, "two results"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			plan := suites.Plan{Cases: []cases.Case{passed.Case}}
			got := strings.Join(suites.Disagreements(plan, test.results, test.states), "\n")
			if test.want == "" && got != "" || !strings.Contains(got, test.want) {
				t.Errorf("disagreements %q, want %q", got, test.want)
			}
		})
	}
}
