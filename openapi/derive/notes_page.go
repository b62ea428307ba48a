package derive

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// Slips within one page.

// statuses compares the sections that list a status. Pages that describe no
// error response at all under Response Parameters mean to list them below only.
func (n *noter) statuses() {
	withErrors := slices.ContainsFunc(n.draft.responses, func(r *response) bool {
		return r.status >= 400 && slices.Contains(r.listedIn, "response-parameters")
	})
	for _, r := range n.draft.responses {
		subject := itoa(r.status)
		inTables := slices.Contains(r.listedIn, "response-parameters")
		inStatusCodes := slices.Contains(r.listedIn, "status-codes")
		switch {
		case inStatusCodes && !inTables && (r.status < 400 || withErrors):
			n.add("status-only-in-table", subject, r.source.line,
				fmt.Sprintf("Status %d stands in the table Status Codes, but not under Response Parameters.", r.status),
				"It is a documented response without a body.",
				"The responses of an operation are the union of both sections; a status in either is documented.")
		case !inStatusCodes && len(n.draft.page.StatusCodes) > 0:
			n.add("status-not-in-table", subject, r.source.line,
				fmt.Sprintf("Status %d is documented, but does not stand in the table Status Codes.", r.status),
				"It is a documented response.",
				"The responses of an operation are the union of both sections; a status in either is documented.")
		}
		if r.status == http.StatusNoContent && r.schema != nil {
			n.add("body-of-204", "", r.source.line, "Status 204 has a table of its body.",
				"The table stays in the contract; no response of 204 can show it.", "A response with status 204 has no body (RFC 9110, section 15.3.5).")
		}
		if r.description == http.StatusText(http.StatusOK) && r.status != http.StatusOK {
			n.add("phrase", subject, r.source.line,
				fmt.Sprintf("Status %d is called OK, which is the phrase of 200.", r.status),
				"The number counts.", "Phrases are prose; a client reads the number.")
		}
	}
}

func (n *noter) examples() {
	for _, e := range n.requestExamples() {
		n.example(e, "request", n.bodySchema())
		n.requestLine(e)
	}
	for _, r := range n.draft.responses {
		for _, e := range r.examples {
			n.example(e, itoa(r.status), r.schema)
			n.unreadCode(e, r.status)
			if r.status < 300 {
				n.batch(e, r.status)
			}
		}
		if r.status < 300 {
			n.counts(r)
		}
	}
}

// commandLine is a call as a shell makes it.
var commandLine = lazyregexp.New(`^(?:\$ )?curl\s`)

// commands reports examples that are printed as command lines.
func (n *noter) commands() {
	for _, t := range n.draft.page.Other {
		if commandLine.MatchString(t.Text) && strings.Contains(strings.ToLower(t.Section), "request") {
			n.add("example-not-read", "", t.Line, fmt.Sprintf("The example request is a command line: %q.", shortened(t.Text)),
				"It is no example of the contract. To have it read, print METHOD https://… and, below it, the body.",
				"Which part of a command line is sent depends on the program.")
		}
	}
}

func (n *noter) requestExamples() []example {
	if n.draft.body == nil {
		return nil
	}
	return n.draft.body.examples
}

func (n *noter) bodySchema() *schema {
	if n.draft.body == nil {
		return nil
	}
	return n.draft.body.schema
}

// example reports what an example contradicts by itself.
func (n *noter) example(e example, side string, s *schema) {
	subject := side + "-" + e.name
	for _, f := range e.faults {
		n.add("example-does-not-fit", subject, e.source.line,
			fmt.Sprintf("The example (%s) does not fit the page's tables: %s.", subject, f.Error()),
			"The tables count; the example stays as printed, under x-examples.",
			"A table states a rule, an example one value.")
	}
	for _, name := range undescribedMembers(e.value, s, "") {
		n.add("member-without-row", subject, e.source.line,
			fmt.Sprintf("The example (%s) shows the member %s, for which no table has a row.", subject, name),
			"It is not part of the contract.", "Its type and meaning stand nowhere; extra members are legal.")
	}
	seen := map[string]bool{}
	walkStrings(e.value, func(pointer, text string) {
		if strings.Contains(text, `\"`) {
			n.add("escaping", subject, e.source.line+lineOf(e.printed.Body, `\\\"`),
				fmt.Sprintf(`The example's string at %s holds a backslash before each quotation mark (\\\" in the text).`, pointer),
				"The example stays as printed; no check compares the wording.",
				"It was escaped twice: a server that writes the message once sends plain quotation marks.")
		}
		for _, id := range malformedIDs(text) {
			if seen[id] {
				continue
			}
			seen[id] = true
			n.add("malformed-id", subject, e.source.line+lineOf(e.printed.Body, id),
				fmt.Sprintf("The id %s at %s is neither 32 hexadecimal digits nor a UUID.", id, pointer),
				"No format or pattern is derived from the ids of examples.", "Examples are typed by hand; a pattern would refuse real ids.")
		}
	})
}

// lineOf counts the lines above the first one that holds the text.
func lineOf(body, text string) int {
	before, _, found := strings.Cut(body, text)
	if !found {
		return 0
	}
	return strings.Count(before, "\n")
}

// requestLine looks for the mandatory query parameters of an example.
func (n *noter) requestLine(e example) {
	for _, p := range n.draft.parameters {
		if p.in != "query" || !p.required {
			continue
		}
		switch r := e.printed.Request; {
		case r == nil:
			n.add("example-without-parameter", p.name, e.source.line,
				fmt.Sprintf("The example request prints no request line, and so not the mandatory query parameter %s.", p.name),
				"The example is sent with the parameter.", "The table says that it is mandatory.")
		case !strings.Contains(r.Path, p.name+"="):
			n.add("example-without-parameter", p.name, e.source.line,
				fmt.Sprintf("The request line of the example lacks the mandatory query parameter %s.", p.name),
				"The example is sent with the parameter.", "The table says that it is mandatory.")
		}
	}
}

var everything = lazyregexp.New(`(?i)\ball\b`)

// title looks for a title that promises more than the operation does.
func (n *noter) title() {
	s := n.bodySchema()
	if s == nil || !everything.MatchString(n.draft.page.Title.Text) {
		return
	}
	for _, p := range s.properties {
		if p.required && p.schema.typ == "array" && strings.HasSuffix(p.name, "_ids") {
			n.add("title-too-wide", p.name, n.draft.page.Title.Line,
				fmt.Sprintf("The title %q speaks of all, yet the mandatory %s selects which.", n.draft.page.Title.Text, p.name),
				"Only what "+p.name+" lists is affected; what it does not list must stay.",
				"A mandatory list would have no meaning if everything were affected.")
		}
	}
}

func (n *noter) registered(statuses map[string][]int) {
	for _, r := range n.draft.responses {
		for _, code := range r.codes() {
			registered := statuses[code]
			if len(registered) > 0 && !slices.Contains(registered, r.status) && r.status >= 400 {
				n.add("code-registered-elsewhere", code, r.examples[0].source.line,
					fmt.Sprintf("The example of status %d carries %s, which the list of error codes gives status %d.", r.status, code, registered[0]),
					fmt.Sprintf("The page counts: %s with status %d.", code, r.status),
					"The page describes this operation, the list all of them.")
			}
		}
	}
}

// undescribedMembers are the members of an example that no row describes.
func undescribedMembers(v any, s *schema, path string) []string {
	if s == nil {
		return nil
	}
	properties := s.properties
	if s.model != nil {
		properties = s.model.properties
	}
	var all []string
	switch v := v.(type) {
	case list:
		for _, item := range v {
			all = append(all, undescribedMembers(item, s.items, path+"[]")...)
		}
	case *object:
		if s.values != nil || len(properties) == 0 {
			return nil
		}
		for _, m := range v.members {
			i := slices.IndexFunc(properties, func(p property) bool { return p.name == m.key })
			name := strings.TrimPrefix(path+"."+m.key, ".")
			if i < 0 {
				all = append(all, name)
				continue
			}
			all = append(all, undescribedMembers(m.value, properties[i].schema, name)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func walkStrings(v any, visit func(pointer, text string)) {
	var walk func(v any, pointer string)
	walk = func(v any, pointer string) {
		switch v := v.(type) {
		case string:
			visit(pointer, v)
		case list:
			for i, item := range v {
				walk(item, pointer+"/"+itoa(i))
			}
		case *object:
			for _, m := range v.members {
				walk(m.value, pointer+"/"+m.key)
			}
		}
	}
	walk(v, "")
}

var (
	idLike   = lazyregexp.New(`\b[0-9a-z]{28,40}\b|\b[0-9a-z]{7,9}(?:-[0-9a-z]{3,5}){3}-[0-9a-z]{10,14}\b`)
	plainID  = lazyregexp.New(`^[0-9a-f]{32}$`)
	uuid     = lazyregexp.New(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	notHex   = lazyregexp.New(`[^0-9a-f-]`)
	anyDigit = lazyregexp.New(`[0-9]`)
)

// malformedIDs are texts that are meant as ids, but are not well-formed. A
// masked id (xxxx) is not meant as one.
func malformedIDs(text string) []string {
	var all []string
	for _, id := range idLike.FindAllString(text, -1) {
		wellFormed := plainID.MatchString(id) || uuid.MatchString(id)
		meant := len(notHex.FindAllString(id, -1)) <= 3 && len(anyDigit.FindAllString(id, -1)) >= 8
		if meant && !wellFormed {
			all = append(all, id)
		}
	}
	return all
}
