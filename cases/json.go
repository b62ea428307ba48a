package cases

import (
	"bytes"
	"encoding/json"
	"strings"
)

// spliceStrings copies a JSON value, as encoding/json decodes it, with its
// strings replaced: in an array each by any number of strings, elsewhere each by
// one. Members come in the order of their names. The first error of f ends it.
func spliceStrings(v any, f func(s string, inArray bool) ([]string, error)) (any, error) {
	switch v := v.(type) {
	case string:
		one, err := f(v, false)
		if err != nil {
			return nil, err
		}
		return one[0], nil
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			s, ok := item.(string)
			if !ok {
				x, err := spliceStrings(item, f)
				if err != nil {
					return nil, err
				}
				out = append(out, x)
				continue
			}
			several, err := f(s, true)
			if err != nil {
				return nil, err
			}
			for _, s := range several {
				out = append(out, s)
			}
		}
		return out, nil
	case map[string]any:
		out := make(map[string]any, len(v))
		for _, name := range sortedKeys(v) {
			x, err := spliceStrings(v[name], f)
			if err != nil {
				return nil, err
			}
			out[name] = x
		}
		return out, nil
	}
	return v, nil
}

// mapStrings copies a JSON value with each of its strings replaced by one.
func mapStrings(v any, f func(string) string) any {
	out, _ := spliceStrings(v, func(s string, _ bool) ([]string, error) { return []string{f(s)}, nil }) // f cannot fail
	return out
}

// cloneJSON copies a JSON value, so that the copy can be changed in place.
func cloneJSON(v any) any { return mapStrings(v, func(s string) string { return s }) }

// replaceString copies a JSON value with every string that equals old replaced.
func replaceString(v any, old, replacement string) any {
	return mapStrings(v, func(s string) string {
		if s == old {
			return replacement
		}
		return s
	})
}

// parentOf finds what holds the value at a path of member names and indexes.
func parentOf(v any, path []any) any {
	for _, key := range path[:len(path)-1] {
		switch key := key.(type) {
		case string:
			object, _ := v.(map[string]any)
			v = object[key]
		case int:
			list, _ := v.([]any)
			v = list[key]
		}
	}
	return v
}

// with replaces the value at a path, in place, and returns the whole.
func with(v any, path []any, value any) any {
	switch key := path[len(path)-1].(type) {
	case string:
		if object, ok := parentOf(v, path).(map[string]any); ok {
			object[key] = value
		}
	case int:
		if list, ok := parentOf(v, path).([]any); ok {
			list[key] = value
		}
	}
	return v
}

// without leaves the member at a path out, in place, and returns the whole.
func without(v any, path []any) any {
	name, isMember := path[len(path)-1].(string)
	if object, ok := parentOf(v, path).(map[string]any); ok && isMember {
		delete(object, name)
	}
	return v
}

// plainJSON turns any value into what encoding/json would decode it to.
func plainJSON(v any) any {
	if v == nil {
		return nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		return nil
	}
	return out
}

// compactJSON writes a body template; placeholders stay readable.
func compactJSON(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return ""
	}
	return strings.TrimSpace(b.String())
}
