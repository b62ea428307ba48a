package runner

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/fixtures"
)

// schedule is the order in which the cases of a run are executed.
type schedule struct {
	// free cases are about nothing that can be unbound, or nothing that could
	// be put back; they run beside everything else.
	free []*execution
	// refusals must be refused, and so change nothing.
	refusals []*execution
	// served cases may be served, but must not change anything either. A
	// gateway may serve one such request at a time.
	served []*execution
	// lane holds the cases that may change state, one after the other: a
	// gateway makes changes one by one per instance, and a change must be
	// attributable to one request.
	lane []*execution
	// lasting cases come back later to see whether their effect lasts.
	lasting []*execution
	// alone are the cases whose hook changes what the target answers next.
	alone []*execution
}

func (r *Run) schedule() schedule {
	var s schedule
	order := append([]cases.Case(nil), r.config.Cases...)
	slices.SortFunc(order, func(a, b cases.Case) int { return cmp.Compare(a.ID, b.ID) })
	shuffle := rand.New(rand.NewPCG(uint64(r.config.Options.Seed), 0))
	shuffle.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	for _, c := range order {
		e := r.newExecution(c)
		switch {
		case e.hooked():
			s.alone = append(s.alone, e)
		case e.comesBack():
			s.lasting = append(s.lasting, e)
		case !hasFixtures(e.product()):
			s.free = append(s.free, e)
		case e.mustBeRefused() && (e.stateful || r.config.Target.Fixtures.Rebind):
			s.refusals = append(s.refusals, e)
		case e.mustBeRefused():
			s.free = append(s.free, e)
		case e.unbindsNothing():
			s.served = append(s.served, e)
		default:
			s.lane = append(s.lane, e)
		}
	}
	// What the pages print is sent before anything is bound again, since that
	// gives bindings new records.
	slices.SortStableFunc(s.lane, func(a, b *execution) int { return cmp.Compare(b.spelling(), a.spelling()) })
	// Where what is unbound cannot be bound again, the order decides which
	// cases find something to use, so it must not be left to chance: those
	// that use little first, and effects before everything else.
	if !r.config.Target.Fixtures.Rebind {
		for _, list := range [][]*execution{s.lane, s.lasting} {
			slices.SortFunc(list, func(a, b *execution) int {
				return cmp.Or(cmp.Compare(a.cost(), b.cost()), cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.c.ID, b.c.ID))
			})
		}
	}
	return s
}

func (e *execution) hooked() bool {
	return slices.ContainsFunc(e.c.Steps, func(s cases.Step) bool { return s.Hook != "" })
}

func (e *execution) comesBack() bool {
	return slices.ContainsFunc(e.c.Steps, func(s cases.Step) bool { return s.Delay > 0 })
}

// rank is the place of the case's topic among those that use bindings up.
func (e *execution) rank() int {
	topics := []string{"effect", "batch", "isolation", "ids", "status"}
	_, rest, _ := strings.Cut(e.c.ID, "/")
	topic, _, _ := strings.Cut(rest, "/")
	if i := slices.Index(topics, topic); i >= 0 {
		return i
	}
	return len(topics)
}

// mustBeRefused reports whether every response that conforms is a refusal.
func (e *execution) mustBeRefused() bool {
	for _, s := range e.c.Steps {
		if len(s.Expect.AnyOf) == 0 {
			return false
		}
		for _, o := range s.Expect.AnyOf {
			if o.Status < 300 {
				return false
			}
		}
	}
	return true
}

// unbindsNothing reports whether no response that conforms unbinds anything.
func (e *execution) unbindsNothing() bool {
	return !slices.ContainsFunc(e.c.Steps, func(s cases.Step) bool { return !unbindsNothing(s.Expect.AnyOf) })
}

func unbindsNothing(outcomes []cases.Outcome) bool {
	return !slices.ContainsFunc(outcomes, func(o cases.Outcome) bool { return len(o.Unbinds) > 0 || o.Named })
}

// spelling is 1 for a case that leaves it to the lists what becomes of the ids that
// it spells out, else 0.
func (e *execution) spelling() int {
	if slices.ContainsFunc(e.c.Steps, func(s cases.Step) bool { return leavesToLists(s.Expect.AnyOf) }) {
		return 1
	}
	return 0
}

// watch makes the case look at every list.
func (e *execution) watch() { e.stateful, e.readback = true, everyList }

// cost is how many bindings the case uses up.
func (e *execution) cost() int {
	n := 0
	for _, u := range []fixtures.Counts{e.need.Here.Unbinds, e.need.Other.Unbinds} {
		n += u.Total()
	}
	return n
}
