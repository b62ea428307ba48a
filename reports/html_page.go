package reports

import (
	"fmt"
	"html/template"
	"maps"
	"slices"
)

// htmlPage is what the template shows.
type htmlPage struct {
	CSS      template.CSS
	JS       template.JS
	Policy   string
	Title    string
	Headline string
	Tone     string
	Problem  string
	Sentence string
	Claims   []string
	Meta     Meta
	Facts    []htmlFact
	Tiles    []htmlTile
	// Operations, Kinds and Clauses are the ids for the filter.
	Operations, Kinds, Clauses []string
	Sections                   []htmlSection
	Skips                      []ReasonGroup
	Pages                      []htmlStatements
	Durations                  htmlDurations
	// Since is what changed since an older run; nil if none is compared with.
	Since *htmlSince
	// LeftTitle says how much was left behind; Left are the bindings.
	LeftTitle string
	Left      []string
	// Verdicts counts the clauses of all pages.
	Verdicts  []htmlVerdictCount
	Shortened bool
}

// newPage is the page without its cases.
func newPage(run Run) htmlPage {
	page := htmlPage{
		CSS:       template.CSS(reportCSS), //nolint:gosec // our own file
		JS:        template.JS(reportJS),   //nolint:gosec // our own file
		Policy:    contentSecurityPolicy(),
		Headline:  run.Headline(),
		Tone:      outcomeTone(run.Outcome()),
		Problem:   run.Problem(),
		Sentence:  run.sentence(),
		Claims:    run.claims(),
		Meta:      run.Meta,
		Facts:     htmlFacts(run),
		Tiles:     htmlTiles(run),
		Skips:     run.Skips(),
		Pages:     htmlPages(run),
		Durations: newDurations(run),
		Since:     newSince(run),
		Kinds:     kindsOf(run),
		Clauses:   clauseIDs(run),
	}
	page.Title = fmt.Sprintf("%s: %s", run.Meta.Target.Name, page.Headline)
	for _, group := range run.ByOperation() {
		page.Operations = append(page.Operations, group.Operation.ID)
	}
	page.LeftTitle = run.leftHeadline()
	left, _ := run.leftBehind()
	for _, l := range left {
		page.Left = append(page.Left, leftLine(l))
	}
	page.Verdicts = countVerdicts(run.Pages())
	return page
}

// fill adds the cases.
func (p *htmlPage) fill(run Run, d detail) {
	p.Sections = htmlSections(run, d)
	p.Shortened = !d.headers
}

// kindsOf lists the kinds of deviations, and the codes of reasons, of what went wrong.
func kindsOf(run Run) []string {
	seen := map[string]bool{}
	for _, c := range run.Cases {
		if c.Wrong() {
			seen[c.Kind()] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func outcomeTone(outcome Outcome) string {
	switch outcome {
	case Conformant:
		return "pass"
	case NotConformant:
		return "fail"
	default:
		return "warn"
	}
}
