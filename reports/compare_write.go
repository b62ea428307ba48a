package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/apigspec/apigspec/openapi/spelling"
)

// verdict is the comparison in a line.
func (c Comparison) verdict() string {
	line := fmt.Sprintf("%s of %s", spelling.Counted(c.Clauses, "clause"), spelling.Counted(len(c.Gateways), "gateway"))
	if c.Differing == 0 {
		return line + ": no difference"
	}
	return fmt.Sprintf("%s: %d not alike", line, c.Differing)
}

// words are the verdict on one gateway: "broken (36)".
func (c ComparedClause) words(gateway int) string {
	if n := c.Breaking[gateway]; n > 0 {
		return fmt.Sprintf("%s (%d)", c.Verdicts[gateway], n)
	}
	return string(c.Verdicts[gateway])
}

// WriteComparisonText prints the comparison for a terminal: the gateways, numbered, then
// a row for each clause with a column for each of them. In brackets stands how many cases
// found a clause broken.
func WriteComparisonText(w io.Writer, c Comparison, style Style) error {
	out := &summary{Writer: bufio.NewWriter(w), style: style}
	for i, g := range c.Gateways {
		out.lines(plain, fmt.Sprintf("%3d  %s", i+1, g.words()), 5)
	}
	out.line(plain, "")
	first, column := c.widths()
	for _, page := range c.Pages {
		row := pad("clause", first)
		for i := range c.Gateways {
			row += pad(fmt.Sprint(i+1), column)
		}
		out.lines(plain, fmt.Sprintf("%s: %s", page.Operation, page.Title), 2)
		fmt.Fprintln(out, "  "+strings.TrimRight(row, " "))
		for _, clause := range page.Clauses {
			row := pad(clause.within(page), first)
			for i := range c.Gateways {
				row += pad(clause.words(i), column)
			}
			fmt.Fprintln(out, "  "+strings.TrimRight(row, " ")) // a broken line would not be a table
		}
		out.line(plain, "")
	}
	out.line(plain, c.verdict())
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the comparison: %w", err)
	}
	return nil
}

// within is the clause's id below its page.
func (c ComparedClause) within(page ComparedPage) string {
	return printable(strings.TrimPrefix(c.ID, page.Operation+"/"))
}

// widths are those of the first column and of all others.
func (c Comparison) widths() (first, other int) {
	first, other = len("clause"), len(fmt.Sprint(len(c.Gateways)))
	for _, page := range c.Pages {
		for _, clause := range page.Clauses {
			first = max(first, columns(clause.within(page)))
			for i := range c.Gateways {
				other = max(other, columns(clause.words(i)))
			}
		}
	}
	return first + 2, other + 2
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-columns(text)))
}

// WriteComparisonMarkdown prints the comparison as tables, one a page.
func WriteComparisonMarkdown(w io.Writer, c Comparison) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# API conformance: %s\n\n", c.verdict())
	for _, g := range c.Gateways {
		fmt.Fprintf(out, "- %s: %s\n", markdownCode(g.Name), markdownText(g.words()))
	}
	fmt.Fprint(out, "\n")
	for _, page := range c.Pages {
		fmt.Fprintf(out, "## %s: %s\n\n| statement | line ", markdownText(page.Operation), markdownText(page.Title))
		for _, g := range c.Gateways {
			fmt.Fprintf(out, "| %s ", markdownCode(g.Name))
		}
		fmt.Fprintf(out, "|\n|---|--:%s|\n", strings.Repeat("|---", len(c.Gateways)))
		for _, clause := range page.Clauses {
			fmt.Fprintf(out, "| %s | %d ", markdownText(clause.Text), clause.Place.Line)
			for i := range c.Gateways {
				fmt.Fprintf(out, "| %s ", markdownText(clause.words(i)))
			}
			fmt.Fprint(out, "|\n")
		}
		fmt.Fprint(out, "\n")
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the comparison: %w", err)
	}
	return nil
}

// WriteComparisonJSON prints the comparison as one JSON object; see [Comparison].
func WriteComparisonJSON(w io.Writer, c Comparison) error { return writeJSON(w, c, "the comparison") }
