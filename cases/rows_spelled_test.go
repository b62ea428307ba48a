package cases

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi"
)

// The files of rows spell nothing that a page says: no error code, status, bound,
// id, value, nor the name of a parameter or member. All that comes from the
// contract, so that an edition may change it.
func TestRowsSpellNothingOfThePages(t *testing.T) {
	pages := printedBy(t, builtIn(t))
	names, err := fs.Glob(files, "*.yaml")
	if err != nil || len(names) < 3 {
		t.Fatalf("found only %q (%v)", names, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, slip := range pages.spelledIn(t, string(text)) {
			t.Errorf("%s: %s", name, slip)
		}
	}
}

// No list that a row sends is as long as a page allows, or just longer: such
// lists are made from the contract.
func TestRowsSendNoListOfABound(t *testing.T) {
	contract := builtIn(t)
	lib, err := loadLibrary(files, contract, contract)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := loadRows(files, lib, contract)
	if err != nil {
		t.Fatal(err)
	}
	for _, slip := range listsOf(rows, printedBy(t, contract).bounds) {
		t.Error(slip)
	}
}

// The tests above find what they are to find. What is spelled here stands in the
// pages, read off them by a person.
func TestSpelledFindsSlips(t *testing.T) {
	pages := printedBy(t, builtIn(t))
	for _, row := range []struct{ name, text, slip string }{
		{"a code", "a: [{answer: x, codes: [APIG.3068]}]", "APIG.3068"},
		{"a code of the list alone", "a: [{answer: x, edge_codes: [APIC.7302]}]", "APIC.7302"},
		{"a code that nobody has, not of a front gateway", "a: [{codes: [APIG.0301]}]", "APIG.0301"},
		{"a code in a comment", "# the page prints APIG.2011\na: b", "APIG.2011"},
		{"a status", "a: [{status: 404}]", "404"},
		{"a status in prose", "- requirement: it is answered 204 then", "204"},
		{"a bound, which is a status as well", "- requirement: at most 500 of them", "500"},
		{"the end of a range of as many as a bound", "a: [<unknown.api.0..499>]", "499"},
		{"a member of a request", "body: {env_id: <env_id>}", "env_id"},
		{"a member in raw text", `raw: '{"api_ids": []}'`, "api_ids"},
		{"a member of a response", "clauses: [answer/carried-out/success_count]", "success_count"},
		{"a member of one word", "clauses: [answer/carried-out/failure]", "failure"},
		{"a path parameter", "path: {plugin_id: <plugin>}", "plugin_id"},
		{"a query parameter", "query: action=x", "action"},
		{"a prescribed value", "query: <action>=delete", "delete"},
		{"the header of the token", `place: "header:x-auth-token"`, "x-auth-token"},
		{"the header in prose", "requirement: X-Auth-Token is the only one", "x-auth-token"},
		{"an id of an example", "body: {<list>: [8aa097b00e9843efabc9c593d11b769d]}", "8aa097b00e9843efabc9c593d11b769d"},
		{"an id in the message of an example", "body: {<list>: [eddc4d25480b4cd6b512f270a1b8b341]}", "eddc4d25480b4cd6b512f270a1b8b341"},
		{"the environment of an example", "body: {<env>: DEFAULT_ENVIRONMENT_RELEASE_ID}", "default_environment_release_id"},
	} {
		slips := pages.spelledIn(t, row.text)
		if len(slips) != 1 || !strings.HasPrefix(slips[0], row.slip+" ") {
			t.Errorf("%s: found %q, want %s and nothing else", row.name, slips, row.slip)
		}
	}
	for _, text := range []string{
		"a: [{status: 411, edge_codes: [APIG.0301, APIGW.0302]}]",
		`raw: '{"<env>": "<env_id>", "<list>": ["<api.0x439>"]}'`,
		"- name: message/wrong-action\n  requirement: A wrong action is a failure.\n  query: <action>=un<value>",
		"- delay: 900ms\n  times: 15",
	} {
		if slips := pages.spelledIn(t, text); len(slips) > 0 {
			t.Errorf("%s\nspells %q", text, slips)
		}
	}
}

// The length of a list is found however it is written.
func TestListsOfABoundAreFound(t *testing.T) {
	const rows = `
for: [apig.plugin-detach]
rows:
  - {name: ids/spelled, requirement: x, clauses: [uri], steps: [{body: {<list>: [<unknown.api.0..498>, <api.0>]}, expect: [carried-out]}]}
  - {name: ids/repeated, requirement: x, clauses: [uri], steps: [{body: {<list>: [<api.0x500>, <api.1>]}, expect: [carried-out]}]}
  - {name: ids/short, requirement: x, clauses: [uri], steps: [{body: {<list>: [<unknown.api.0..48>, <api.0x40>]}, expect: [carried-out]}]}
`
	contract := builtIn(t)
	lib, err := loadLibrary(files, contract, contract)
	if err != nil {
		t.Fatal(err)
	}
	all, err := loadRows(fstest.MapFS{"a.yaml": {Data: []byte(rows)}}, lib, contract)
	if err != nil {
		t.Fatal(err)
	}
	got := listsOf(all, printedBy(t, contract).bounds)
	want := []string{
		"apig.plugin-detach/ids/spelled sends a list of 500, a bound of a page or next to it",
		"apig.plugin-detach/ids/repeated sends a list of 501, a bound of a page or next to it",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// printed is what pages print and rows must not: in lower case, but for codes.
type printed struct {
	// names are those of parameters, headers and members, values the prescribed
	// ones, ids those of the examples.
	names, values, ids []string
	codes              []string
	statuses           []int
	// bounds are upper bounds of lists. A lower one is a number like any other.
	bounds []int
}

func printedBy(t *testing.T, contract *openapi.Contract) printed {
	t.Helper()
	var p printed
	for _, row := range contract.ErrorCodes() {
		p.codes = append(p.codes, row.Code)
	}
	for i := range contract.Operations {
		op := &contract.Operations[i]
		p.requests(op)
		p.responses(op)
	}
	for what, n := range map[string]int{
		"names": len(p.names), "values": len(p.values), "ids": len(p.ids), "codes": len(p.codes), "statuses": len(p.statuses), "bounds": len(p.bounds),
	} {
		if n == 0 {
			t.Fatalf("the contract has no %s", what)
		}
	}
	return p
}

func (p *printed) requests(op *openapi.Operation) {
	for _, in := range []string{"path", "query", "header"} {
		for _, parameter := range op.Parameters(in) {
			p.names = append(p.names, strings.ToLower(parameter.Name))
			if value, ok := openapi.Prescribed(parameter.Schema.Value); ok {
				p.values = append(p.values, strings.ToLower(fmt.Sprint(value)))
			}
		}
	}
	if h := op.AuthHeader(); h != nil {
		p.names = append(p.names, strings.ToLower(h.Name))
	}
	for _, m := range op.BodyMembers() {
		p.names = append(p.names, strings.ToLower(m.Name))
		if m.Schema.MaxItems != nil {
			p.bounds = append(p.bounds, int(*m.Schema.MaxItems))
		}
	}
	for _, e := range op.RequestExamples() {
		p.example(e.Value)
	}
}

func (p *printed) responses(op *openapi.Operation) {
	for _, status := range op.Statuses() {
		p.statuses = append(p.statuses, status)
		p.codes = append(p.codes, op.Codes(status)...)
		for _, m := range op.ResponseMembers(status) {
			p.names = append(p.names, strings.ToLower(m.Name))
		}
		for _, e := range op.ResponseExamples(status) {
			p.example(e.Value)
		}
	}
}

// longWord is what an id, or the name of one, looks like in an example: no prose
// has words of twenty letters.
var longWord = regexp.MustCompile(`[A-Za-z0-9_-]{20,}`)

func (p *printed) example(value any) {
	mapStrings(value, func(text string) string {
		for _, id := range longWord.FindAllString(text, -1) {
			p.ids = append(p.ids, strings.ToLower(id))
		}
		return text
	})
}

var (
	inBrackets = regexp.MustCompile(`<[a-z_][^<>\s"']*>`)
	anyCode    = regexp.MustCompile(`\b[A-Z][A-Z0-9]*\.[0-9]+\b`)
	anyWord    = regexp.MustCompile(`[A-Za-z0-9_-]+`)
	anyNumber  = regexp.MustCompile(`[0-9]+`)
)

// spelledIn lists what a file spells of the pages, once each. What stands in
// angle brackets are words and placeholders; of these only numbers count.
func (p printed) spelledIn(t *testing.T, text string) []string {
	t.Helper()
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatal(err)
	}
	var slips []string
	slip := func(what, why string) {
		if s := what + " " + why; !slices.Contains(slips, s) {
			slips = append(slips, s)
		}
	}
	p.spelledAnywhere(text, edgeCodes(&root), slip)
	p.spelledInValues(&root, "", slip)
	return slips
}

// spelledAnywhere finds what may stand nowhere, not even in a comment.
func (p printed) spelledAnywhere(text string, edge []string, slip func(what, why string)) {
	for _, code := range anyCode.FindAllString(text, -1) {
		if slices.Contains(p.codes, code) || !slices.Contains(edge, code) {
			slip(code, "is an error code")
		}
	}
	text = anyCode.ReplaceAllString(text, "")
	for _, digits := range anyNumber.FindAllString(longWord.ReplaceAllString(text, ""), -1) {
		number, _ := strconv.Atoi(digits) // what is too large is no status
		switch {
		case slices.Contains(p.statuses, number):
			slip(digits, "is a status that a page documents")
		case slices.Contains(p.bounds, number) || slices.Contains(p.bounds, number+1): // the last of so many, counted from 0
			slip(digits, "is a bound of a page, or next to it")
		}
	}
	for _, word := range anyWord.FindAllString(inBrackets.ReplaceAllString(text, " "), -1) {
		word = strings.ToLower(word)
		switch {
		case slices.Contains(p.ids, word):
			slip(word, "is an id of an example")
		case strings.ContainsAny(word, "_-") && slices.Contains(p.names, word):
			slip(word, "is the name of a parameter or member")
		}
	}
}

// spelledInValues finds names and values that are words of English as well: they
// may stand in prose and in the names of rows.
func (p printed) spelledInValues(n *yaml.Node, key string, slip func(what, why string)) {
	switch {
	case slices.Contains([]string{"name", "requirement", "rationale", "mutation"}, key):
	case n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			p.spelledInValues(n.Content[i], "", slip)
			p.spelledInValues(n.Content[i+1], n.Content[i].Value, slip)
		}
	case n.Kind == yaml.ScalarNode:
		for _, word := range anyWord.FindAllString(inBrackets.ReplaceAllString(n.Value, " "), -1) {
			word = strings.ToLower(word)
			switch {
			case slices.Contains(p.values, word):
				slip(word, "is a value that a page prescribes")
			case slices.Contains(p.names, word):
				slip(word, "is the name of a parameter or member")
			}
		}
	default:
		for _, c := range n.Content {
			p.spelledInValues(c, key, slip)
		}
	}
}

// edgeCodes are the codes under the key of that name.
func edgeCodes(n *yaml.Node) []string {
	var codes []string
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == "edge_codes" {
			for _, code := range c.Content {
				codes = append(codes, code.Value)
			}
			continue
		}
		codes = append(codes, edgeCodes(c)...)
	}
	return codes
}

// listsOf are the lists that cases send with as many items as a bound, or one more.
func listsOf(all []Case, bounds []int) []string {
	var slips []string
	for _, c := range all {
		for _, s := range c.Steps {
			if s.Request.Body == nil {
				continue
			}
			members, _ := s.Request.Body.JSON.(map[string]any)
			for _, name := range sortedKeys(members) {
				list, _ := members[name].([]any)
				if n := lengthOf(list); slices.Contains(bounds, n) || slices.Contains(bounds, n-1) {
					slips = append(slips, fmt.Sprintf("%s sends a list of %d, a bound of a page or next to it", c.ID, n))
				}
			}
		}
	}
	return slips
}

// lengthOf counts the items that a list comes to.
func lengthOf(list []any) int {
	n := 0
	for _, item := range list {
		text, _ := item.(string)
		ref, err := ParseRef(text)
		if err != nil {
			n++
			continue
		}
		n += (ref.To - ref.From + 1) * max(ref.Times, 1)
	}
	return n
}
