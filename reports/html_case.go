package reports

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

type htmlSection struct {
	ID, Title, Lead string
	Count           int
	Groups          []htmlGroup
}

// htmlGroup is what went wrong for one cause, or the cases of one operation. Folded cases
// are behind a line that counts them; of Rows no more than a line each is shown.
type htmlGroup struct {
	Operation string
	Finding   *htmlFinding
	Cases     []htmlCase
	Folded    []htmlCase
	Rows      []htmlRow
	// FoldedTitle names what is folded, cases or rows.
	FoldedTitle string
}

// htmlFinding is the head of the cases that one cause explains.
type htmlFinding struct {
	Line, Count string
	Clauses     []htmlClause
	Notes       []Note
}

type htmlCase struct {
	ID, Operation, Level, Verdict, Tone, Kind string
	// ClauseNumbers are the places of its clauses in the page's list of clauses.
	ClauseNumbers         string
	Requirement, Headline string
	Mutation, Reason, Why string
	Flaky, Open           bool
	// Broken are the clauses that its deviations blame, Claimed the others it is about.
	Broken, Claimed []htmlClause
	Deviations      []judge.Deviation
	Waivers         []runner.Waiver
	// of is the case itself, whose exchanges are read when they are shown.
	of     *Case
	detail detail
	whole  bool
	// form renders its exchanges; painted is the case as HTML, once it is ready.
	form    *template.Template
	painted *painted
}

// Conversation is the exchanges as HTML.
func (c htmlCase) Conversation() (template.HTML, error) {
	return conversation(c.form, c.of, c.detail, c.whole)
}

type htmlClause struct{ ID, Text, Place string }

// htmlShown is what all cases of a report are rendered with.
type htmlShown struct {
	run    Run
	detail detail
	// numbers are the places of the clauses in the page's list.
	numbers map[string]int
}

func newHTMLShown(run Run, d detail) htmlShown {
	shown := htmlShown{run: run, detail: d, numbers: map[string]int{}}
	for i, id := range clauseIDs(run) {
		shown.numbers[id] = i
	}
	return shown
}

func htmlSections(run Run, d detail) []htmlSection {
	shown := newHTMLShown(run, d)
	verdict := func(verdict judge.Verdict) []*Case {
		return run.Where(func(c *Case) bool { return c.Verdict == verdict })
	}
	var sections []htmlSection
	for _, section := range []struct {
		id, title, lead string
		cases           []*Case
		wrong           bool
	}{
		{"failed", "Failed", "These keep the target from being conformant. What one cause explains stands together, with the case that shows it best first.", run.Blocking(), true},
		{"forgiven", "Failed, but does not count", "Waived, or below the judged level.", run.Forgiven(), true},
		{"skipped", "Skipped", "Not run for want of a prerequisite; such a case keeps the statement from claiming the profile.", verdict(judge.Skip), false},
		{"passed", "Passed", "", verdict(judge.Pass), false},
		{"observed", "Observed", "The pages are silent here: recorded, never judged.", verdict(judge.Observed), false},
	} {
		if len(section.cases) == 0 {
			continue
		}
		made := htmlSection{ID: section.id, Title: section.title, Lead: section.lead, Count: len(section.cases)}
		if section.wrong {
			made.Groups = shown.byFinding(section.cases)
		} else {
			made.Groups = shown.byOperation(section.cases)
		}
		sections = append(sections, made)
	}
	if len(sections) > 0 && sections[0].ID == "failed" {
		// One open failure shows what is inside; more would be a wall.
		sections[0].Groups[0].Cases[0].Open = true
	}
	return sections
}

// clauseIDs lists the clauses of the log's register.
func clauseIDs(run Run) []string {
	var ids []string
	for _, operation := range run.Meta.Operations {
		for _, clause := range operation.Clauses {
			ids = append(ids, clause.ID)
		}
	}
	return ids
}

// byFinding shows one case of each finding in the open, and folds the others.
func (s htmlShown) byFinding(list []*Case) []htmlGroup {
	var groups []htmlGroup
	n := 0
	for _, f := range Findings(list) {
		group := htmlGroup{Operation: f.Operation, Finding: &htmlFinding{Line: f.Line(), Count: casesOf(len(f.Cases)), Notes: s.run.notesOn(f)}}
		for _, id := range f.Clauses {
			group.Finding.Clauses = append(group.Finding.Clauses, htmlClauseOf(s.run, id))
		}
		for i, c := range f.Cases {
			shown := s.caseOf(c, n < s.detail.whole)
			n++
			if i == 0 {
				group.Cases = append(group.Cases, shown)
			} else {
				group.Folded = append(group.Folded, shown)
			}
		}
		if len(group.Folded) > 0 {
			group.FoldedTitle = moreCases(len(group.Folded)) + " of this"
		}
		groups = append(groups, group)
	}
	return groups
}

// The bounds from which a section folds its cases, and from which it shows no more than
// the line of a case.
const (
	maxUnfolded = 25
	maxOpenable = 3000
)

// byOperation shows a few cases in the open, and folds more of them by operation.
func (s htmlShown) byOperation(list []*Case) []htmlGroup {
	var groups []htmlGroup
	for i, c := range list {
		last := len(groups) - 1
		if last < 0 || groups[last].Operation != c.Operation {
			groups = append(groups, htmlGroup{Operation: c.Operation})
			last++
		}
		group := &groups[last]
		switch {
		case len(list) <= maxUnfolded:
			group.Cases = append(group.Cases, s.caseOf(c, i < s.detail.whole))
			continue
		case len(list) <= maxOpenable:
			group.Folded = append(group.Folded, s.caseOf(c, i < s.detail.whole))
		default:
			group.Rows = append(group.Rows, htmlRow{Case: c, shown: &s})
		}
		group.FoldedTitle = c.Operation
	}
	return groups
}

// caseOf is a case with its exchanges, whole or a line each.
func (s htmlShown) caseOf(c *Case, whole bool) htmlCase {
	row := htmlRow{Case: c, shown: &s}
	shown := htmlCase{
		ID: c.ID, Operation: c.Operation, Level: string(c.Level), Verdict: string(c.Verdict), Tone: row.Tone(),
		Reason: c.Reason, Headline: row.Headline(), whole: whole, detail: s.detail, of: c,
	}
	shown.Requirement, shown.Mutation = oneLine(c.Requirement), c.Mutation
	shown.Flaky, shown.Deviations, shown.Waivers = c.Flaky, c.Deviations, s.run.WaiversOf(c)
	var blamed []string
	if c.Wrong() {
		shown.Headline, shown.Kind, blamed = c.Headline(), c.Kind(), c.Blamed()
		if c.Waived {
			shown.Why = forgiven(c)
		}
	}
	claimed := without(c.Clauses, blamed)
	for _, id := range blamed {
		shown.Broken = append(shown.Broken, htmlClauseOf(s.run, id))
	}
	for _, id := range claimed {
		shown.Claimed = append(shown.Claimed, htmlClauseOf(s.run, id))
	}
	shown.ClauseNumbers = s.numbersOf(slices.Concat(blamed, claimed))
	return shown
}

// numbersOf are the places of clauses in the page's list.
func (s htmlShown) numbersOf(ids []string) string {
	var numbers []string
	for _, id := range ids {
		if number, known := s.numbers[id]; known {
			numbers = append(numbers, strconv.Itoa(number))
		}
	}
	return strings.Join(numbers, " ")
}

func caseTone(run Run, c *Case) string {
	switch {
	case c.Wrong() && c.Blocking(run.Meta.Strict):
		return "fail"
	case c.Wrong():
		return "warn"
	case c.Verdict == judge.Pass:
		return "pass"
	case c.Verdict == judge.Skip:
		return "skip"
	default:
		return "seen"
	}
}

// without returns the ids that are not among dropped.
func without(ids, dropped []string) []string {
	drop := map[string]bool{}
	for _, id := range dropped {
		drop[id] = true
	}
	var kept []string
	for _, id := range ids {
		if !drop[id] {
			kept = append(kept, id)
		}
	}
	return kept
}

func htmlClauseOf(run Run, id string) htmlClause {
	clause, found := run.Clause(id)
	if !found {
		return htmlClause{ID: id}
	}
	return htmlClause{ID: id, Text: clause.Text, Place: clause.Place.String()}
}
