package derive

import (
	"fmt"
	"slices"
	"strings"
)

// Contradictions between pages.

// related reports whether two operations should say the same: twins differ in
// the product only, siblings do the same to another resource.
func related(a, b *draft) bool { return twins(a, b) || siblings(a, b) }

func twins(a, b *draft) bool {
	return a.product != b.product && strings.TrimPrefix(a.id, a.product) == strings.TrimPrefix(b.id, b.product)
}

func siblings(a, b *draft) bool {
	return a.product == b.product && a.method == b.method && lastWord(a.id) == lastWord(b.id) &&
		strings.Count(a.path, "/") == strings.Count(b.path, "/") &&
		strings.Count(a.id, "-") == strings.Count(b.id, "-") && batchLike(a) && batchLike(b)
}

// batchLike keeps siblings to operations that make or undo bindings; other
// operations of one action have little in common.
func batchLike(d *draft) bool { return lastWord(d.id) == "bind" || lastWord(d.id) == "unbind" }

func lastWord(id string) string { return id[strings.LastIndexByte(id, '-')+1:] }

func relation(a, b *draft) string {
	if twins(a, b) {
		return "twin"
	}
	return "sibling"
}

// compareWith reports what a related page states and this one does not.
func (n *noter) compareWith(other *draft) {
	kin := relation(n.draft, other)
	for _, r := range other.responses {
		if slices.ContainsFunc(n.draft.responses, func(mine *response) bool { return mine.status == r.status }) {
			continue
		}
		n.add("status-of-"+kin, itoa(r.status)+"-"+other.id, n.statusLine(),
			fmt.Sprintf("The page lists no %d; its %s %s (line %d) does.", r.status, kin, other.page.Name, r.source.line),
			"The contract does not list it for this operation.",
			"Only the page itself says how the operation responds; the other page shows that the response may occur.")
	}
	theirs := other.flat()
	for _, mine := range n.draft.flat() {
		i := slices.IndexFunc(theirs, func(f fact) bool { return f.name == mine.name })
		if i >= 0 {
			n.compareFacts(mine, theirs[i], kin, other)
		}
	}
}

// statusLine is where the page lists its statuses.
func (n *noter) statusLine() int {
	if codes := n.draft.page.StatusCodes; len(codes) > 0 {
		return codes[0].Line
	}
	return n.draft.page.URI.Line
}

func (n *noter) compareFacts(mine, theirs fact, kin string, other *draft) {
	if mine.required != theirs.required {
		n.add("mandatory-of-"+kin, mine.label()+"-"+other.id, mine.source.line,
			fmt.Sprintf("%s is %s here and %s on its %s %s (line %d).", mine.name, mandatory(mine.required), mandatory(theirs.required),
				kin, other.page.Name, theirs.source.line),
			"Each page counts for its own operation.", "Nothing says which of the two is meant for both.")
	}
	stated := map[string]string{}
	for _, k := range innermost(mine.schema).keywords() {
		stated[k.key] = fmt.Sprint(k.value)
	}
	for _, k := range mine.schema.keywords() {
		stated[k.key] = fmt.Sprint(k.value)
	}
	for _, k := range append(theirs.schema.keywords(), innermost(theirs.schema).keywords()...) {
		value, found := stated[k.key]
		text := fmt.Sprintf("%s states no %s; its %s %s (line %d) states %v.", mine.name, k.key, kin, other.page.Name, theirs.source.line, k.value)
		if found {
			text = fmt.Sprintf("%s states %s %s; its %s %s (line %d) states %v.", mine.name, k.key, value, kin, other.page.Name, theirs.source.line, k.value)
		}
		if !found || value != fmt.Sprint(k.value) {
			stated[k.key] = fmt.Sprint(k.value)
			n.add("bound-of-"+kin, mine.label()+"-"+k.key+"-"+other.id, mine.source.line, text,
				"Each page counts for its own operation.", "A bound that the page does not state is not a fact of its operation.")
		}
	}
}

func mandatory(required bool) string {
	if required {
		return "mandatory"
	}
	return "optional"
}

func innermost(s *schema) *schema {
	for s.items != nil || s.values != nil {
		if s.items != nil {
			s = s.items
		} else {
			s = s.values
		}
	}
	return s
}

// fact is one parameter or top-level member of the body.
type fact struct {
	name     string
	required bool
	schema   *schema
	source   source
}

// label is the name as part of an id.
func (f fact) label() string { return strings.ReplaceAll(f.name, " ", "-") }

func (d *draft) flat() []fact {
	var all []fact
	for _, p := range d.parameters {
		all = append(all, fact{name: p.in + " " + p.name, required: p.required, schema: p.schema, source: p.source})
	}
	if d.body == nil || d.body.schema == nil {
		return all
	}
	for _, p := range d.body.schema.properties {
		all = append(all, fact{name: "body " + p.name, required: p.required, schema: p.schema, source: p.sources[0]})
	}
	return all
}

// codesAcross reports error codes that pages show under different statuses.
func (n *noter) codesAcross(drafts []*draft) {
	type use struct {
		draft  *draft
		status int
	}
	first := map[string]use{}
	for _, d := range drafts {
		n.draft = d
		for _, r := range d.responses {
			if r.status < 400 {
				continue
			}
			for _, code := range r.codes() {
				seen, known := first[code]
				if !known {
					first[code] = use{d, r.status}
					continue
				}
				if seen.status != r.status {
					n.add("code-under-two-statuses", code, r.examples[0].source.line,
						fmt.Sprintf("The code %s stands under status %d here and under %d on page %s.", code, r.status, seen.status, seen.draft.page.Name),
						"Each page counts for its own operation.", "A code is tested together with the status that its own page gives it.")
				}
			}
		}
	}
}
