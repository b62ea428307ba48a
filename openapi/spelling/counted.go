package spelling

import "strconv"

// Counted prints a number with its noun, whose plural takes an s: 1 case, 2 cases.
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
