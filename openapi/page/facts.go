package page

import (
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// fact is what a labeled line of a description states.
type fact int

const (
	factEnumeration fact = iota
	factDefault
	factMinimum
	factMaximum
	factMinLength
	factMaxLength
	factLength
	factMinItems
	factMaxItems
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
	"minimum array length": factMinItems, "min array length": factMinItems, "minimum number of items": factMinItems,
	"maximum array length": factMaxItems, "max array length": factMaxItems, "maximum number of items": factMaxItems,
	"length limit": factLength,
	"length":       factLength, "value length": factLength, "length range": factLength, "string length": factLength, "character length": factLength,
	"array length": factArrayLength, "list length": factArrayLength, "array size": factArrayLength, "array length range": factArrayLength,
	"number of items": factArrayLength, "quantity limit": factArrayLength,
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
		return withoutColon(text)
	}
	value = text[len(text)-len(value)-max(0, len(text)-maxLabel):]
	f, ok = factLabels[strings.ToLower(strings.TrimSpace(label))]
	return f, strings.TrimSpace(value), ok
}

// bareBound is a label and numbers, without a colon between them.
var bareBound = lazyregexp.New(`^((?i:array length|list length|minimum|maximum)) (-?\d[\d,]*(?:\s*(?:-|–|—|~|to)\s*\d[\d,]*)?)$`)

// withoutColon reads "Array Length 1 - 500".
func withoutColon(text string) (fact, string, bool) {
	if len(text) > 2*maxLabel || !strings.ContainsAny(text[:1], "AaLlMm") {
		return 0, "", false
	}
	m := bareBound.FindStringSubmatch(text)
	if m == nil {
		return 0, "", false
	}
	return factLabels[strings.ToLower(m[1])], m[2], true
}

var (
	markup = lazyregexp.New(`(?i)\s*</?(?:br|p)\s*/?>\s*`)
	// nextFact is a fact behind another one, of a label that stands nowhere else.
	nextFact = lazyregexp.New(`^(.*?[^\s,;])\s*[,;]?\s+((?i:(?:min|max)(?:imum)?(?: value| length)?|default(?: value)?)\s*[:：]\s*\S.*)$`)
	// boundBehind is a bound behind a sentence.
	boundBehind = lazyregexp.New(`^(.*[.。)）])\s+((?i:(?:min|max)(?:imum)?(?: value| (?:array )?length)?|(?:value |string |array |list )?length|(?:value )?range)\s*[:：]\s*` +
		`(?:[-−+\[(]?\d|(?i:up to|at least|at most|no more than|min|max)\b).*)$`)
)

// divide gives each fact that shares a line with another one, or with a
// sentence before it, a line of its own. What a page has left of HTML divides
// lines, too.
func divide(lines []line) []line {
	all := make([]line, 0, len(lines))
	for _, l := range lines {
		parts := []string{l.text}
		if strings.Contains(l.text, "<") {
			parts = nonEmpty(strings.Split(markup.ReplaceAllString(l.text, "\n"), "\n"))
		}
		for _, part := range parts {
			for _, text := range factsIn(part, l.bullet) {
				l.text = text
				all = append(all, l)
				l.opens, l.bullet = false, false
			}
		}
	}
	return all
}

// factsIn cuts a text into a sentence and the facts behind it.
func factsIn(text string, bullet bool) []string {
	if !strings.ContainsAny(text, ":：") {
		return []string{text}
	}
	if f, _, ok := factOf(text); ok {
		if m := nextFact.FindStringSubmatch(text); f != factEnumeration && m != nil && isFact(m[1]) {
			return append([]string{m[1]}, factsIn(m[2], bullet)...)
		}
		return []string{text}
	}
	if m := boundBehind.FindStringSubmatch(text); m != nil && !bullet {
		return append([]string{m[1]}, factsIn(m[2], bullet)...)
	}
	return []string{text}
}
