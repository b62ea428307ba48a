package page

import (
	"math"
	"strings"
)

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
	costNoDescription = 0.5  // a row without a description
	costName          = 1    // a name that reads like a word of prose
	costSpacedName    = 2    // a name of several words
	costOddName       = 2.25 // a name that no member could have, above all that a row has
	costLabelName     = 5    // a name that is a label within descriptions, without Yes or No
	costUnknownType   = 2    // a cell that stands for a type and is none we know
	costType          = 1    // a type in lower case
	costWordyType     = 5    // a type that reads like prose, below a name that does, too
	costHiddenType    = 3    // a description that is exactly a type
	costHiddenUnknown = 3    // a description that reads like a row of unknown type
	costHiddenLower   = 3    // a description that reads like a row whose type is in lower case
	costHiddenPartial = 2    // a description that reads like a row without Yes or No, its type not counted
	costNoMandatory   = 4    // a missing Yes or No
	costHiddenRow     = 5    // a description that reads like a row
	costNoType        = 6    // a missing type
	costHiddenMember  = 7    // a description that reads like a member, Yes or No, and no type
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
	if p.cellsMerged(cells, columns) {
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
	p.types.lower = p.lowerTypes(cells, columns)
	defer func() { p.types.lower = false }()
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

// lowerTypes reports whether a table prints its types in lower case: as its
// first row does, which is a row beyond doubt, or, where that is an array or a
// model, as the tables above it do.
func (p *parser) lowerTypes(cells []block, columns []column) bool {
	for _, s := range rowStarts(cells, columns, p.types) {
		if s.typeText != "" && s.parsed.Kind != "" && !strings.Contains(s.typeText, " ") {
			p.lower = !plainType(s.typeText)
		}
	}
	return p.lower
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
	if t, ok := p.types.read(b.text); ok && p.types.plain(b.text) && t.Kind != "any" {
		cost += costHiddenType
	}
	switch {
	case len(ways) == 0:
	case ways[0].cost == 0:
		cost += costHiddenRow
		if ways[0].mandatory != nil {
			cost += costHiddenRow
		}
	case ways[0].cost == costNoMandatory && p.types.plain(ways[0].typeText):
		cost += costHiddenPartial
	case ways[0].typeText != "" && ways[0].parsed.Kind == "":
		cost += costHiddenUnknown
	case p.types.lowerRow(&ways[0]):
		cost += costHiddenLower
	}
	for _, s := range ways {
		if s.mandatory != nil && s.typeText == "" && memberName.MatchString(s.name) {
			cost += costHiddenMember
		}
	}
	return cost
}

// lowerRow reports whether a row has its type in lower case, unlike its table. Without
// Yes or No its name must be one that no word of prose is: in lower case, too, as
// paragraphs of descriptions are not, and not itself a type.
func (r *typeReader) lowerRow(s *start) bool {
	if s.typeText == "" || s.parsed.Kind == "" || r.plain(s.typeText) {
		return false
	}
	if s.mandatory != nil {
		return s.cost <= costType+costName
	}
	if s.cost != costType || !lowerName.MatchString(s.name) {
		return false
	}
	_, isType := r.read(s.name)
	return !isType
}

// startsRow reports whether the cells read like the beginning of a row beyond
// doubt.
func startsRow(cells []block, columns []column, types *typeReader) bool {
	for _, s := range rowStarts(cells, columns, types) {
		if s.cost < costSpacedName {
			return true
		}
	}
	return false
}
