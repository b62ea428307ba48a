package strictyaml

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

type sample struct {
	Name    string            `yaml:"name"`
	Count   int               `yaml:"count,omitempty"`
	Ratio   float64           `yaml:"ratio"`
	On      bool              `yaml:"on"`
	Delay   time.Duration     `yaml:"delay"`
	Raw     *string           `yaml:"raw"`
	Headers map[string]string `yaml:"headers"`
	Body    any               `yaml:"body"`
	Parts   []part            `yaml:"parts"`
	Place   string            `yaml:"-"`
	Private string
}

type part struct {
	ID string `yaml:"id"`
}

func TestDecode(t *testing.T) {
	const text = `
name: 0123
count: 3
ratio: 2.5
on: True
delay: 1.5s
raw: ""
headers: {A: 1e10, B: x}
body: {a: [1, null, "2"], b: true}
parts:
  - &first {id: 1}
  - *first
  - id:
`
	var got sample
	file, err := Decode("s.yaml", []byte(text), &got)
	if err != nil {
		t.Fatal(err)
	}
	empty := ""
	want := sample{
		Name: "0123", Count: 3, Ratio: 2.5, On: true, Delay: 1500 * time.Millisecond, Raw: &empty,
		Headers: map[string]string{"A": "1e10", "B": "x"},
		Body:    map[string]any{"a": []any{1, nil, "2"}, "b": true},
		Parts:   []part{{"1"}, {"1"}, {}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
	lines := map[string]int{"name": 2, "headers.B": 8, "parts[2].id": 13, "parts[2].absent": 13, "absent": 0}
	for key, line := range lines {
		if got := file.Line(key); got != line {
			t.Errorf("line of %s is %d, want %d", key, got, line)
		}
	}
}

func TestDecodeMistakes(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"an unknown key", "names: x\n", []string{`s.yaml:1: names: unknown key; did you mean "name"?`}},
		{"a key like none", "zzzzzz: x\n", []string{"s.yaml:1: zzzzzz: unknown key; the keys here are name, count, ratio, on, delay, raw, headers, body, parts"}},
		{"a field without a key", "\"-\": x\n\"\": y\n", []string{"s.yaml:1: -: unknown key", "s.yaml:2: unknown key"}},
		{"an unknown key in a list", "parts:\n  - {id: a}\n  - {ib: a}\n", []string{`s.yaml:3: parts[1].ib: unknown key; did you mean "id"?`}},
		{"a key given twice", "name: a\nname: b\n", []string{"s.yaml:2: name: given twice, first in line 1"}},
		{"a header given twice", "headers:\n  A: x\n  A: y\n", []string{"s.yaml:3: headers.A: given twice, first in line 2"}},
		{"a member given twice", "body: {a: 1, a: 2}\n", []string{`s.yaml:1: body: line 1: mapping key "a" already defined`}},
		{"not a whole number", "count: 1.5\n", []string{`s.yaml:1: count: "1.5" is not a whole number`}},
		{"not a number", "ratio: fast\n", []string{`s.yaml:1: ratio: "fast" is not a number`}},
		{"not a boolean", "on: perhaps\n", []string{`s.yaml:1: on: "perhaps" is neither true nor false`}},
		{"not a duration", "delay: 5\n", []string{`s.yaml:1: delay: "5" is no duration; write a number with a unit, such as 500ms or 2s`}},
		{"not a list", "parts: {id: a}\n", []string{"s.yaml:1: parts: holds keys of its own; it needs a list"}},
		{"not a mapping", "parts: [a]\n", []string{"s.yaml:1: parts[0]: holds a single value; it needs keys: id"}},
		{"not headers", "headers: [a]\n", []string{"s.yaml:1: headers: holds a list; it needs keys with values"}},
		{"not a scalar", "name: [a]\n", []string{"s.yaml:1: name: holds a list; it needs a single value"}},
		{"an alias to itself", "body: &a [*a]\n", []string{"s.yaml:1: body: anchor 'a' value contains itself"}},
		{"a list", "- a\n", []string{"s.yaml:1: holds a list; it needs keys: name"}},
		{"all at once, in order", "on: x\nname: [a]\ncount: y\n", []string{"s.yaml:1: on", "s.yaml:2: name", "s.yaml:3: count"}},
		{"two documents", "name: a\n---\nname: b\n", []string{"s.yaml: the file holds more than one YAML document"}},
		{"not YAML", "name: [\n", []string{"s.yaml: not YAML: "}},
		{"a tab", "parts:\n\t- a\n", []string{"s.yaml: not YAML: line 2 is indented with a tab; YAML takes spaces"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Decode("s.yaml", []byte(test.text), new(sample))
			var file *FileError
			if !errors.As(err, &file) {
				t.Fatalf("got %v; want a *FileError", err)
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(test.want) {
				t.Fatalf("%d problems; want %d:\n%v", len(lines), len(test.want), err)
			}
			for i, want := range test.want {
				if !strings.HasPrefix(lines[i], want) {
					t.Errorf("problem %d is\n%s\nwant it to begin with\n%s", i, lines[i], want)
				}
			}
		})
	}
}

func TestDecodeNothing(t *testing.T) {
	for _, text := range []string{"", "# a comment\n", "---\n"} {
		got := sample{Name: "kept"}
		if _, err := Decode("s.yaml", []byte(text), &got); err != nil || got.Name != "kept" {
			t.Errorf("Decode(%q) = %v, %+v; want what was there", text, err, got)
		}
	}
	if _, err := Parse(nil); !errors.Is(err, ErrEmpty) {
		t.Errorf("Parse of nothing gives %v, want ErrEmpty", err)
	}
}

// A node is kept as it stands, for a value whose form only a later check knows.
func TestDecodeNode(t *testing.T) {
	var got struct {
		Expect []yaml.Node `yaml:"expect"`
	}
	if _, err := Decode("s.yaml", []byte("expect: [name, {status: 200}]\n"), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Expect) != 2 || got.Expect[0].Value != "name" || got.Expect[1].Kind != yaml.MappingNode {
		t.Errorf("nodes %+v; want a scalar and a mapping", got.Expect)
	}
}

func TestProblemf(t *testing.T) {
	root, err := Parse([]byte("count: x\nparts:\n  - {id: $ID}\n"))
	if err != nil {
		t.Fatal(err)
	}
	file := File{Name: "s.yaml", Expand: func(key, text string) (string, error) {
		if key == "parts[0].id" && text == "$ID" {
			return "expanded", nil
		}
		return text, nil
	}}
	var got sample
	file.Decode(root, &got)
	if got.Parts[0].ID != "expanded" {
		t.Errorf("id %q; want it expanded", got.Parts[0].ID)
	}
	file.Problemf("parts[0].id", "not wanted")
	file.Problemf("name", "missing")
	file.Problemf("count", "missing") // has a problem already
	const want = "s.yaml: name: missing\ns.yaml:1: count: \"x\" is not a whole number\ns.yaml:3: parts[0].id: not wanted"
	if err := file.Err(); err == nil || err.Error() != want {
		t.Errorf("problems\n%v\nwant\n%s", err, want)
	}
	if !file.Unreadable("count") || file.Unreadable("name") {
		t.Error("count alone could not be read")
	}
}
