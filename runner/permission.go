package runner

import (
	"cmp"
	"context"
	"slices"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/judge"
)

// permitted returns an error for a case that unbinds what could not be bound again,
// unless the target file says that its bindings are expendable.
func (r *Run) permitted(e *execution) error {
	named := e.need.Here.Counts.Total() + e.need.Other.Counts.Total()
	if e.cost() == 0 && (named == 0 || !e.mayBeServed()) {
		return nil
	}
	if why := r.irreversible(e.product(), e.kind()); why != "" {
		return notPutBack(why)
	}
	return nil
}

// mayBeServed reports whether a gateway may rightly serve what the case says should be
// refused.
func (e *execution) mayBeServed() bool { return e.c.Level != cases.Must && e.mustBeRefused() }

// sparing is what a case needs: without the bindings that it could do without where it
// may unbind them, and they could not be bound again.
func (e *execution) sparing() fixtures.Need {
	need := e.need
	if e.mayBeServed() && e.run.irreversible(e.product(), e.kind()) != "" {
		need.Here.Wish, need.Other.Wish = nil, nil
	}
	return need
}

// mayUnbindSpelled returns an error if the request spells out something that is bound
// here and must not be unbound: what the target file does not name is somebody else's.
func (e *execution) mayUnbindSpelled() error {
	for _, b := range e.names.spelled {
		why := e.run.irreversible(e.product(), b.Kind)
		if !e.run.ledger.Owns(b) {
			return &prerequisite{judge.Reason{Code: judge.NotNamed, Text: "the page's own id is bound here, and the target file does not name it: " + b.String()}}
		}
		if why != "" {
			return notPutBack(why)
		}
	}
	return nil
}

func notPutBack(why string) error {
	return &prerequisite{judge.Reason{Code: judge.NotPutBack, Text: "what it unbinds could not be bound again: " + why}}
}

// irreversible says why what is unbound of a kind could not be bound again; empty if it
// can, as far as that is known, or need not.
func (r *Run) irreversible(product string, kind domain.Kind) string {
	f := r.ledger.Target().Fixtures
	if len(f.Bound(kind)) == 0 {
		return "" // nor can it be unbound
	}
	_, unreadable := r.ledger.Readable(product, kind)
	refused := r.ledger.BindsRefused(product, kind)
	var why string
	switch {
	case f.Expendable:
		return ""
	case !f.Rebind:
		why = "fixtures.rebind is off in the target file; switch it on"
	case unreadable != "":
		why = unreadable + "; see to fixtures.readback"
	case refused != "":
		why = "that was tried, and failed: " + refused
	default:
		return ""
	}
	return why + ", or say fixtures.expendable: true if the bindings may be lost"
}

// prove has one case of each product and kind unbind as little as possible, before the
// others do: whether that can be bound again shows afterwards. These are no longer
// among the cases then.
func (r *Run) prove(ctx context.Context, waves byProduct) {
	var groups []*group
	waves.each(r, func(product string, list []*execution) {
		trials, others := r.trials(list)
		some, short := r.pack(ctx, r.sharing(trials, fixtures.Sparing))
		waves[product] = slices.Concat(short, others)
		g := r.groupOf(product, some)
		g.trial = true
		groups = append(groups, g)
	})
	r.runAbreast(ctx, groups, func(members []*member) {
		together(members, r.sender.changes.atOnce(), func(m *member) { m.executed(m.once(ctx)) })
		r.doubtPermission(members)
	})
}

// trials are the cases that [Run.prove] puts before the others.
func (r *Run) trials(list []*execution) (trials, others []*execution) {
	if r.ledger.Target().Fixtures.Expendable {
		return nil, list
	}
	cheapest := map[domain.Kind]*execution{}
	for _, e := range list {
		best := cheapest[e.kind()]
		if e.cost() > 0 && (best == nil || cmp.Or(cmp.Compare(e.cost(), best.cost()), cmp.Compare(e.c.ID, best.c.ID)) < 0) {
			cheapest[e.kind()] = e
		}
	}
	first := func(e *execution) bool { return cheapest[e.kind()] == e }
	return keep(list, first), drop(list, first)
}
