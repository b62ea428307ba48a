package runner

import (
	"context"
	"slices"
	"sync"

	"github.com/apigspec/apigspec/runner/fixtures"
)

// pool executes cases that must change nothing, beside the cases that do. Its
// cases name bystanders only. That they changed nothing shows when somebody looks
// at the lists the next time.
type pool struct {
	run *Run

	mu      sync.Mutex
	changed *sync.Cond
	queue   []*execution
	// workers are those that still take cases, inside the cases being executed.
	workers, inside int
	// paused is how many want it to stand still.
	paused int
	// done are those that nobody has looked at the lists after.
	done []*member
	// apart are left out: others of their operation did change something.
	apart []*execution
}

func newPool(r *Run) *pool {
	p := &pool{run: r}
	p.changed = sync.NewCond(&p.mu)
	return p
}

// work takes cases over and begins to execute them, so many at a time beside the
// changes, and as many more where the target might as well take a change.
func (p *pool) work(ctx context.Context, list []*execution) {
	besideChanges(list)
	p.mu.Lock()
	p.queue = append(p.queue, list...)
	p.mu.Unlock()
	clear(list)
	p.from(ctx, beside, min(p.run.config.Options.Concurrency, len(list)))
	// A place is left free, so that changes need not wait for the gap to close.
	p.from(ctx, gaps, min(max(1, p.run.sender.changes.atOnce()-1), len(list)))
}

// from begins to send from a place.
func (p *pool) from(ctx context.Context, where place, workers int) {
	p.mu.Lock()
	p.workers += workers
	p.mu.Unlock()
	for range workers {
		go func() {
			for e := p.next(where); e != nil; e = p.next(where) {
				e.place = where
				p.ended(e, e.complete(ctx))
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			p.workers--
			p.changed.Broadcast()
		}()
	}
}

// besideChanges has cases name nothing but bystanders, and share a look.
func besideChanges(list []*execution) []*execution {
	for _, e := range list {
		e.need.From, e.readback = fixtures.Bystanders, sharedLook
	}
	return list
}

// next takes a case that can be sent from a place; nil when there is none. What may be
// served is left to the gaps once the target was too busy.
func (p *pool) next(from place) *execution {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.paused > 0 {
		p.changed.Wait()
	}
	for {
		careful := from == beside && p.run.sender.changes.narrowed()
		i := slices.IndexFunc(p.queue, func(e *execution) bool { return !careful || e.mustBeRefused() || !hasFixtures(e.product()) })
		if i < 0 {
			return nil
		}
		e := p.queue[i]
		p.queue[i], p.queue[0] = p.queue[0], nil
		p.queue = p.queue[1:]
		if !p.run.found.often(e.op.ID) {
			p.inside++
			return e
		}
		p.apart = append(p.apart, e)
	}
}

func (p *pool) ended(e *execution, result Result) {
	var m *member
	if hasFixtures(e.product()) {
		m = &member{execution: e, repeats: p.run.config.Options.Repeat}
		m.executed(result)
	} else {
		p.run.deliver(result)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inside--
	p.changed.Broadcast()
	if m != nil {
		p.done = append(p.done, m)
	}
}

// finished takes the cases of a product that wait for a look.
func (p *pool) finished(product string) []*member {
	p.mu.Lock()
	defer p.mu.Unlock()
	var some, others []*member
	for _, m := range p.done {
		if m.product() == product {
			some = append(some, m)
		} else {
			others = append(others, m)
		}
	}
	p.done = others
	return some
}

// waiting are the cases that wait for a look.
func (p *pool) waiting() []*member {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.done)
}

// pause waits until no case of the pool is being executed, and begins none.
func (p *pool) pause() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused++
	for p.inside > 0 {
		p.changed.Wait()
	}
}

func (p *pool) resume() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.paused--
	p.changed.Broadcast()
}

// lookAfter is how many executed cases at most wait for a look once nothing else causes
// one. Each holds all that was sent for it.
const lookAfter = 500

// heaped waits until so many cases of a product lack a look, or until all have been
// executed. It reports whether there are more to come.
func (p *pool) heaped(product string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.workers > 0 {
		of := 0
		for _, m := range p.done {
			if m.product() == product {
				of++
			}
		}
		if of >= lookAfter {
			return true
		}
		p.changed.Wait()
	}
	return false
}

// wait returns when all cases have been executed.
func (p *pool) wait() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.workers > 0 {
		p.changed.Wait()
	}
}
