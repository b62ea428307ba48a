package runner

import (
	"context"
	"slices"
)

// runAbreast executes groups of several products at the same time, which execute sees
// to, and concludes them all at once if the lists show what the responses say.
//
// Otherwise nobody can tell whose doing it is, since products may show the same
// bindings: these are put back, and the same cases are executed again, one product after
// the other. What was wrong the first time counts all the same, unless it is found who
// did it.
func (r *Run) runAbreast(ctx context.Context, groups []*group, execute func([]*member)) {
	groups = keep(groups, func(g *group) bool { return len(g.members) > 0 })
	for _, g := range groups {
		g.abreast = groups
	}
	together(groups, len(groups), func(g *group) { g.begin(ctx) })
	execute(membersOf(groups))
	seen := make([]view, len(groups))
	if ctx.Err() == nil {
		together(groups, len(groups), func(g *group) { seen[slices.Index(groups, g)] = g.look(ctx) })
	}
	conform := true
	for i, g := range groups {
		conform = conform && !seen[i].changed() && len(g.suspects()) == 0
		g.end(ctx, seen[i])
	}
	once := false
	if !conform && ctx.Err() == nil {
		once = !r.runApart(ctx, groups, execute)
		if once {
			for _, v := range seen {
				r.pin(membersOf(groups), v)
			}
		}
	}
	for _, g := range groups {
		r.clear(ctx, g, once)
		g.deliver()
	}
}

// runApart executes the cases of groups again, one group after the other, and reports
// whether one of them was found to do what it must not.
func (r *Run) runApart(ctx context.Context, groups []*group, execute func([]*member)) (found bool) {
	for _, g := range groups {
		second := g.again(ctx)
		second.begin(ctx)
		execute(second.members)
		found = r.settleGroup(ctx, second) || found
		g.members = slices.Concat(second.members, drop(g.members, func(m *member) bool { return slices.Contains(second.members, m) }))
	}
	if found {
		for _, m := range membersOf(groups) {
			m.excuse()
		}
	}
	return found
}

// again is a group of the same members, to be executed once more; those that too little
// is left for are not among them.
func (g *group) again(ctx context.Context) *group {
	second := &group{run: g.run, product: g.product}
	for _, m := range g.members {
		again := m.again()
		if err := again.prepare(ctx); err != nil {
			continue
		}
		m.supersede()
		m.execution = again
		second.members = append(second.members, m)
	}
	return second
}

func membersOf(groups []*group) (all []*member) {
	for _, g := range groups {
		all = append(all, g.members...)
	}
	return all
}
