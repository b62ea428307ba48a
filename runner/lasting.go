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
	var groups []*group
	var members []*member
	cases.each(r, func(product string, list []*execution) {
		g, rest := r.lastingGroup(ctx, product, list)
		groups, members, apart = append(groups, g), append(members, g.members...), append(apart, rest...)
	})
	r.beginAll(ctx, groups)
	together(members, r.sender.changes.atOnce(), func(m *member) { m.begin(ctx) })
	held := map[string]bool{}
	for _, m := range members {
		for _, b := range m.holds() {
			held[b.Physical()] = true
		}
	}
	others := func(b fixtures.Binding) bool { return !held[b.Physical()] }
	seen, expected := make([]fixtures.State, len(groups)), make([]bool, len(groups))
	atOnce(groups, func(i int, g *group) {
		after, _, err := r.ledger.Observe(ctx, g.product)
		gone, came := fixtures.Diff(g.before, after)
		seen[i], expected[i] = after, err == nil && len(came) == 0 && !slices.ContainsFunc(gone, others)
	})
	for i, g := range groups {
		if !expected[i] {
			g.release()
			r.restore(ctx, g.product)
			for _, m := range g.members {
				apart = append(apart, m.execution)
			}
			continue
		}
		for _, m := range g.members {
			m.saw(g.before, seen[i])
		}
		r.lasting.groups = append(r.lasting.groups, g)
	}
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
	return g, rest
}

// beginLong begins to execute cases that send many requests, beside all others. Those
// that nothing can be spared for are returned.
func (r *Run) beginLong(ctx context.Context, product string, list []*execution) (g *group, apart []*execution) {
	g, rest := r.lastingGroup(ctx, product, list)
	g.begin(ctx)
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

// afresh are executions of the same cases that have not begun.
func afresh(r *Run, list []*execution) []*execution {
	var all []*execution
	for _, e := range list {
		all = append(all, r.newExecution(e.c))
	}
	return all
}
