package runner

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/apigspec/apigspec/runner/exchange"
)

// limits reports whether a response says that the target has had enough of its callers.
func limits(x exchange.Exchange) bool {
	return x.Response != nil && (x.Response.Status == http.StatusTooManyRequests ||
		x.Response.Status == http.StatusServiceUnavailable && x.Response.Header.Get("Retry-After") != "")
}

// counted counts a response in the row of those by which the target has had enough.
func (o *outage) counted(x exchange.Exchange) {
	switch {
	case o == nil:
	case limits(x):
		o.enough.Add(1)
	default:
		o.enough.Store(0)
	}
}

// mostLimited is how many responses in a row may say that the target has had enough before
// it is looked whether it says so to everything.
const mostLimited = 24

// limited waits until a target takes requests again that answers nothing but that it has
// had enough of them, and reports whether what it did not take is to be sent again. It is
// asked when that is not worth it any more by itself, or was answered many times in a row.
// A target that takes others meanwhile has something against the very request; one that
// never does ends the run.
func (o *outage) limited(ctx context.Context, of string, x exchange.Exchange, last bool) bool {
	if o == nil || !limits(x) {
		return false
	}
	if !last && o.enough.Load() < mostLimited || !o.armed.Load() || o.alone.often(of) || ctx.Err() != nil {
		return false
	}
	o.looking.Lock()
	defer o.looking.Unlock()
	if x.Started.Before(o.back) {
		return true
	}
	if !o.armed.Load() {
		return false
	}
	defer o.enough.Store(0)
	since := time.Now()
	waits := slices.Clone(lookouts[:])
	if asked := min(retryAfter(x), longestAsked); asked > longestOutage {
		waits = append(waits, asked-longestOutage)
	}
	for i, wait := range waits {
		sleepUntil(ctx, time.Now().Add(wait))
		there := ctx.Err() == nil && o.takes(ctx)
		switch {
		case ctx.Err() != nil:
			return false
		case there && i == 0:
			if last {
				o.alone.add(of)
			}
			return false
		case there:
			o.gone, o.back = since, time.Now()
			o.note(fmt.Sprintf("the target answered %s to everything for %s; what it had not taken was sent again", responseInWords(x), o.back.Sub(since).Round(100*time.Millisecond)))
			return true
		}
	}
	o.armed.Store(false)
	o.lost(fmt.Errorf("it answers %s to everything: does it limit its callers? rate.requests_per_second in the target file bounds what is sent", responseInWords(x)))
	return false
}

// longestAsked bounds for how long a target may ask not to be asked.
const longestAsked = 2 * time.Minute

// retryAfter is how long the target asks to wait; 0 if it says nothing, or a date.
func retryAfter(x exchange.Exchange) time.Duration {
	seconds, err := strconv.Atoi(x.Response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// takesAnything reports whether any of them is answered with anything but that the target
// has had enough.
func (r *Run) takesAnything(parent context.Context) bool {
	return r.answersSome(parent, func(x exchange.Exchange) bool { return !limits(x) })
}
