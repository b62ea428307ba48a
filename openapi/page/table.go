package page

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// column is what a column of a table of parameters holds.
type column int

const (
	noColumn column = iota
	nameColumn
	mandatoryColumn
	typeColumn
	descriptionColumn
	rangeColumn
	defaultColumn
	otherColumn // Example, Location, …: kept as prose
)

// columnNames maps header cells, in lower case, to columns.
var columnNames = map[string]column{
	"parameter": nameColumn, "parameters": nameColumn, "name": nameColumn, "parameter name": nameColumn, "field": nameColumn,
	"field name": nameColumn, "attribute": nameColumn, "attribute name": nameColumn, "element": nameColumn, "member": nameColumn, "header": nameColumn,
	"header name": nameColumn, "property": nameColumn, "key": nameColumn, "response parameter": nameColumn,
	"mandatory": mandatoryColumn, "required": mandatoryColumn, "mandatory/optional": mandatoryColumn, "is mandatory": mandatoryColumn,
	"mandatory or not": mandatoryColumn, "mandatory (yes/no)": mandatoryColumn, "required or not": mandatoryColumn,
	"mandatory or optional": mandatoryColumn,
	"type":                  typeColumn, "data type": typeColumn, "parameter type": typeColumn, "value type": typeColumn, "field type": typeColumn,
	"description": descriptionColumn, "descriptions": descriptionColumn, "parameter description": descriptionColumn,
	"meaning": descriptionColumn, "explanation": descriptionColumn,
	"value range": rangeColumn, "range": rangeColumn, "value": rangeColumn,
	"default value": defaultColumn, "default": defaultColumn,
	"example": otherColumn, "example value": otherColumn, "location": otherColumn, "parameter location": otherColumn,
	"position": otherColumn, "constraints": otherColumn, "constraint": otherColumn, "remarks": otherColumn, "remark": otherColumn,
}

func columnOf(b *block) column {
	if len(b.lines) != 1 || b.bullet() || b.text[0] < 'A' || b.text[0] > 'Z' {
		return noColumn
	}
	return columnNames[strings.ToLower(strings.TrimRight(b.text, " ?:."))]
}

// header reads the header cells at a block: a name, then the others, each
// once, ending with the description. It returns nil if there are none.
func (p *parser) header(i int) []column {
	var columns []column
	for ; i < len(p.blocks); i++ {
		c := columnOf(&p.blocks[i])
		if c == noColumn || c != otherColumn && slices.Contains(columns, c) || len(columns) == 0 && c != nameColumn {
			break
		}
		columns = append(columns, c)
		if c == descriptionColumn {
			break
		}
	}
	if !slices.Contains(columns, typeColumn) && !slices.Contains(columns, mandatoryColumn) {
		return nil
	}
	return columns
}

// headerFollows tells whether header cells of any table stand at a block.
func (p *parser) headerFollows(i int) bool {
	return i < len(p.blocks) && (p.header(i) != nil || p.statusHeaderAt(i) && p.statusHeaderAt(i+1))
}

// tableAt tells whether a table begins at a block: with its heading or, where
// a page prints none, with its header cells.
func (p *parser) tableAt(i int) bool {
	b := &p.blocks[i]
	if len(b.lines) != 1 {
		return false
	}
	if _, title, ok := tableHeading(b.text); ok && !b.bullet() {
		return p.headerFollows(i+1) || title != "" && headingLike(title)
	}
	return p.header(i) != nil
}

// table reads the table at the next block. A table that mixes parameters of
// several places is returned as one table for each.
func (p *parser) table() []Table {
	t := Table{Line: p.blocks[p.next].number()}
	if number, title, ok := tableHeading(p.blocks[p.next].text); ok {
		t.Number, t.Title = number, title
		p.next++
	}
	columns := p.header(p.next)
	if columns == nil && !p.ofParameters(t.Title) {
		p.lookup(t)
		return nil
	}
	if columns == nil {
		p.fault(t.Line, "header cells (Parameter, Mandatory, Type, Description) below the heading of Table "+quoted(t.Title), p.found(p.next))
		p.skipTable()
		return nil
	}
	p.next += len(columns)
	start := p.next
	for p.next < len(p.blocks) && !p.endsTable(p.next, columns) {
		p.next++
	}
	t.Rows = p.rows(p.blocks[start:p.next], columns)
	return p.locate(t)
}

// ofParameters tells whether a table without readable header cells was meant
// to be one of parameters or members: by its title, or by cells of a header.
func (p *parser) ofParameters(title string) bool {
	if !strings.Contains(title, " ") || saysWhere(title) || modelOf(title) != title {
		return true
	}
	for i := p.next; i < min(p.next+5, len(p.blocks)); i++ {
		if c := columnOf(&p.blocks[i]); c == mandatoryColumn || c == typeColumn || c == nameColumn && i == p.next {
			return true
		}
	}
	return false
}

// lookup keeps any other table ("Table 5 Supported regions") as prose.
func (p *parser) lookup(t Table) {
	heading := p.blocks[p.next-1]
	p.page.Other = append(p.page.Other, heading.texts(p.heading)...)
	for p.next < len(p.blocks) && !p.endsTable(p.next, nil) {
		p.page.Other = append(p.page.Other, p.blocks[p.next].texts(t.Title)...)
		p.next++
	}
}

// skipTable goes on behind a table that cannot be read.
func (p *parser) skipTable() {
	for p.next < len(p.blocks) && !p.endsTable(p.next, nil) {
		p.next++
	}
}

// found shows what stands at a block, for an error.
func (p *parser) found(i int) string {
	if i >= len(p.blocks) {
		return "the end of the page"
	}
	return quoted(p.blocks[i].text)
}

// start is what begins a row: its cells up to the description.
type start struct {
	name      string
	mandatory *bool
	typeText  string
	parsed    Type
	cells     int
	cost      float64
}

// The costs of reading a table one way or another. Rows are found by the
// pattern of their first cells, because a description has any number of
// paragraphs, or none, and can itself read like a name. The cheapest reading
// of the whole table wins.
const (
	impossible        = math.MaxFloat64
	costNoDescription = 0.5 // a row without a description
	costName          = 1   // a name that reads like a word of prose
	costSpacedName    = 2   // a name of several words
	costUnknownType   = 2   // a cell that stands for a type and is none we know
	costType          = 1   // a type in lower case
	costHiddenType    = 3   // a description that is exactly a type
	costHiddenUnknown = 3   // a description that reads like a row of unknown type
	costNoMandatory   = 4   // a missing Yes or No
	costHiddenRow     = 5   // a description that reads like a row
	costNoType        = 6   // a missing type
)

// rows finds the rows of a table and reads them.
func (p *parser) rows(cells []block, columns []column) []Row {
	if len(cells) == 0 {
		return nil
	}
	if len(cells) == 1 && nothing(cells[0].text) {
		p.page.Other = append(p.page.Other, cells[0].texts(p.heading)...)
		return nil
	}
	starts := p.segment(cells, columns)
	if starts == nil {
		p.fault(cells[0].number(), "the first row of a table ("+columnWords(columns)+")", quoted(cells[0].text))
		return nil
	}
	rows := make([]Row, 0, len(starts))
	for i := range cells {
		s, ok := starts[i]
		if !ok {
			continue
		}
		end := i + s.cells
		for _, isStart := starts[end]; end < len(cells) && !isStart; _, isStart = starts[end] {
			end++
		}
		rows = append(rows, p.row(s, cells[i:end], columns))
	}
	return rows
}

func columnWords(columns []column) string {
	words := map[column]string{nameColumn: "name", mandatoryColumn: "Yes or No", typeColumn: "type", descriptionColumn: "description",
		rangeColumn: "range", defaultColumn: "default", otherColumn: "text"}
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = words[c]
	}
	return strings.Join(parts, ", ")
}

// segment finds the cheapest reading of a table: the cells that begin a row.
func (p *parser) segment(cells []block, columns []column) map[int]start {
	n := len(cells)
	best := make([]float64, n+1)  // of reading cells[i:] behind a type cell or within a description
	begins := make([]*start, n+1) // the row that begins at i in that reading
	for i := n - 1; i >= 0; i-- {
		ways := rowStarts(cells[i:], columns, p.types)
		best[i] = add(p.proseCost(&cells[i], ways), best[i+1])
		for _, s := range ways {
			after := i + s.cells
			cost := add(s.cost, best[after])
			if after == n || begins[after] != nil {
				cost = add(cost, costNoDescription)
			}
			if cost < best[i] || begins[i] == nil && cost == best[i] {
				best[i], begins[i] = cost, &s
			}
		}
	}
	first := cheapest(cells, columns, p.types, best)
	if first == nil {
		return nil
	}
	starts := map[int]start{0: *first}
	for i := first.cells; i < n; {
		if begins[i] == nil {
			i++
			continue
		}
		starts[i] = *begins[i]
		i += begins[i].cells
	}
	return starts
}

// cheapest is the best row to begin the table with; a table cannot begin with
// a description.
func cheapest(cells []block, columns []column, types *typeReader, best []float64) *start {
	var first *start
	lowest := impossible
	for _, s := range rowStarts(cells, columns, types) {
		if cost := add(s.cost, best[s.cells]); cost < lowest {
			lowest, first = cost, &s
		}
	}
	return first
}

func add(a, b float64) float64 {
	if a == impossible || b == impossible {
		return impossible
	}
	return a + b
}

// proseCost is the cost of reading a cell as part of a description, given the
// ways in which it could begin a row.
func (p *parser) proseCost(b *block, ways []start) float64 {
	if !b.cell() || len(b.text) > maxTypeLength {
		return 0
	}
	cost := 0.0
	if t, ok := p.types.read(b.text); ok && plainType(b.text) && t.Kind != "any" {
		cost += costHiddenType
	}
	switch {
	case len(ways) == 0:
	case ways[0].cost == 0:
		cost += costHiddenRow
		if ways[0].mandatory != nil {
			cost += costHiddenRow
		}
	case ways[0].typeText != "" && ways[0].parsed.Kind == "":
		cost += costHiddenUnknown
	}
	return cost
}

// startsRow tells whether the cells read like the beginning of a row beyond
// doubt.
func startsRow(cells []block, columns []column, types *typeReader) bool {
	for _, s := range rowStarts(cells, columns, types) {
		if s.cost < costSpacedName {
			return true
		}
	}
	return false
}

// rowStarts lists the ways in which the cells can begin a row, the way
// without a missing cell first.
func rowStarts(cells []block, columns []column, types *typeReader) []start {
	name, cost, ok := nameCell(&cells[0])
	if !ok {
		return nil
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

var (
	memberName  = regexp.MustCompile(`^(?:[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+)$`)
	typeLike    = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*(?:<.*>)?$`)
	typePhrases = regexp.MustCompile(`^[A-Z][\w<>,. -]*[\w>]$`)
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
		ok := false
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
	return s, true
}

// readType reads a type cell. A bare word is a model if the page has a table
// of that name.
func (s *start) readType(text string, types *typeReader) bool {
	t, ok := types.read(text)
	bare := strings.TrimRight(text, ".")
	switch {
	case ok && !plainType(text):
		s.cost += costType
	case !ok && types.titles[bare] && modelName.MatchString(bare):
		t = Type{Kind: "model", Model: bare}
		if !plainType(text) {
			s.cost += costType
		}
	case !ok:
		return false
	}
	s.typeText, s.parsed = text, t
	return true
}

// plainType tells whether a type is printed as types are, with a capital.
func plainType(text string) bool {
	return text[0] >= 'A' && text[0] <= 'Z' || strings.Contains(text, " object")
}

var (
	identifier = regexp.MustCompile(`^(?:-|\*|[A-Za-z0-9_$@<{\[*#%"'][^\s:]*(?::[^\s:]+)*)$`)
	proseWord  = regexp.MustCompile(`^[A-Z][a-z]+$`)
)

const maxNameLength = 128

// nameCell reads a name and what it costs to believe that it is one.
func nameCell(b *block) (name string, cost float64, ok bool) {
	name = b.text
	if !b.cell() || len(name) > maxNameLength || nothing(name) && name != "-" && name != "null" {
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

var mandatoryPattern = regexp.MustCompile(`^(?i:(yes|no|mandatory|optional|n/a|y|n|m|o|true|false|conditional|conditionally mandatory|yes/no|-))(?:\s*[(（].*|\s*[,;].*|\.)?$`)

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
	case "yes", "mandatory", "y", "m", "true":
		value = true
	case "no", "optional", "n", "o", "false":
	default:
		return nil, true
	}
	return &value, true
}

// row reads one row from its cells.
func (p *parser) row(s start, cells []block, columns []column) Row {
	r := Row{Name: s.name, Mandatory: s.mandatory, Type: s.typeText, Parsed: s.parsed, Line: cells[0].number()}
	if s.parsed.Kind == "" {
		p.fault(r.Line, "a type for the row "+quoted(s.name), p.typeFound(s, cells[s.cells:]))
	}
	rest := cells[s.cells:]
	p.checkShift(rest, columns)
	p.describe(&r, rest, columns)
	return r
}

func (p *parser) typeFound(s start, rest []block) string {
	if s.typeText != "" {
		return quoted(s.typeText)
	}
	if len(rest) == 0 {
		return "none"
	}
	return quoted(rest[0].text)
}

// checkShift reports a Yes or No within a description that a type follows:
// a row whose name could not be read.
func (p *parser) checkShift(cells []block, columns []column) {
	if !slices.Contains(columns, mandatoryColumn) {
		return
	}
	for i := 0; i+1 < len(cells); i++ {
		if m, ok := mandatoryCell(cells[i].text); !ok || m == nil || !cells[i].cell() {
			continue
		}
		if _, ok := p.types.read(cells[i+1].text); ok && cells[i+1].cell() {
			p.fault(cells[i].number(), "the name of a row above its "+quoted(cells[i].text), "no name")
		}
	}
}
