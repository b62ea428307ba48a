package runner

import (
	"context"
	"slices"
	"strings"

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
			recordLook(results, view)
		} else {
			r.runAgain(ctx, group, results)
			if !slices.ContainsFunc(results, changedState) {
				r.pin(group, results, view)
			}
		}
	}
	for _, result := range results {
		r.deliver(result)
	}
}

// runAgain puts the bindings back and runs the cases one after the other,
// looking at every list. What a case got wrong the first time counts, also
// when it gets it right now.
func (r *Run) runAgain(ctx context.Context, group []*execution, results []Result) {
	for _, product := range r.products() {
		r.restore(ctx, product)
	}
	for i, e := range group {
		again := r.newExecution(e.c)
		again.watch()
		result := again.complete(ctx)
		if results[i].Verdict == judge.Fail && result.Verdict != judge.Fail {
			result = r.judged(results[i], result.Rounds...)
		}
		results[i] = result
		r.restore(ctx, e.product())
	}
}

// changedState reports whether a case was found to have changed a binding.
func changedState(result Result) bool {
	return slices.ContainsFunc(result.Deviations, func(d judge.Deviation) bool { return d.Kind.OfState() })
}

// groupView is what the lists showed after a group of cases.
type groupView struct {
	gone, came []fixtures.Binding
	notSeen    string
	among      int
}

// recordLook notes in every result of a group that nothing changed.
func recordLook(results []Result, view groupView) {
	for i := range results {
		results[i].add(len(results[i].Rounds)-1, judge.Look{NotSeen: view.notSeen, Among: view.among})
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

// pin reports a change that did not happen again: on the first case that named
// one of the bindings, else on the first of all.
func (r *Run) pin(group []*execution, results []Result, view groupView) {
	at := slices.IndexFunc(group, func(e *execution) bool { return e.answered() && e.namesAny(view.gone) })
	if at < 0 {
		at = slices.IndexFunc(group, (*execution).answered)
	}
	if at < 0 {
		return
	}
	results[at].add(r.worstRound(results[at]), judge.Look{Among: view.among, Gone: judgeable(view.gone), Came: judgeable(view.came)})
	results[at] = r.judged(results[at])
}

// worstRound is the round that decides the result: the first that failed, else
// the last.
func (r *Run) worstRound(result Result) int {
	failed := slices.IndexFunc(result.Rounds, func(round judge.Round) bool {
		return judge.Case(r.config.Contract, SubjectOf(result.Case), []judge.Round{round}).Verdict == judge.Fail
	})
	if failed >= 0 {
		return failed
	}
	return len(result.Rounds) - 1
}

// answered reports whether the case got as far as a response.
func (e *execution) answered() bool {
	return e.names != nil && slices.ContainsFunc(e.observed.Exchanges, answeredCase)
}

// namesAny reports whether the case was handed out one of the bindings.
func (e *execution) namesAny(bindings []fixtures.Binding) bool {
	return slices.ContainsFunc(e.names.set.All(), func(own fixtures.Binding) bool {
		return slices.ContainsFunc(bindings, func(b fixtures.Binding) bool { return b.Key() == own.Key() })
	})
}

// lookAtGroup says which bindings went or came, of the products that the cases
// are about. A list that cannot be read tells nothing, and is no reason to do
// everything again.
func (r *Run) lookAtGroup(ctx context.Context, group []*execution, before map[string]fixtures.State) groupView {
	view := groupView{among: len(group)}
	var notSeen []string
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
			notSeen = append(notSeen, err.Error())
			continue
		}
		gone, came := fixtures.Diff(before[product], after)
		view.gone, view.came = append(view.gone, gone...), append(view.came, came...)
	}
	view.notSeen = strings.Join(notSeen, "; ")
	return view
}
