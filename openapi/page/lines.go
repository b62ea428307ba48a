package page

import (
	"strings"
	"unicode/utf8"
)

// line is one non-blank line of the page, without its indentation and bullet.
type line struct {
	text   string
	raw    string // with its indentation and bullet, trailing blanks cut
	number int    // 1-based
	indent int    // columns before the text or bullet
	bullet bool
	// opens is set when a blank line, or nothing, stands above.
	opens bool
}

// tabWidth is how far a tab indents.
const tabWidth = 4

// What differs between editors and converters but means nothing: how files end
// lines, and byte order marks, non-breaking and zero-width spaces within them.
var (
	lineEnds  = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n", "\v", "\n", "\u2028", "\n", "\u2029", "\n")
	normalise = strings.NewReplacer(
		"\ufeff", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "",
		"\u00a0", " ", "\u202f", " ", "\u2007", " ", "\u3000", " ",
	)
)

// splitLines cuts the page into its non-blank lines. It also returns all lines,
// without their ends, as the file has them.
func splitLines(data []byte) (lines []line, printed []string) {
	printed = strings.Split(lineEnds.Replace(string(data)), "\n")
	opens := true
	for i := range printed {
		raw := strings.TrimRight(normalise.Replace(printed[i]), " \t")
		text := strings.TrimLeft(raw, " \t")
		if text == "" {
			opens = true
			continue
		}
		l := line{text: text, raw: raw, number: i + 1, indent: indentation(raw), opens: opens}
		if rest, ok := cutBullet(text); ok {
			l.text, l.bullet = rest, true
		}
		lines = append(lines, l)
		opens = false
	}
	return lines, printed
}

// indentation counts the columns before the text.
func indentation(raw string) int {
	columns := 0
	for _, r := range raw {
		switch r {
		case ' ':
			columns++
		case '\t':
			columns += tabWidth
		default:
			return columns
		}
	}
	return columns
}

// cutBullet removes a bullet. A hyphen or an asterisk is one only if a blank
// follows, so that "-1 means…" and "*" stay text; a bullet without a text is
// text.
func cutBullet(text string) (string, bool) {
	r, size := utf8.DecodeRuneInString(text)
	rest := text[size:]
	switch r {
	case '•', '●', '○', '▪', '■', '◦', '·', '‣', '∙', '◆':
	case '-', '*', '–':
		if !strings.HasPrefix(rest, " ") && !strings.HasPrefix(rest, "\t") {
			return "", false
		}
	default:
		return "", false
	}
	rest = strings.TrimLeft(rest, " \t")
	return rest, rest != ""
}

// block is a paragraph or a cell: the lines between two blank lines. Headings
// of tables, statuses and lists are blocks of their own even without blank
// lines.
type block struct {
	lines []line
	// text is the lines joined by blanks, without bullets.
	text string
}

func (b *block) number() int  { return b.lines[0].number }
func (b *block) bullet() bool { return b.lines[0].bullet }

// cell reports whether the block can be a name, type or mandatory cell: it has
// no bullet.
func (b *block) cell() bool {
	for i := range b.lines {
		if b.lines[i].bullet {
			return false
		}
	}
	return true
}

// blocksOf groups lines into blocks.
func blocksOf(lines []line) []block {
	var blocks []block
	for start := 0; start < len(lines); {
		end := start + 1
		alone := standsAlone(lines[start]) || headsBlock(lines[start:])
		for end < len(lines) && !lines[end].opens && !alone && !standsAlone(lines[end]) {
			end++
		}
		blocks = append(blocks, newBlock(lines[start:end]))
		start = end
	}
	return blocks
}

func newBlock(lines []line) block {
	return block{lines: lines, text: joined(lines)}
}

// joined is the text of wrapped lines.
func joined(lines []line) string {
	if len(lines) == 1 {
		return lines[0].text
	}
	parts := make([]string, len(lines))
	for i := range lines {
		parts[i] = lines[i].text
	}
	return strings.Join(parts, " ")
}

// standsAlone reports whether the line is a heading that never continues.
func standsAlone(l line) bool {
	if l.bullet {
		return false
	}
	if _, _, ok := tableHeading(l.text); ok {
		return true
	}
	if s, ok := headingOf(l.text); ok && s >= request && s < errorCodes && strings.Contains(l.text, " ") && titleCase(l.text) {
		return true
	}
	_, _, ok := statusHeading(l.text)
	return ok
}

// headsBlock reports whether the first line is the heading of a section that has
// a list, an example or a request line right below it, without a blank line.
func headsBlock(lines []line) bool {
	l := lines[0]
	if len(lines) == 1 || !l.opens || l.bullet || l.indent > 0 {
		return false
	}
	below := lines[1]
	if below.opens || !below.bullet && !bodyStart(below) && !requestLine.MatchString(below.text) {
		return false
	}
	_, ok := headingOf(l.text)
	return ok && titleCase(l.text)
}

// texts turns a block into prose: one entry per paragraph or bullet, wrapped
// lines joined.
func (b *block) texts(section string) []Text {
	var texts []Text
	for start := 0; start < len(b.lines); {
		end := start + 1
		for end < len(b.lines) && !b.lines[end].bullet {
			end++
		}
		first := &b.lines[start]
		texts = append(texts, Text{Text: joined(b.lines[start:end]), Line: first.number, Section: section, Bullet: first.bullet})
		start = end
	}
	return texts
}
