package reports

import (
	"fmt"
	"io"

	"github.com/apigspec/apigspec/runner"
)

// leftBehind is what the run did not leave as it was. Known is false as long as the
// log has no end.
func (r Run) leftBehind() (list []runner.Leftover, known bool) {
	if r.End == nil {
		return nil, false
	}
	return r.End.LeftBehind, true
}

// leftHeadline says how much was left behind, also if it is nothing.
func (r Run) leftHeadline() string {
	list, known := r.leftBehind()
	switch {
	case !known:
		return "Left behind: unknown, since the run did not end; apigspec cleanup finishes it"
	case len(list) == 0:
		return "Left behind: nothing"
	default:
		return fmt.Sprintf("Left behind (%d): bound when the run began, and not seen bound at its end", len(list))
	}
}

// leftLine is one binding with what is to be done about it.
func leftLine(l runner.Leftover) string {
	word := "bind it by hand"
	switch {
	case l.Expected:
		word = "fixtures.expendable allows it"
	case !l.Named:
		word = "see whose it is, and bind it by hand if nobody has unbound it"
	}
	return fmt.Sprintf("%s: %s; %s", l.Text, l.Why, word)
}

func (s *summary) left(run Run) {
	list, _ := run.leftBehind()
	if len(list) == 0 {
		s.line(dim, run.leftHeadline())
		return
	}
	s.line(red, run.leftHeadline())
	for _, l := range list {
		fmt.Fprintln(s, "  "+printable(leftLine(l))) // not cut: the ids are there to be copied
	}
}

func markdownLeft(out io.Writer, run Run) {
	fmt.Fprintf(out, "## %s\n\n", markdownText(run.leftHeadline()))
	list, _ := run.leftBehind()
	for _, l := range list[:min(len(list), maxLeft)] {
		fmt.Fprintf(out, "- %s\n", markdownText(leftLine(l)))
	}
	if more := len(list) - maxLeft; more > 0 {
		fmt.Fprintf(out, "- and %d more in `report.html`\n", more)
	}
	if len(list) > 0 {
		fmt.Fprint(out, "\n")
	}
}
