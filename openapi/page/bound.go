package page

import (
	"slices"
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

const numberExpression = `[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?`

var (
	numberPattern     = lazyregexp.New(`^(` + numberExpression + `)(?:\s*[(（][^()（）\d]+[)）])?\.?$`)
	groupedPattern    = lazyregexp.New(`^-?\d{1,3}(?: \d{3})+\.?$`)
	charactersPattern = lazyregexp.New(`^(\d{1,3}(?:,\d{3})+|\d+) ?(?:characters?|chars?)\.?$`)
	mostPattern       = lazyregexp.New(`^(?i:up to|at most|no more than|not more than|max(?:imum)?\b\.?(?: of)?|<=|≤)[\s:]*(\d.*)$`)
	leastPattern      = lazyregexp.New(`^(?i:at least|no fewer than|not less than|min(?:imum)?\b\.?(?: of)?|>=|≥)[\s:]*(\d.*)$`)
	bothPattern       = lazyregexp.New(`^(?i:min(?:imum)?\b\.?)[\s:]*(\d[\d,]*?)(?:\s*[,;]\s*|\s+)(?i:max(?:imum)?\b\.?)[\s:]*(\d.*)$`)
	lengthPattern     = lazyregexp.New(`^(\d{1,3}(?:,\d{3})+|\d+)(?: ?(?:characters?|bytes?|chars?|digits?|items?|elements?))?\.?$`)
	emptyText         = lazyregexp.New("^(?:\"\"|''|“”|``)\\.?$")
	spanPattern       = lazyregexp.New(`^[\[(（]?\s*(` + numberExpression + `)\s*(?:-|–|—|~|～|−|to|,)\s*(` + numberExpression + `)\s*[\])）]?(?: ?(?:characters?|bytes?|chars?|digits?|items?|elements?))?\.?$`)
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
	case factMinItems:
		return d.setLength(&r.MinItems, value, at)
	case factMaxItems:
		return d.setLength(&r.MaxItems, value, at)
	case factArrayLength:
		return d.setSpan(&r.MinItems, &r.MaxItems, value, at)
	case factRange:
		return d.setRange(value, at)
	}
	return false
}

func (d *describer) setDefault(value string, at int) bool {
	value = strings.TrimSpace(value)
	if emptyText.MatchString(value) {
		return false // Row.Default is empty where there is none
	}
	if strings.HasSuffix(value, ".") && strings.Count(value, " ") > 1 {
		return false // a sentence
	}
	if strings.Count(value, ".") == 1 && strings.HasSuffix(value, ".") {
		value = strings.TrimSuffix(value, ".")
	}
	if value == "" || strings.HasSuffix(value, ".") && strings.Contains(value, " ") {
		return false
	}
	if m := quotedValue.FindStringSubmatch(value); m != nil && m[1] != "" {
		value = m[1]
	}
	if nothing(value) && !d.enumerates(value) {
		return false
	}
	switch m := d.number(value); {
	case d.row.Parsed.numeric() && m != "":
		value = m
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
	n := d.number(value)
	if m := charactersPattern.FindStringSubmatch(value); m != nil && d.row.Parsed.Innermost().Kind == "string" {
		n = strings.ReplaceAll(m[1], ",", "")
	}
	return n != "" && d.setString(to, n, at)
}

// number reads a number, without what groups its digits; empty if it is none.
// A remark in parentheses may stand behind it.
func (d *describer) number(value string) string {
	if rest, ok := strings.CutPrefix(value, "−"); ok {
		value = "-" + rest
	}
	if groupedPattern.MatchString(value) {
		value = strings.ReplaceAll(value, " ", "")
	}
	if m := numberPattern.FindStringSubmatch(value); m != nil {
		return strings.ReplaceAll(m[1], ",", "")
	}
	return ""
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
	if m := bothPattern.FindStringSubmatch(value); m != nil {
		return d.setLength(least, m[1], at) && d.setLength(most, m[2], at)
	}
	if m := mostPattern.FindStringSubmatch(value); m != nil {
		return d.setLength(most, m[1], at)
	}
	if m := leastPattern.FindStringSubmatch(value); m != nil {
		return d.setLength(least, m[1], at)
	}
	m := spanPattern.FindStringSubmatch(value)
	if m == nil || strings.ContainsAny(m[1]+m[2], ".eE+-") {
		return false
	}
	return d.setInteger(least, m[1], at) && d.setInteger(most, m[2], at)
}

// setRange reads a range of numbers. That of a string stays prose if it does not
// say characters: lengths or values may be meant.
func (d *describer) setRange(value string, at int) bool {
	if d.row.Parsed.Innermost().Kind == "string" && strings.Contains(value, "character") {
		return d.setSpan(&d.row.MinLength, &d.row.MaxLength, value, at)
	}
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
