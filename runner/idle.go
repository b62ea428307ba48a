package runner

import (
	"context"
	"fmt"
	"slices"

	"github.com/apigspec/apigspec/runner/fixtures"
)

// idleAtOnce is how many cases that change nothing share one look at the
// bindings.
const idleAtOnce = 48

// runIdle runs cases that must change nothing, so many at a time: one look at
// the lists afterwards proves it for a whole group of them. Where something did
// change, it is put back, and the same cases run again one after the other, so
// that the change is pinned on the one that made it.
//
// Where things can be seen but not put back, nothing could be pinned on
// anybody afterwards; then they go one after the other from the start.
func (r *Run) runIdle(ctx context.Context, list []*execution, atOnce int) {
	var one []*execution
	var many []*execution
	for _, e := range list {
		if ok, _ := r.ledger.Readable(e.product(), e.kind()); !ok || r.config.Target.Fixtures.Rebind {
			many = append(many, e)
		} else {
			one = append(one, e)
		}
	}
	for group := range slices.Chunk(many, idleAtOnce) {
		r.idleTogether(ctx, group, atOnce)
	}
	for _, e := range one {
		e.watch()
		r.deliver(e.complete(ctx))
		r.restore(ctx, e.product())
	}
}

func (r *Run) idleTogether(ctx context.Context, group []*execution, atOnce int) {
	before := map[string]fixtures.State{}
	for _, product := range r.products() {
		before[product] = r.ledger.Known(product)
	}
	results := make([]Result, len(group))
	place := make(map[*execution]int, len(group))
	for i, e := range group {
		e.unwatched = true
		place[e] = i
	}
	r.together(group, atOnce, func(e *execution) { results[place[e]] = e.complete(ctx) })
	if ctx.Err() == nil {
		if gone, came := r.changes(ctx, group, before); len(gone)+len(came) > 0 {
			r.idleAgain(ctx, group, results)
			if !slices.ContainsFunc(results, unbound) {
				pinSomewhere(group, results, gone, came)
			}
		}
	}
	for _, result := range results {
		r.deliver(result)
	}
}

// idleAgain puts the bindings back and runs the cases one after the other,
// looking at every list. What a case got wrong the first time counts, also
// when it gets it right now.
func (r *Run) idleAgain(ctx context.Context, group []*execution, results []Result) {
	for _, product := range r.products() {
		r.restore(ctx, product)
	}
	for i, e := range group {
		again := r.newExecution(e.c)
		again.watch()
		result := again.complete(ctx)
		if results[i].Verdict == Fail && result.Verdict != Fail {
			result = merge(results[i], result, r.config.Options.Repeat)
		}
		results[i] = result
		r.restore(ctx, e.product())
	}
}

// unbound tells whether a case was found to have changed a binding.
func unbound(result Result) bool {
	return slices.ContainsFunc(result.Deviations, func(d Deviation) bool { return d.Kind == KindEffect || d.Kind == KindIsolation })
}

// pinSomewhere reports a change that did not happen again: on the first case
// that named one of the bindings, else on the first of all.
func pinSomewhere(group []*execution, results []Result, gone, came []fixtures.Binding) {
	names := func(e *execution) bool {
		return e.answered() && slices.ContainsFunc(e.names.set.All(), func(b fixtures.Binding) bool {
			return slices.ContainsFunc(gone, func(g fixtures.Binding) bool { return g.Key() == b.Key() })
		})
	}
	at := slices.IndexFunc(group, names)
	if at < 0 {
		at = slices.IndexFunc(group, (*execution).answered)
	}
	if at < 0 {
		return
	}
	e, result := group[at], &results[at]
	deviations := judgeState(e.effectClause(true), e.run.config.Target.InstanceID, nil, gone, came)
	for i := range deviations {
		deviations[i].Message += fmt.Sprintf("; one of %d cases that must change nothing did it, and did not when they were run again one by one", len(group))
	}
	result.Deviations = append(result.Deviations, deviations...)
	result.Verdict, result.Flaky = Fail, true
}

// changes says which bindings went or came, of the products that the cases are
// about. A list that cannot be read tells nothing, and is no reason to do
// everything again.
func (r *Run) changes(ctx context.Context, group []*execution, before map[string]fixtures.State) (gone, came []fixtures.Binding) {
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
			continue
		}
		g, c := fixtures.Diff(before[product], after)
		gone, came = append(gone, g...), append(came, c...)
	}
	return gone, came
}
