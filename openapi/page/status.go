package page

import (
	"regexp"
	"strconv"
	"strings"
)

// statusHeaders are the header cells of tables of statuses and error codes.
var statusHeaders = map[string]bool{
	"status code": true, "status": true, "code": true, "returned value": true, "return value": true, "http status code": true,
	"description": true, "message": true, "error code": true, "error message": true, "meaning": true, "solution": true,
	"error description": true, "measure": true, "handling measure": true, "cause": true, "reason": true,
}

var statusCell = regexp.MustCompile(`^([1-5]\d\d)(?:[\s:,–-]+([A-Za-z].*))?$`)

// isStatus tells whether a text is a status cell: "204" or "204 No Content".
func isStatus(text string) bool { return statusCell.MatchString(text) }

// statusHeaderAt tells whether the block is a header cell of such a table.
func (p *parser) statusHeaderAt(i int) bool {
	return i < len(p.blocks) && statusHeaders[strings.ToLower(p.blocks[i].text)]
}

// statusCodes reads the table of statuses: a cell of three digits begins a
// row, and what follows is its description, which may be empty.
func (p *parser) statusCodes() {
	for ; p.next < len(p.blocks); p.next++ {
		b := &p.blocks[p.next]
		if s, ok := p.headingAt(p.next); ok && s >= request && titleCase(b.text) {
			return
		}
		if m := statusCell.FindStringSubmatch(b.text); m != nil && !b.bullet() {
			status, _ := strconv.Atoi(m[1])
			p.page.StatusCodes = append(p.page.StatusCodes, StatusCode{Status: status, Description: m[2], Line: b.number()})
			continue
		}
		if len(p.page.StatusCodes) > 0 {
			last := &p.page.StatusCodes[len(p.page.StatusCodes)-1]
			last.Description = strings.TrimSpace(last.Description + " " + b.text)
			continue
		}
		_, _, table := tableHeading(b.text)
		if !table && !p.statusHeaderAt(p.next) {
			p.page.Other = append(p.page.Other, b.texts(p.heading)...)
		}
	}
}
