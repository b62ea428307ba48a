package credential

import "strings"

// flip replaces one character by another of the same class, so that nothing
// but its value can give the token away.
func flip(token string, at int) string {
	return token[:at] + string([]byte{flipped(token[at])}) + token[at+1:]
}

func flipped(b byte) byte {
	switch {
	case b == '9':
		return '0'
	case '0' <= b && b < '9':
		return b + 1
	case b == 'f' || b == 'F' || b == 'z' || b == 'Z': // f, so that hex stays hex
		return b - 1
	case 'a' <= b && b < 'z' || 'A' <= b && b < 'Z':
		return b + 1
	case b == '-':
		return '_'
	default:
		return '-'
	}
}

// flipLast replaces the last character before any padding. Read as base64 the token
// becomes another one: of the last character's six bits only those count that fill a
// byte, and many readers pass over the others.
func flipLast(token string) string {
	end := len(strings.TrimRight(token, "="))
	if end == 0 {
		return flip(token, len(token)-1)
	}
	last := end - 1
	unused := unusedBits(token[:end])
	for _, c := range append([]byte{flipped(token[last])}, likewise(token[last])...) {
		if sextet(c)>>unused != sextet(token[last])>>unused {
			return token[:last] + string([]byte{c}) + token[end:]
		}
	}
	return flip(token, last)
}

// base64Digits are the digits by their values. Of the last two values there are two
// spellings.
const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// sextet is the value of a digit; -1 of what is none.
func sextet(c byte) int {
	switch c {
	case '-':
		c = '+'
	case '_':
		c = '/'
	}
	return strings.IndexByte(base64Digits, c)
}

// unusedBits counts the bits of the last digit that fill no byte. What stands in
// front of another character, as in tokens of several parts, is a text of its own.
func unusedBits(text string) int {
	digits := 0
	for digits < len(text) && sextet(text[len(text)-1-digits]) >= 0 {
		digits++
	}
	switch digits % 4 {
	case 2:
		return 4
	case 3:
		return 2
	default:
		return 0
	}
}

// likewise are the digits that may stand for another: those of its class before all
// others, and of these hexadecimal ones before all others.
func likewise(c byte) []byte {
	var hexadecimal, alike, others []byte
	for _, d := range []byte(base64Digits) {
		switch {
		case classOf(d) != classOf(c):
			others = append(others, d)
		case isHex(d) && isHex(c):
			hexadecimal = append(hexadecimal, d)
		default:
			alike = append(alike, d)
		}
	}
	return append(append(hexadecimal, alike...), others...)
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

func classOf(c byte) string {
	switch {
	case 'A' <= c && c <= 'Z':
		return "upper"
	case 'a' <= c && c <= 'z':
		return "lower"
	case '0' <= c && c <= '9':
		return "digit"
	default:
		return "other"
	}
}
