package runner

import (
	"context"

	"github.com/apigspec/apigspec/runner/fixtures"
)

// beginLasting executes the first steps of the cases that come back later, so that
// they share the waiting with everything else. They hold their bindings until then.
// Those that nothing can be spared for are returned as apart.
func (r *Run) beginLasting(ctx context.Context, cases byProduct) (begun []*group, apart []*execution) {
	cases.each(r, func(product string, list []*execution) {
		for _, e := range list {
			e.readback, e.need.From = sharedLook, fixtures.Sparing
		}
		some, rest := r.pack(ctx, list)
		for _, e := range rest {
			apart = append(apart, r.newExecution(e.c))
		}
		g := r.groupOf(product, some)
		g.begin()
		together(g.members, r.sender.changes.atOnce(), func(m *member) { m.begin(ctx) })
		after, _, err := r.ledger.Observe(ctx, product)
		for _, m := range g.members {
			if err == nil {
				m.saw(g.before, after)
			}
		}
		begun = append(begun, g)
		r.lasting = append(r.lasting, g.members...)
	})
	return begun, apart
}

// finishLasting executes the last steps, when they are due.
func (r *Run) finishLasting(ctx context.Context, begun []*group) {
	for _, g := range begun {
		together(g.members, r.sender.changes.atOnce(), func(m *member) { m.executed(m.finish(ctx)) })
		r.conclude(ctx, g)
	}
	r.lasting = nil
}
