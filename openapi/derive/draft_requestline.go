package derive

import (
	"net/url"
	"slices"
	"strings"
)

// A request line that a page prints above an example shows values of
// parameters: "POST https://{endpoint}/v3/99a3/elb/pools/36ce/members?limit=10".

// parameterExamples holds the values of a parameter that the page's example
// requests show, each once, if they fit its row.
func (d *draft) parameterExamples(p parameter) *object {
	all := &object{}
	var seen []string
	if d.body == nil || p.schema.model != nil || slices.Contains([]string{"", "array", "object"}, p.schema.typ) {
		return all
	}
	for _, e := range d.body.examples {
		text, shown := d.printedValue(e, p)
		value, err := typedValue(text, p.schema)
		if !shown || err != nil || firstFault(value, p.schema) != nil || slices.Contains(seen, text) {
			continue
		}
		seen = append(seen, text)
		all.set(e.name, obj("x-source", e.source.tree(), "value", value))
	}
	return all
}

// printedValue is what an example request shows for a parameter. Braces, angle
// brackets and asterisks are in what stands for a value.
func (d *draft) printedValue(e example, p parameter) (string, bool) {
	if e.printed.Request == nil {
		return "", false
	}
	path, query, _ := strings.Cut(e.printed.Request.Path, "?")
	inPath, matches := valuesInPath(d.path, path)
	if !matches {
		return "", false
	}
	var text string
	switch p.in {
	case "path":
		text = inPath[p.name]
	case "query":
		text = valueInQuery(query, p.name)
	case "header":
		text = valueInHeaders(e.printed.Headers, p.name)
	}
	return text, text != "" && !strings.ContainsAny(text, "{}<>*")
}

// valuesInPath reads the segments of a printed path, with or without its host,
// that stand where the template has parameters. It reports false for another
// path.
func valuesInPath(template, printed string) (map[string]string, bool) {
	want := strings.Split(template, "/")
	got := strings.Split(strings.TrimSuffix(printed, "/"), "/")
	if len(got) < len(want) {
		return nil, false
	}
	got = got[len(got)-len(want):]
	values := map[string]string{}
	for i := 1; i < len(want); i++ {
		switch {
		case isParameter(want[i]):
			values[strings.Trim(want[i], "{}")] = unescaped(got[i], url.PathUnescape)
		case want[i] != got[i]:
			return nil, false
		}
	}
	return values, true
}

func valueInQuery(query, name string) string {
	for pair := range strings.SplitSeq(query, "&") {
		if key, value, _ := strings.Cut(pair, "="); key == name {
			return unescaped(value, url.QueryUnescape)
		}
	}
	return ""
}

func valueInHeaders(headers []string, name string) string {
	for _, line := range headers {
		if key, value, _ := strings.Cut(line, ":"); strings.EqualFold(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// unescaped is the text itself where it is not escaped as a URL is.
func unescaped(text string, unescape func(string) (string, error)) string {
	plain, err := unescape(text)
	if err != nil {
		return text
	}
	return plain
}
