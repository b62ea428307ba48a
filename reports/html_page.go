package reports

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/target"
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
	Deviations                          []runner.Deviation
	Waivers                             []Waiver
	Exchanges                           []htmlExchange
	Left                                int
}

type htmlClause struct{ ID, Text, Place string }

type htmlExchange struct {
	Title, Line, Answer, Took, Curl string
	// Brief is set for an exchange that is shown by its line only.
	Brief             bool
	Request, Response htmlMessage
	Leaks             []string
	NoResponse        string
}

type htmlMessage struct {
	Start    string
	Headers  []headerLine
	Body     string
	Trailing string
}

type htmlCoverage struct {
	ID, Title, Call, Page string
	Covered, Observable   int
	Percent               int
	Missing, Excluded     []htmlClause
	ExcludedWhy           []string
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
		{Label: "failed", Tone: "fail", Section: "failed", Count: len(run.Against())},
		{Label: "failed, not counted", Tone: "warn", Section: "forgiven", Count: forgivenCases},
		{Label: "skipped", Tone: "skip", Section: "skipped", Count: counts.Of(runner.Skip)},
		{Label: "passed", Tone: "pass", Section: "passed", Count: counts.Of(runner.Pass)},
		{Label: "observed", Tone: "seen", Section: "observed", Count: counts.Of(runner.Observed)},
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

func htmlSections(run Run, d detail) []htmlSection {
	verdict := func(verdict runner.Verdict) []Case {
		return run.Where(func(c Case) bool { return c.Verdict == verdict })
	}
	var sections []htmlSection
	for _, section := range []struct {
		id, title, lead string
		cases           []Case
	}{
		{"failed", "Failed", "These keep the target from being conformant.", run.Against()},
		{"forgiven", "Failed, but not counted", "Waived, or below the judged level.", run.Forgiven()},
		{"skipped", "Skipped", "Not run for want of a prerequisite; such a case keeps the statement from claiming the profile.", verdict(runner.Skip)},
		{"passed", "Passed", "", verdict(runner.Pass)},
		{"observed", "Observed", "The pages are silent here: recorded, never judged.", verdict(runner.Observed)},
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
		Waivers:     waiversOf(run, c),
	}
	if c.Wrong() {
		shown.Headline = c.Headline()
		if c.Waived {
			shown.Why = forgiven(c)
		}
	}
	if c.Verdict == runner.Observed {
		shown.Headline = c.Answer()
	}
	blamed := c.Blamed()
	for _, id := range append(blamed, without(c.Clauses, blamed)...) {
		shown.Clauses = append(shown.Clauses, htmlClauseOf(run, id))
	}
	if !c.Wrong() && !d.passed {
		shown.Left = len(c.Exchanges)
		return shown
	}
	for _, exchange := range c.Exchanges {
		shown.Exchanges = append(shown.Exchanges, htmlExchangeOf(exchange, c, d, whole))
	}
	return shown
}

func caseTone(run Run, c Case) string {
	switch {
	case c.Wrong() && c.Against(run.Meta.Strict):
		return "fail"
	case c.Wrong():
		return "warn"
	case c.Verdict == runner.Pass:
		return "pass"
	case c.Verdict == runner.Skip:
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
	return htmlClause{ID: id, Text: clause.Text, Place: clause.place()}
}

func htmlExchangeOf(exchange target.Exchange, c Case, d detail, whole bool) htmlExchange {
	shown := htmlExchange{
		Title:  exchangeTitle(exchange, c.Steps),
		Line:   exchange.Method + " " + pathOf(exchange.URL),
		Answer: answer(exchange),
		Took:   elapsed(milliseconds(exchange.Duration)),
		Leaks:  exchange.Leaks,
	}
	if !whole || !c.Tells(exchange) {
		shown.Brief = true
		return shown
	}
	limit, headers := d.failed, true
	if !c.Wrong() {
		limit, headers = d.other, d.headers
	}
	shown.Curl = exchange.Curl
	shown.Request = htmlMessage{Start: exchange.Method + " " + pathOf(exchange.URL), Body: htmlBody(exchange.Body, exchange.BodyCut, limit)}
	if headers {
		shown.Request.Headers = headerLines(exchange.Header)
	}
	if response := exchange.Response; response != nil {
		start, lines := responseHead(response)
		shown.Response = htmlMessage{
			Start:    start,
			Body:     htmlBody(response.Body, response.BodyCut, limit),
			Trailing: htmlBody(response.Trailing, 0, limit),
		}
		if headers {
			shown.Response.Headers = lines
		}
	} else {
		shown.NoResponse = "no response"
	}
	if fault := exchange.Fault; fault != nil {
		shown.NoResponse = fault.Kind + ": " + fault.Message
	}
	return shown
}

func htmlBody(body target.Payload, cut, limit int) string {
	if len(body) == 0 {
		return ""
	}
	return bodyText(body, cut, limit)
}

// pathOf drops scheme and host, which are the same for every exchange.
func pathOf(url string) string {
	_, rest, found := strings.Cut(url, "://")
	if !found {
		return url
	}
	slash := strings.IndexByte(rest, '/')
	if slash < 0 {
		return "/"
	}
	return rest[slash:]
}

// htmlCoverages counts, per operation, the observable clauses that an executed
// case exercises.
func htmlCoverages(run Run) []htmlCoverage {
	exercised := map[string]bool{}
	for _, c := range run.Cases {
		if c.Executed() || c.Verdict == runner.Observed {
			for _, id := range c.Clauses {
				exercised[id] = true
			}
		}
	}
	var coverages []htmlCoverage
	for _, operation := range run.Meta.Operations {
		coverage := htmlCoverage{
			ID: operation.ID, Title: operation.Title, Page: operation.Page,
			Call: operation.Method + " " + operation.Path,
		}
		for _, clause := range operation.Clauses {
			shown := htmlClause{ID: clause.ID, Text: clause.Text, Place: clause.place()}
			switch {
			case clause.Excluded != "":
				coverage.Excluded = append(coverage.Excluded, shown)
				coverage.ExcludedWhy = append(coverage.ExcludedWhy, clause.Excluded)
			case exercised[clause.ID]:
				coverage.Covered++
				coverage.Observable++
			default:
				coverage.Observable++
				coverage.Missing = append(coverage.Missing, shown)
			}
		}
		coverage.Percent = 100 * coverage.Covered / max(1, coverage.Observable)
		coverages = append(coverages, coverage)
	}
	return coverages
}

// coveredShare sums the coverage up; empty without a clause. It rounds down:
// 100 % means all.
func coveredShare(coverages []htmlCoverage) string {
	covered, observable := 0, 0
	for _, coverage := range coverages {
		covered += coverage.Covered
		observable += coverage.Observable
	}
	if observable == 0 {
		return ""
	}
	return fmt.Sprintf("%d %%", 100*covered/observable)
}
