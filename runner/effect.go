package runner

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// beforeStep announces the step to the ledger and remembers what is bound.
func (e *execution) beforeStep(outcomes []cases.Outcome) fixtures.State {
	if !e.stateful {
		return fixtures.State{}
	}
	var unbinds []fixtures.Binding
	for _, o := range outcomes {
		if bindings, err := e.names.bindings(o.Unbinds); err == nil && len(bindings) > 0 {
			unbinds = bindings
			break
		}
	}
	before := e.run.ledger.Known(e.product())
	if err := e.run.ledger.Consume(e.product(), unbinds...); err != nil {
		e.run.note("journal: " + err.Error())
	}
	return before
}

// effect reads the bindings back and judges what the step did to them.
func (e *execution) effect(ctx context.Context, before fixtures.State, request target.Request, outcomes, matched []cases.Outcome) {
	if !e.stateful || e.unwatched || len(outcomes) == 0 {
		return
	}
	allowed, refused := e.allowedEffects(outcomes, matched)
	clause := e.effectClause(refused)
	deadline := time.Now().Add(e.run.settling.time(e.op.ID))
	late := false
	for {
		after, readable := e.observe(ctx, refused)
		if !readable {
			return
		}
		gone, came := fixtures.Diff(before, after)
		var first []Deviation
		for i, bindings := range allowed {
			list := judgeState(clause, e.instance(request), visible(bindings, before), gone, came)
			if len(list) == 0 {
				if late {
					e.notImmediate()
				}
				return
			}
			if i == 0 {
				first = list
			}
		}
		if !onlyLate(first) || ctx.Err() != nil {
			e.deviate(first)
			return
		}
		if time.Now().After(deadline) {
			e.run.settling.missed(e.op.ID)
			e.deviate(first)
			return
		}
		late = e.immediate()
		time.Sleep(settlePause)
	}
}

// notImmediate notes an effect that came, but not when the page says it does.
func (e *execution) notImmediate() {
	e.deviate([]Deviation{{
		Kind: KindEffect, Clause: e.op.ID + "/function/immediate", Expected: "unbound at once", Actual: "unbound a while later",
		Message: "the list still showed the binding after the answer",
	}})
}

// effectClause is what an effect that should not be, or that is missing,
// belies: the refusal that was answered, or what the operation does.
func (e *execution) effectClause(refused bool) string {
	last := e.result.Exchanges[len(e.result.Exchanges)-1]
	for i := len(e.result.Exchanges) - 1; i >= 0 && last.Role != "case"; i-- {
		last = e.result.Exchanges[i]
	}
	candidates := []string{"function/effect"}
	if last.Response != nil && last.Response.Status >= 400 {
		candidates = []string{responseClause(last.Response.Status), "function/effect"}
	}
	if refused && (last.Response == nil || last.Response.Status < 400) {
		return e.c.Clauses[0]
	}
	for _, id := range candidates {
		if _, ok := e.run.config.Contract.Clause(e.op.ID + "/" + id); ok {
			return e.op.ID + "/" + id
		}
	}
	return e.c.Clauses[0]
}

// allowedEffects are the sets of bindings that may be gone after the step. An
// answer that agrees with no outcome is a deviation already; then nothing may
// be gone, or what a conforming answer would have unbound.
func (e *execution) allowedEffects(outcomes, matched []cases.Outcome) (sets [][]fixtures.Binding, refused bool) {
	refused = true
	for _, o := range outcomes {
		refused = refused && len(o.Unbinds) == 0
	}
	list := matched
	if len(matched) == 0 {
		sets = append(sets, nil)
		list = outcomes
	}
	for _, o := range list {
		if bindings, err := e.names.bindings(o.Unbinds); err == nil {
			sets = append(sets, bindings)
		}
	}
	return sets, refused
}

// observe reads the lists: all of them after an unbinding, since it may have
// touched anything; those that the case names bindings of after a refusal.
func (e *execution) observe(ctx context.Context, refused bool) (fixtures.State, bool) {
	ledger := e.run.ledger
	if ok, why := ledger.Readable(e.product(), e.kind()); !ok {
		if why != "" {
			e.run.note("effects of " + e.op.ID + " are not judged: " + why)
		}
		return fixtures.State{}, false
	}
	var state fixtures.State
	var sent []target.Exchange
	var err error
	if refused && !e.watchful {
		state, sent, err = ledger.ObserveLists(ctx, e.product(), e.lists()...)
	} else {
		state, sent, err = ledger.Observe(ctx, e.product(), e.lists()...)
	}
	e.record(sent...)
	if err != nil {
		e.run.note("reading back: " + err.Error())
	}
	return state, err == nil
}

// stillSo judges, before a step that comes later, that nothing came back.
func (e *execution) stillSo(ctx context.Context, s cases.Step) {
	if !e.stateful || ctx.Err() != nil {
		return
	}
	before := e.run.ledger.Known(e.product())
	after, readable := e.observe(ctx, true)
	if !readable {
		return
	}
	_, came := fixtures.Diff(before, after)
	e.deviate(judgeState(e.c.Clauses[0], e.run.config.Target.InstanceID, nil, nil, came))
}

// lists are those that show the bindings the case names.
func (e *execution) lists() []fixtures.List {
	var lists []fixtures.List
	for _, b := range e.names.set.All() {
		if l := b.List(); !slices.Contains(lists, l) {
			lists = append(lists, l)
		}
	}
	return lists
}

// kind is the kind of binding that the operation unbinds.
func (e *execution) kind() domain.Kind { return domain.KindOf(e.op.ID) }

// immediate tells whether the page says that the effect takes place at once.
func (e *execution) immediate() bool {
	_, ok := e.run.config.Contract.Clause(e.op.ID + "/function/immediate")
	return ok
}

// foreignIDs finds ids of the other instance in an answer to a request that did
// not name them: what is bound there is nobody's business here.
func (e *execution) foreignIDs(request target.Request, ex target.Exchange) []Deviation {
	other := e.names.set.Other
	if other.ID == "" || ex.Response == nil || e.instance(request) == other.ID {
		return nil
	}
	sent := request.Path + request.Query + string(request.Body)
	for _, b := range other.All() {
		for _, id := range []string{b.API, b.ID, b.Publish, b.Policy} {
			if len(id) > 7 && !strings.Contains(sent, id) && bytes.Contains(ex.Response.Body, []byte(id)) {
				return []Deviation{{
					Kind: KindIsolation, Clause: e.c.Clauses[0], Expected: "nothing about another gateway", Actual: id,
					Message: "the answer names something of another gateway that the request did not name",
				}}
			}
		}
	}
	return nil
}

// instance is the one that the request's path names.
func (e *execution) instance(request target.Request) string {
	if other := e.names.set.Other.ID; other != "" && segmentAfter(request.Path, "instances") == other {
		return other
	}
	return e.run.config.Target.InstanceID
}

// visible keeps the bindings that the lists showed before: of others nobody
// can tell whether they went.
func visible(bindings []fixtures.Binding, before fixtures.State) []fixtures.Binding {
	var out []fixtures.Binding
	for _, b := range bindings {
		if before.Has(b) {
			out = append(out, b)
		}
	}
	return out
}

// onlyLate tells whether all that is wrong is that bindings are still there.
func onlyLate(list []Deviation) bool {
	for _, d := range list {
		if d.Actual != "still bound" {
			return false
		}
	}
	return len(list) > 0
}
