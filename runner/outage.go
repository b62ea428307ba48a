package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/target"
)

// lookouts are the waits between looks for a target that is away. One that is replaced by
// another is back within a moment, one that starts again within seconds.
var lookouts = [...]time.Duration{
	0, 100 * time.Millisecond, 300 * time.Millisecond, 600 * time.Millisecond, time.Second, 2 * time.Second, 3 * time.Second, 3 * time.Second,
}

// outage looks, whenever a target could not be reached, cut something off, or said that it
// is not available, whether it is away as a whole: what it then fails to answer is no
// finding about the request.
type outage struct {
	// answers reports whether the target answers anything.
	answers func(context.Context) bool
	// lost ends the run.
	lost func(error)
	note func(string)

	// armed is set while cases are executed: before, a target that is not there ends the
	// run at once, and afterwards there is nobody to wait for.
	armed atomic.Bool
	// looking is held while somebody looks.
	looking sync.Mutex
	// back is when the target was last found to be there again.
	back time.Time
	// alone counts, by operation, what was met while the target answered other requests:
	// that is not waited for again and again.
	alone offenders
}

// unavailable are the statuses of a target that is not there for a moment, or of a
// gateway before it.
var unavailable = []int{502, 503, 504}

// away reports whether an exchange looks as if the target were not there.
func away(x exchange.Exchange) bool {
	if x.Response != nil {
		return slices.Contains(unavailable, x.Response.Status)
	}
	return x.Fault != nil && (x.Fault.Kind == exchange.FaultConnect || x.Fault.Kind == exchange.FaultReset)
}

// over waits until the target is there again, and reports whether that was why the
// exchange failed. A target that does not come back ends the run.
func (o *outage) over(ctx context.Context, of string, x exchange.Exchange) bool {
	if o == nil || !o.armed.Load() || !away(x) || ctx.Err() != nil {
		return false
	}
	if unreached := x.Fault != nil && x.Fault.Kind == exchange.FaultConnect; !unreached && o.alone.often(of) {
		return false
	}
	o.looking.Lock()
	defer o.looking.Unlock()
	if x.Started.Before(o.back) {
		return true // somebody else has waited meanwhile
	}
	if !o.armed.Load() {
		return false
	}
	since := time.Now()
	for i, wait := range lookouts {
		sleepUntil(ctx, time.Now().Add(wait))
		switch {
		case ctx.Err() != nil:
			return false
		case !o.answers(ctx):
			continue
		case i == 0:
			o.alone.add(of)
			return false
		}
		o.back = time.Now()
		o.note(fmt.Sprintf("the target was away for %s (%s); what had been sent to it was sent again", o.back.Sub(since).Round(100*time.Millisecond), inWords(x)))
		return true
	}
	o.armed.Store(false)
	o.lost(errors.New(inWords(x)))
	return false
}

// inWords says how the target was away.
func inWords(x exchange.Exchange) string {
	if x.Response != nil {
		return responseInWords(x)
	}
	return x.Fault.Message
}

// answersAnything reports whether an operation or a list is answered, whatever with.
func (r *Run) answersAnything(ctx context.Context) bool {
	if r.dial(ctx) != nil {
		return false
	}
	operations, err := r.probed()
	if err != nil {
		return true
	}
	c := callers{run: r, names: &names{target: r.config.Target, seed: r.config.Options.Seed}, operations: operations, once: true}
	there := func(x exchange.Exchange) bool { return x.Response != nil && !away(x) }
	for _, request := range c.probes(operations, "") {
		if there(r.client.Send(ctx, request)) {
			return true
		}
	}
	return slices.ContainsFunc(c.lists(ctx, ""), there)
}

// once sends each request once.
type once struct{ sender }

// Send implements [fixtures.Sender].
func (o once) Send(ctx context.Context, r target.Request) []exchange.Exchange {
	r.Auth = o.ledgerAuth
	return []exchange.Exchange{o.client.Send(ctx, r)}
}

// Means implements [fixtures.Sender].
func (o once) Means(code string) situation.Situation { return o.sender.Means(code) }
