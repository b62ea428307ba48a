package suites

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

// longestBody is how much of a body an explanation shows, in bytes; the whole
// of it is in the event log.
const longestBody = 2048

// Explain says in plain text what a result means: the requirement, the broken
// clause and its place in the page, what was expected and what came, the
// exchange, and a curl line that repeats it.
func Explain(result runner.Result, contract *openapi.Contract) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", result.Case.ID, verdictInWords(result))
	fmt.Fprintf(&b, "requirement: %s\n", result.Case.Requirement)
	if result.Reason.Code != "" {
		fmt.Fprintf(&b, "reason:      %s\n", result.Reason)
	}
	for _, deviation := range result.Deviations {
		explainDeviation(&b, deviation, contract)
	}
	for _, ex := range result.Exchanges() {
		if ex.OfCase() {
			explainExchange(&b, ex)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

func verdictInWords(result runner.Result) string {
	words := map[judge.Verdict]string{
		judge.Pass:     "passed",
		judge.Fail:     "failed",
		judge.Error:    "could not be judged",
		judge.Skip:     "was skipped",
		judge.Observed: "was observed",
	}[result.Verdict]
	if result.Flaky {
		words += ", flaky: equal requests got different responses"
	}
	return words
}

func explainDeviation(b *strings.Builder, d judge.Deviation, contract *openapi.Contract) {
	if d.Clause != "" {
		fmt.Fprintf(b, "clause:      %s\n", clauseInWords(d.Clause, contract))
	}
	at := ""
	if d.Pointer != "" {
		at = " at " + d.Pointer
	}
	fmt.Fprintf(b, "expected:    %s\n", d.Expected)
	fmt.Fprintf(b, "actual:      %s%s (%s)\n", d.Actual, at, d.Kind)
	if d.Message != "" {
		fmt.Fprintf(b, "             %s\n", d.Message)
	}
}

func clauseInWords(id string, contract *openapi.Contract) string {
	if contract == nil {
		return id
	}
	clause, known := contract.Clause(id)
	if !known {
		return id
	}
	return fmt.Sprintf("%s\n             %s (%s)", id, clause.Text, clause.Place)
}

func explainExchange(b *strings.Builder, e exchange.Exchange) {
	fmt.Fprintf(b, "request:     %s %s\n", e.Request.Method, e.Request.URL)
	if len(e.Request.Body) > 0 {
		fmt.Fprintf(b, "             %s\n", abridge(e.Request.Body))
	}
	switch {
	case e.Response != nil:
		fmt.Fprintf(b, "response:    %d, %s, after %.0f ms\n", e.Response.Status,
			cmp.Or(e.Response.Header.Get("Content-Type"), "no Content-Type"), e.DurationMS)
		if len(e.Response.Body) > 0 {
			fmt.Fprintf(b, "             %s\n", abridge(e.Response.Body))
		}
	default:
		fmt.Fprintf(b, "response:    none\n")
	}
	if e.Fault != nil {
		fmt.Fprintf(b, "fault:       %s: %s\n", e.Fault.Kind, e.Fault.Message)
	}
	if e.Curl != "" {
		fmt.Fprintf(b, "repeat:      %s\n", e.Curl)
	}
}

// abridge prints a body on one line: what is not printable is escaped, so
// that a hostile response cannot take over the terminal.
func abridge(body []byte) string {
	text := fmt.Sprintf("%.*q", longestBody, body)
	text = text[1 : len(text)-1]
	text = strings.ReplaceAll(text, `\"`, `"`)
	if len(body) > longestBody {
		text += fmt.Sprintf(" … (%d bytes in all)", len(body))
	}
	return text
}
