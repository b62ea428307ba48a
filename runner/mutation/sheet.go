package mutation

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/page"
)

// sheet is the text of a page, to be edited line by line, together with what
// the page's layout says.
type sheet struct {
	page  *page.Page
	lines []string
	// starts are the lines, ascending, on which a row, a table, a response, an
	// example or a status begins.
	starts []int
}

func newSheet(text string, p *page.Page) *sheet {
	s := &sheet{page: p, lines: strings.Split(text, "\n")}
	for _, t := range s.tables() {
		s.starts = append(s.starts, t.Line)
		for _, r := range t.Rows {
			s.starts = append(s.starts, r.Line)
		}
	}
	for _, r := range p.Responses {
		s.starts = append(s.starts, r.Line)
	}
	for _, e := range slices.Concat(p.RequestExamples, p.ResponseExamples) {
		s.starts = append(s.starts, e.Line)
	}
	for _, c := range p.StatusCodes {
		s.starts = append(s.starts, c.Line)
	}
	slices.Sort(s.starts)
	return s
}

// tables are those of the request and of all responses.
func (s *sheet) tables() []page.Table {
	all := slices.Clone(s.page.Request)
	for _, r := range s.page.Responses {
		all = append(all, r.Tables...)
	}
	return all
}

// row is the row that a clause stands in, and the table around it.
func (s *sheet) row(at openapi.Place) (page.Table, page.Row, bool) {
	for _, t := range s.tables() {
		for _, r := range t.Rows {
			if r.Line == at.Line && r.Name == at.Row {
				return t, r, true
			}
		}
	}
	return page.Table{}, page.Row{}, false
}

// within are the numbers of the lines of what begins at a line.
func (s *sheet) within(first int) []int {
	end := len(s.lines) + 1
	if i := slices.IndexFunc(s.starts, func(start int) bool { return start > first }); i >= 0 {
		end = s.starts[i]
	}
	var numbers []int
	for n := first; n < end; n++ {
		numbers = append(numbers, n)
	}
	return numbers
}

// line is the text of a line, which is counted from 1.
func (s *sheet) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return s.lines[n-1]
}

// cell is the number of the first line of a row, below its name, that is one of
// the texts; 0 if none is.
func (s *sheet) cell(r page.Row, texts ...string) int {
	for _, n := range s.within(r.Line)[1:] {
		if slices.Contains(texts, strings.TrimSpace(s.line(n))) {
			return n
		}
	}
	return 0
}

// matching is the number of the first of the lines that matches; 0 if none does.
func (s *sheet) matching(numbers []int, expression *regexp.Regexp) int {
	for _, n := range numbers {
		if expression.MatchString(s.line(n)) {
			return n
		}
	}
	return 0
}

// fact is the number of the line that states a fact with matching words: one
// with a label rather than one of prose; 0 if there is none.
func (s *sheet) fact(r page.Row, expression *regexp.Regexp) int {
	var named []int
	numbers := s.within(r.Line)[1:]
	for _, n := range numbers {
		if strings.Contains(s.line(n), ":") {
			named = append(named, n)
		}
	}
	return cmp.Or(s.matching(named, expression), s.matching(numbers, expression))
}

// change is the new text of lines, by number.
type change map[int]string

// replace changes an expression on a line.
func (s *sheet) replace(n int, expression *regexp.Regexp, with string) change {
	return change{n: expression.ReplaceAllString(s.line(n), with)}
}

// with is the text of the page with the lines changed; empty if nothing is.
func (s *sheet) with(changed change) string {
	lines := slices.Clone(s.lines)
	for n, text := range changed {
		lines[n-1] = text
	}
	if slices.Equal(lines, s.lines) {
		return ""
	}
	return strings.Join(lines, "\n")
}

// word matches a name or a number that stands by itself.
func word(text string) *regexp.Regexp {
	return regexp.MustCompile(`(^|[^\w-])` + regexp.QuoteMeta(text) + `($|[^\w-])`)
}

// key matches a member's name in JSON.
func key(name string) *regexp.Regexp {
	return regexp.MustCompile(fmt.Sprintf(`"%s"(\s*:)`, regexp.QuoteMeta(name)))
}
