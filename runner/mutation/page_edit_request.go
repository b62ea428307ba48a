package mutation

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/page"
)

// yesAndNo are what pages print in the column Mandatory.
var yesAndNo = [][2]string{
	{"Yes", "No"}, {"yes", "no"}, {"YES", "NO"}, {"Y", "N"}, {"Mandatory", "Optional"}, {"M", "O"}, {"True", "False"}, {"true", "false"},
}

// presence makes optional what is mandatory and the other way round, and
// calls it something else.
func (e *editor) presence(c openapi.Clause) []pageEdit {
	_, r, ok := e.sheet.row(c.Place)
	if !ok {
		return nil
	}
	subject, said := cutLast(c.ID)
	if strings.HasPrefix(subject, e.operation.ID+"/path/") {
		return e.toQuery(c, r)
	}
	edits := e.renamed(c, r, subject, said)
	var words []string
	for _, pair := range yesAndNo {
		words = append(words, pair[:]...)
	}
	n := e.sheet.cell(r, words...)
	if n == 0 {
		return edits
	}
	now := map[string]string{"mandatory": "optional", "optional": "mandatory"}[said]
	cell := strings.TrimSpace(e.sheet.line(n))
	flipped := e.sheet.replace(n, word(cell), "${1}"+swapped(yesAndNo, cell)+"${2}")
	return append(edits, e.edit(now, subject+"/"+now, flipped, "%s becomes %s", said, now))
}

// toQuery moves a parameter of the path, which cannot be optional, to the query.
func (e *editor) toQuery(c openapi.Clause, r page.Row) []pageEdit {
	n := e.sheet.page.URI.Line
	segment := "/{" + r.Name + "}"
	before, after, found := strings.Cut(e.sheet.line(n), segment)
	if !found {
		return nil
	}
	moved := before + after + "?"
	if strings.Contains(after, "?") {
		moved = before + after + "&"
	}
	moved += r.Name + "={" + r.Name + "}"
	return []pageEdit{e.edit("in-query", strings.Replace(c.ID, "/path/", "/query/", 1), change{n: moved}, "the parameter is in the query, no longer in the path")}
}

// renamed gives a parameter or member of the request another name, also in the
// examples.
func (e *editor) renamed(c openapi.Clause, r page.Row, subject, said string) []pageEdit {
	name := respelled(r.Name)
	changed := e.sheet.replace(c.Place.Line, word(r.Name), "${1}"+name+"${2}")
	for _, x := range e.sheet.page.RequestExamples {
		e.rename(changed, x, r.Name, name)
	}
	called := strings.TrimSuffix(subject, r.Name) + name
	edit := e.edit("renamed", called+"/"+said, changed, "%s is called %s", r.Name, name)
	edit.Subject = called
	return []pageEdit{edit}
}

// rename changes the name of a member in an example, and that of a parameter in
// the request line above it.
func (e *editor) rename(changed change, x page.Example, from, to string) {
	parameter := regexp.MustCompile(`([?&])` + regexp.QuoteMeta(from) + `=`)
	for _, n := range e.sheet.within(x.Line) {
		text := key(from).ReplaceAllString(e.sheet.line(n), `"`+to+`"$1`)
		if x.Request != nil && n == x.Request.Line {
			text = parameter.ReplaceAllString(text, "${1}"+to+"=")
		}
		if text != e.sheet.line(n) {
			changed[n] = text
		}
	}
}

// valueType gives a parameter or member another type.
func (e *editor) valueType(c openapi.Clause) []pageEdit {
	_, r, ok := e.sheet.row(c.Place)
	if !ok {
		return nil
	}
	other := "String"
	if r.Parsed.Kind == "string" {
		other = "Integer"
	}
	return e.retyped(c, r, other)
}

// items gives the items of an array another type.
func (e *editor) items(c openapi.Clause) []pageEdit {
	_, r, ok := e.sheet.row(c.Place)
	if !ok || r.Parsed.Elem == nil {
		return nil
	}
	other := "Array of strings"
	if r.Parsed.Elem.Kind == "string" {
		other = "Array of integers"
	}
	return e.retyped(c, r, other)
}

func (e *editor) retyped(c openapi.Clause, r page.Row, other string) []pageEdit {
	n := e.sheet.cell(r, r.Type)
	if n == 0 {
		return nil
	}
	changed := change{n: strings.Replace(e.sheet.line(n), r.Type, other, 1)}
	return []pageEdit{e.edit("another-type", c.ID, changed, "%s becomes %s", r.Type, other)}
}

// bound makes what is allowed begin later and end sooner.
func (e *editor) bound(c openapi.Clause) []pageEdit {
	_, r, ok := e.sheet.row(c.Place)
	if !ok {
		return nil
	}
	_, what := cutLast(c.ID)
	low, high := limits(r, what)
	both := regexp.MustCompile(`^(.*\D)` + low + `(\D+)` + high + `(\D.*)?$`)
	if n := e.sheet.fact(r, both); low != "" && high != "" && n != 0 {
		return []pageEdit{
			e.edit("less-at-most", c.ID, e.sheet.replace(n, both, "${1}"+low+"${2}"+lower(low, high)+"${3}"), "at most %s becomes at most %s", high, lower(low, high)),
			e.edit("more-at-least", c.ID, e.sheet.replace(n, both, "${1}"+plus(low, 1)+"${2}"+high+"${3}"), "at least %s becomes at least %s", low, plus(low, 1)),
		}
	}
	var edits []pageEdit
	for _, side := range []struct{ name, from, to string }{{"less-at-most", high, plus(high, -1)}, {"more-at-least", low, plus(low, 1)}} {
		n := e.sheet.fact(r, word(side.from))
		if side.from != "" && n != 0 {
			edits = append(edits, e.edit(side.name, c.ID, e.sheet.replace(n, word(side.from), "${1}"+side.to+"${2}"), "%s becomes %s", side.from, side.to))
		}
	}
	return edits
}

// limits are what a row says of the least and the most, as printed; empty where
// it says nothing.
func limits(r page.Row, what string) (low, high string) {
	switch what {
	case "array-length":
		return digits(r.MinItems), digits(r.MaxItems)
	case "minimum":
		return r.Minimum, ""
	case "maximum":
		return "", r.Maximum
	}
	if r.MinLength == nil && r.MaxLength == nil {
		return r.Minimum, r.Maximum // of a text they are lengths
	}
	return digits(r.MinLength), digits(r.MaxLength)
}

func digits(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

// plus adds to a number; what is no whole number stays.
func plus(number string, n int64) string {
	value, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return number
	}
	return strconv.FormatInt(value+n, 10)
}

// lower is a limit well below the highest one.
func lower(low, high string) string {
	least, _ := strconv.ParseInt(low, 10, 64)
	most, err := strconv.ParseInt(high, 10, 64)
	if err != nil {
		return high
	}
	return strconv.FormatInt(least+(most-least)/5, 10)
}

// enumeration allows another value instead of the first one.
func (e *editor) enumeration(c openapi.Clause) []pageEdit {
	_, r, ok := e.sheet.row(c.Place)
	if !ok || len(r.Enumeration) == 0 {
		return nil
	}
	old := r.Enumeration[0]
	other := old + "_other"
	if number := plus(old, 1000); number != old {
		other = number
	}
	numbers := e.sheet.within(r.Line)[1:]
	label := e.sheet.matching(numbers, regexp.MustCompile(`Enumerat`))
	n := e.sheet.matching(slices.DeleteFunc(numbers, func(n int) bool { return n < label }), word(old))
	if label == 0 || n == 0 {
		return nil
	}
	return []pageEdit{e.edit("another-value", c.ID, e.sheet.replace(n, word(old), "${1}"+other+"${2}"), "%s becomes %s", old, other)}
}

// value prescribes another value.
func (e *editor) value(c openapi.Clause) []pageEdit {
	_, r, ok := e.sheet.row(c.Place)
	if !ok {
		return nil
	}
	_, old, _ := strings.Cut(strings.TrimSuffix(c.Text, "."), " must be ")
	other := swapped(verbs, old)
	if other == "" {
		other = otherNumber(old)
	}
	n := e.sheet.matching(e.sheet.within(r.Line)[1:], word(old))
	if n == 0 {
		return nil
	}
	return []pageEdit{e.edit("another-value", c.ID, e.sheet.replace(n, word(old), "${1}"+other+"${2}"), "%s becomes %s", old, other)}
}

// cutLast divides a clause's id at its last slash.
func cutLast(id string) (before, last string) {
	at := strings.LastIndexByte(id, '/')
	return id[:at], id[at+1:]
}
