package derive

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// The writer is our own because it must be fast (a reference has a thousand
// pages) and its bytes must not change with a library's version.

// writeYAML writes the members of o, or the items of l, each on its own line
// at the given indentation.
func writeYAML(b *bytes.Buffer, v any, indent int) {
	switch v := v.(type) {
	case *object:
		for _, m := range v.members {
			spaces(b, indent)
			b.WriteString(yamlKey(m.key))
			b.WriteByte(':')
			writeYAMLValue(b, evaluate(m.value), indent)
		}
	case list:
		for _, item := range v {
			spaces(b, indent)
			b.WriteByte('-')
			writeYAMLItem(b, item, indent)
		}
	}
}

// writeYAMLValue writes what follows "key:".
func writeYAMLValue(b *bytes.Buffer, v any, indent int) {
	if isBlock(v) {
		b.WriteByte('\n')
		writeYAML(b, v, indent+2)
		return
	}
	writeYAMLScalar(b, v, indent)
}

// writeYAMLItem writes what follows "-"; an object starts on the same line.
func writeYAMLItem(b *bytes.Buffer, v any, indent int) {
	o, isObject := v.(*object)
	if !isObject || !isBlock(v) {
		writeYAMLValue(b, v, indent)
		return
	}
	first := o.members[0]
	b.WriteByte(' ')
	b.WriteString(yamlKey(first.key))
	b.WriteByte(':')
	writeYAMLValue(b, first.value, indent+2)
	writeYAML(b, &object{members: o.members[1:]}, indent+2)
}

func writeYAMLScalar(b *bytes.Buffer, v any, indent int) {
	b.WriteByte(' ')
	if text, isString := v.(string); isString && isLiteral(text) {
		b.WriteString("|-")
		for line := range strings.SplitSeq(text, "\n") {
			b.WriteByte('\n')
			if line != "" {
				spaces(b, indent+2)
				b.WriteString(line)
			}
		}
		b.WriteByte('\n')
		return
	}
	writeYAMLFlow(b, v)
	b.WriteByte('\n')
}

func writeYAMLFlow(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case *object:
		b.WriteByte('{')
		for i, m := range v.members {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(yamlKey(m.key))
			b.WriteString(": ")
			writeYAMLFlow(b, m.value)
		}
		b.WriteByte('}')
	case list:
		b.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			writeYAMLFlow(b, item)
		}
		b.WriteByte(']')
	case string:
		writeYAMLString(b, v)
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case number:
		b.WriteString(string(v))
	default:
		b.WriteString("null")
	}
}

// isBlock tells what is written over several lines: objects, and lists that
// hold objects or lists.
func isBlock(v any) bool {
	switch v := v.(type) {
	case *object:
		return len(v.members) > 0 && !v.flow
	case list:
		for _, item := range v {
			switch item := item.(type) {
			case *object:
				return true
			case list:
				return true
			case string:
				if len(item) > 60 {
					return true
				}
			}
		}
	}
	return false
}

// reserved are words that YAML readers take for something else.
var reserved = map[string]bool{
	"true": true, "false": true, "null": true, "yes": true, "no": true, "on": true, "off": true, "y": true, "n": true,
}

// isPlain reports whether a text needs no quotation marks, in a flow neither.
func isPlain(s string) bool {
	if s == "" || !isLetter(s[0]) && s[0] != '_' && s[0] != '/' || strings.HasSuffix(s, " ") {
		return false
	}
	for i := range len(s) {
		if !isLetter(s[i]) && (s[i] < '0' || s[i] > '9') && !strings.ContainsRune("_/.()' -", rune(s[i])) {
			return false
		}
	}
	return !reserved[strings.ToLower(s)]
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func yamlKey(key string) string {
	var b bytes.Buffer
	writeYAMLString(&b, key)
	return b.String()
}

func writeYAMLString(b *bytes.Buffer, s string) {
	if isPlain(s) {
		b.WriteString(s)
		return
	}
	writeYAMLQuoted(b, s)
}

// writeYAMLQuoted writes a double-quoted scalar. What JSON leaves as it is
// but YAML does not count as printable is escaped.
func writeYAMLQuoted(b *bytes.Buffer, s string) {
	for _, r := range string(quoteJSON(s)) {
		if r == 0x7f || r >= 0x80 && r <= 0xa0 || r == 0xfeff || r == 0xfffe || r == 0xffff {
			fmt.Fprintf(b, "\\u%04x", r)
			continue
		}
		b.WriteRune(r)
	}
}

// isLiteral reports whether the text reads better, and survives, as a literal
// block.
func isLiteral(s string) bool {
	if !strings.Contains(s, "\n") || s[0] == ' ' || s[0] == '\n' || strings.HasSuffix(s, "\n") {
		return false
	}
	for _, r := range s {
		if r != '\n' && (r < ' ' || r >= 0x7f && r <= 0xa0 || r == 0xfffe || r == 0xffff || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffd) {
			return false
		}
	}
	return !strings.Contains(s, " \n")
}

func spaces(b *bytes.Buffer, n int) {
	for range n {
		b.WriteByte(' ')
	}
}
