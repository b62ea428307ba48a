package gateway

// outcome is what became of one id of a batch.
type outcome struct {
	id      string
	binding *binding // nil if there is no such record
	code    string   // empty on success
	message string
}

// detach unbinds the plug-in from the APIs in the environment. APIs that the
// plug-in is not bound to are left as they are; the page says nothing of them.
func (e *exchange) detach() response {
	e.inst.mu.Lock()
	for _, id := range e.choose() {
		if e.policy == nil {
			break
		}
		b, ok := e.inst.bindings[plugins].byPlace[place{e.policy.id, e.env, id}]
		if ok {
			e.drop(b)
		}
	}
	e.inst.mu.Unlock()
	e.finish()
	return noContent()
}

func (e *exchange) unbindACLs() response {
	return e.unbindBatch("APIG.3010", "The access control policy binding record does not exist")
}

func (e *exchange) unbindThrottles() response {
	return e.unbindBatch("APIG.3012", "The request throttling policy binding record does not exist")
}

// unbindBatch unbinds each binding record in turn and accounts for it.
func (e *exchange) unbindBatch(code, message string) response {
	outcomes := make([]outcome, 0, len(e.ids))
	e.inst.mu.Lock()
	for _, id := range e.choose() {
		o := outcome{id: id, binding: e.inst.bindings[e.kind()].byID[id]}
		if o.binding == nil {
			o.code, o.message = code, message
		} else {
			e.drop(o.binding)
		}
		outcomes = append(outcomes, o)
	}
	e.inst.mu.Unlock()
	for _, hook := range e.gw.b.outcomes {
		outcomes = hook(e, outcomes)
	}
	e.finish()
	return e.batchResponse(outcomes)
}

// batchResponse writes the outcomes down as the page's response. The API of a
// record that does not exist is not known, so its members are empty.
func (e *exchange) batchResponse(outcomes []outcome) response {
	failures := []any{}
	for _, o := range outcomes {
		if o.code != "" {
			failures = append(failures, object{
				{"bind_id", o.id}, {"error_code", o.code}, {"error_msg", o.message}, {"api_id", ""}, {"api_name", ""},
			})
		}
	}
	e.failed = len(failures)
	return newResponse(200, object{
		{"success_count", len(outcomes) - len(failures)},
		{"failure", failures},
	})
}

func (e *exchange) choose() []string {
	ids := e.ids
	for _, hook := range e.gw.b.chosen {
		ids = hook(e, ids)
	}
	return ids
}

// drop removes a binding; the caller holds the instance's lock.
func (e *exchange) drop(b *binding) {
	for _, hook := range e.gw.b.unbind {
		if !hook(e, b) {
			return
		}
	}
	if e.inst.bindings[b.kind].remove(b) {
		e.done = append(e.done, b)
	}
}

func (e *exchange) finish() {
	for _, hook := range e.gw.b.unbound {
		hook(e)
	}
}

func (e *exchange) unbindOneACL() response {
	return e.unbindOne("APIG.3010", "The access control policy binding record does not exist")
}

func (e *exchange) unbindOneThrottle() response {
	return e.unbindOne("APIG.3012", "The request throttling policy binding record does not exist")
}

// unbindOne is the single DELETE of a binding record.
func (e *exchange) unbindOne(code, message string) response {
	e.inst.mu.Lock()
	defer e.inst.mu.Unlock()
	all := &e.inst.bindings[e.kind()]
	b, ok := all.byID[e.resourceID]
	if !ok {
		return unknown("binding", code, message).response()
	}
	all.remove(b)
	return noContent()
}
