package runner

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/judge"
)

// group is some cases of one product that share one look at the lists.
type group struct {
	run     *Run
	product string
	before  fixtures.State
	// stray are bindings that were gone before, and whose fault that is the look has
	// to tell as well: a case of the pool was at work while the lists were read.
	stray []fixtures.Binding
	// vanished are bindings that were gone for a while before.
	vanished []fixtures.Binding
	members  []*member
	// trial is set for the cases that show whether what they unbind can be bound again.
	trial bool
	// abreast are the groups that are executed at the same time.
	abreast []*group
}

// member is a case of a group: its last execution, and its result so far.
type member struct {
	*execution
	result Result
	// shown is what the last shared look shows.
	shown judge.Effect
	// repeats is how many of the executions that were asked for it stands for.
	repeats int
	// alone is set when it was executed by itself, since something was wrong.
	alone bool
}

// view is what the lists showed after a group of cases.
type view struct {
	gone, came []fixtures.Binding
	// notSeen says why the lists could not be read.
	notSeen string
	sent    []exchange.Exchange
}

func (v view) changed() bool { return len(v.gone)+len(v.came) > 0 }

// groupOf makes members of executions, each of them once.
func (r *Run) groupOf(product string, list []*execution) *group {
	g := &group{run: r, product: product}
	for _, e := range list {
		g.members = append(g.members, &member{execution: e, repeats: 1})
	}
	return g
}

// begin remembers what is bound before the group. That the lists cannot be read will
// show afterwards.
func (g *group) begin(ctx context.Context) {
	_ = g.run.ledger.Refresh(ctx, g.product)
	g.before = g.run.ledger.Known(g.product)
	g.stray = g.run.ledger.Stray(g.product)
	g.vanished = keep(g.run.vanished, func(b fixtures.Binding) bool { return b.Product == g.product })
	g.run.vanished = drop(g.run.vanished, func(b fixtures.Binding) bool { return b.Product == g.product })
}

// execute executes the members, so many at a time.
func (g *group) execute(ctx context.Context, atOnce int) {
	together(g.members, atOnce, func(m *member) {
		m.run.sender.changes.keep(1)
		defer m.run.sender.changes.keep(-1)
		m.executed(m.once(ctx))
	})
}

// executed adds what came of an execution to the result.
func (m *member) executed(result Result) {
	if len(m.result.Rounds) > 0 {
		result = m.run.judged(m.result, result.Rounds...)
	}
	m.result = result
}

// last is what was observed in the last round.
func (m *member) last() *judge.Observation {
	return &m.result.Rounds[len(m.result.Rounds)-1].Observed
}

// look reads the lists once for all members, and gives each its share of what they
// show. What is nobody's share is returned. Effects that may yet come are waited
// for, for all of them together.
func (g *group) look(ctx context.Context) view {
	var until time.Time
	pause := settlePause
	for {
		seen := g.read(ctx)
		rest := g.share(seen)
		waiting := g.pending()
		switch {
		case len(waiting) == 0 || rest.changed() || ctx.Err() != nil:
			return rest
		case until.IsZero():
			until = time.Now().Add(g.patience(waiting))
		case time.Now().After(until):
			for _, m := range waiting {
				g.run.settle.missed(m.op.ID)
				g.run.stillShown(m.execution, m.last().Exchanges)
			}
			return rest
		}
		for _, m := range waiting {
			m.late = true
		}
		sleepUntil(ctx, time.Now().Add(pause))
		pause = min(2*pause, longestPause)
	}
}

// patience is how long the effects of some members are waited for.
func (g *group) patience(waiting []*member) time.Duration {
	var longest time.Duration
	for _, m := range waiting {
		longest = max(longest, g.run.settle.time(m.op.ID))
	}
	return longest
}

// read reads all lists of the product; the long ones whole that a member names.
func (g *group) read(ctx context.Context) view {
	var named []fixtures.List
	for _, m := range g.members {
		for _, l := range m.lists() {
			if !slices.Contains(named, l) {
				named = append(named, l)
			}
		}
	}
	after, sent, err := g.run.ledger.Observe(ctx, g.product, named...)
	if err != nil {
		g.run.note("reading back: " + err.Error())
		return view{notSeen: err.Error(), sent: sent}
	}
	gone, came := fixtures.Diff(g.before, after)
	gone = drop(gone, g.run.ledger.Lost) // that was seen before, and nobody bound it again
	for _, b := range g.stray {
		if after.Covers(b.List()) && !after.Has(b) {
			gone = append(gone, b)
		}
	}
	return view{gone: gone, came: came, sent: sent}
}

// share tells every member what became of the bindings that it holds, and has it
// judged by that. It returns what became of the others.
func (g *group) share(seen view) view {
	owner := map[string]*member{}
	// Others look for themselves, maybe through another product.
	for _, of := range slices.Concat(g.run.lasting.groups, g.abreast, []*group{g}) {
		for _, m := range of.members {
			for _, b := range m.holds() {
				owner[b.Physical()] = m
			}
		}
	}
	rest := view{notSeen: seen.notSeen, gone: slices.Clone(g.vanished)}
	gone, came := map[*member][]fixtures.Binding{}, map[*member][]fixtures.Binding{}
	for _, part := range []struct {
		all  []fixtures.Binding
		of   map[*member][]fixtures.Binding
		rest *[]fixtures.Binding
	}{{seen.gone, gone, &rest.gone}, {seen.came, came, &rest.came}} {
		for _, b := range part.all {
			if m := owner[b.Physical()]; m != nil {
				part.of[m] = append(part.of[m], b)
			} else {
				*part.rest = append(*part.rest, b)
			}
		}
	}
	for _, m := range g.members {
		look := judge.Look{NotSeen: cmp.Or(seen.notSeen, m.unreadable()), Among: len(g.members)}
		if look.NotSeen == "" {
			look.Gone, look.Came = judgeable(gone[m]), judgeable(came[m])
			look.Late = m.late && len(look.Gone) > 0
		}
		m.looked(look)
		if m.shown != judge.AsDue {
			m.evidence(seen.sent)
		}
	}
	return rest
}

// looked gives the rounds that count their share of the look, in place of an earlier
// one.
func (m *member) looked(look judge.Look) {
	for i := range m.result.Rounds {
		round := &m.result.Rounds[i]
		if round.Observed.Superseded {
			continue
		}
		look.Step = max(0, len(round.Expect.Steps)-1)
		round.Observed.Looks = append(drop(round.Observed.Looks, func(l judge.Look) bool { return l.Among > 0 && !l.Pinned }), look)
	}
	m.result = m.run.judged(m.result)
	m.shown = judge.EffectOf(m.run.config.Contract, SubjectOf(m.c), m.result.Rounds[len(m.result.Rounds)-1])
}

// offended reports whether any look of the last round shows what is not due.
func (m *member) offended() bool {
	round := m.result.Rounds[len(m.result.Rounds)-1]
	looks := round.Observed.Looks
	for i := range looks {
		round.Observed.Looks = looks[:i+1]
		if judge.EffectOf(m.run.config.Contract, SubjectOf(m.c), round) == judge.NotDue {
			return true
		}
	}
	return false
}

// evidence keeps the responses of those lists that show bindings of the case.
func (m *member) evidence(sent []exchange.Exchange) {
	of := m.last()
	of.Exchanges = slices.DeleteFunc(of.Exchanges, func(ex exchange.Exchange) bool { return ex.Role == exchange.RoleReadback })
	of.Exchanges = append(of.Exchanges, showing(sent, m.lists())...)
}

// holds are the bindings that nobody but the case was given.
func (m *member) holds() []fixtures.Binding {
	if m.names == nil || m.need.From != fixtures.Sparing && m.need.From != fixtures.Everything {
		return nil
	}
	return m.names.set.All()
}

// pending are the members of which nothing is wrong but that bindings are still
// there which are due to go.
func (g *group) pending() []*member { return g.whose(judge.StillThere) }

// suspects are the members whose bindings changed as their responses do not say. That
// one is still there which should be gone, or went late, is nobody else's doing.
func (g *group) suspects() []*member {
	list := g.whose(judge.NotDue)
	for _, m := range g.whose(judge.Unexplained) {
		if !g.run.wrong.often(m.op.ID) {
			list = append(list, m)
		}
	}
	return list
}

func (g *group) whose(effect judge.Effect) []*member {
	var list []*member
	for _, m := range g.members {
		if m.shown == effect {
			list = append(list, m)
		}
	}
	return list
}

// release ends that the members hold bindings.
func (g *group) release() {
	for _, m := range g.members {
		if len(m.holds()) > 0 {
			g.run.ledger.Release(m.names.set)
		}
	}
}

// deliver delivers the results of the members, and lets go of them.
func (g *group) deliver() {
	for _, m := range g.members {
		g.run.deliverPart(m)
	}
	g.members = nil
}

// end lets go of the bindings and puts back what is gone.
func (g *group) end(ctx context.Context, seen view) {
	g.release()
	if seen.notSeen != "" || g.trial {
		// The lists are read once more for the cases to come; and while cases are tried
		// nobody else is at work who may have unbound what does not show.
		g.run.restore(ctx, g.product)
		return
	}
	g.run.vanished = append(g.run.vanished, g.run.putBack(ctx, g.product)...)
}
