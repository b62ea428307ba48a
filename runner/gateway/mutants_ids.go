package gateway

import (
	"slices"
	"strings"
)

// idMutants confuse ids of instances, projects, policies and records.
func idMutants() []Mutant {
	t := &table{area: "id"}
	for _, op := range allOperations() {
		t.must(op, "project-ignored", "path/project_id/mandatory", "any project_id is accepted", accepting(op, "project/unknown"))
		t.must(op, "instance-any", "path/instance_id/mandatory", "an unknown instance is taken for the first one", accepting(op, "instance/unknown"))
		t.must(op, "instance-malformed", "path/instance_id/mandatory", "a malformed instance is taken for the first one", accepting(op, "instance/malformed", "instance/unknown"))
		t.must(op, "instance-swapped", "path/instance_id/mandatory", "requests for the other instance act on the first one", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				if e.op == op && e.instance == e.gw.other.id {
					e.instance = e.gw.main.id
				}
			})
		})
		t.must(op, "instance-begins", "path/instance_id/mandatory", "what begins with the instance's id, or how that begins, is taken for it", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				if id := e.gw.main.id; e.op == op && e.instance != "" && (strings.HasPrefix(id, e.instance) || strings.HasPrefix(e.instance, id)) {
					e.instance = id
				}
			})
		})
		t.should(op, "instance-prefix", "path/instance_id/mandatory", "the first eight letters of an instance id decide", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				if id := e.gw.main.id; e.op == op && len(e.instance) >= 8 && len(id) >= 8 && e.instance[:8] == id[:8] {
					e.instance = id
				}
			})
		})
	}
	for _, op := range detaches() {
		t.must(op, "plugin-any", "path/plugin_id/mandatory", "an unknown plug-in is reported as unbound", accepting(op, "plugin/unknown"))
		t.must(op, "plugin-ignored", "path/plugin_id/mandatory", "an unknown plug-in stands for whichever plug-in the API has", func(b *behavior) {
			accepting(op, "plugin/unknown")(b)
			choosing(op, func(e *exchange, ids []string) []string {
				for _, other := range e.inst.bindings[plugins].list(func(b *binding) bool { return b.env == e.env }) {
					if e.policy == nil && slices.Contains(ids, other.api.id) {
						e.drop(other)
					}
				}
				return ids
			})(b)
		})
		t.must(op, "plugin-extended", "path/plugin_id/mandatory", "what begins with a plug-in's id is taken for it", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				if id := e.gw.mainFixtures.plugin.id; e.op == op && strings.HasPrefix(e.resourceID, id) {
					e.resourceID = id
				}
			})
		})
		t.should(op, "plugin-prefix", "path/plugin_id/mandatory", "the beginning of a plug-in id is enough", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				if id := e.gw.mainFixtures.plugin.id; e.op == op && len(e.resourceID) >= 8 && strings.HasPrefix(id, e.resourceID) {
					e.resourceID = id
				}
			})
		})
	}
	for _, op := range batches() {
		other, name := throttles, "throttle-record"
		if op == opAPIGThrottle {
			other, name = acls, "acl-record"
		}
		const clause = "function/effect"
		t.must(op, name, clause, "records of the other kind of policy are unbound too", alsoFinding(op, func(e *exchange, id string) *binding {
			return e.inst.bindings[other].byID[id]
		}))
		t.must(op, "other-instance-record", clause, "records of the other instance are unbound too", func(b *behavior) {
			b.outcomes = append(b.outcomes, func(e *exchange, all []outcome) []outcome {
				if e.op != op {
					return all
				}
				in := e.gw.other
				if e.inst == in {
					in = e.gw.main
				}
				in.mu.Lock()
				defer in.mu.Unlock()
				for i, o := range all {
					if foreign := in.bindings[e.kind()].byID[o.id]; o.code != "" && foreign != nil {
						in.bindings[foreign.kind].remove(foreign)
						all[i].code, all[i].message = "", ""
					}
				}
				return all
			})
		})
		t.must(op, "any-record", clause, "ids without a record are counted as unbound", func(b *behavior) {
			b.outcomes = append(b.outcomes, func(e *exchange, all []outcome) []outcome {
				for i := range all {
					if e.op == op {
						all[i].code, all[i].message = "", ""
					}
				}
				return all
			})
		})
		t.should(op, "record-prefix", clause, "the beginning of a record id is enough", alsoFinding(op, func(e *exchange, id string) *binding {
			for known, b := range e.inst.bindings[e.kind()].byID {
				if len(id) >= len(known)/2 && strings.HasPrefix(known, id) {
					return b
				}
			}
			return nil
		}))
		t.must(op, "policy-as-record", clause, "the id of a policy unbinds its first record", alsoFinding(op, func(e *exchange, id string) *binding {
			for _, b := range e.inst.bindings[e.kind()].list(func(b *binding) bool { return b.policy.id == id }) {
				return b
			}
			return nil
		}))
		t.must(op, "api-as-record", clause, "the id of an API unbinds its record", alsoFinding(op, func(e *exchange, id string) *binding {
			for _, b := range e.inst.bindings[e.kind()].list(func(b *binding) bool { return b.api.id == id }) {
				return b
			}
			return nil
		}))
		t.must(op, "publication-as-record", clause, "the id of a publication unbinds its record", alsoFinding(op, func(e *exchange, id string) *binding {
			for _, b := range e.inst.bindings[e.kind()].list(func(b *binding) bool { return b.publish == id }) {
				return b
			}
			return nil
		}))
		for _, row := range []struct {
			name, what string
			known      func(in *instance, id string) bool
		}{
			{"plugin", "a plug-in", func(in *instance, id string) bool { return in.policies[plugins][id] != nil }},
			{"policy", "a policy", func(in *instance, id string) bool {
				return in.policies[acls][id] != nil || in.policies[throttles][id] != nil
			}},
			{"api", "an API", func(in *instance, id string) bool { return in.apis[id] != nil }},
			{"publication", "a publication", func(in *instance, id string) bool { return in.published[id].id != "" }},
			{"other-record", "a record of the other kind of policy", func(in *instance, id string) bool { return in.bindings[other].byID[id] != nil }},
		} {
			t.must(op, row.name+"-counted", clause, "the id of "+row.what+" is counted as unbound, nothing is", counting(op, row.known))
		}
	}
	return t.rows
}

// counting counts ids that the instance knows as something else than records.
func counting(op string, known func(in *instance, id string) bool) func(*behavior) {
	return func(b *behavior) {
		b.outcomes = append(b.outcomes, func(e *exchange, all []outcome) []outcome {
			if e.op != op {
				return all
			}
			e.inst.mu.RLock()
			defer e.inst.mu.RUnlock()
			for i, o := range all {
				if o.code != "" && known(e.inst, o.id) {
					all[i].code, all[i].message = "", ""
				}
			}
			return all
		})
	}
}

// alsoFinding finds bindings for ids that are no record ids, and unbinds them.
func alsoFinding(op string, find func(e *exchange, id string) *binding) func(*behavior) {
	return func(b *behavior) {
		b.outcomes = append(b.outcomes, func(e *exchange, all []outcome) []outcome {
			if e.op != op {
				return all
			}
			e.inst.mu.Lock()
			defer e.inst.mu.Unlock()
			for i, o := range all {
				if o.code == "" {
					continue
				}
				if found := find(e, o.id); found != nil {
					e.inst.bindings[found.kind].remove(found)
					all[i].code, all[i].message = "", ""
				}
			}
			return all
		})
	}
}
