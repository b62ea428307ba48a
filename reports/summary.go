package reports

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/runner/judge"
)

// The bounds of what a terminal gets.
const (
	maxPrinted = 12 // findings
	maxOthers  = 8  // ids of further cases of a finding
)

// printed is how much a terminal gets of a case.
var printed = bounds{besides: 4, requests: 8, body: 400, clauses: 8}

// Summary prints what a person reads at the end of a run: failures first, each with one
// case in full, then what did not run and why, the counts, and the files.
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

// line prints a text, wrapped to the width of the terminal.
func (s *summary) line(paint paint, text string) { s.lines(paint, text, 2) }

// lines prints a text whose further lines are indented.
func (s *summary) lines(paint paint, text string, indent int) {
	for _, line := range s.style.wrap(printable(text), indent) {
		fmt.Fprintln(s, s.style.paint(paint, line))
	}
}

func (s *summary) failures(run Run) {
	findings := Findings(run.Blocking())
	for i, f := range findings {
		if i == maxPrinted {
			s.line(dim, fmt.Sprintf("… and %s; report.html has them all", findingsInWords(findings[i:])))
			s.line(plain, "")
			return
		}
		s.failure(run, f)
	}
}

// labelWidth is that of the longest label and the space around it.
const labelWidth = len("  requirement  ")

func (s *summary) failure(run Run, f Finding) {
	label := strings.ToUpper(string(f.Sample().Verdict))
	if f.Sample().Flaky {
		label += " (flaky)"
	}
	s.line(red, label+" "+f.Title())
	for _, line := range run.account(f, printed) {
		color := plain
		if line.Label == "page" {
			color = dim
		}
		s.lines(color, fmt.Sprintf("  %-*s%s", labelWidth-2, line.Label, line.Text), labelWidth)
	}
	if others := f.Others(); len(others) > 0 {
		text := strings.Join(others[:min(len(others), maxOthers)], ", ")
		if more := len(others) - maxOthers; more > 0 {
			text += fmt.Sprintf(" and %d more in report.html", more)
		}
		s.lines(dim, fmt.Sprintf("  %-*s%s", labelWidth-2, "also", text), labelWidth)
	}
	s.line(plain, "")
}

func (s *summary) forgiven(run Run) {
	list := run.Forgiven()
	if len(list) == 0 {
		return
	}
	s.line(yellow, fmt.Sprintf("Failed, but does not count (%d)", len(list)))
	for _, part := range byWord(list) {
		findings := Findings(part.cases)
		for i, f := range findings {
			if i == maxDetailed {
				s.line(dim, fmt.Sprintf("  … and %s; report.html has them all", findingsInWords(findings[i:])))
				break
			}
			s.lines(plain, fmt.Sprintf("  %s: %s [%s]", f.Title(), f.Line(), part.word), 4)
		}
	}
	s.line(plain, "")
}

// forgivenPart are cases that do not count for one and the same reason.
type forgivenPart struct {
	word  string
	cases []*Case
}

func byWord(list []*Case) []forgivenPart {
	var parts []forgivenPart
	for _, c := range list {
		word := forgiven(c)
		at := slices.IndexFunc(parts, func(p forgivenPart) bool { return p.word == word })
		if at < 0 {
			at, parts = len(parts), append(parts, forgivenPart{word: word})
		}
		parts[at].cases = append(parts[at].cases, c)
	}
	return parts
}

func (s *summary) skips(run Run) {
	groups := run.Skips()
	if len(groups) == 0 {
		return
	}
	s.line(yellow, fmt.Sprintf("Not run (%d)", run.Counts().Of(judge.Skip)))
	for _, group := range groups {
		s.lines(plain, fmt.Sprintf("  %4d  %s", len(group.Cases), oneLine(group.Reason)), 8)
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
	s.since(run)
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
	switch n := len(forgivenCases); n {
	case 0:
	case 1:
		parts = append(parts, "1 failed and does not count")
	default:
		parts = append(parts, fmt.Sprintf("%d failed and do not count", n))
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

func countOf(list []*Case, verdict judge.Verdict) int {
	n := 0
	for _, c := range list {
		if c.Verdict == verdict {
			n++
		}
	}
	return n
}
