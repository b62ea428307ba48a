package runner

import "context"

// runAbreast executes groups of several products at the same time, which execute sees
// to, and concludes them all at once if the lists show what the responses say.
//
// Otherwise nobody can tell whose doing it is, since products may show the same
// bindings: these are put back, and each case is executed again by itself. What was wrong
// the first time counts all the same, unless it is found who did it.
func (r *Run) runAbreast(ctx context.Context, groups []*group, execute func([]*member)) {
	groups = keep(groups, func(g *group) bool { return len(g.members) > 0 })
	for _, g := range groups {
		g.abreast = groups
	}
	r.beginAll(ctx, groups)
	execute(membersOf(groups))
	seen := make([]view, len(groups))
	if ctx.Err() == nil {
		atOnce(groups, func(i int, g *group) { seen[i] = g.look(ctx) })
		r.distrust(ctx, keep(groups, func(g *group) bool { return g.trial }))
	}
	conform := true
	for i, g := range groups {
		conform = conform && !seen[i].changed() && len(g.suspects()) == 0
		g.end(ctx, seen[i])
	}
	once := false
	if !conform && ctx.Err() == nil {
		if once = !r.eachByItself(ctx, groups); once {
			for _, v := range keep(seen, view.changed) {
				r.pin(membersOf(groups), v)
			}
		}
	}
	for _, g := range groups {
		r.clear(ctx, g, once)
		g.deliver()
	}
}

// beginAll begins groups of several products. What takes requests is done for all of them
// at the same time.
func (r *Run) beginAll(ctx context.Context, groups []*group) {
	atOnce(groups, func(_ int, g *group) { _ = r.ledger.Refresh(ctx, g.product) }) // g.begin says why an error may be passed over
	for _, g := range groups {
		g.begin(ctx)
	}
}

// eachByItself executes the cases of groups again, one after the other, and reports
// whether one of them was found to do what it must not.
func (r *Run) eachByItself(ctx context.Context, groups []*group) (found bool) {
	all := membersOf(groups)
	for _, m := range all {
		found = r.byItself(ctx, m) || found
	}
	if found {
		for _, m := range all {
			m.excuse()
		}
	}
	return found
}

func membersOf(groups []*group) (all []*member) {
	for _, g := range groups {
		all = append(all, g.members...)
	}
	return all
}
