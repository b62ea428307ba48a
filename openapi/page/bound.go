package page

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

const numberExpression = `[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?`

var (
	numberPattern = lazyregexp.New(`^(` + numberExpression + `)\.?$`)
	lengthPattern = lazyregexp.New(`^(\d{1,3}(?:,\d{3})+|\d+)(?: ?(?:characters?|bytes?|chars?|digits?|items?|elements?))?\.?$`)
	spanPattern   = lazyregexp.New(`^[\[(（]?\s*(` + numberExpression + `)\s*(?:-|–|—|~|～|−|to|,)\s*(` + numberExpression + `)\s*[\])）]?(?: ?(?:characters?|bytes?|chars?|digits?|items?|elements?))?\.?$`)
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
	if strings.HasSuffix(value, ".") && strings.Count(value, " ") > 1 {
		return false // a sentence
	}
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

// enumerates reports whether the row lists the value, above or below.
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
		d.contradiction(*to, value, at)
		return true
	}
	*to = value
	return true
}

// contradiction notes a second value of a fact; the first one stays.
func (d *describer) contradiction(first, second string, at int) {
	d.row.Contradictions = append(d.row.Contradictions, Contradiction{First: first, Second: second, Line: at})
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
		d.contradiction(strconv.FormatInt(**to, 10), digits, at)
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

// numeric reports whether the type is a number, or an array or map of them.
func (t Type) numeric() bool {
	switch t.Kind {
	case "integer", "long", "number", "float", "double":
		return true
	case "array", "map":
		return t.Elem != nil && t.Elem.numeric()
	}
	return false
}
