package page

import (
	"net/http"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// statusHeaders are the header cells of tables of statuses and error codes.
var statusHeaders = map[string]bool{
	"status code": true, "status": true, "code": true, "returned value": true, "return value": true, "http status code": true,
	"description": true, "message": true, "error code": true, "error message": true, "meaning": true, "solution": true,
	"error description": true, "measure": true, "handling measure": true, "cause": true, "reason": true,
}

var statusPhrase = lazyregexp.New(`^([1-5]\d\d)(?:([\s:,–-]+)([A-Za-z].*))?$`)

// statusCell reads a status cell: "204", "204 No Content" or "204: gone". A
// sentence may begin with a number, too: "409 is what others answer."
func statusCell(text string) (status int, phrase string, ok bool) {
	m := statusPhrase.FindStringSubmatch(text)
	if m == nil {
		return 0, "", false
	}
	status, phrase = number(m[1]), m[3]
	standard := http.StatusText(status)
	lower := func(s string) bool { return s != "" && s[0] >= 'a' && s[0] <= 'z' }
	switch {
	case phrase == "", strings.TrimSpace(m[2]) != "", strings.EqualFold(strings.TrimRight(phrase, "."), standard):
		return status, phrase, true
	case lower(phrase), standard != "" && lower(strings.TrimPrefix(phrase, standard+" ")):
		return 0, "", false
	}
	return status, phrase, true
}

// isStatus reports whether a text is a status cell.
func isStatus(text string) bool {
	_, _, ok := statusCell(text)
	return ok
}

// oddStatusCell is a cell that stands for a status and is none: "4xx", "Others".
var oddStatusCell = lazyregexp.New(`^(?i:[1-5](?:xx|\*\*)|[1-5]\d\d ?[-–~] ?[1-5]\d\d|others?|other status codes?|default)$`)

// oddStatusRowAt reports whether a row begins at a block whose status is none.
func (p *parser) oddStatusRowAt(i int) bool {
	b := &p.blocks[i]
	return !b.bullet() && oddStatusCell.MatchString(b.text)
}

// statusHeaderAt reports whether the block is a header cell of such a table.
func (p *parser) statusHeaderAt(i int) bool {
	return i < len(p.blocks) && statusHeaders[strings.ToLower(p.blocks[i].text)]
}

// statusCodes reads the table of statuses: a cell of three digits begins a
// row, and what follows is its description, which may be empty.
func (p *parser) statusCodes() {
	for p.next < len(p.blocks) && !p.endsStatusCodes() {
		b := &p.blocks[p.next]
		if status, phrase, ok := statusCell(b.text); ok && !b.bullet() {
			p.statusCode(status, phrase)
			continue
		}
		if p.oddStatusRowAt(p.next) {
			p.page.Unread = append(p.page.Unread, Unread{Kind: UnreadStatus, Text: b.texts(p.heading)[0]})
		}
		_, _, table := tableHeading(b.text)
		if !table && !p.statusHeaderAt(p.next) {
			p.page.Other = append(p.page.Other, b.texts(p.heading)...)
		}
		p.next++
	}
}

// statusCode reads one row. Where a message and a description say the same, it
// is said once.
func (p *parser) statusCode(status int, phrase string) {
	row := StatusCode{Status: status, Line: p.blocks[p.next].number()}
	var words []string
	if phrase != "" {
		words = append(words, phrase)
	}
	p.next++
	for p.next < len(p.blocks) && !p.endsStatusCodes() && !isStatus(p.blocks[p.next].text) && !p.oddStatusRowAt(p.next) {
		words = append(words, p.blocks[p.next].text)
		p.next++
	}
	words = slices.Compact(words)
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
	return ok && (titleCase(p.blocks[p.next].text) || p.lowerHeadingAt(p.next, s))
}
