package derive

import (
	"fmt"
	"strings"
)

// placeParameters brings the path and its parameters into agreement.
func (d *draft) placeParameters() {
	inPath := pathParameters(d.path)
	inQuery := queryParameters(d.page.URI.Path)
	kept := d.parameters[:0:0]
	for _, p := range d.parameters {
		switch {
		case p.in != "path":
			kept = append(kept, p)
		case !inPath[p.name] && inQuery[p.name] && !d.hasParameter("query", p.name):
			d.slip("parameter-not-in-path", p.source,
				fmt.Sprintf("The path parameter %s has a row, but the URI prints it in the query.", p.name),
				"It is a query parameter.", "The URI shows where it travels.")
			p.in = "query"
			kept = append(kept, p)
		case !inPath[p.name]:
			d.slip("parameter-not-in-path", p.source,
				fmt.Sprintf("The path parameter %s has a row, but the path %s does not hold it.", p.name, d.path),
				"It is kept apart, under x-unplaced-parameters.", "There is no place to send it.")
			d.unplaced = append(d.unplaced, p)
		default:
			if !p.required {
				d.slip("optional-path-parameter", p.source,
					fmt.Sprintf("The path parameter %s is not marked as mandatory.", p.name),
					"It is mandatory.", "A path without it is another path.")
			}
			p.required = true
			kept = append(kept, p)
		}
	}
	d.parameters = kept
	uri := source{page: d.page.Name, section: "URI", line: d.page.URI.Line}
	for _, name := range sortedKeys(inPath) {
		if d.hasParameter("path", name) {
			continue
		}
		d.slip("path-parameter-without-row", uri, fmt.Sprintf("The path holds {%s}, for which no table has a row.", name),
			"It is a mandatory String.", "The path cannot be sent without it.")
		d.parameters = append(d.parameters, parameter{name: name, in: "path", required: true, schema: &schema{typ: "string"}, source: uri})
	}
	d.placeQuery(uri)
}

// placeQuery reads a query that the URI prints: name={value} needs no row of
// its own, name=value prescribes the value.
func (d *draft) placeQuery(uri source) {
	_, query, _ := strings.Cut(d.page.URI.Path, "?")
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		name = strings.Trim(name, "{}[] ")
		if name == "" || d.hasParameter("query", name) {
			continue
		}
		s := &schema{typ: "string"}
		fixed := value != "" && !strings.HasPrefix(value, "{")
		if fixed {
			s.extensions = []member{{"x-value", value}}
		}
		d.parameters = append(d.parameters, parameter{name: name, in: "query", required: fixed, schema: s, source: uri})
	}
}

func pathParameters(path string) map[string]bool {
	names := map[string]bool{}
	for _, p := range pathParameter.FindAllString(path, -1) {
		names[strings.Trim(p, "{}")] = true
	}
	return names
}

// queryParameters are the names in the query that the URI prints.
func queryParameters(uri string) map[string]bool {
	names := map[string]bool{}
	_, query, _ := strings.Cut(uri, "?")
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		names[strings.Trim(name, "{}[] ")] = true
	}
	return names
}
