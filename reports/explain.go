package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

// maxShown is the longest body that a text report shows, in bytes. The log has
// the rest.
const maxShown = 4 << 10

// explain prints what a person needs to understand a case that went wrong:
// requirement, clause and its place, expected and actual, the exchanges, and
// command lines that repeat them. Of a case that goes wrong like another one, its sample, the
// exchanges have a line each, and deviations that are alike are told once: a gateway with one
// deviation gets one account of it in full.
func explain(run Run, c, sample *Case) string {
	var b strings.Builder
	fmt.Fprintf(&b, "requirement: %s\n", oneLine(c.Requirement))
	if c.Mutation != "" {
		fmt.Fprintf(&b, "changed:     %s\n", oneLine(c.Mutation))
	}
	for _, id := range c.Blamed() {
		fmt.Fprintf(&b, "clause:      %s\n", describeClause(run, id))
	}
	for i, deviation := range c.Deviations {
		if c != sample && slices.ContainsFunc(c.Deviations[:i], alike(deviation)) {
			continue // the headline counts it
		}
		fmt.Fprintf(&b, "expected:    %s\n", oneLine(deviation.Expected))
		fmt.Fprintf(&b, "actual:      %s\n", oneLine(deviation.Actual))
		if deviation.Pointer != "" {
			fmt.Fprintf(&b, "at:          %s\n", deviation.Pointer)
		}
		if deviation.Message != "" {
			fmt.Fprintf(&b, "             %s\n", oneLine(deviation.Message))
		}
	}
	if c.Reason != "" {
		fmt.Fprintf(&b, "reason:      %s\n", oneLine(c.Reason))
	}
	if c.Flaky {
		b.WriteString("flaky:       equal requests got different responses\n")
	}
	whole, err := c.whole()
	if err != nil {
		fmt.Fprintf(&b, "exchanges:   %v\n", err)
	}
	if c != sample {
		fmt.Fprintf(&b, "in full:     %s; results.jsonl has all exchanges\n", sample.ID)
	}
	for _, ex := range whole.Exchanges {
		if c == sample {
			b.WriteString("\n")
			writeExchange(&b, ex, c)
		} else if ex.OfCase() {
			writeExchangeLine(&b, ex, c, pathOf(ex.Request.URL))
		}
	}
	return b.String()
}

// alike tells whether a deviation is from the same clause and of the same kind.
func alike(a judge.Deviation) func(judge.Deviation) bool {
	return func(b judge.Deviation) bool { return a.Clause == b.Clause && a.Kind == b.Kind }
}

// describeClause is a clause with what it states and where.
func describeClause(run Run, id string) string {
	description := oneLine(run.statement(id))
	if place := run.placeOf(id); place != "" {
		description += " (" + place + ")"
	}
	return description
}

func writeExchangeLine(b *strings.Builder, ex exchange.Exchange, c *Case, url string) {
	fmt.Fprintf(b, "--- %s: %s %s → %s in %s\n",
		exchangeTitle(ex, c.Steps), ex.Request.Method, url, received(ex), elapsed(ex.DurationMS))
}

func writeExchange(b *strings.Builder, ex exchange.Exchange, c *Case) {
	writeExchangeLine(b, ex, c, ex.Request.URL)
	if !c.Tells(ex) || !ex.OfCase() && ex.Fault == nil {
		return // what lists showed stands in the deviations, and whole in the log
	}
	for _, line := range headerLines(ex.Request.Header) {
		fmt.Fprintf(b, "> %s: %s\n", line.Name, line.Value)
	}
	writeBody(b, "> ", ex.Request.Body, ex.Request.BodyCut)
	if response := ex.Response; response != nil {
		start, lines := responseHead(response)
		fmt.Fprintf(b, "< %s\n", start)
		for _, line := range lines {
			fmt.Fprintf(b, "< %s: %s\n", line.Name, line.Value)
		}
		writeBody(b, "< ", response.Body, response.BodyCut)
		if len(response.Trailing) > 0 {
			fmt.Fprintf(b, "< after the end of the message:\n")
			writeBody(b, "< ", response.Trailing, 0)
		}
	}
	for _, leak := range ex.Leaks {
		fmt.Fprintf(b, "leak: %s\n", leak)
	}
	if ex.Curl != "" {
		fmt.Fprintf(b, "$ %s\n", ex.Curl)
	}
}

func writeBody(b *strings.Builder, prefix string, body exchange.Payload, cut int) {
	if len(body) == 0 {
		return
	}
	for line := range strings.Lines(bodyText(body, cut, maxShown)) {
		b.WriteString(prefix + strings.TrimRight(line, "\r\n") + "\n")
	}
}
