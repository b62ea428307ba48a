package derive

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi/page"
)

// A schema is what a row's type, bounds, enumeration and default say, before
// it is written as OpenAPI.
type schema struct {
	typ, format string
	model       *model // a reference; nothing else is set then
	properties  []property
	items       *schema // of an array
	values      *schema // of a map
	enum        []any
	def         any // the default; nil if there is none
	min, max    number
	minLen      *int64
	maxLen      *int64
	minItems    *int64
	maxItems    *int64
	// extensions hold facts that OpenAPI has no keyword for.
	extensions []member
	// shown collects which properties the printed examples show.
	shown *memberCounts
}

type property struct {
	name        string
	required    bool
	schema      *schema
	description string
	sources     []source
}

// source is a place in a page.
type source struct {
	page, section, row string
	line               int
}

func (s source) tree() *object {
	return flow("page", s.page, "section", s.section, "row", s.row, "line", integer(int64(s.line)))
}

// slipOf reports a fact of a row that the document cannot carry as it stands.
type slip struct {
	kind, text, decision, why string
	source                    source
}

// rowSchema turns the facts of a row into a schema.
func (d *draft) rowSchema(r page.Row, sc *scope, at source) *schema {
	d.contradictions(r, at)
	s := d.typeSchema(r.Parsed, sc, at)
	facts := s
	for facts.items != nil || facts.values != nil {
		if facts.items != nil {
			facts = facts.items
		} else {
			facts = facts.values
		}
	}
	if facts.model != nil || s.model != nil {
		d.boundModel(r, s, at)
		return s
	}
	d.setBounds(facts, r, at)
	d.setItems(s, r, at)
	d.crossedBounds(s, r, at)
	if facts != s {
		d.crossedBounds(facts, r, at)
	}
	d.setEnum(facts, r, at)
	if value := prescribed(d.page, r).value; value != "" {
		if typed, err := typedValue(value, facts); err == nil {
			facts.extensions = append(facts.extensions, member{"x-value", typed})
		}
	}
	d.setDefault(s, r, at)
	widen(s.def, s)
	for _, stated := range append(slices.Clone(facts.enum), facts.min, facts.max) {
		widen(stated, facts)
	}
	return s
}

// contradictions reports what the row states twice and otherwise.
func (d *draft) contradictions(r page.Row, at source) {
	for _, c := range r.Contradictions {
		at.line = c.Line
		d.slip("contradiction", at, fmt.Sprintf("The row %s states %s, and then %s for the same.", r.Name, c.First, c.Second),
			"What stands first counts.", "Nothing says which is meant.")
	}
}

func (d *draft) typeSchema(t page.Type, sc *scope, at source) *schema {
	switch t.Kind {
	case "string":
		return &schema{typ: "string"}
	case "integer":
		return &schema{typ: "integer", format: "int32"}
	case "long":
		return &schema{typ: "integer", format: "int64"}
	case "number":
		return &schema{typ: "number"}
	case "float", "double":
		return &schema{typ: "number", format: t.Kind}
	case "boolean":
		return &schema{typ: "boolean"}
	case "file":
		return &schema{typ: "string", format: "binary"}
	case "object":
		return &schema{typ: "object"}
	case "model":
		return d.modelSchema(t.Model, sc, at)
	case "array":
		return &schema{typ: "array", items: d.elemSchema(t, sc, at)}
	case "map":
		return &schema{typ: "object", values: d.elemSchema(t, sc, at)}
	}
	return &schema{}
}

func (d *draft) elemSchema(t page.Type, sc *scope, at source) *schema {
	if t.Elem == nil {
		return &schema{}
	}
	return d.typeSchema(*t.Elem, sc, at)
}

func (d *draft) modelSchema(name string, sc *scope, at source) *schema {
	table, where := sc.lookup(name)
	if table == nil {
		d.slip("model-without-table", at,
			fmt.Sprintf("The type %s has no table on the page.", name),
			"It is derived as an object with unknown members.",
			"Its members stand nowhere, and a guess would be a wrong fact.")
		return &schema{typ: "object", extensions: []member{{"x-type", name}}}
	}
	return &schema{model: d.model(table, where)}
}

// maxLength is the largest length that every JSON reader keeps exactly.
const maxLength = 1 << 53

// setBounds reads Minimum and Maximum: lengths of strings, values of numbers.
func (d *draft) setBounds(s *schema, r page.Row, at source) {
	s.minLen, s.maxLen = lengths(s, r)
	for _, bound := range []struct {
		name, text string
		length     **int64
		value      *number
	}{{"minimum", r.Minimum, &s.minLen, &s.min}, {"maximum", r.Maximum, &s.maxLen, &s.max}} {
		if bound.text == "" {
			continue
		}
		text := strings.ReplaceAll(bound.text, ",", "")
		length, lengthErr := strconv.ParseInt(text, 10, 64)
		_, valueErr := strconv.ParseFloat(text, 64)
		switch {
		case s.typ == "string" && lengthErr == nil && length >= 0 && length <= maxLength:
			*bound.length = &length
		case (s.typ == "integer" || s.typ == "number") && valueErr == nil && isJSONNumber(text):
			*bound.value = number(text)
		default:
			s.extensions = append(s.extensions, member{"x-" + bound.name, bound.text})
			d.slip("bound-without-meaning", at,
				fmt.Sprintf("The %s %s of %s is no bound of its type %s.", bound.name, bound.text, r.Name, r.Type),
				"It is kept as an extension and not checked.", "What it bounds is not said.")
		}
	}
}

func lengths(s *schema, r page.Row) (low, high *int64) {
	if s.typ != "string" {
		return nil, nil
	}
	return r.MinLength, r.MaxLength
}

// setItems reads the array length.
func (d *draft) setItems(s *schema, r page.Row, at source) {
	if s.typ == "array" {
		s.minItems, s.maxItems = r.MinItems, r.MaxItems
		return
	}
	if r.MinItems == nil && r.MaxItems == nil {
		return
	}
	d.slip("bound-without-meaning", at,
		fmt.Sprintf("The array length of %s does not suit its type %s.", r.Name, r.Type),
		"It is left out of the contract.", "Only arrays have a length in items.")
}

// crossedBounds takes away a least that is above the most: no value has both.
func (d *draft) crossedBounds(s *schema, r page.Row, at source) {
	for _, span := range []struct {
		name      string
		low, high **int64
	}{{"items", &s.minItems, &s.maxItems}, {"length", &s.minLen, &s.maxLen}} {
		if low, high := *span.low, *span.high; low != nil && high != nil && *low > *high {
			*span.low, *span.high = nil, nil
			d.crossed(s, r, at, span.name, strconv.FormatInt(*low, 10), strconv.FormatInt(*high, 10))
		}
	}
	low, lowErr := strconv.ParseFloat(string(s.min), 64)
	high, highErr := strconv.ParseFloat(string(s.max), 64)
	if lowErr == nil && highErr == nil && low > high {
		d.crossed(s, r, at, "range", string(s.min), string(s.max))
		s.min, s.max = "", ""
	}
}

func (d *draft) crossed(s *schema, r page.Row, at source, name, low, high string) {
	s.extensions = append(s.extensions, member{"x-" + name, low + " - " + high})
	d.slip("bounds-crossed", at, fmt.Sprintf("The row %s states at least %s and at most %s.", r.Name, low, high),
		"Both are kept as an extension and not checked.", "No value keeps to both, and nothing says which is meant.")
}

func (d *draft) setEnum(s *schema, r page.Row, at source) {
	seen := map[any]bool{}
	for _, text := range r.Enumeration {
		value, err := typedValue(text, s)
		if err != nil {
			s.enum = nil
			s.extensions = append(s.extensions, member{"x-enum", strings2list(r.Enumeration)})
			d.slip("enumeration-of-another-type", at,
				fmt.Sprintf("The enumeration value %q of %s is no %s.", text, r.Name, s.typ),
				"The enumeration is kept as an extension and not checked.", "No value of the type could match it.")
			return
		}
		if !seen[value] {
			s.enum = append(s.enum, value)
		}
		seen[value] = true
	}
}

func (d *draft) setDefault(s *schema, r page.Row, at source) {
	if r.Default == "" {
		return
	}
	value, err := typedValue(r.Default, s)
	if err == nil {
		err = firstFault(value, s)
	}
	if err == nil {
		s.def = value
		return
	}
	s.extensions = append(s.extensions, member{"x-default", r.Default})
	d.slip("default-not-allowed", at,
		fmt.Sprintf("The default %s of %s does not fit the row's own type and bounds: %v.", r.Default, r.Name, err),
		"It is kept as an extension, apart from the schema.", "A schema whose default is invalid is itself invalid.")
}

// boundModel keeps what a row states about a value whose type is a model.
func (d *draft) boundModel(r page.Row, s *schema, at source) {
	d.setItems(s, r, at)
	for _, fact := range []member{{"x-minimum", r.Minimum}, {"x-maximum", r.Maximum}, {"x-default", r.Default}} {
		if fact.value != "" {
			s.extensions = append(s.extensions, fact)
		}
	}
	if len(r.Enumeration) > 0 {
		s.extensions = append(s.extensions, member{"x-enum", strings2list(r.Enumeration)})
	}
}

// typedValue reads a printed value as the schema's type.
func typedValue(text string, s *schema) (any, error) {
	switch s.typ {
	case "integer":
		digits := strings.ReplaceAll(text, ",", "")
		if _, err := strconv.ParseInt(digits, 10, 64); err != nil || !isJSONNumber(digits) {
			return nil, fmt.Errorf("%q is not an integer", text)
		}
		return number(digits), nil
	case "number":
		if !isJSONNumber(text) {
			return nil, fmt.Errorf("%q is not a number", text)
		}
		return number(text), nil
	case "boolean":
		value, err := strconv.ParseBool(strings.ToLower(text))
		if err != nil || len(text) == 1 {
			return nil, fmt.Errorf("%q is neither true nor false", text)
		}
		return value, nil
	case "array", "object":
		value, err := parseJSON(text)
		if err != nil {
			return nil, fmt.Errorf("%q is not JSON", text)
		}
		return value, nil
	}
	return text, nil
}

func isJSONNumber(text string) bool {
	v, err := parseJSON(text)
	_, isNumber := v.(number)
	return err == nil && isNumber
}

// tree writes the schema as OpenAPI; description and sources are those of the
// member or parameter that has it.
func (s *schema) tree(description string, sources []source) *object {
	o := &object{}
	if s.model != nil {
		return s.reference(description, sources)
	}
	o.add("type", s.typ)
	o.add("format", s.format)
	o.add("description", description)
	o.members = append(o.members, s.keywords()...)
	if value := s.prescribed(); value != nil && len(s.enum) == 0 {
		o.set("enum", list{value})
	}
	o.members = append(o.members, s.extensions...)
	addSources(o, sources)
	if s.shown != nil {
		o.add("x-shown", strings2list(s.shown.names(s.properties)))
	}
	if s.items != nil {
		o.set("items", s.items.tree("", nil))
	} else if s.typ == "array" {
		o.set("items", &object{})
	}
	if s.values != nil {
		o.set("additionalProperties", s.values.tree("", nil))
	}
	addProperties(o, s.properties)
	return o
}

// reference writes a schema whose type is a model. A reference has no siblings
// in OpenAPI 3.0; what is said beside it makes it the one part of a schema.
func (s *schema) reference(description string, sources []source) *object {
	ref := obj("$ref", "#/components/schemas/"+s.model.component)
	o := obj("description", description)
	o.members = append(o.members, s.extensions...)
	addSources(o, sources)
	if len(o.members) == 0 {
		return ref
	}
	o.set("allOf", list{ref})
	return o
}

// prescribed is the one value that prose allows; nil if there is none.
func (s *schema) prescribed() any {
	for _, m := range s.extensions {
		if m.key == "x-value" {
			return m.value
		}
	}
	return nil
}

func (s *schema) keywords() []member {
	o := &object{}
	o.add("enum", list(s.enum))
	if s.def != nil {
		o.set("default", s.def)
	}
	addNumber(o, "minimum", s.min)
	addNumber(o, "maximum", s.max)
	addCount(o, "minLength", s.minLen)
	addCount(o, "maxLength", s.maxLen)
	addCount(o, "minItems", s.minItems)
	addCount(o, "maxItems", s.maxItems)
	return o.members
}

func addNumber(o *object, key string, n number) {
	if n != "" {
		o.set(key, n)
	}
}

func addCount(o *object, key string, n *int64) {
	if n != nil {
		o.set(key, integer(*n))
	}
}

func addProperties(o *object, properties []property) {
	required, members := list{}, &object{}
	for _, p := range properties {
		if p.required {
			required = append(required, p.name)
		}
		members.set(p.name, p.schema.tree(p.description, p.sources))
	}
	o.add("required", required)
	o.add("properties", members)
}

// addSources writes x-source, and x-sources where pages share the place.
func addSources(o *object, sources []source) {
	if len(sources) == 0 {
		return
	}
	o.set("x-source", sources[0].tree())
	if len(sources) == 1 {
		return
	}
	all := make(list, len(sources))
	for i, s := range sources {
		all[i] = s.tree()
	}
	o.set("x-sources", all)
}
