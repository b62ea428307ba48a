package judge

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/exchange"
)

func testContract(t *testing.T) *openapi.Contract {
	t.Helper()
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// answered is an exchange with the given response.
func answered(status int, contentType, body string) exchange.Exchange {
	header := http.Header{}
	if contentType != "" {
		header.Set("Content-Type", contentType)
	}
	return exchange.Exchange{Response: &exchange.Response{Status: status, Header: header, Body: []byte(body)}}
}

// judged judges one exchange against the outcomes of a case of one step.
func judged(contract *openapi.Contract, subject Subject, outcomes []cases.Outcome, ex exchange.Exchange) Judgement {
	step := Step{Inert: true} // what the lists show is judged elsewhere
	for _, o := range outcomes {
		step.Outcomes = append(step.Outcomes, Outcome{Outcome: o})
	}
	return Case(contract, subject, []Round{{
		Expect:   Expectation{Steps: []Step{step}},
		Observed: Observation{Exchanges: []exchange.Exchange{ex}},
	}})
}

const (
	idA = "332c5db1458a477b89b2ea741fec94a3"
	idB = "3a68d39f115d4c128fccd6f624ea6109"
	idC = "6a6a75b425df416cbdcd7821da30be8d"
)

// batchResponse writes the response to a batch.
func batchResponse(count string, failed ...string) string {
	var list []string
	for _, id := range failed {
		list = append(list, `{"bind_id":"`+id+`","error_code":"APIG.3010","error_msg":"gone"}`)
	}
	return `{"success_count":` + count + `,"failure":[` + strings.Join(list, ",") + `]}`
}

// A row is judged by the kinds and clauses of the deviations found: wording is
// for people.
func TestJudge(t *testing.T) {
	contract := testContract(t)
	const acl, detach = "apig.acl-unbind", "apig.plugin-detach"
	success := []cases.Outcome{{Status: 200, Batch: &cases.Batch{Succeed: []string{idA}, Fail: []string{idB}, Codes: []string{"APIG.3010"}}}}
	refused := []cases.Outcome{{Status: 400, Codes: []string{"APIG.2011"}}}
	noBody := []cases.Outcome{{Status: 204}}
	const okay = `{"success_count":1,"failure":[{"bind_id":"` + idB + `","error_code":"APIG.3010","error_msg":"gone"}]}`
	const denied = `{"error_code":"APIG.2011","error_msg":"no"}`
	const js = "application/json"
	for _, row := range []struct {
		name     string
		op       string
		outcomes []cases.Outcome
		ex       exchange.Exchange
		want     []string
	}{
		{"a conforming batch", acl, success, answered(200, js, okay), nil},
		{"media type in another case with a parameter", acl, success, answered(200, `Application/JSON; Charset="UTF-8"`, okay), nil},
		{"extra members, other order, white space", acl, success, answered(200, js, "\n{ \"x\": [1.0], \"failure\": [ {\"error_msg\":\"\",\"api_id\":\"a\",\"error_code\":\"APIG.3010\",\"bind_id\":\""+idB+"\"} ],\t\"success_count\": 1 }\n"), nil},
		{"escaped characters", acl, refused, answered(400, js, `{"error_code":"\u0041PIG.2011","error_msg":"\/"}`), nil},
		{"extra members of an error", acl, refused, answered(400, js, `{"error_code":"APIG.2011","error_msg":"x","request_id":null}`), nil},
		{"no failure list when nothing failed", acl, []cases.Outcome{{Status: 200, Batch: &cases.Batch{Succeed: []string{idA}}}}, answered(200, js, `{"success_count":1}`), nil},
		{"null for a failure list when nothing failed", acl, []cases.Outcome{{Status: 200, Batch: &cases.Batch{Succeed: []string{idA}}}}, answered(200, js, `{"success_count":1,"failure":null}`), nil},
		{"no count when nothing was unbound", acl, []cases.Outcome{{Status: 200, Batch: &cases.Batch{Fail: []string{idB}, Codes: []string{"APIG.3010"}}}}, answered(200, js, `{"failure":[{"bind_id":"`+idB+`","error_code":"APIG.3010","error_msg":""}]}`), nil},
		{"the second of two accounts", acl, []cases.Outcome{{Status: 200, Batch: &cases.Batch{Fail: []string{idA}}}, {Status: 200, Batch: &cases.Batch{Succeed: []string{idA}}}}, answered(200, js, `{"success_count":1}`), nil},
		{"neither of two accounts", acl, []cases.Outcome{{Status: 200, Batch: &cases.Batch{Succeed: []string{idA}}}, {Status: 200, Batch: &cases.Batch{Succeed: []string{idA, idC}}}}, answered(200, js, `{"success_count":0}`),
			[]string{"count response/200/success_count"}},
		{"a page for people where the form is open", acl, []cases.Outcome{{Status: 404, Bare: true}}, answered(404, "text/html", "<h1>404</h1>"), nil},
		{"null for members that no example shows", acl, success, answered(200, js, strings.Replace(okay, `"error_msg"`, `"api_id":null,"api_name":null,"error_msg"`, 1)), nil},
		{"a 204", detach, noBody, answered(204, "", ""), nil},

		{"another success status", acl, success, answered(201, js, okay), []string{"status response/200"}},
		{"another success status without a body", detach, noBody, answered(200, "", ""), []string{"status response/204"}},
		{"success where a refusal was due", acl, refused, answered(200, js, okay), []string{"status query/action/value"}},
		{"another code", acl, refused, answered(400, js, `{"error_code":"APIG.2012","error_msg":"x"}`), []string{"error_code response/400/code"}},
		{"a code in lower case", acl, refused, answered(400, js, `{"error_code":"apig.2011","error_msg":"x"}`), []string{"error_code response/400/code"}},
		{"no code", acl, refused, answered(400, js, `{"error_msg":"x"}`), []string{"schema response/400/error_code", "error_code response/400/code"}},
		{"no message", acl, refused, answered(400, js, `{"error_code":"APIG.2011"}`), []string{"schema response/400/error_msg"}},
		{"a code that is a number", acl, refused, answered(400, js, `{"error_code":2011,"error_msg":"x"}`), []string{"schema response/400/error_code", "error_code response/400/code"}},
		{"a message that is null", acl, refused, answered(400, js, `{"error_code":"APIG.2011","error_msg":null}`), []string{"schema response/400/error_msg"}},
		{"a nested error", acl, refused, answered(400, js, `{"error":`+denied+`}`), []string{"schema response/400/error_code", "schema response/400/error_msg", "error_code response/400/code"}},
		{"an error that is a list", acl, refused, answered(400, js, `[`+denied+`]`), []string{"schema response/400", "error_code response/400/code"}},
		{"HTML", acl, refused, answered(400, "text/html", "<html></html>"), []string{"media_type response/400", "body response/400", "error_code response/400/code"}},
		{"JSON called text", acl, refused, answered(400, "text/plain", denied), []string{"media_type response/400"}},
		{"JSON without a media type", acl, refused, answered(400, "", denied), []string{"media_type response/400"}},
		{"an empty body", acl, success, answered(200, js, ""), []string{"body response/200"}},
		{"null", acl, success, answered(200, js, "null"), []string{"schema response/200"}},
		{"a byte order mark", acl, refused, answered(400, js, "\ufeff"+denied), []string{"body response/400"}},
		{"invalid UTF-8", acl, refused, answered(400, js, `{"error_code":"APIG.2011","error_msg":"`+"\xff"+`"}`), []string{"body response/400"}},
		{"a member twice", acl, refused, answered(400, js, `{"error_code":"APIG.2011","error_code":"APIG.2011","error_msg":""}`), []string{"body response/400"}},
		{"two values", acl, refused, answered(400, js, denied+denied), []string{"body response/400"}},
		{"something behind the value", acl, refused, answered(400, js, denied+"x"), []string{"body response/400"}},
		{"half a value", acl, refused, answered(400, js, denied[:20]), []string{"body response/400", "error_code response/400/code"}},
		{"a body on 204", detach, noBody, answered(204, js, "{}"), []string{"body response/204"}},

		{"a count too high", acl, success, answered(200, js, batchResponse("2", idB)), []string{"count response/200/success_count"}},
		{"a count too low", acl, success, answered(200, js, batchResponse("0", idB)), []string{"count response/200/success_count"}},
		{"a negative count", acl, success, answered(200, js, batchResponse("-1", idB)), []string{"count response/200/success_count"}},
		{"a count that is a string", acl, success, answered(200, js, batchResponse(`"1"`, idB)), []string{"schema response/200/success_count"}},
		{"a count written 1.0", acl, success, answered(200, js, batchResponse("1.0", idB)), []string{"schema response/200/success_count"}},
		{"a count written 1e0", acl, success, answered(200, js, batchResponse("1e0", idB)), []string{"schema response/200/success_count"}},
		{"a count that is null", acl, success, answered(200, js, batchResponse("null", idB)), []string{"schema response/200/success_count"}},
		{"no count", acl, success, answered(200, js, `{"failure":[{"bind_id":"`+idB+`","error_code":"APIG.3010","error_msg":""}]}`), []string{"schema response/200/success_count"}},
		{"a failure that is missing", acl, success, answered(200, js, batchResponse("1")), []string{"count response/200/failure"}},
		{"null for a failure list that is due", acl, success, answered(200, js, `{"success_count":1,"failure":null}`), []string{"count response/200/failure"}},
		{"a failure whose id is null", acl, success, answered(200, js, strings.Replace(okay, `"`+idB+`"`, "null", 1)), []string{"schema response/200/failure[].bind_id", "count response/200/failure"}},
		{"a failure that is null", acl, success, answered(200, js, `{"success_count":1,"failure":[null]}`), []string{"schema response/200/failure"}},
		{"a failure too many", acl, success, answered(200, js, batchResponse("1", idB, idB)), []string{"count response/200/failure[].bind_id"}},
		{"a success among the failures", acl, success, answered(200, js, batchResponse("1", idB, idA)), []string{"count response/200/failure[].bind_id"}},
		{"a failure of an id that was not sent", acl, success, answered(200, js, batchResponse("1", idC)), []string{"body response/200/failure[].bind_id", "count response/200/failure"}},
		{"a failure with another code", acl, success, answered(200, js, strings.Replace(okay, "3010", "3012", 1)), []string{"error_code response/200/failure[].error_code"}},
		{"a failure without code", acl, success, answered(200, js, `{"success_count":1,"failure":[{"bind_id":"`+idB+`","error_msg":""}]}`), []string{"schema response/200/failure[].error_code"}},
		{"a failure without id", acl, success, answered(200, js, `{"success_count":1,"failure":[{"error_code":"APIG.3010","error_msg":""}]}`), []string{"schema response/200/failure[].bind_id", "count response/200/failure"}},
		{"failures that are an object", acl, success, answered(200, js, `{"success_count":1,"failure":{}}`), []string{"schema response/200/failure"}},
		{"failures that are strings", acl, success, answered(200, js, `{"success_count":1,"failure":["`+idB+`"]}`), []string{"schema response/200/failure"}},
		{"an API name that is a number", acl, success, answered(200, js, strings.Replace(okay, `"error_msg"`, `"api_name":1,"error_msg"`, 1)), []string{"schema response/200/failure[].api_name"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := judged(contract, Subject{Operation: row.op, Clauses: []string{row.op + "/query/action/value"}}, row.outcomes, row.ex)
			var found []string
			for _, d := range got.Deviations {
				found = append(found, string(d.Kind)+" "+strings.TrimPrefix(d.Clause, row.op+"/"))
				if d.Expected == "" || d.Message == "" {
					t.Errorf("a deviation that does not explain itself: %+v", d)
				}
			}
			if diff := cmp.Diff(row.want, found); diff != "" {
				t.Errorf("deviations (-want +got):\n%s", diff)
			}
			if conforms := got.Verdict == Pass; conforms != (len(row.want) == 0) {
				t.Errorf("verdict %s", got.Verdict)
			}
		})
	}
}

func TestJudgeBelowHTTP(t *testing.T) {
	contract := testContract(t)
	subject := Subject{Operation: "apig.plugin-detach", Clauses: []string{"apig.plugin-detach/function/effect"}}
	trailing := answered(204, "", "")
	trailing.Response.Trailing = []byte("{}")
	leaking := answered(204, "", "")
	leaking.Leaks = []string{"token in header X-Echo"}
	truncated := answered(204, "", "")
	truncated.Fault = &exchange.Fault{Kind: exchange.FaultTruncated, Message: "the body ended early"}
	for name, row := range map[string]struct {
		ex   exchange.Exchange
		want DeviationKind
	}{
		"no response":          {exchange.Exchange{Fault: &exchange.Fault{Kind: exchange.FaultTimeout, Message: "no response within 10s"}}, KindTransport},
		"a truncated response": {truncated, KindTransport},
		"bytes after a 204":    {trailing, KindBody},
		"a leak":               {leaking, KindLeak},
	} {
		t.Run(name, func(t *testing.T) {
			got := judged(contract, subject, []cases.Outcome{{Status: 204}}, row.ex).Deviations
			if len(got) != 1 || got[0].Kind != row.want || got[0].Clause != "apig.plugin-detach/response/204" {
				t.Errorf("got %+v, want one %s of response/204", got, row.want)
			}
		})
	}
}

// Repetition is open: a repeated id may count again, fail, or be passed over.
func TestJudgeRepeatedIDs(t *testing.T) {
	contract := testContract(t)
	known := &cases.Batch{Succeed: []string{idA}, Repeats: []string{idA}, Codes: []string{"APIG.3010"}}
	unknown := &cases.Batch{Fail: []string{idB}, Repeats: []string{idB}, Codes: []string{"APIG.3010"}}
	for _, row := range []struct {
		name  string
		batch *cases.Batch
		body  string
		fits  bool
	}{
		{"counted twice", known, batchResponse("2"), true},
		{"second one fails", known, batchResponse("1", idA), true},
		{"passed over", known, batchResponse("1"), true},
		{"counted three times", known, batchResponse("3"), false},
		{"both fail", known, batchResponse("0", idA, idA), false},
		{"unknown fails twice", unknown, batchResponse("0", idB, idB), true},
		{"unknown fails once", unknown, batchResponse("0", idB), true},
		{"unknown succeeds", unknown, batchResponse("1", idB), false},
		{"unknown fails three times", unknown, batchResponse("0", idB, idB, idB), false},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := judged(contract, Subject{Operation: "apig.acl-unbind"}, []cases.Outcome{{Status: 200, Batch: row.batch}}, answered(200, "application/json", row.body))
			if fits := len(got.Deviations) == 0; fits != row.fits {
				t.Errorf("conforms: %v, want %v: %+v", fits, row.fits, got.Deviations)
			}
		})
	}
}
