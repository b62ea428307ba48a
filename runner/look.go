package runner

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/judge"
)

// announce tells the ledger what a step may unbind, and returns what is bound
// before it.
func (e *execution) announce(outcomes []cases.Outcome) fixtures.State {
	if !e.stateful {
		return fixtures.State{}
	}
	var unbinds []fixtures.Binding
	for _, o := range outcomes {
		if bindings, err := e.names.bindings(o); err == nil && len(bindings) > 0 {
			unbinds = bindings
			break
		}
	}
	before := e.run.ledger.Known(e.product())
	if err := e.run.ledger.Consume(e.product(), unbinds...); err != nil {
		e.run.note("journal: " + err.Error())
	}
	return before
}

// withBindings puts bindings in place of the placeholders of what outcomes
// unbind: those that the lists showed before, since of others nobody can tell
// whether they went.
func (e *execution) withBindings(outcomes []cases.Outcome, before fixtures.State) []judge.Outcome {
	list := make([]judge.Outcome, len(outcomes))
	for i, o := range outcomes {
		list[i].Outcome = o
		list[i].Outcome.Unbinds = nil
		if !e.stateful {
			continue
		}
		if bindings, err := e.names.bindings(o); err == nil {
			list[i].Unbinds = judgeable(slices.DeleteFunc(slices.Clone(bindings), func(b fixtures.Binding) bool { return !before.Has(b) }))
		}
	}
	return list
}

// mayUnbind reports whether a conforming response unbinds a binding that was
// handed out or spelled out. Ids that had to be made up unbind nothing.
func (e *execution) mayUnbind(outcomes []cases.Outcome) bool {
	if leavesToLists(outcomes) && e.unreadable() != "" {
		return true
	}
	return slices.ContainsFunc(outcomes, func(o cases.Outcome) bool {
		bindings, err := e.names.bindings(o)
		return err == nil && len(bindings) > 0
	})
}

// judgeable is what the judge needs to know of bindings.
func judgeable(bindings []fixtures.Binding) []judge.Binding {
	var list []judge.Binding
	for _, b := range bindings {
		list = append(list, judge.Binding{Key: b.Key(), Instance: b.Instance, Text: b.String()})
	}
	return list
}

// look reads the bindings back after a step. An effect that may yet come is
// waited for.
func (e *execution) look(ctx context.Context, before fixtures.State) {
	step := len(e.expect.Steps) - 1
	expect := e.expect.Steps[step]
	if !e.stateful || len(expect.Outcomes) == 0 {
		return
	}
	if e.readback == sharedLook {
		if e.promised() {
			e.glance(ctx, before)
		}
		return
	}
	deadline := time.Now().Add(e.run.settle.time(e.op.ID))
	looks := e.observed.Looks
	for late := false; ; late = true {
		after, sent, notSeen := e.observe(ctx, expect.Inert)
		seen := judge.Look{Step: step, NotSeen: notSeen}
		var gone, came []fixtures.Binding
		if notSeen == "" {
			e.seen = after
			gone, came = fixtures.Diff(before, after)
			seen.Late, seen.Gone, seen.Came = late, judgeable(gone), judgeable(came)
		}
		e.record(showing(sent, e.lists(), gone, came)...)
		e.observed.Looks = append(slices.Clip(looks), seen)
		pending := e.effect() == judge.StillThere
		switch {
		case !pending || ctx.Err() != nil:
			return
		case time.Now().After(deadline):
			e.run.settle.missed(e.op.ID)
			e.run.stillShown(e, e.observed.Exchanges)
			return
		}
		sleepUntil(ctx, time.Now().Add(settlePause))
	}
}

// promised reports whether the case is about effects that come at once.
func (e *execution) promised() bool {
	return slices.ContainsFunc(e.c.Clauses, func(id string) bool {
		clause, known := e.run.config.Contract.Clause(id)
		return known && clause.Kind == openapi.KindImmediate && clause.Excluded == ""
	})
}

// glance looks, right after the response, at the bindings of a case that shares the
// look at all others.
func (e *execution) glance(ctx context.Context, before fixtures.State) {
	if after, _, notSeen := e.observe(ctx, true); notSeen == "" { // else the shared look says so as well
		e.saw(before, after)
	}
}

// saw records what became of the case's own bindings. What is not gone yet may come
// late, which the shared look will show.
func (e *execution) saw(before, after fixtures.State) {
	if len(e.expect.Steps) == 0 {
		return // it did not come so far
	}
	e.seen = after
	gone, _ := fixtures.Diff(before, after)
	looks := e.observed.Looks
	e.observed.Looks = append(slices.Clip(looks), judge.Look{Step: len(e.expect.Steps) - 1, Gone: judgeable(e.own(gone))})
	if e.effect() == judge.StillThere {
		e.observed.Looks, e.late = looks, true
	}
}

// own are those of some bindings that the case was given.
func (e *execution) own(some []fixtures.Binding) []fixtures.Binding {
	given := e.names.set.All()
	return keep(some, func(b fixtures.Binding) bool {
		return slices.ContainsFunc(given, func(own fixtures.Binding) bool { return own.Key() == b.Key() })
	})
}

// effect is what the last look shows.
func (e *execution) effect() judge.Effect {
	return judge.EffectOf(e.run.config.Contract, SubjectOf(e.c), judge.Round{Expect: e.expect, Observed: e.observed})
}

// lookBefore looks, before a step that comes later, whether anything came back.
func (e *execution) lookBefore(ctx context.Context) {
	if !e.stateful || ctx.Err() != nil {
		return
	}
	after, sent, notSeen := e.observe(ctx, true)
	e.record(showing(sent, e.lists())...)
	seen := judge.Look{Step: e.next, Before: true, NotSeen: notSeen}
	if notSeen == "" {
		_, came := fixtures.Diff(e.seen, after)
		seen.Came = judgeable(e.own(came))
	}
	e.observed.Looks = append(e.observed.Looks, seen)
}

// observe reads the lists: all of them after an unbinding, since it may have
// touched anything; those that the case names bindings of where nothing may be
// unbound. notSeen says why they cannot be read.
func (e *execution) observe(ctx context.Context, inert bool) (state fixtures.State, sent []exchange.Exchange, notSeen string) {
	if why := e.unreadable(); why != "" {
		e.run.note("effects of " + e.op.ID + " are not judged: " + why)
		return state, nil, why
	}
	ledger := e.run.ledger
	var err error
	if inert && e.readback != everyList {
		state, sent, err = ledger.ObserveLists(ctx, e.product(), e.lists()...)
	} else {
		state, sent, err = ledger.Observe(ctx, e.product(), e.lists()...)
	}
	if err != nil {
		e.run.note("reading back: " + err.Error())
		return state, sent, err.Error()
	}
	return state, sent, ""
}

// showing are those readbacks that show one of the lists, or the list of one of the
// bindings: the others would make up most of the log, and show nothing.
func showing(sent []exchange.Exchange, lists []fixtures.List, bindings ...[]fixtures.Binding) []exchange.Exchange {
	for _, b := range slices.Concat(bindings...) {
		lists = append(lists, b.List())
	}
	return keep(sent, func(ex exchange.Exchange) bool {
		return slices.ContainsFunc(lists, func(l fixtures.List) bool { return strings.Contains(ex.Request.URL, l.Policy) })
	})
}

// unreadable says why no list shows what the operation unbinds, or why one does not
// that has bindings which the case names; empty if all do.
func (e *execution) unreadable() string {
	if _, why := e.run.ledger.Readable(e.product(), e.kind()); why != "" {
		return why
	}
	for _, l := range e.lists() {
		if why := e.run.ledger.Unseen(l); why != "" {
			return why
		}
	}
	return ""
}

// lists are those that show the bindings the case names.
func (e *execution) lists() []fixtures.List {
	var lists []fixtures.List
	if e.names == nil {
		return nil // it lacked something from the start
	}
	for _, b := range e.names.set.All() {
		if l := b.List(); !slices.Contains(lists, l) {
			lists = append(lists, l)
		}
	}
	return lists
}

// kind is the kind of binding that the operation unbinds.
func (e *execution) kind() domain.Kind { return domain.KindOf(e.op.ID) }
