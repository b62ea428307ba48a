package reports

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/apigspec/apigspec/openapi/spelling"
)

// UsualSlowness is from when on reports list a case as slower than before.
func UsualSlowness() Slowness { return Slowness{Factor: 2, By: 50 * time.Millisecond} }

// ComparedWith is the run with reports that also say what changed since an older one.
// The error is that of [Diff].
func (r Run) ComparedWith(older Run) (Run, error) {
	difference, err := Diff(older, r, UsualSlowness())
	if err != nil {
		return r, err
	}
	r.since = &difference
	return r, nil
}

// sinceHeadline says what changed since the older run, in a line.
func (d Difference) sinceHeadline() string {
	line := fmt.Sprintf("Since the run of %s: ", d.Old.Started.UTC().Format("2006-01-02 15:04 UTC"))
	var parts []string
	if d.Regressions > 0 {
		parts = append(parts, spelling.Counted(d.Regressions, "regression"))
	}
	for _, s := range d.sections() {
		parts = append(parts, fmt.Sprintf("%s %d", strings.ToLower(s.title), s.cases()))
	}
	if len(d.Slower) > 0 {
		parts = append(parts, fmt.Sprintf("slower %d", len(d.Slower)))
	}
	if len(parts) == 0 {
		return line + "no difference"
	}
	return line + strings.Join(parts, ", ")
}

func (s *summary) since(run Run) {
	if run.since == nil {
		return
	}
	color := plain
	if run.since.Regressions > 0 {
		color = red
	}
	s.line(color, run.since.sinceHeadline())
}

// markdownSince lists what changed, but for what failed before as it does now.
func markdownSince(out io.Writer, run Run) {
	if run.since == nil {
		return
	}
	fmt.Fprintf(out, "## %s\n\n", markdownText(run.since.sinceHeadline()))
	for _, c := range run.since.Setup {
		fmt.Fprintf(out, "- another %s: %s → %s\n", c.What, markdownCode(c.Old), markdownCode(c.New))
	}
	for _, s := range run.since.changes() {
		for i, g := range s.groups {
			if i == maxDetailed {
				fmt.Fprintf(out, "- %s: %d more\n", strings.ToLower(s.title), len(s.groups)-i)
				break
			}
			fmt.Fprintf(out, "- %s: %s, %s\n", strings.ToLower(s.title), markdownText(g.Text), markdownText(firstOf(g.Cases)))
		}
	}
	fmt.Fprint(out, "\n")
}

// changes are the sections without what is as it was.
func (d Difference) changes() []diffSection {
	var some []diffSection
	for _, s := range d.sections() {
		if s.title != stillFailing {
			some = append(some, s)
		}
	}
	return some
}

// firstOf is the first of some ids and how many others there are.
func firstOf(ids []string) string {
	if len(ids) == 1 {
		return ids[0]
	}
	return fmt.Sprintf("%s and %s", ids[0], moreCases(len(ids)-1))
}

// htmlSince is the comparison as the page shows it.
type htmlSince struct {
	Title, Tone string
	Setup       []SetupChange
	Sections    []htmlSinceSection
	Slower      []htmlSlow
}

type htmlSinceSection struct {
	Title  string
	Count  int
	Groups []ChangedCases
}

// maxSlower is how many slower cases a page lists.
const maxSlower = 20

func newSince(run Run) *htmlSince {
	d := run.since
	if d == nil {
		return nil
	}
	shown := &htmlSince{Title: d.sinceHeadline(), Tone: "pass", Setup: d.Setup}
	if d.Regressions > 0 {
		shown.Tone = "fail"
	}
	for _, s := range d.changes() {
		shown.Sections = append(shown.Sections, htmlSinceSection{s.title, s.cases(), s.groups})
	}
	for _, c := range d.Slower[:min(len(d.Slower), maxSlower)] {
		shown.Slower = append(shown.Slower, htmlSlow{c.Case, fmt.Sprintf("%s → %s", elapsed(c.OldMS), elapsed(c.NewMS))})
	}
	return shown
}
