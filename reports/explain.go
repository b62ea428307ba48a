package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/apigspec/apigspec/runner/target"
)

// maxShown is the longest body that a text report shows, in bytes. The log has
// the rest.
const maxShown = 4 << 10

// Explain prints what a person needs to understand a case that went wrong:
// requirement, clause and its place, expected and actual, the exchanges, and
// command lines that repeat them.
func Explain(run Run, c Case) string {
	var b strings.Builder
	fmt.Fprintf(&b, "requirement: %s\n", oneLine(c.Requirement))
	for _, id := range c.Blamed() {
		fmt.Fprintf(&b, "clause:      %s\n", describeClause(run, id))
	}
	for _, deviation := range c.Deviations {
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
		b.WriteString("flaky:       the same request was answered differently\n")
	}
	for _, exchange := range c.Exchanges {
		b.WriteString("\n")
		writeExchange(&b, exchange, c.Steps)
	}
	return b.String()
}

func describeClause(run Run, id string) string {
	clause, found := run.Clause(id)
	if !found {
		return id
	}
	description := id + ": " + oneLine(clause.Text)
	if place := clause.place(); place != "" {
		description += " (" + place + ")"
	}
	return description
}

func writeExchange(b *strings.Builder, exchange target.Exchange, steps []string) {
	fmt.Fprintf(b, "--- %s: %s %s → %s in %s\n",
		exchangeTitle(exchange, steps), exchange.Method, exchange.URL, answer(exchange), elapsed(milliseconds(exchange.Duration)))
	writeHeader(b, "> ", exchange.Header)
	writeBody(b, "> ", exchange.Body)
	if response := exchange.Response; response != nil {
		fmt.Fprintf(b, "< %s %d\n", response.Proto, response.Status)
		writeHeader(b, "< ", response.Header)
		writeBody(b, "< ", response.Body)
		if len(response.Trailing) > 0 {
			fmt.Fprintf(b, "< after the end of the message:\n")
			writeBody(b, "< ", response.Trailing)
		}
	}
	if exchange.Curl != "" {
		fmt.Fprintf(b, "$ %s\n", exchange.Curl)
	}
}

// exchangeTitle names the exchange's part in the case: "case", "step 2 again",
// "readback".
func exchangeTitle(exchange target.Exchange, steps []string) string {
	if exchange.Role != "" && exchange.Role != "case" {
		return exchange.Role
	}
	title := "request"
	if len(steps) > 1 {
		title = fmt.Sprintf("step %d", exchange.Step+1)
		if exchange.Step >= 0 && exchange.Step < len(steps) && steps[exchange.Step] != "" {
			title += " " + steps[exchange.Step]
		}
	}
	if exchange.Attempt > 0 {
		title += fmt.Sprintf(", attempt %d", exchange.Attempt+1)
	}
	return title
}

// answer is an exchange's result in a few words: "404 APIG.3030", "204",
// "timeout: …".
func answer(exchange target.Exchange) string {
	var words []string
	if response := exchange.Response; response != nil {
		words = append(words, fmt.Sprintf("%d", response.Status))
		if code := errorCode(response.Body); code != "" {
			words = append(words, code)
		}
	}
	if fault := exchange.Fault; fault != nil {
		words = append(words, oneLine(fault.Kind+": "+fault.Message))
	}
	if len(words) == 0 {
		return "no answer"
	}
	return strings.Join(words, " ")
}

func errorCode(body target.Payload) string {
	var envelope struct {
		Code any `json:"error_code"`
	}
	if json.Unmarshal(body, &envelope) != nil {
		return ""
	}
	code, ok := envelope.Code.(string)
	if !ok || len(code) > 40 {
		return ""
	}
	return oneLine(code)
}

func writeHeader(b *strings.Builder, prefix string, header http.Header) {
	for _, name := range headerNames(header) {
		for _, value := range header[name] {
			fmt.Fprintf(b, "%s%s: %s\n", prefix, name, value)
		}
	}
}

func headerNames(header http.Header) []string {
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func writeBody(b *strings.Builder, prefix string, body target.Payload) {
	if len(body) == 0 {
		return
	}
	for line := range strings.Lines(bodyText(body, maxShown)) {
		b.WriteString(prefix + strings.TrimRight(line, "\r\n") + "\n")
	}
}

// bodyText prints a body: JSON indented, other text as it is, anything else as
// its first bytes in hexadecimal; no more than limit bytes of the body.
func bodyText(body target.Payload, limit int) string {
	if !utf8.Valid(body) {
		return fmt.Sprintf("%d bytes that are not UTF-8: % x …", len(body), []byte(body[:min(len(body), 64)]))
	}
	if len(body) > limit {
		for limit > 0 && !utf8.RuneStart(body[limit]) {
			limit--
		}
		return fmt.Sprintf("%s\n… %d bytes more", body[:limit], len(body)-limit)
	}
	var indented bytes.Buffer
	if json.Indent(&indented, body, "", "  ") == nil {
		return indented.String()
	}
	return string(body)
}
