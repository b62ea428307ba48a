package openapi

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Change is one difference between two editions of a contract.
type Change struct {
	// Kind is added, removed or changed.
	Kind string `json:"kind" yaml:"kind"`
	// Clause is the id of the clause or, of what no case tests, an id of the
	// same form.
	Clause string `json:"clause" yaml:"clause"`
	// Old and New are what the editions say; empty where one says nothing.
	Old string `json:"old,omitempty" yaml:"old,omitempty"`
	New string `json:"new,omitempty" yaml:"new,omitempty"`
	// Breaking is set when a client or a gateway that followed the old edition
	// may not follow the new one; Why says for what reason.
	Breaking bool   `json:"breaking" yaml:"breaking"`
	Why      string `json:"why,omitempty" yaml:"why,omitempty"`
}

// Compare lists the clauses, and the facts without one, that were added, removed or
// changed from the old edition to the new one, ordered by clause. Prose, titles and places do not
// count; editions that state the same facts have no changes.
func Compare(old, edition *Contract) []Change {
	before, after := factsOf(old), factsOf(edition)
	var changes []Change
	for _, id := range slices.Sorted(maps.Keys(before)) {
		if now, kept := after[id]; !kept {
			changes = append(changes, removed(before[id], edition, after))
		} else if now.text != before[id].text {
			changes = append(changes, changed(before[id], now))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(after)) {
		if _, known := before[id]; !known {
			changes = append(changes, added(after[id], old, before))
		}
	}
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Clause, b.Clause), cmp.Compare(a.Kind, b.Kind))
	})
	return changes
}

// statedFact is a clause and what of it is a fact.
type statedFact struct {
	clause    Clause
	operation *Operation
	text      string
	bound     bound
}

// factsOf leaves out what is prose: descriptive sentences and the captions of
// examples.
func factsOf(c *Contract) map[string]statedFact {
	facts := make(map[string]statedFact, len(c.Clauses))
	stated := slices.Clone(c.Clauses)
	for i := range c.Operations {
		stated = append(stated, unclaused(&c.Operations[i])...)
	}
	for _, clause := range stated {
		text := clause.Text
		switch clause.Kind {
		case KindStatement, KindExample:
			continue
		case KindEffect, KindImmediate, KindResponse:
			text = string(clause.Kind)
		case KindMember:
			text, _, _ = strings.Cut(text, ": ") // behind it are the page's words
		}
		o, _ := c.Operation(clause.Operation)
		facts[clause.ID] = statedFact{clause: clause, operation: o, text: text, bound: boundOf(o, clause)}
	}
	return facts
}

func removed(f statedFact, edition *Contract, after map[string]statedFact) Change {
	c := Change{Kind: "removed", Clause: f.clause.ID, Old: f.clause.Text}
	if _, kept := edition.Operation(f.clause.Operation); !kept {
		return c.breaks("the operation is gone")
	}
	inResponse := strings.Contains(f.clause.ID, "/response/")
	switch f.clause.Kind {
	case KindResponse:
		return c.breaks("a documented response is gone")
	case KindMember:
		return c.breaks("a member that clients may read is gone")
	case KindMandatory:
		if inResponse {
			return c.breaks("clients may miss what was always there")
		}
	case KindImmediate, KindEffect:
		return c.breaks("a promise is gone")
	case KindCode:
		return c.breaks("the documented error code is gone")
	case KindType, KindItems:
		if !inResponse {
			return c.breaks("the parameter or member is gone, or has no type any more")
		}
	case KindBound, KindEnum, KindValue:
		now, stated := after[otherList(f.clause)]
		if inResponse && (!stated || !f.bound.includes(now.bound)) {
			return c.breaks("responses may hold values that were ruled out")
		}
	}
	return c
}

func added(f statedFact, old *Contract, before map[string]statedFact) Change {
	c := Change{Kind: "added", Clause: f.clause.ID, New: f.clause.Text}
	if _, known := old.Operation(f.clause.Operation); !known {
		return c
	}
	inResponse := strings.Contains(f.clause.ID, "/response/")
	switch f.clause.Kind {
	case KindMandatory:
		if !inResponse {
			return c.breaks("requests without it are refused now")
		}
	case KindResponse:
		return c.breaks("clients may meet a response that they do not know")
	case KindCode:
		if status, _, _ := strings.Cut(strings.TrimPrefix(f.clause.ID, f.clause.Operation+"/"), "/code"); before[f.clause.Operation+"/"+status].operation != nil {
			return c.breaks("clients may meet an error code that they do not know")
		}
	case KindBound, KindEnum, KindValue:
		_, existed := before[parentClause(f.clause.ID)+"/type"]
		listed, stated := before[otherList(f.clause)]
		if !inResponse && existed && (!stated || !f.bound.includes(listed.bound)) {
			return c.breaks("requests that were allowed are refused now")
		}
	}
	return c
}

// otherList is the clause that lists values as this one does: a prescribed value is an
// enumeration of one.
func otherList(c Clause) string {
	switch c.Kind {
	case KindEnum:
		return parentClause(c.ID) + "/value"
	case KindValue:
		return parentClause(c.ID) + "/enum"
	}
	return ""
}

func parentClause(id string) string { return id[:strings.LastIndexByte(id, '/')] }

func changed(before, now statedFact) Change {
	c := Change{Kind: "changed", Clause: now.clause.ID, Old: before.clause.Text, New: now.clause.Text}
	inResponse := strings.Contains(now.clause.ID, "/response/")
	switch now.clause.Kind {
	case KindType, KindItems, KindMember:
		return c.breaks("another type")
	case KindURI:
		return c.breaks("another method or path")
	case KindCode:
		return c.breaks("another error code")
	case KindValue:
		return c.breaks("another value")
	case KindDefault:
		return c.breaks("a request without the value means something else")
	case KindBound, KindEnum:
		switch {
		case inResponse && strings.Contains(now.clause.ID, "/header/"):
			return c.breaks("responses may hold values that were ruled out")
		case !inResponse && !now.bound.includes(before.bound):
			return c.breaks("requests that were allowed are refused now")
		case inResponse && !before.bound.includes(now.bound):
			return c.breaks("responses may hold values that were ruled out")
		}
	}
	return c
}

func (c Change) breaks(why string) Change {
	c.Breaking, c.Why = true, why
	return c
}
