package runner

import (
	"encoding/json"
	"slices"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/roles"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// spelled is what a request's body spells out: ids, and the environment that they
// are meant in, if it names one.
type spelled struct {
	ids []string
	env string
}

// spelledIn reads a body by the names that the page has for its members. Null in
// place of an id is an empty one.
func spelledIn(op openapi.Operation, body []byte) spelled {
	names := roles.Of(&op)
	var members map[string]any
	_ = json.Unmarshal(body, &members) // what cannot be read spells nothing
	var s spelled
	s.env, _ = members[names.Env].(string)
	list, _ := members[names.List].([]any)
	for _, item := range list {
		id, isText := item.(string)
		if isText || item == nil {
			s.ids = append(s.ids, id)
		}
	}
	return s
}

// boundHere are the bindings that the ids stand for, of those that the lists show in
// the instance; the id of each, as requests name it, comes with it.
func (e *execution) boundHere(s spelled, instance string) map[string]fixtures.Binding {
	bound := map[string]fixtures.Binding{}
	kind := e.kind()
	for _, b := range e.run.ledger.Known(e.product()).Where(instance, kind, func(b fixtures.Binding) bool {
		return kind.ByRecord() || b.Env == s.env && (e.names.policy == "" || b.Policy == e.names.policy)
	}) {
		id := b.API
		if kind.ByRecord() {
			id = b.ID
		}
		if slices.Contains(s.ids, id) {
			bound[id] = b
		}
	}
	return bound
}

// spellsBound reports whether a step spells out an id that may be bound here. Nobody
// can tell where the lists cannot be read.
func (e *execution) spellsBound() bool {
	if !e.run.readable(e) {
		return true
	}
	names := &names{target: e.run.config.Target, seed: e.run.config.Options.Seed}
	for _, s := range e.c.Steps {
		body, err := names.body(s.Request.Body)
		if err != nil {
			return true // it names something that is handed out
		}
		ids := spelledIn(e.op, body).ids
		bound := e.run.ledger.Known(e.product()).Where(e.run.config.Target.InstanceID, e.kind(), func(b fixtures.Binding) bool {
			return b.API != "" && slices.Contains(ids, b.API) || b.ID != "" && slices.Contains(ids, b.ID)
		})
		if len(bound) > 0 {
			return true
		}
	}
	return false
}

// leavesToLists reports whether any outcome leaves it to the lists what becomes of
// the ids that the request spells out.
func leavesToLists(outcomes []cases.Outcome) bool {
	return slices.ContainsFunc(outcomes, func(o cases.Outcome) bool { return o.Named })
}

// choosePolicy makes a path name the policy that the spelled ids are bound to, where
// the operation has one there: the page prints ids of APIs and no policy.
func (e *execution) choosePolicy(op openapi.Operation, s cases.Step) {
	kind := e.kind().Binding()
	if !kind.PolicyInPath() || !leavesToLists(s.Expect.AnyOf) || e.names.policy != "" {
		return
	}
	body, err := e.names.body(s.Request.Body)
	if err != nil {
		return // the request cannot be made, which is said elsewhere
	}
	handedOut := e.names.set.IDs(kind.Names.Policy)
	var policies []string
	for _, b := range e.boundHere(spelledIn(op, body), e.run.config.Target.InstanceID) {
		policies = append(policies, b.Policy)
	}
	slices.Sort(policies)
	switch {
	case len(handedOut) > 0 && (len(policies) == 0 || slices.Contains(policies, handedOut[0])):
		e.names.policy = handedOut[0]
	case len(policies) > 0:
		e.names.policy = policies[0]
	}
}

// decide settles by the lists what the outcomes say of ids that the request spells
// out: those that are bound here go, and a batch reports the others. Where an
// operation accounts for no ids, the outcome needs one that is bound, and where all
// are bound it is the only one.
func (e *execution) decide(op openapi.Operation, request target.Request, outcomes []cases.Outcome) []cases.Outcome {
	e.names.spelled = nil
	if !leavesToLists(outcomes) {
		return outcomes
	}
	s := spelledIn(op, request.Body)
	bound := e.boundHere(s, segmentAfter(request.Path, domain.InstancesSegment))
	for _, id := range s.ids {
		if b, ok := bound[id]; ok && !slices.Contains(e.names.spelled, b) {
			e.names.spelled = append(e.names.spelled, b)
		}
	}
	for i, o := range outcomes {
		if o.Named && o.Batch != nil {
			batch := e.accountFor(s.ids, bound)
			batch.Codes = o.Batch.Codes
			outcomes[i].Batch = &batch
		}
	}
	accounted := slices.ContainsFunc(outcomes, func(o cases.Outcome) bool { return o.Named && o.Batch != nil })
	if accounted || e.unreadable() != "" {
		return outcomes
	}
	all := len(bound) > 0 && !slices.ContainsFunc(s.ids, func(id string) bool { _, ok := bound[id]; return !ok })
	left := slices.DeleteFunc(slices.Clone(outcomes), func(o cases.Outcome) bool {
		return o.Named && len(bound) == 0 || !o.Named && all
	})
	if len(left) == 0 {
		return outcomes
	}
	return left
}

// accountFor says what a batch reports of ids: nobody knows of which where the lists
// cannot be read.
func (e *execution) accountFor(ids []string, bound map[string]fixtures.Binding) cases.Batch {
	var batch cases.Batch
	seen := map[string]bool{}
	for _, id := range ids {
		_, isBound := bound[id]
		switch {
		case seen[id]:
			batch.Repeats = append(batch.Repeats, id)
		case e.unreadable() != "":
			batch.Either = append(batch.Either, id)
		case isBound:
			batch.Succeed = append(batch.Succeed, id)
		default:
			batch.Fail = append(batch.Fail, id)
		}
		seen[id] = true
	}
	return batch
}
