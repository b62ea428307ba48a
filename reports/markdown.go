package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/apigspec/apigspec/runner/judge"
)

// maxDetailed is how many failures a summary spells out. A job page that lists
// six hundred is not read; the event log and the HTML report have all of them.
const maxDetailed = 30

// WriteMarkdown renders the summary for a CI job page: the outcome, what
// failed, the table of verdicts by operation, what was skipped and why, what
// is waived, and how to repeat the run.
func WriteMarkdown(w io.Writer, run Run) error {
	out := bufio.NewWriter(w)
	markdownHead(out, run)
	markdownFailures(out, "Failed", run.Blocking())
	markdownTable(out, run)
	markdownForgiven(out, run)
	markdownSkips(out, run)
	markdownLeft(out, run)
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

func markdownFailures(out io.Writer, title string, list []Case) {
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(out, "## %s (%d)\n\n", title, len(list))
	findings := findingsOf(list)
	for i, c := range findings {
		if i == maxDetailed {
			fmt.Fprintf(out, "… and %d more; `report.html` has them all.\n\n", len(findings)-i)
			break
		}
		fmt.Fprintf(out, "%s%s\n", markdownCode(c.title()), markdownTags(c.Case))
		expected, actual := c.expectedActual()
		if c.cases == 1 {
			fmt.Fprintf(out, "- requirement: %s\n", markdownText(c.Requirement))
		}
		fmt.Fprintf(out, "- expected: %s\n", markdownText(expected))
		fmt.Fprintf(out, "- actual: %s\n\n", markdownText(actual))
	}
}

func markdownTags(c Case) string {
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

// markdownForgiven lists what is wrong but does not count, and the waivers.
func markdownForgiven(out io.Writer, run Run) {
	var waived, advice []Case
	for _, c := range run.Forgiven() {
		if c.Waived {
			waived = append(waived, c)
		} else {
			advice = append(advice, c)
		}
	}
	if len(waived) > 0 {
		fmt.Fprintf(out, "## Waived (%d)\n\n", len(waived))
		for _, c := range waived {
			fmt.Fprintf(out, "- %s: %s%s\n", markdownCode(c.ID), markdownText(c.Headline()), markdownText(waiverNote(run, c)))
		}
		fmt.Fprint(out, "\n")
	}
	markdownFailures(out, "Advice: failed without counting", advice)
}

func waiverNote(run Run, c Case) string {
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
