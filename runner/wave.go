package runner

import (
	"context"
	"errors"
	"slices"

	"github.com/apigspec/apigspec/runner/fixtures"
)

// inertAtOnce is how many cases that must change nothing share a look, where they
// cannot be left to the pool.
const inertAtOnce = 48

// packingMisses is how many cases in a row that the bindings left do not suffice for
// make a wave full.
const packingMisses = 24

// runWaves executes cases that may change state in waves: as many at a time as there
// are bindings for, each with bindings of its own, and one look at the lists
// afterwards. The cases that even all bindings do not suffice for, or that are better
// executed by themselves, are returned.
func (r *Run) runWaves(ctx context.Context, product string, list []*execution) (apart []*execution) {
	queue := r.repeated(list, fixtures.Sparing)
	for len(queue) > 0 && ctx.Err() == nil {
		var wave []*execution
		wave, queue = r.pack(ctx, queue)
		if len(wave) == 0 {
			apart = append(apart, r.newExecution(queue[0].c))
			c := queue[0].c.ID
			queue = slices.DeleteFunc(queue, func(e *execution) bool { return e.c.ID == c })
			continue
		}
		r.runGroup(ctx, r.groupOf(product, wave), r.sender.changes.atOnce())
	}
	return append(apart, firsts(queue)...)
}

// repeated are executions that share a look, each case as often as was asked for.
func (r *Run) repeated(list []*execution, from fixtures.Portion) []*execution {
	var all []*execution
	for _, e := range list {
		e.readback, e.need.From = sharedLook, from
		all = append(all, e)
		for range r.config.Options.Repeat - 1 {
			all = append(all, e.again())
		}
	}
	return all
}

// firsts are the executions without those of the same case.
func firsts(list []*execution) []*execution {
	return slices.CompactFunc(list, func(a, b *execution) bool { return a.c.ID == b.c.ID })
}

// pack gives the next cases of a queue bindings of their own, as long as there are
// any, and returns these and the others.
func (r *Run) pack(ctx context.Context, queue []*execution) (wave, rest []*execution) {
	misses := 0
	for i, e := range queue {
		if misses == packingMisses || r.config.Options.WaveSize > 0 && len(wave) == r.config.Options.WaveSize {
			return wave, append(rest, queue[i:]...)
		}
		err := e.prepare(ctx)
		var short *fixtures.Shortage
		switch {
		case err == nil:
			wave, misses = append(wave, e), 0
		case errors.As(err, &short):
			e.prepared = false
			rest = append(rest, e)
			misses++
		default:
			e.stop(ctx, err)
			wave = append(wave, e)
		}
	}
	return wave, rest
}

// shareLooks executes cases that must change nothing in groups, and with nothing
// beside them.
func (r *Run) shareLooks(ctx context.Context, product string, list []*execution) {
	for _, part := range []struct {
		changes bool
		atOnce  int
	}{{false, r.config.Options.Concurrency}, {true, r.sender.changes.atOnce()}} {
		some := slices.DeleteFunc(slices.Clone(list), func(e *execution) bool { return e.changes != part.changes })
		for few := range slices.Chunk(r.repeated(some, fixtures.Anything), inertAtOnce) {
			r.runGroup(ctx, r.groupOf(product, few), part.atOnce)
		}
	}
}
