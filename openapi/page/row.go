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

// cellsMerged reports cells without a blank line between them: a line that is
// exactly a type, or a Yes or No, beside a name in one paragraph, and a name
// at the end of a paragraph above a type.
func (p *parser) cellsMerged(cells []block, columns []column) bool {
	mandatory := slices.Contains(columns, mandatoryColumn)
	for i := range cells {
		lines := cells[i].lines
		for k := range lines {
			if len(lines) == 1 || lines[k].bullet {
				continue
			}
			typed, said := p.typeLine(lines[k].text), mandatory && (lines[k].text == "Yes" || lines[k].text == "No")
			below := k > 0 && (typed || said) && !lines[k-1].bullet && identifier.MatchString(lines[k-1].text)
			above := k == 0 && (typed && i > 0 && cells[i-1].cell() && len(cells[i-1].lines) == 1 && identifier.MatchString(cells[i-1].text) || said)
			ahead := k > 0 && k == len(lines)-1 && !mandatory && i+1 < len(cells) && lowerName.MatchString(lines[k].text) && p.typeLine(cells[i+1].text)
			if below || above || ahead {
				p.fault(lines[k].number, "a blank line between two cells", quoted(cells[i].text))
				return true
			}
		}
	}
	return false
}

// typeLine reports whether a text is a type and can hardly be prose.
func (p *parser) typeLine(text string) bool {
	t, ok := p.types.read(text)
	return ok && plainType(text) && t.Kind != "any" && !p.types.wordy(text, t)
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
			above := "none"
			if i > 0 {
				above = quoted(cells[i-1].text)
			}
			p.fault(cells[i].number(), "the name of a row above its "+quoted(cells[i].text), above)
		}
	}
}
