package runner

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/apigspec/apigspec/runner/fixtures"
)

// inertAtOnce is how many cases that must change nothing share a look, where they
// cannot be left to the pool.
const inertAtOnce = 48

// packingMisses is how many cases in a row that the bindings left do not suffice for
// make a wave full. It only keeps the packing of very many cases from taking long.
const packingMisses = 300

// runWaves executes cases that may change state in waves: as many at a time as there
// are bindings for, each with bindings of its own, and one look at the lists
// afterwards. The cases that even all bindings do not suffice for are returned.
func (r *Run) runWaves(ctx context.Context, product string, list []*execution, from fixtures.Portion) (apart []*execution) {
	queue := r.sharing(list, from)
	var used usage
	for len(queue) > 0 && ctx.Err() == nil {
		var wave []*execution
		wave, queue = r.pack(ctx, queue)
		if len(wave) == 0 {
			id := queue[0].c.ID
			apart = append(apart, r.newExecution(queue[0].c))
			queue = slices.DeleteFunc(queue, func(e *execution) bool { return e.c.ID == id })
			continue
		}
		used.add(wave, queue)
		r.runGroup(ctx, r.groupOf(product, wave), r.sender.changes.atOnce())
	}
	if advice := used.advice(); advice != "" && r.config.Options.WaveSize == 0 {
		r.note(advice)
	}
	return append(apart, queue...)
}

// sharing makes executions, and those that follow them, share a look.
func (r *Run) sharing(list []*execution, from fixtures.Portion) []*execution {
	for _, e := range list {
		e.readback, e.need.From = sharedLook, from
	}
	return slices.Clone(list)
}

// repeated are all executions of cases that share a look.
func (r *Run) repeated(list []*execution, from fixtures.Portion) []*execution {
	var all []*execution
	for _, e := range r.sharing(list, from) {
		for ; e != nil; e = e.oneMore() {
			all = append(all, e)
		}
	}
	return all
}

// pack gives the next cases of a queue bindings of their own, as long as there are
// any, and returns these and the others.
func (r *Run) pack(ctx context.Context, queue []*execution) (wave, rest []*execution) {
	misses := 0
	for i := 0; i < len(queue); {
		e := queue[i]
		if misses == packingMisses || r.config.Options.WaveSize > 0 && len(wave) == r.config.Options.WaveSize {
			return wave, append(rest, queue[i:]...)
		}
		err := e.prepare(ctx)
		var short *fixtures.Shortage
		switch {
		case err == nil:
			wave, misses = append(wave, e), 0
		case errors.As(err, &short):
			e.prepared, e.lacked = false, short.Of
			rest = append(rest, e)
			misses++
			i++
			continue
		default:
			e.stop(ctx, err)
			wave = append(wave, e)
		}
		if queue[i] = e.oneMore(); queue[i] == nil {
			i++
		}
	}
	return wave, rest
}

// shareLooks executes cases that must change nothing in groups, and with nothing
// beside them.
func (r *Run) shareLooks(ctx context.Context, product string, list []*execution) {
	changing := func(e *execution) bool { return e.place == lane }
	r.inGroups(ctx, product, drop(list, changing), r.config.Options.Concurrency)
	r.inGroups(ctx, product, keep(list, changing), r.sender.changes.atOnce())
}

func (r *Run) inGroups(ctx context.Context, product string, list []*execution, atOnce int) {
	for few := range slices.Chunk(r.repeated(list, fixtures.Anything), inertAtOnce) {
		g := r.groupOf(product, few)
		clear(few)
		r.runGroup(ctx, g, atOnce)
	}
}

// runHooked executes cases whose hook changes what the target answers next: those of
// one operation, at whose requests the hook aims, one after the other.
func (r *Run) runHooked(ctx context.Context, cases byProduct) {
	var groups []*group
	cases.each(r, func(product string, list []*execution) {
		groups = append(groups, r.groupOf(product, r.repeated(list, fixtures.Anything)))
	})
	r.runAbreast(ctx, groups, func(members []*member) {
		byOperation := map[string][]*member{}
		for _, m := range members {
			byOperation[m.op.ID] = append(byOperation[m.op.ID], m)
		}
		together(slices.Collect(maps.Values(byOperation)), r.config.Options.Concurrency, func(list []*member) {
			for _, m := range list {
				m.executed(m.once(ctx))
			}
		})
	})
}
