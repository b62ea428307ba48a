package page

import (
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// Enumerations: the values that a description lists.

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
