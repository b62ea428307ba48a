package spelling

import "strconv"

// Decimal prints a number as people write it: no exponent, no digits that say nothing.
func Decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Counted prints a number with its noun, whose plural takes an s: 1 case, 2 cases.
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
