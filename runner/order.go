package runner

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/fixtures"
)

// schedule says how each case of a run is executed.
type schedule struct {
	// free cases are about nothing that can be unbound. They run beside everything
	// else.
	free []*execution
	// refused cases must be refused, and so change nothing. They run beside those that
	// do.
	refused byProduct
	// served cases may be served, but must not change anything either. They run beside
	// the others as well, unless that is too much for the target.
	served byProduct
	// named cases must change nothing, but name more than can be spared for them
	// while others change something.
	named byProduct
	// watched cases must change nothing, and are executed one by one since what they
	// would change could not be put back.
	watched []*execution
	// waves are the cases that may change state and share their looks.
	waves byProduct
	// greedy cases do as well, but use every binding of a kind.
	greedy byProduct
	// consuming cases may change state where what is unbound cannot be bound again.
	consuming byProduct
	// spelled cases name what the pages print. They are sent before anything is bound
	// again, since that gives bindings new records.
	spelled []*execution
	// long cases do as well, but send many requests one after the other. They go on
	// while others share looks.
	long byProduct
	// lasting cases come back later to see whether their effect lasts.
	lasting byProduct
	// hooked are the cases whose hook changes what the target answers next. Nothing
	// runs beside them.
	hooked byProduct
}

// byProduct are cases in the order of their products.
type byProduct map[string][]*execution

func (b byProduct) add(e *execution) { b[e.product()] = append(b[e.product()], e) }

// each takes the cases of each product, and does something with them.
func (b byProduct) each(r *Run, do func(product string, list []*execution)) {
	for _, product := range r.products() {
		if list := b.take(product); len(list) > 0 {
			do(product, list)
		}
	}
}

// take removes the cases of a product: whoever executes them lets go of each once it is
// delivered.
func (b byProduct) take(product string) []*execution {
	list := b[product]
	delete(b, product)
	return list
}

func (r *Run) schedule() schedule {
	s := schedule{
		refused: byProduct{}, served: byProduct{}, named: byProduct{}, waves: byProduct{},
		greedy: byProduct{}, long: byProduct{}, consuming: byProduct{}, lasting: byProduct{}, hooked: byProduct{},
	}
	rebind := r.config.Target.Fixtures.Rebind
	order := append([]cases.Case(nil), r.config.Cases...)
	slices.SortFunc(order, func(a, b cases.Case) int { return cmp.Compare(a.ID, b.ID) })
	shuffle := rand.New(rand.NewPCG(uint64(r.config.Options.Seed), 0))
	shuffle.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	for _, c := range order {
		e := r.newExecution(c)
		inert := e.mustBeRefused() || e.unbindsNothing() || e.spelling() > 0
		if !e.mustBeRefused() {
			e.place = lane
		}
		switch {
		case e.hooked():
			s.hooked.add(e)
		case !hasFixtures(e.product()):
			s.free = append(s.free, e)
		case rebind && e.comesBack():
			s.lasting.add(e)
		case e.spelling() > 0 && e.spellsBound():
			s.spelled = append(s.spelled, e)
		case inert && !rebind && e.stateful && r.readable(e):
			s.watched = append(s.watched, e)
		case inert && !r.sparesBystanders(e):
			s.named.add(e)
		case e.mustBeRefused():
			s.refused.add(e)
		case inert:
			s.served.add(e)
		case rebind && e.wantsAll():
			s.greedy.add(e)
		case rebind && e.requests() > manyRequests && r.config.Options.Repeat == 1:
			s.long.add(e)
		case rebind:
			s.waves.add(e)
		default:
			s.consuming.add(e)
		}
	}
	// What takes long begins first, so that nothing has to wait for it alone.
	for _, lists := range []byProduct{s.refused, s.served, s.waves} {
		for _, list := range lists {
			slices.SortStableFunc(list, longest)
		}
	}
	// Where what is unbound cannot be bound again, the order decides which
	// cases find something to use, so it must not be left to chance: those
	// that use little first, and effects before everything else.
	for _, list := range s.consuming {
		slices.SortFunc(list, func(a, b *execution) int {
			return cmp.Or(cmp.Compare(a.cost(), b.cost()), cmp.Compare(a.rank(), b.rank()), cmp.Compare(a.c.ID, b.c.ID))
		})
	}
	return s
}

// readable reports whether the lists show what the case's operation unbinds.
func (r *Run) readable(e *execution) bool {
	ok, _ := r.ledger.Readable(e.product(), e.kind())
	return ok
}

// sparesBystanders reports whether a case that must change nothing can name
// bindings that nobody else uses.
func (r *Run) sparesBystanders(e *execution) bool {
	need := e.need
	need.From = fixtures.Bystanders
	return r.ledger.Lacks(need) == nil
}

// manyRequests is how many requests of one case others are not kept waiting for.
const manyRequests = 4

// requests is how many requests the case sends, one after the other.
func (e *execution) requests() int {
	n := 0
	for _, s := range e.c.Steps {
		n += max(1, s.Times)
	}
	return n
}

// longest orders cases by how many requests they send.
func longest(a, b *execution) int { return cmp.Compare(b.requests(), a.requests()) }

// wantsAll reports whether the case uses as many bindings as there are.
func (e *execution) wantsAll() bool {
	return slices.ContainsFunc([]fixtures.Share{e.need.Here, e.need.Other}, func(s fixtures.Share) bool {
		return slices.Contains(slices.Collect(maps.Values(s.Unbinds)), manyBindings)
	})
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
func (e *execution) mustBeRefused() bool { return mustBeRefused(e.c) }

func mustBeRefused(c cases.Case) bool {
	for _, s := range c.Steps {
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
