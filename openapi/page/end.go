package page

import "cmp"

// end says where the page ends, and which sections it may have ended before.
func (p *parser) end() {
	last := p.blocks[len(p.blocks)-1].lines
	p.page.End = Text{Text: cmp.Or(p.heading, p.page.Title.Text), Line: last[len(last)-1].number}
	if p.seen[statusCodes] || p.seen[errorCodes] {
		return
	}
	for _, s := range []struct {
		section section
		heading string
	}{{response, "Response Parameters"}, {exampleRequests, "Example Requests"}, {exampleResponses, "Example Responses"}, {statusCodes, "Status Codes"}} {
		if !p.seen[s.section] {
			p.page.Missing = append(p.page.Missing, s.heading)
		}
	}
}
