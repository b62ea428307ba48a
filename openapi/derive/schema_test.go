package derive

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/page"
)

func typed(t *testing.T, text string) page.Type {
	t.Helper()
	parsed, known := page.ParseType(text)
	if !known {
		t.Fatalf("the type %q cannot be read", text)
	}
	return parsed
}

func count(n int64) *int64 { return &n }

func TestRowSchema(t *testing.T) {
	for name, c := range map[string]struct {
		typ   string
		row   page.Row
		want  string
		slips string
	}{
		"String":           {"String", page.Row{}, `{"type":"string"}`, ""},
		"Integer":          {"Integer", page.Row{}, `{"type":"integer","format":"int32"}`, ""},
		"Long":             {"Long", page.Row{}, `{"type":"integer","format":"int64"}`, ""},
		"Float":            {"Float", page.Row{}, `{"type":"number","format":"float"}`, ""},
		"Double":           {"Double", page.Row{}, `{"type":"number","format":"double"}`, ""},
		"Number":           {"Number", page.Row{}, `{"type":"number"}`, ""},
		"Boolean":          {"Boolean", page.Row{}, `{"type":"boolean"}`, ""},
		"File":             {"File", page.Row{}, `{"type":"string","format":"binary"}`, ""},
		"Object":           {"Object", page.Row{}, `{"type":"object"}`, ""},
		"Array of strings": {"Array of strings", page.Row{}, `{"type":"array","items":{"type":"string"}}`, ""},
		"map": {"Map<String,Integer>", page.Row{},
			`{"type":"object","additionalProperties":{"type":"integer","format":"int32"}}`, ""},
		"array of arrays": {"Array<Array<String>>", page.Row{},
			`{"type":"array","items":{"type":"array","items":{"type":"string"}}}`, ""},
		"bounds of a String are lengths": {"String", page.Row{Minimum: "1", Maximum: "36"},
			`{"type":"string","minLength":1,"maxLength":36}`, ""},
		"bounds of a number are values": {"Integer", page.Row{Minimum: "-1", Maximum: "65535"},
			`{"type":"integer","format":"int32","minimum":-1,"maximum":65535}`, ""},
		"bounds of an array of strings are lengths of its items": {"Array of strings", page.Row{Minimum: "1", Maximum: "128"},
			`{"type":"array","items":{"type":"string","minLength":1,"maxLength":128}}`, ""},
		"array length": {"Array of strings", page.Row{MinItems: count(1), MaxItems: count(500)},
			`{"type":"array","minItems":1,"maxItems":500,"items":{"type":"string"}}`, ""},
		"length": {"String", page.Row{MinLength: count(3), MaxLength: count(64)},
			`{"type":"string","minLength":3,"maxLength":64}`, ""},
		"crossed bounds of a number": {"Integer", page.Row{Minimum: "9", Maximum: "3"},
			`{"type":"integer","format":"int32","x-range":"9 - 3"}`, "bounds-crossed"},
		"crossed lengths of items": {"Array of strings", page.Row{Minimum: "9", Maximum: "3"},
			`{"type":"array","items":{"type":"string","x-length":"9 - 3"}}`, "bounds-crossed"},
		"crossed array lengths": {"Array of strings", page.Row{MinItems: count(500), MaxItems: count(1)},
			`{"type":"array","x-items":"500 - 1","items":{"type":"string"}}`, "bounds-crossed"},
		"bound of another type": {"Boolean", page.Row{Maximum: "5"}, `{"type":"boolean","x-maximum":"5"}`, "bound-without-meaning"},
		"negative length":       {"String", page.Row{Minimum: "-1"}, `{"type":"string","x-minimum":"-1"}`, "bound-without-meaning"},
		"enumeration of integers": {"Integer", page.Row{Enumeration: []string{"1", "2", "2"}},
			`{"type":"integer","format":"int32","enum":[1,2]}`, ""},
		"enumeration of booleans": {"Boolean", page.Row{Enumeration: []string{"true", "FALSE"}},
			`{"type":"boolean","enum":[true,false]}`, ""},
		"enumeration of an array": {"Array of strings", page.Row{Enumeration: []string{"a"}},
			`{"type":"array","items":{"type":"string","enum":["a"]}}`, ""},
		"enumeration of another type": {"Integer", page.Row{Enumeration: []string{"1", "many"}},
			`{"type":"integer","format":"int32","x-enum":["1","many"]}`, "enumeration-of-another-type"},
		"default of an integer": {"Integer", page.Row{Default: "20"}, `{"type":"integer","format":"int32","default":20}`, ""},
		"default of a String":   {"String", page.Row{Default: "-1"}, `{"type":"string","default":"-1"}`, ""},
		"default of a boolean":  {"Boolean", page.Row{Default: "false"}, `{"type":"boolean","default":false}`, ""},
		"default outside its enumeration": {"String", page.Row{Default: "c", Enumeration: []string{"a"}},
			`{"type":"string","enum":["a"],"x-default":"c"}`, "default-not-allowed"},
		"default above its maximum": {"Integer", page.Row{Default: "9", Maximum: "8"},
			`{"type":"integer","format":"int32","maximum":8,"x-default":"9"}`, "default-not-allowed"},
		"prescribed value": {"String", page.Row{Description: []page.Text{{Text: "The value must be delete."}}},
			`{"type":"string","enum":["delete"],"x-value":"delete"}`, ""},
		"list in prose": {"String", page.Row{Description: []page.Text{{Text: "PERMIT", Bullet: true}, {Text: "DENY", Bullet: true}}},
			`{"type":"string"}`, ""},
		"model without a table": {"Missing object", page.Row{}, `{"type":"object","x-type":"Missing"}`, "model-without-table"},
	} {
		t.Run(name, func(t *testing.T) {
			d := &draft{page: &page.Page{Name: "p"}, models: map[modelKey]*model{}}
			c.row.Parsed = typed(t, c.typ)
			s := d.rowSchema(c.row, &scope{}, source{})
			if diff := cmp.Diff(c.want, inOneLine(s.tree("", nil))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var slips []string
			for _, s := range d.slips {
				slips = append(slips, s.kind)
			}
			if got := strings.Join(slips, ","); got != c.slips {
				t.Errorf("slips: got %q, want %q", got, c.slips)
			}
		})
	}
}

func inOneLine(v any) string {
	var b bytes.Buffer
	writeJSON(&b, v, 0)
	var out strings.Builder
	for line := range strings.SplitSeq(b.String(), "\n") {
		out.WriteString(strings.Replace(strings.TrimSpace(line), `": `, `":`, 1))
	}
	return out.String()
}

func TestFaults(t *testing.T) {
	item := &schema{typ: "object", properties: []property{
		{name: "id", required: true, schema: &schema{typ: "string", maxLen: count(3)}},
		{name: "n", schema: &schema{typ: "integer", format: "int32", min: "1"}},
	}}
	s := &schema{typ: "array", items: item, maxItems: count(2)}
	for text, want := range map[string][]string{
		`[{"id":"a","n":1}]`:                 nil,
		`[{"id":"a","more":1}]`:              nil,
		`{}`:                                 {"is an object, the page says array"},
		`[1]`:                                {"/0: is the number 1, the page says object"},
		`[{"n":0}]`:                          {"/0: lacks the mandatory id", "/0/n: is 0, the page says at least 1"},
		`[{"id":"abcd"}]`:                    {"/0/id: has 4 characters, the page says at most 3"},
		`[{"id":null}]`:                      {"/0/id: is null, the page says string"},
		`[{"id":"a","n":1.5}]`:               {"/0/n: is the number 1.5, the page says integer"},
		`[{"id":"a","n":3000000000}]`:        nil, // Integer says nothing of bits
		`[{"id":"a"},{"id":"b"},{"id":"c"}]`: {"has 3 items, the page says at most 2"},
	} {
		t.Run(text, func(t *testing.T) {
			value, err := parseJSON(text)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range faults(value, s, "") {
				got = append(got, f.Error())
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A character outside of ASCII is named, and not the first byte of it.
func TestInvalidCharactersInExamples(t *testing.T) {
	for text, want := range map[string]string{
		"{ “a” : 1 }":           `the quotation mark '“' is none of JSON, write "`,
		"{ \"a\" : “b” }":       `the quotation mark '“' is none of JSON, write "`,
		"{ \"a\" : 1，\n\"b\" }": "the character '，' cannot stand outside of a string",
		"[ 1, 2 … ]":            "the character '…' cannot stand outside of a string",
		"{ 'a' : 1 }":           `invalid character '\''`,
	} {
		if _, err := parseJSON(text); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", text, err, want)
		}
	}
}
