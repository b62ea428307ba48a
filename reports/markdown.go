package reports

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner/judge"
)

// The bounds of a summary. A job page that lists six hundred findings is not read; the
// event log and the HTML report have all of them.
const (
	maxInFull  = 1 // findings with one case in full
	maxInLine  = 6 // further findings, in a line each
	maxSamples = 2 // ids of further cases of a finding
	maxLeft    = 2 // bindings that were left behind
)

// inSummary is how much a summary tells of a case.
var inSummary = bounds{requests: 2, body: 250, clauses: 2}

// WriteMarkdown renders the summary for a CI job page: the outcome, what
// failed, the tables of verdicts by operation, what was skipped and why, what
// is waived, what the verdicts rest on, and how to repeat the run. However much failed, it stays within a few times
// the size of a green one.
func WriteMarkdown(w io.Writer, run Run) error {
	out := bufio.NewWriter(w)
	markdownHead(out, run)
	markdownFailures(out, run, "Failed", run.Blocking(), maxInFull)
	markdownSince(out, run)
	markdownTable(out, run)
	markdownPages(out, run)
	markdownForgiven(out, run)
	markdownSkips(out, run)
	markdownLeft(out, run)
	markdownGround(out, run)
	markdownReproduce(out, run)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write Markdown summary: %w", err)
	}
	return nil
}

func markdownHead(out io.Writer, run Run) {
	fmt.Fprintf(out, "# API conformance: %s\n\n", run.Headline())
	if problem := run.Problem(); problem != "" {
		fmt.Fprintf(out, "> **%s**\n\n", markdownText(problem))
	}
	fmt.Fprintf(out, "%s\n\n", markdownText(run.sentence()))
	for _, claim := range run.claims() {
		fmt.Fprintf(out, "- profile %s\n", markdownText(claim))
	}
	fmt.Fprint(out, "\n")
	target := run.Meta.Target
	fmt.Fprintf(out, "Target %s at %s, profile %s, apigspec %s.\n\n",
		markdownCode(target.Name), markdownCode(target.URL), markdownText(run.Meta.Profile), markdownText(run.Meta.Version))
}

// markdownFailures tells what explains the cases: so much in full, some more in a line
// each, and the rest by number.
func markdownFailures(out io.Writer, run Run, title string, list []*Case, inFull int) {
	if len(list) == 0 {
		return
	}
	findings := Findings(list)
	fmt.Fprintf(out, "## %s: %s\n\n", title, findingsInWords(findings))
	inFull = min(inFull, len(findings))
	for _, f := range findings[:inFull] {
		markdownFinding(out, run, f)
	}
	findings = findings[inFull:]
	inLine := min(maxInLine, len(findings))
	for _, f := range findings[:inLine] {
		id, others, _ := strings.Cut(f.Title(), " ")
		fmt.Fprintf(out, "- **%s**%s: %s\n", markdownText(f.Line()), markdownTags(f.Sample()), strings.TrimSpace(markdownCode(id)+" "+others))
		if len(f.Clauses) > 0 && run.placeOf(f.Clauses[0]) != "" {
			fmt.Fprintf(out, "  page: %s\n", markdownText(run.placeOf(f.Clauses[0])))
		}
	}
	if more := findings[inLine:]; len(more) > 0 {
		fmt.Fprintf(out, "- … and %s; `report.html` has them all\n", findingsInWords(more))
	}
	if len(findings) > 0 {
		fmt.Fprint(out, "\n")
	}
}

func markdownFinding(out io.Writer, run Run, f Finding) {
	fmt.Fprintf(out, "**%s**%s\n", markdownText(f.Line()), markdownTags(f.Sample()))
	fmt.Fprintf(out, "- case: %s\n", markdownCode(f.Sample().ID))
	for _, line := range run.account(f, inSummary) {
		if line.Label != "requirement" && strings.Contains(f.Line(), line.Text) {
			continue // the title says it
		}
		text := markdownText(line.Text)
		if line.Code {
			text = markdownCode(line.Text)
		}
		fmt.Fprintf(out, "- %s: %s\n", line.Label, text)
	}
	fmt.Fprint(out, "\n")
	others := f.Others()
	if len(others) == 0 {
		return
	}
	markdownIDs(out, moreCases(len(others)), others, maxSamples, "in `report.html`")
}

// markdownIDs lists the most ids that are meant under a title that opens them; rest says
// where the others are.
func markdownIDs(out io.Writer, title string, ids []string, most int, rest string) {
	fmt.Fprintf(out, "<details><summary>%s</summary>\n\n", title)
	for _, id := range ids[:min(len(ids), most)] {
		fmt.Fprintf(out, "- %s\n", markdownCode(id))
	}
	if more := len(ids) - most; more > 0 {
		fmt.Fprintf(out, "- and %d more %s\n", more, rest)
	}
	fmt.Fprint(out, "\n</details>\n\n")
}

func markdownTags(c *Case) string {
	tags := " · " + string(c.Level)
	if c.Verdict == judge.Error {
		tags += " · error"
	}
	if c.Flaky {
		tags += " · flaky"
	}
	if c.Waived {
		tags += " · waived"
	}
	return tags
}

func markdownTable(out io.Writer, run Run) {
	groups := run.ByOperation()
	if len(groups) == 0 {
		return
	}
	fmt.Fprint(out, "## By operation\n\n| operation | fail | error | pass | skip | observed |\n|---|--:|--:|--:|--:|--:|\n")
	row := func(name string, counts Counts) {
		fmt.Fprintf(out, "| %s ", name)
		for _, verdict := range verdicts() {
			fmt.Fprintf(out, "| %d ", counts.Of(verdict))
		}
		fmt.Fprint(out, "|\n")
	}
	for _, group := range groups {
		row(markdownCode(group.Operation.ID), Run{Cases: group.Cases}.Counts())
	}
	if len(groups) > 1 {
		row("**all**", run.Counts())
	}
	fmt.Fprint(out, "\n")
}

// markdownPages counts, for each page, what it states by what became of that.
func markdownPages(out io.Writer, run Run) {
	pages := run.Pages()
	if len(pages) == 0 {
		return
	}
	fmt.Fprint(out, "## By page\n\n| page")
	for _, verdict := range ClauseVerdicts() {
		fmt.Fprintf(out, " | %s", verdict)
	}
	fmt.Fprintf(out, " |\n|---%s|\n", strings.Repeat("|--:", len(ClauseVerdicts())))
	for _, page := range pages {
		fmt.Fprintf(out, "| %s", markdownCode(page.Operation.Page))
		for _, verdict := range ClauseVerdicts() {
			fmt.Fprintf(out, " | %d", page.Count(verdict))
		}
		fmt.Fprint(out, " |\n")
	}
	fmt.Fprint(out, "\n")
}

// markdownForgiven lists what is wrong but does not count, and the waivers.
func markdownForgiven(out io.Writer, run Run) {
	var waived, advice []*Case
	for _, c := range run.Forgiven() {
		if c.Waived {
			waived = append(waived, c)
		} else {
			advice = append(advice, c)
		}
	}
	if len(waived) > 0 {
		fmt.Fprintf(out, "## Waived: %s\n\n", casesOf(len(waived)))
		for _, c := range waived {
			fmt.Fprintf(out, "- %s: %s%s\n", markdownCode(c.ID), markdownText(c.Headline()), markdownText(waiverNote(run, c)))
		}
		fmt.Fprint(out, "\n")
	}
	inFull := maxInFull
	if len(run.Blocking()) > 0 {
		inFull = 0 // there is worse to read
	}
	markdownFailures(out, run, "Advice, which does not count", advice, inFull)
}

func waiverNote(run Run, c *Case) string {
	var notes []string
	for _, waiver := range run.WaiversOf(c) {
		notes = append(notes, fmt.Sprintf("%s (%s, until %s)", waiver.Reason, waiver.Owner, waiver.Expires))
	}
	if len(notes) == 0 {
		return ""
	}
	return "; " + strings.Join(notes, "; ")
}

func markdownSkips(out io.Writer, run Run) {
	groups := run.Skips()
	if len(groups) == 0 {
		return
	}
	fmt.Fprintf(out, "## Not run (%d)\n\n", run.Counts().Of(judge.Skip))
	for _, group := range groups {
		fmt.Fprintf(out, "- %s: %s\n", casesOf(len(group.Cases)), markdownText(group.Reason))
	}
	fmt.Fprint(out, "\n")
}

// markdownGround is what the verdicts rest on, with the digests that a statement and
// apigspec version have too.
func markdownGround(out io.Writer, run Run) {
	fmt.Fprint(out, "## What this rests on\n\n")
	if c := run.Meta.Conditions; c != nil {
		seen := "through the lists"
		if !c.Readback {
			seen = "only by doing it again"
		}
		fmt.Fprintf(out, "- TLS: %s; who answers 401: %s; effects seen: %s; hooks: %s; each case %s\n", markdownText(c.TLS), markdownText(c.Dialect),
			seen, markdownText(cmp.Or(strings.Join(c.Hooks, " "), "none")), spelling.Counted(c.Repeat, "time"))
	}
	for _, digest := range []struct{ of, is string }{
		{"contract", run.Meta.Contract}, {"cases", run.Meta.CaseSet}, {"program", run.Meta.Program},
	} {
		if digest.is != "" {
			fmt.Fprintf(out, "- %s %s\n", digest.of, markdownCode(digest.is))
		}
	}
	fmt.Fprint(out, "\n")
}

func markdownReproduce(out io.Writer, run Run) {
	fmt.Fprintf(out, "## Again\n\nSeed %d.", run.Meta.Seed)
	if run.Meta.Command != "" {
		fence := markdownFence(run.Meta.Command)
		fmt.Fprintf(out, "\n\n%ssh\n%s\n%s", fence, run.Meta.Command, fence)
	}
	fmt.Fprint(out, "\n")
}

// markdownText escapes what Markdown or HTML would read as markup.
func markdownText(s string) string {
	var b strings.Builder
	for _, r := range printable(oneLine(s)) {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '&':
			b.WriteString("&amp;")
		case strings.ContainsRune("\\`*_{}[]#|~!@", r):
			b.WriteRune('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// markdownCode puts s into a code span that no backtick in it can end.
func markdownCode(s string) string {
	s = printable(oneLine(s))
	if s == "" {
		return "–"
	}
	ticks := "`"
	for strings.Contains(s, ticks) {
		ticks += "`"
	}
	pad := ""
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		pad = " "
	}
	return ticks + pad + strings.ReplaceAll(s, "|", `\|`) + pad + ticks
}

// markdownFence is a fence longer than any run of backticks in s.
func markdownFence(s string) string {
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence
}
