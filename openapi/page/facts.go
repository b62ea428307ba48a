package page

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// fact is what a labelled line of a description states.
type fact int

const (
	factEnumeration fact = iota
	factDefault
	factMinimum
	factMaximum
	factMinLength
	factMaxLength
	factLength
	factArrayLength
	factRange
)

// factLabels maps labels, in lower case, to facts. A label is followed by a
// colon and, on the same line or in the next paragraph, the value.
var factLabels = map[string]fact{
	"enumeration values": factEnumeration, "enumeration value": factEnumeration, "enumerated values": factEnumeration,
	"enumerated value": factEnumeration, "enumeration": factEnumeration, "enumerations": factEnumeration, "enum values": factEnumeration,
	"enum value": factEnumeration, "enum": factEnumeration,
	"default": factDefault, "default value": factDefault, "default values": factDefault,
	"minimum": factMinimum, "minimum value": factMinimum, "min": factMinimum, "min value": factMinimum, "min.": factMinimum,
	"maximum": factMaximum, "maximum value": factMaximum, "max": factMaximum, "max value": factMaximum, "max.": factMaximum,
	"minimum length": factMinLength, "min length": factMinLength, "minimum string length": factMinLength,
	"maximum length": factMaxLength, "max length": factMaxLength, "maximum string length": factMaxLength,
	"length": factLength, "value length": factLength, "length range": factLength, "string length": factLength, "character length": factLength,
	"array length": factArrayLength, "list length": factArrayLength, "array size": factArrayLength, "array length range": factArrayLength,
	"value range": factRange, "range": factRange, "valid range": factRange,
}

// maxLabel is the length of the longest label, with room for blanks.
const maxLabel = 28

// factOf reads a line that begins with a label.
func factOf(text string) (f fact, value string, ok bool) {
	label, value, ok := strings.Cut(text[:min(len(text), maxLabel)], ":")
	if !ok {
		label, value, ok = strings.Cut(text[:min(len(text), maxLabel)], "：")
	}
	if !ok {
		return 0, "", false
	}
	value = text[len(text)-len(value)-max(0, len(text)-maxLabel):]
	f, ok = factLabels[strings.ToLower(strings.TrimSpace(label))]
	return f, strings.TrimSpace(value), ok
}

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
	d := &describer{p: p, row: r, lines: slices.Concat(linesOf(cells)...)}
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
		if _, _, labelled := factOf(d.lines[first].text); !labelled {
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
		if _, _, labelled := factOf(following.text); !labelled && !endsLabel(following.text) {
			value, used = following.text, 2
		}
	}
	if !d.set(f, value, l.number) {
		d.prose(l)
		return
	}
	d.next += used
}

// bareLabel reads the labels of descriptions that are divided by Definition,
// Constraints, Range and Default Value, where they may lack the colon.
func (d *describer) bareLabel(l line) (fact, bool) {
	if d.lines[0].text != "Definition" || !l.opens || l.bullet {
		return 0, false
	}
	switch l.text {
	case "Range", "Value Range":
		return factRange, true
	case "Default Value", "Default":
		return factDefault, true
	}
	return 0, false
}

// endsLabel tells whether the line is itself a label ("Constraints:").
func endsLabel(text string) bool {
	switch text {
	case "Definition", "Constraints", "Range", "Default Value":
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

// wraps tells whether a line continues the one above.
func (d *describer) wraps(l line) bool { return !l.opens && !l.bullet && !isFact(l.text) }

// enumeration reads the values below the label, or behind it. Values are
// bullets or, where there is none, paragraphs of one word.
func (d *describer) enumeration(label line, inline string) {
	d.next++
	values := splitInline(inline)
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
	if len(d.row.Enumeration) > 0 {
		d.p.fault(label.number, "one enumeration for "+quoted(d.row.Name), "a second one")
		return
	}
	for _, value := range values {
		d.value(value)
	}
}

// bullets reads the values of a bulleted list, wrapped lines joined.
func (d *describer) bullets() []string {
	var values []string
	for d.next < len(d.lines) && d.lines[d.next].bullet {
		start := d.next
		d.next++
		for d.next < len(d.lines) && d.wraps(d.lines[d.next]) {
			d.next++
		}
		values = append(values, joined(d.lines[start:d.next]))
	}
	return values
}

func isFact(text string) bool {
	_, _, ok := factOf(text)
	return ok
}

// words reads paragraphs of one word each.
func (d *describer) words() []string {
	var values []string
	for ; d.next < len(d.lines); d.next++ {
		l := d.lines[d.next]
		if l.bullet || strings.Contains(cutDefaultMark(l.text), " ") || endsLabel(l.text) || isFact(l.text) {
			break
		}
		values = append(values, l.text)
	}
	return values
}

// splitInline cuts "A, B, C".
func splitInline(text string) []string {
	text = strings.TrimRight(text, ".")
	if text == "" {
		return nil
	}
	for _, separator := range []string{",", "、", ";", "|", "/"} {
		if strings.Contains(text, separator) {
			parts := strings.Split(text, separator)
			for i := range parts {
				parts[i] = strings.TrimSpace(parts[i])
			}
			return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		}
	}
	return []string{text}
}

var defaultMark = regexp.MustCompile(`\s*[(（]\s*(?i:(?:the )?default(?: value)?)\s*[)）]$`)

func cutDefaultMark(text string) string { return defaultMark.ReplaceAllString(text, "") }

// value adds one value of the enumeration, "(default value)" made a default.
func (d *describer) value(text string) {
	value := cutDefaultMark(text)
	if value != text && d.row.Default == "" {
		d.row.Default = value
	}
	d.row.Enumeration = append(d.row.Enumeration, value)
}

const numberExpression = `[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?`

var (
	numberPattern = regexp.MustCompile(`^(` + numberExpression + `)\.?$`)
	lengthPattern = regexp.MustCompile(`^(\d{1,3}(?:,\d{3})+|\d+)(?: ?(?:characters?|bytes?|chars?|digits?|items?|elements?))?\.?$`)
	spanPattern   = regexp.MustCompile(`^[\[(（]?\s*(` + numberExpression + `)\s*(?:-|–|—|~|～|−|to|,)\s*(` + numberExpression + `)\s*[\])）]?(?: ?(?:characters?|bytes?|chars?|digits?|items?|elements?))?\.?$`)
)

// set sets a fact; it reports false if the value is none of its kind, so that
// the line stays prose.
func (d *describer) set(f fact, value string, at int) bool {
	r := d.row
	switch f {
	case factDefault:
		return d.setDefault(value, at)
	case factMinimum:
		return d.setNumber(&r.Minimum, value, at)
	case factMaximum:
		return d.setNumber(&r.Maximum, value, at)
	case factMinLength:
		return d.setLength(&r.MinLength, value, at)
	case factMaxLength:
		return d.setLength(&r.MaxLength, value, at)
	case factLength:
		if lengthPattern.MatchString(value) { // exactly so long
			return d.setLength(&r.MinLength, value, at) && d.setLength(&r.MaxLength, value, at)
		}
		return d.setSpan(&r.MinLength, &r.MaxLength, value, at)
	case factArrayLength:
		return d.setSpan(&r.MinItems, &r.MaxItems, value, at)
	case factRange:
		return d.setRange(value, at)
	}
	return false
}

func (d *describer) setDefault(value string, at int) bool {
	value = strings.TrimSpace(value)
	if strings.Count(value, ".") == 1 && strings.HasSuffix(value, ".") {
		value = strings.TrimSuffix(value, ".")
	}
	if value == "" || strings.HasSuffix(value, ".") && strings.Contains(value, " ") {
		return false
	}
	if nothing(value) && !d.enumerates(value) {
		return false
	}
	switch m := numberPattern.FindStringSubmatch(value); {
	case d.row.Parsed.numeric() && m != nil:
		value = strings.ReplaceAll(m[1], ",", "")
	case d.row.Parsed.numeric() && d.row.Parsed.Elem == nil:
		return false // "Default: 30 days" states no number
	case d.row.Parsed.Kind == "boolean" && !strings.EqualFold(value, "true") && !strings.EqualFold(value, "false"):
		return false
	}
	return d.setString(&d.row.Default, value, at)
}

// enumerates tells whether the row lists the value, above or below.
func (d *describer) enumerates(value string) bool {
	if slices.Contains(d.row.Enumeration, value) {
		return true
	}
	if d.below == nil {
		d.below = map[string]bool{}
		listed := false
		for _, l := range d.lines[d.next:] {
			f, _, ok := factOf(l.text)
			listed = listed || ok && f == factEnumeration
			if listed {
				d.below[cutDefaultMark(l.text)] = true
			}
		}
	}
	return d.below[value]
}

func (d *describer) setNumber(to *string, value string, at int) bool {
	m := numberPattern.FindStringSubmatch(value)
	if m == nil {
		return false
	}
	return d.setString(to, strings.ReplaceAll(m[1], ",", ""), at)
}

func (d *describer) setString(to *string, value string, at int) bool {
	if *to != "" && *to != value {
		d.p.fault(at, "one value for a bound or default of "+quoted(d.row.Name), quoted(*to)+" and "+quoted(value))
		return true
	}
	*to = value
	return true
}

func (d *describer) setLength(to **int64, value string, at int) bool {
	m := lengthPattern.FindStringSubmatch(value)
	if m == nil {
		return false
	}
	return d.setInteger(to, m[1], at)
}

func (d *describer) setInteger(to **int64, digits string, at int) bool {
	n, err := strconv.ParseInt(strings.ReplaceAll(digits, ",", ""), 10, 64)
	if err != nil {
		return false
	}
	if *to != nil && **to != n {
		d.p.fault(at, "one length for "+quoted(d.row.Name), strconv.FormatInt(**to, 10)+" and "+digits)
		return true
	}
	*to = &n
	return true
}

func (d *describer) setSpan(least, most **int64, value string, at int) bool {
	m := spanPattern.FindStringSubmatch(value)
	if m == nil || strings.ContainsAny(m[1]+m[2], ".eE+-") {
		return false
	}
	return d.setInteger(least, m[1], at) && d.setInteger(most, m[2], at)
}

// setRange reads a range of numbers. Ranges of strings stay prose: the page
// does not say whether characters or values are meant.
func (d *describer) setRange(value string, at int) bool {
	m := spanPattern.FindStringSubmatch(value)
	if m == nil || !d.row.Parsed.numeric() {
		return false
	}
	return d.setString(&d.row.Minimum, strings.ReplaceAll(m[1], ",", ""), at) &&
		d.setString(&d.row.Maximum, strings.ReplaceAll(m[2], ",", ""), at)
}

// numeric tells whether the type is a number, or an array of them.
func (t Type) numeric() bool {
	switch t.Kind {
	case "integer", "long", "number", "float", "double":
		return true
	case "array":
		return t.Elem != nil && t.Elem.numeric()
	}
	return false
}

var defaultInProse = regexp.MustCompile(`\bDefault(?: value)?: ([^\s:]+?)\.?$`)

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
