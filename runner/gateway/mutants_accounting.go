package gateway

import (
	"slices"
	"strings"
	"sync"
)

// accountingMutants report another outcome of a batch than it had.
func accountingMutants() []Mutant {
	t := &table{area: "accounting"}
	const count, failure = "response/200/success_count", "response/200/failure"
	for _, op := range batches() {
		counted := func(change func(e *exchange, n int) int) func(*behavior) {
			return responding(op, carriedOut, func(e *exchange, resp *response) {
				n, _ := resp.document().get("success_count").(int)
				resp.body = resp.document().set("success_count", change(e, n))
			})
		}
		failures := func(change func(e *exchange, all []any) []any) func(*behavior) {
			return responding(op, carriedOut, func(e *exchange, resp *response) {
				all, _ := resp.document().get("failure").([]any)
				resp.body = resp.document().set("failure", change(e, all))
			})
		}
		outcomes := func(change func(e *exchange, all []outcome) []outcome) func(*behavior) {
			return func(b *behavior) {
				b.outcomes = append(b.outcomes, func(e *exchange, all []outcome) []outcome {
					if e.op != op {
						return all
					}
					return change(e, all)
				})
			}
		}

		t.must(op, "count-one-more", count, "success_count is one too high", counted(func(_ *exchange, n int) int { return n + 1 }))
		t.must(op, "count-one-less", count, "success_count is one too low", counted(func(_ *exchange, n int) int { return max(n-1, 0) }))
		t.must(op, "count-zero", count, "success_count is always 0", counted(func(*exchange, int) int { return 0 }))
		t.should(op, "count-policies", count, "success_count is the number of policies, not of bindings", counted(func(e *exchange, _ int) int {
			policies := map[*policy]bool{}
			for _, gone := range e.done {
				policies[gone.policy] = true
			}
			return len(policies)
		}))
		t.should(op, "duplicates-counted", count, "an id that is sent twice is counted as unbound twice", outcomes(func(_ *exchange, all []outcome) []outcome {
			for i, o := range all {
				if slices.ContainsFunc(all[:i], func(p outcome) bool { return p.id == o.id && p.code == "" }) {
					all[i].code, all[i].message = "", ""
				}
			}
			return all
		}))
		t.must(op, "count-sent", count, "success_count is the number of ids sent", counted(func(e *exchange, _ int) int { return len(e.ids) }))
		t.must(op, "count-failures", count, "success_count is the number of failures", counted(func(e *exchange, _ int) int { return e.failed }))
		t.must(op, "count-negative", count, "success_count is negative when all failed", counted(func(e *exchange, n int) int {
			if n == 0 {
				return -e.failed
			}
			return n
		}))
		t.must(op, "success-as-failure", failure, "failure lists the ids that succeeded too", outcomes(func(e *exchange, all []outcome) []outcome {
			for _, o := range all {
				if o.code == "" {
					return append(all, outcome{id: o.id, code: "APIG.0000", message: "Success"}, outcome{})
				}
			}
			return all
		}))
		t.must(op, "failure-second-missing", failure, "only the first failure is listed", failures(func(_ *exchange, all []any) []any {
			return all[:min(len(all), 1)]
		}))
		t.must(op, "failure-missing", failure, "failures are not listed", failures(func(*exchange, []any) []any { return []any{} }))
		t.must(op, "failure-twice", failure, "each failure is listed twice", failures(func(_ *exchange, all []any) []any { return slices.Concat(all, all) }))
		t.must(op, "failure-first-id", "response/200/failure[].bind_id", "failures name the first id that was sent", failures(func(e *exchange, all []any) []any {
			for i, f := range all {
				if f, ok := f.(object); ok && len(e.ids) > 0 {
					all[i] = f.set("bind_id", e.ids[0])
				}
			}
			return all
		}))
		t.must(op, "failure-cut-id", "response/200/failure[].bind_id", "failures cut the last letter of the id", failures(func(_ *exchange, all []any) []any {
			for i, f := range all {
				f, _ := f.(object)
				if id, _ := f.get("bind_id").(string); id != "" {
					all[i] = f.set("bind_id", id[:len(id)-1])
				}
			}
			return all
		}))
		t.must(op, "stops-at-failure", count, "the batch ends at the first unknown id, the rest is not mentioned", chosenUntilUnknown(op))
		t.must(op, "success-twice", count, "a record that is gone is counted as unbound again", remembering(op))
		t.must(op, "all-or-nothing-count", count, "an unknown id makes success_count 0, though the others are unbound", counted(func(e *exchange, n int) int {
			if e.failed > 0 {
				return 0
			}
			return n
		}))
	}

	t.must(opAPIGACL, "count-accumulates", count, "success_count includes earlier requests", func(b *behavior) {
		var mu sync.Mutex
		total := 0
		responding(opAPIGACL, carriedOut, func(_ *exchange, resp *response) {
			mu.Lock()
			defer mu.Unlock()
			n, _ := resp.document().get("success_count").(int)
			total += n
			resp.body = resp.document().set("success_count", total)
		})(b)
	})
	op := opAPIGThrottle
	t.must(op, "failures-accumulate", failure, "failure includes those of the request before", func(b *behavior) {
		var mu sync.Mutex
		var before []any
		responding(op, carriedOut, func(_ *exchange, resp *response) {
			mu.Lock()
			defer mu.Unlock()
			now, _ := resp.document().get("failure").([]any)
			resp.body = resp.document().set("failure", slices.Concat(before, now))
			before = now
		})(b)
	})
	t.must(op, "failure-uppercase-id", "response/200/failure[].bind_id", "failures name the id in upper case", responding(op, someFailed, func(_ *exchange, resp *response) {
		all, _ := resp.document().get("failure").([]any)
		for i, f := range all {
			f, _ := f.(object)
			id, _ := f.get("bind_id").(string)
			all[i] = f.set("bind_id", strings.ToUpper(id))
		}
	}))
	return t.rows
}

// chosenUntilUnknown processes ids up to the first one that has no record.
func chosenUntilUnknown(op string) func(*behavior) {
	return choosing(op, func(e *exchange, ids []string) []string {
		for i, id := range ids {
			if e.inst.bindings[e.kind()].byID[id] == nil {
				return ids[:i+1]
			}
		}
		return ids
	})
}

// remembering counts records that were unbound before as unbound again.
func remembering(op string) func(*behavior) {
	return func(b *behavior) {
		var gone sync.Map
		b.outcomes = append(b.outcomes, func(e *exchange, all []outcome) []outcome {
			if e.op != op {
				return all
			}
			for i, o := range all {
				if o.code == "" {
					gone.Store(o.id, true)
				} else if _, ok := gone.Load(o.id); ok {
					all[i].code, all[i].message = "", ""
				}
			}
			return all
		})
	}
}

// choosing acts on other ids than those sent; under the instance's lock.
func choosing(op string, change func(e *exchange, ids []string) []string) func(*behavior) {
	return func(b *behavior) {
		b.chosen = append(b.chosen, func(e *exchange, ids []string) []string {
			if e.op != op {
				return ids
			}
			return change(e, ids)
		})
	}
}
