package reports

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// sampleStarted is a moment that does not depend on when the tests run.
func sampleStarted() time.Time { return time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC) }

// sampleMeta is a run line with a register of one operation.
func sampleMeta() Meta {
	return Meta{
		Event:    eventRun,
		Schema:   Schema,
		Version:  "1.2.3",
		Contract: strings.Repeat("c0", 32),
		CaseSet:  strings.Repeat("5e", 32),
		Target: Target{
			Name: "staging.yaml", URL: "https://apig.example.com/base", ProjectID: "p", InstanceID: "i",
			Implementation: &target.Implementation{Organization: "Example", Product: "Gateway", Version: "7"},
		},
		Profile:  "apig",
		Seed:     42,
		Started:  sampleStarted(),
		Selected: 7, Available: 7,
		Conditions: &Conditions{BuiltIn: true, TLS: "verified", Dialect: "direct", Readback: true, Hooks: []string{"internal_error"}, Repeat: 1},
		Command:    "apigspec run --target staging.yaml --seed 42",
		Waivers: []runner.Waiver{{
			ID:   "*/batch/**",
			Case: "*/batch/**", Reason: "counts a duplicate twice until 7.1", Owner: "gateway team",
			Link: "https://tracker.example.com/GW-1", Expires: "2027-01-31",
		}},
		Notes: []Note{{
			ID: "apig.acl-unbind/example/foreign-id", Page: "apig-acl-unbind", Line: 151, Kind: "example",
			Text:     "The example response reports a failure for an id that its request does not hold.",
			Decision: "Examples are not asserted against each other.", Why: "The sibling page's are consistent.",
		}},
		Operations: []Operation{{
			ID: "apig.acl-unbind", Title: "Unbinding ACL Policies", Method: "PUT",
			Path: "/v2/{project_id}/apigw/instances/{instance_id}/acl-bindings", Page: "apig-acl-unbind",
			Clauses: []Clause{
				sampleClause("action/value", "Query parameter action must be delete.", "Table 2 Query Parameters", "action", 41),
				sampleClause("response/404", "404 means that the instance does not exist.", "Status code: 404", "", 117),
				sampleClause("response/200/success_count", "success_count counts the unbound ids.", "Table 5 Response body parameters", "success_count", 84),
				{
					ID: "apig.acl-unbind/response/500", Kind: "response", Text: "500 means a system error.",
					Place:    openapi.Place{Page: "apig-acl-unbind", Section: "Status code: 500", Line: 130},
					Excluded: "needs the target's internal_error hook",
				},
			},
		}},
	}
}

func sampleClause(name, text, section, row string, line int) Clause {
	return Clause{
		ID: "apig.acl-unbind/" + name, Kind: "value", Text: text,
		Place: openapi.Place{Page: "apig-acl-unbind", Section: section, Row: row, Line: line},
	}
}

// sampleResult is a passed must case; change adjusts it.
func sampleResult(name string, change func(*runner.Result)) runner.Result {
	result := runner.Result{
		Case: cases.Case{
			ID: "apig.acl-unbind/" + name, Operation: "apig.acl-unbind", Level: cases.Must,
			Requirement: "Requirement of " + name + ".",
			Clauses:     []string{"apig.acl-unbind/action/value"},
			Steps:       []cases.Step{{}},
		},
		Judgement: judge.Judgement{Verdict: judge.Pass},
		Started:   sampleStarted().Add(time.Second),
	}
	exchanged(&result, sampleExchange(200, `{"success_count":1,"failure":[]}`))
	if change != nil {
		change(&result)
	}
	return result
}

// exchanged makes a result of one round with the given exchanges.
func exchanged(result *runner.Result, list ...exchange.Exchange) {
	result.Rounds = []judge.Round{{Observed: judge.Observation{Exchanges: list}}}
}

func sampleExchange(status int, body string) exchange.Exchange {
	return exchange.Exchange{
		Role: exchange.RoleCase,
		Request: exchange.Request{
			Method: http.MethodPut,
			URL:    "https://apig.example.com/base/v2/p/apigw/instances/i/acl-bindings?action=delete",
			Header: http.Header{"X-Auth-Token": {"[redacted]"}, "Content-Type": {"application/json;charset=UTF-8"}},
			Body:   exchange.Payload(`{"acl_bindings":["332c5f"]}`),
		},
		Started:    sampleStarted().Add(time.Second),
		DurationMS: 3.215,
		Response: &exchange.Response{
			Proto: "HTTP/1.1", Status: status,
			Header: http.Header{"Content-Type": {"application/json"}},
			Body:   exchange.Payload(body),
		},
		Curl: `curl -X PUT -H "X-Auth-Token: $APIGSPEC_TOKEN" 'https://apig.example.com/base/v2/p/apigw/instances/i/acl-bindings?action=delete'`,
	}
}

// sampleResults has one case of each kind that a report tells apart.
func sampleResults() []runner.Result {
	failed := func(level cases.Level, waivedBy ...string) func(*runner.Result) {
		return func(r *runner.Result) {
			r.Case.Level, r.Verdict, r.WaivedBy = level, judge.Fail, waivedBy
			r.Deviations = []judge.Deviation{
				{
					Kind: judge.KindStatus, Clause: "apig.acl-unbind/response/404",
					Expected: "404 APIG.3030", Actual: "200", Message: "an unknown instance must not answer with success",
				},
				{
					Kind: judge.KindCount, Clause: "apig.acl-unbind/response/200/success_count",
					Expected: "1", Actual: `"1"`, Pointer: "/success_count",
				},
			}
		}
	}
	return []runner.Result{
		sampleResult("instance/unknown", failed(cases.Must)),
		sampleResult("token/expired", failed(cases.Should)),
		sampleResult("batch/duplicate", failed(cases.Must, "*/batch/**")),
		sampleResult("action/garbage", func(r *runner.Result) {
			r.Verdict, r.Reason = judge.Error, judge.Reason{Code: judge.HarnessFault, Text: "the request could not be built"}
			r.Rounds = nil
		}),
		sampleResult("token/forbidden", func(r *runner.Result) {
			r.Verdict, r.Reason = judge.Skip, judge.Reason{Code: judge.NoCredential, Text: "needs auth.forbidden_token in the target file"}
			r.Rounds = nil
		}),
		sampleResult("message/wording", func(r *runner.Result) {
			r.Case.Level, r.Verdict = cases.Observe, judge.Observed
			exchanged(r, sampleExchange(404, `{"error_code":"APIG.3030","error_msg":"gone"}`))
		}),
		sampleResult("effect/one-binding", func(r *runner.Result) {
			r.Case.Steps = []cases.Step{{Name: "unbind"}, {Name: "again"}}
			second := sampleExchange(200, `{"success_count":0}`)
			second.Step = 1
			exchanged(r, r.Exchanges()[0], second)
		}),
	}
}

// sampleRun sends results through a log and reads it back, as a run does.
func sampleRun(t testing.TB, meta Meta, results []runner.Result, ending *Ending) Run {
	t.Helper()
	var buffer strings.Builder
	log, err := NewLog(&buffer, meta)
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range results {
		if err := log.Case(result); err != nil {
			t.Fatal(err)
		}
	}
	if ending != nil {
		if err := log.End(*ending); err != nil {
			t.Fatal(err)
		}
	}
	run, err := Read("sample.jsonl", strings.NewReader(buffer.String()))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// fullSample is a finished run with all of sampleResults.
func fullSample(t testing.TB) Run {
	t.Helper()
	return sampleRun(t, sampleMeta(), sampleResults(), &Ending{Exit: 1, Duration: 1500 * time.Millisecond, LeftBehind: []runner.Leftover{
		{Kind: "acl", InstanceID: "i", PolicyID: "p", APIID: "a", Named: true, Text: "access control policy p in instance i (apig), API a", Why: "could not be bound again: status 403"},
		{Kind: "acl", InstanceID: "i", PolicyID: "p", APIID: "b", Text: "access control policy p in instance i (apig), API b", Why: "the target file does not name it"},
	}})
}

// manyResults makes n cases that mostly pass.
func manyResults(n int) []runner.Result {
	kinds := sampleResults()
	var results []runner.Result
	for i := range n {
		result := kinds[len(kinds)-1]
		if i%97 == 0 {
			result = kinds[(i/97)%len(kinds)]
		}
		result.Case.ID = fmt.Sprintf("apig.acl-unbind/many/case-%04d", i)
		results = append(results, result)
	}
	return results
}

// writeLog writes a whole run as an event log: what Read returns for it is the
// same run. A run without an end stays without one.
func writeLog(w io.Writer, run Run) error {
	meta := run.Meta
	meta.Event, meta.Schema = eventRun, Schema
	events := []any{meta}
	for _, c := range run.Cases {
		c.Event = eventCase
		events = append(events, c)
	}
	if run.End != nil {
		end := *run.End
		end.Event = eventEnd
		events = append(events, end)
	}
	for _, event := range events {
		line, err := encodeLine(event)
		if err != nil {
			return fmt.Errorf("encode an event: %w", err)
		}
		if _, err := w.Write(line); err != nil {
			return fmt.Errorf("write the event log: %w", err)
		}
	}
	return nil
}

// Read reads a whole event log; name is what errors call it.
func Read(name string, r io.Reader) (Run, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return Run{}, err
	}
	run, err := read(logReader{name: name, seen: map[string]int{}, lines: bytes.NewReader(data)}, bytes.NewReader(data))
	for i := range run.Cases {
		if run.Cases[i], err = run.Cases[i].whole(); err != nil {
			return Run{}, err
		}
	}
	return run, err
}
