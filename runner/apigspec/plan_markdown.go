package main

import (
	"fmt"
	"strings"

	"github.com/apigspec/apigspec/runner"
)

// planInMarkdown is a plan for a page that somebody approves.
func planInMarkdown(plan runner.Plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What a run with `--seed %d` sends to %s\n\n", plan.Seed, plan.URL)
	writeItems(&b, planSummary(plan))
	for _, part := range planParts(plan) {
		fmt.Fprintf(&b, "\n## %s\n\n", part.title)
		writeItems(&b, part.lines)
	}
	for _, stage := range plan.Stages {
		fmt.Fprintf(&b, "\n## %s (%s)\n\n", stage.Title, counted(len(stage.Requests), "request"))
		if stage.About != "" {
			fmt.Fprintf(&b, "%s\n\n", stage.About)
		}
		b.WriteString("| case | request | details |\n|---|---|---|\n")
		for _, r := range stage.Requests {
			details := requestDetails(r)
			for i, line := range details {
				details[i] = code(line)
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", whose(r), code(requestLine(r)), strings.Join(details, "<br>"))
		}
	}
	return b.String()
}

func writeItems(b *strings.Builder, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(b, "- %s\n", inMarkdown.Replace(line))
	}
}

// inMarkdown keeps what stands in a text from meaning something.
var inMarkdown = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "|", `\|`)

// code is a text as it is, also within a table.
func code(text string) string {
	return "<code>" + strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "|", "&#124;", "*", "&#42;", "_", "&#95;", "`", "&#96;", `\`, "&#92;").Replace(text) + "</code>"
}
