package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/roles"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/target"
)

// describe prints a case for people: the page's statement first, then what is
// sent, then what must come back. Address is the target's; empty if none is meant.
func describe(c cases.Case, operation *openapi.Operation, contract *openapi.Contract, address string) string {
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
			if other, known := contract.Operation(id); known {
				called = other
			}
		}
		describeStep(&b, i, len(c.Steps), step, called, address)
	}
	return b.String()
}

func describeClause(b *strings.Builder, id string, contract *openapi.Contract) {
	fmt.Fprintf(b, "  %s\n", id)
	clause, known := contract.Clause(id)
	if !known {
		return
	}
	fmt.Fprintf(b, "    %s\n    %s\n", clause.Text, clause.Place)
}

func describeStep(b *strings.Builder, index, count int, step cases.Step, operation *openapi.Operation, address string) {
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
	request := unfilled(step.Request, operation)
	fmt.Fprintf(b, "  %s %s\n", request.Method, pathAndQuery(request))
	if header := authHeader(step.Request.Auth, roles.TokenHeader(operation)); header != "" {
		fmt.Fprintf(b, "  %s\n", header)
	}
	for _, name := range slices.Sorted(maps.Keys(request.Header)) {
		for _, value := range request.Header[name] {
			fmt.Fprintf(b, "  %s: %s\n", name, value)
		}
	}
	if len(request.Body) > 0 {
		fmt.Fprintf(b, "  %s\n", request.Body)
	}
	b.WriteString("Expected\n")
	describeExpectation(b, step.Expect)
	if command, err := target.Curl(address, request); err == nil {
		fmt.Fprintf(b, "Try it\n  %s\n", command)
	}
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
		b.WriteString("  anything: the response is recorded, not judged\n")
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
	if members, ok := outcome.Like.(map[string]any); ok && len(members) > 0 {
		fmt.Fprintf(b, "      with what the page prints: %s\n", strings.Join(slices.Sorted(maps.Keys(members)), ", "))
	}
	if outcome.Named {
		b.WriteString("      unbinds those of the ids sent that are bound here, and nothing else\n")
	}
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

// unfilled is a step's request with its placeholders left in.
func unfilled(r cases.Request, operation *openapi.Operation) target.Request {
	request := target.Request{
		Method: cmp.Or(r.Method, operation.Method),
		Path:   operation.Path,
		Header: http.Header{},
		Auth:   runner.Presented(*operation, r.Auth),
		Body:   bodyText(r.Body),
	}
	for name, value := range r.Path {
		request.Path = strings.ReplaceAll(request.Path, "{"+name+"}", value)
	}
	request.Path = cases.InForm(request.Path, r.PathForm)
	if r.Query != nil {
		request.Query = *r.Query
	}
	if len(request.Body) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	for name, value := range r.Headers {
		if value == "" {
			request.Header[http.CanonicalHeaderKey(name)] = nil // or curl sends its own
			continue
		}
		request.Header.Set(name, value)
	}
	return request
}

func pathAndQuery(request target.Request) string {
	if request.Query == "" {
		return request.Path
	}
	return request.Path + "?" + request.Query
}

// authHeader says in words what is done to the token where it is not simply sent
// in the header of the page.
func authHeader(auth cases.Auth, name string) string {
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
	return name + ": " + token
}

func bodyText(body *cases.Body) []byte {
	switch {
	case body == nil || body.None:
		return nil
	case body.Raw != nil:
		return []byte(*body.Raw)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(body.JSON); err != nil {
		return fmt.Append(nil, body.JSON)
	}
	return bytes.TrimSpace(b.Bytes())
}
