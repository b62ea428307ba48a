package gateway

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// object is a JSON object whose members keep their order; a deviation may
// also repeat one.
type object []member

type member struct {
	name  string
	value any // object, []any, string, int, bool, nil or literal
}

// literal is put into a document as it is.
type literal string

// set replaces the first member of that name or adds one.
func (o object) set(name string, value any) object {
	for i := range o {
		if o[i].name == name {
			o[i].value = value
			return o
		}
	}
	return append(o, member{name, value})
}

func (o object) without(name string) object {
	return slices.DeleteFunc(o, func(m member) bool { return m.name == name })
}

func (o object) get(name string) any {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// style is how documents are written: all of these are the same document to
// a JSON reader.
type style struct {
	indent    string // per level; empty for one line
	spaces    bool   // blanks around colons and after commas
	escapes   bool   // ASCII letters as \u0041
	slashes   bool   // "/" as "\/"
	nonASCII  bool   // other than ASCII as \u escapes
	backwards bool   // members in reverse order
	newline   bool   // a newline after the document
}

func (s style) encode(v any) []byte {
	b := s.append(make([]byte, 0, 256), v, 0)
	if s.newline {
		b = append(b, '\n')
	}
	return b
}

func (s style) append(b []byte, v any, depth int) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case literal:
		return append(b, v...)
	case string:
		return s.appendString(b, v)
	case []any:
		b = append(b, '[')
		begin := len(b)
		for i, e := range v {
			if i == 1 { // the others will be about as long
				b = slices.Grow(b, (len(b)-begin)*len(v))
			}
			b = s.separate(b, i, depth+1)
			b = s.append(b, e, depth+1)
		}
		return append(s.close(b, len(v), depth), ']')
	case object:
		if s.backwards {
			v = slices.Clone(v)
			slices.Reverse(v)
		}
		b = append(b, '{')
		for i, m := range v {
			b = s.separate(b, i, depth+1)
			b = s.appendString(b, m.name)
			if s.spaces {
				b = append(b, " :\t"...)
			} else {
				b = append(b, ':')
			}
			b = s.append(b, m.value, depth+1)
		}
		return append(s.close(b, len(v), depth), '}')
	}
	return append(b, "null"...)
}

func (s style) separate(b []byte, i, depth int) []byte {
	if i > 0 {
		b = append(b, ',')
		if s.spaces {
			b = append(b, ' ')
		}
	}
	return s.line(b, depth)
}

func (s style) close(b []byte, n, depth int) []byte {
	if n == 0 {
		return b
	}
	return s.line(b, depth)
}

func (s style) line(b []byte, depth int) []byte {
	if s.indent == "" {
		return b
	}
	b = append(b, "\r\n"...)
	for range depth {
		b = append(b, s.indent...)
	}
	return b
}

func (s style) appendString(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	unit := func(b []byte, u rune) []byte {
		return append(b, '\\', 'u', hex[u>>12&15], hex[u>>8&15], hex[u>>4&15], hex[u&15])
	}
	b = append(b, '"')
	if s.plain(text) {
		return append(append(b, text...), '"')
	}
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < 0x20:
			b = unit(b, r)
		case r == '/' && s.slashes:
			b = append(b, '\\', '/')
		case s.escapes && r < utf8.RuneSelf && (r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'):
			b = unit(b, r)
		case s.nonASCII && r > 0xffff:
			r -= 0x10000
			b = unit(unit(b, 0xd800+r>>10), 0xdc00+r&0x3ff)
		case s.nonASCII && r >= utf8.RuneSelf:
			b = unit(b, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

// plain reports whether a text stands in a document as it is.
func (s style) plain(text string) bool {
	if s.escapes {
		return false
	}
	for _, c := range []byte(text) {
		if c < 0x20 || c >= utf8.RuneSelf || c == '"' || c == '\\' || c == '/' && s.slashes {
			return false
		}
	}
	return true
}
