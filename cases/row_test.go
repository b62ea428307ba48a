package cases

import (
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/situation"
)

// loadTestRows loads one row file for the operations of the built-in contract.
func loadTestRows(t *testing.T, text string) ([]Case, error) {
	t.Helper()
	return loadTestRowsFor(t, text, builtIn(t))
}

// testOutcomes are named outcomes for the rows of these tests.
const testOutcomes = `
token-missing: [{answer: token-missing, edge_codes: [EDGE.301]}]
action: [{answer: value-wrong}]
`

// loadTestRowsFor loads one row file for the operations of a contract.
func loadTestRowsFor(t *testing.T, text string, contract *openapi.Contract) ([]Case, error) {
	t.Helper()
	fsys := fstest.MapFS{"rows.yaml": {Data: []byte(text)}, "outcomes.yaml": {Data: []byte(testOutcomes)}}
	lib, err := loadLibrary(fsys, contract, builtIn(t))
	if err != nil {
		t.Fatal(err)
	}
	return loadRows(fsys, lib, contract)
}

// rowWith is a file of one good row whose parts are replaced: a part is a line
// of the row, by its key, or the whole list of steps.
func rowWith(parts ...string) string {
	order := []string{"name", "requirement", "clauses", "level", "mutation", "steps"}
	lines := map[string]string{
		"name":        "name: topic/row",
		"requirement": "requirement: Something holds.",
		"clauses":     "clauses: [function/effect]",
		"steps":       "steps: [{body: {<list>: [<bind.0>]}, expect: [{answer: carried-out, batch: {succeed: [<bind.0>]}, unbinds: [<bind.0>]}]}]",
	}
	for _, part := range parts {
		key, _, _ := strings.Cut(part, ":")
		if !slices.Contains(order, key) {
			order = append(order, key)
		}
		lines[key] = part
	}
	text := "for: [apig.acl-unbind, apig.throttle-unbind]\nrows:\n"
	dash := "  - "
	for _, key := range order {
		if line := lines[key]; line != "" && !strings.HasSuffix(line, ": OUT") {
			text += dash + line + "\n"
			dash = "    "
		}
	}
	return text
}

// step is a row's steps with one step that has the given keys besides an
// expectation.
func step(keys string) string {
	return "steps: [{" + keys + ", expect: [carried-out]}]"
}

// expecting is a row's steps with one step that expects the given outcomes.
func expecting(outcomes string) string { return "steps: [{expect: [" + outcomes + "]}]" }

func TestGoodRow(t *testing.T) {
	got, err := loadTestRows(t, rowWith("steps: [{name: a, delay: 900ms, linger: 0.5s, times: 2, connection: same, hook: internal_error, method: POST, auth: {credential: forbidden}, headers: {Accept: \"\"}, path: {instance_id: <other.instance_id>}, query: <action>=<value>, raw: '{\"<list>\": []}', same_as: b, expect: []}]"))
	if err == nil {
		t.Fatalf("same_as of an unknown step is taken: %+v", got)
	}
	got, err = loadTestRows(t, rowWith("steps: [{name: a, delay: 900ms, linger: 0.5s, body: {<list>: [<bind.0>, <other.policy>, <unknown.bind.1..2>]}, expect: [{answer: carried-out, unbinds: [<bind.0>]}]}]"))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 {
		t.Fatalf("%d cases, want one for each operation", len(got))
	}
	for i, want := range []struct{ id, body string }{
		{"apig.acl-unbind/topic/row", "map[acl_bindings:[<acl.0> <other.acl_policy> <unknown.acl.1..2>]]"},
		{"apig.throttle-unbind/topic/row", "map[throttle_bindings:[<throttle.0> <other.throttle_policy> <unknown.throttle.1..2>]]"},
	} {
		c := got[i]
		if c.ID != want.id || c.Level != Must {
			t.Errorf("case %s at level %s, want %s at level must", c.ID, c.Level, want.id)
		}
		s := c.Steps[0]
		if s.Delay != 900*time.Millisecond || s.Linger != 500*time.Millisecond {
			t.Errorf("%s: delay %s and linger %s", c.ID, s.Delay, s.Linger)
		}
		if body := fmt.Sprint(s.Request.Body.JSON); body != want.body {
			t.Errorf("%s: body %s, want %s", c.ID, body, want.body)
		}
		if s.Request.Query == nil || *s.Request.Query != "action=delete" {
			t.Errorf("%s: the query is not the valid one", c.ID)
		}
	}
}

// Every mistake of a row is refused when the rows are loaded, and the error
// names the file, the line, the row, the key and what was probably meant.
func TestRowMistakes(t *testing.T) {
	for _, test := range []struct {
		name string
		text string
		key  string // the full path of the key
		want string // part of what is said about it
	}{
		{"a misspelled delay", rowWith(step(`delay: 900 ms`)), "steps[0].delay", `"900 ms" is no duration`},
		{"a delay without a unit", rowWith(step(`delay: 900`)), "steps[0].delay", `"900" is no duration`},
		{"a delay that is none", rowWith(step(`delay: 0s`)), "steps[0].delay", "more than 0"},
		{"a negative delay", rowWith(step(`delay: -1s`)), "steps[0].delay", "more than 0"},
		{"a key without a value", rowWith(step(`delay: `)), "steps[0].delay", "no value"},
		{"a misspelled linger", rowWith(step(`linger: soon`)), "steps[0].linger", `"soon" is no duration`},
		{"a linger that is none", rowWith(step(`linger: 0s`)), "steps[0].linger", "more than 0"},
		{"an alias inside of itself", rowWith("steps: [{body: &a {b: *a}, expect: [action]}]"), "steps[0].body.b", "inside"},
		{"an unknown key of the row", rowWith("requiremnt: x"), "requiremnt", `did you mean "requirement"?`},
		{"an old key of a step", rowWith(step(`dealy: 1s`)), "steps[0].dealy", `did you mean "delay"?`},
		{"an unknown key of an outcome", rowWith(expecting(`{answer: carried-out, unbind: [<bind.0>]}`)), "steps[0].expect[0].unbind", `did you mean "unbinds"?`},
		{"an unknown key of a batch", rowWith(expecting(`{answer: carried-out, batch: {succeeds: [<bind.0>]}}`)), "steps[0].expect[0].batch.succeeds", `did you mean "succeed"?`},
		{"an unknown key of auth", rowWith(step(`auth: {credentials: none}`)), "steps[0].auth.credentials", `did you mean "credential"?`},
		{"a key given twice", rowWith(step(`times: 2, times: 3`)), "steps[0].times", "given twice"},
		{"a member given twice", rowWith(step(`body: {a: 1, a: 2}`)), "steps[0].body", "already defined"},
		{"an unknown level", rowWith("level: shold"), "level", `did you mean "should"?`},
		{"an unknown credential", rowWith(step(`auth: {credential: expird}`)), "steps[0].auth.credential", `did you mean "expired"?`},
		{"an unknown alteration", rowWith(step(`auth: {alter: swapcase}`)), "steps[0].auth.alter", `did you mean "swap-case"?`},
		{"an unknown place", rowWith(step(`auth: {place: "cokie:token"}`)), "steps[0].auth.place", `did you mean "cookie:NAME"?`},
		{"a place without a name", rowWith(step(`auth: {place: "query:"}`)), "steps[0].auth.place", "query:NAME"},
		{"a place with a name too many", rowWith(step(`auth: {place: "bearer:token"}`)), "steps[0].auth.place", "bearer"},
		{"an altered token that is not sent", rowWith(step(`auth: {credential: none, alter: half}`)), "steps[0].auth.alter", "none"},
		{"an unknown connection", rowWith(step(`connection: frehs`)), "steps[0].connection", `did you mean "fresh"?`},
		{"an unknown hook", rowWith(step(`hook: internal-error`)), "steps[0].hook", `did you mean "internal_error"?`},
		{"an unknown method", rowWith(step(`method: PTCH`)), "steps[0].method", `did you mean "PATCH"?`},
		{"a method in lower case", rowWith(step(`method: post`)), "steps[0].method", `"post"`},
		{"an unknown operation", rowWith(step(`operation: apig.acl-unbnd`)), "steps[0].operation", `did you mean "apig.acl-unbind"?`},
		{"an unknown path parameter", rowWith(step(`path: {instance: x}`)), "steps[0].path.instance", "instance_id"},
		{"a header that is none", rowWith(step(`headers: {"Accept:": x}`)), "steps[0].headers.Accept:", "header"},
		{"no times at all", rowWith(step(`times: 0`)), "steps[0].times", "1 or more"},
		{"negative times", rowWith(step(`times: -3`)), "steps[0].times", "1 or more"},
		{"times in words", rowWith(step(`times: often`)), "steps[0].times", "whole number"},
		{"a body and a raw body", rowWith(step(`body: {}, raw: x`)), "steps[0].raw", "body"},
		{"a body and none", rowWith(step(`body: {}, no_body: true`)), "steps[0].no_body", "body"},
		{"a raw body and none", rowWith(step(`raw: x, no_body: true`)), "steps[0].no_body", "raw"},
		{"no body, but not", rowWith(step(`no_body: false`)), "steps[0].no_body", "true"},
		{"an unknown placeholder", rowWith(step(`body: {<list>: [<acll.0>]}`)), "steps[0].body.<list>[0]", `did you mean "acl"?`},
		{"a word that no operation defines", rowWith(step(`body: {<lst>: []}`)), "steps[0].body.<lst>", `did you mean "list"?`},
		{"a word in the name", rowWith("name: body/<lst>-absent"), "name", `did you mean "list"?`},
		{"a word in the requirement", rowWith("requirement: The member <lsit> is optional."), "requirement", `did you mean "list"?`},
		{"an unknown placeholder in a raw body", rowWith(step(`raw: '["<bind.0>", "<bnd.0>"]'`)), "steps[0].raw", `did you mean "bind"?`},
		{"an unknown placeholder in the query", rowWith(step(`query: "a=<polcy>"`)), "steps[0].query", `did you mean "policy"?`},
		{"an unknown modifier", rowWith(step(`body: {<list>: ["<bind.0:shout>"]}`)), "steps[0].body.<list>[0]", `placeholder <bind.0:shout>: an id cannot be altered by "shout"; use one of extend, pad`},
		{"a modifier with a slip", rowWith(step(`body: {<list>: ["<bind.0:truncat>"]}`)), "steps[0].body.<list>[0]", `did you mean "truncate"?`},
		{"a range that runs backwards", rowWith(step(`body: {<list>: ["<bind.4..1>"]}`)), "steps[0].body.<list>[0]", "backwards"},
		{"brackets around something else", rowWith(step(`body: {<list>: ["<Bind.0>"]}`)), "steps[0].body.<list>[0]", "placeholder"},
		{"no name", rowWith("name: OUT"), "name", "missing"},
		{"a name without a topic", rowWith("name: row"), "name", "topic/name"},
		{"a name with spaces", rowWith("name: topic/one row"), "name", "topic/name"},
		{"no requirement", rowWith("requirement: OUT"), "requirement", "missing"},
		{"no clauses", rowWith("clauses: OUT"), "clauses", "missing"},
		{"an empty list of clauses", rowWith("clauses: []"), "clauses", "missing"},
		{"an unknown clause", rowWith("clauses: [function/efect]"), "clauses[0]", `did you mean "function/effect"?`},
		{"a clause given twice", rowWith("clauses: [uri, uri]"), "clauses[1]", "twice"},
		{"no steps", rowWith("steps: OUT"), "steps", "missing"},
		{"steps that are no list", rowWith("steps: {body: {}}"), "steps", "list"},
		{"two steps of one name", rowWith("steps: [{name: a, expect: [action]}, {name: a, expect: [action]}]"), "steps[1].name", "steps[0]"},
		{"the same as an unknown step", rowWith("steps: [{name: long, expect: [action]}, {same_as: lng}]"), "steps[1].same_as", `did you mean "long"?`},
		{"the same as a later step", rowWith("steps: [{same_as: long}, {name: long, expect: [action]}]"), "steps[0].same_as", "earlier"},
		{"no expectation", rowWith("steps: [{body: {}}]"), "steps[0].expect", "missing"},
		{"an empty expectation", rowWith("steps: [{expect: []}]"), "steps[0].expect", "missing"},
		{"an expectation that is no list", rowWith("steps: [{expect: action}]"), "steps[0].expect", "list"},
		{"an unknown outcome name", rowWith(expecting("acton")), "steps[0].expect[0]", `did you mean "action"?`},
		{"neither a situation nor a status", rowWith(expecting("{rationale: x}")), "steps[0].expect[0].answer", "missing"},
		{"an unknown situation", rowWith(expecting("{answer: polcy-unknown}")), "steps[0].expect[0].answer", `did you mean "policy-unknown"?`},
		{"a situation and a status", rowWith(expecting("{answer: policy-unknown, status: 409}")), "steps[0].expect[0].status", "keep one"},
		{"a status that a page documents", rowWith(expecting("{status: 404}")), "steps[0].expect[0].status", "policy-unknown"},
		{"a success that a page documents", rowWith(expecting("{status: 204}")), "steps[0].expect[0].status", "carried-out"},
		{"error codes", rowWith(expecting("{answer: value-wrong, codes: [X.1]}")), "steps[0].expect[0].codes", "name the situation"},
		{"error codes of a batch", rowWith(expecting("{answer: carried-out, batch: {codes: [X.1]}}")), "steps[0].expect[0].batch.codes", "leave the key out"},
		{"codes of a front gateway", rowWith(expecting("{answer: token-missing, edge_codes: [X.1]}")), "steps[0].expect[0].edge_codes", "outcomes.yaml"},
		{"an impossible status", rowWith(expecting("{status: 2000}")), "steps[0].expect[0].status", "2000"},
		{"a status that ends no exchange", rowWith(expecting("{status: 100}")), "steps[0].expect[0].status", "100"},
		{"a status in words", rowWith(expecting("{status: OK}")), "steps[0].expect[0].status", "whole number"},
		{"several outcomes without a rationale", rowWith(expecting("{answer: carried-out, rationale: x}, {answer: value-wrong}")), "steps[0].expect[1]", "rationale"},
		{"named outcomes without a rationale", rowWith(expecting("action, {answer: carried-out, rationale: x}")), "steps[0].expect[0]", "rationale"},
		{"an outcome given twice", rowWith(expecting("{answer: carried-out, rationale: x}, {answer: carried-out, rationale: y}")), "steps[0].expect[1]", "steps[0].expect[0]"},
		{"an impossible status with a batch", rowWith(expecting("{status: 2000, batch: {succeed: [<bind.0>]}}")), "steps[0].expect[0].status", "2000"},
		{"a batch in a refusal", rowWith(expecting("{answer: value-wrong, batch: {}}")), "steps[0].expect[0].batch", "value-wrong"},
		{"a refusal that unbinds", rowWith(expecting("{status: 409, unbinds: [<bind.0>]}")), "steps[0].expect[0].unbinds", "409"},
		{"unbinding what is no binding", rowWith(expecting("{answer: carried-out, unbinds: [<policy>]}")), "steps[0].expect[0].unbinds[0]", "binding"},
		{"unbinding what need not exist", rowWith(expecting("{answer: carried-out, unbinds: [<bind.0|unknown>]}")), "steps[0].expect[0].unbinds[0]", "binding"},
		{"unbinding a plain id", rowWith(expecting("{answer: carried-out, unbinds: [bind.0]}")), "steps[0].expect[0].unbinds[0]", "binding"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := loadTestRows(t, test.text)
			if err == nil {
				t.Fatalf("the row is taken:\n%s", test.text)
			}
			row := `row "topic/row"`
			for line := range strings.Lines(test.text) {
				if name, found := strings.CutPrefix(strings.TrimSpace(line), "- name: "); found {
					row = fmt.Sprintf("row %q", name)
				}
			}
			if test.name == "no name" {
				row = "row 1"
			}
			if lines := strings.Split(err.Error(), "\n"); len(lines) != 1 {
				t.Errorf("%d mistakes are found, want one:\n%v", len(lines), err)
			}
			if !strings.HasPrefix(err.Error(), "cases/rows.yaml:") {
				t.Errorf("the error does not begin with the file and line: %v", err)
			}
			for _, want := range []string{row + ": " + test.key + ": ", test.want} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not hold %s: %v", want, err)
				}
			}
		})
	}
}

// A row reads in the order in which its keys stand in row and rowStep: the
// statement, what is sent, what must come back.
func TestRowsReadInOrder(t *testing.T) {
	inOrder := func(n *yaml.Node, of reflect.Type) bool {
		var places []int
		for i := 0; i < len(n.Content); i += 2 {
			for field := range of.NumField() {
				if of.Field(field).Tag.Get("yaml") == n.Content[i].Value {
					places = append(places, field)
				}
			}
		}
		return slices.IsSorted(places)
	}
	for name, file := range rowFiles(t) {
		for _, node := range file.Rows {
			var r struct {
				Name  string
				Steps []yaml.Node
			}
			if err := node.Decode(&r); err != nil {
				t.Fatal(err)
			}
			if !inOrder(&node, reflect.TypeFor[row]()) {
				t.Errorf("%s:%d: row %q: its keys are out of order", name, node.Line, r.Name)
			}
			for i, step := range r.Steps {
				if !inOrder(&step, reflect.TypeFor[rowStep]()) {
					t.Errorf("%s:%d: row %q: the keys of steps[%d] are out of order", name, step.Line, r.Name, i)
				}
			}
		}
	}
}

// rowFiles are the project's own files of rows, by name.
func rowFiles(t *testing.T) map[string]rowFile {
	t.Helper()
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]rowFile{}
	for _, name := range names {
		if name == outcomesFile {
			continue
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		var file rowFile
		if err := yaml.Unmarshal(data, &file); err != nil {
			t.Fatal(err)
		}
		all[name] = file
	}
	return all
}

// Mistakes of the file around the rows.
func TestRowFileMistakes(t *testing.T) {
	const rows = "rows:\n  - {name: a/b, requirement: x, clauses: [uri], steps: [{expect: [action]}]}\n"
	for _, test := range []struct{ name, text, want string }{
		{"an unknown operation", "for: [apig.acl-unbnd]\n" + rows, `cases/rows.yaml:1: for[0]: no kind of binding and no operation is called "apig.acl-unbnd"; did you mean "apig.acl-unbind"?`},
		{"an unknown kind", "for: [throtle]\n" + rows, `cases/rows.yaml:1: for[0]: no kind of binding and no operation is called "throtle"; did you mean "throttle"?`},
		{"an operation and its kind", "for: [acl, apig.acl-unbind]\n" + rows, "cases/rows.yaml:1: for[1]: apig.acl-unbind stands here twice"},
		{"an operation given twice", "for: [apig.acl-unbind, apig.acl-unbind]\n" + rows, "cases/rows.yaml:1: for[1]: apig.acl-unbind stands here twice"},
		{"no operation", rows, "cases/rows.yaml: for: missing"},
		{"no rows", "for: [apig.acl-unbind]\n", "cases/rows.yaml: rows: missing"},
		{"an unknown key", "for: [apig.acl-unbind]\nrow: []\n" + rows, `cases/rows.yaml:2: row: unknown key; did you mean "rows"?`},
		{"a row that is none", "for: [apig.acl-unbind]\nrows: [a/b]\n", "cases/rows.yaml:2: row 1: holds a single value"},
		{"nothing", "", "cases/rows.yaml: "},
		{"not YAML", "for: [", "cases/rows.yaml: not YAML"},
		{"a tab", "for: [apig.acl-unbind]\n\trows:\n", "cases/rows.yaml: not YAML: line 2 is indented with a tab"},
		{"two rows of one name", "for: [apig.acl-unbind]\n" + rows + "  - {name: a/b, requirement: y, clauses: [uri], steps: [{expect: [action]}]}\n", `cases/rows.yaml:4: row "a/b": name: also the name of the row in cases/rows.yaml:3`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := loadTestRows(t, test.text)
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Fatalf("got  %v\nwant %s…", err, test.want)
			}
			if strings.Contains(test.want, "not YAML") && strings.Contains(err.Error(), "\n") {
				t.Errorf("more is said of a file that cannot be read:\n%v", err)
			}
		})
	}
}

// All mistakes of a file come back together, each once and with its own line.
func TestRowMistakesTogether(t *testing.T) {
	const text = `for: [apig.acl-unbind, apig.throttle-unbind]
rows:
  - name: a/one
    requirement: x
    clauses: [uri]
    level: musst
    steps:
      - dealy: 1s
        expect: [{answer: value-wrong, cods: [APIG.2011]}]
  - name: a/two
    clauses: [uri]
    steps:
      - expect: [action]
      - expect: [{status: 99}]
  - name: a/three
    requirement: x
    clauses: [uri]
    steps:
      - body: {<list>: [<bnd.0>]}
        expect: [action]
`
	_, err := loadTestRows(t, text)
	if err == nil {
		t.Fatal("the file is taken")
	}
	lines := strings.Split(err.Error(), "\n")
	want := []string{
		`cases/rows.yaml:6: row "a/one": level: `,
		`cases/rows.yaml:8: row "a/one": steps[0].dealy: `,
		`cases/rows.yaml:9: row "a/one": steps[0].expect[0].cods: `,
		`cases/rows.yaml:10: row "a/two": requirement: `,
		`cases/rows.yaml:14: row "a/two": steps[1].expect[0].status: `,
		`cases/rows.yaml:19: row "a/three": steps[0].body.<list>[0]: `,
	}
	if len(lines) != len(want) {
		t.Fatalf("%d mistakes, want %d:\n%v", len(lines), len(want), err)
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("mistake %d is\n%s\nwant it to begin with\n%s", i, lines[i], want[i])
		}
	}
}

// On a target without fixtures a row's valid request names a plug-in that does
// not exist, and a gateway may look for it first.
func TestRowsAllowForAPlugInThatIsNotThere(t *testing.T) {
	all, err := All(builtIn(t))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, c := range all {
		for i, s := range c.Steps {
			for _, text := range s.Request.Path {
				if ref, err := ParseRef(text); err != nil || !ref.Optional || ref.Meaning().Of.Stands != Policy {
					continue
				}
				checked++
				if !slices.ContainsFunc(s.Expect.Absent, func(o Outcome) bool { return o.Situation == situation.PolicyUnknown }) {
					t.Errorf("%s, step %d: the plug-in %s need not exist, and no answer says so", c.ID, i, text)
				}
			}
		}
	}
	if checked == 0 {
		t.Error("no case names a plug-in that need not exist")
	}
}
