package page_test

import (
	"fmt"
	"strings"

	"github.com/apigspec/apigspec/openapi/page"
)

// render lists the facts of a page, one in a line, without its prose.
func render(p *page.Page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "page %s\nedition %s\ntitle %s\nuri %s %s\n", p.Name, p.Updated, p.Title.Text, p.URI.Method, p.URI.Path)
	fmt.Fprintf(&b, "function %d\nconstraints %d\n", len(p.Function), len(p.Constraints))
	for _, a := range p.Authorization {
		fmt.Fprintf(&b, "permission %s %s resources=%q conditions=%q aliases=%q dependencies=%q\n",
			a.Action, a.AccessLevel, a.ResourceTypes, a.ConditionKeys, a.Aliases, a.Dependencies)
	}
	renderTables(&b, "", p.Request)
	for _, r := range p.Responses {
		fmt.Fprintf(&b, "response %d %q", r.Status, r.Phrase)
		if r.Unlabelled {
			b.WriteString(" unlabelled")
		}
		b.WriteByte('\n')
		renderTables(&b, "  ", r.Tables)
	}
	renderExamples(&b, p.RequestExamples)
	renderExamples(&b, p.ResponseExamples)
	for _, s := range p.StatusCodes {
		fmt.Fprintf(&b, "status %d %q\n", s.Status, s.Description)
	}
	for _, e := range p.ErrorCodes {
		fmt.Fprintf(&b, "error %d %s %q\n", e.Status, e.Code, e.Text)
	}
	return b.String()
}

func renderTables(b *strings.Builder, indent string, tables []page.Table) {
	for _, t := range tables {
		fmt.Fprintln(b, strings.TrimRight(fmt.Sprintf("%stable %d %q %s %s", indent, t.Number, t.Title, t.Location, t.Model), " "))
		for _, r := range t.Rows {
			fmt.Fprintf(b, "%s  %s\n", indent, renderRow(r))
		}
	}
}

func renderRow(r page.Row) string {
	words := []string{r.Name}
	switch {
	case r.Mandatory == nil:
	case *r.Mandatory:
		words = append(words, "mandatory")
	default:
		words = append(words, "optional")
	}
	words = append(words, renderType(&r.Parsed))
	for _, f := range []struct{ name, value string }{{"default", r.Default}, {"min", r.Minimum}, {"max", r.Maximum}} {
		if f.value != "" {
			words = append(words, fmt.Sprintf("%s=%q", f.name, f.value))
		}
	}
	for _, f := range []struct {
		name  string
		value *int64
	}{{"minlen", r.MinLength}, {"maxlen", r.MaxLength}, {"minitems", r.MinItems}, {"maxitems", r.MaxItems}} {
		if f.value != nil {
			words = append(words, fmt.Sprintf("%s=%d", f.name, *f.value))
		}
	}
	if r.Enumeration != nil {
		words = append(words, fmt.Sprintf("enum=%q", r.Enumeration))
	}
	if r.Unread != nil {
		words = append(words, fmt.Sprintf("unread=%d", len(r.Unread)))
	}
	return strings.Join(append(words, fmt.Sprintf("prose=%d", len(r.Description))), " ")
}

func renderType(t *page.Type) string {
	switch {
	case t == nil:
		return "?"
	case t.Elem != nil:
		return t.Kind + "<" + renderType(t.Elem) + ">"
	case t.Model != "":
		return "model:" + t.Model
	}
	return t.Kind
}

func renderExamples(b *strings.Builder, examples []page.Example) {
	for _, e := range examples {
		fmt.Fprintf(b, "example %d phrase=%q caption=%q", e.Status, e.Phrase, e.Caption)
		if e.Request != nil {
			fmt.Fprintf(b, " request=%q", e.Request.Method+" "+e.Request.Path)
		}
		if len(e.Headers) > 0 {
			fmt.Fprintf(b, " headers=%d", len(e.Headers))
		}
		fmt.Fprintf(b, " body=%q\n", strings.Join(strings.Fields(e.Body), " "))
	}
}
