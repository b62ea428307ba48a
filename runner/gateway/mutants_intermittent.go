package gateway

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// intermittentMutants are right most of the time.
func intermittentMutants() []Mutant {
	t := &table{area: "intermittent"}
	for _, op := range allOperations() {
		clause := "response/" + success(op)
		t.must(op, "third-500", clause, "every third request gets status 500 and not carried out", func(b *behavior) {
			nth := everyNth(3)
			b.tolerated = append(b.tolerated, onlyFor(op, func(_ *exchange, reason string) *refusal {
				if reason != listName(op)+"/read" || !nth() {
					return nil
				}
				return &refusal{reason: "overload", status: 500, code: "APIG.9999", message: "System error"}
			}))
		})
		t.must(op, "fifth-nothing", "function/effect", "every fifth binding is not unbound", func(b *behavior) {
			nth := everyNth(5)
			dropping(op, func(*exchange, *binding) bool { return !nth() })(b)
		})
		t.must(op, "seventh-status", clause, "every seventh success gets status 202", func(b *behavior) {
			nth := everyNth(7)
			responding(op, func(e *exchange) bool { return carriedOut(e) && nth() }, toStatus(202))(b)
		})
		t.must(op, "seventh-refusal-done", "response/401", "every seventh request with an unknown token is refused after it was carried out", func(b *behavior) {
			nth := everyNth(7)
			refusing(op, []string{"token/unknown"}, func(e *exchange, r *refusal) *refusal {
				if nth() {
					e.unbindAnyway()
				}
				return r
			})(b)
		})
		t.must(op, "third-bad-request", "response/400", "every third bad request is treated like success", func(b *behavior) {
			nth := everyNth(3)
			responding(op, func(e *exchange) bool { return refusedFor(badRequestReasons(op)...)(e) && nth() }, toSuccess)(b)
		})
	}
	for _, op := range batches() {
		t.must(op, "second-time-other-code", "response/200/failure[].error_code", "every second failure has another code", func(b *behavior) {
			nth := everyNth(2)
			b.outcomes = append(b.outcomes, func(e *exchange, all []outcome) []outcome {
				for i := range all {
					if e.op == op && all[i].code != "" && nth() {
						all[i].code = "APIG.3099"
					}
				}
				return all
			})
		})
		t.must(op, "answer-of-the-connection", "response/200", "the second request of a connection gets the response to the first", repeatingResponses(op))
	}
	for _, op := range detaches() {
		t.must(op, "reused-connection", "response/204", "the third success of a connection gets status 200", func(b *behavior) {
			var seen sync.Map
			responding(op, carriedOut, func(e *exchange, resp *response) {
				n, _ := seen.LoadOrStore(e.r.RemoteAddr, new(atomic.Int64))
				if n, ok := n.(*atomic.Int64); ok && n.Add(1) > 2 {
					toStatus(http.StatusOK)(e, resp)
				}
			})(b)
		})
	}
	return t.halved()
}

// everyNth is true for every n-th call.
func everyNth(n int64) func() bool {
	var calls atomic.Int64
	return func() bool { return calls.Add(1)%n == 0 }
}

// repeatingResponses gives every second carried-out request of a connection the
// response of the one before.
func repeatingResponses(op string) func(*behavior) {
	return func(b *behavior) {
		var (
			mu     sync.Mutex
			before = map[string]any{}
		)
		responding(op, func(e *exchange) bool { return e.reason == "" }, func(e *exchange, resp *response) {
			mu.Lock()
			defer mu.Unlock()
			if old, ok := before[e.r.RemoteAddr]; ok {
				resp.body = old
				delete(before, e.r.RemoteAddr)
				return
			}
			before[e.r.RemoteAddr] = resp.body
		})(b)
	}
}
