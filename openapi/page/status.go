package page

import (
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// statusHeaders are the header cells of tables of statuses and error codes.
var statusHeaders = map[string]bool{
	"status code": true, "status": true, "code": true, "returned value": true, "return value": true, "http status code": true,
	"description": true, "message": true, "error code": true, "error message": true, "meaning": true, "solution": true,
	"error description": true, "measure": true, "handling measure": true, "cause": true, "reason": true,
}

var statusCell = lazyregexp.New(`^([1-5]\d\d)(?:[\s:,–-]+([A-Za-z].*))?$`)

// isStatus reports whether a text is a status cell: "204" or "204 No Content".
func isStatus(text string) bool { return statusCell.MatchString(text) }

// statusHeaderAt reports whether the block is a header cell of such a table.
func (p *parser) statusHeaderAt(i int) bool {
	return i < len(p.blocks) && statusHeaders[strings.ToLower(p.blocks[i].text)]
}

// statusCodes reads the table of statuses: a cell of three digits begins a
// row, and what follows is its description, which may be empty.
func (p *parser) statusCodes() {
	for p.next < len(p.blocks) && !p.endsStatusCodes() {
		b := &p.blocks[p.next]
		if m := statusCell.FindStringSubmatch(b.text); m != nil && !b.bullet() {
			p.statusCode(m[1], m[2])
			continue
		}
		_, _, table := tableHeading(b.text)
		if !table && !p.statusHeaderAt(p.next) {
			p.page.Other = append(p.page.Other, b.texts(p.heading)...)
		}
		p.next++
	}
}

// statusCode reads one row.
func (p *parser) statusCode(digits, phrase string) {
	row := StatusCode{Line: p.blocks[p.next].number()}
	row.Status, _ = strconv.Atoi(digits) // three digits, see statusCell
	var words []string
	if phrase != "" {
		words = append(words, phrase)
	}
	p.next++
	for p.next < len(p.blocks) && !p.endsStatusCodes() && !isStatus(p.blocks[p.next].text) {
		words = append(words, p.blocks[p.next].text)
		p.next++
	}
	row.Description = strings.Join(words, " ")
	p.page.StatusCodes = append(p.page.StatusCodes, row)
}

// footer is what the site prints below a page.
var footer = lazyregexp.New(`^(?i:parent topic\b|previous topic\b|next topic\b|last article\b|next article\b|was this page helpful|did this article|provide feedback|feedback$)`)

// endsStatusCodes reports whether the next block opens another section, or is
// of the site.
func (p *parser) endsStatusCodes() bool {
	if footer.MatchString(p.blocks[p.next].text) {
		p.section = errorCodes // read into Other
		return true
	}
	s, ok := p.headingAt(p.next)
	return ok && s >= request && titleCase(p.blocks[p.next].text)
}
