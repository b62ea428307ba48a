package cases

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Ref is a placeholder in a request or an expectation. It stands for an id
// that only the target or its fixtures know; the table in placeholders.go has
// what there is:
//
//	<project_id> <acl.0>              an id that exists
//	<other.instance_id> <other.acl.0> the same in the other instance
//	<unknown.0> <unknown.acl.0>       a well-formed id that does not exist, of any
//	                                  kind or shaped like the target's own
//	<param.NAME>                      a path parameter nothing else knows
//
// In a JSON array <acl.0..4> and <acl.*> stand for several ids, and <acl.0x9>
// for the same one nine times.
// With |unknown, as in <acl.0|unknown>, it is optional: without such a fixture a
// well-formed id that does not exist takes its place. A trailing :truncate,
// :extend, :swapcase or :pad alters the id.
type Ref struct {
	// Name is the part before the index ("acl", "other.acl").
	Name string
	// From and To are the first and last index; both 0 without one.
	From, To int
	// Indexed is set when the placeholder has an index, All for ".*".
	Indexed, All bool
	// Times repeats the ids; 0 means once.
	Times int
	// Optional is set by |unknown: an id that does not exist will do as well.
	Optional bool
	// Modifier alters the id; empty leaves it as it is.
	Modifier string
}

var refPattern = regexp.MustCompile(`<([a-z][a-z_0-9]*(?:\.[a-z_][a-z_0-9]*)*)(?:\.(\d+)(?:\.\.(\d+))?|\.(\*))?(?:x(\d+))?(\|unknown)?(?::([a-z]+))?>`)

// ParseRef reads one placeholder, brackets included.
func ParseRef(s string) (Ref, error) {
	m := refPattern.FindStringSubmatch(s)
	if m == nil || m[0] != s {
		return Ref{}, fmt.Errorf("%q is not a placeholder", s)
	}
	r := Ref{Name: m[1], Optional: m[6] != "", All: m[4] != "", Modifier: m[7]}
	if m[5] != "" {
		r.Times, _ = strconv.Atoi(m[5])
	}
	means, ok := MeaningOf(r.Name)
	if !ok {
		return Ref{}, fmt.Errorf("placeholder %s: unknown name %q", s, r.Name)
	}
	if !means.Of.Indexed && (r.All || m[2] != "") {
		return Ref{}, fmt.Errorf("placeholder %s: there is only one of it; leave the index out", s)
	}
	if m[2] != "" {
		r.Indexed = true
		r.From, _ = strconv.Atoi(m[2])
		r.To = r.From
		if m[3] != "" {
			r.To, _ = strconv.Atoi(m[3])
		}
		if r.To < r.From {
			return Ref{}, fmt.Errorf("placeholder %s: the range runs backwards", s)
		}
	}
	if r.Modifier != "" && modifiers()[r.Modifier] == nil {
		return Ref{}, fmt.Errorf("placeholder %s: an id cannot be altered by %q%s", s, r.Modifier, orElse(r.Modifier, sortedKeys(modifiers())))
	}
	return r, nil
}

// Count is how many ids the placeholder stands for; for <name.*> it is the
// least number, 1.
func (r Ref) Count() int { return r.To - r.From + 1 }

// at is the placeholder for the one id at index i.
func (r Ref) at(i int) Ref {
	r.From, r.To, r.All, r.Indexed = i, i, false, true
	return r
}

func (r Ref) String() string {
	var b strings.Builder
	b.WriteString("<" + r.Name)
	switch {
	case r.All:
		b.WriteString(".*")
	case r.Indexed && r.To > r.From:
		fmt.Fprintf(&b, ".%d..%d", r.From, r.To)
	case r.Indexed:
		fmt.Fprintf(&b, ".%d", r.From)
	}
	if r.Times > 0 {
		fmt.Fprintf(&b, "x%d", r.Times)
	}
	if r.Optional {
		b.WriteString("|unknown")
	}
	if r.Modifier != "" {
		b.WriteString(":" + r.Modifier)
	}
	return b.String() + ">"
}

// Lookup gives the ids a placeholder stands for: one, or several for a range.
type Lookup func(Ref) ([]string, error)

// Expand fills the placeholders of s, each of which stands for one id.
func Expand(s string, lookup Lookup) (string, error) {
	var first error
	out := refPattern.ReplaceAllStringFunc(s, func(m string) string {
		r, err := ParseRef(m)
		if err == nil {
			var ids []string
			if ids, err = lookup(r); err == nil {
				if len(ids) == 1 {
					return alter(ids[0], r.Modifier)
				}
				err = fmt.Errorf("placeholder %s stands for %d ids; only a JSON array takes several", m, len(ids))
			}
		}
		if first == nil {
			first = err
		}
		return m
	})
	return out, first
}

// ExpandAll fills a list; a placeholder for several ids becomes as many entries.
func ExpandAll(list []string, lookup Lookup) ([]string, error) {
	var out []string
	for _, s := range list {
		if r, err := ParseRef(s); err == nil {
			ids, err := lookup(r)
			if err != nil {
				return nil, err
			}
			for range max(r.Times, 1) {
				for _, id := range ids {
					out = append(out, alter(id, r.Modifier))
				}
			}
			continue
		}
		id, err := Expand(s, lookup)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

// ExpandJSON fills the placeholders in the strings of a JSON value.
func ExpandJSON(v any, lookup Lookup) (any, error) {
	return spliceStrings(v, func(s string, inArray bool) ([]string, error) {
		if inArray {
			return ExpandAll([]string{s}, lookup)
		}
		one, err := Expand(s, lookup)
		return []string{one}, err
	})
}

// truncated cuts off the last character; of a word with a number behind it the
// whole number, since the shorter number may make another id. Of a single
// character nothing would be left.
func truncated(id string) string {
	if len(id) < 2 {
		return "-"
	}
	word := strings.TrimRight(id, "0123456789")
	if strings.Trim(word, "0123456789abcdefABCDEF-") != "" && len(word) < len(id) {
		return word
	}
	return id[:len(id)-1]
}

// modifiers are the ways to alter an id, by their names.
func modifiers() map[string]func(id string) string {
	return map[string]func(string) string{
		"truncate": truncated,
		"extend":   func(id string) string { return id + "00ff" },
		"swapcase": swapCase,
		"pad":      func(id string) string { return " " + id + " " },
	}
}

// alter changes an id as the modifier of a Ref says; none leaves it as it is.
func alter(id, modifier string) string {
	if modifier == "" {
		return id
	}
	return modifiers()[modifier](id)
}

// Refs lists every placeholder of the case, in order of appearance,
// repetitions included.
func (c Case) Refs() []Ref {
	var refs []Ref
	add := func(s string) {
		for _, m := range refPattern.FindAllString(s, -1) {
			if r, err := ParseRef(m); err == nil {
				refs = append(refs, r)
			}
		}
	}
	for _, s := range c.Steps {
		s.strings(add)
	}
	return refs
}

// strings calls f for every string of the step that may hold placeholders.
func (s Step) strings(f func(string)) {
	q := s.Request
	for _, k := range sortedKeys(q.Path) {
		f(q.Path[k])
	}
	if q.Query != nil {
		f(*q.Query)
	}
	for _, k := range sortedKeys(q.Headers) {
		f(q.Headers[k])
	}
	if q.Body != nil {
		if q.Body.Raw != nil {
			f(*q.Body.Raw)
		}
		mapStrings(q.Body.JSON, func(s string) string { f(s); return s })
	}
	for _, o := range s.Expect.AnyOf {
		for _, id := range o.Unbinds {
			f(id)
		}
		if b := o.Batch; b != nil {
			for _, list := range [][]string{b.Succeed, b.Fail, b.Either, b.Repeats} {
				for _, id := range list {
					f(id)
				}
			}
		}
	}
}
