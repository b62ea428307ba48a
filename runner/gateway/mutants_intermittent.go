package gateway

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
)

// intermittentMutants are right most of the time.
func intermittentMutants() []Mutant {
	t := &table{area: "intermittent"}
	for _, op := range allOperations() {
		clause := "response/" + success(op)
		t.must(op, "third-500", clause, "every third request is answered 500 and not carried out", func(b *behavior) {
			nth := everyNth(3)
			b.noted = append(b.noted, onlyFor(op, func(_ *exchange, reason string) *refusal {
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
		t.must(op, "seventh-status", clause, "every seventh success is answered 202", func(b *behavior) {
			nth := everyNth(7)
			answering(op, func(e *exchange) bool { return carriedOut(e) && nth() }, toStatus(202))(b)
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
		t.must(op, "third-bad-request", "response/400", "every third bad request is answered like success", func(b *behavior) {
			nth := everyNth(3)
			answering(op, func(e *exchange) bool { return refusedFor(badRequestReasons(op)...)(e) && nth() }, toSuccess)(b)
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
		t.must(op, "answer-of-the-connection", "response/200", "the second request of a connection gets the answer to the first", repeatingAnswers(op))
	}
	for _, op := range detaches() {
		t.must(op, "reused-connection", "response/204", "the third success of a connection is answered 200", func(b *behavior) {
			var seen sync.Map
			answering(op, carriedOut, func(e *exchange, a *answer) {
				n, _ := seen.LoadOrStore(e.r.RemoteAddr, new(atomic.Int64))
				if n, ok := n.(*atomic.Int64); ok && n.Add(1) > 2 {
					toStatus(http.StatusOK)(e, a)
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

// repeatingAnswers gives every second carried-out request of a connection the
// answer of the one before.
func repeatingAnswers(op string) func(*behavior) {
	return func(b *behavior) {
		var (
			mu     sync.Mutex
			before = map[string]any{}
		)
		answering(op, func(e *exchange) bool { return e.reason == "" }, func(e *exchange, a *answer) {
			mu.Lock()
			defer mu.Unlock()
			if old, ok := before[e.r.RemoteAddr]; ok {
				a.body = old
				delete(before, e.r.RemoteAddr)
				return
			}
			before[e.r.RemoteAddr] = a.body
		})(b)
	}
}

// methodMutants carry out requests with another method than the page's.
func methodMutants() []Mutant {
	t := &table{area: "method"}
	for _, op := range allOperations() {
		for _, method := range []string{http.MethodDelete, http.MethodPatch, http.MethodGet} {
			t.should(op, "accepts-"+method, "uri", fmt.Sprintf("%s does what PUT does", method), alsoMethod(op, method))
		}
	}
	for _, op := range detaches() {
		t.should(op, "accepts-POST", "uri", "POST does what PUT does", alsoMethod(op, http.MethodPost))
	}
	return t.rows
}

func alsoMethod(op, method string) func(*behavior) {
	return func(b *behavior) {
		all := endpoints()
		b.find = append(b.find, func(r *http.Request, rt *route) *endpoint {
			if r.Method != method {
				return nil
			}
			p := findIn(all, http.MethodPut, rt)
			if p == nil || rt.product+"."+p.name != op {
				return nil
			}
			return p
		})
	}
}
