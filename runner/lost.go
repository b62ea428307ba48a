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

// shutOut reports whether the target that has refused its own credential does so
// everywhere by now: a token may expire during a run. It ends the run then.
func (r *Run) shutOut(ctx context.Context, operation string) bool {
	if !r.letIn || r.turnedAway.often(operation) {
		return false
	}
	r.looking.Lock()
	defer r.looking.Unlock()
	for _, wait := range []time.Duration{0, 100 * time.Millisecond} {
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
	c := r.callers(operations)
	for _, request := range c.probes(operations, "") {
		if !unauthenticated(r.client.Send(ctx, request)) {
			return true
		}
	}
	heard := c.lists(ctx, "")
	return len(keep(heard, unauthenticated)) < len(heard)
}
