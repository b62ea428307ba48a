package page

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// ParseFile reads and parses a page; its errors name the file as given.
func ParseFile(name string) (*Page, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading a reference page: %w", err)
	}
	return Parse(name, data)
}

// Parse reads a page. The name is used for errors and, without folder and
// extension, for Page.Name. The error, if any, joins one *Error for each
// place that cannot be understood; there is no page then.
func Parse(name string, data []byte) (*Page, error) {
	p := &parser{file: name, page: &Page{Name: baseName(name)}, seen: map[section]bool{}}
	if !utf8.Valid(data) {
		p.fault(invalidLine(data), "UTF-8 text", "other bytes")
		return nil, p.failure()
	}
	lines, printed := splitLines(data)
	p.blocks, p.printed = blocksOf(lines), printed
	if len(p.blocks) == 0 {
		p.fault(1, "a reference page", "no text")
		return nil, p.failure()
	}
	if p.listsErrorCodes() {
		p.errorCodeList()
	} else {
		p.operation()
	}
	if len(p.errs) > 0 {
		return nil, p.failure()
	}
	return p.page, nil
}

// operation reads the page of an operation.
func (p *parser) operation() {
	p.types = newTypeReader(p.blocks)
	p.oneOperation()
	p.head()
	for p.next < len(p.blocks) {
		p.step()
	}
	p.finish()
}

// oneOperation reports a second heading URI with a request line: a page
// describes one operation.
func (p *parser) oneOperation() {
	first := 0
	for i := 0; i+1 < len(p.blocks); i++ {
		if s, ok := headingOf(p.blocks[i].text); !ok || s != uri {
			continue
		}
		if _, ok := p.requestLineOf(&p.blocks[i+1]); !ok {
			continue
		}
		if first > 0 {
			p.fault(p.blocks[i+1].number(), fmt.Sprintf("one operation on a page, that of line %d", first), quoted(p.blocks[i+1].text))
			return
		}
		first = p.blocks[i+1].number()
	}
}

// baseName is the file's name without folder and extension.
func baseName(name string) string {
	base := filepath.Base(filepath.ToSlash(name))
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// invalidLine is the line of the first byte that is not UTF-8.
func invalidLine(data []byte) int {
	valid := len(data)
	for rest := data; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError && size == 1 {
			valid = len(data) - len(rest)
			break
		}
		rest = rest[size:]
	}
	return 1 + bytes.Count(data[:valid], []byte("\n"))
}

// parser walks the blocks of one page.
type parser struct {
	file   string
	page   *Page
	blocks []block
	// printed are all lines of the file.
	printed []string
	next    int // index of the block to read
	// section is the one that next stands in, under heading.
	section section
	heading string
	seen    map[section]bool
	types   *typeReader
	// unlabelled are tables of responses above any status heading.
	unlabelled []Table
	// statusless are example responses above any status heading.
	statusless []Example
	uriLine    int
	// tableOfCodes is the heading of a table under Error Codes.
	tableOfCodes string
	// almost stands where the request line should and is none.
	almost *block
	// described is how many responses the last heading of statuses names.
	described int
	errs      []*Error
	// lower is set when the last table printed its types in lower case.
	lower bool
}

var (
	updatedPattern = lazyregexp.New(`^(?i:(?:last )?updated(?: on| at|:))\s*:?\s*(.*)$`)
	datePattern    = lazyregexp.New(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b`)
)

// head reads the edition and the title, which stand above the first heading.
func (p *parser) head() {
	for ; p.next < len(p.blocks); p.next++ {
		if _, ok := p.headingAt(p.next); ok {
			break
		}
		for _, l := range p.blocks[p.next].lines {
			p.headText(Text{Text: l.text, Line: l.number, Bullet: l.bullet})
		}
	}
	if p.page.Title.Text == "" {
		p.fault(p.blocks[0].number(), "the page's title", quoted(p.blocks[0].text))
	}
}

func (p *parser) headText(t Text) {
	if m := updatedPattern.FindStringSubmatch(t.Text); m != nil && p.page.Updated == "" {
		if p.page.Updated = edition(m[1]); p.page.Updated == "" {
			p.fault(t.Line, `"Updated on" with a date such as 2025-12-26`, quoted(t.Text))
		}
		return
	}
	if p.page.Title.Text == "" && !pageFurniture(t.Text) {
		p.page.Title = t
		return
	}
	p.page.Other = append(p.page.Other, t)
}

// edition reads the date of the "Updated on" line; empty if there is none.
func edition(text string) string {
	if m := datePattern.FindStringSubmatch(text); m != nil {
		return fmt.Sprintf("%s-%02s-%02s", m[1], m[2], m[3])
	}
	words := strings.Fields(text)
	date := strings.Join(words[:min(3, len(words))], " ")
	for _, layout := range []string{"Jan 2, 2006", "January 2, 2006", "2 Jan 2006", "2 January 2006"} {
		if day, err := time.Parse(layout, date); err == nil {
			return day.Format(time.DateOnly)
		}
	}
	return ""
}

// pageFurniture reports whether a line above the title belongs to the site and
// not to the page.
func pageFurniture(text string) bool {
	switch text {
	case "View PDF", "Share", "Feedback", "Copy", "Download PDF", "On this page":
		return true
	}
	return strings.Contains(text, "> ") || strings.HasPrefix(text, "Help Center")
}

// step reads the next block, or as many as belong together. The
// sections themselves are read in permission.go, request.go, response.go,
// example.go and status.go.
func (p *parser) step() {
	if s, ok := p.headingAt(p.next); ok && !p.codesHeaderAt(p.next) {
		p.open(s)
		return
	}
	switch p.section {
	case function:
		p.page.Function = append(p.page.Function, p.take()...)
	case constraints:
		p.page.Constraints = append(p.page.Constraints, p.take()...)
	case authorization:
		p.authorization()
	case uri:
		p.uri()
	case request:
		p.request()
	case response:
		p.response()
	case exampleRequests, exampleResponses:
		p.examples()
	case statusCodes:
		p.statusCodes()
	case errorCodes:
		p.ownErrorCodes()
	default:
		p.page.Other = append(p.page.Other, p.take()...)
	}
}

// take reads the next block as prose.
func (p *parser) take() []Text {
	texts := p.blocks[p.next].texts(p.heading)
	p.next++
	return texts
}

// open enters a section.
func (p *parser) open(s section) {
	b := &p.blocks[p.next]
	p.section, p.heading = s, strings.TrimRight(b.text, " :")
	p.seen[s] = true
	switch s {
	case calling, sampleCode, errorCodes:
		p.page.Other = append(p.page.Other, b.texts(p.heading)...)
	case uri:
		p.uriLine = b.number()
	}
	p.next++
}

// headingAt reports whether the block opens a section, outside of tables.
func (p *parser) headingAt(i int) (section, bool) {
	b := &p.blocks[i]
	if len(b.lines) != 1 || b.bullet() {
		return 0, false
	}
	s, ok := headingOf(b.text)
	if !ok || s == p.section && s != calling {
		return 0, false
	}
	if s <= uri && !p.lateAuthorization(b.text, s) && (p.section > uri || s < uri && p.section == uri && p.page.URI.Line == 0) {
		return 0, false
	}
	if s == function && p.seen[function] || s == uri && p.seen[uri] {
		return 0, false
	}
	return s, true
}

// lateAuthorization reports whether a heading opens the permissions of a page that prints
// them below its URI. A single word may be a cell.
func (p *parser) lateAuthorization(text string, s section) bool {
	return s == authorization && !p.seen[s] && strings.Contains(text, " ") && titleCase(text)
}

// endsTable reports whether a block ends the table whose rows are being read:
// the heading of another table, of a status or of a section. Cells can read
// like headings, so what follows must fit the heading, too.
func (p *parser) endsTable(i int, columns []column) bool {
	b := &p.blocks[i]
	if len(b.lines) != 1 || b.bullet() {
		return false
	}
	if _, title, ok := p.tableHeadingAt(i); ok {
		return p.headerFollows(i+1) || title != "" && headingLike(title)
	}
	if p.wholeHeaderAt(i) {
		return true
	}
	if _, _, ok := statusHeading(b.text); ok || p.oddStatusAt(i) {
		return p.section == response || p.statusOfResponseAt(i)
	}
	s, ok := p.headingAt(i)
	if !ok || s < request && !p.lateAuthorization(b.text, s) || p.seen[s] || !titleCase(b.text) && !p.captionAt(i, s) {
		return false
	}
	if i+1 == len(p.blocks) {
		return true
	}
	return p.fitsHeading(s, i+1, columns)
}

// statusOfResponseAt reports whether a block is the status of a response that stands below
// the parameters of the request, without the heading that would part them.
func (p *parser) statusOfResponseAt(i int) bool {
	_, _, ok := statusHeading(p.blocks[i].text)
	return ok && p.section == request && i+1 < len(p.blocks) && p.tableAt(i+1)
}

// captionAt reports whether a block that is not in title case is a heading: some pages
// print "Example request", and some cells. It is none if the page has one in title case
// further down. That of the response's parameters has a status or a table below it.
func (p *parser) captionAt(i int, s section) bool {
	switch {
	case s == exampleRequests || s == exampleResponses:
	case s == response && i+1 < len(p.blocks):
		_, _, status := statusHeading(p.blocks[i+1].text)
		return status
	default:
		return false
	}
	return !p.titledBelow(i, s)
}

// titledBelow reports whether the heading of a section stands below a block, in title
// case.
func (p *parser) titledBelow(i int, s section) bool {
	for i++; i < len(p.blocks); i++ {
		if other, ok := p.headingAt(i); ok && other == s && titleCase(p.blocks[i].text) {
			return true
		}
	}
	return false
}

// lowerHeadingAt reports whether a block that is not in title case is a heading behind
// examples or statuses ("Example responses", "Status codes", "Error codes"), of a page
// that has none in title case for the section.
func (p *parser) lowerHeadingAt(i int, s section) bool {
	b := &p.blocks[i]
	if s < exampleRequests || p.seen[s] || !strings.Contains(b.text, " ") || i+1 == len(p.blocks) {
		return false
	}
	if s == statusCodes || s == errorCodes {
		return strings.HasSuffix(b.text, "s") && !p.titledBelow(i, s)
	}
	return !p.titledBelow(i, s)
}

// headingLike reports whether a title is short and no sentence.
func headingLike(title string) bool {
	return !strings.HasSuffix(title, ".") && len(strings.Fields(title)) <= 8
}

// fitsHeading reports whether a block can stand below the heading of a section.
func (p *parser) fitsHeading(s section, i int, columns []column) bool {
	b := &p.blocks[i]
	_, title, table := tableHeading(b.text)
	_, _, status := statusHeading(b.text)
	sentence := strings.Contains(b.text, " ") || nothing(b.text)
	switch s {
	case statusCodes:
		return !status && (sentence || table || isStatus(b.text) || p.statusHeaderAt(i))
	case errorCodes:
		return !status && (table && strings.Contains(title, "rror") || !table && sentence || p.statusHeaderAt(i))
	case exampleRequests, exampleResponses, sampleCode:
		if status && i+1 < len(p.blocks) && p.tableAt(i+1) {
			return false // the status of a response, behind a cell
		}
		return !table && (len(columns) == 0 || !startsRow(p.blocks[i:], columns, p.types))
	default: // request, response
		if len(columns) > 0 && startsRow(p.blocks[i:], columns, p.types) {
			return false
		}
		_, heading := headingOf(b.text)
		return table || status || sentence || heading || b.bullet() || p.headerFollows(i)
	}
}

// finish reads what needs the whole page and checks that nothing essential is
// missing.
func (p *parser) finish() {
	p.assignStatuses()
	p.linkModels()
	p.end()
	switch {
	case p.page.URI.Line > 0:
	case p.uriLine > 0:
		p.noRequestLine()
	default:
		last := p.blocks[len(p.blocks)-1]
		p.fault(last.number(), "a heading URI, alone between blank lines, with METHOD /path below it", "the end of the page")
	}
}
