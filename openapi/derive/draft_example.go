package derive

import (
	"github.com/apigspec/apigspec/openapi/page"
)

type example struct {
	name    string
	printed page.Example
	value   any // nil when the text is not JSON
	faults  []fault
	source  source
}

func exampleSection(e page.Example) string {
	if e.Status == 0 {
		return "Example Requests"
	}
	return "Example Responses, status code " + itoa(e.Status)
}

func (d *draft) readRequestExamples() {
	var examples []example
	for _, e := range d.page.RequestExamples {
		if e.Body == "" && e.Request == nil {
			continue
		}
		var s *schema
		if d.body != nil {
			s = d.body.schema
		}
		example := d.readExample(e, s)
		if d.body != nil && d.body.media != jsonMedia && example.value == nil {
			// A form prints as a form; only JSON can be held against the table.
			example.faults = nil
		}
		examples = append(examples, example)
	}
	nameExamples(examples)
	if d.body == nil {
		d.body = &body{examples: examples}
		return
	}
	d.body.examples = examples
}

func (d *draft) readExample(e page.Example, s *schema) example {
	x := example{printed: e, source: source{page: d.page.Name, section: exampleSection(e), line: e.Line}}
	if e.Body == "" {
		return x
	}
	value, err := parseJSON(e.Body)
	if err != nil {
		x.faults = []fault{{text: "is not JSON: " + err.Error()}}
		return x
	}
	x.value = value
	if s != nil {
		widen(value, s)
		x.faults = faults(value, s, "")
	}
	return x
}

// nameExamples names examples by their captions; a single one is "1".
func nameExamples(examples []example) {
	used := map[string]bool{}
	for i := range examples {
		name := itoa(i + 1)
		if caption := examples[i].printed.Caption; len(examples) > 1 && caption != "" {
			name = slug(caption, 8)
		}
		for base, n := name, 2; used[name]; n++ {
			name = base + "-" + itoa(n)
		}
		used[name] = true
		examples[i].name = name
	}
}
