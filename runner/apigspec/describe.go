package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
)

// describe prints a case for people: the page's statement first, then what is
// sent, then what must come back.
func describe(c cases.Case, operation openapi.Operation, contract *openapi.Contract) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  (%s)\n\n%s\n", c.ID, c.Level, c.Requirement)
	if c.Mutation != "" {
		fmt.Fprintf(&b, "Invalid in one way: %s\n", c.Mutation)
	}
	if consumed := cases.Consumes(c); len(consumed) > 0 {
		fmt.Fprintf(&b, "Consumes: %s\n", strings.Join(consumed, ", "))
	}
	b.WriteString("\nClauses\n")
	for _, id := range c.Clauses {
		describeClause(&b, id, contract)
	}
	for i, step := range c.Steps {
		called := operation
		if id := step.Request.Operation; id != "" && id != operation.ID {
			if other, err := operationByID(contract, id); err == nil {
				called = other
			}
		}
		describeStep(&b, i, len(c.Steps), step, called)
	}
	return b.String()
}

func describeClause(b *strings.Builder, id string, contract *openapi.Contract) {
	fmt.Fprintf(b, "  %s\n", id)
	for _, clause := range contract.Clauses {
		if clause.ID != id {
			continue
		}
		place := clause.Place
		row := ""
		if place.Row != "" {
			row = " · " + place.Row
		}
		fmt.Fprintf(b, "    %s\n    %s · %s%s, line %d\n", clause.Text, place.Page, place.Section, row, place.Line)
	}
}

func describeStep(b *strings.Builder, index, count int, step cases.Step, operation openapi.Operation) {
	title := "Step"
	if count > 1 {
		title = fmt.Sprintf("Step %d", index+1)
	}
	if step.Name != "" {
		title += ": " + step.Name
	}
	fmt.Fprintf(b, "\n%s\n", title)
	if step.Delay > 0 {
		fmt.Fprintf(b, "  wait %s\n", step.Delay)
	}
	if step.Hook != "" {
		fmt.Fprintf(b, "  run the target's %s hook\n", step.Hook)
	}
	if step.Times > 1 {
		fmt.Fprintf(b, "  send it %d times\n", step.Times)
	}
	request := newWireRequest(step.Request, operation)
	fmt.Fprintf(b, "  %s %s\n", request.method, request.path)
	for _, header := range request.headers {
		fmt.Fprintf(b, "  %s\n", header)
	}
	if request.body != "" {
		fmt.Fprintf(b, "  %s\n", request.body)
	}
	b.WriteString("Expected\n")
	describeExpectation(b, step.Expect)
	fmt.Fprintf(b, "Try it\n  %s\n", request.curl())
}

func describeExpectation(b *strings.Builder, expect cases.Expect) {
	if expect.SameAs != "" {
		fmt.Fprintf(b, "  the same status and error code as step %q\n", expect.SameAs)
	}
	for _, outcome := range expect.AnyOf {
		describeOutcome(b, "", outcome)
	}
	for _, outcome := range expect.Absent {
		describeOutcome(b, "without the fixture: ", outcome)
	}
	if expect.SameAs == "" && len(expect.AnyOf) == 0 {
		b.WriteString("  anything: the answer is recorded, not judged\n")
	}
}

func describeOutcome(b *strings.Builder, prefix string, outcome cases.Outcome) {
	fmt.Fprintf(b, "  %s%d", prefix, outcome.Status)
	if len(outcome.Codes) > 0 {
		fmt.Fprintf(b, " %s", strings.Join(outcome.Codes, " | "))
	}
	if outcome.Rationale != "" {
		fmt.Fprintf(b, "  (%s)", outcome.Rationale)
	}
	b.WriteString("\n")
	if batch := outcome.Batch; batch != nil {
		for _, part := range []struct {
			words string
			ids   []string
		}{{"succeed", batch.Succeed}, {"fail", batch.Fail}, {"do either", batch.Either}} {
			if len(part.ids) > 0 {
				fmt.Fprintf(b, "      %s: %s\n", part.words, strings.Join(part.ids, ", "))
			}
		}
		if len(batch.Codes) > 0 {
			fmt.Fprintf(b, "      each failure with %s\n", strings.Join(batch.Codes, " | "))
		}
	}
	if len(outcome.Unbinds) > 0 {
		fmt.Fprintf(b, "      unbinds %s and nothing else\n", strings.Join(outcome.Unbinds, ", "))
	}
}

// wireRequest is a step's request with its placeholders left in.
type wireRequest struct {
	method, path string
	headers      []string
	body         string
}

func newWireRequest(r cases.Request, operation openapi.Operation) wireRequest {
	wire := wireRequest{method: operation.Method, path: operation.Path}
	if r.Method != "" {
		wire.method = r.Method
	}
	for name, value := range r.Path {
		wire.path = strings.ReplaceAll(wire.path, "{"+name+"}", value)
	}
	if r.Query != nil && *r.Query != "" {
		wire.path += "?" + *r.Query
	}
	if header := authHeader(r.Auth); header != "" {
		wire.headers = append(wire.headers, header)
	}
	for _, name := range sortedNames(r.Headers) {
		if r.Headers[name] != "" {
			wire.headers = append(wire.headers, name+": "+r.Headers[name])
		}
	}
	wire.body = bodyText(r.Body)
	if wire.body != "" && !slices.ContainsFunc(sortedNames(r.Headers), func(name string) bool { return strings.EqualFold(name, "Content-Type") }) {
		wire.headers = append(wire.headers, "Content-Type: application/json")
	}
	return wire
}

// authHeader says in words what is done to the token where it is not simply sent.
func authHeader(auth cases.Auth) string {
	if auth.Credential == "none" {
		return ""
	}
	token := "$APIGSPEC_TOKEN"
	if auth.Credential != "" {
		token = "<" + auth.Credential + " token>"
	}
	if auth.Alter != "" {
		token += " (" + auth.Alter + ")"
	}
	if auth.Place != "" {
		return "(" + token + " in " + auth.Place + ")"
	}
	return "X-Auth-Token: " + token
}

func bodyText(body *cases.Body) string {
	switch {
	case body == nil || body.None:
		return ""
	case body.Raw != nil:
		return *body.Raw
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body.JSON); err != nil {
		return fmt.Sprint(body.JSON)
	}
	return strings.TrimSpace(b.String())
}

// curl is a command line with the placeholders still to be filled in; the
// token comes from the environment.
func (w wireRequest) curl() string {
	words := []string{"curl", "-i", "-X", w.method, `"$APIGSPEC_URL"` + quoted(w.path)}
	for _, header := range w.headers {
		if name, ok := strings.CutSuffix(header, ": $APIGSPEC_TOKEN"); ok {
			words = append(words, "-H", `"`+name+`: $APIGSPEC_TOKEN"`)
			continue
		}
		words = append(words, "-H", quoted(header))
	}
	if w.body != "" {
		words = append(words, "--data-binary", quoted(w.body))
	}
	return strings.Join(words, " ")
}

func sortedNames(m map[string]string) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
