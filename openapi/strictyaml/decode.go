package strictyaml

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi/spelling"
)

// nodeType and durationType are types whose kind does not tell how to read them.
func nodeType() reflect.Type     { return reflect.TypeFor[yaml.Node]() }
func durationType() reflect.Type { return reflect.TypeFor[time.Duration]() }

// mistake notes what is wrong with the value of a key.
func (f *File) mistake(n *yaml.Node, key, format string, args ...any) {
	f.problems = append(f.problems, Problem{Line: n.Line, Key: key, Message: fmt.Sprintf(format, args...)})
	if f.unreadable == nil {
		f.unreadable = map[string]bool{}
	}
	f.unreadable[key] = true
}

func (f *File) remember(key string, line int) {
	if key == "" {
		return
	}
	if f.lines == nil {
		f.lines = map[string]int{}
	}
	f.lines[key] = line
}

func (f *File) decode(n *yaml.Node, into reflect.Value, key string) {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	f.remember(key, n.Line)
	if into.Type() == nodeType() {
		into.Set(reflect.ValueOf(*n))
		return
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return // a key without a value is a key left out
	}
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		f.decode(n, into.Elem(), key)
	case reflect.Struct:
		f.structure(n, into, key)
	case reflect.Map:
		f.dictionary(n, into, key)
	case reflect.Slice:
		f.sequence(n, into, key)
	case reflect.Interface:
		f.anything(n, into, key)
	default:
		f.scalar(n, into, key)
	}
}

func (f *File) structure(n *yaml.Node, into reflect.Value, key string) {
	known := keysOf(into.Type())
	if n.Kind != yaml.MappingNode {
		f.mistake(n, key, "holds %s; it needs keys: %s", kindOf(n), strings.Join(known, ", "))
		return
	}
	f.entries(n, key, func(name, value *yaml.Node, at string) {
		field, ok := fieldOf(into, name.Value)
		if !ok {
			f.unknown(name, at, known)
			return
		}
		f.decode(value, field, at)
	})
}

func (f *File) dictionary(n *yaml.Node, into reflect.Value, key string) {
	if n.Kind != yaml.MappingNode {
		f.mistake(n, key, "holds %s; it needs keys with values", kindOf(n))
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	f.entries(n, key, func(name, value *yaml.Node, at string) {
		entry := reflect.New(into.Type().Elem()).Elem()
		f.decode(value, entry, at)
		into.SetMapIndex(reflect.ValueOf(name.Value).Convert(into.Type().Key()), entry)
	})
}

// entries visits each key of a mapping and its value.
func (f *File) entries(n *yaml.Node, key string, visit func(name, value *yaml.Node, at string)) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		at := join(key, name.Value)
		if first, twice := seen[name.Value]; twice {
			f.mistake(name, at, "given twice, first in line %d; keep one of them", first)
			continue
		}
		seen[name.Value] = name.Line
		visit(name, value, at)
		f.remember(at, name.Line)
	}
}

func (f *File) unknown(name *yaml.Node, key string, known []string) {
	if near := spelling.Likely(name.Value, known); near != "" {
		f.mistake(name, key, "unknown key; did you mean %q?", near)
		return
	}
	f.mistake(name, key, "unknown key; the keys here are %s", strings.Join(known, ", "))
}

func (f *File) sequence(n *yaml.Node, into reflect.Value, key string) {
	if n.Kind != yaml.SequenceNode {
		f.mistake(n, key, "holds %s; it needs a list, such as [a, b]", kindOf(n))
		return
	}
	list := reflect.MakeSlice(into.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		f.decode(item, list.Index(i), fmt.Sprintf("%s[%d]", key, i))
	}
	into.Set(list)
}

// anything takes the value as YAML understands it.
func (f *File) anything(n *yaml.Node, into reflect.Value, key string) {
	if err := n.Decode(into.Addr().Interface()); err != nil {
		text := strings.TrimPrefix(err.Error(), "yaml: ")
		f.mistake(n, key, "%s", strings.Join(strings.Fields(strings.TrimPrefix(text, "unmarshal errors:")), " "))
	}
}

func (f *File) scalar(n *yaml.Node, into reflect.Value, key string) {
	if n.Kind != yaml.ScalarNode {
		f.mistake(n, key, "holds %s; it needs a single value", kindOf(n))
		return
	}
	text, err := n.Value, error(nil)
	if f.Expand != nil {
		text, err = f.Expand(key, text)
	}
	if err == nil {
		err = set(into, text)
	}
	if err != nil {
		f.mistake(n, key, "%s", err)
	}
}

// set stores what text says in a value of a basic type.
func set(into reflect.Value, text string) error {
	switch {
	case into.Type() == durationType():
		duration, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("%q is no duration; write a number with a unit, such as 500ms or 2s", text)
		}
		into.SetInt(int64(duration))
	case into.Kind() == reflect.String:
		into.SetString(text)
	case into.Kind() == reflect.Bool:
		yes, err := strconv.ParseBool(strings.ToLower(text))
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", text)
		}
		into.SetBool(yes)
	case into.CanInt():
		number, err := strconv.ParseInt(text, 10, into.Type().Bits())
		if err != nil {
			return fmt.Errorf("%q is not a whole number", text)
		}
		into.SetInt(number)
	case into.CanFloat():
		number, err := strconv.ParseFloat(text, into.Type().Bits())
		if err != nil {
			return fmt.Errorf("%q is not a number", text)
		}
		into.SetFloat(number)
	default:
		return fmt.Errorf("no YAML value fits the type %s of this key", into.Type())
	}
	return nil
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

// keysOf returns the keys of a struct type in the order of its fields.
func keysOf(t reflect.Type) []string {
	var keys []string
	for i := range t.NumField() {
		if key := keyOf(t.Field(i)); key != "" {
			keys = append(keys, key)
		}
	}
	return keys
}

// keyOf returns the key of a field; empty if it has none.
func keyOf(field reflect.StructField) string {
	key, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
	if key == "-" {
		return ""
	}
	return key
}

func fieldOf(v reflect.Value, key string) (reflect.Value, bool) {
	for i := range v.NumField() {
		if key != "" && keyOf(v.Type().Field(i)) == key {
			return v.Field(i), true
		}
	}
	return reflect.Value{}, false
}
