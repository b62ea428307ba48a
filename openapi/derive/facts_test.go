package derive_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/derive"
)

// The test below reads the text of the original pages a second time, knowing
// neither the parser nor the deriver, and looks every fact up in the derived
// document: each row by its line, then its type, bounds, enumeration and
// default; each status; each error code. It also counts, so that a fact that
// this reading overlooks is missed too.

type rawRow struct {
	name, mandatory, typ string
	line                 int
	body                 []string // the cell after the type, and facts
	model                bool     // a member of a model table
}

type rawPage struct {
	name     string
	lines    []string
	rows     []rawRow
	statuses map[string]bool
	codes    map[string]map[string]bool // by status
}

var (
	rawTable   = regexp.MustCompile(`^Table \d+ (.*)$`)
	rawStatus  = regexp.MustCompile(`^Status code: (\d+)$`)
	rawHeading = regexp.MustCompile(`^(Request Parameters|Response Parameters|Example Requests?|Example Responses?|Status Codes?|Table \d+ .*|Status code: \d+)$`)
	rawType    = regexp.MustCompile(`^(String|Integer|Long|Boolean|Number|Float|Double|Object|Array of strings|Array of \S+ objects|\S+ object)$`)
	rawCode    = regexp.MustCompile(`"error_code" : "([^"]+)"`)
	rawNumber  = regexp.MustCompile(`^\d{3}$`)
)

func readRaw(t *testing.T, file string) rawPage {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := rawPage{
		name: strings.TrimSuffix(filepath.Base(file), ".txt"), lines: strings.Split(string(data), "\n"),
		statuses: map[string]bool{}, codes: map[string]map[string]bool{},
	}
	status, inStatusTable := "", false
	for i := range p.lines {
		line := strings.TrimSpace(p.lines[i])
		if m := rawStatus.FindStringSubmatch(line); m != nil {
			status = m[1]
			p.statuses[status] = true
		}
		if m := rawTable.FindStringSubmatch(line); m != nil {
			p.readTable(i+1, !strings.Contains(strings.ToLower(m[1]), "parameter"))
		}
		if m := rawCode.FindStringSubmatch(line); m != nil && status != "" {
			if p.codes[status] == nil {
				p.codes[status] = map[string]bool{}
			}
			p.codes[status][m[1]] = true
		}
		inStatusTable = inStatusTable || line == "Status Codes"
		if inStatusTable && rawNumber.MatchString(line) {
			p.statuses[line] = true
		}
	}
	return p
}

func (p *rawPage) readTable(start int, model bool) {
	type cell struct {
		text string
		line int
	}
	var cells []cell
	for i := start; i < len(p.lines); i++ {
		text := strings.TrimSpace(p.lines[i])
		if rawHeading.MatchString(text) {
			break
		}
		if text != "" {
			cells = append(cells, cell{text, i + 1})
		}
	}
	request := len(cells) > 1 && cells[1].text == "Mandatory"
	columns := 3
	if request {
		columns = 4
	}
	for i := columns; i < len(cells); i++ {
		next := func(n int) string {
			if i+n < len(cells) {
				return cells[i+n].text
			}
			return ""
		}
		isName := !strings.ContainsAny(cells[i].text, " •:.")
		switch {
		case request && isName && (next(1) == "Yes" || next(1) == "No") && rawType.MatchString(next(2)):
			p.rows = append(p.rows, rawRow{name: cells[i].text, mandatory: next(1), typ: next(2), line: cells[i].line, model: model})
			i += 2
		case !request && isName && rawType.MatchString(next(1)):
			p.rows = append(p.rows, rawRow{name: cells[i].text, typ: next(1), line: cells[i].line, model: model})
			i++
		case len(p.rows) > 0:
			row := &p.rows[len(p.rows)-1]
			row.body = append(row.body, cells[i].text)
		}
	}
}

// place is where a node of the document says it comes from.
type place struct {
	page, row string
	line      int
}

type node struct {
	schema   map[string]any
	required *bool
}

func index(document []byte, t *testing.T) (nodes map[place][]node, operations map[string]map[string]any, components map[string]any) {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(document, &root); err != nil {
		t.Fatal(err)
	}
	nodes, operations = map[place][]node{}, map[string]map[string]any{}
	add := func(holder, schema map[string]any, required *bool) {
		sources, _ := holder["x-sources"].([]any)
		if len(sources) == 0 {
			sources = []any{holder["x-source"]}
		}
		for _, s := range sources {
			if s, isObject := s.(map[string]any); isObject {
				at := place{page: s["page"].(string), line: int(s["line"].(float64))}
				at.row, _ = s["row"].(string)
				nodes[at] = append(nodes[at], node{schema, required})
			}
		}
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			if schema, isParameter := v["schema"].(map[string]any); isParameter && v["x-source"] != nil {
				required, _ := v["required"].(bool)
				add(v, schema, &required)
			}
			properties, _ := v["properties"].(map[string]any)
			for name, p := range properties {
				required, _ := v["required"].([]any)
				is := slices.Contains(required, any(name))
				add(p.(map[string]any), p.(map[string]any), &is)
			}
			for key, inner := range v {
				if key != "value" && key != "x-unplaced-parameters" {
					walk(inner)
				}
			}
		}
	}
	walk(root)
	for _, item := range root["paths"].(map[string]any) {
		for _, o := range item.(map[string]any) {
			operation := o.(map[string]any)
			operations[operation["x-page"].(string)] = operation
		}
	}
	components, _ = root["components"].(map[string]any)["schemas"].(map[string]any)
	return nodes, operations, components
}

func TestEveryFactOfEveryPage(t *testing.T) {
	pages := originals(t)
	document, err := derive.Derive(pages)
	if err != nil {
		t.Fatal(err)
	}
	nodes, operations, components := index(document.JSON(), t)
	folder := os.Getenv("APIGSPEC_DOCUMENTS")
	var files []string
	err = filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".txt") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		raw := readRaw(t, file)
		t.Run(raw.name, func(t *testing.T) {
			raw.count(t)
			for _, row := range raw.rows {
				found := nodes[place{raw.name, row.name, row.line}]
				if len(found) != 1 {
					t.Errorf("line %d, %s: %d places of the document come from this row, want 1", row.line, row.name, len(found))
					continue
				}
				row.check(t, found[0], components)
			}
			raw.checkResponses(t, operations[raw.name])
		})
	}
}

// count makes sure that the reading of the test itself overlooks nothing.
func (p rawPage) count(t *testing.T) {
	t.Helper()
	want, got := 0, 0
	for i, line := range p.lines {
		if text := strings.TrimSpace(line); text == "Yes" || text == "No" || i > 0 && rawType.MatchString(text) && p.threeColumns(i) {
			want++
		}
	}
	for _, row := range p.rows {
		if row.mandatory != "" || row.typ != "" {
			got++
		}
	}
	if got != want {
		t.Errorf("the test reads %d rows, the text has %d", got, want)
	}
}

// threeColumns reports whether the type on a line is not preceded by Yes or No.
func (p rawPage) threeColumns(i int) bool {
	for i--; i >= 0; i-- {
		if text := strings.TrimSpace(p.lines[i]); text != "" {
			return text != "Yes" && text != "No"
		}
	}
	return false
}

func (r rawRow) check(t *testing.T, n node, components map[string]any) {
	t.Helper()
	at := fmt.Sprintf("line %d, %s", r.line, r.name)
	if r.mandatory != "" && *n.required != (r.mandatory == "Yes") {
		t.Errorf("%s: mandatory is %s on the page and %t in the document", at, r.mandatory, *n.required)
	}
	if r.mandatory == "" && *n.required {
		t.Errorf("%s: required, though the page says nothing", at)
	}
	if want, got := wantType(r.typ), gotType(n.schema, components); got != want {
		t.Errorf("%s: the type is %s in the document, want %s", at, got, want)
	}
	facts := n.schema
	if items, isArray := n.schema["items"].(map[string]any); isArray {
		facts = items
	}
	want := map[string]string{}
	for i, text := range r.body {
		key, value, _ := strings.Cut(text, ": ")
		switch key {
		case "Minimum", "Maximum":
			want[boundKeyword(key, r.typ)] = value
		case "Default", "Default value":
			want["default"] = value
		case "Array Length":
			want["minItems"], want["maxItems"], _ = strings.Cut(value, " - ")
		}
		if text == "Enumeration values:" || text == "Enumerated values:" {
			want["enum"] = enumeration(r.body[i+1:])
			if _, after, found := strings.Cut(want["enum"], " (default value)"); found {
				want["default"], _, _ = strings.Cut(want["enum"], " (default value)")
				want["enum"] = want["default"] + after
			}
		}
		if before, after, found := strings.Cut(text, "Default value: "); found && before != "" {
			want["default"] = after
		}
		if text == "The value must be delete." {
			want["x-value"], want["enum"] = "delete", "delete"
		}
	}
	for _, key := range []string{"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "enum", "default", "x-value", "x-minimum", "x-maximum", "x-default", "x-enum"} {
		holder := facts
		if key == "minItems" || key == "maxItems" {
			holder = n.schema
		}
		if got := show(holder[key]); got != want[key] {
			t.Errorf("%s: %s is %q in the document, want %q", at, key, got, want[key])
		}
	}
}

func boundKeyword(key, typ string) string {
	if typ == "String" || typ == "Array of strings" {
		return map[string]string{"Minimum": "minLength", "Maximum": "maxLength"}[key]
	}
	return strings.ToLower(key)
}

func enumeration(texts []string) string {
	var values []string
	for _, text := range texts {
		value, bullet := strings.CutPrefix(text, "• ")
		if !bullet {
			break
		}
		values = append(values, value)
	}
	return strings.Join(values, ",")
}

func show(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		texts := make([]string, len(v))
		for i := range v {
			texts[i] = show(v[i])
		}
		return strings.Join(texts, ",")
	}
	return fmt.Sprint(v)
}

func wantType(printed string) string {
	simple := map[string]string{
		"String": "string", "Integer": "integer/int32", "Long": "integer/int64", "Boolean": "boolean", "Number": "number",
		"Float": "number/float", "Double": "number/double", "Object": "object",
	}
	if want, known := simple[printed]; known {
		return want
	}
	if printed == "Array of strings" {
		return "array of string"
	}
	if model, found := strings.CutPrefix(printed, "Array of "); found {
		return "array of model " + strings.TrimSuffix(model, " objects")
	}
	return "model " + strings.TrimSuffix(printed, " object")
}

func gotType(schema, components map[string]any) string {
	if all, inParts := schema["allOf"].([]any); inParts && len(all) == 1 {
		schema, _ = all[0].(map[string]any)
	}
	if ref, isRef := schema["$ref"].(string); isRef {
		name := strings.TrimPrefix(ref, "#/components/schemas/")
		if components[name] == nil {
			return "a reference to nothing"
		}
		name, _, _ = strings.Cut(name, "_")
		return "model " + strings.TrimSuffix(name, "Response")
	}
	typ, _ := schema["type"].(string)
	if items, isArray := schema["items"].(map[string]any); isArray {
		return typ + " of " + gotType(items, components)
	}
	if format, has := schema["format"].(string); has {
		return typ + "/" + format
	}
	return typ
}

func (p rawPage) checkResponses(t *testing.T, operation map[string]any) {
	t.Helper()
	responses, _ := operation["responses"].(map[string]any)
	if len(responses) != len(p.statuses) {
		t.Errorf("the document has %d responses, the page %d statuses", len(responses), len(p.statuses))
	}
	for status := range p.statuses {
		r, documented := responses[status].(map[string]any)
		if !documented {
			t.Errorf("status %s is not in the document", status)
			continue
		}
		codes, _ := r["x-codes"].([]any)
		if len(codes) != len(p.codes[status]) {
			t.Errorf("status %s: the document has the codes %v, the page %v", status, codes, p.codes[status])
		}
		for _, code := range codes {
			if !p.codes[status][code.(string)] {
				t.Errorf("status %s: the code %v is not on the page", status, code)
			}
		}
	}
}
