package cases

import (
	"fmt"

	"github.com/apigspec/apigspec/openapi/situation"
)

// lengths covers what the page allows a list of ids to be: the longest and the
// shortest list are answered like any other one of their sort. So the bounds are
// decided also where few things are bound.
func (g *generator) lengths() {
	schema := g.own.listSchema()
	if schema == nil {
		return
	}
	switch {
	case schema.MinItems > 0:
		g.likeShort("at-least", int(schema.MinItems), fmt.Sprintf("A list of %d is treated like any other of its kind.", schema.MinItems))
	case schema.MaxItems == nil:
		g.emptyWithoutBounds()
	default:
		g.empty()
	}
	if schema.MaxItems == nil || *schema.MaxItems >= maxFiller {
		return
	}
	most := int(*schema.MaxItems)
	g.likeShort("at-most", most, fmt.Sprintf("A list of %d is treated like a short list of the same kind.", most))
	g.alike(most)
}

// few is the length of a short list that the page allows.
func (g *generator) few() int {
	schema := g.own.listSchema()
	n := max(2, int(schema.MinItems))
	if schema.MaxItems != nil {
		n = min(n, int(*schema.MaxItems))
	}
	return n
}

// lengthClause is the clause of the list's bounds, else that of its type.
func (g *generator) lengthClause() []string {
	member := "body/" + g.names.List
	return []string{g.clause(member+"/array-length", member+"/type")}
}

// emptyWithoutBounds sends an empty list where the page sets no bounds: it may be served or refused, but
// must not stand for everything.
func (g *generator) emptyWithoutBounds() {
	nothing := g.askedForNothing()
	nothing.Rationale = "the page sets no least length"
	g.add("body/"+caseName(g.names.List)+"-empty", Must, "An empty list unbinds nothing.", "", []string{g.clause("function/effect")},
		g.expand(nothing, allow(situation.ParameterInvalid, "the page does not promise that an empty list is served")), g.listing())
}

// empty sends an empty list where the page allows it to be that short.
func (g *generator) empty() {
	g.add("body/"+caseName(g.names.List)+"-at-least", Must, "An empty list is within the bounds.", "",
		g.lengthClause(), g.expand(g.askedForNothing()), g.listing())
}

// askedForNothing is the response to a request that asks for nothing, where it is carried out.
func (g *generator) askedForNothing() Outcome {
	o := Outcome{Situation: situation.CarriedOut}
	if g.accounts() {
		o.Batch = &Batch{}
	}
	return o
}

// likeShort sends so many unknown ids, and before them a few: both get the same
// status and error code.
func (g *generator) likeShort(name string, n int, requirement string) {
	few := g.step(g.notBound(g.few()), g.listing(g.unknownBinding(0, g.few()-1).String()))
	few.Name = "a few"
	many := g.step(g.notBound(n), g.listing(g.unknownBinding(0, n-1).String()))
	many.Expect.SameAs = few.Name
	g.addSteps("body/"+caseName(g.names.List)+"-"+name, Must, requirement, "", g.lengthClause(), few, many)
}

// alike sends one bound thing as often as the page allows, and before it another
// one a few times.
func (g *generator) alike(n int) {
	step := func(index, times int) Step {
		ref := g.binding().at(index)
		bound := ref.String()
		ref.Times = times
		return g.step(g.repeated(bound, times), g.listing(ref.String()))
	}
	few := step(0, g.few())
	few.Name = "a few times"
	many := step(1, n)
	many.Expect.SameAs = few.Name
	g.addSteps("body/"+caseName(g.names.List)+"-at-most-alike", Must, fmt.Sprintf("One id %d times is treated like one id a few times.", n), "",
		g.lengthClause(), few, many)
}

// notBound is what may come back for ids of which none is bound.
func (g *generator) notBound(n int) []Outcome {
	if g.accounts() {
		o := Outcome{Situation: situation.CarriedOut, Batch: &Batch{Fail: []string{g.unknownBinding(0, n-1).String()}}}
		return g.expand(o)
	}
	return g.outcomes("not-bound")
}

// repeated is what may come back for a bound thing that is named several times.
func (g *generator) repeated(bound string, times int) []Outcome {
	done := g.carriedOut(bound)
	done.Rationale = "the page does not forbid repetition"
	if g.accounts() && times > 1 {
		ref, _ := ParseRef(bound)
		ref.Times = times - 1
		done.Batch.Repeats = []string{ref.String()}
	}
	return append(g.expand(done), g.notBoundRefused()...)
}
