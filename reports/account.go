package reports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

// detailLine is one line of what is told about a finding.
type detailLine struct {
	Label, Text string
	// Code is set for what was sent and received, and for ids.
	Code bool
}

// bounds are how much an account has of a case.
type bounds struct {
	// besides is how much else that is wrong with it, requests how many, the last ones.
	besides, requests int
	// body is how many bytes of a body, clauses how many of those beside the most telling.
	body, clauses int
}

// account tells a finding to somebody who has nothing else before them: what was due and
// what came, where the page says so, and one case in full: what was changed in the
// request, the request and the response.
func (r Run) account(f Finding, most bounds) []detailLine {
	sample := f.Sample()
	var lines []detailLine
	add := func(label, text string) {
		if text = oneLine(text); text != "" {
			lines = append(lines, detailLine{Label: label, Text: text})
		}
	}
	if f.Reason == "" || len(f.Cases) == 1 {
		add("requirement", sample.Requirement)
	}
	wrong := f.shown()
	for i, d := range wrong {
		if i > most.besides {
			add("besides", fmt.Sprintf("%d more in report.html", len(wrong)-i))
			break
		}
		if i == 0 {
			add("expected", d.Expected)
			add("actual", actualOf(d))
			continue
		}
		add("besides", fmt.Sprintf("expected %s, got %s", d.Expected, actualOf(d)))
	}
	add("reason", f.Reason)
	for _, id := range f.Clauses {
		add("clause", r.statement(id))
		add("page", r.placeOf(id))
	}
	add("breaks too", spelling.Some(f.More, most.clauses))
	if f.Reason == "" && f.Tested != "" && !slices.Contains(f.Clauses, f.Tested) {
		add("tested", r.statement(f.Tested))
	}
	for _, note := range r.notesOn(f) {
		add("note", fmt.Sprintf("%s %s (%s, line %d)", note.Text, note.Decision, note.Page, note.Line))
	}
	if f.Reason != "" && len(f.Cases) > 1 {
		return lines
	}
	add("changed", sample.Mutation)
	return append(lines, r.sampleExchanges(sample, most)...)
}

// actualOf is what came, where in the body, and what that means.
func actualOf(d judge.Deviation) string {
	actual := d.Actual
	if d.Pointer != "" {
		actual += " at " + d.Pointer
	}
	if d.Message != "" {
		actual += ": " + d.Message
	}
	return actual
}

// statement is a clause's id and what it states.
func (r Run) statement(id string) string {
	if clause, found := r.Clause(id); found && clause.Text != "" {
		return id + ": " + clause.Text
	}
	return id
}

// placeOf is where the page makes a statement; empty if that is not known.
func (r Run) placeOf(id string) string {
	clause, _ := r.Clause(id)
	return clause.Place.String()
}

// sampleExchanges are the requests of a case and their responses: of a request that was
// repeated the last one.
func (r Run) sampleExchanges(c *Case, most bounds) []detailLine {
	whole, err := c.whole()
	if err != nil {
		return []detailLine{{Label: "exchanges", Text: err.Error()}}
	}
	var last []exchange.Exchange
	for i, ex := range whole.Exchanges {
		if ex.OfCase() && !slices.ContainsFunc(whole.Exchanges[i+1:], func(later exchange.Exchange) bool {
			return later.OfCase() && later.Step == ex.Step
		}) {
			last = append(last, ex)
		}
	}
	var lines []detailLine
	if before := len(last) - most.requests; before > 0 {
		lines, last = append(lines, detailLine{Label: "before", Text: spelling.Counted(before, "request") + ", in report.html"}), last[before:]
	}
	for _, ex := range last {
		request := ex.Request.Method + " " + pathOf(ex.Request.URL)
		if body := shortBody(ex.Request.Body, ex.Request.BodyCut, most.body); body != "" {
			request += " " + body
		}
		lines = append(lines, detailLine{Label: "request", Text: request, Code: true})
		response := received(ex)
		if ex.Response != nil {
			if body := shortBody(ex.Response.Body, ex.Response.BodyCut, most.body); body != "" {
				response = fmt.Sprintf("%d %s", ex.Response.Status, body)
			}
		}
		lines = append(lines, detailLine{Label: "response", Text: response, Code: true})
	}
	return lines
}

// shortBody is a body in one line, as it was sent.
func shortBody(body exchange.Payload, cut, limit int) string {
	if !utf8.Valid(body) {
		return bodyText(body, cut, limit)
	}
	text := string(body)
	if len(text) > limit {
		for limit > 0 && !utf8.RuneStart(text[limit]) {
			limit--
		}
		text, cut = text[:limit], cut+len(text)-limit
	}
	if text = oneLine(text); cut > 0 {
		text += " … " + spelling.Counted(cut, "more byte")
	}
	return text
}

// mostNotes is how many documentation notes are told about one finding.
const mostNotes = 2

// notesOn are the documentation notes about what is broken or tested: a page that
// contradicts itself there may explain what the target does.
func (r Run) notesOn(f Finding) []Note {
	var notes []Note
	for _, id := range append(slices.Clone(f.Clauses), f.Tested) {
		clause, found := r.Clause(id)
		if !found {
			continue
		}
		for _, note := range r.Meta.Notes {
			if note.speaksOf(clause) && !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
		}
	}
	return notes[:min(len(notes), mostNotes)]
}

// speaksOf reports whether the note is about what the clause states: the same line of the
// page, or what the note's id names after its last slash.
func (n Note) speaksOf(c Clause) bool {
	if n.Page != c.Place.Page {
		return false
	}
	if n.Line == c.Place.Line {
		return true
	}
	subject := n.ID[strings.LastIndexByte(n.ID, '/')+1:]
	segments := strings.Split(c.ID, "/")
	if _, err := strconv.Atoi(subject); err == nil { // of a response as a whole, or of its example
		return subject == segments[len(segments)-1] || c.Kind == string(openapi.KindExample)
	}
	for _, part := range strings.Split(subject, "-") {
		if !slices.Contains(segments, part) && !slices.Contains(strings.Fields(strings.Trim(c.Text, ".")), part) {
			return false
		}
	}
	return true
}
