package runner

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner/fixtures"
)

// cleanupTime bounds what is done after an interrupt to leave no trace.
const cleanupTime = 30 * time.Second

// execute runs everything and delivers every result, also when interrupted.
func (r *Run) execute(parent context.Context) {
	ctx, cancel := context.WithCancelCause(parent)
	r.cancel = cancel
	defer close(r.done)
	defer close(r.results)
	defer cancel(nil)
	if r.config.Options.RunTimeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, r.config.Options.RunTimeout, errRunTimeout)
		defer stop()
	}

	r.outage.armed.Store(!r.outage.usual)
	r.carryOut(ctx, r.schedule())
	r.cleanUp(parent)
}

// carryOut executes the cases in the order in which they get in each other's way
// least.
func (r *Run) carryOut(ctx context.Context, s schedule) {
	r.pool = newPool(r)
	r.oneByOne(ctx, s.spelled)
	r.oneByOne(ctx, s.watched)
	r.prove(ctx, s.waves)
	s.named.each(r, func(product string, list []*execution) { r.shareLooks(ctx, product, list) })

	apart := r.beginLasting(ctx, s.lasting)
	r.pool.work(ctx, s.free)
	for i, product := range r.products() {
		// Two products may show the same bindings, and what a case of one did there
		// must not be taken for another's doing.
		long, rest := r.beginLong(ctx, product, s.long.take(product))
		quiet := slices.Concat(s.refused.take(product), s.served.take(product))
		slices.SortStableFunc(quiet, longest)
		r.pool.work(ctx, quiet)
		apart = slices.Concat(apart, rest, r.runWaves(ctx, product, s.waves.take(product), fixtures.Sparing))
		r.oneByOne(ctx, s.consuming.take(product))
		r.finishLasting(ctx, long)
		if i == len(r.products())-1 && r.lasting.due() {
			r.finishLasting(ctx, slices.Clone(r.lasting.groups)...)
		}
		for more := true; more; {
			more = r.pool.heaped(product)
			r.runGroup(ctx, r.groupOf(product, nil), 1) // what the pool has done since the last look
		}
	}
	r.pool.wait()
	s.greedy.each(r, func(product string, list []*execution) {
		apart = append(apart, r.runWaves(ctx, product, list, fixtures.Everything)...)
	})
	r.runHooked(ctx, s.hooked)
	r.finishLasting(ctx, slices.Clone(r.lasting.groups)...)
	r.oneByOne(ctx, append(r.pool.apart, apart...))
	r.doubtHook()
	r.doubtLists()
}

// together does something with every item, so many at a time.
func together[T any](list []T, atOnce int, do func(T)) {
	queue := make(chan T)
	var workers sync.WaitGroup
	for range min(atOnce, len(list)) {
		workers.Go(func() {
			for item := range queue {
				do(item)
			}
		})
	}
	for _, item := range list {
		queue <- item
	}
	close(queue)
	workers.Wait()
}

// atOnce does something with every item at the same time.
func atOnce[T any](list []T, do func(i int, item T)) {
	var all sync.WaitGroup
	for i, item := range list {
		all.Go(func() { do(i, item) })
	}
	all.Wait()
}

// oneByOne takes cases over and executes them one after the other, each with looks of
// its own, and puts back what each unbound.
func (r *Run) oneByOne(ctx context.Context, list []*execution) {
	for i, e := range list {
		list[i] = nil // nobody else has it
		e.need.From = fixtures.Anything
		if e.readback == sharedLook {
			e.watch()
		}
		r.deliverPart(&member{execution: e, result: e.complete(ctx), repeats: r.config.Options.Repeat})
		r.restore(ctx, e.product())
	}
}

// restore puts the fixtures back through one product's prefix. That something
// cannot be put back is nobody's verdict: the next case that needs it is
// skipped, and the run says so at the end.
func (r *Run) restore(ctx context.Context, product string) {
	if !hasFixtures(product) || ctx.Err() != nil {
		return // after an interrupt once, at the end: a target that hangs would be waited for after each case
	}
	cleaning, cancel := uninterrupted(ctx)
	defer cancel()
	if _, err := r.ledger.Restore(cleaning, product); err != nil {
		r.failedToRestore(err)
	}
}

// putBack is restore after all lists were read, beside the pool. What does not stay
// bound is bound again with nothing beside it, and returned: some case of the pool
// has unbound it.
func (r *Run) putBack(ctx context.Context, product string) (vanished []fixtures.Binding) {
	if ctx.Err() != nil {
		return nil
	}
	cleaning, cancel := uninterrupted(ctx)
	defer cancel()
	vanished, _, err := r.ledger.PutBack(cleaning, product)
	if err != nil {
		r.failedToRestore(err)
	}
	if len(vanished) > 0 {
		r.lasting.busy.Wait()
		r.pool.pause()
		r.restore(ctx, product)
		r.pool.resume()
	}
	return vanished
}

// cleanUp puts back what is still missing, ends the ledger and runs the last
// hook.
func (r *Run) cleanUp(ctx context.Context) {
	cleaning, cancel := uninterrupted(ctx)
	defer cancel()
	if r.ledger.Unsettled() {
		sleepUntil(cleaning, time.Now().Add(lateEffects))
	}
	r.restoreAll(cleaning)
	r.left = r.ledger.LeftBehind(cleaning)
	if slices.ContainsFunc(r.left, func(l fixtures.Left) bool { return l.Own }) { // it came later still, or can be bound again by now
		r.forgetTrouble()
		r.ledger.TryAgain()
		r.restoreAll(cleaning)
		r.left = r.ledger.LeftBehind(cleaning)
	}
	if came := r.ledger.Came(); len(came) > 0 {
		r.note(fmt.Sprintf("the lists show %s that they did not show when the run began, and that it did not make, for instance %s: see whose they are",
			spelling.Counted(len(came), "binding"), came[0]))
	}
	if err := r.ledger.Close(cleaning); err != nil {
		r.failedToRestore(err)
	}
	if err := r.hook(cleaning, r.config.Target.Hooks.AfterRun, nil); err != nil {
		r.note("hooks.after_run: " + err.Error())
	}
}

// lateEffects is how long the effects of what was under way when a run was interrupted
// are waited for: what a list does not show yet cannot be put back.
const lateEffects = time.Second

// restoreAll puts the fixtures of all products back.
func (r *Run) restoreAll(ctx context.Context) {
	for _, product := range r.products() {
		if !hasFixtures(product) {
			continue
		}
		if _, err := r.ledger.Restore(ctx, product); err != nil {
			r.failedToRestore(err)
		}
	}
}

// uninterrupted is a context for cleaning up, which an interrupt does not end.
func uninterrupted(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
}
