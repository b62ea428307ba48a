package judge

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/roles"
)

// idShaped is an id as the service makes them: thirty-two hexadecimal digits, or
// those of a UUID.
var idShaped = lazyregexp.New(`\b[0-9a-fA-F]{32}\b|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b`)

// messages judges what errors say to people: something, and nothing of ids that
// the request did not name. Wording is never judged.
func (j *response) messages(body any) {
	object, _ := body.(map[string]any)
	if j.ex.Response.Status >= http.StatusBadRequest {
		j.says(object, "", j.names.message)
		return
	}
	if j.operation.Spec == nil {
		return
	}
	names := roles.Of(j.operation).Accounting
	failed, _ := object[names.Failed].([]any)
	for i, item := range failed {
		entry, _ := item.(map[string]any)
		j.says(entry, fmt.Sprintf("/%s/%d", names.Failed, i), names.Message)
	}
}

// says judges one message, which is a member of the object at a pointer.
func (j *response) says(object map[string]any, pointer, name string) {
	text, shown := object[name].(string)
	if !shown || name == "" {
		return
	}
	pointer += "/" + name
	clause := j.clause(memberClauses(j.ex.Response.Status, pointer)...)
	if strings.TrimSpace(text) == "" {
		j.add(KindSchema, clause, "some words", fmt.Sprintf("%q", text), pointer, "the message says nothing")
	}
	for _, id := range idShaped.FindAllString(text, -1) {
		if !j.named(id, object, name) {
			j.add(KindBody, clause, "only ids that the request named", id, pointer, "the message names the id %s, which the request did not", id)
		}
	}
}

// named reports whether the request named an id, or the response gives it a member
// or header of its own, as it does with the id of the request.
func (j *response) named(id string, object map[string]any, except string) bool {
	q, r := j.ex.Request, j.ex.Response
	address, err := url.QueryUnescape(q.URL)
	if err != nil {
		address = q.URL
	}
	said := []string{q.URL, address, string(q.Body)}
	for _, h := range []http.Header{q.Header, r.Header} {
		for _, values := range h {
			said = append(said, values...)
		}
	}
	for name, value := range object {
		if text, ok := value.(string); ok && name != except {
			said = append(said, text)
		}
	}
	return slices.ContainsFunc(said, func(text string) bool { return strings.Contains(plainID(text), plainID(id)) })
}

// plainID leaves out in what an id may be written differently.
func plainID(text string) string { return strings.ToLower(strings.ReplaceAll(text, "-", "")) }
