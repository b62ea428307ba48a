package runner

import (
	"context"
	"errors"
	"time"
)

// lostError ends a run whose target is not there any more.
type lostError struct{ err error }

func (e *lostError) Error() string { return "the target was lost on the way: " + e.err.Error() }

func (e *lostError) Unwrap() error { return e.err }

// lookouts are the waits between looks for a target that could not be reached: one that
// is replaced by another is back within a moment.
var lookouts = [...]time.Duration{0, 100 * time.Millisecond, 300 * time.Millisecond, 600 * time.Millisecond}

// missed looks whether a target that could not be reached comes back. If it does not, it
// ends the run: what is left to do would only be one error after the other.
func (r *Run) missed(ctx context.Context) {
	r.looking.Lock()
	defer r.looking.Unlock()
	var err error
	for _, wait := range lookouts {
		sleepUntil(ctx, time.Now().Add(wait))
		if ctx.Err() != nil {
			return
		}
		if err = r.dial(ctx); err == nil {
			return
		}
	}
	r.cancel(&lostError{err})
}

// died reports whether the target that cut off a response is not there any more. Ends
// take a moment to show; a target that cuts off often is not waited for.
func (r *Run) died(ctx context.Context, operation string) bool {
	if ctx.Err() != nil {
		return false
	}
	if !r.resets.often(operation) {
		r.resets.add(operation)
		sleepUntil(ctx, time.Now().Add(lookouts[1]))
	}
	if r.dial(ctx) == nil {
		return false
	}
	r.missed(ctx)
	return true
}

// shutOut reports whether the target that has refused its own credential does so
// everywhere by now: a token may expire during a run. It ends the run then.
func (r *Run) shutOut(ctx context.Context, operation string) bool {
	if !r.letIn || r.turnedAway.often(operation) {
		return false
	}
	r.looking.Lock()
	defer r.looking.Unlock()
	for _, wait := range lookouts[:2] {
		sleepUntil(ctx, time.Now().Add(wait))
		var gone *lostError
		if ctx.Err() != nil {
			return errors.As(context.Cause(ctx), &gone)
		}
		if r.knowsCaller(ctx) {
			r.turnedAway.add(operation)
			return false
		}
	}
	r.cancel(&lostError{errors.New("it refuses the credentials that it accepted before; a token may have expired: check auth in the target file")})
	return true
}

// knowsCaller reports whether any operation or list still does.
func (r *Run) knowsCaller(ctx context.Context) bool {
	operations, err := r.probed()
	if err != nil {
		return true
	}
	c := callers{r, &names{target: r.config.Target, seed: r.config.Options.Seed}, operations}
	for _, request := range c.probes(operations, "") {
		if !unauthenticated(r.client.Send(ctx, request)) {
			return true
		}
	}
	heard := c.lists(ctx, "")
	return len(keep(heard, unauthenticated)) < len(heard)
}
