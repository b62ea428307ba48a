package derive

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/lazyregexp"
	"github.com/apigspec/apigspec/openapi/spelling"
)

// Slips of batch operations: how the response accounts for the ids of a
// request.

// batch checks that a batch response can belong to the page's example request.
func (n *noter) batch(e example, status int) {
	response, isObject := e.value.(*object)
	requests := n.requestExamples()
	if !isObject || len(requests) != 1 {
		return
	}
	sent := sentIDs(requests[0].value)
	names, accounts := accountingOf(response)
	count, _ := response.get(names.Succeeded)
	failure, _ := response.get(names.Failed)
	failures, isList := failure.(list)
	if !accounts || !isList || len(sent) == 0 {
		return
	}
	for _, f := range failures {
		for _, id := range failedIDs(f, names.ID) {
			if !slices.Contains(sent, id) {
				n.add("answer-to-another-request", itoa(status), e.source.line+lineOf(e.printed.Body, id),
					fmt.Sprintf("The example response reports a failure for %s, an id that the example request does not send.", id),
					"A failure must name an id that was sent; the ids of the example are not compared with a response.",
					"Each example shows a form; the two were not made together.")
			}
		}
	}
	if total := fmt.Sprint(count); total != itoa(len(sent)-len(failures)) {
		n.add("count-does-not-add-up", itoa(status), e.source.line+lineOf(e.printed.Body, names.Succeeded),
			fmt.Sprintf("The example request sends %s, its response counts %s as done and lists %s.", spelling.Counted(len(sent), "id"), total, spelling.Counted(len(failures), "failure")),
			"The numbers of the example are not compared with a response.",
			"Each example shows a form; the two were not made together.")
	}
}

// sentIDs are the strings of the only array of a request body.
func sentIDs(body any) []string {
	o, isObject := body.(*object)
	if !isObject {
		return nil
	}
	var ids []string
	for _, m := range o.members {
		items, isList := m.value.(list)
		if !isList {
			continue
		}
		for _, item := range items {
			if id, isString := item.(string); isString {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// accountingOf are the members by which a response accounts for ids: the usual ones
// of a kind of binding, if it has them.
func accountingOf(response *object) (domain.Accounting, bool) {
	for _, kind := range domain.Kinds() {
		names := kind.Unbind.Accounting
		_, counts := response.get(names.Succeeded)
		_, lists := response.get(names.Failed)
		if counts && lists {
			return names, true
		}
	}
	return domain.Accounting{}, false
}

func failedIDs(failure any, member string) []string {
	o, isObject := failure.(*object)
	if !isObject {
		return nil
	}
	if id, found := o.get(member); found {
		text, _ := id.(string)
		return []string{text}
	}
	return nil
}

var (
	countOf = lazyregexp.New(`(?i)\b(?:number of|how many)\s+([a-z -]+)`)
	idsOf   = lazyregexp.New(`(?i)\bids of (?:the )?([a-z -]+)`)
)

// counts reports a number of things of which the ids of the request name only
// parts: policies are counted, and the records of their bindings sent.
func (n *noter) counts(r *response) {
	sent := n.bodySchema()
	if sent == nil || r.schema == nil {
		return
	}
	for _, count := range r.schema.properties {
		whole := thingsOf(countOf, count.description)
		for _, ids := range sent.properties {
			part := thingsOf(idsOf, ids.description)
			if whole == "" || count.schema.typ != "integer" || ids.schema.typ != "array" || !strings.HasPrefix(part, whole+" ") {
				continue
			}
			n.add("count-of-something-else", itoa(r.status)+"-"+count.name, count.sources[0].line,
				fmt.Sprintf("%s counts what the page calls %q, while %s holds the ids of what it calls %q.", count.name, whole, ids.name, part),
				fmt.Sprintf("For several ids of one %s any count from one to their number is legal; it should be their number.", whole),
				"The page does not say how several of one count.")
		}
	}
}

// endOfThings are words that follow the name of things.
var endOfThings = lazyregexp.New(`(?i)\s+(?:that|which|who|to|were|was|are|have|has|in|on|from|for|of|and|by|with|successfully)\b.*$`)

// thingsOf is what a description counts or holds the ids of, one of it; empty
// if it says nothing of the kind.
func thingsOf(pattern *lazyregexp.Regexp, description string) string {
	m := pattern.FindStringSubmatch(description)
	if m == nil {
		return ""
	}
	return singular(strings.ToLower(strings.TrimSpace(endOfThings.ReplaceAllString(m[1], ""))))
}
