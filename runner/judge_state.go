package runner

import (
	"fmt"

	"github.com/apigspec/apigspec/runner/fixtures"
)

// judgeState compares what happened to the bindings with what a step was
// allowed to do: exactly the expected ones are gone, and none came.
//
// clause is the one to blame; instance is the one the request named: a change
// elsewhere breaks isolation.
func judgeState(clause, instance string, expected, gone, came []fixtures.Binding) []Deviation {
	due := map[string]bool{}
	for _, b := range expected {
		due[b.Key()] = true
	}
	var list []Deviation
	isGone := map[string]bool{}
	for _, b := range gone {
		isGone[b.Key()] = true
		if due[b.Key()] {
			continue
		}
		kind := KindEffect
		if b.Instance != instance {
			kind = KindIsolation
		}
		list = append(list, Deviation{Kind: kind, Clause: clause, Expected: "still bound: " + b.String(), Actual: "no longer bound", Message: "a binding is gone that the request was not to touch"})
	}
	for _, b := range expected {
		if !isGone[b.Key()] {
			list = append(list, Deviation{Kind: KindEffect, Clause: clause, Expected: "unbound: " + b.String(), Actual: "still bound", Message: "the answer says it was unbound, yet the list still shows the binding"})
		}
	}
	for _, b := range came {
		list = append(list, Deviation{Kind: KindEffect, Clause: clause, Expected: "not bound: " + b.String(), Actual: "bound", Message: "a binding appeared that nothing made"})
	}
	const most = 5
	if len(list) > most {
		rest := len(list) - most
		list = list[:most]
		list[most-1].Message += fmt.Sprintf(" (and %d more like this)", rest)
	}
	return list
}
