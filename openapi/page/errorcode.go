package page

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// errorColumn is what a column of a list of error codes holds.
type errorColumn int

const (
	errorStatus errorColumn = iota + 1
	errorCode
	errorMeaning
	errorAdvice // what to do: not what the code means
)

// errorColumns maps header cells, in lower case, to columns.
var errorColumns = map[string]errorColumn{
	"status code": errorStatus, "http status code": errorStatus, "status": errorStatus,
	"error code": errorCode, "error codes": errorCode, "code": errorCode,
	"meaning": errorMeaning, "error message": errorMeaning, "message": errorMeaning, "description": errorMeaning,
	"error description": errorMeaning, "cause": errorMeaning, "possible cause": errorMeaning,
	"solution": errorAdvice, "measure": errorAdvice, "handling measure": errorAdvice, "handling suggestion": errorAdvice,
}

var (
	errorStatusCell = lazyregexp.New(`^[1-5]\d\d$`)
	errorCodeCell   = lazyregexp.New(`^[A-Za-z][\w-]*\.\d{2,}$`)
)

// errorHeader reads the header cells of a list of error codes: status and
// code, in either order, and at least one column of words. It returns nil if
// there are none.
func (p *parser) errorHeader(i int) []errorColumn {
	var columns []errorColumn
	for ; i < len(p.blocks); i++ {
		c := errorColumns[strings.ToLower(p.blocks[i].text)]
		if c == 0 || c < errorMeaning && slices.Contains(columns, c) {
			break
		}
		columns = append(columns, c)
	}
	if len(columns) < 3 || !slices.Contains(columns[:2], errorStatus) || !slices.Contains(columns[:2], errorCode) {
		return nil
	}
	return columns
}

// listsErrorCodes reports whether the page is a list of error codes: it has
// such a table, and no heading URI.
func (p *parser) listsErrorCodes() bool {
	list := false
	for i := range p.blocks {
		if s, ok := headingOf(p.blocks[i].text); ok && s == uri {
			return false
		}
		list = list || p.errorHeader(i) != nil
	}
	return list
}

// errorCodeList reads the whole page: what stands above the first table, then
// the rows of all tables.
func (p *parser) errorCodeList() {
	var columns []errorColumn
	for p.next < len(p.blocks) {
		b := &p.blocks[p.next]
		header := p.errorHeader(p.next)
		_, _, heading := tableHeading(b.text)
		switch {
		case heading:
			p.heading = b.text
			p.next++
		case header != nil:
			columns = header
			p.next += len(header)
		case footer.MatchString(b.text):
			columns = nil
			p.page.Other = append(p.page.Other, p.take()...)
		case columns != nil:
			p.errorCodeRow(columns)
		default:
			for _, l := range b.lines {
				p.headText(Text{Text: l.text, Line: l.number, Bullet: l.bullet})
			}
			p.next++
		}
	}
	if p.page.Title.Text == "" {
		p.fault(p.blocks[0].number(), "the page's title", quoted(p.blocks[0].text))
	}
	if len(p.page.ErrorCodes) == 0 {
		p.fault(p.blocks[len(p.blocks)-1].number(), "the first row of the list of error codes", "the end of the page")
	}
}

// errorCodeRow reads one row of a list.
func (p *parser) errorCodeRow(columns []errorColumn) {
	if !p.errorRowAt(p.next, columns) {
		p.fault(p.blocks[p.next].number(), "a status and an error code at the beginning of a row", p.found(p.next))
		p.next++
		return
	}
	p.page.ErrorCodes = append(p.page.ErrorCodes, p.errorRow(columns))
}

// errorRow is the row at the next block: a status and a code, and words up to the next.
func (p *parser) errorRow(columns []errorColumn) ErrorCode {
	status, code := p.errorCells(p.next, columns)
	row := ErrorCode{Status: number(status), Code: code, Section: cmp.Or(p.heading, p.page.Title.Text), Line: p.blocks[p.next].number()}
	p.next += 2
	start := p.next
	for p.next < len(p.blocks) && !p.endsErrorRow(p.next) {
		p.next++
	}
	row.Text = errorText(p.blocks[start:p.next], columns[2:])
	return row
}

// ownErrorCodes reads one block of the section Error Codes of an operation's page, or
// the rows of a table below it. Most pages refer to the list of the service there.
func (p *parser) ownErrorCodes() {
	b := &p.blocks[p.next]
	if _, _, heading := tableHeading(b.text); heading {
		p.tableOfCodes = b.text
	}
	columns := p.errorHeader(p.next)
	if columns == nil {
		if p.codesHeaderAt(p.next) {
			p.page.Unread = append(p.page.Unread, Unread{Kind: UnreadTable, Text: Text{Text: cmp.Or(p.tableOfCodes, p.heading), Line: b.number(), Section: p.heading}})
			for p.statusHeaderAt(p.next) {
				p.page.Other = append(p.page.Other, p.take()...)
			}
			return
		}
		p.page.Other = append(p.page.Other, p.take()...)
		return
	}
	p.next += len(columns)
	for p.errorRowAt(p.next, columns) {
		row := p.errorRow(columns)
		row.Section = cmp.Or(p.tableOfCodes, p.heading)
		p.page.OwnErrorCodes = append(p.page.OwnErrorCodes, row)
	}
}

// codesHeaderAt reports whether header cells of a table of codes stand at a block of the
// section Error Codes. Among them may be words that are headings elsewhere.
func (p *parser) codesHeaderAt(i int) bool {
	return p.section == errorCodes && (p.errorHeader(i) != nil || p.seen[statusCodes] && p.statusHeaderAt(i) && p.statusHeaderAt(i+1))
}

func (p *parser) errorRowAt(i int, columns []errorColumn) bool {
	if i+1 >= len(p.blocks) {
		return false
	}
	status, code := p.errorCells(i, columns)
	return errorStatusCell.MatchString(status) && errorCodeCell.MatchString(code)
}

// errorCells are the two cells at a block in the order of status and code.
func (p *parser) errorCells(i int, columns []errorColumn) (status, code string) {
	status, code = p.blocks[i].text, p.blocks[i+1].text
	if columns[0] == errorCode {
		return code, status
	}
	return status, code
}

// endsErrorRow reports whether a block is not among the words of a row.
func (p *parser) endsErrorRow(i int) bool {
	text := p.blocks[i].text
	_, _, heading := tableHeading(text)
	_, section := p.headingAt(i)
	return heading || section || errorStatusCell.MatchString(text) || errorCodeCell.MatchString(text) ||
		footer.MatchString(text) || p.errorHeader(i) != nil
}

// errorText joins the cells that say what a code means, each sentence once.
// Where cells are missing, nobody can tell which, and all count.
func errorText(cells []block, columns []errorColumn) string {
	var words []string
	for i := range cells {
		advice := len(cells) == len(columns) && columns[i] == errorAdvice
		if !advice && !slices.Contains(words, cells[i].text) {
			words = append(words, cells[i].text)
		}
	}
	return strings.Join(words, " ")
}
