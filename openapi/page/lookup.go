package page

import (
	"strings"
)

// Tables whose header cells are not those of parameters: some list what a value may be
// or how many there are, others were meant and lost their cells.

// ofParameters reports whether a table without readable header cells was meant to be
// one of parameters or members: by its title, by cells of a header, by a type of its
// name or by types among its cells.
func (p *parser) ofParameters(title string) bool {
	inLines, inLine := p.joinedHeader()
	if saysWhere(title) || inLines || inLine || p.typeNamed(modelOf(title)) {
		return true
	}
	cells := p.cellsOfTable()
	named := false
	for i := range cells[:min(5, len(cells))] {
		switch columnOf(&cells[i]) {
		case mandatoryColumn, typeColumn:
			return true
		case nameColumn:
			named = named || i == 0
		}
	}
	if !named && strings.Contains(title, " ") && modelOf(title) == title {
		return false
	}
	// The smallest table of something else has a header and a row of two cells.
	if len(cells) < 4 {
		return true
	}
	for i := range cells {
		if m, ok := mandatoryCell(cells[i].text); p.typeLine(cells[i].text) || ok && m != nil {
			return true
		}
	}
	return false
}

// typeNamed reports whether a cell of the page has a type of that name.
func (p *parser) typeNamed(model string) bool {
	for i := range p.blocks {
		if t, ok := p.types.read(p.blocks[i].text); ok && t.Innermost().Model == model {
			return true
		}
	}
	return false
}

// cellsOfTable are the blocks from the next one to the end of its table.
func (p *parser) cellsOfTable() []block {
	end := p.next
	for end < len(p.blocks) && !p.endsTable(end, nil) {
		end++
	}
	return p.blocks[p.next:end]
}

// lookup keeps any other table ("Table 5 Supported regions") as prose.
func (p *parser) lookup(t Table) {
	heading := p.blocks[p.next-1].texts(p.heading)
	p.page.Unread = append(p.page.Unread, Unread{Kind: UnreadTable, Text: heading[0]})
	p.page.Other = append(p.page.Other, heading...)
	for _, b := range p.cellsOfTable() {
		p.page.Other = append(p.page.Other, b.texts(t.Title)...)
		p.next++
	}
}

// headerExpected says what should stand below the heading of a table.
func (p *parser) headerExpected(title string) string {
	table := "Table " + quoted(title)
	switch inLines, inLine := p.joinedHeader(); {
	case inLines:
		return "a blank line below each cell of " + table
	case inLine:
		return "each cell of " + table + " on a line of its own, with a blank line below it"
	}
	return "header cells (Parameter, Mandatory, Type, Description) below the heading of " + table
}

// joinedHeader reports whether the next block is several header cells: without blank
// lines between them, or parted by tabs or bars within a line.
func (p *parser) joinedHeader() (inLines, inLine bool) {
	if p.next >= len(p.blocks) {
		return false, false
	}
	var lines []string
	for _, l := range p.blocks[p.next].lines {
		lines = append(lines, l.text)
	}
	cells := strings.FieldsFunc(lines[0], func(r rune) bool { return r == '\t' || r == '|' })
	return headerCells(lines), headerCells(cells)
}

// headerCells reports whether texts begin with two header cells.
func headerCells(texts []string) bool {
	if len(texts) < 2 {
		return false
	}
	for _, text := range texts[:2] {
		text = strings.TrimSpace(text)
		if text == "" || columnOf(&block{lines: []line{{text: text}}, text: text}) == noColumn {
			return false
		}
	}
	return true
}
