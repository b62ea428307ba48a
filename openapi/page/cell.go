package page

import (
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// rowStarts lists the ways in which the cells can begin a row, the way
// without a missing cell first.
func rowStarts(cells []block, columns []column, types *typeReader) []start {
	name, cost, ok := nameCell(&cells[0])
	if !ok {
		return oddStart(cells, columns, types)
	}
	full := start{name: name, cost: cost, cells: 1, parsed: Type{Kind: "string"}}
	if s, ok := readCells(full, cells, columns, types, noColumn); ok {
		return []start{s}
	}
	if s, ok := unknownType(full, cells, columns); ok {
		return []start{s}
	}
	var ways []start
	for _, missing := range []column{mandatoryColumn, typeColumn} {
		if !slices.Contains(columns, mandatoryColumn) || !slices.Contains(columns, typeColumn) || cost > 0 {
			continue // nothing else would tell the row from prose
		}
		if s, ok := readCells(full, cells, columns, types, missing); ok {
			ways = append(ways, s)
		}
	}
	return ways
}

// oddStart reads a row whose name is none that a member could have, if all
// that is to follow follows: Yes or No, and a type that can hardly be prose.
func oddStart(cells []block, columns []column, types *typeReader) []start {
	name := cells[0].text
	words := strings.Count(name, " ") + 1
	if !cells[0].cell() || len(name) > maxNameLength || words > maxOddWords || words > 1 && strings.HasSuffix(name, ".") ||
		opensPart(name) {
		return nil
	}
	s, ok := readCells(start{name: name, cost: costOddName, cells: 1, parsed: Type{Kind: "string"}}, cells, columns, types, noColumn)
	if !ok || s.typeText == "" || !types.plain(s.typeText) || slices.Contains(columns, mandatoryColumn) != (s.mandatory != nil) {
		return nil
	}
	return []start{s}
}

// maxOddWords keeps sentences from being read as names.
const maxOddWords = 5

// opensPart reports whether a text is the label of what stands below it.
func opensPart(text string) bool {
	return isFact(text) || endsLabel(text) && strings.Contains(text, " ")
}

var (
	memberName  = lazyregexp.New(`^(?:[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+)$`)
	typeLike    = lazyregexp.New(`^(?:[A-Z][A-Za-z0-9]*(?:<.*>)?|\[[A-Z][A-Za-z0-9]*\])$`)
	typePhrases = lazyregexp.New(`^(?:[A-Z\[][\w<>\[\],. -]*[\w>\]]|[a-z]\w*)$`)
)

// unknownType reads a row whose type is none we know, so that it is reported
// and not taken for prose: a Yes or No below the name tells the row, or else
// a name that can be nothing but a member's.
func unknownType(s start, cells []block, columns []column) (start, bool) {
	at := slices.Index(columns, typeColumn)
	if at < 1 || at > 2 || len(cells) <= at || !cells[at].cell() || s.cost > 0 {
		return s, false
	}
	text := cells[at].text
	if at == 2 {
		value, ok := mandatoryCell(cells[1].text)
		if columns[1] != mandatoryColumn || !ok || value == nil || !typePhrases.MatchString(text) || strings.Count(text, " ") > 3 {
			return s, false
		}
		s.mandatory = value
	} else if slices.Contains(columns, mandatoryColumn) || !memberName.MatchString(s.name) || !typeLike.MatchString(text) {
		return s, false
	}
	s.typeText, s.parsed, s.cells = text, Type{}, at+1
	s.cost += costUnknownType
	return s, true
}

// readCells reads the cells between the name and the description, taking one
// column's cell for missing.
func readCells(s start, cells []block, columns []column, types *typeReader, missing column) (start, bool) {
	for _, c := range columns[1:] {
		if c == missing {
			s.cost += map[column]float64{mandatoryColumn: costNoMandatory, typeColumn: costNoType}[c]
			if c == typeColumn {
				s.parsed = Type{}
			}
			continue
		}
		if c != mandatoryColumn && c != typeColumn {
			continue
		}
		if s.cells >= len(cells) || !cells[s.cells].cell() {
			return s, false
		}
		var ok bool
		if c == mandatoryColumn {
			s.mandatory, ok = mandatoryCell(cells[s.cells].text)
		} else {
			ok = s.readType(cells[s.cells].text, types)
		}
		if !ok {
			return s, false
		}
		s.cells++
	}
	if s.mandatory == nil && partLabels[s.name] {
		s.cost += costLabelName
	}
	return s, true
}

// partLabels open the parts of divided descriptions, see opensDividedText; the
// text below one may be a single word that could be a type.
var partLabels = map[string]bool{"Definition": true, "Explanation": true, "Constraints": true, "Restrictions": true}

// readType reads a type cell. A bare word is a model if the page has a table
// of that name.
func (s *start) readType(text string, types *typeReader) bool {
	t, ok := types.read(text)
	bare := strings.TrimRight(text, ".")
	switch {
	case ok && !types.plain(text):
		s.cost += costType
	case ok && (s.cost >= costName || !lowerName.MatchString(s.name)) && types.wordy(text, t):
		s.cost += costWordyType
	case !ok && types.titles[bare] && modelName.MatchString(bare):
		t = Type{Kind: "model", Model: bare}
		if !types.plain(text) {
			s.cost += costType
		}
	case !ok:
		return false
	}
	s.typeText, s.parsed = text, t
	return true
}

// plain reports whether a type is printed as those of its table are: with a
// capital, or in lower case if the table's first is.
func (r *typeReader) plain(text string) bool { return r.lower || plainType(text) }

// plainType reports whether a type is printed as types usually are, with a
// capital.
func plainType(text string) bool {
	return text[0] >= 'A' && text[0] <= 'Z' || strings.Contains(text, " object")
}

var (
	identifier = lazyregexp.New(`^(?:-|\*|[A-Za-z0-9_$@<{\[*#%"'][^\s:]*(?::[^\s:]+)*)$`)
	proseWord  = lazyregexp.New(`^(?:[A-Z][a-z]+|true|false|null)$`)
	lowerName  = lazyregexp.New(`^[a-z][\w.:-]*$`)
)

const maxNameLength = 128

// nameCell reads a name and what it costs to believe that it is one.
func nameCell(b *block) (name string, cost float64, ok bool) {
	name = b.text
	if !b.cell() || len(name) > maxNameLength || isFact(name) || nothing(name) && name != "-" && name != "null" {
		return "", 0, false
	}
	last := name[len(name)-1]
	if last == '.' && len(name) > 1 || last == ':' || last == ',' || last == ';' {
		return "", 0, false
	}
	switch blanks := strings.Count(name, " "); {
	case blanks == 0 && proseWord.MatchString(name):
		return name, costName, true
	case blanks == 0 && identifier.MatchString(name):
		return name, 0, true
	case blanks > 0 && blanks < 3 && modelWords.MatchString(name):
		return name, costSpacedName, true
	}
	return "", 0, false
}

var mandatoryPattern = lazyregexp.New(`^(?i:(yes|no|mandatory|not mandatory|required|not required|optional|n/a|y|n|m|o|true|false|conditional|conditionally mandatory|yes/no|-|是|否))(?:\s*[(（].*|\s*[,;].*|\[\d+\]|\*{1,3}|\.)?$`)

// mandatoryCell reads Yes, No and what stands for them; nil is neither.
func mandatoryCell(text string) (*bool, bool) {
	switch text {
	case "Yes":
		value := true
		return &value, true
	case "No":
		value := false
		return &value, true
	}
	m := mandatoryPattern.FindStringSubmatch(text)
	if m == nil {
		return nil, false
	}
	var value bool
	switch strings.ToLower(m[1]) {
	case "yes", "mandatory", "required", "y", "m", "true", "是":
		value = true
	case "no", "not mandatory", "not required", "optional", "n", "o", "false", "否":
	default:
		return nil, true
	}
	return &value, true
}
