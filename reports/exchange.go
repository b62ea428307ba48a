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

// Tells reports whether an exchange is worth showing whole for the case: its
// own requests always; what the harness sent around them only if they went
// wrong themselves, or if the finding is about the state that they show.
func (c *Case) Tells(ex exchange.Exchange) bool {
	if ex.OfCase() {
		return true
	}
	if !c.Wrong() {
		return false
	}
	return ex.Fault != nil || len(c.Deviations) == 0 ||
		slices.ContainsFunc(c.Deviations, func(d judge.Deviation) bool { return d.Kind.OfState() })
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

// received is what came back in a few words: "404 APIG.3030", "204",
// "timeout: …".
func received(ex exchange.Exchange) string {
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
		return "no response"
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
