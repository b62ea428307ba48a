package runner

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apigspec/apigspec/runner/exchange"
)

// lookouts are the waits between looks for a target that is away. One that is replaced by
// another is back within a moment, one that starts again within seconds.
var lookouts = [...]time.Duration{
	0, 100 * time.Millisecond, 300 * time.Millisecond, 600 * time.Millisecond, time.Second, 2 * time.Second, 3 * time.Second, 3 * time.Second,
}

// longestOutage is when no further look is begun: at one that does not answer at all each
// takes its time.
const longestOutage = 12 * time.Second

// lookTime bounds one look, all requests of it together.
const lookTime = 10 * time.Second

// outage looks, whenever a target could not be reached, cut something off, or said that it
// is not available, whether it is away as a whole: what it then fails to answer is no
// finding about the request.
type outage struct {
	// answers reports whether the target answers anything.
	answers func(context.Context) bool
	// takes reports whether it answers anything but that it has had enough of requests.
	takes func(context.Context) bool
	// lost ends the run.
	lost func(error)
	note func(string)

	// armed is set from the first case on, until the target is lost: before, a target that
	// is not there ends the run at once. It never is where nothing but this was answered
	// from the start.
	armed atomic.Bool
	// enough counts the responses in a row by which the target has had enough.
	enough atomic.Int64
	// usual is set where the target answered everything as if it were away when the run began.
	usual bool
	// looking is held while somebody looks.
	looking sync.Mutex
	// gone is when the target was last found to be away, back when it was there again.
	gone, back time.Time
	// alone counts, by operation, what was met while the target answered other requests:
	// that is not waited for again and again.
	alone offenders
}

// unavailable are the statuses of a target that is not there for a moment, or of a
// gateway before it.
var unavailable = []int{http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}

// fate is what became of a request that looks as if the target were away.
type fate int

const (
	judged  fate = iota // the target is there: the response is about the request
	undone              // it was away, and has done nothing: it is to be sent again
	unknown             // it went away meanwhile: nobody knows what it has done
)

// away reports whether an exchange looks as if the target were not there.
func away(x exchange.Exchange) bool {
	if x.Response != nil {
		return slices.Contains(unavailable, x.Response.Status)
	}
	return unheard(x)
}

// unheard reports whether an exchange ended because nothing more came from the target.
func unheard(x exchange.Exchange) bool {
	return x.Fault != nil && slices.Contains([]exchange.FaultKind{exchange.FaultConnect, exchange.FaultReset, exchange.FaultTimeout}, x.Fault.Kind)
}

// over waits until the target is there again, and says what became of the exchange; changes
// is set for a request that may have changed state. A target that does not come back ends
// the run.
func (o *outage) over(ctx context.Context, of string, changes bool, x exchange.Exchange) fate {
	if o == nil || !o.armed.Load() || !away(x) || ctx.Err() != nil {
		return judged
	}
	unreached := x.Fault != nil && x.Fault.Kind == exchange.FaultConnect
	if !unreached && o.alone.often(of) {
		return judged
	}
	// Neither what did not reach the target nor what it says it did not take has changed
	// anything, nor what was sent while it was away.
	refused := x.Response != nil && x.Response.Status == http.StatusServiceUnavailable
	became := func() fate {
		if changes && !unreached && !refused && x.Started.Before(o.gone) {
			return unknown
		}
		return undone
	}
	o.looking.Lock()
	defer o.looking.Unlock()
	if x.Started.Before(o.back) {
		return became() // somebody else has waited meanwhile
	}
	if !o.armed.Load() {
		return judged
	}
	since := time.Now()
	for i, wait := range lookouts {
		if time.Since(since) > longestOutage {
			break
		}
		sleepUntil(ctx, time.Now().Add(wait))
		there := ctx.Err() == nil && o.answers(ctx)
		switch {
		case ctx.Err() != nil:
			return judged
		case !there:
			continue
		case i == 0 && unreached:
			return undone
		case i == 0:
			o.alone.add(of)
			return judged
		}
		o.gone, o.back = since, time.Now()
		o.note(fmt.Sprintf("the target was away for %s (%s); what had been sent to it was sent again, unless it may have been carried out", o.back.Sub(since).Round(100*time.Millisecond), inWords(x)))
		return became()
	}
	o.armed.Store(false)
	o.lost(errors.New(inWords(x)))
	return judged
}

// lostTrackOf is an exchange that nobody knows the effect of.
func lostTrackOf(x exchange.Exchange) exchange.Exchange {
	x.Fault = &exchange.Fault{Kind: exchange.FaultConnect, Message: "the target went away while it had the request (" + inWords(x) + "), so nobody knows what became of it"}
	return x
}

// inWords says how the target was away.
func inWords(x exchange.Exchange) string {
	if x.Response != nil {
		return responseInWords(x)
	}
	return x.Fault.Message
}

// answersAnything reports whether an operation or a list is answered, whatever with, or,
// where nothing can be asked, whether the target is there.
func (r *Run) answersAnything(parent context.Context) bool {
	return r.answersSome(parent, func(x exchange.Exchange) bool { return !away(x) })
}

// answersSome reports whether an operation or a list is answered with something good or,
// where nothing can be asked, whether the target is there.
func (r *Run) answersSome(parent context.Context, good func(exchange.Exchange) bool) bool {
	ctx, cancel := context.WithTimeout(parent, lookTime)
	defer cancel()
	if r.dial(ctx) != nil {
		return false
	}
	operations, err := r.probed()
	if err != nil {
		return true
	}
	c := r.callers(operations)
	c.once = true
	there := func(x exchange.Exchange) bool { return x.Response != nil && good(x) }
	probes := c.probes(operations, "")
	for _, request := range probes {
		if there(r.client.Send(ctx, request)) {
			return true
		}
	}
	lists := c.lists(ctx, "")
	return len(probes)+len(lists) == 0 || slices.ContainsFunc(lists, there)
}
