package runner

import (
	"context"
	"slices"

	"github.com/apigspec/apigspec/runner/fixtures"
)

// refusalsAtOnce is how many refusals share one look at the bindings.
const refusalsAtOnce = 48

// runRefusals runs the cases that must be refused, a few at a time, although
// they name bindings: a gateway that refuses them all changes nothing, and one
// look at the lists afterwards proves it for all of them. Where something did
// change, it is put back, and the same cases run again one after the other, so
// that the change is pinned on the one that made it.
//
// Where things can be seen but not put back, nothing could be pinned on
// anybody afterwards; then they go one after the other from the start.
func (r *Run) runRefusals(ctx context.Context, list []*execution) {
	var one []*execution
	var many []*execution
	for _, e := range list {
		if ok, _ := r.ledger.Readable(e.product(), e.kind()); !ok || r.config.Target.Fixtures.Rebind {
			many = append(many, e)
		} else {
			one = append(one, e)
		}
	}
	for group := range slices.Chunk(many, refusalsAtOnce) {
		r.refuseTogether(ctx, group)
	}
	for _, e := range one {
		r.deliver(e.complete(ctx))
		r.restore(ctx, e.product())
	}
}

func (r *Run) refuseTogether(ctx context.Context, group []*execution) {
	before := map[string]fixtures.State{}
	for _, product := range r.products() {
		before[product] = r.ledger.Known(product)
	}
	results := make(map[*execution]*Result, len(group))
	for _, e := range group {
		e.unwatched = true
		results[e] = new(Result)
	}
	r.together(group, func(e *execution) { *results[e] = e.complete(ctx) })
	if ctx.Err() != nil || r.unchanged(ctx, group, before) {
		for _, e := range group {
			r.deliver(*results[e])
		}
		return
	}
	for _, product := range r.products() {
		r.restore(ctx, product)
	}
	for _, e := range group {
		r.deliver(r.newExecution(e.c).complete(ctx))
		r.restore(ctx, e.product())
	}
}

// unchanged looks at every list that the cases name bindings of. A list that
// cannot be read tells nothing, and is no reason to do everything again.
func (r *Run) unchanged(ctx context.Context, group []*execution, before map[string]fixtures.State) bool {
	for product, state := range before {
		var lists []fixtures.List
		for _, e := range group {
			if e.product() != product || e.names == nil {
				continue
			}
			for _, l := range e.lists() {
				if !slices.Contains(lists, l) {
					lists = append(lists, l)
				}
			}
		}
		if len(lists) == 0 {
			continue
		}
		after, _, err := r.ledger.ObserveLists(ctx, product, lists...)
		if err != nil {
			r.note("reading back: " + err.Error())
			continue
		}
		if gone, came := fixtures.Diff(state, after); len(gone)+len(came) > 0 {
			return false
		}
	}
	return true
}
