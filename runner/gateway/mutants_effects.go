package gateway

import (
	"slices"
	"strings"
	"time"
)

// effectMutants unbind something else than what they report.
func effectMutants() []Mutant {
	t := &table{area: "effect"}
	const effect = "function/effect"
	for _, op := range allOperations() {
		t.must(op, "nothing", effect, "nothing is unbound", dropping(op, func(*exchange, *binding) bool { return false }))
		t.must(op, "first-only", effect, "only the first id is unbound, all are reported", keeping(op, func(i, _ int) bool { return i == 0 }))
		t.must(op, "last-only", effect, "only the last id is unbound, all are reported", keeping(op, func(i, n int) bool { return i == n-1 }))
		t.must(op, "not-the-last", effect, "the last of several ids is not unbound", keeping(op, func(i, n int) bool { return n == 1 || i < n-1 }))
		t.must(op, "single-only", effect, "several ids at once are not unbound", keeping(op, func(_, n int) bool { return n == 1 }))
		t.must(op, "one-more", effect, "one more binding of the same policy goes", alsoDropping(op, func(e *exchange, gone *binding) []*binding {
			rest := e.inst.bindings[gone.kind].list(func(b *binding) bool { return b.policy == gone.policy && b.env == gone.env })
			return rest[:min(len(rest), 1)]
		}))
		t.must(op, "all-of-policy", effect, "every binding of the same policy in the environment goes", alsoDropping(op, func(e *exchange, gone *binding) []*binding {
			return e.inst.bindings[gone.kind].list(func(b *binding) bool { return b.policy == gone.policy && b.env == gone.env })
		}))
		t.must(op, "all-environments", effect, "the API's bindings in other environments go too", alsoDropping(op, func(e *exchange, gone *binding) []*binding {
			return e.inst.bindings[gone.kind].list(func(b *binding) bool { return b.policy == gone.policy && b.api == gone.api })
		}))
		t.must(op, "other-instance", effect, "the same API's binding in the other instance goes too", func(b *behavior) {
			b.unbound = append(b.unbound, func(e *exchange) {
				if e.op != op {
					return
				}
				other := e.gw.other
				if e.inst == other {
					other = e.gw.main
				}
				for _, gone := range e.done {
					removeWhere(other, gone.kind, func(b *binding) bool { return b.api.name == gone.api.name && b.env == gone.env })
				}
			})
		})
		t.must(op, "moves", effect, "what is unbound is bound in the other environment instead", moving(op))
		t.must(op, "back-after-300ms", effect, "what was unbound is bound again after 300 ms", returning(op, task{}, 300*time.Millisecond))
		t.must(op, "back-after-3-requests", effect, "what was unbound is bound again three requests later", returning(op, task{in: 3}, 0))
		t.must(op, "after-tenth", effect, "ids after the tenth are not unbound", keeping(op, func(i, _ int) bool { return i < 10 }))
	}
	for _, op := range detaches() {
		t.must(op, "other-plugin", effect, "other plug-ins are unbound from the API too", alsoDropping(op, func(e *exchange, gone *binding) []*binding {
			return e.inst.bindings[plugins].list(func(b *binding) bool { return b.api == gone.api && b.env == gone.env })
		}))
		t.must(op, "acl-too", effect, "the API's access control policy is unbound too", alsoDropping(op, func(e *exchange, gone *binding) []*binding {
			return e.inst.bindings[acls].list(func(b *binding) bool { return b.api == gone.api && b.env == gone.env })
		}))
		t.must(op, "env-ignored", effect, "unbinding happens in the usual environment, whatever env_id says", func(b *behavior) {
			b.chosen = append(b.chosen, func(e *exchange, ids []string) []string {
				if e.op == op {
					e.env = e.gw.opts.IDs.Env
				}
				return ids
			})
		})
		t.must(op, "env-any", effect, "env_id is ignored: unbinding happens in all environments but the one named", func(b *behavior) {
			choosing(op, func(e *exchange, ids []string) []string {
				for _, id := range ids {
					for _, other := range e.inst.bindings[plugins].list(func(b *binding) bool {
						return b.policy == e.policy && b.api.id == id && b.env != e.env
					}) {
						e.inst.bindings[plugins].remove(other)
					}
				}
				return nil
			})(b)
		})
		t.must(op, "late-1s", "function/immediate", "unbinding takes effect a second later", delayed(op, time.Second))
		t.should(op, "late-300ms", "function/immediate", "unbinding takes effect 300 ms later", delayed(op, 300*time.Millisecond))
		t.should(op, "second-time-500", effect, "unbinding what is not bound any more gets status 500", func(b *behavior) {
			b.tolerated = append(b.tolerated, func(e *exchange, reason string) *refusal {
				if e.op != op || reason != "api/unbound" {
					return nil
				}
				return &refusal{reason: reason, status: 500, code: "APIG.9999", message: "System error"}
			})
		})
	}
	t.must(opROMADetach, "none-is-all", effect, "a list without ids unbinds everything of the plug-in", func(b *behavior) {
		b.unbound = append(b.unbound, func(e *exchange) {
			if e.op == opROMADetach && len(e.ids) == 0 {
				removeWhere(e.inst, plugins, func(b *binding) bool { return b.policy == e.policy })
			}
		})
	})
	t.must(opAPIGDetach, "after-hundredth", effect, "ids after the hundredth are not unbound", keeping(opAPIGDetach, func(i, _ int) bool { return i < 100 }))
	t.must(opROMADetach, "last-hundred", effect, "only the last hundred ids are unbound", keeping(opROMADetach, func(i, n int) bool { return i >= n-100 }))
	t.must(opAPIGDetach, "back-after-800ms", effect, "what was unbound is bound again after 800 ms", returning(opAPIGDetach, task{}, 800*time.Millisecond))
	t.must(opAPIGDetach, "sorted-only", effect, "ids that are not in ascending order are not unbound", choosingSorted(opAPIGDetach))
	t.must(opROMADetach, "one-api-only", "response/204", "a second API is refused", func(b *behavior) {
		b.tolerated = append(b.tolerated, func(e *exchange, reason string) *refusal {
			if e.op == opROMADetach && reason == "api_ids/read" && len(e.ids) > 1 {
				return invalid("api_ids/several", "api_ids")
			}
			return nil
		})
	})
	for _, op := range batches() {
		t.must(op, "stops-at-repetition", effect, "ids behind one that is repeated are not unbound", choosing(op, func(_ *exchange, ids []string) []string {
			for i, id := range ids {
				if slices.Contains(ids[:i], id) {
					return ids[:i]
				}
			}
			return ids
		}))
		other, name := throttles, "throttle-too"
		if op == opAPIGThrottle {
			other, name = acls, "acl-too"
		}
		t.must(op, name, effect, "the other kind of policy is unbound from the API too", alsoDropping(op, func(e *exchange, gone *binding) []*binding {
			return e.inst.bindings[other].list(func(b *binding) bool { return b.api == gone.api && b.env == gone.env })
		}))
		t.must(op, "plugins-too", effect, "the API's plug-ins are unbound too", alsoDropping(op, func(e *exchange, gone *binding) []*binding {
			return e.inst.bindings[plugins].list(func(b *binding) bool { return b.api == gone.api && b.env == gone.env })
		}))
		t.must(op, "nothing-when-some-fail", effect, "an unknown id keeps all others from being unbound, they are reported as unbound", func(b *behavior) {
			b.unbind = append(b.unbind, func(e *exchange, _ *binding) bool {
				return e.op != op || !slices.ContainsFunc(e.ids, func(id string) bool {
					in := &e.inst.bindings[e.kind()]
					return in.byID[id] == nil && !slices.ContainsFunc(e.done, func(b *binding) bool { return b.id == id })
				})
			})
		})
		t.must(op, "failed-unbinds-all", effect, "a batch of which one id is unknown unbinds everything of the policy", func(b *behavior) {
			b.unbound = append(b.unbound, func(e *exchange) {
				if e.op == op && len(e.done) > 0 && len(e.done) < len(e.ids) {
					gone := e.done[0]
					removeWhere(e.inst, gone.kind, func(b *binding) bool { return b.policy == gone.policy })
				}
			})
		})
		t.must(op, "null-unbinds-all", "function/effect", "a list that is null unbinds everything", func(b *behavior) {
			b.unbound = append(b.unbound, func(e *exchange) {
				if e.op == op && len(e.ids) == 0 && strings.Contains(string(e.body), "null") {
					removeWhere(e.inst, e.kind(), func(*binding) bool { return true })
				}
			})
		})
		t.must(op, "empty-unbinds-all", "body/"+listName(op)+"/optional", "a request without ids unbinds everything", func(b *behavior) {
			b.unbound = append(b.unbound, func(e *exchange) {
				if e.op == op && len(e.ids) == 0 {
					removeWhere(e.inst, e.kind(), func(*binding) bool { return true })
				}
			})
		})
	}
	return t.rows
}

// dropping decides per binding whether it really goes.
func dropping(op string, goes func(*exchange, *binding) bool) func(*behavior) {
	return func(b *behavior) {
		b.unbind = append(b.unbind, func(e *exchange, gone *binding) bool { return e.op != op || goes(e, gone) })
	}
}

// keeping unbinds only the ids whose position (of so many) is selected.
func keeping(op string, selected func(i, n int) bool) func(*behavior) {
	return dropping(op, func(e *exchange, gone *binding) bool {
		key := gone.id
		if gone.kind == plugins {
			key = gone.api.id
		}
		return selected(slices.Index(e.ids, key), len(e.ids))
	})
}

// alsoDropping removes more than was asked, for each binding that went.
func alsoDropping(op string, more func(e *exchange, gone *binding) []*binding) func(*behavior) {
	return withEach(op, func(e *exchange, gone *binding) {
		for _, b := range more(e, gone) {
			e.inst.bindings[b.kind].remove(b)
		}
	})
}

// withEach does something more with each binding that went.
func withEach(op string, more func(e *exchange, gone *binding)) func(*behavior) {
	return func(b *behavior) {
		b.unbound = append(b.unbound, func(e *exchange) {
			if e.op != op {
				return
			}
			e.inst.mu.Lock()
			defer e.inst.mu.Unlock()
			for _, gone := range e.done {
				more(e, gone)
			}
		})
	}
}

func removeWhere(in *instance, k kind, which func(*binding) bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, b := range in.bindings[k].list(which) {
		in.bindings[k].remove(b)
	}
}

// delayed reports success and unbinds later.
func delayed(op string, d time.Duration) func(*behavior) {
	return dropping(op, func(e *exchange, gone *binding) bool {
		in := e.inst
		e.gw.schedule.add(task{at: time.Now().Add(d), do: func() {
			in.mu.Lock()
			defer in.mu.Unlock()
			in.bindings[gone.kind].remove(gone)
		}})
		return false
	})
}

// returning binds again what was unbound.
func returning(op string, when task, d time.Duration) func(*behavior) {
	return func(b *behavior) {
		b.unbound = append(b.unbound, func(e *exchange) {
			if e.op != op || len(e.done) == 0 {
				return
			}
			in, gone := e.inst, e.done
			e.gw.schedule.add(task{at: time.Now().Add(d), in: when.in, do: func() {
				in.mu.Lock()
				defer in.mu.Unlock()
				for _, b := range gone {
					if in.bindings[b.kind].byPlace[b.place()] == nil {
						in.bindings[b.kind].add(b)
					}
				}
			}})
		})
	}
}

// moving binds what was unbound in the environment where it was not.
func moving(op string) func(*behavior) {
	return withEach(op, func(e *exchange, gone *binding) {
		to := e.gw.opts.IDs.SecondEnv
		if gone.env == to {
			to = e.gw.opts.IDs.Env
		}
		if pub, ok := gone.api.publishedIn(to); ok {
			e.inst.bind(gone.kind, gone.policy, pub)
		}
	})
}

// choosingSorted leaves out ids that are smaller than one before them.
func choosingSorted(op string) func(*behavior) {
	return choosing(op, func(_ *exchange, ids []string) []string {
		var kept []string
		for _, id := range ids {
			if len(kept) == 0 || kept[len(kept)-1] <= id {
				kept = append(kept, id)
			}
		}
		return kept
	})
}
