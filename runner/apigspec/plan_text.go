package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/runner"
)

// planInText is a plan for a terminal: what it comes to, then every request.
func planInText(plan runner.Plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "What a run with --seed %d sends to %s\n\n", plan.Seed, plan.URL)
	for _, line := range planSummary(plan) {
		fmt.Fprintf(&b, "%s\n", line)
	}
	for _, part := range planParts(plan) {
		fmt.Fprintf(&b, "\n%s\n", part.title)
		for _, line := range part.lines {
			fmt.Fprintf(&b, "  %s\n", line)
		}
	}
	for _, stage := range plan.Stages {
		fmt.Fprintf(&b, "\n== %s (%s)\n", stage.Title, counted(len(stage.Requests), "request"))
		if stage.About != "" {
			fmt.Fprintf(&b, "%s\n", stage.About)
		}
		before := ""
		for _, r := range stage.Requests {
			if who := whose(r); who != before {
				fmt.Fprintf(&b, "\n%s\n", who)
				before = who
			}
			fmt.Fprintf(&b, "  %s\n", requestLine(r))
			for _, line := range requestDetails(r) {
				fmt.Fprintf(&b, "    %s\n", line)
			}
		}
	}
	return b.String()
}

// planSummary is what the plan comes to, in a few sentences.
func planSummary(plan runner.Plan) []string {
	s := plan.Summary
	return []string{
		fmt.Sprintf("%s of %s.", counted(s.Requests, "request"), counted(s.Cases, "case")),
		fmt.Sprintf("%d of them may change something. %d of these unbind something on a target that does what it should; it refuses the others, or finds nothing to unbind.", s.MayChange, s.Unbind),
		fmt.Sprintf("%s of the run itself may change something: they ask whether the caller is known, bind again what was unbound, make and remove what the run needs.", counted(s.Own, "request")),
		fmt.Sprintf("%s not carried out, or not to the end.", counted(len(plan.NotRun), "case")),
	}
}

// planPart is a list in front of the requests.
type planPart struct {
	title string
	lines []string
}

// planParts are the lists in front of the requests, without the empty ones.
func planParts(plan runner.Plan) []planPart {
	again, lost := touched(plan.Bindings)
	reads := make([]string, len(plan.Reads))
	for i, r := range plan.Reads {
		reads[i] = requestLine(r)
	}
	notRun := make([]string, len(plan.NotRun))
	for i, c := range plan.NotRun {
		notRun[i] = c.Case + ": " + c.Reason
	}
	parts := []planPart{
		{"Bindings that are unbound and bound again", again},
		{"Bindings that are unbound and NOT bound again", lost},
		{"Lists that are read", reads},
		{"Cases that are not carried out, or not to the end", notRun},
		{"The target file", plan.Notes},
		{"How exact this is, and what else is done", plan.Caveats},
	}
	return slices.DeleteFunc(parts, func(p planPart) bool { return len(p.lines) == 0 })
}

// touched are bindings in words, a line for each policy in an environment.
func touched(bindings []runner.PlannedBinding) (again, lost []string) {
	type of struct {
		what       string
		boundAgain bool
	}
	ids := map[of][]string{}
	var order []of
	for _, b := range bindings {
		o := of{policyInWords(b), b.BoundAgain}
		if len(ids[o]) == 0 {
			order = append(order, o)
		}
		ids[o] = append(ids[o], boundTo(b))
	}
	for _, o := range order {
		slices.Sort(ids[o])
		line := o.what + ": " + strings.Join(ids[o], ", ")
		if o.boundAgain {
			again = append(again, line)
		} else {
			lost = append(lost, line)
		}
	}
	return again, lost
}

func policyInWords(b runner.PlannedBinding) string {
	words := b.Kind + " " + b.Policy + " in instance " + b.Instance
	if b.Environment != "" {
		words += ", environment " + b.Environment
	}
	return words
}

// boundTo is the API of a binding; of one of which no more is known, the record.
func boundTo(b runner.PlannedBinding) string {
	if b.API != "" && !strings.HasPrefix(b.API, "{API of record ") {
		return "API " + b.API
	}
	return "record " + b.Record
}

// whose says for which case, or else for which purpose, a request is sent.
func whose(r runner.PlannedRequest) string {
	if r.Case != "" {
		return r.Case
	}
	return "(the run itself " + r.Purpose + ")"
}

func requestLine(r runner.PlannedRequest) string {
	line := r.Method + " " + r.Path
	if r.Query != "" {
		line += "?" + r.Query
	}
	return line
}

// requestDetails are what else there is to a request, a line each.
func requestDetails(r runner.PlannedRequest) []string {
	var lines []string
	if r.DelayMS > 0 {
		lines = append(lines, fmt.Sprintf("%d ms after the one before", r.DelayMS))
	}
	if r.Times > 1 {
		lines = append(lines, fmt.Sprintf("sent %d times", r.Times))
	}
	lines = append(lines, "credential: "+r.Credential)
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		lines = append(lines, printable(name+": "+r.Header[name]))
	}
	if r.BodyBytes > 0 {
		lines = append(lines, bodyInWords(r))
	}
	again, lost := touched(r.Unbinds)
	for _, line := range again {
		lines = append(lines, "unbinds "+line+"; bound again afterwards")
	}
	for _, line := range lost {
		lines = append(lines, "unbinds "+line+"; NOT bound again")
	}
	return lines
}

// bodyInWords is the body in one line; of a long one the beginning, and its length.
func bodyInWords(r runner.PlannedRequest) string {
	text := printable(string(r.Body))
	if r.BodyBytes > longestBody {
		text += fmt.Sprintf("… (%d bytes)", r.BodyBytes)
	}
	return text
}

// printable writes what would not show, or end the line, as escapes.
func printable(text string) string {
	quoted := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%+q", text), `"`), `"`)
	plain := strings.ReplaceAll(quoted, `\"`, `"`)
	if strings.Contains(text, `\`) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return plain
	}
	return text
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
