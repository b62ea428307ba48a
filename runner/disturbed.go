package runner

import (
	"context"
	"time"

	"github.com/apigspec/apigspec/runner/judge"
)

// disturbedError says that somebody else changes the same bindings.
type disturbedError struct{ binding string }

func (e *disturbedError) Error() string {
	return "somebody else binds and unbinds here at the same time: a record came that this run did not make, of " + e.binding + "; run again when nobody else does"
}

// twice is how often something must have happened to be somebody's doing who is not at
// work any more: once may be a slip of the gateway.
const twice = 2

// How a suspicion is looked into: so often in a run, after everything that a request may
// yet bring about, for so long, with so many looks.
const (
	mostVigils = 3
	vigilCalm  = time.Second
	vigilPause = 300 * time.Millisecond
	vigilLooks = 7
)

// clear takes from the failures of a group what somebody else may have brought about:
// records came that the run did not make. Where some come also while it sends nothing,
// somebody is still at work, and the run ends. A gateway that makes records by itself
// could look like that, but not for long: only so many groups are excused.
//
// What happened only once, as far as that was tried, is suspicious by itself.
func (r *Run) clear(ctx context.Context, g *group, once bool) {
	if ctx.Err() != nil || !g.failing() || r.vigils == mostVigils {
		return
	}
	suspect, times := r.ledger.Suspect()
	if times == 0 && !once {
		return
	}
	r.vigils++
	r.lasting.busy.Wait()
	r.pool.pause()
	defer r.pool.resume()
	if binding := r.vigil(ctx, g.product); binding != "" {
		suspect = binding
		r.disturber.Store(&disturbedError{suspect})
		r.cancel(r.disturber.Load())
	}
	if suspect == "" || times < twice && !r.disturbedBefore && r.disturber.Load() == nil {
		return
	}
	r.disturbedBefore = true
	g.doubt(&disturbedError{suspect})
}

// vigil sends nothing for a while, and looks for records that come all the same.
func (r *Run) vigil(ctx context.Context, product string) (binding string) {
	sleepUntil(ctx, time.Now().Add(vigilCalm))
	r.ledger.Strangers(ctx, product) // what came until now may be this run's doing
	for range vigilLooks {
		sleepUntil(ctx, time.Now().Add(vigilPause))
		if binding = r.ledger.Strangers(ctx, product); binding != "" || ctx.Err() != nil {
			break
		}
	}
	return binding
}

// doubt makes errors of failures.
func (g *group) doubt(why error) {
	for _, m := range g.members {
		m.result = g.run.doubted(m.result, why)
	}
}

// doubted is a result that is no failure.
func (r *Run) doubted(result Result, why error) Result {
	if result.Verdict != judge.Fail {
		return result
	}
	for i := range result.Rounds {
		result.Rounds[i].Observed.Looks = nil // they show what nobody here did
		result.Rounds[i].Observed.Stopped = &judge.Reason{Code: judge.AnotherWriter, Text: why.Error()}
	}
	return r.judged(result)
}

// failing reports whether any member's verdict is Fail.
func (g *group) failing() bool {
	for _, m := range g.members {
		if m.result.Verdict == judge.Fail {
			return true
		}
	}
	return false
}
