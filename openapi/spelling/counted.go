package spelling

import (
	"strconv"
	"strings"
)

// Decimal prints a number as people write it: no exponent, no digits that say nothing.
func Decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Counted prints a number with its noun, whose plural takes an s: 1 case, 2 cases.
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Some prints the first of some names, and how many others there are: a, b and 4 more.
func Some(names []string, most int) string {
	text := strings.Join(names[:min(len(names), most)], ", ")
	if more := len(names) - most; more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	return text
}
