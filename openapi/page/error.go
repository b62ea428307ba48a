package page

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Error says that a page cannot be understood at one place. Parse reports all
// errors of a page joined; errors.As finds the first.
type Error struct {
	// File is the name of the page as given to Parse.
	File string
	// Line is the 1-based line.
	Line int
	// Expected says what should stand there, Found what does.
	Expected, Found string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d: expected %s, found %s", e.File, e.Line, e.Expected, e.Found)
}

// fault notes that something else was expected at a line.
func (p *parser) fault(line int, expected, found string) {
	p.errs = append(p.errs, &Error{File: p.file, Line: line, Expected: expected, Found: found})
}

// failure joins the noted errors in the order of their lines; nil if none.
func (p *parser) failure() error {
	slices.SortStableFunc(p.errs, func(a, b *Error) int { return cmp.Compare(a.Line, b.Line) })
	errs := make([]error, len(p.errs))
	for i, err := range p.errs {
		errs[i] = err
	}
	return errors.Join(errs...)
}

// quoted shows the beginning of a text in an error.
func quoted(text string) string {
	const limit = 60
	if runes := []rune(text); len(runes) > limit {
		text = string(runes[:limit]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
