package target

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi/spelling"
)

// decoder fills a Target from YAML nodes. Unlike the YAML library it goes on
// after a mistake, knows the full path of every key, and takes every scalar as
// it is written: an id such as 0123 or 1e10 is text here, whatever YAML thinks.
type decoder struct {
	lookup   func(string) (string, bool)
	lines    map[string]int
	problems []Problem
	// unreadable holds the keys whose value has a problem already, so that
	// they are not reported a second time as missing.
	unreadable map[string]bool
}

// DecodeYAML decodes the only YAML document in data into the struct or slice
// that into points to, as strictly as Parse does: unknown keys, keys given
// twice and values of a wrong kind are refused, all of them together, as a
// *FileError for the file called name. Struct fields carry their key in a yaml
// tag. The function returned tells the line of a key by its full path, such as
// "[2].reason". An empty document leaves into as it is.
func DecodeYAML(name string, data []byte, into any) (line func(key string) int, err error) {
	d := &decoder{lines: map[string]int{}}
	c := &checker{lines: d.lines}
	root, err := document(data)
	if errors.Is(err, errEmptyFile) {
		return c.line, nil
	}
	if err != nil {
		return c.line, &FileError{File: name, Problems: []Problem{{Message: err.Error()}}}
	}
	d.decode(root, reflect.ValueOf(into).Elem(), "")
	if len(d.problems) > 0 {
		sortProblems(d.problems)
		return c.line, &FileError{File: name, Problems: d.problems}
	}
	return c.line, nil
}

func (d *decoder) problem(n *yaml.Node, path, format string, args ...any) {
	d.problems = append(d.problems, Problem{Line: n.Line, Key: path, Message: fmt.Sprintf(format, args...)})
	if d.unreadable == nil {
		d.unreadable = map[string]bool{}
	}
	d.unreadable[path] = true
}

func (d *decoder) decode(n *yaml.Node, into reflect.Value, path string) {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if path != "" {
		d.lines[path] = n.Line
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return // a key without a value is a key left out
	}
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		d.decode(n, into.Elem(), path)
	case reflect.Struct:
		d.mapping(n, into, path)
	case reflect.Slice:
		d.sequence(n, into, path)
	default:
		d.scalar(n, into, path)
	}
}

func (d *decoder) mapping(n *yaml.Node, into reflect.Value, path string) {
	if n.Kind != yaml.MappingNode {
		d.problem(n, path, "holds %s; it needs keys: %s", kindOf(n), strings.Join(keysOf(into.Type()), ", "))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		at := join(path, key.Value)
		if first, twice := seen[key.Value]; twice {
			d.problem(key, at, "given twice, first in line %d; keep one of them", first)
			continue
		}
		seen[key.Value] = key.Line
		field, known := fieldOf(into, key.Value)
		if !known {
			d.unknown(key, at, keysOf(into.Type()))
			continue
		}
		d.decode(value, field, at)
		d.lines[at] = key.Line
	}
}

func (d *decoder) unknown(key *yaml.Node, path string, known []string) {
	if near := spelling.Likely(key.Value, known); near != "" {
		d.problem(key, path, "unknown key; did you mean %q?", near)
		return
	}
	d.problem(key, path, "unknown key; the keys here are %s", strings.Join(known, ", "))
}

func (d *decoder) sequence(n *yaml.Node, into reflect.Value, path string) {
	if n.Kind != yaml.SequenceNode {
		d.problem(n, path, "holds %s; it needs a list, such as [a, b]", kindOf(n))
		return
	}
	list := reflect.MakeSlice(into.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		d.decode(item, list.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
	into.Set(list)
}

func (d *decoder) scalar(n *yaml.Node, into reflect.Value, path string) {
	if n.Kind != yaml.ScalarNode {
		d.problem(n, path, "holds %s; it needs a single value", kindOf(n))
		return
	}
	text, err := n.Value, error(nil)
	if d.lookup != nil {
		text, err = expand(text, d.variables(path))
	}
	if err != nil {
		d.problem(n, path, "%s", err)
		return
	}
	switch into.Kind() {
	case reflect.String:
		into.SetString(text)
	case reflect.Bool:
		yes, err := strconv.ParseBool(strings.ToLower(text))
		if err != nil {
			d.problem(n, path, "%q is neither true nor false", text)
			return
		}
		into.SetBool(yes)
	case reflect.Float64:
		number, err := strconv.ParseFloat(text, 64)
		if err != nil {
			d.problem(n, path, "%q is not a number", text)
			return
		}
		into.SetFloat(number)
	default:
		panic("target: no YAML form for " + into.Type().String())
	}
}

// variables is where the value of a key finds its variables. What a hook is
// told about its case is known when it runs and not before; its shell sees to it.
func (d *decoder) variables(path string) func(string) (string, bool) {
	if !strings.HasPrefix(path, "hooks.") {
		return d.lookup
	}
	return func(name string) (string, bool) {
		if slices.Contains(HookVariables(), name) {
			return "${" + name + "}", true
		}
		return d.lookup(name)
	}
}

// expand replaces each ${NAME} by the variable's value; $${ stands for ${.
func expand(text string, lookup func(string) (string, bool)) (string, error) {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(text, "${")
		if !found {
			out.WriteString(text)
			return out.String(), nil
		}
		if literal, escaped := strings.CutSuffix(before, "$"); escaped {
			out.WriteString(literal + "${")
			text = after
			continue
		}
		name, rest, closed := strings.Cut(after, "}")
		if !closed || !isVariable(name) {
			return "", fmt.Errorf("${ without a variable name; write ${NAME}, or $${ for the characters themselves")
		}
		value, set := lookup(name)
		if !set {
			return "", fmt.Errorf("the environment variable %s is not set; export it before the run", name)
		}
		out.WriteString(before + value)
		text = rest
	}
}

func isVariable(name string) bool {
	for i, r := range name {
		letter := r == '_' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return name != ""
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys of its own"
	case yaml.SequenceNode:
		return "a list"
	default:
		return "a single value"
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func keysOf(t reflect.Type) []string {
	keys := make([]string, 0, t.NumField())
	for i := range t.NumField() {
		keys = append(keys, keyOf(t.Field(i)))
	}
	return keys
}

func keyOf(field reflect.StructField) string {
	key, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
	return key
}

func fieldOf(v reflect.Value, key string) (reflect.Value, bool) {
	for i := range v.NumField() {
		if keyOf(v.Type().Field(i)) == key {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}

func sortProblems(problems []Problem) {
	sort.SliceStable(problems, func(i, j int) bool { return problems[i].Line < problems[j].Line })
}
