package runner

import (
	"context"
	"sync"
	"time"
)

// cleanupTime bounds what is done after an interrupt to leave no trace.
const cleanupTime = 30 * time.Second

// execute runs everything and delivers every result, also when interrupted.
func (r *Run) execute(parent context.Context) {
	ctx, cancel := context.WithCancel(parent)
	r.cancel = cancel
	defer close(r.done)
	defer close(r.results)
	defer cancel()
	if r.config.Options.RunTimeout > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, r.config.Options.RunTimeout, errRunTimeout)
		defer stop()
	}

	s := r.schedule()
	r.runInert(ctx, s.refusals, r.config.Options.Concurrency)
	var both sync.WaitGroup
	both.Go(func() { r.runFree(ctx, s.free) })
	both.Go(func() {
		r.runInert(ctx, s.served, 1)
		r.runLane(ctx, s.lane, s.lasting)
	})
	both.Wait()
	for _, e := range s.alone {
		r.deliver(e.complete(ctx))
		r.restore(ctx, e.product())
	}
	r.cleanUp(parent)
}

// runFree runs cases a few at a time and delivers each as it finishes.
func (r *Run) runFree(ctx context.Context, list []*execution) {
	r.together(list, r.config.Options.Concurrency, func(e *execution) { r.deliver(e.complete(ctx)) })
}

// together does something with every execution, so many at a time.
func (r *Run) together(list []*execution, atOnce int, do func(*execution)) {
	queue := make(chan *execution)
	var workers sync.WaitGroup
	for range min(atOnce, len(list)) {
		workers.Go(func() {
			for e := range queue {
				do(e)
			}
		})
	}
	for _, e := range list {
		queue <- e
	}
	close(queue)
	workers.Wait()
}

// runLane runs cases one after the other and puts back what each unbound.
// Those that come back later go last and share the waiting.
func (r *Run) runLane(ctx context.Context, list, lasting []*execution) {
	for _, e := range list {
		r.deliver(e.complete(ctx))
		r.restore(ctx, e.product())
	}
	for _, e := range lasting {
		e.begin(ctx)
	}
	for _, e := range lasting {
		r.deliver(e.finish(ctx))
	}
	for _, product := range r.products() {
		r.restore(ctx, product)
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

// cleanUp puts back what is still missing, ends the ledger and runs the last
// hook.
func (r *Run) cleanUp(ctx context.Context) {
	cleaning, cancel := uninterrupted(ctx)
	defer cancel()
	for _, product := range r.products() {
		if !hasFixtures(product) {
			continue
		}
		if _, err := r.ledger.Restore(cleaning, product); err != nil {
			r.failedToRestore(err)
		}
	}
	if err := r.ledger.Close(cleaning); err != nil {
		r.failedToRestore(err)
	}
	if err := r.hook(cleaning, r.config.Target.Hooks.AfterRun, nil); err != nil {
		r.note("hooks.after_run: " + err.Error())
	}
}

// uninterrupted is a context for cleaning up, which an interrupt does not end.
func uninterrupted(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
}
