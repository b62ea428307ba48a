package reports

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/apigspec/apigspec/openapi/spelling"
)

// oneLine folds white space, so that a message cannot break a list.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// casesOf prints a number of cases.
func casesOf(n int) string { return spelling.Counted(n, "case") }

// elapsed prints a duration of milliseconds for people: 0.08 ms, 3.2 ms, 4.0 s, 2m10s.
func elapsed(ms float64) string {
	d := time.Duration(ms * float64(time.Millisecond))
	switch {
	case d > 0 && d < 100*time.Microsecond:
		return fmt.Sprintf("%.2f ms", ms)
	case d < time.Second:
		return fmt.Sprintf("%.1f ms", ms)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	default:
		return d.Round(time.Second).String()
	}
}

// clock prints a duration that changes while one looks at it: no more than
// tenths of a second.
func clock(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// printable replaces control and direction characters, with which a hostile
// response could repaint a terminal or reorder a line.
func printable(s string) string { return escapeControls(s, "") }

// printableLines is printable for a text of several lines.
func printableLines(s string) string {
	return escapeControls(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\t", "    "), "\n")
}

// writePrintable writes a text as printableLines has it, which most lines are already.
func writePrintable(w io.Writer, text []byte) (err error) {
	for len(text) > 0 && err == nil {
		end := bytes.IndexByte(text, '\n') + 1
		if end == 0 {
			end = len(text)
		}
		if line := text[:end]; isPrintable(line) {
			_, err = w.Write(line)
		} else {
			_, err = io.WriteString(w, printableLines(string(line)))
		}
		text = text[end:]
	}
	return err //nolint:wrapcheck // the caller says what was written
}

// isPrintable reports whether printableLines would leave a text as it is. Nearly all of a
// page is ASCII, which takes a fraction of the time.
func isPrintable(text []byte) bool {
	for len(text) > 0 {
		if c := text[0]; c == '\n' || c >= 0x20 && c < 0x7F {
			text = text[1:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		if isControl(r) {
			return false
		}
		text = text[size:]
	}
	return true
}

// isControl reports whether a character steers a terminal or a reader's eye.
func isControl(r rune) bool { return r < 0x20 || r >= 0x7F && r < 0xA0 || direction(r) }

func escapeControls(s, keep string) string {
	control := func(r rune) bool { return isControl(r) && !strings.ContainsRune(keep, r) }
	next := strings.IndexFunc(s, control)
	if next < 0 {
		return s
	}
	var b strings.Builder
	for ; next >= 0; next = strings.IndexFunc(s, control) {
		r, size := utf8.DecodeRuneInString(s[next:])
		b.WriteString(s[:next])
		if r < 0x100 {
			fmt.Fprintf(&b, `\x%02x`, r)
		} else {
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		s = s[next+size:]
	}
	return b.String() + s
}

// direction reports whether r changes the direction of what follows.
func direction(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C
}

// moreCases prints a number of further cases.
func moreCases(n int) string { return spelling.Counted(n, "more case") }
