package judge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi"
)

// look returns what the lists showed after a step.
func (o Observation) look(step int) (Look, bool) {
	for _, l := range o.Looks {
		if l.Step == step && !l.Before && l.Among == 0 && l.NotSeen == "" {
			return l, true
		}
	}
	return Look{}, false
}

// Effect is what became of the bindings that a step was about.
type Effect int

// The effects.
const (
	AsDue       Effect = iota // what the responses say
	Late                      // that, but later than the page says
	StillThere                // nothing is wrong but that bindings are there which are due to go
	Unexplained               // what is due to go is gone, but the responses are not as they should be
	NotDue                    // anything else
)

// shared returns what the lists showed once several cases had come to their end.
func (o Observation) shared() (Look, bool) {
	for _, l := range o.Looks {
		if l.Among > 0 && !l.Pinned && l.NotSeen == "" {
			return l, true
		}
	}
	return Look{}, false
}

// effect judges what a step did to the bindings: of the sets that may be gone
// one has to be gone, and nothing may have come.
func (w *weighing) effect(step int, look Look, matched []Outcome) ([]Deviation, Effect) {
	expect := w.round.Expect.Steps[step]
	return w.weigh(w.effectClause(step, expect.Inert), look, allowedEffects(expect.Outcomes, matched), w.instance(expect))
}

// sharedEffect judges what all steps of the case did together. What is wrong is
// blamed on the last step that may have unbound anything.
func (w *weighing) sharedEffect(look Look, matched [][]Outcome) ([]Deviation, Effect) {
	steps := w.round.Expect.Steps
	if len(steps) == 0 {
		return nil, AsDue
	}
	blamed := len(steps) - 1
	sets, instances := [][]Binding{nil}, []string(nil)
	for i, expect := range steps {
		if !expect.Inert {
			blamed = i
		}
		sets = unions(sets, allowedEffects(expect.Outcomes, matched[i]))
		instances = append(instances, w.instance(expect))
	}
	return w.weigh(w.effectClause(blamed, steps[blamed].Inert), look, sets, instances...)
}

// unions are those of each set of a with each of b.
func unions(a, b [][]Binding) [][]Binding {
	var all [][]Binding
	for _, x := range a {
		for _, y := range b {
			all = append(all, slices.Concat(x, y))
		}
	}
	return all
}

// instance is the one that a step's request names.
func (w *weighing) instance(expect Step) string {
	return cmp.Or(expect.Instance, w.round.Expect.Instance)
}

// weigh holds a look against the sets of bindings of which one has to be gone.
func (w *weighing) weigh(clause string, look Look, sets [][]Binding, instances ...string) ([]Deviation, Effect) {
	var first change
	for i, due := range sets {
		c := compare(clause, instances, due, look)
		if len(c.deviations) == 0 {
			if late := w.lateness(look); late != nil {
				return late, Late
			}
			return nil, AsDue
		}
		if i == 0 {
			first = c
		}
	}
	if first.onlyMissing {
		return first.deviations, StillThere
	}
	return first.deviations, NotDue
}

// lateness judges an effect that came, but not when the page says it does.
func (w *weighing) lateness(look Look) []Deviation {
	immediate := w.subject.Operation + "/function/immediate"
	if _, stated := w.contract.Clause(immediate); !look.Late || !stated {
		return nil
	}
	return []Deviation{{
		Kind: KindEffect, Clause: immediate, Expected: "unbound at once", Actual: "unbound a while later",
		Message: "the list still showed the binding after the response",
	}}
}

// allowedEffects are the sets of bindings that may be gone after a step. A
// response that agrees with no outcome is a deviation already; then nothing may
// be gone, or what a conforming one would have unbound.
func allowedEffects(outcomes, matched []Outcome) [][]Binding {
	var sets [][]Binding
	if len(matched) == 0 {
		sets, matched = append(sets, nil), outcomes
	}
	for _, o := range matched {
		sets = append(sets, o.Unbinds)
	}
	return sets
}

// effectClause is what an effect that should not be, or that is missing, belies:
// the refusal that came back, or what the operation does.
func (w *weighing) effectClause(step int, inert bool) string {
	sent := w.round.Observed.sent(step)
	if len(sent) == 0 || sent[len(sent)-1].Response == nil {
		return w.changeClause(0, inert)
	}
	return w.changeClause(sent[len(sent)-1].Response.Status, inert)
}

func (w *weighing) changeClause(status int, inert bool) string {
	switch {
	case status >= 400:
		return w.stated(openapi.ResponseClause(status), "function/effect")
	case inert:
		return w.subject.tested()
	default:
		return w.stated("function/effect")
	}
}

// persistence judges, before a step that comes later, that nothing came back.
func (w *weighing) persistence(step int) {
	for _, l := range w.round.Observed.Looks {
		if l.Before && l.Step == step && l.NotSeen == "" {
			w.add(compare(w.subject.tested(), []string{w.round.Expect.Instance}, nil, Look{Came: l.Came}).deviations)
		}
	}
}

// pinned judges a change that one of several cases made, and reports whether it
// is pinned on this one. It did not happen again when they were executed again.
func (w *weighing) pinned() bool {
	for _, l := range w.round.Observed.Looks {
		if !l.Pinned {
			continue
		}
		status := 0
		if last, sent := w.round.Observed.last(); sent && last.Response != nil {
			status = last.Response.Status
		}
		deviations := compare(w.changeClause(status, !w.mayUnbind()), []string{w.round.Expect.Instance}, nil, l).deviations
		for i := range deviations {
			deviations[i].Message += fmt.Sprintf("; one of %d cases did it, and none of them when they were run again", l.Among)
			if len(l.Others) > 0 {
				deviations[i].Message += ": it may as well be the doing of " + strings.Join(l.Others, ", ")
			}
		}
		w.add(deviations)
		return len(deviations) > 0
	}
	return false
}

// change is how a look differs from what was due.
type change struct {
	deviations []Deviation
	// onlyMissing is set when all that is wrong is that bindings are still there.
	onlyMissing bool
}

// compare holds what happened to the bindings against what was due: exactly
// those are gone, and none came. clause is the one to blame, instances those
// that the requests named: a change elsewhere breaks isolation.
func compare(clause string, instances []string, due []Binding, look Look) change {
	isDue, isGone := map[string]bool{}, map[string]bool{}
	for _, b := range due {
		isDue[b.Key] = true
	}
	var c change
	for _, b := range look.Gone {
		isGone[b.Key] = true
		if isDue[b.Key] {
			continue
		}
		kind := KindEffect
		if !slices.Contains(instances, b.Instance) {
			kind = KindIsolation
		}
		c.deviations = append(c.deviations, Deviation{Kind: kind, Clause: clause, Expected: "still bound: " + b.Text, Actual: "no longer bound", Message: "a binding is gone that the request was not to touch"})
	}
	others := len(c.deviations) + len(look.Came)
	for _, b := range due {
		if !isGone[b.Key] && isDue[b.Key] {
			isDue[b.Key] = false // of several steps each may be the one that unbinds it
			c.deviations = append(c.deviations, Deviation{Kind: KindEffect, Clause: clause, Expected: "unbound: " + b.Text, Actual: "still bound", Message: "the response says it was unbound, yet the list still shows the binding"})
		}
	}
	for _, b := range look.Came {
		c.deviations = append(c.deviations, Deviation{Kind: KindEffect, Clause: clause, Expected: "not bound: " + b.Text, Actual: "bound", Message: "a binding appeared that nothing made"})
	}
	c.onlyMissing = others == 0 && len(c.deviations) > 0
	const most = 5
	if rest := len(c.deviations) - most; rest > 0 {
		c.deviations = c.deviations[:most]
		c.deviations[most-1].Message += fmt.Sprintf(" (and %d more like this)", rest)
	}
	return c
}
