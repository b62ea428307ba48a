package page

import (
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// describer reads the description of one row: prose and facts.
type describer struct {
	p     *parser
	row   *Row
	lines []line
	next  int
	// below are the lines of the first enumeration still to come.
	below map[string]bool
}

// describe fills the row's description and facts from the cells behind its
// type.
func (p *parser) describe(r *Row, cells []block, columns []column) {
	if len(cells) == 0 {
		return
	}
	d := &describer{p: p, row: r, lines: divide(slices.Concat(linesOf(cells)...))}
	d.label(cells, columns)
	for d.next < len(d.lines) {
		d.line()
	}
	d.defaultInProse()
}

func linesOf(cells []block) [][]line {
	lines := make([][]line, len(cells))
	for i := range cells {
		lines[i] = cells[i].lines
	}
	return lines
}

// label gives the cell of a Value Range or Default Value column its label,
// if the row has a cell for it beside the description.
func (d *describer) label(cells []block, columns []column) {
	words := map[column]string{rangeColumn: "Value range: ", defaultColumn: "Default value: "}
	i := 0
	for _, c := range columns {
		word, ok := words[c]
		if !ok || i+1 >= len(cells) {
			continue
		}
		first := slices.IndexFunc(d.lines, func(l line) bool { return l.number == cells[i].number() })
		if _, _, labeled := factOf(d.lines[first].text); !labeled {
			d.lines[first].text = word + d.lines[first].text
		}
		i++
	}
}

// line reads one line: a fact, or prose.
func (d *describer) line() {
	l := d.lines[d.next]
	f, value, ok := factOf(l.text)
	if !ok {
		f, ok = d.bareLabel(l)
	}
	if !ok || l.bullet && (f == factDefault || f == factEnumeration) {
		d.prose(l)
		return
	}
	if f == factEnumeration {
		d.enumeration(l, value)
		return
	}
	used := 1
	if value == "" && d.next+1 < len(d.lines) {
		following := d.lines[d.next+1]
		if _, _, labeled := factOf(following.text); !labeled && !endsLabel(following.text) {
			value, used = following.text, 2
		}
	}
	if !d.set(f, value, l.number) {
		if value != "" && !nothing(value) && (f != factRange || d.row.Parsed.Kind != "boolean") { // true or false, what else?
			d.row.Unread = append(d.row.Unread,
				Text{Text: joined(d.lines[d.next : d.next+used]), Line: l.number, Section: d.p.heading, Bullet: l.bullet})
		}
		d.prose(l)
		return
	}
	d.next += used
}

// enumerationLabel needs no colon above a list.
var enumerationLabel = lazyregexp.New(`^Enumerat(?:ion|ed) values?$`)

// bareLabel reads labels without a colon: that of an enumeration above a list,
// that of a default above a word, and those of descriptions that are divided by
// Definition, Constraints, Range and Default Value, or by words that stand for
// them.
func (d *describer) bareLabel(l line) (fact, bool) {
	if !l.opens || l.bullet {
		return 0, false
	}
	if enumerationLabel.MatchString(l.text) && d.next+1 < len(d.lines) && d.lines[d.next+1].bullet {
		return factEnumeration, true
	}
	if !opensDividedText(d.lines[0].text) {
		return factDefault, strings.EqualFold(l.text, "Default value") && d.oneWordBelow()
	}
	switch l.text {
	case "Range", "Value Range", "Value range", "Value", "Options":
		return factRange, true
	case "Default Value", "Default value", "Default":
		return factDefault, true
	}
	return 0, false
}

// oneWordBelow reports whether a single word stands below a label, as no prose does.
func (d *describer) oneWordBelow() bool {
	if d.next+1 >= len(d.lines) {
		return false
	}
	below := d.lines[d.next+1]
	return below.opens && !below.bullet && !strings.Contains(below.text, " ") && !strings.HasSuffix(below.text, ".")
}

// opensDividedText reports whether a description begins with the label of its
// first part, so that the others can be told from words of prose.
func opensDividedText(text string) bool {
	switch text {
	case "Definition", "Explanation", "Details", "Parameter Description", "Parameter description":
		return true
	}
	return false
}

// endsLabel reports whether the line is itself a label ("Constraints:").
func endsLabel(text string) bool {
	switch text {
	case "Definition", "Constraints", "Range", "Value", "Options", "Default Value", "Default value":
		return true
	}
	return strings.HasSuffix(text, ":")
}

// prose adds a paragraph or bullet to the description, wrapped lines joined.
func (d *describer) prose(l line) {
	start := d.next
	d.next++
	for d.next < len(d.lines) && d.wraps(d.lines[d.next]) {
		d.next++
	}
	d.row.Description = append(d.row.Description,
		Text{Text: joined(d.lines[start:d.next]), Line: l.number, Section: d.p.heading, Bullet: l.bullet})
}

// wraps reports whether a line continues the one above.
func (d *describer) wraps(l line) bool { return !l.opens && !l.bullet && !isFact(l.text) }

func isFact(text string) bool {
	_, _, ok := factOf(text)
	return ok
}

var defaultInProse = lazyregexp.New(`\bDefault(?: value)?: ([^\s:]+?)\.?$`)

// defaultInProse reads "NORMAL: Exact match Default value: NORMAL": a label at
// the end of a sentence counts if the row enumerates the value.
func (d *describer) defaultInProse() {
	if d.row.Default != "" {
		return
	}
	for _, t := range d.row.Description {
		if !strings.Contains(t.Text, "Default") {
			continue
		}
		m := defaultInProse.FindStringSubmatch(t.Text)
		if m != nil && slices.Contains(d.row.Enumeration, m[1]) {
			d.row.Default = m[1]
			return
		}
	}
}
