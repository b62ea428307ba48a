package page

import (
	"fmt"
	"slices"
	"strings"
)

// column is what a column of a table of parameters holds.
type column int

const (
	noColumn column = iota
	nameColumn
	mandatoryColumn
	typeColumn
	descriptionColumn
	rangeColumn
	defaultColumn
	otherColumn // Example, Location, …: kept as prose
)

// columnNames maps header cells, in lower case, to columns.
var columnNames = map[string]column{
	"parameter": nameColumn, "parameters": nameColumn, "name": nameColumn, "parameter name": nameColumn, "field": nameColumn,
	"field name": nameColumn, "attribute": nameColumn, "attribute name": nameColumn, "element": nameColumn, "member": nameColumn, "header": nameColumn,
	"header name": nameColumn, "property": nameColumn, "key": nameColumn, "response parameter": nameColumn,
	"mandatory": mandatoryColumn, "required": mandatoryColumn, "mandatory/optional": mandatoryColumn, "is mandatory": mandatoryColumn,
	"mandatory or not": mandatoryColumn, "mandatory (yes/no)": mandatoryColumn, "required or not": mandatoryColumn,
	"mandatory or optional": mandatoryColumn,
	"type":                  typeColumn, "data type": typeColumn, "parameter type": typeColumn, "value type": typeColumn, "field type": typeColumn,
	"description": descriptionColumn, "descriptions": descriptionColumn, "parameter description": descriptionColumn,
	"meaning": descriptionColumn, "explanation": descriptionColumn,
	"value range": rangeColumn, "range": rangeColumn, "value": rangeColumn,
	"default value": defaultColumn, "default": defaultColumn,
	"example": otherColumn, "example value": otherColumn, "location": otherColumn, "parameter location": otherColumn,
	"position": otherColumn, "constraints": otherColumn, "constraint": otherColumn, "remarks": otherColumn, "remark": otherColumn,
}

func columnOf(b *block) column {
	if len(b.lines) != 1 || b.bullet() || b.text[0] < 'A' || b.text[0] > 'Z' {
		return noColumn
	}
	return columnNames[strings.ToLower(strings.TrimRight(b.text, " ?:."))]
}

// header reads the header cells at a block: a name, then the others, each
// once, ending with the description. It returns nil if there are none.
func (p *parser) header(i int) []column {
	var columns []column
	for ; i < len(p.blocks); i++ {
		c := columnOf(&p.blocks[i])
		if c == noColumn || c != otherColumn && slices.Contains(columns, c) || len(columns) == 0 && c != nameColumn {
			break
		}
		columns = append(columns, c)
		if c == descriptionColumn {
			break
		}
	}
	if !slices.Contains(columns, typeColumn) && !slices.Contains(columns, mandatoryColumn) {
		return nil
	}
	return columns
}

// tableHeadingAt reads the heading of a table. One without a number
// ("Table Request body parameters") shows by the header cells below it.
func (p *parser) tableHeadingAt(i int) (number int, title string, ok bool) {
	if number, title, ok = tableHeading(p.blocks[i].text); ok {
		return number, title, true
	}
	if title, ok = strings.CutPrefix(p.blocks[i].text, "Table "); !ok || !headingLike(title) || i+1 == len(p.blocks) || p.header(i+1) == nil {
		return 0, "", false
	}
	return 0, strings.TrimSpace(title), true
}

// wholeHeaderAt reports whether the header cells of a table of parameters stand
// at a block, down to the description.
func (p *parser) wholeHeaderAt(i int) bool {
	columns := p.header(i)
	return len(columns) > 2 && slices.Contains(columns, typeColumn) && columns[len(columns)-1] == descriptionColumn
}

// headerFollows reports whether header cells of any table stand at a block.
func (p *parser) headerFollows(i int) bool {
	return i < len(p.blocks) && (p.header(i) != nil || p.statusHeaderAt(i) && p.statusHeaderAt(i+1))
}

// tableAt reports whether a table begins at a block: with its heading or, where
// a page prints none, with its header cells.
func (p *parser) tableAt(i int) bool {
	b := &p.blocks[i]
	if len(b.lines) != 1 {
		return false
	}
	if _, title, ok := p.tableHeadingAt(i); ok && !b.bullet() {
		return p.headerFollows(i+1) || title != "" && headingLike(title)
	}
	return p.header(i) != nil
}

// table reads the table at the next block. A table that mixes parameters of
// several places is returned as one table for each.
func (p *parser) table() []Table {
	t := Table{Line: p.blocks[p.next].number()}
	if number, title, ok := p.tableHeadingAt(p.next); ok {
		t.Number, t.Title = number, title
		p.next++
	}
	columns := p.header(p.next)
	if columns == nil && !p.ofParameters(t.Title) {
		p.lookup(t)
		return nil
	}
	if columns == nil {
		p.fault(t.Line, p.headerExpected(t.Title), p.found(p.next))
		p.skipTable()
		return nil
	}
	p.next += len(columns)
	if b := p.headerMerged(p.next, columns); b != nil {
		p.fault(b.number(), "a blank line between two cells", quoted(b.text))
		p.skipTable()
		return nil
	}
	start := p.next
	for p.next < len(p.blocks) && !p.endsTable(p.next, columns) {
		p.next++
	}
	if start == p.next {
		p.page.Unread = append(p.page.Unread, Unread{Kind: EmptyTable, Text: Text{Text: p.titleOf(t), Line: t.Line, Section: p.heading}})
	}
	t.Rows = p.rows(p.blocks[start:p.next], columns)
	if t.Title != "" && p.next < len(p.blocks) && p.wholeHeaderAt(p.next) {
		p.fault(p.blocks[p.next].number(), `a heading "Table N …" above further header cells`, p.found(p.next))
	}
	return p.locate(t)
}

// titleOf is a table's heading, as notes call it.
func (p *parser) titleOf(t Table) string {
	switch {
	case t.Number > 0:
		return fmt.Sprintf("Table %d %s", t.Number, t.Title)
	case t.Title != "":
		return "Table " + t.Title
	}
	return "the table under " + p.heading
}

// headerMerged is the block below header cells if it begins with another one,
// without a blank line between them.
func (p *parser) headerMerged(i int, columns []column) *block {
	if i >= len(p.blocks) || len(p.blocks[i].lines) == 1 || slices.Contains(columns, descriptionColumn) {
		return nil
	}
	b := &p.blocks[i]
	if c := columnOf(&block{lines: b.lines[:1], text: b.lines[0].text}); c != descriptionColumn {
		return nil
	}
	return b
}

// skipTable goes on behind a table that cannot be read.
func (p *parser) skipTable() {
	for p.next < len(p.blocks) && !p.endsTable(p.next, nil) {
		p.next++
	}
}

// found shows what stands at a block, for an error.
func (p *parser) found(i int) string {
	if i >= len(p.blocks) {
		return "the end of the page"
	}
	return quoted(p.blocks[i].text)
}
