package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/openapi/spelling"
)

// maxFiller bounds the strings and lists that are made to exceed a bound; a
// limit beyond it is not worth the traffic.
const maxFiller = 70_000

// member is one member of the request body with its place in the valid body.
type member struct {
	name     string // dotted, with [] for array items: "member.ports[].name"
	schema   *openapi3.Schema
	required bool
	path     []any // keys and indexes into the valid body
	value    any   // the valid value
}

// bodyMembers covers members that are missing, null, of another type, out of
// bounds, or outside their enumeration.
func (g *generator) bodyMembers() {
	schema := g.op.BodySchema()
	if schema == nil || g.valid.Body == nil {
		return
	}
	absent := leftOut(schema, g.valid.Body.JSON)
	for _, m := range absent {
		g.missingWithin(m)
	}
	for _, m := range append(members(schema, g.valid.Body.JSON, "", nil), absent...) {
		g.missing(m)
		g.wrongTypes(m)
		g.outOfBounds(m)
		g.outsideEnumeration(m)
		g.wrongItems(m)
		g.itemsOutOfBounds(m)
	}
}

func (g *generator) missing(m member) {
	if !m.required {
		return
	}
	refused, level := g.refusal(situation.ParameterMissing)
	place := "body/" + m.name
	clauses := []string{g.clause(place + "/mandatory")}
	g.add("body/"+caseName(m.name)+"-missing", level, fmt.Sprintf("Body member %s is mandatory.", m.name), m.name+" is left out", clauses, refused,
		func(r *Request) { r.Body.JSON = without(r.Body.JSON, m.path) })
	if value, ok := m.value.(string); ok && len(m.path) == 1 {
		g.add("body/"+caseName(m.name)+"-in-query", level, fmt.Sprintf("%s is a member of the body; in the query it does not count.", m.name), m.name+" travels in the query", clauses, refused,
			func(r *Request) {
				r.Body.JSON = without(r.Body.JSON, m.path)
				r.Query = withParameter(r.Query, m.name, queryText(value))
			})
	}
	g.add("body/"+caseName(m.name)+"-null", level, fmt.Sprintf("Body member %s is mandatory; null is no value.", m.name), m.name+" is null", clauses, refused,
		func(r *Request) { r.Body.JSON = with(r.Body.JSON, m.path, nil) })
}

// missingWithin leaves out what is mandatory within a member that the valid body does
// without.
func (g *generator) missingWithin(m member) {
	refused, level := g.refusal(situation.ParameterMissing)
	for _, within := range members(m.schema, m.value, m.name+".", m.path) {
		if within.required {
			g.add("body/"+caseName(within.name)+"-missing", level, fmt.Sprintf("Body member %s is mandatory where there is a %s.", within.name, m.name), within.name+" is left out",
				[]string{g.clause("body/" + within.name + "/mandatory")}, refused, func(r *Request) {
					r.Body.JSON = without(with(r.Body.JSON, m.path, cloneJSON(m.value)), within.path)
				})
		}
	}
}

// invalidMember adds a case whose member does not fit; what it may be answered besides the
// refusal that is due comes last.
func (g *generator) invalidMember(m member, name, requirement, mutation, clause string, value any, besides ...Outcome) {
	refused, level := g.refusal(situation.ParameterInvalid)
	g.add("body/"+caseName(m.name)+"-"+name, level, requirement, mutation,
		[]string{g.clause("body/"+m.name+"/"+clause, "body/"+m.name+"/type")}, slices.Concat(refused, besides),
		func(r *Request) { r.Body.JSON = with(r.Body.JSON, m.path, value) })
}

func (g *generator) wrongTypes(m member) {
	for _, wrong := range otherTypes(m.schema, m.value) {
		g.invalidMember(m, "as-"+wrong.name, fmt.Sprintf("Body member %s is %s.", m.name, article(typeName(m.schema))),
			m.name+" is "+article(wrong.name), "type", wrong.value)
	}
}

// manyItems is how many good items stand before a wrong one that comes late, if the page
// allows so many: a check may look at the first few only.
const manyItems = 150

// wrongItems puts one item of another type among good ones: first, in the
// middle and last, since a check may look at one of them only.
func (g *generator) wrongItems(m member) {
	list, ok := m.value.([]any)
	if !ok || len(list) == 0 || m.schema.Items == nil || m.schema.Items.Value == nil {
		return
	}
	for i, wrong := range otherTypes(m.schema.Items.Value, list[0]) {
		many := manyItems
		if m.schema.MaxItems != nil {
			many = int(min(uint64(many), *m.schema.MaxItems-1))
		}
		for _, at := range positionsOf(list, wrong.value, many) {
			if at.name == "late" && i > 0 || !fitsLength(m.schema, len(at.items)) {
				continue
			}
			var tooLong []Outcome
			if at.name == "late" {
				tooLong = []Outcome{{Status: contentTooLarge, Rationale: "HTTP lets a server bound what it reads"}}
			}
			g.invalidMember(m, fmt.Sprintf("item-%s-%s", wrong.name, at.name),
				fmt.Sprintf("Every item of %s is %s.", m.name, article(typeName(m.schema.Items.Value))),
				fmt.Sprintf("the %s item of %s is %s", at.name, m.name, article(wrong.name)), "items", at.items, tooLong...)
		}
	}
}

// itemsOutOfBounds puts a value that is too short, too long, too small, too large or
// outside an enumeration behind a good item.
func (g *generator) itemsOutOfBounds(m member) {
	list, ok := m.value.([]any)
	if !ok || len(list) == 0 || m.schema.Items == nil || m.schema.Items.Value == nil || !fitsLength(m.schema, 2) {
		return
	}
	item := m.schema.Items.Value
	wrong := func(name, requirement, mutation, clause string, value any) {
		g.invalidMember(m, "item-"+name, fmt.Sprintf("Every item of %s %s.", m.name, requirement),
			fmt.Sprintf("the last item of %s is %s", m.name, mutation), clause, []any{list[0], value})
	}
	if allowed, clause := allowedValues(item); len(allowed) > 0 {
		if value, ok := unlisted(item, allowed); ok {
			wrong("outside-enumeration", "is one of "+strings.Join(allowed, ", "), "another", clause, value)
		}
		return
	}
	if item.Type.Is("integer") || item.Type.Is("number") {
		if item.Min != nil {
			wrong("too-small", "is at least "+spelling.Decimal(*item.Min), "too small", "minimum", *item.Min-1)
		}
		if item.Max != nil {
			wrong("too-large", "is at most "+spelling.Decimal(*item.Max), "too large", "maximum", *item.Max+1)
		}
	}
	if !item.Type.Is("string") {
		return
	}
	if item.MinLength > 0 {
		wrong("too-short", fmt.Sprintf("has at least %s", spelling.Counted(int(item.MinLength), "character")), "too short", "length", strings.Repeat("a", int(item.MinLength)-1))
	}
	if item.MaxLength != nil && *item.MaxLength < maxFiller {
		wrong("too-long", fmt.Sprintf("has at most %d characters", *item.MaxLength), "too long", "length", strings.Repeat("a", int(*item.MaxLength)+1))
	}
}

// position is a list with a wrong item somewhere.
type position struct {
	name  string
	items []any
}

func positionsOf(list []any, wrong any, many int) []position {
	good := list[0]
	return []position{
		{"only", []any{wrong}},
		{"first", []any{wrong, good, second(good)}},
		{"middle", []any{good, wrong, second(good)}},
		{"last", []any{good, second(good), wrong}},
		{"late", append(repeatItems(list, many), wrong)},
	}
}

// fitsLength reports whether the page allows a list to have so many entries, each
// of which stands for one item at least.
func fitsLength(s *openapi3.Schema, n int) bool {
	return uint64(n) >= s.MinItems && (s.MaxItems == nil || uint64(n) <= *s.MaxItems)
}

func (g *generator) outOfBounds(m member) {
	switch value := m.value.(type) {
	case []any:
		g.wrongLengths(m, value)
	case string:
		if len(m.schema.Enum) == 0 {
			g.wrongText(m)
		}
	default:
		g.wrongNumber(m)
	}
}

func (g *generator) wrongLengths(m member, value []any) {
	s := m.schema
	if s.MinItems > 0 {
		g.invalidMember(m, "too-few", fmt.Sprintf("%s has at least %s.", m.name, spelling.Counted(int(s.MinItems), "item")),
			fmt.Sprintf("%s has %d items", m.name, s.MinItems-1), "array-length", repeatItems(value, int(s.MinItems)-1))
	}
	if s.MaxItems == nil || *s.MaxItems >= maxFiller {
		return
	}
	most := int(*s.MaxItems)
	g.invalidMember(m, "too-many", fmt.Sprintf("%s has at most %d items.", m.name, most),
		fmt.Sprintf("%s has %d items", m.name, most+1), "array-length", repeatItems(value, most+1))
	if len(value) > 0 && !s.UniqueItems {
		g.invalidMember(m, "too-many-alike", fmt.Sprintf("%s has at most %d items, however often it repeats them.", m.name, most),
			fmt.Sprintf("%s has one item %d times", m.name, most+1), "array-length", slices.Repeat(value[:1], most+1))
	}
}

func (g *generator) wrongText(m member) {
	s := m.schema
	if s.MinLength > 0 {
		g.invalidMember(m, "too-short", fmt.Sprintf("%s has at least %s.", m.name, spelling.Counted(int(s.MinLength), "character")),
			m.name+" is too short", "length", strings.Repeat("a", int(s.MinLength)-1))
	}
	if s.MaxLength != nil && *s.MaxLength < maxFiller {
		g.invalidMember(m, "too-long", fmt.Sprintf("%s has at most %d characters.", m.name, *s.MaxLength),
			m.name+" is too long", "length", strings.Repeat("a", int(*s.MaxLength)+1))
	}
}

func (g *generator) wrongNumber(m member) {
	if s := m.schema; s.Min != nil {
		g.invalidMember(m, "too-small", fmt.Sprintf("%s is at least %v.", m.name, *s.Min), m.name+" is too small", "minimum", *s.Min-1)
	}
	if s := m.schema; s.Max != nil {
		g.invalidMember(m, "too-large", fmt.Sprintf("%s is at most %v.", m.name, *s.Max), m.name+" is too large", "maximum", *s.Max+1)
	}
}

// members lists the members of a schema that the valid body shows, parents first.
func members(s *openapi3.Schema, value any, prefix string, path []any) []member {
	var list []member
	switch value := value.(type) {
	case map[string]any:
		for _, name := range sortedKeys(s.Properties) {
			property := s.Properties[name].Value
			v, shown := value[name]
			if property == nil || !shown {
				continue
			}
			m := member{name: prefix + name, schema: property, required: slices.Contains(s.Required, name), path: append(append([]any(nil), path...), name), value: v}
			list = append(list, m)
			list = append(list, members(property, v, m.name+".", m.path)...)
		}
	case []any:
		if s.Items != nil && s.Items.Value != nil && len(value) > 0 {
			items := strings.TrimSuffix(prefix, ".") + "[]."
			list = append(list, members(s.Items.Value, value[0], items, append(append([]any(nil), path...), 0))...)
		}
	}
	return list
}

// leftOut lists the members of an object that the valid body does without, with values
// that are made up.
func leftOut(s *openapi3.Schema, body any) []member {
	object, ok := body.(map[string]any)
	if !ok {
		return nil
	}
	var list []member
	for _, name := range sortedKeys(s.Properties) {
		if _, shown := object[name]; shown || s.Properties[name].Value == nil {
			continue
		}
		property := s.Properties[name].Value
		list = append(list, member{name: name, schema: property, path: []any{name}, value: sample(property, 0)})
	}
	return list
}

// typed is a value and the name of its JSON type, or of what is wrong with it.
type typed struct {
	name  string
	value any
}

// otherTypes gives a value of every JSON type the schema does not admit, each
// as close to the valid value as its type allows.
func otherTypes(s *openapi3.Schema, valid any) []typed {
	var list []typed
	add := func(name string, value any) { list = append(list, typed{name, value}) }
	switch {
	case s.Type == nil:
		return nil
	case s.Type.Is("string"):
		add("number", 12345)
		add("boolean", true)
		add("array", arrayOf(valid))
		add("object", map[string]any{"id": valid})
	case s.Type.Is("array"):
		item := any("x")
		if items, ok := valid.([]any); ok && len(items) > 0 {
			item = items[0]
		}
		add("string", stringOf(item))
		add("number", 1)
		add("boolean", true)
		add("object", map[string]any{"0": item})
		// What many languages take for false, and with it for left out.
		add("empty-string", "")
		add("zero", 0)
		add("false", false)
		add("empty-object", map[string]any{})
		if text, ok := item.(string); ok {
			add("joined-string", text+","+stringOf(second(item)).(string))
			add("json-string", `["`+text+`"]`)
		}
		if s.Items != nil && s.Items.Value != nil && !s.Items.Value.Type.Is("array") {
			add("nested-array", []any{valid})
		}
	case s.Type.Is("integer"):
		add("string", fmt.Sprint(valid))
		add("fraction", 1.5)
		add("boolean", true)
		add("array", arrayOf(valid))
		add("object", map[string]any{})
	case s.Type.Is("number"):
		add("string", fmt.Sprint(valid))
		add("boolean", true)
		add("array", arrayOf(valid))
		add("object", map[string]any{})
	case s.Type.Is("boolean"):
		add("string", fmt.Sprint(valid))
		add("number", 1)
		add("array", arrayOf(valid))
		add("object", map[string]any{})
	case s.Type.Is("object"):
		add("string", "x")
		add("number", 1)
		add("boolean", true)
		add("array", arrayOf(valid))
	}
	return list
}

// arrayOf is an array of the value, or the value itself where the operation wants
// an array and the page another type.
func arrayOf(valid any) any {
	if _, isArray := valid.([]any); isArray {
		return valid
	}
	return []any{valid}
}

func stringOf(v any) any {
	if s, ok := v.(string); ok {
		return s
	}
	return "x"
}

// second makes a further good item next to the first one: another binding
// where the item is a placeholder, else the same again.
func second(item any) any {
	if s, ok := item.(string); ok {
		if r, err := ParseRef(s); err == nil && r.Indexed {
			return r.at(r.To + 1).String()
		}
	}
	return item
}

// repeatItems makes a list of n items like the given ones, with unknown ids
// after the first where the items are placeholders.
func repeatItems(list []any, n int) []any {
	if n <= 0 || len(list) == 0 {
		return []any{}
	}
	if s, ok := list[0].(string); ok && n > 1 {
		if r, err := ParseRef(s); err == nil {
			return []any{s, Ref{Name: unknownPrefix + r.Name, Indexed: true, To: n - 2}.String()}
		}
	}
	out := make([]any, n)
	for i := range out {
		out[i] = cloneJSON(list[i%len(list)])
	}
	return out
}

func caseName(memberName string) string { return strings.ReplaceAll(memberName, "[]", "") }

func typeName(s *openapi3.Schema) string {
	if s.Type == nil || len(*s.Type) == 0 {
		return "value"
	}
	return (*s.Type)[0]
}

func article(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

func swapCase(s string) string {
	if up := strings.ToUpper(s); up != s {
		return up
	}
	return strings.ToLower(s)
}
