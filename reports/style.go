package reports

import (
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// Style says how text may look on a terminal.
type Style struct {
	Color bool
	// Width is the number of columns; 0 leaves lines as long as they are.
	Width int
	// Live says that a line can be drawn over.
	Live bool
}

// StyleOf looks at what w is and at the environment: no terminal, no color;
// NO_COLOR (any value) or noColor, no color; TERM=dumb, neither color nor
// lines drawn over.
func StyleOf(w io.Writer, noColor bool, getenv func(string) string) Style {
	file, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return Style{}
	}
	style := Style{Color: true, Live: true}
	if width, _, err := term.GetSize(int(file.Fd())); err == nil {
		style.Width = width
	}
	if getenv("TERM") == "dumb" {
		style.Color, style.Live = false, false
	}
	if noColor || getenv("NO_COLOR") != "" {
		style.Color = false
	}
	return style
}

// paint is a way to print text.
type paint string

const (
	plain  paint = ""
	dim    paint = "2"
	red    paint = "1;31"
	green  paint = "1;32"
	yellow paint = "33"
)

func (s Style) paint(p paint, text string) string {
	if !s.Color || p == plain || text == "" {
		return text
	}
	return "\x1b[" + string(p) + "m" + text + "\x1b[0m"
}

// cut shortens text to the width, with an ellipsis in the last column.
func (s Style) cut(text string) string {
	if s.Width <= 0 || columns(text) <= s.Width {
		return text
	}
	var b strings.Builder
	left := s.Width - 1
	for _, r := range text {
		if left -= runeColumns(r); left < 0 {
			break
		}
		b.WriteRune(r)
	}
	return b.String() + "…"
}

// wrap breaks text into lines of the width, at spaces where there are any; the lines after
// the first are indented by as many columns. Nothing is cut.
func (s Style) wrap(text string, indent int) []string {
	if s.Width <= 0 || columns(text) <= s.Width {
		return []string{text}
	}
	indent = min(indent, s.Width/2)
	margin := strings.Repeat(" ", indent)
	var lines []string
	for columns(text) > s.Width {
		at := s.breakIn(text, indent)
		lines = append(lines, strings.TrimRight(text[:at], " "))
		text = margin + strings.TrimLeft(text[at:], " ")
	}
	return append(lines, text)
}

// breakIn is where a line that is too long is broken: behind the last space that fits and
// stands behind the margin, else where the width ends. A word that no line has room for is
// broken where it stands.
func (s Style) breakIn(text string, indent int) int {
	used, space, end := 0, 0, len(text)
	for i, r := range text {
		if used += runeColumns(r); used > s.Width && i > indent {
			end = i
			break
		}
		if r == ' ' && i > indent {
			space = i
		}
	}
	word, _, _ := strings.Cut(text[space:][min(1, len(text)-space):], " ")
	if space == 0 || columns(word) > s.Width-indent {
		return end
	}
	return space
}

// columns is the width of text on a terminal.
func columns(text string) int {
	sum := 0
	for _, r := range text {
		sum += runeColumns(r)
	}
	return sum
}

// runeColumns counts East Asian wide characters and emoji as two columns.
// Combining marks count as one, which errs on the short side of the line.
func runeColumns(r rune) int {
	wide := r >= 0x1100 && r <= 0x115F || r >= 0x2E80 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 ||
		r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF60 ||
		r >= 0xFFE0 && r <= 0xFFE6 || r >= 0x1F300 && r <= 0x1FAFF || r >= 0x20000 && r <= 0x3FFFD
	if wide {
		return 2
	}
	return 1
}
