package browsertest

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

const operation, otherOperation = "apig.acl-unbind", "roma.plugin-detach"

// result is a passed case; change adjusts it.
func result(name string, change func(*runner.Result)) runner.Result {
	r := runner.Result{
		Case: cases.Case{
			ID: operation + "/" + name, Operation: operation, Level: cases.Must,
			Requirement: "What " + name + " is about.", Clauses: []string{operation + "/query/action/value", operation + "/response/200"},
			Steps: []cases.Step{{}},
		},
		Judgement: judge.Judgement{Verdict: judge.Pass},
		Started:   time.Now(),
	}
	answered(&r, 200, `{"success_count":1,"failure":[]}`)
	if change != nil {
		change(&r)
	}
	return r
}

// answered makes a result of one exchange.
func answered(r *runner.Result, status int, body string) {
	r.Rounds = []judge.Round{{Observed: judge.Observation{Exchanges: []exchange.Exchange{{
		Role:       exchange.RoleCase,
		Request:    exchange.Request{Method: http.MethodPut, URL: "https://apig.example.com/v2/p/acl-bindings?action=delete", Body: exchange.Payload(`{"acl_bindings":["332c5f"]}`)},
		Started:    time.Now(),
		DurationMS: 3.2,
		Response:   &exchange.Response{Proto: "HTTP/1.1", Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: exchange.Payload(body)},
		Curl:       `curl -X PUT 'https://apig.example.com/v2/p/acl-bindings?action=delete'`,
	}}}}}
}

func failed(kind judge.DeviationKind, clause string) func(*runner.Result) {
	return func(r *runner.Result) {
		r.Verdict = judge.Fail
		r.Deviations = []judge.Deviation{{Kind: kind, Clause: operation + "/" + clause, Expected: "status 400", Actual: "status 200", Message: "what is to be refused was accepted"}}
	}
}

// someOfAll has a few cases of each kind.
func someOfAll() []runner.Result {
	return []runner.Result{
		result("action/wrong", failed(judge.KindStatus, "query/action/value")),
		result("action/empty", failed(judge.KindStatus, "query/action/value")),
		result("batch/count", failed(judge.KindCount, "response/200")),
		result("message/empty", func(r *runner.Result) {
			failed(judge.KindBody, "response/200")(r)
			r.Case.Level = cases.Should
		}),
		result("token/forbidden", func(r *runner.Result) {
			r.Verdict, r.Reason, r.Rounds = judge.Skip, judge.Reason{Code: judge.NoCredential, Text: "needs auth.forbidden_token in the target file"}, nil
		}),
		result("message/wording", func(r *runner.Result) { r.Case.Level, r.Verdict = cases.Observe, judge.Observed }),
		result("effect/one", nil),
		result("effect/two", func(r *runner.Result) { r.Case.Clauses = []string{operation + "/response/200"} }),
		result("other/operation", func(r *runner.Result) { r.Case.Operation = otherOperation }),
	}
}

// hostile are bodies that a page may stumble over.
func hostile() []runner.Result {
	bodies := map[string]string{
		"markup":        `</script></style></title></pre><script>document.title="owned"</script><img src=x onerror="document.title='owned'">`,
		"emoji":         strings.Repeat("👩🏽‍🚀🇺🇳 ", 40),
		"right-to-left": "مرحبا \u202e gnirts \u2066 עולם",
		"binary":        string(binary(64 << 10)),
		"long-word":     strings.Repeat("x", 5000),
	}
	var list []runner.Result
	for name, body := range bodies {
		list = append(list, result("hostile/"+name, func(r *runner.Result) {
			failed(judge.KindBody, "response/200")(r)
			answered(r, 200, body)
		}))
	}
	return list
}

func binary(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7)
	}
	return b
}

// many are n cases, of which every one in so many failed; 0 for none.
func many(n, failing int) []runner.Result {
	list := make([]runner.Result, n)
	for i := range list {
		change := func(*runner.Result) {}
		if failing > 0 && i%failing == 0 {
			change = failed([]judge.DeviationKind{judge.KindStatus, judge.KindCount, judge.KindEffect}[i%3], "query/action/value")
		}
		list[i] = result(fmt.Sprintf("many/case-%06d", i), change)
	}
	return list
}

// report writes the HTML report of a run and returns its address.
func report(t *testing.T, results []runner.Result) string {
	t.Helper()
	dir := t.TempDir()
	file, err := os.Create(filepath.Join(dir, reports.LogFile))
	if err != nil {
		t.Fatal(err)
	}
	log, err := reports.NewLog(file, reports.Meta{
		Version: "1.2.3", Target: reports.Target{Name: "staging.yaml", URL: "https://apig.example.com"}, Profile: "apig",
		Started: time.Now(), Selected: len(results), Available: len(results), Command: "apigspec run --target staging.yaml",
		Operations: []reports.Operation{{ID: operation, Title: "Unbinding", Method: "PUT", Path: "/v2/{project_id}/acl-bindings", Page: "apig-acl-unbind", Clauses: []reports.Clause{
			{ID: operation + "/query/action/value", Kind: "value", Text: "Query parameter action must be delete.", Place: openapi.Place{Page: "apig-acl-unbind", Section: "Table 2", Row: "action", Line: 49}},
			{ID: operation + "/response/200", Kind: "response", Text: "Status 200 is a documented response.", Place: openapi.Place{Page: "apig-acl-unbind", Section: "Status code: 200", Line: 99}},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if err := log.Case(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := log.End(reports.Ending{Exit: 1}); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	run, err := reports.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	written, err := os.Create(filepath.Join(dir, reports.HTMLFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := reports.WriteHTML(written, run); err != nil {
		t.Fatal(err)
	}
	if err := written.Close(); err != nil {
		t.Fatal(err)
	}
	return "file://" + written.Name()
}
