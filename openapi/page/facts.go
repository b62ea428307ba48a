package page

import (
	"strings"
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
