package reports

import (
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

type htmlSection struct {
	ID, Title, Lead string
	Count           int
	Groups          []htmlGroup
}

// htmlGroup folds the cases of one operation away; without an operation its
// cases stand in the open.
type htmlGroup struct {
	Operation string
	Cases     []htmlCase
}

type htmlCase struct {
	ID, Operation, Level, Verdict, Tone string
	Requirement, Headline, Took         string
	Mutation, Reason, Why               string
	Flaky, Open                         bool
	Clauses                             []htmlClause
	Deviations                          []judge.Deviation
	Waivers                             []runner.Waiver
	// of is the case itself, whose exchanges are read when they are shown.
	of     Case
	detail detail
	whole  bool
}

// htmlMessages are the exchanges of a case as far as they are shown.
type htmlMessages struct {
	Exchanges []htmlExchange
	// Left is how many are left out.
	Left int
}

// Messages reads the exchanges.
func (c htmlCase) Messages() (htmlMessages, error) {
	of, err := c.of.whole()
	if err != nil {
		return htmlMessages{}, err
	}
	if !of.Wrong() && !c.detail.passed {
		return htmlMessages{Left: len(of.Exchanges)}, nil
	}
	var shown htmlMessages
	for _, ex := range of.Exchanges {
		shown.Exchanges = append(shown.Exchanges, htmlExchangeOf(ex, of, c.detail, c.whole))
	}
	return shown, nil
}

type htmlClause struct{ ID, Text, Place string }

func htmlSections(run Run, d detail) []htmlSection {
	verdict := func(verdict judge.Verdict) []Case {
		return run.Where(func(c Case) bool { return c.Verdict == verdict })
	}
	var sections []htmlSection
	for _, section := range []struct {
		id, title, lead string
		cases           []Case
	}{
		{"failed", "Failed", "These keep the target from being conformant.", run.Blocking()},
		{"forgiven", "Failed, but not counted", "Waived, or below the judged level.", run.Forgiven()},
		{"skipped", "Skipped", "Not run for want of a prerequisite; such a case keeps the statement from claiming the profile.", verdict(judge.Skip)},
		{"passed", "Passed", "", verdict(judge.Pass)},
		{"observed", "Observed", "The pages are silent here: recorded, never judged.", verdict(judge.Observed)},
	} {
		if len(section.cases) == 0 {
			continue
		}
		made := htmlSection{ID: section.id, Title: section.title, Lead: section.lead, Count: len(section.cases)}
		made.add(run, section.cases, d)
		sections = append(sections, made)
	}
	return sections
}

// maxUnfolded is how many cases a section shows without folding them by
// operation. What went wrong is never folded.
const maxUnfolded = 25

func (s *htmlSection) add(run Run, list []Case, d detail) {
	fold := s.ID != "failed" && len(list) > maxUnfolded
	for i, c := range list {
		operation := ""
		if fold {
			operation = c.Operation
		}
		last := len(s.Groups) - 1
		if last < 0 || s.Groups[last].Operation != operation {
			s.Groups = append(s.Groups, htmlGroup{Operation: operation})
			last++
		}
		shown := htmlCaseOf(run, c, d, i < d.whole)
		// One open failure shows what is inside; more would be a wall.
		shown.Open = s.ID == "failed" && i == 0
		s.Groups[last].Cases = append(s.Groups[last].Cases, shown)
	}
}

func htmlCaseOf(run Run, c Case, d detail, whole bool) htmlCase {
	shown := htmlCase{
		ID:          c.ID,
		Operation:   c.Operation,
		Level:       string(c.Level),
		Verdict:     string(c.Verdict),
		Tone:        caseTone(run, c),
		Requirement: oneLine(c.Requirement),
		Mutation:    c.Mutation,
		Reason:      c.Reason,
		Flaky:       c.Flaky,
		Took:        elapsed(c.DurationMS),
		Deviations:  c.Deviations,
		Waivers:     run.WaiversOf(c),
		of:          c,
		detail:      d,
		whole:       whole,
	}
	if c.Wrong() {
		shown.Headline = c.Headline()
		if c.Waived {
			shown.Why = forgiven(c)
		}
	}
	if c.Verdict == judge.Observed {
		shown.Headline = c.lastReceived()
	}
	blamed := c.Blamed()
	for _, id := range append(blamed, without(c.Clauses, blamed)...) {
		shown.Clauses = append(shown.Clauses, htmlClauseOf(run, id))
	}
	return shown
}

func caseTone(run Run, c Case) string {
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
