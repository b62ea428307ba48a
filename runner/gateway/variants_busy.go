package gateway

import (
	"net/http"
	"sync"
	"time"
)

// busyVariants ask to come again. Clients of the service know these responses:
// a gateway makes one change at a time, and the front gateway limits callers.
func busyVariants() []Variant {
	return []Variant{
		{"one-at-a-time", "what would change a gateway while another change is under way is 500 APIG.3500", "the register of error codes has it; real gateways do so", oneAtATime()},
		{"rate-limited", "every fortieth request is 429 APIG.0308", "a front gateway limits its callers; the limit is no part of the operations", rateLimited(40)},
	}
}

func oneAtATime() func(*behavior) {
	const takes = 2 * time.Millisecond
	return func(b *behavior) {
		var mu sync.Mutex
		at := map[string]*exchange{} // by the instance of the path
		turned := map[*exchange]bool{}
		b.received = append(b.received, func(e *exchange) {
			if e.r.Method == http.MethodGet {
				return
			}
			mu.Lock()
			if at[e.instance] != nil {
				turned[e] = true
				stripRequest(e)
				mu.Unlock()
				return
			}
			at[e.instance] = e
			mu.Unlock()
			time.Sleep(takes)
		})
		b.responded = append(b.responded, func(e *exchange, resp *response) {
			mu.Lock()
			defer mu.Unlock()
			if at[e.instance] == e {
				delete(at, e.instance)
			}
			if turned[e] {
				delete(turned, e)
				*resp = newResponse(http.StatusInternalServerError, errorBody("APIG.3500", "Failed to synchronize data to etcd."))
			}
		})
	}
}

func rateLimited(every int) func(*behavior) {
	return func(b *behavior) {
		var mu sync.Mutex
		n := 0
		turned := map[*exchange]bool{}
		b.received = append(b.received, func(e *exchange) {
			mu.Lock()
			defer mu.Unlock()
			if n++; n%every == 0 {
				turned[e] = true
				stripRequest(e)
			}
		})
		b.responded = append(b.responded, func(e *exchange, resp *response) {
			mu.Lock()
			defer mu.Unlock()
			if turned[e] {
				delete(turned, e)
				*resp = newResponse(http.StatusTooManyRequests, errorBody("APIG.0308", "The throttling threshold has been reached"))
			}
		})
	}
}

// stripRequest sees to it that nothing comes of a request: it loses what it
// would be let in by.
func stripRequest(e *exchange) {
	e.r = e.r.Clone(e.r.Context())
	e.r.Header.Del("X-Auth-Token")
	e.r.Header.Del("Authorization")
	e.body = nil
}
