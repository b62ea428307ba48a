package judge

import (
	"net/http"
	"slices"
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
	empty := []cases.Outcome{{Status: 200, Batch: &cases.Batch{Fail: []string{""}, Codes: []string{"APIG.3010"}}}}
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
		{"no code", acl, refused, answered(400, js, `{"error_msg":"x"}`), []string{"schema response/400/error_code", "error_code response/400/error_code"}},
		{"no message", acl, refused, answered(400, js, `{"error_code":"APIG.2011"}`), []string{"schema response/400/error_msg"}},
		{"a code that is a number", acl, refused, answered(400, js, `{"error_code":2011,"error_msg":"x"}`), []string{"schema response/400/error_code", "error_code response/400/error_code"}},
		{"a message that is null", acl, refused, answered(400, js, `{"error_code":"APIG.2011","error_msg":null}`), []string{"schema response/400/error_msg"}},
		{"a nested error", acl, refused, answered(400, js, `{"error":`+denied+`}`), []string{"schema response/400/error_code", "schema response/400/error_msg", "error_code response/400/error_code"}},
		{"an error that is a list", acl, refused, answered(400, js, `[`+denied+`]`), []string{"schema response/400", "error_code response/400/code"}},
		{"HTML", acl, refused, answered(400, "text/html", "<html></html>"), []string{"body response/400", "error_code response/400/code"}},
		{"JSON called text", acl, refused, answered(400, "text/plain", denied), nil},
		{"JSON without a media type", acl, refused, answered(400, "", denied), nil},
		{"a refusal that the page has for something else", acl, refused, answered(404, js, denied), []string{"status query/action/value"}},
		{"a refusal that the page does not have", acl, refused, answered(422, js, denied), []string{"status response/400"}},
		{"a refusal where success was due", acl, success, answered(400, js, denied), []string{"status query/action/value"}},
		{"a redirection where success was due", acl, success, answered(302, "", ""), []string{"status query/action/value"}},
		{"an open code", acl, []cases.Outcome{{Status: 400}}, answered(400, js, denied), nil},
		{"an open code that is empty", acl, []cases.Outcome{{Status: 400}}, answered(400, js, `{"error_code":"","error_msg":"no"}`), []string{"error_code response/400/error_code"}},
		{"an open code that is missing", acl, []cases.Outcome{{Status: 400}}, answered(400, js, `{"error_msg":"no"}`), []string{"schema response/400/error_code", "error_code response/400/error_code"}},
		{"no code under a status that the page does not list", acl, []cases.Outcome{{Status: 405}}, answered(405, js, `{}`), nil},
		{"no code, where the form is open", acl, []cases.Outcome{{Status: 400, Bare: true}}, answered(400, js, `{}`), nil},
		{"a failure of an empty id, told as null", acl, empty, answered(200, js, strings.Replace(batchResponse("0", "x"), `"x"`, "null", 1)), nil},
		{"a failure of an empty id, told as nothing", acl, empty, answered(200, js, strings.Replace(batchResponse("0", "x"), `"bind_id":"x",`, "", 1)), nil},
		{"a failure of an empty id, not told", acl, empty, answered(200, js, batchResponse("0")), []string{"count response/200/failure"}},
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
		{"a failure that is null", acl, success, answered(200, js, `{"success_count":1,"failure":[null]}`), []string{"schema response/200/failure/items"}},
		{"a failure too many", acl, success, answered(200, js, batchResponse("1", idB, idB)), []string{"count response/200/failure"}},
		{"a success among the failures", acl, success, answered(200, js, batchResponse("1", idB, idA)), []string{"count response/200/failure"}},
		{"a success among the failures, with a code of its own", acl, success, answered(200, js, strings.Replace(batchResponse("1", idB, idA), idA+`","error_code":"APIG.3010`, idA+`","error_code":"APIG.9999`, 1)), []string{"count response/200/failure"}},
		{"a success in place of the failure", acl, success, answered(200, js, batchResponse("1", idA)), []string{"count response/200/failure[].bind_id", "count response/200/failure"}},
		{"a failure of an id that was not sent", acl, success, answered(200, js, batchResponse("1", idC)), []string{"body response/200/failure[].bind_id", "count response/200/failure"}},
		{"a failure with another code", acl, success, answered(200, js, strings.Replace(okay, "3010", "3012", 1)), []string{"error_code response/200/code"}},
		{"a failure without code", acl, success, answered(200, js, `{"success_count":1,"failure":[{"bind_id":"`+idB+`","error_msg":""}]}`), []string{"schema response/200/failure[].error_code"}},
		{"a failure without id", acl, success, answered(200, js, `{"success_count":1,"failure":[{"error_code":"APIG.3010","error_msg":""}]}`), []string{"schema response/200/failure[].bind_id", "count response/200/failure"}},
		{"failures that are an object", acl, success, answered(200, js, `{"success_count":1,"failure":{}}`), []string{"schema response/200/failure"}},
		{"failures that are strings", acl, success, answered(200, js, `{"success_count":1,"failure":["`+idB+`"]}`), []string{"schema response/200/failure/items"}},
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

// What is wrong with a body that is no JSON is told once: as what is there, not again as
// what that means.
func TestJudgeTellsOnceWhatIsNoJSON(t *testing.T) {
	subject := Subject{Operation: "apig.acl-unbind", Clauses: []string{"apig.acl-unbind/function/effect"}}
	ex := answered(200, "application/json", `{"success_count":"1"6,"failure":[]}`)
	got := judged(testContract(t), subject, []cases.Outcome{{Status: 200}}, ex).Deviations
	if len(got) != 1 || got[0].Kind != KindBody || !strings.Contains(got[0].Actual, `"1"6`) && !strings.Contains(got[0].Actual, `\"1\"6`) {
		t.Fatalf("got %+v, want one %s that shows the body", got, KindBody)
	}
	if strings.Contains(got[0].Message, "invalid character") {
		t.Errorf("%q says again what is wrong: %q", got[0].Message, got[0].Actual)
	}
}

// What the page prints for a situation is what the response has, member by member,
// whatever the values.
func TestJudgeLikeThePrintedOne(t *testing.T) {
	contract := testContract(t)
	printed := map[string]any{
		"error_code": "APIG.2011", "error_msg": 404, "count": 1, "done": false, "about": nil,
		"list": []any{map[string]any{"id": "a", "name": "b"}, map[string]any{"id": "c", "more": []any{}}},
	}
	const whole = `{"error_code":"APIG.2011","error_msg":"x","count":7,"done":true,"about":[1],"list":[{"id":"z"}],"extra":1}`
	for name, row := range map[string]struct {
		body string
		want []string
	}{
		"the same, but for what the table has as a text": {whole, nil},
		"an empty list":                     {strings.Replace(whole, `{"id":"z"}`, "", 1), nil},
		"a member that is missing":          {strings.Replace(whole, `"count":7,`, "", 1), []string{"/count absent"}},
		"a member of another type":          {strings.Replace(whole, "7", `"7"`, 1), []string{`/count "7"`}},
		"a member that is null":             {strings.Replace(whole, "true", "null", 1), []string{"/done null"}},
		"a list that is an object":          {strings.Replace(whole, `[{"id":"z"}]`, "{}", 1), []string{"/list {}"}},
		"an item without what all have":     {strings.Replace(whole, `{"id":"z"}`, `{"id":"z"},{"name":"y"}`, 1), []string{"/list/1/id absent"}},
		"an item of another type":           {strings.Replace(whole, `{"id":"z"}`, `"z"`, 1), []string{`/list/0 "z"`}},
		"what the schema says already":      {strings.Replace(whole, `,"error_msg":"x"`, "", 1), []string{"/error_msg absent"}},
		"a printed null may be missing not": {strings.Replace(whole, `,"about":[1]`, "", 1), []string{"/about absent"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := judged(contract, Subject{Operation: "apig.acl-unbind", Level: cases.Must},
				[]cases.Outcome{{Status: 400, Codes: []string{"APIG.2011"}, Like: printed}}, answered(400, "application/json", row.body))
			var found []string
			for _, d := range got.Deviations {
				found = append(found, d.Pointer+" "+d.Actual)
				if d.Kind != KindSchema || !strings.HasPrefix(d.Clause, "apig.acl-unbind/response/400") {
					t.Errorf("%s blames %s", d.Kind, d.Clause)
				}
			}
			if diff := cmp.Diff(row.want, found); diff != "" {
				t.Errorf("deviations (-want +got):\n%s", diff)
			}
		})
	}
}

// Of several printed answers the response has to be like one.
func TestJudgeLikeOneOfSeveral(t *testing.T) {
	outcomes := []cases.Outcome{
		{Status: 400, Like: map[string]any{"first": "x"}},
		{Status: 400, Like: map[string]any{"second": "x"}},
	}
	for body, want := range map[string]Verdict{
		`{"error_code":"A.1","error_msg":"x","first":""}`:  Pass,
		`{"error_code":"A.1","error_msg":"x","second":""}`: Pass,
		`{"error_code":"A.1","error_msg":"x"}`:             Fail,
	} {
		got := judged(testContract(t), Subject{Operation: "apig.acl-unbind", Level: cases.Must}, outcomes, answered(400, "application/json", body))
		if got.Verdict != want {
			t.Errorf("%s: %s %+v, want %s", body, got.Verdict, got.Deviations, want)
		}
	}
}

// An edition may call the code and the message otherwise: what its examples and
// tables show is what is read.
func TestJudgeErrorsByThePagesNames(t *testing.T) {
	contract, err := openapi.Parse([]byte(renamedErrors))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name   string
		status int
		body   string
		want   []string
	}{
		{"as the page says", 404, `{"number":"T.1","words":"gone"}`, nil},
		{"another code", 404, `{"number":"T.2","words":"gone"}`, []string{"error_code /number"}},
		{"the usual names", 404, `{"error_code":"T.1","error_msg":"gone"}`, []string{"schema /number", "schema /words", "error_code /number"}},
		{"a status without an example", 400, `{"number":"T.1","words":"gone"}`, nil},
		{"a status without an example, nothing told", 400, `{}`, []string{"schema /number", "schema /words", "error_code /number"}},
		{"a status that is not listed", 409, `{"number":"T.1","words":1}`, []string{"schema /words"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := judged(contract, Subject{Operation: "things.delete"}, []cases.Outcome{{Status: row.status, Codes: []string{"T.1"}}},
				answered(row.status, "application/json", row.body))
			var found []string
			for _, d := range got.Deviations {
				found = append(found, string(d.Kind)+" "+d.Pointer)
			}
			if diff := cmp.Diff(row.want, found); diff != "" {
				t.Errorf("deviations (-want +got):\n%s", diff)
			}
		})
	}
}

// Where a right request is refused, the statement is broken that the refusal is about, if
// it says so; a case that is about a part of the request itself knows better.
func TestJudgeWhatARefusalComplainsOf(t *testing.T) {
	contract := testContract(t)
	const op = "apig.acl-unbind"
	for name, row := range map[string]struct{ tested, body, want string }{
		"the query":              {"function/effect", `{"error_code":"APIG.2011","error_msg":"action should be remove"}`, "query/action/value"},
		"the body":               {"uri", `{"error_code":"APIG.2001","error_msg":"missing,parameterName:acl_bindings. See action."}`, "body/acl_bindings/items"},
		"a word within another":  {"uri", `{"error_code":"APIG.2001","error_msg":"transactions are closed"}`, "uri"},
		"nothing":                {"uri", `{"error_code":"APIG.2001","error_msg":"no"}`, "uri"},
		"the case is more exact": {"header/X-Auth-Token/mandatory", `{"error_code":"APIG.2011","error_msg":"action should be remove"}`, "header/X-Auth-Token/mandatory"},
		"another success came":   {"function/effect", "", "response/200"},
	} {
		t.Run(name, func(t *testing.T) {
			status := 400
			if row.body == "" {
				status = 201
			}
			got := judged(contract, Subject{Operation: op, Clauses: []string{op + "/" + row.tested}}, []cases.Outcome{{Status: 200}}, answered(status, "application/json", row.body))
			if len(got.Deviations) == 0 || got.Deviations[0].Clause != op+"/"+row.want {
				t.Errorf("broken: %+v, want %s", got.Deviations, row.want)
			}
		})
	}
}

// What breaks a bound or an enumeration breaks the sentence that states it, not the one
// about the type.
func TestJudgeFactsOfMembers(t *testing.T) {
	contract, err := openapi.Parse([]byte(boundedMembers))
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct{ body, clause, expected string }{
		"as the page says": {`{"left":[{"why":"gone","n":3}],"words":["a"]}`, "", ""},
		"too long":         {`{"left":[{"why":"gone away"}]}`, "left[].why/length", "at most 4 characters"},
		"too short":        {`{"left":[{"why":"x"}]}`, "left[].why/length", "at least 2 characters"},
		"too many":         {`{"left":[{},{},{}]}`, "left/array-length", "at most 2 items"},
		"too few":          {`{"left":[]}`, "left/array-length", "at least 1 item"},
		"no such value":    {`{"words":["a","c"]}`, "words/enum", "one of a, b"},
		"too small":        {`{"left":[{"n":0}]}`, "left[].n/minimum", "at least 1"},
		"too large":        {`{"left":[{"n":6}]}`, "left[].n/maximum", "at most 5"},
		"of another type":  {`{"left":[{"n":"3"}]}`, "left[].n", "integer"},
		"no list":          {`{"words":"a"}`, "words", "array"},
	} {
		t.Run(name, func(t *testing.T) {
			got := judged(contract, Subject{Operation: "things.drop"}, []cases.Outcome{{Status: 200}}, answered(200, "application/json", row.body))
			var clauses, expected []string
			for _, d := range got.Deviations {
				clauses = append(clauses, strings.TrimPrefix(d.Clause, "things.drop/response/200/"))
				expected = append(expected, d.Expected)
			}
			if got := strings.Join(slices.Compact(clauses), " "); got != row.clause {
				t.Errorf("broken: %s, want %s", got, row.clause)
			}
			if len(expected) > 0 && expected[0] != row.expected {
				t.Errorf("expected %s, want %s", expected[0], row.expected)
			}
		})
	}
}

const boundedMembers = `
openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /v1/things:
    delete:
      operationId: things.drop
      responses:
        "200":
          description: OK
          content:
            application/json:
              schema:
                type: object
                properties:
                  words: {type: array, items: {type: string, enum: [a, b]}}
                  left:
                    type: array
                    minItems: 1
                    maxItems: 2
                    items:
                      type: object
                      properties:
                        why: {type: string, minLength: 2, maxLength: 4}
                        n: {type: integer, minimum: 1, maximum: 5}
`

const renamedErrors = `
openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /v1/things:
    delete:
      operationId: things.delete
      responses:
        "204": {description: No Content}
        "404":
          description: Not Found
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Trouble"}
              examples: {"1": {value: {number: T.1, words: "The thing is gone."}}}
        "400":
          description: Bad Request
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Trouble"}
components:
  schemas:
    Trouble:
      type: object
      properties:
        number: {type: string}
        words: {type: string}
`

// What no page speaks of is judged in should cases only.
func TestJudgeClosely(t *testing.T) {
	contract := testContract(t)
	const acl, js = "apig.acl-unbind", "application/json"
	const denied = `{"error_code":"APIG.2011","error_msg":"no"}`
	refused := []cases.Outcome{{Status: 400, Codes: []string{"APIG.2011"}}}
	done := []cases.Outcome{{Status: 200, Batch: &cases.Batch{Fail: []string{idA}, Codes: []string{"APIG.3010"}}}}
	saying := func(message string) exchange.Exchange {
		ex := answered(400, js, `{"error_code":"APIG.2011","error_msg":"`+message+`","request_id":"`+idC+`"}`)
		ex.Request.URL = "http://127.0.0.1/v2/" + idB
		ex.Request.Body = exchange.Payload(`{"acl_bindings":["` + idA + `"]}`)
		return ex
	}
	failing := batchResponse("0", idA)
	for _, row := range []struct {
		name     string
		outcomes []cases.Outcome
		ex       exchange.Exchange
		want     string
	}{
		{"as it should be", refused, saying("no"), ""},
		{"another media type", refused, answered(400, "text/plain", denied), "media_type response/400"},
		{"no media type", refused, answered(400, "", denied), "media_type response/400"},
		{"a stack trace", refused, saying("panic: runtime error: index out of range [3] with length 3"), "leak response/400"},
		{"an empty message", refused, saying(""), "schema response/400/error_msg"},
		{"a blank message", refused, saying("  "), "schema response/400/error_msg"},
		{"an id of the path", refused, saying("no " + idB), ""},
		{"an id of the body, in capitals", refused, saying("no " + strings.ToUpper(idA)), ""},
		{"the id of the request", refused, saying("request " + idC), ""},
		{"another id", refused, saying("no 00000000000000000000000000000001"), "body response/400/error_msg"},
		{"another id, as a UUID", refused, saying("no 00000000-0000-0000-0000-000000000001"), "body response/400/error_msg"},
		{"a long number that is no id", refused, saying("at 1763984000000"), ""},
		{"a failure with an empty message", done, answered(200, js, strings.Replace(failing, "gone", "", 1)), "schema response/200/failure[].error_msg"},
		{"a failure that names another id", done, answered(200, js, strings.Replace(failing, "gone", idB, 1)), "body response/200/failure[].error_msg"},
		{"a failure that names its own id", done, answered(200, js, strings.Replace(failing, "gone", idA, 1)), ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			subject := Subject{Operation: acl, Level: cases.Should, Clauses: []string{acl + "/query/action/value"}}
			got := ""
			for _, d := range judged(contract, subject, row.outcomes, row.ex).Deviations {
				got += string(d.Kind) + " " + strings.TrimPrefix(d.Clause, acl+"/")
			}
			if got != row.want {
				t.Errorf("found %q, want %q", got, row.want)
			}
			subject.Level = cases.Must
			if must := judged(contract, subject, row.outcomes, row.ex); must.Verdict != Pass {
				t.Errorf("at level must: %+v", must.Deviations)
			}
		})
	}
}

// A must case takes a count of policies, a should case counts bindings.
func TestJudgeCounts(t *testing.T) {
	contract := testContract(t)
	three := cases.Batch{Succeed: []string{idA, idB, idC}}
	one := cases.Batch{Succeed: []string{idA}, Fail: []string{idB}}
	either := cases.Batch{Succeed: []string{idA}, Either: []string{idB}}
	again := cases.Batch{Succeed: []string{idA}, Repeats: []string{idA, idA}}
	for _, row := range []struct {
		name         string
		batch        cases.Batch
		count        string
		failed       []string
		must, should bool
	}{
		{"each binding", three, "3", nil, true, true},
		{"one policy", three, "1", nil, true, false},
		{"two of three", three, "2", nil, true, false},
		{"none of three", three, "0", nil, false, false},
		{"four of three", three, "4", nil, false, false},
		{"one", one, "1", []string{idB}, true, true},
		{"none of one", one, "0", []string{idB}, false, false},
		{"the failure too", one, "2", []string{idB}, false, false},
		{"none of none", cases.Batch{Fail: []string{idA}}, "0", []string{idA}, true, true},
		{"one of none", cases.Batch{Fail: []string{idA}}, "1", []string{idA}, false, false},
		{"either one fails", either, "1", []string{idB}, true, true},
		{"either one succeeds", either, "2", nil, true, true},
		{"either one is in doubt", either, "1", nil, true, false},
		{"either one counts twice", either, "2", []string{idB}, false, false},
		{"a repeated id once", again, "1", nil, true, true},
		{"a repeated id each time", again, "3", nil, true, false},
		{"a repeated id fails the second time", again, "1", []string{idA}, true, true},
		{"a repeated id too often", again, "4", nil, false, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			for level, want := range map[cases.Level]bool{cases.Must: row.must, cases.Should: row.should} {
				got := judged(contract, Subject{Operation: "apig.acl-unbind", Level: level}, []cases.Outcome{{Status: 200, Batch: &row.batch}},
					answered(200, "application/json", batchResponse(row.count, row.failed...)))
				if fits := len(got.Deviations) == 0; fits != want {
					t.Errorf("level %s: conforms %t, want %t: %+v", level, fits, want, got.Deviations)
				}
			}
		})
	}
}

// A count of nothing is often left out by those who write JSON; the page lists it
// without condition, so a should case asks for it.
func TestJudgeCountLeftOut(t *testing.T) {
	none := &cases.Batch{Fail: []string{idA}}
	body := strings.Replace(batchResponse("0", idA), `"success_count":0,`, "", 1)
	if strings.Contains(body, "success_count") {
		t.Fatalf("the count is still there: %s", body)
	}
	for level, want := range map[cases.Level]int{cases.Must: 0, cases.Should: 1} {
		got := judged(testContract(t), Subject{Operation: "apig.acl-unbind", Level: level}, []cases.Outcome{{Status: 200, Batch: none}}, answered(200, "application/json", body))
		if len(got.Deviations) != want {
			t.Errorf("level %s: %d deviations, want %d: %+v", level, len(got.Deviations), want, got.Deviations)
		}
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
