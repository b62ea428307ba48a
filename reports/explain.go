package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
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
	for _, ex := range c.Exchanges {
		b.WriteString("\n")
		writeExchange(&b, ex, c)
	}
	return b.String()
}

// Tells reports whether an exchange is worth showing whole for the case: its
// own requests always; what the harness sent around them only if they went
// wrong themselves, or if the finding is about the state that they show.
func (c Case) Tells(ex exchange.Exchange) bool {
	if ex.OfCase() {
		return true
	}
	if !c.Wrong() {
		return false
	}
	return ex.Fault != nil || len(c.Deviations) == 0 ||
		slices.ContainsFunc(c.Deviations, func(d judge.Deviation) bool { return d.Kind.OfState() })
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

func writeExchange(b *strings.Builder, ex exchange.Exchange, c Case) {
	fmt.Fprintf(b, "--- %s: %s %s → %s in %s\n",
		exchangeTitle(ex, c.Steps), ex.Request.Method, ex.Request.URL, answer(ex), elapsed(ex.DurationMS))
	if !c.Tells(ex) {
		return
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

// exchangeTitle names the exchange's part in the case: "case", "step 2 again",
// "readback".
func exchangeTitle(ex exchange.Exchange, steps []string) string {
	if !ex.OfCase() {
		return string(ex.Role)
	}
	title := "request"
	if len(steps) > 1 {
		title = fmt.Sprintf("step %d", ex.Step+1)
		if ex.Step >= 0 && ex.Step < len(steps) && steps[ex.Step] != "" {
			title += " " + steps[ex.Step]
		}
	}
	if ex.Attempt > 0 {
		title += fmt.Sprintf(", attempt %d", ex.Attempt+1)
	}
	if ex.Round > 0 {
		title += fmt.Sprintf(", round %d", ex.Round+1)
	}
	return title
}

// longestCode is the longest error code that is shown next to a status.
const longestCode = 40

// answer is an exchange's result in a few words: "404 APIG.3030", "204",
// "timeout: …".
func answer(ex exchange.Exchange) string {
	var words []string
	if response := ex.Response; response != nil {
		words = append(words, fmt.Sprintf("%d", response.Status))
		if code := oneLine(ex.ErrorCode()); code != "" && len(code) <= longestCode {
			words = append(words, code)
		}
	}
	if fault := ex.Fault; fault != nil {
		words = append(words, oneLine(string(fault.Kind)+": "+fault.Message))
	}
	if len(words) == 0 {
		return "no answer"
	}
	return strings.Join(words, " ")
}

// headerLine is one line of a head.
type headerLine struct{ Name, Value string }

// headerLines lists a header's lines by name.
func headerLines(header http.Header) []headerLine {
	var lines []headerLine
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			lines = append(lines, headerLine{name, value})
		}
	}
	return lines
}

// responseHead is the status line and the header as the server wrote them, or,
// in logs without that, as they were understood.
func responseHead(response *exchange.Response) (start string, lines []headerLine) {
	received := strings.Split(strings.TrimRight(string(response.Head), "\r\n"), "\n")
	if received[0] == "" {
		return fmt.Sprintf("%s %d %s", response.Proto, response.Status, http.StatusText(response.Status)), headerLines(response.Header)
	}
	for _, line := range received[1:] {
		name, value, _ := strings.Cut(strings.TrimRight(line, "\r"), ":")
		lines = append(lines, headerLine{name, strings.TrimSpace(value)})
	}
	return strings.TrimRight(received[0], "\r"), lines
}

func writeBody(b *strings.Builder, prefix string, body exchange.Payload, cut int) {
	if len(body) == 0 {
		return
	}
	for line := range strings.Lines(bodyText(body, cut, maxShown)) {
		b.WriteString(prefix + strings.TrimRight(line, "\r\n") + "\n")
	}
}

// bodyText prints a body: JSON indented, other text as it is, anything else as
// its first bytes in hexadecimal; no more than limit bytes of the body, from
// whose end the log has cut some already.
func bodyText(body exchange.Payload, cut, limit int) string {
	if !utf8.Valid(body) {
		return fmt.Sprintf("%d bytes that are not UTF-8: % x …", len(body)+cut, []byte(body[:min(len(body), 64)]))
	}
	if len(body) > limit {
		for limit > 0 && !utf8.RuneStart(body[limit]) {
			limit--
		}
		body, cut = body[:limit], cut+len(body)-limit
	}
	if cut > 0 {
		return fmt.Sprintf("%s\n… %d bytes more", body, cut)
	}
	var indented bytes.Buffer
	if json.Indent(&indented, body, "", "  ") == nil {
		return indented.String()
	}
	return string(body)
}
