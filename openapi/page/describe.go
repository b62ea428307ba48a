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

// enumeration reads the values below the label, or behind it. Values are
// bullets or, where there is none, paragraphs of one word.
func (d *describer) enumeration(label line, inline string) {
	d.next++
	values := splitInline(label, inline)
	if len(values) == 0 && d.next < len(d.lines) {
		if d.lines[d.next].bullet {
			values = d.bullets()
		} else {
			values = d.words()
		}
	}
	if len(values) == 0 {
		d.p.fault(label.number, "the values of the enumeration of "+quoted(d.row.Name), "none")
		return
	}
	first := d.row.Enumeration
	d.row.Enumeration = nil
	for _, value := range values {
		d.value(value)
	}
	if first == nil {
		return
	}
	if second := d.row.Enumeration; !slices.Equal(first, second) {
		d.contradiction(strings.Join(first, ", "), strings.Join(second, ", "), label.number)
	}
	d.row.Enumeration = first
}

// bullets reads the values of a bulleted list. A note among them is prose.
func (d *describer) bullets() []line {
	values := d.list()
	for end := d.noteAmongValues(); end > 0; end = d.noteAmongValues() {
		for d.next < end {
			d.prose(d.lines[d.next])
		}
		values = append(values, d.list()...)
	}
	return values
}

var noteLabel = lazyregexp.New(`^(?:NOTE|NOTICE|CAUTION|WARNING)S?\s*[:：]`)

// noteAmongValues is the end of a note below a list if more of its values follow: words
// alone, which a sentence that is no label stands above. It is 0 if there is none.
func (d *describer) noteAmongValues() int {
	if d.next >= len(d.lines) || !noteLabel.MatchString(d.lines[d.next].text) {
		return 0
	}
	end := d.next
	for end < len(d.lines) && !d.lines[end].bullet {
		if isFact(d.lines[end].text) {
			return 0
		}
		end++
	}
	if end == len(d.lines) || strings.HasSuffix(d.lines[end-1].text, ":") {
		return 0
	}
	for _, l := range d.lines[end:] {
		if !l.bullet {
			break
		}
		if strings.Contains(cutDefaultMark(l.text), " ") {
			return 0
		}
	}
	return end
}

// list reads the bullets of a list, wrapped lines joined.
func (d *describer) list() []line {
	var values []line
	for d.next < len(d.lines) && d.lines[d.next].bullet {
		start := d.next
		d.next++
		for d.next < len(d.lines) && d.wraps(d.lines[d.next]) {
			d.next++
		}
		value := d.lines[start]
		value.text = joined(d.lines[start:d.next])
		values = append(values, value)
	}
	return values
}

func isFact(text string) bool {
	_, _, ok := factOf(text)
	return ok
}

// words reads paragraphs of one word each.
func (d *describer) words() []line {
	var values []line
	for ; d.next < len(d.lines); d.next++ {
		l := d.lines[d.next]
		if l.bullet || strings.Contains(cutDefaultMark(l.text), " ") || endsLabel(l.text) || isFact(l.text) {
			break
		}
		values = append(values, l)
	}
	return values
}

// splitInline cuts "A, B, C" behind the label.
func splitInline(label line, text string) []line {
	text = strings.TrimRight(text, ".")
	if text == "" {
		return nil
	}
	parts := separated(text)
	values := make([]line, len(parts))
	for i, part := range parts {
		values[i] = line{text: part, number: label.number}
	}
	return values
}

func separated(text string) []string {
	for _, separator := range []string{",", "、", ";", "|", "/"} {
		if strings.Contains(text, separator) {
			parts := strings.Split(text, separator)
			for i := range parts {
				parts[i] = strings.TrimSpace(parts[i])
			}
			last := len(parts) - 1
			return nonEmpty(append(parts[:last], conjoined(parts[last])...))
		}
	}
	return nonEmpty(conjoined(text))
}

func nonEmpty(parts []string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

// conjoined are the last two of some values: "b or c", "and c". Of more words than one
// the conjunction may be a part.
func conjoined(text string) []string {
	if m := conjunction.FindStringSubmatch(text); m != nil {
		return []string{m[1], m[2]}
	}
	return []string{text}
}

var conjunction = lazyregexp.New(`^(?:(\S+)\s+)?(?:and|or)\s+(\S+)$`)

var defaultMark = lazyregexp.New(`\s*[(（]\s*(?i:(?:the )?default(?: value)?)\s*[)）]$`)

func cutDefaultMark(text string) string { return defaultMark.ReplaceAllString(text, "") }

// value adds one value of the enumeration, "(default value)" made a default
// and an explanation behind it made prose.
func (d *describer) value(l line) {
	text := d.explained(l)
	value := cutDefaultMark(text)
	if m := quotedValue.FindStringSubmatch(value); m != nil {
		value = m[1] + m[2]
	}
	if value != text && cutDefaultMark(text) != text {
		d.setString(&d.row.Default, value, l.number)
	}
	d.row.Enumeration = append(d.row.Enumeration, value)
}

// explainedValue is a value with words behind a colon, explainedText one with words behind
// a dash, a usual remark or a sentence that says what it means; explainedNumber allows what
// no number could hold, too. A quotedValue stands in quotation marks, or before the
// semicolon of a list.
var (
	quotedValue     = lazyregexp.New("^[\"“'`]([^\"”'`]+)[\"”'`][;,]?$|^(?:([\\w.*/+-]+)[;,])$")
	explainedValue  = lazyregexp.New(`^([\w.*/+-]+(?:\s*[(（][^()（）]*[)）])?)\s*(?::\s|：)\s*\S`)
	explainedText   = lazyregexp.New(`^([\w.*/+-]+)\s+(?:[-–—]\s+\S|(?:indicates?|means?|represents?|denotes?|specifies|stands for)\s+\S|[(（](?i:deprecated|reserved|obsolete|recommended|not recommended|discouraged)[)）])`)
	explainedNumber = lazyregexp.New(`^(-?\d+(?:\.\d+)?)\s*(?::|：|\s[-–—]\s|[(（])\s*[^\d\s]`)
)

// explained cuts the explanation behind a value of an enumeration
// ("ha: primary and standby") and keeps the whole line as prose.
func (d *describer) explained(l line) string {
	m := explainedValue.FindStringSubmatch(l.text)
	if m == nil {
		m = explainedText.FindStringSubmatch(l.text)
	}
	if m == nil && d.row.Parsed.numeric() && cutDefaultMark(l.text) == l.text {
		m = explainedNumber.FindStringSubmatch(l.text)
	}
	if m == nil {
		return l.text
	}
	d.row.Description = append(d.row.Description, Text{Text: l.text, Line: l.number, Section: d.p.heading, Bullet: l.bullet})
	return m[1]
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
