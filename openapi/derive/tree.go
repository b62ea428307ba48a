package derive

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A tree is what a document is made of before it is written: *object, list,
// string, bool, number, lazy or nil. Objects keep the order of their members, so
// that the same pages always give the same bytes.
type (
	object struct {
		members []member
		// flow asks for one line in YAML.
		flow bool
	}
	member struct {
		key   string
		value any
	}
	list []any
	// number keeps the digits as the page prints them.
	number string
	// lazy is an object that is made when it is written, so that the
	// operations of a whole reference need not be in memory at once.
	lazy func() *object
)

// evaluate makes what is lazy.
func evaluate(v any) any {
	if l, isLazy := v.(lazy); isLazy {
		return l()
	}
	return v
}

// obj makes an object of alternating keys and values; members whose value is
// absent (nil, "", an empty list or object) are left out.
func obj(pairs ...any) *object {
	o := &object{members: make([]member, 0, len(pairs)/2)}
	for i := 0; i+1 < len(pairs); i += 2 {
		key, isKey := pairs[i].(string)
		if isKey && !absent(pairs[i+1]) {
			o.members = append(o.members, member{key, pairs[i+1]})
		}
	}
	return o
}

// flow makes an object that YAML shows on one line.
func flow(pairs ...any) *object {
	o := obj(pairs...)
	o.flow = true
	return o
}

func absent(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case list:
		return len(v) == 0
	case *object:
		return v == nil || len(v.members) == 0
	}
	return false
}

// set adds a member, present or not.
func (o *object) set(key string, value any) {
	o.members = append(o.members, member{key, value})
}

// add adds a member unless its value is absent.
func (o *object) add(key string, value any) {
	if !absent(value) {
		o.set(key, value)
	}
}

func (o *object) get(key string) (any, bool) {
	for _, m := range o.members {
		if m.key == key {
			return m.value, true
		}
	}
	return nil, false
}

func strings2list(values []string) list {
	l := make(list, len(values))
	for i, v := range values {
		l[i] = v
	}
	return l
}

func integer(n int64) number { return number(strconv.FormatInt(n, 10)) }

// parseJSON reads one JSON value into a tree, keeping the order of members
// and the digits of numbers.
func parseJSON(text string) (any, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	v, err := decodeValue(d, deepest)
	if err != nil {
		return nil, nameCharacter(err, text[d.InputOffset():])
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("there is more text after the JSON value, at byte %d", d.InputOffset())
	}
	return v, nil
}

// nameCharacter tells which character is invalid. encoding/json names the first byte of
// its UTF-8 instead, as if that were one.
func nameCharacter(err error, rest string) error {
	var syntax *json.SyntaxError
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case !errors.As(err, &syntax) || r < utf8.RuneSelf || r == utf8.RuneError:
		return err
	case strings.ContainsRune("“”„‟″＂", r):
		return fmt.Errorf("the quotation mark %q is none of JSON, write \"", r)
	}
	return fmt.Errorf("the character %q cannot stand outside of a string", r)
}

// deepest is how deep a value may nest: no page means more, and each level is written
// with an indentation of its own.
const deepest = 100

func decodeValue(d *json.Decoder, levels int) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		if levels == 0 {
			return nil, fmt.Errorf("it nests more than %d levels, at byte %d", deepest, d.InputOffset())
		}
		if t == '{' {
			return decodeObject(d, levels-1)
		}
		return decodeList(d, levels-1)
	case json.Number:
		return number(t.String()), nil
	default:
		return t, nil
	}
}

func decodeObject(d *json.Decoder, levels int) (any, error) {
	o := &object{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := decodeValue(d, levels)
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		if _, twice := o.get(name); twice {
			return nil, fmt.Errorf("the member %q stands twice in one object", name)
		}
		o.set(name, value)
	}
	_, err := d.Token()
	return o, err
}

func decodeList(d *json.Decoder, levels int) (any, error) {
	l := list{}
	for d.More() {
		value, err := decodeValue(d, levels)
		if err != nil {
			return nil, err
		}
		l = append(l, value)
	}
	_, err := d.Token()
	return l, err
}

// writeJSON writes a tree as indented JSON.
func writeJSON(b *bytes.Buffer, v any, indent int) {
	switch v := evaluate(v).(type) {
	case *object:
		writeJSONObject(b, v, indent)
	case list:
		writeJSONList(b, v, indent)
	case string:
		b.Write(quoteJSON(v))
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case number:
		b.WriteString(string(v))
	default:
		b.WriteString("null")
	}
}

func writeJSONObject(b *bytes.Buffer, o *object, indent int) {
	if len(o.members) == 0 {
		b.WriteString("{}")
		return
	}
	b.WriteByte('{')
	for i, m := range o.members {
		if i > 0 {
			b.WriteByte(',')
		}
		newLine(b, indent+1)
		b.Write(quoteJSON(m.key))
		b.WriteString(": ")
		writeJSON(b, m.value, indent+1)
	}
	newLine(b, indent)
	b.WriteByte('}')
}

func writeJSONList(b *bytes.Buffer, l list, indent int) {
	if len(l) == 0 {
		b.WriteString("[]")
		return
	}
	b.WriteByte('[')
	for i, v := range l {
		if i > 0 {
			b.WriteByte(',')
		}
		newLine(b, indent+1)
		writeJSON(b, v, indent+1)
	}
	newLine(b, indent)
	b.WriteByte(']')
}

func newLine(b *bytes.Buffer, indent int) {
	b.WriteByte('\n')
	for range indent {
		b.WriteString("  ")
	}
}

// quoteJSON is also a valid double-quoted YAML scalar.
func quoteJSON(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	// Encoding a string cannot fail.
	_ = e.Encode(s)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
