package runner

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/apigspec/apigspec/runner/fixtures"
)

// lasting are the cases that go on while others share looks: those that come back
// later to see whether their effect lasts, and those that send many requests one
// after the other. They hold their bindings meanwhile.
type lasting struct {
	groups []*group
	// busy ends when all have sent what need not wait.
	busy sync.WaitGroup
}

// beginLasting executes the first steps of cases that come back later. Those that
// nothing can be spared for are returned, and all of a product if anything else
// changed: they are better executed one by one.
func (r *Run) beginLasting(ctx context.Context, cases byProduct) (apart []*execution) {
	cases.each(r, func(product string, list []*execution) {
		g, rest := r.lastingGroup(ctx, product, list)
		together(g.members, r.sender.changes.atOnce(), func(m *member) { m.begin(ctx) })
		after, _, err := r.ledger.Observe(ctx, product)
		gone, came := fixtures.Diff(g.before, after)
		if err != nil || len(came) > 0 || len(gone) != len(g.own(gone)) {
			g.release()
			r.restore(ctx, product)
			apart = append(apart, list...)
			return
		}
		for _, m := range g.members {
			m.saw(g.before, after)
		}
		r.lasting.groups = append(r.lasting.groups, g)
		apart = append(apart, rest...)
	})
	return afresh(r, apart)
}

// lastingGroup gives cases bindings, and returns those that nothing is there for. They
// are executed once, however often was asked for: each would hold bindings until the
// end.
func (r *Run) lastingGroup(ctx context.Context, product string, list []*execution) (*group, []*execution) {
	for _, e := range list {
		e.readback, e.need.From, e.more = sharedLook, fixtures.Sparing, 0
	}
	some, rest := r.pack(ctx, slices.Clone(list))
	g := r.groupOf(product, some)
	for _, m := range g.members {
		m.repeats = r.config.Options.Repeat
	}
	g.begin(ctx)
	return g, rest
}

// beginLong begins to execute cases that send many requests, beside all others. Those
// that nothing can be spared for are returned.
func (r *Run) beginLong(ctx context.Context, product string, list []*execution) (g *group, apart []*execution) {
	g, rest := r.lastingGroup(ctx, product, list)
	r.lasting.groups = append(r.lasting.groups, g)
	r.lasting.busy.Go(func() {
		together(g.members, r.sender.changes.atOnce(), func(m *member) { m.begin(ctx) })
	})
	return g, afresh(r, rest)
}

// due reports whether all could be finished without waiting.
func (l *lasting) due() bool {
	return !slices.ContainsFunc(l.groups, func(g *group) bool {
		return slices.ContainsFunc(g.members, func(m *member) bool { return time.Now().Before(m.due) })
	})
}

// finishLasting executes the last steps of some groups, when they are due.
func (r *Run) finishLasting(ctx context.Context, groups ...*group) {
	r.lasting.busy.Wait()
	var members []*member
	for _, g := range groups {
		members = append(members, g.members...)
	}
	together(members, r.sender.changes.atOnce(), func(m *member) { m.executed(m.finish(ctx)) })
	for _, g := range groups {
		r.conclude(ctx, g)
	}
	r.lasting.groups = drop(r.lasting.groups, func(g *group) bool { return slices.Contains(groups, g) })
}

// own are those of some bindings that the members hold.
func (g *group) own(some []fixtures.Binding) []fixtures.Binding {
	held := map[string]bool{}
	for _, m := range g.members {
		for _, b := range m.holds() {
			held[b.Physical()] = true
		}
	}
	return keep(some, func(b fixtures.Binding) bool { return held[b.Physical()] })
}

// afresh are executions of the same cases that have not begun.
func afresh(r *Run, list []*execution) []*execution {
	var all []*execution
	for _, e := range list {
		all = append(all, r.newExecution(e.c))
	}
	return all
}
