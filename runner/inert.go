package runner

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/judge"
)

// inertAtOnce is how many cases that must change nothing share one look at the
// bindings.
const inertAtOnce = 48

// runInert runs cases that must change nothing, so many at a time: one look at
// the lists afterwards proves it for a whole group of them. Where something did
// change, it is put back, and the same cases run again one after the other, so
// that the change is pinned on the one that made it.
//
// Where things can be seen but not put back, nothing could be pinned on
// anybody afterwards; then they go one after the other from the start.
func (r *Run) runInert(ctx context.Context, list []*execution, atOnce int) {
	var one []*execution
	var many []*execution
	for _, e := range list {
		if ok, _ := r.ledger.Readable(e.product(), e.kind()); !ok || r.config.Target.Fixtures.Rebind {
			many = append(many, e)
		} else {
			one = append(one, e)
		}
	}
	for group := range slices.Chunk(many, inertAtOnce) {
		r.runGroup(ctx, group, atOnce)
	}
	for _, e := range one {
		e.watch()
		r.deliver(e.complete(ctx))
		r.restore(ctx, e.product())
	}
}

func (r *Run) runGroup(ctx context.Context, group []*execution, atOnce int) {
	before := map[string]fixtures.State{}
	for _, product := range r.products() {
		before[product] = r.ledger.Known(product)
	}
	results := make([]Result, len(group))
	place := make(map[*execution]int, len(group))
	for i, e := range group {
		e.readback = groupLook
		place[e] = i
	}
	r.together(group, atOnce, func(e *execution) { results[place[e]] = e.complete(ctx) })
	if ctx.Err() == nil {
		view := r.lookAtGroup(ctx, group, before)
		if len(view.gone)+len(view.came) == 0 {
			r.recordLook(group, results, view)
			r.lookAgain(ctx, view)
		} else {
			r.runAgain(ctx, group, results)
			r.pin(group, results, view)
		}
	}
	for _, result := range results {
		r.deliver(result)
	}
}

// lookAgain reads lists once more that could not be read, so that the cases to
// come find what they need.
func (r *Run) lookAgain(ctx context.Context, view groupView) {
	for _, product := range slices.Sorted(maps.Keys(view.notSeen)) {
		r.restore(ctx, product)
	}
}

// runAgain puts the bindings back and runs the cases one after the other,
// looking at every list.
func (r *Run) runAgain(ctx context.Context, group []*execution, results []Result) {
	for _, product := range r.products() {
		r.restore(ctx, product)
	}
	for i, e := range group {
		for round := range results[i].Rounds {
			results[i].Rounds[round].Observed.Superseded = true
		}
		again := r.newExecution(e.c)
		again.watch()
		results[i] = r.judged(results[i], again.complete(ctx).Rounds...)
		r.restore(ctx, e.product())
	}
}

// groupView is what the lists showed after a group of cases.
type groupView struct {
	gone, came []fixtures.Binding
	// notSeen says of a product why its lists could not be read.
	notSeen map[string]string
	among   int
}

// recordLook notes in every result of a group that the shared look showed no
// change, or why it showed nothing, and has them judged by that.
func (r *Run) recordLook(group []*execution, results []Result, view groupView) {
	for i, e := range group {
		look := judge.Look{NotSeen: cmp.Or(view.notSeen[e.product()], e.unreadable()), Among: view.among}
		for round := range results[i].Rounds {
			results[i].add(round, look)
		}
		results[i] = r.judged(results[i])
	}
}

// add notes a look in one of the rounds.
func (r *Result) add(round int, look judge.Look) {
	if round < 0 {
		return
	}
	of := &r.Rounds[round]
	look.Step = max(0, len(of.Expect.Steps)-1)
	of.Observed.Looks = append(of.Observed.Looks, look)
}

// pin notes a change that did not happen again in the result that the judge pins
// it on.
func (r *Run) pin(group []*execution, results []Result, view groupView) {
	suspects := make([]judge.Suspect, len(results))
	for i, result := range results {
		suspects[i] = judge.Suspect{Subject: SubjectOf(result.Case), Rounds: result.Rounds}
		if group[i].names != nil {
			suspects[i].Named = judgeable(group[i].names.set.All())
		}
	}
	gone := judgeable(view.gone)
	at, round := judge.Pin(r.config.Contract, suspects, gone)
	if at < 0 {
		return
	}
	results[at].add(round, judge.Look{Among: view.among, Gone: gone, Came: judgeable(view.came)})
	results[at] = r.judged(results[at])
}

// lookAtGroup says which bindings went or came, of the products that the cases
// are about. A list that cannot be read tells nothing, and is no reason to do
// everything again.
func (r *Run) lookAtGroup(ctx context.Context, group []*execution, before map[string]fixtures.State) groupView {
	view := groupView{among: len(group), notSeen: map[string]string{}}
	for _, product := range r.products() {
		var named []fixtures.List
		concerned := false
		for _, e := range group {
			if e.product() != product || e.names == nil {
				continue
			}
			concerned = true
			for _, l := range e.lists() {
				if !slices.Contains(named, l) {
					named = append(named, l)
				}
			}
		}
		if !concerned {
			continue
		}
		after, _, err := r.ledger.Observe(ctx, product, named...)
		if err != nil {
			r.note("reading back: " + err.Error())
			view.notSeen[product] = err.Error()
			continue
		}
		gone, came := fixtures.Diff(before[product], after)
		view.gone, view.came = append(view.gone, gone...), append(view.came, came...)
	}
	return view
}
