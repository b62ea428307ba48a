package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/apigspec/apigspec/runner/judge"
)

// maxPrinted is how many failures a terminal gets: two screens.
const maxPrinted = 15

// Summary prints what a person reads at the end of a run: failures first, in
// three lines each, then what did not run and why, the counts, and the files.
func Summary(w io.Writer, run Run, style Style, files []string) error {
	out := &summary{Writer: bufio.NewWriter(w), style: style}
	out.failures(run)
	out.forgiven(run)
	out.skips(run)
	out.left(run)
	out.verdict(run)
	out.files(files)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write summary: %w", err)
	}
	return nil
}

type summary struct {
	*bufio.Writer
	style Style
}

// line prints one line, cut to the width of the terminal.
func (s *summary) line(paint paint, text string) {
	fmt.Fprintln(s, s.style.paint(paint, s.style.cut(printable(text))))
}

func (s *summary) failures(run Run) {
	list := findingsOf(run.Blocking())
	for i, f := range list {
		if i == maxPrinted {
			s.line(dim, fmt.Sprintf("… and %d more; report.html has them all", len(list)-i))
			s.line(plain, "")
			return
		}
		s.failure(run, f)
	}
}

func (s *summary) failure(run Run, c finding) {
	expected, actual := c.expectedActual()
	label := strings.ToUpper(string(c.Verdict))
	if c.Flaky {
		label += " (flaky)"
	}
	s.line(red, label+" "+c.title())
	if c.cases == 1 {
		s.line(plain, "  requirement  "+oneLine(c.Requirement))
	}
	s.line(plain, "  expected     "+oneLine(expected))
	s.line(plain, "  actual       "+oneLine(actual))
	for _, id := range c.Blamed()[:min(1, len(c.Blamed()))] {
		if clause, found := run.Clause(id); found && c.cases == 1 {
			s.line(dim, "  page         "+clause.Place.String())
		}
	}
	s.line(plain, "")
}

func (s *summary) forgiven(run Run) {
	list := run.Forgiven()
	if len(list) == 0 {
		return
	}
	s.line(yellow, fmt.Sprintf("Failed, but not counted (%d)", len(list)))
	findings := findingsOf(list)
	for i, f := range findings {
		if i == maxDetailed {
			s.line(dim, fmt.Sprintf("  … and %d more; report.html has them all", len(findings)-i))
			break
		}
		s.line(plain, fmt.Sprintf("  %s: %s [%s]", f.title(), f.Headline(), forgiven(f.Case)))
	}
	s.line(plain, "")
}

func (s *summary) skips(run Run) {
	groups := run.Skips()
	if len(groups) == 0 {
		return
	}
	s.line(yellow, fmt.Sprintf("Not run (%d)", run.Counts().Of(judge.Skip)))
	for _, group := range groups {
		s.line(plain, fmt.Sprintf("  %4d  %s", len(group.Cases), oneLine(group.Reason)))
	}
	s.line(plain, "")
}

func (s *summary) verdict(run Run) {
	color := green
	switch run.Outcome() {
	case NotConformant:
		color = red
	case Inconclusive, NotClaimed:
		color = yellow
	}
	s.line(color, headline(run))
	if problem := run.Problem(); problem != "" {
		s.line(plain, oneLine(problem))
	}
	if len(run.Cases) > 0 { // otherwise the problem has said it all
		s.line(plain, run.sentence())
		for _, claim := range run.claims() {
			s.line(plain, "profile "+claim)
		}
	}
	if run.Meta.Command != "" {
		// Not cut: a command line is there to be copied.
		fmt.Fprintln(s, "again: "+printable(run.Meta.Command))
	}
}

// headline is the outcome in capitals, with what it leaves open.
func headline(run Run) string {
	outcome, rest, _ := strings.Cut(run.Headline(), ";")
	if rest != "" {
		rest = ";" + rest
	}
	return strings.ToUpper(outcome) + rest
}

func (s *summary) files(files []string) {
	for _, file := range files {
		fmt.Fprintln(s, s.style.paint(dim, "wrote "+printable(file)))
	}
}

// sentence counts the run in one line.
func (r Run) sentence() string {
	counts := r.Counts()
	blocking, forgivenCases := r.Blocking(), r.Forgiven()
	failed := fmt.Sprintf("%d failed", len(blocking))
	if errors := len(blocking) - countOf(blocking, judge.Fail); errors > 0 {
		failed += fmt.Sprintf(" (%d of them could not be judged)", errors)
	}
	parts := []string{failed}
	if len(forgivenCases) > 0 {
		parts = append(parts, fmt.Sprintf("%d failed without counting", len(forgivenCases)))
	}
	parts = append(parts, fmt.Sprintf("%d passed", counts.Of(judge.Pass)))
	for _, rest := range []struct {
		verdict judge.Verdict
		word    string
	}{{judge.Skip, "skipped"}, {judge.Observed, "observed"}} {
		if n := counts.Of(rest.verdict); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, rest.word))
		}
	}
	line := casesOf(len(r.Cases)) + ": " + strings.Join(parts, ", ")
	if r.End != nil {
		line += " in " + elapsed(r.End.DurationMS)
	}
	return fmt.Sprintf("%s, seed %d", line, r.Meta.Seed)
}

func countOf(list []Case, verdict judge.Verdict) int {
	n := 0
	for _, c := range list {
		if c.Verdict == verdict {
			n++
		}
	}
	return n
}
