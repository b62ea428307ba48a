package reports

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/runner/judge"
)

// htmlPage is what the template shows.
type htmlPage struct {
	CSS      template.CSS
	JS       template.JS
	Policy   string
	Title    string
	Outcome  Outcome
	Tone     string
	Problem  string
	Sentence string
	Claims   []string
	Meta     Meta
	Facts    []htmlFact
	Tiles    []htmlTile
	// Operations are the ids for the filter.
	Operations []string
	Sections   []htmlSection
	Skips      []ReasonGroup
	Coverage   []htmlCoverage
	// Covered is the share of observable clauses exercised, in percent.
	Covered   string
	Shortened bool
}

type htmlFact struct{ Name, Value string }

// htmlTile is one count of the head; Offset and Share place its part of the
// bar, in percent.
type htmlTile struct {
	Label, Tone, Section string
	Count                int
	Offset, Share        string
}

func newPage(run Run, d detail) htmlPage {
	page := htmlPage{
		CSS:       template.CSS(reportCSS), //nolint:gosec // our own file
		JS:        template.JS(reportJS),   //nolint:gosec // our own file
		Policy:    contentSecurityPolicy(),
		Outcome:   run.Outcome(),
		Tone:      outcomeTone(run.Outcome()),
		Problem:   run.Problem(),
		Sentence:  run.sentence(),
		Claims:    run.claims(),
		Meta:      run.Meta,
		Facts:     htmlFacts(run),
		Tiles:     htmlTiles(run),
		Skips:     run.Skips(),
		Coverage:  htmlCoverages(run),
		Shortened: !d.headers,
	}
	page.Title = fmt.Sprintf("%s: %s", run.Meta.Target.Name, page.Outcome)
	for _, group := range run.ByOperation() {
		page.Operations = append(page.Operations, group.Operation.ID)
	}
	page.Sections = htmlSections(run, d)
	page.Covered = coveredShare(page.Coverage)
	return page
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

func htmlFacts(run Run) []htmlFact {
	meta := run.Meta
	facts := []htmlFact{
		{"Target", meta.Target.Name},
		{"Address", meta.Target.URL},
		{"Implementation", implementationLine(meta.Target.Implementation)},
		{"Profile", meta.Profile},
		{"Judged", "must cases"},
		{"Started", meta.Started.UTC().Format("2006-01-02 15:04:05 UTC")},
		{"Duration", ""},
		{"Seed", fmt.Sprintf("%d", meta.Seed)},
		{"Shard", partOf(meta.Shard)},
		{"Suite", "apigspec " + meta.Version},
		{"Contract", short(meta.Contract)},
		{"Case set", short(meta.CaseSet)},
	}
	if meta.Strict {
		facts[4].Value = "must and should cases (strict)"
	}
	if run.End != nil {
		facts[6].Value = elapsed(run.End.DurationMS)
	}
	var filled []htmlFact
	for _, fact := range facts {
		if fact.Value != "" {
			filled = append(filled, fact)
		}
	}
	return filled
}

func implementationLine(i *Implementation) string {
	if i == nil {
		return ""
	}
	return strings.Join(strings.Fields(i.Organization+" "+i.Product+" "+i.Version), " ")
}

// partOf drops the shard of a run that has only one.
func partOf(shard string) string {
	if shard == "1/1" {
		return ""
	}
	return shard
}

// short shows the beginning of a digest, enough to compare by eye.
func short(digest string) string { return digest[:min(len(digest), 12)] }

func htmlTiles(run Run) []htmlTile {
	counts := run.Counts()
	forgivenCases := len(run.Forgiven())
	tiles := []htmlTile{
		{Label: "failed", Tone: "fail", Section: "failed", Count: len(run.Blocking())},
		{Label: "failed, not counted", Tone: "warn", Section: "forgiven", Count: forgivenCases},
		{Label: "skipped", Tone: "skip", Section: "skipped", Count: counts.Of(judge.Skip)},
		{Label: "passed", Tone: "pass", Section: "passed", Count: counts.Of(judge.Pass)},
		{Label: "observed", Tone: "seen", Section: "observed", Count: counts.Of(judge.Observed)},
	}
	percent, before := 100/float64(max(1, len(run.Cases))), 0
	for i := range tiles {
		tiles[i].Offset = fmt.Sprintf("%.3f", percent*float64(before))
		tiles[i].Share = fmt.Sprintf("%.3f", percent*float64(tiles[i].Count))
		if tiles[i].Count == 0 {
			tiles[i].Tone = "skip" // nothing to draw the eye to
		}
		before += tiles[i].Count
	}
	return slices.DeleteFunc(tiles, func(tile htmlTile) bool {
		return tile.Count == 0 && tile.Section != "failed" && tile.Section != "passed"
	})
}
