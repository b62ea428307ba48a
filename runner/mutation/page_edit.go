package mutation

import (
	"fmt"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/page"
)

// pageEdit is a page with one fact changed, and what a gateway that follows the
// page as it was must be blamed for.
type pageEdit struct {
	// Name says what was done to the fact: "renamed", "another-status".
	Name string
	// Clause is the clause of the page as it was, Watch the one that takes its
	// place: another one where a name or a status is part of it, and empty where
	// the page no longer says anything.
	Clause, Watch string
	// Subject is what has been given another name, as the head of the ids of all
	// clauses about it; empty for any other edit.
	Subject string
	// Summary says what became of what.
	Summary string
	// Text is the page after the edit.
	Text string
}

// editor edits one page.
type editor struct {
	sheet     *sheet
	contract  *openapi.Contract
	operation *openapi.Operation
}

// newEditor makes an editor of the page that an operation of the contract was
// derived from. The error is the page's.
func newEditor(contract *openapi.Contract, operation *openapi.Operation, text string) (*editor, error) {
	parsed, err := page.Parse(operation.Page, []byte(text))
	if err != nil {
		return nil, fmt.Errorf("a page to edit: %w", err)
	}
	return &editor{sheet: newSheet(text, parsed), contract: contract, operation: operation}, nil
}

// edits are the edits of what the page states in a clause. There are none where
// the clause cannot be observed, or where the page prints it in a way that the
// editor does not find.
func (e *editor) edits(c openapi.Clause) []pageEdit {
	if c.Excluded != "" {
		return nil
	}
	var all []pageEdit
	for _, edit := range e.ofKind(c) {
		if edit.Text != "" {
			edit.Clause = c.ID
			all = append(all, edit)
		}
	}
	return all
}

func (e *editor) ofKind(c openapi.Clause) []pageEdit {
	switch c.Kind {
	case openapi.KindURI:
		return e.uri(c)
	case openapi.KindMandatory, openapi.KindOptional:
		return e.presence(c)
	case openapi.KindType:
		return e.valueType(c)
	case openapi.KindItems:
		return e.items(c)
	case openapi.KindBound:
		return e.bound(c)
	case openapi.KindEnum:
		return e.enumeration(c)
	case openapi.KindValue:
		return e.value(c)
	case openapi.KindResponse:
		return e.status(c)
	case openapi.KindMember:
		return append(e.valueType(c), e.renamedMember(c)...)
	case openapi.KindCode:
		return e.code(c)
	case openapi.KindExample:
		return e.example(c)
	case openapi.KindEffect:
		return e.effect(c)
	case openapi.KindImmediate:
		return e.immediate(c)
	default:
		return nil
	}
}

// edit is an edit of lines, under which another clause takes the place of the
// first one.
func (e *editor) edit(name, watch string, changed change, format string, words ...any) pageEdit {
	return pageEdit{Name: name, Watch: watch, Summary: fmt.Sprintf(format, words...), Text: e.sheet.with(changed)}
}

// swapped finds the other one of a pair of words; empty for a word of no pair.
func swapped(pairs [][2]string, text string) string {
	for _, pair := range pairs {
		switch text {
		case pair[0]:
			return pair[1]
		case pair[1]:
			return pair[0]
		}
	}
	return ""
}

// respelled is another name for what has a name: in camel case, or with the
// words of a header's name changed.
func respelled(name string) string {
	switch {
	case strings.Contains(name, "Auth-"):
		return strings.Replace(name, "Auth-", "Api-", 1)
	case strings.Contains(name, "-"):
		return name + "-Id"
	case !strings.Contains(name, "_"):
		return otherNumber(name)
	}
	var b strings.Builder
	for i, part := range strings.Split(name, "_") {
		if i > 0 && part != "" {
			part = strings.ToUpper(part[:1]) + part[1:]
		}
		b.WriteString(part)
	}
	return b.String()
}

// otherNumber makes a plural of a singular, and the other way round.
func otherNumber(noun string) string {
	if singular, plural := strings.CutSuffix(noun, "s"); plural {
		return singular
	}
	return noun + "s"
}
