package derive

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sort"
	"strings"

	"github.com/apigspec/apigspec/openapi/page"
)

// scope is where a type's name is looked up: the tables of a request, or of
// one response, and then those of the rest of the page.
type scope struct {
	name   string // request, or the response's status
	tables []*page.Table
	next   []*scope
}

// lookup finds the table of a model and the scope it stands in.
func (s *scope) lookup(name string) (*page.Table, *scope) {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, sameName} {
		for _, t := range s.tables {
			if same(t.Model, name) || t.Model == "" && same(t.Title, name) {
				return t, s
			}
		}
		for _, next := range s.next {
			for _, t := range next.tables {
				if same(t.Model, name) || t.Model == "" && same(t.Title, name) {
					return t, s
				}
			}
		}
	}
	return nil, nil
}

func sameName(a, b string) bool {
	fold := func(s string) string {
		return strings.ToLower(strings.NewReplacer(" ", "", "_", "", "-", "").Replace(s))
	}
	return fold(a) == fold(b)
}

// model is a type of one page, on one side of the exchange.
type model struct {
	name       string // as printed
	page       string
	operation  string
	scope      *scope
	table      *page.Table
	properties []property
	shown      *memberCounts
	// key is equal for models that state the same facts.
	key string
	// component is the name in the document.
	component string
}

type modelKey struct {
	scope *scope
	table *page.Table
}

func (d *draft) model(t *page.Table, sc *scope) *model {
	key := modelKey{sc, t}
	if m, known := d.models[key]; known {
		return m
	}
	m := &model{name: modelName(t), page: d.page.Name, operation: d.id, scope: sc, table: t, shown: &memberCounts{}}
	d.models[key] = m
	d.modelOrder = append(d.modelOrder, m)
	m.properties = d.properties(t, sc)
	return m
}

func modelName(t *page.Table) string {
	if t.Model != "" {
		return t.Model
	}
	return t.Title
}

// properties turns the rows of a table into members. A row that repeats the
// name of an earlier one is reported and left out.
func (d *draft) properties(t *page.Table, sc *scope) []property {
	all := make([]property, 0, len(t.Rows))
	seen := make(map[string]bool, len(t.Rows))
	for _, r := range t.Rows {
		at := d.at(t, r)
		if seen[r.Name] {
			d.slip("row-twice", at, fmt.Sprintf("The table has two rows for %s.", r.Name),
				"The first one counts.", "One member cannot have two definitions.")
			continue
		}
		seen[r.Name] = true
		all = append(all, property{
			name:        r.Name,
			required:    r.Mandatory != nil && *r.Mandatory,
			schema:      d.rowSchema(r, sc, at),
			description: prose(r.Description),
			sources:     []source{at},
		})
	}
	return all
}

// addOrphans keeps the models that no row refers to: their facts stand on the
// page, even if it does not say where they belong.
func (d *draft) addOrphans() {
	referred := map[*page.Table]bool{}
	for key := range d.models {
		referred[key.table] = true
	}
	for _, sc := range d.scopes {
		for _, t := range sc.tables {
			if referred[t] {
				continue
			}
			referred[t] = true
			before := len(d.modelOrder)
			d.model(t, sc)
			for _, m := range d.modelOrder[before:] {
				referred[m.table] = true
			}
			d.slip("model-without-use", source{page: d.page.Name, section: section(t), row: modelName(t), line: t.Line},
				fmt.Sprintf("No row has the type %s, for which there is a table.", modelName(t)),
				"It is derived as a schema of its own.", "Where it belongs is not said.")
		}
	}
}

// facts writes what a model states, without places, so that equal models have
// equal keys. Models that contain themselves are numbered.
func (m *model) facts() string {
	var b strings.Builder
	numbers := map[*model]int{m: 0}
	queue := []*model{m}
	ref := func(r *model) string {
		n, known := numbers[r]
		if !known {
			n = len(numbers)
			numbers[r] = n
			queue = append(queue, r)
		}
		return itoa(n)
	}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		fmt.Fprintf(&b, "model %s\n", next.name)
		for _, p := range next.properties {
			fmt.Fprintf(&b, "%q %t %q ", p.name, p.required, p.description)
			p.schema.writeFacts(&b, ref)
			b.WriteByte('\n')
		}
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

func (s *schema) writeFacts(b *strings.Builder, ref func(*model) string) {
	if s.model != nil {
		b.WriteString("model " + ref(s.model))
	}
	b.WriteString(s.typ + " " + s.format)
	for _, k := range append(s.keywords(), s.extensions...) {
		fmt.Fprintf(b, " %s=%v", k.key, k.value)
	}
	for _, inner := range []*schema{s.items, s.values} {
		if inner != nil {
			b.WriteString(" of (")
			inner.writeFacts(b, ref)
			b.WriteByte(')')
		}
	}
}

// nameModels gives every model its component: equal models share one, and
// different ones of the same name get the operation, and if need be the side,
// as a suffix. The result does not depend on the order of the pages.
func nameModels(drafts []*draft) []*component {
	byName := map[string]map[string]*component{}
	for _, d := range drafts {
		for _, m := range d.modelOrder {
			m.key = m.facts()
			name := componentName(m.name)
			if byName[name] == nil {
				byName[name] = map[string]*component{}
			}
			c := byName[name][m.key]
			if c == nil {
				c = &component{}
				byName[name][m.key] = c
			}
			c.models = append(c.models, m)
		}
	}
	taken := map[string]bool{}
	for name := range byName {
		taken[name] = true
	}
	var all []*component
	for _, name := range sortedKeys(byName) {
		all = append(all, nameVariants(name, byName[name], taken)...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].name < all[j].name })
	return all
}

// component is one schema of the document and the models that it stands for.
type component struct {
	name   string
	models []*model
}

func nameVariants(name string, variants map[string]*component, taken map[string]bool) []*component {
	all := make([]*component, 0, len(variants))
	for _, key := range sortedKeys(variants) {
		all = append(all, variants[key])
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].models[0].before(all[j].models[0]) })
	for i, c := range all {
		c.name = name
		if i > 0 {
			c.name = variantName(name, all[0].models[0], c.models[0], taken)
		}
		for _, m := range c.models {
			m.component = c.name
		}
	}
	return all
}

// variantName tells a further variant from the first: by its side of the
// exchange where one page has both, else by its operation.
func variantName(name string, first, m *model, taken map[string]bool) string {
	candidates := []string{name + "_" + m.operation, name + "_" + m.operation + "_" + m.scope.name}
	if first.page == m.page {
		candidates = append([]string{name + "Response"}, candidates...)
	}
	for _, candidate := range candidates {
		if !taken[candidate] {
			taken[candidate] = true
			return candidate
		}
	}
	numbered := candidates[len(candidates)-1] + "_" + itoa(m.table.Number)
	taken[numbered] = true
	return numbered
}

func (m *model) before(other *model) bool {
	if m.page != other.page {
		return m.page < other.page
	}
	return m.table.Line < other.table.Line
}

// tree writes the component from its first model.
func (c *component) tree() *object {
	first := c.models[0]
	o := obj("type", "object")
	sources := make([]source, len(c.models))
	properties := append([]property{}, first.properties...)
	for i := range properties {
		properties[i].sources = nil
	}
	shown := &memberCounts{}
	for i, m := range c.models {
		sources[i] = source{page: m.page, section: section(m.table), line: m.table.Line}
		shown.merge(m.shown)
		for j := range m.properties {
			properties[j].sources = appendNew(properties[j].sources, m.properties[j].sources)
		}
	}
	addSources(o, appendNew(nil, sources))
	o.add("x-shown", strings2list(shown.names(first.properties)))
	addProperties(o, properties)
	return o
}

func appendNew(to, sources []source) []source {
	for _, s := range sources {
		if len(to) == 0 || to[len(to)-1] != s {
			to = append(to, s)
		}
	}
	return to
}

// componentName keeps the characters that a component may have.
func componentName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
			return r
		}
		return '_'
	}, name)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// memberCounts counts in how many example objects each member appears.
type memberCounts struct {
	objects int
	members map[string]int
}

func (s *memberCounts) add(o *object) {
	if s.members == nil {
		s.members = map[string]int{}
	}
	s.objects++
	for _, m := range o.members {
		s.members[m.key]++
	}
}

func (s *memberCounts) merge(other *memberCounts) {
	if s.members == nil {
		s.members = map[string]int{}
	}
	s.objects += other.objects
	for name, n := range other.members {
		s.members[name] += n
	}
}

// names are the members that every example object shows, in table order.
func (s *memberCounts) names(properties []property) []string {
	var all []string
	for _, p := range properties {
		if s.objects > 0 && s.members[p.name] == s.objects {
			all = append(all, p.name)
		}
	}
	return all
}

// mostMembers bounds the members of one type, as the contract's reader bounds those of a
// body.
const mostMembers = 10_000

// size is how many members a value of the schema has, one inside another, up to a few more
// than are allowed. Known are the sizes of models, those that contain themselves without
// what is inside again.
func (s *schema) size(known map[*model]int) int {
	switch {
	case s == nil:
		return 0
	case s.model == nil:
		return min(s.items.size(known)+s.values.size(known)+sizeOf(s.properties, known), mostMembers+1)
	}
	if n, counted := known[s.model]; counted {
		return n
	}
	known[s.model] = 0
	known[s.model] = sizeOf(s.model.properties, known)
	return known[s.model]
}

func sizeOf(properties []property, known map[*model]int) int {
	n := 0
	for _, p := range properties {
		n += 1 + p.schema.size(known)
	}
	return min(n, mostMembers+1)
}

// tooLarge is an error if a type has more members than anybody can mean.
func (d *draft) tooLarge() error {
	known := map[*model]int{}
	for _, m := range d.modelOrder {
		if (&schema{model: m}).size(known) > mostMembers {
			return fmt.Errorf("page %s, line %d: type %s has more than %d members, one inside another: a type that contains others again and again cannot be tested; leave out the rows of those that no request needs",
				d.page.Name, m.table.Line, m.name, mostMembers)
		}
	}
	return nil
}
