package runner

import (
	"context"
	"slices"
	"sync"

	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/judge"
)

// runGroup executes a group beside the pool, and concludes it.
func (r *Run) runGroup(ctx context.Context, g *group, atOnce int) {
	g.begin(ctx)
	g.execute(ctx, atOnce)
	r.conclude(ctx, g)
}

// conclude looks at the lists, and delivers the results of the group and those of the
// pool that the look is proof for.
//
// Where something changed that no response accounts for, the pool is stopped, the
// bindings are put back, and the same cases are executed again in halves, until
// each change is pinned on the case that made it. What was wrong the first time
// counts all the same.
func (r *Run) conclude(ctx context.Context, g *group) {
	own, once := len(g.members), false
	g.members = append(g.members, r.pool.finished(g.product)...)
	if len(g.members) == 0 {
		return
	}
	var seen view
	if ctx.Err() == nil {
		seen = g.look(ctx)
	}
	if ctx.Err() == nil && (seen.changed() || len(g.suspects()) > 0) {
		r.lasting.busy.Wait()
		r.pool.pause()
		g.members = append(g.members, r.pool.finished(g.product)...)
		seen = g.look(ctx)
		g.end(ctx, seen)
		once = !r.investigate(ctx, g, own, seen)
		r.pool.resume()
	} else {
		g.end(ctx, seen)
	}
	r.clear(ctx, g, once)
	g.deliver()
}

// investigate finds out which members of a group did what none of them was to do.
// The first ones hold bindings of their own; the others are the pool's. It reports
// whether what was seen happened again.
func (r *Run) investigate(ctx context.Context, g *group, own int, seen view) bool {
	doubtful := g.members
	found := 0
	if !seen.changed() {
		// Each change is at a binding that one case alone names.
		suspects := g.suspects()
		did := 0
		for _, m := range suspects {
			switch unexplained := m.shown == judge.Unexplained; {
			case r.byItself(ctx, m):
				found, did = found+1, did+1
			case unexplained && m.result.Verdict == judge.Fail && !m.result.Flaky:
				r.wrong.add(m.op.ID)
				did++ // its response is wrong, whatever is done beside it
			}
		}
		if did == len(suspects) {
			if found > 0 {
				r.absolve(ctx, g.members)
			}
			return true
		}
		doubtful = slices.DeleteFunc(slices.Clone(doubtful), func(m *member) bool { return slices.Contains(suspects, m) })
	}
	found += r.isolate(ctx, g.product, doubtful)
	if found == 0 {
		r.pin(g.members, seen)
		return false
	}
	r.absolve(ctx, g.members)
	for _, m := range g.members[:own] {
		m.excuse()
	}
	return true
}

// isolate executes cases again in halves until it is known which of them change
// what they must not, and returns how many do.
func (r *Run) isolate(ctx context.Context, product string, members []*member) int {
	found := 0
	var rest []*member
	for _, m := range members {
		switch {
		case !r.found.often(m.op.ID) && !m.hooked():
			rest = append(rest, m)
		case r.byItself(ctx, m):
			found++
		}
	}
	if len(rest) == 0 || ctx.Err() != nil {
		return found
	}
	for half := range slices.Chunk(rest, (len(rest)+1)/2) {
		switch {
		case len(half) > 1:
			if !r.conforms(ctx, product, half) {
				found += r.isolate(ctx, product, half)
			}
		case r.byItself(ctx, half[0]):
			found++
		}
	}
	return found
}

// conforms executes cases again, and reports whether the lists show afterwards what
// their responses say.
func (r *Run) conforms(ctx context.Context, product string, members []*member) bool {
	g := &group{run: r, product: product}
	for _, m := range members {
		again := m.sameAgain(m.again())
		if err := again.prepare(ctx); err != nil {
			continue // there is too little left to tell
		}
		m.supersede()
		m.execution = again
		g.members = append(g.members, m)
	}
	g.begin(ctx)
	changing := func(m *member) bool { return m.place == lane }
	together(keep(g.members, changing), r.sender.changes.atOnce(), func(m *member) { m.executed(m.once(ctx)) })
	together(drop(g.members, changing), r.config.Options.Concurrency, func(m *member) { m.executed(m.once(ctx)) })
	if ctx.Err() != nil {
		return true
	}
	seen := g.look(ctx)
	suspects := g.suspects()
	g.end(ctx, seen)
	return !seen.changed() && len(suspects) == 0
}

// byItself executes a case once more, with nothing beside it and a look at every
// list after each step, and reports whether it changed what it must not.
func (r *Run) byItself(ctx context.Context, m *member) bool {
	again := m.sameAgain(r.newExecution(m.c))
	again.watch()
	m.alone = true
	again.place = m.place
	result := again.once(ctx)
	if result.cutShort(ctx) {
		return false
	}
	m.supersede()
	m.execution = again
	m.executed(result)
	found := m.offended()
	if found {
		r.found.add(m.op.ID)
	}
	r.restore(ctx, m.product())
	return found
}

// sameAgain has an execution given what the one before was given: a gateway may go wrong
// with some bindings only.
func (m *member) sameAgain(again *execution) *execution {
	if m.names != nil {
		again.need.Again = m.names.set.All()
	}
	return again
}

// absolve executes cases once more by themselves that failed beside the one which was
// found out: it may have unbound what they were to unbind. Where many of an operation
// are found to fail without it, the others are taken to do so too.
func (r *Run) absolve(ctx context.Context, members []*member) {
	for _, m := range members {
		if m.result.Verdict != judge.Fail || m.alone || r.wrong.often(m.op.ID) {
			continue
		}
		r.byItself(ctx, m)
		if m.excuse(); m.result.Verdict == judge.Fail {
			r.wrong.add(m.op.ID)
		}
	}
}

// supersede notes that the case is executed again.
func (m *member) supersede() {
	for i := range m.result.Rounds {
		m.result.Rounds[i].Observed.Superseded = true
	}
}

// excuse notes that another case was found to have done what was seen before.
func (m *member) excuse() {
	for i := range m.result.Rounds {
		o := &m.result.Rounds[i].Observed
		o.Excused = o.Superseded
	}
	m.result = m.run.judged(m.result)
}

// pin notes a change that did not happen again in the result that the judge pins
// it on, with the operations that may have made it as well.
func (r *Run) pin(members []*member, seen view) {
	from := firstStarted(members)
	members = append(slices.Clone(members), r.pool.waiting()...)
	suspects := make([]judge.Suspect, len(members))
	for i, m := range members {
		suspects[i] = judge.Suspect{Subject: SubjectOf(m.c), Rounds: m.result.Rounds}
		if m.names != nil {
			suspects[i].Near = fixtures.Nearest(m.names.set.All(), slices.Concat(seen.gone, seen.came))
		}
	}
	at, round := judge.Pin(r.config.Contract, suspects)
	if at < 0 {
		return
	}
	m := members[at]
	of := &m.result.Rounds[round]
	of.Observed.Looks = append(of.Observed.Looks, judge.Look{
		Step: max(0, len(of.Expect.Steps)-1), Among: len(members), Pinned: true, Others: r.underWay.since(from, m.op.ID),
		Gone: judgeable(seen.gone), Came: judgeable(seen.came),
	})
	m.result = r.judged(m.result)
}

// offenders counts, by operation, the cases that were found to change what they must
// not. Those of an operation with several are executed one by one from then on, since
// sharing a look with them would only mean executing everything twice.
type offenders struct {
	mu   sync.Mutex
	seen map[string]int
}

const oftenEnough = 3

func (o *offenders) add(operation string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.seen == nil {
		o.seen = map[string]int{}
	}
	o.seen[operation]++
}

func (o *offenders) often(operation string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.seen[operation] >= oftenEnough
}
