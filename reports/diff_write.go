package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/apigspec/apigspec/openapi/spelling"
)

// The bounds of a comparison, which has nothing else that lists what changed.
const (
	maxDetailed = 30  // groups of cases
	maxIDs      = 200 // ids of a group
)

// diffSection is one kind of change.
type diffSection struct {
	title  string
	groups []ChangedCases
	// weighs is set where cases may be regressions, so that it is said of which are not.
	weighs bool
}

// stillFailing is the title of what is no change.
const stillFailing = "Still failing"

// sections are the changes in the order in which a reader needs them.
func (d Difference) sections() []diffSection {
	all := []diffSection{
		{"New failures", d.NewFailures, true},
		{"Failing in another way", d.FailingOtherwise, true},
		{"Newly skipped", d.NewlySkipped, true},
		{"Removed cases", d.RemovedCases, true},
		{"Fixed", d.Fixed, false},
		{"No longer skipped", d.NoLongerSkipped, false},
		{"Another answer, same verdict", d.ChangedAnswers, false},
		{stillFailing, d.StillFailing, false},
		{"New cases", d.NewCases, false},
	}
	var some []diffSection
	for _, s := range all {
		if len(s.groups) > 0 {
			some = append(some, s)
		}
	}
	return some
}

func (s diffSection) cases() int {
	n := 0
	for _, g := range s.groups {
		n += len(g.Cases)
	}
	return n
}

// verdict is the difference in a line.
func (d Difference) verdict() string {
	changed := len(d.Setup) > 0 || len(d.Slower) > 0
	for _, s := range d.sections() {
		changed = changed || s.title != stillFailing
	}
	line := casesOf(d.Compared) + " compared: "
	switch {
	case d.Regressions > 0:
		return line + spelling.Counted(d.Regressions, "regression")
	case changed:
		return line + "no regression"
	default:
		return line + "no difference"
	}
}

// WriteDiffText prints the difference for a terminal: the runs, the changes, each group
// with the ids of its cases, and at last the regressions in a line.
func WriteDiffText(w io.Writer, d Difference, style Style) error {
	out := &summary{Writer: bufio.NewWriter(w), style: style}
	for _, run := range []struct {
		name string
		DiffRun
	}{{"old", d.Old}, {"new", d.New}} {
		out.lines(plain, run.name+"  "+run.words(), 5)
	}
	for _, c := range d.Setup {
		out.lines(yellow, fmt.Sprintf("another %s: %s → %s", c.What, c.Old, c.New), 2)
	}
	out.line(plain, "")
	for _, s := range d.sections() {
		out.line(plain, fmt.Sprintf("%s: %s", s.title, casesOf(s.cases())))
		for _, g := range s.groups {
			out.changed(g, s.weighs)
		}
		out.line(plain, "")
	}
	out.slower(d.Slower)
	color := green
	if d.Regressions > 0 {
		color = red
	}
	out.line(color, d.verdict())
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the difference: %w", err)
	}
	return nil
}

// words describe the run in a line.
func (r DiffRun) words() string {
	line := fmt.Sprintf("%s: %s at %s, apigspec %s, %s, %s, %s", r.Log, r.Target, r.URL, r.Version,
		r.Started.UTC().Format("2006-01-02 15:04"), casesOf(r.Cases), r.Headline)
	if r.Problem != "" {
		line += "; " + r.Problem
	}
	return oneLine(line)
}

func (s *summary) changed(g ChangedCases, weighs bool) {
	switch {
	case g.Regression:
		s.lines(red, "  REGRESSION "+g.Text, 4)
	case weighs:
		s.lines(plain, "  "+g.Text+" [does not count]", 4)
	default:
		s.lines(plain, "  "+g.Text, 4)
	}
	if len(g.Clauses) > 0 {
		s.lines(plain, "    clauses  "+strings.Join(g.Clauses, ", "), 13)
	}
	s.lines(plain, fmt.Sprintf("    %-7s  %s", casesOf(len(g.Cases)), someIDs(g.Cases)), 13)
}

// someIDs lists no more ids than a person looks through.
func someIDs(ids []string) string {
	if more := len(ids) - maxIDs; more > 0 {
		return fmt.Sprintf("%s and %d more, all of which --format json lists", strings.Join(ids[:maxIDs], ", "), more)
	}
	return strings.Join(ids, ", ")
}

func (s *summary) slower(list []SlowerCase) {
	if len(list) == 0 {
		return
	}
	s.line(plain, "Slower: "+casesOf(len(list)))
	for i, c := range list {
		if i == maxDetailed {
			s.line(dim, fmt.Sprintf("  and %d more, all of which --format json lists", len(list)-i))
			break
		}
		s.lines(plain, "  "+c.words(), 4)
	}
	s.line(plain, "")
}

// words are the case and its times.
func (c SlowerCase) words() string {
	line := fmt.Sprintf("%s: %s → %s", c.Case, elapsed(c.OldMS), elapsed(c.NewMS))
	if c.OldMS > 0 {
		line += fmt.Sprintf(", %.1f times as long", c.NewMS/c.OldMS)
	}
	return line
}

// WriteDiffMarkdown prints the difference for a CI job page or a comment.
func WriteDiffMarkdown(w io.Writer, d Difference) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# API conformance: %s\n\n", d.verdict())
	fmt.Fprintf(out, "- old: %s\n- new: %s\n", markdownText(d.Old.words()), markdownText(d.New.words()))
	for _, c := range d.Setup {
		fmt.Fprintf(out, "- another %s: %s → %s\n", c.What, markdownCode(c.Old), markdownCode(c.New))
	}
	fmt.Fprint(out, "\n")
	for _, s := range d.sections() {
		fmt.Fprintf(out, "## %s: %s\n\n", s.title, casesOf(s.cases()))
		for i, g := range s.groups {
			if i == maxDetailed {
				fmt.Fprintf(out, "… and %d more groups, all of which `--format json` lists.\n\n", len(s.groups)-i)
				break
			}
			markdownChanged(out, g, s.weighs)
		}
	}
	if len(d.Slower) > 0 {
		fmt.Fprintf(out, "## Slower: %s\n\n", casesOf(len(d.Slower)))
		for i, c := range d.Slower {
			if i == maxDetailed {
				fmt.Fprintf(out, "- … and %d more, all of which `--format json` lists\n", len(d.Slower)-i)
				break
			}
			fmt.Fprintf(out, "- %s\n", markdownText(c.words()))
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the difference: %w", err)
	}
	return nil
}

func markdownChanged(out io.Writer, g ChangedCases, weighs bool) {
	tag := ""
	switch {
	case g.Regression:
		tag = " · regression"
	case weighs:
		tag = " · does not count"
	}
	fmt.Fprintf(out, "**%s**%s\n", markdownText(g.Text), tag)
	for _, clause := range g.Clauses {
		fmt.Fprintf(out, "- clause: %s\n", markdownCode(clause))
	}
	if len(g.Cases) == 1 {
		fmt.Fprintf(out, "- case: %s\n\n", markdownCode(g.Cases[0]))
		return
	}
	fmt.Fprint(out, "\n")
	markdownIDs(out, casesOf(len(g.Cases)), g.Cases, maxIDs, "in `--format json`")
}

// WriteDiffJSON prints the difference as one JSON object; see [Difference].
func WriteDiffJSON(w io.Writer, d Difference) error { return writeJSON(w, d, "the difference") }
