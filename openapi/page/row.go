package page

import (
	"slices"
)

// row reads one row from its cells.
func (p *parser) row(s start, cells []block, columns []column) Row {
	r := Row{Name: s.name, Mandatory: s.mandatory, Type: s.typeText, Parsed: s.parsed, Line: cells[0].number()}
	if s.parsed.Kind == "" {
		p.fault(r.Line, "a type for the row "+quoted(s.name), p.typeFound(s, cells[s.cells:]))
	}
	rest := cells[s.cells:]
	p.checkShift(rest, columns)
	p.describe(&r, rest, columns)
	return r
}

func (p *parser) typeFound(s start, rest []block) string {
	if s.typeText != "" {
		return quoted(s.typeText)
	}
	if len(rest) == 0 {
		return "none"
	}
	return quoted(rest[0].text)
}

// checkShift reports a Yes or No within a description that a type follows:
// a row whose name could not be read.
func (p *parser) checkShift(cells []block, columns []column) {
	if !slices.Contains(columns, mandatoryColumn) {
		return
	}
	for i := 0; i+1 < len(cells); i++ {
		if m, ok := mandatoryCell(cells[i].text); !ok || m == nil || !cells[i].cell() {
			continue
		}
		if t, ok := p.types.read(cells[i+1].text); ok && cells[i+1].cell() && !p.types.wordy(cells[i+1].text, t) {
			p.fault(cells[i].number(), "the name of a row above its "+quoted(cells[i].text), "no name")
		}
	}
}
