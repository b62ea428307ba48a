package page

import (
	"fmt"
	"slices"
)

// response reads one block of the section Response Parameters.
func (p *parser) response() {
	b := &p.blocks[p.next]
	if statuses, phrase, ok := statusHeading(b.text); ok && len(b.lines) == 1 && !b.bullet() {
		for _, status := range statuses {
			p.page.Responses = append(p.page.Responses, Response{Status: status, Phrase: phrase, Line: b.number()})
		}
		p.described = len(statuses)
		p.next++
		return
	}
	if p.oddStatusAt(p.next) {
		p.fault(b.number(), "a heading Status code: NNN", quoted(b.text))
		p.next++
		return
	}
	if p.tableAt(p.next) {
		p.responseTables(p.table())
		return
	}
	last := len(p.page.Responses) - 1
	if last >= 0 && p.page.Responses[last].Phrase == "" && len(p.page.Responses[last].Tables) == 0 && !nothing(b.text) {
		for i := range p.current() {
			p.current()[i].Phrase = b.text
		}
		p.next++
		return
	}
	p.page.Other = append(p.page.Other, p.take()...)
}

func (p *parser) responseTables(tables []Table) {
	last := len(p.page.Responses) - 1
	if last < 0 {
		p.unlabelled = append(p.unlabelled, tables...)
		return
	}
	for i := range p.current() {
		r := &p.current()[i]
		r.Tables = append(r.Tables, tables...)
	}
}

// current are the responses below the last heading of statuses.
func (p *parser) current() []Response {
	return p.page.Responses[len(p.page.Responses)-p.described:]
}

// oddStatusAt reports whether the heading of a response stands at a block that
// names no status by its number ("Status code: default"), above its table.
func (p *parser) oddStatusAt(i int) bool {
	b := &p.blocks[i]
	return len(b.lines) == 1 && !b.bullet() && oddStatus.MatchString(b.text) && i+1 < len(p.blocks) && p.tableAt(i+1)
}

// assignStatuses gives the tables and examples without a status heading to
// the page's only success status. Where there is not exactly one, tables are
// an error, and examples, which state nothing that a table does not, are kept
// as prose.
func (p *parser) assignStatuses() {
	if len(p.unlabelled) == 0 && len(p.statusless) == 0 {
		return
	}
	successes := p.successes()
	if len(successes) != 1 {
		if len(p.unlabelled) > 0 {
			p.fault(p.unlabelled[0].Line, "a heading Status code: NNN, or a page that lists exactly one success status",
				fmt.Sprintf("none, and %d success statuses", len(successes)))
		}
		for _, e := range p.statusless {
			p.page.Other = append(p.page.Other, Text{Text: e.Body, Line: e.Line, Section: "Example Responses"})
		}
		return
	}
	if len(p.unlabelled) > 0 {
		p.page.Responses = append([]Response{{Status: successes[0], Tables: p.unlabelled, Unlabelled: true, Line: p.unlabelled[0].Line}},
			p.page.Responses...)
	}
	for i := range p.statusless {
		p.statusless[i].Status = successes[0]
	}
	p.page.ResponseExamples = append(p.statusless, p.page.ResponseExamples...)
}

// successes lists the success statuses that the page names, each once.
func (p *parser) successes() []int {
	var found []int
	add := func(status int) {
		if status/100 == 2 && !slices.Contains(found, status) {
			found = append(found, status)
		}
	}
	for _, r := range p.page.Responses {
		add(r.Status)
	}
	for _, e := range p.page.ResponseExamples {
		add(e.Status)
	}
	for _, c := range p.page.StatusCodes {
		add(c.Status)
	}
	return found
}
