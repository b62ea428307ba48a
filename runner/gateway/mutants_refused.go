package gateway

import "regexp"

// refusalEffectMutants respond with a refusal and unbind all the same.
func refusalEffectMutants() []Mutant {
	t := &table{area: "refused-but-done"}
	for _, op := range allOperations() {
		list := listName(op)
		for _, row := range []struct {
			name, clause, summary string
			reasons               []string
		}{
			{"missing-token", "header/X-Auth-Token/mandatory", "a request without token is refused after it was carried out", []string{"token/missing", "token/empty"}},
			{"bad-token", "response/401", "a request with an unknown token is refused after it was carried out", []string{"token/unknown"}},
			{"expired-token", "response/401", "a request with an expired token is refused after it was carried out", []string{"token/expired"}},
			{"no-permission", "response/403", "a request without permission is refused after it was carried out", []string{"permission"}},
		} {
			t.must(op, row.name, row.clause, row.summary, doingAnyway(op, row.reasons...))
		}
		t.must(op, "bad-item", "body/"+list+"/items", "a wrong item makes the request refused, the other ids are unbound",
			refusing(op, []string{list + "/item"}, func(e *exchange, r *refusal) *refusal {
				if r.got != "array" { // a list in the list is another kind of list
					e.unbindAnyway()
				}
				return r
			}))
		t.should(op, "other-project", "path/project_id/mandatory", "a request from another project is refused after it was carried out",
			doingAnyway(op, "project/other", "project/unknown"))
		t.should(op, "syntax", "response/400", "malformed JSON is refused, the ids in it are unbound", doingAnyway(op, "body/syntax"))
		t.must(op, "internal", "response/500", "an internal error is reported after everything was done", doingAnyway(op, "internal"))
	}
	for _, op := range detaches() {
		t.must(op, "unknown-plugin", "path/plugin_id/mandatory", "an unknown plug-in is refused, every plug-in of the APIs is unbound", doingAnyway(op, "plugin/unknown"))
		t.should(op, "unknown-api", "function/effect", "an unknown API makes the request refused, the others are unbound", doingAnyway(op, "api/unknown"))
	}
	for _, op := range batches() {
		t.must(op, "wrong-action", "query/action/value", "a wrong action is refused after unbinding", doingAnyway(op, "action/wrong", "action/empty"))
		t.must(op, "missing-action", "query/action/mandatory", "a missing action is refused after unbinding", doingAnyway(op, "action/missing"))
	}
	t.must(opAPIGDetach, "too-many", "body/api_ids/array-length", "more than 500 ids are refused after they were unbound", doingAnyway(opAPIGDetach, "api_ids/long"))
	return t.rows
}

// doingAnyway carries out what the request asks for and refuses it then.
func doingAnyway(op string, reasons ...string) func(*behavior) {
	return refusing(op, reasons, func(e *exchange, r *refusal) *refusal {
		e.unbindAnyway()
		return r
	})
}

// unbindAnyway unbinds everything in the path's instance that the body seems
// to name, however badly it is written.
func (e *exchange) unbindAnyway() {
	in := e.gw.instances[e.instance]
	if in == nil {
		in = e.gw.main
	}
	named := map[string]bool{}
	for _, quoted := range regexp.MustCompile(`"([^"\\]{1,64})"`).FindAllSubmatch(e.body, -1) {
		named[string(quoted[1])] = true
	}
	k := e.kind()
	removeWhere(in, k, func(b *binding) bool {
		if k != plugins {
			return named[b.id]
		}
		_, plugin := in.policies[plugins][e.resourceID]
		return named[b.api.id] && named[b.env] && (!plugin || b.policy.id == e.resourceID)
	})
}
