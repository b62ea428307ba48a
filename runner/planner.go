package runner

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// Planned is the plan of a run. It opens no socket: the ledger asks a stand-in that
// answers as the target file says. An error is a *ConfigError.
func Planned(ctx context.Context, config Config) (Plan, error) {
	config.Target.TLS = target.TLS{} // its files are credentials, and nothing is encrypted
	client, err := newClient(config)
	if err != nil {
		return Plan{}, err
	}
	defer client.Close()
	r := newRun(config, client)
	p := &planner{run: r, instead: newUnsent(config.Target, r.sender.meanings), reads: map[string]PlannedRequest{}}
	p.plan.NotRun, p.plan.Bindings = []NotRun{}, []PlannedBinding{} // which JSON has as lists
	p.plan.URL, p.plan.Seed = client.Redact(config.Target.URL), config.Options.Seed
	if err := p.begin(ctx); err != nil {
		return Plan{}, err
	}
	p.carryOut(ctx, r.schedule())
	if err := p.end(ctx); err != nil {
		return Plan{}, err
	}
	return p.plan, nil
}

// planner goes through a run as far as that can be done without sending anything.
type planner struct {
	run     *Run
	instead *unsent
	plan    Plan
	reads   map[string]PlannedRequest
	// unbinds are what the requests unbind, in their order.
	unbinds []fixtures.Binding
	// holding are cases that hold what they were given until others are done.
	holding []*execution
}

// begin plans what comes before the first case, and takes stock of the fixtures.
func (p *planner) begin(ctx context.Context) error {
	r := p.run
	operations, err := r.probed()
	if err != nil {
		return err
	}
	p.stage("Before the first case", "Whether the target knows caller, project and instance. All other ids are made up, and one request is enough where it is admitted.")
	n := &names{target: r.config.Target, seed: r.config.Options.Seed}
	for i, op := range operations {
		if i == 0 {
			r.sender.ledgerAuth = n.presented(op, cases.Auth{})
		}
		for _, request := range n.probes(op) {
			p.own("asks whether it is known", request)
		}
	}
	for _, product := range r.products() {
		fixtures.Ask(ctx, p.instead, r.config.Target, product, n.madeUp("policy of the preflight"))
	}
	ledger, err := fixtures.Open(ctx, p.instead, r.config.Target, r.products(), r.beside()...)
	if err != nil {
		return &ConfigError{Err: err}
	}
	p.stage("What the run unbinds", "The target file names nothing that is bound, so the run makes it, and removes it at the end.")
	reads, changes := p.instead.taken()
	p.ofLedger("makes what it unbinds", reads, changes)
	r.use(ledger)
	return nil
}

// carryOut plans the cases in the order of [Run.carryOut].
func (p *planner) carryOut(ctx context.Context, s schedule) {
	r := p.run
	p.stage("As printed", "What the documents print as an example. Where one of these ids is bound on the target, it is unbound only if the target file names it.")
	p.oneByOne(ctx, s.spelled)
	p.stage("Must change nothing, one by one", "What these requests would change could not be put back, so the lists are read after each.")
	p.oneByOne(ctx, s.watched)
	s.waves.each(r, func(product string, list []*execution) {
		p.stageOf(product, "First of all, one binding of each kind", "Shows that what is unbound can be bound again. Where it cannot, nothing else of its kind is unbound.")
		trials, others := r.trials(list)
		s.waves[product] = slices.Concat(p.wave(ctx, product, r.sharing(trials, fixtures.Sparing)), others)
	})
	s.named.each(r, func(product string, list []*execution) {
		p.stageOf(product, "Must change nothing, with nothing beside them", "A target that does what it should refuses these requests, or finds nothing to unbind. There are too few bindings for others to unbind some meanwhile.")
		p.beside(ctx, r.sharing(list, fixtures.Anything))
	})
	var apart []*execution
	s.lasting.each(r, func(product string, list []*execution) {
		p.stageOf(product, "Unbind, and come back later", "Whether what is unbound stays unbound. The later requests are sent when it is time; other cases go on meanwhile.")
		apart = slices.Concat(apart, p.hold(ctx, list))
	})
	p.stage("About nothing that can be unbound", "")
	p.beside(ctx, besideChanges(s.free))
	for _, product := range r.products() {
		p.stageOf(product, "Unbind, with many requests in a row", "Other cases go on meanwhile.")
		lasting := p.holding
		apart = slices.Concat(apart, p.hold(ctx, s.long.take(product)))
		p.stageOf(product, "Must be refused", "A target that does what it should refuses these requests, and what they name stays bound. Where it acts on one all the same, the lists show it, and what is gone is bound again if the target file allows it.")
		p.beside(ctx, besideChanges(s.refused.take(product)))
		p.stageOf(product, "Must change nothing, and need not be refused", "These requests name nothing that is bound, or ask for nothing to be unbound.")
		p.beside(ctx, besideChanges(s.served.take(product)))
		p.stageOf(product, "Unbind", "Several at a time, each with bindings of its own; then the lists are read, and what is gone is bound again.")
		apart = slices.Concat(apart, p.waves(ctx, product, s.waves.take(product), fixtures.Sparing))
		p.stageOf(product, "Unbind for good", "What these requests unbind is not bound again.")
		p.oneByOne(ctx, s.consuming.take(product))
		p.stageOf(product, "After many requests in a row", "What these cases have unbound is bound again.")
		p.release(ctx, product, p.holding[len(lasting):])
		p.holding = lasting
	}
	// Mostly the time has come by now. Otherwise those that unbind all of a kind leave
	// out what is held.
	for _, product := range r.products() {
		p.stageOf(product, "After coming back", "What these cases have unbound is bound again.")
		p.release(ctx, product, keep(p.holding, func(e *execution) bool { return e.product() == product }))
	}
	s.greedy.each(r, func(product string, list []*execution) {
		p.stageOf(product, "Unbind all of a kind", "One after the other, and all is bound again after each. What others still hold is left out.")
		apart = slices.Concat(apart, p.waves(ctx, product, list, fixtures.Everything))
	})
	s.hooked.each(r, func(product string, list []*execution) {
		p.stageOf(product, "While a hook makes the target fail", "The target file's hook internal_error is executed before each.")
		p.beside(ctx, r.sharing(list, fixtures.Anything))
	})
	p.stage("What nothing could be spared for", "One by one, since all others are done.")
	p.oneByOne(ctx, afresh(r, apart))
}

// end plans what comes after the last case, and sums up.
func (p *planner) end(ctx context.Context) error {
	r := p.run
	p.stage("After the last case", "")
	for _, product := range r.products() {
		if hasFixtures(product) {
			p.putBack(ctx, product)
		}
	}
	again := map[fixtures.Binding]bool{}
	for _, b := range p.unbinds {
		again[b] = p.instead.shows(b)
	}
	err := r.ledger.Close(ctx)
	reads, changes := p.instead.taken()
	p.ofLedger("removes what it has made", reads, changes)
	p.plan.Reads = slices.AppendSeq([]PlannedRequest{}, maps.Values(p.reads))
	slices.SortFunc(p.plan.Reads, func(a, b PlannedRequest) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Query, b.Query))
	})
	for _, b := range p.unbinds {
		if planned := p.binding(b); !slices.ContainsFunc(p.plan.Bindings, planned.same) {
			planned.BoundAgain = again[b]
			p.plan.Bindings = append(p.plan.Bindings, planned)
		}
	}
	p.plan.Stages = keep(p.plan.Stages, func(s Stage) bool { return len(s.Requests) > 0 })
	for _, s := range p.plan.Stages {
		for _, request := range s.Requests {
			for i, b := range request.Unbinds {
				at := slices.IndexFunc(p.plan.Bindings, b.same)
				request.Unbinds[i].BoundAgain = p.plan.Bindings[at].BoundAgain
			}
		}
	}
	p.plan.Summary, p.plan.Caveats = p.summary(), p.caveats()
	p.plan.Notes = append([]string{}, r.Notes()...)
	for i, note := range p.plan.Notes {
		p.plan.Notes[i] = r.client.Redact(note)
	}
	if err != nil {
		return fmt.Errorf("the end of the plan: %w", err)
	}
	return nil
}

// same reports whether two are the same binding, whatever becomes of it.
func (b PlannedBinding) same(other PlannedBinding) bool {
	b.BoundAgain, other.BoundAgain = false, false
	return b == other
}

// stage begins a part of the plan.
func (p *planner) stage(title, about string) {
	p.plan.Stages = append(p.plan.Stages, Stage{Title: title, About: about, Requests: []PlannedRequest{}})
}

// stageOf begins a part that is about one product.
func (p *planner) stageOf(product, title, about string) {
	if named, known := domain.ProductNamed(product); known && len(p.run.products()) > 1 {
		title = named.Title + ": " + strings.ToLower(title[:1]) + title[1:]
	}
	p.stage(title, about)
}

// waves plans cases as [Run.runWaves] executes them, and returns those that nothing
// can be spared for.
func (p *planner) waves(ctx context.Context, product string, list []*execution, from fixtures.Portion) (apart []*execution) {
	queue := p.run.sharing(list, from)
	for len(queue) > 0 {
		rest := p.wave(ctx, product, queue)
		if len(rest) == len(queue) {
			apart, rest = append(apart, queue[0]), queue[1:]
		}
		queue = rest
	}
	return apart
}

// wave plans as many cases as there are bindings for, and returns the others.
func (p *planner) wave(ctx context.Context, product string, queue []*execution) (rest []*execution) {
	wave, rest := p.run.pack(ctx, queue)
	for _, e := range wave {
		p.one(ctx, e)
	}
	p.release(ctx, product, wave)
	return rest
}

// hold plans cases that go on while others do, and returns those that nothing can be
// spared for.
func (p *planner) hold(ctx context.Context, list []*execution) (rest []*execution) {
	some, rest := p.run.pack(ctx, p.run.sharing(list, fixtures.Sparing))
	for _, e := range some {
		p.one(ctx, e)
	}
	p.holding = append(p.holding, some...)
	return rest
}

// release ends that cases hold bindings, and puts back what they unbound.
func (p *planner) release(ctx context.Context, product string, list []*execution) {
	for _, e := range list {
		if e.names != nil {
			p.run.ledger.Release(e.names.set)
		}
	}
	if len(list) > 0 && hasFixtures(product) {
		p.putBack(ctx, product)
	}
}

// beside plans cases that must change nothing.
func (p *planner) beside(ctx context.Context, list []*execution) {
	for _, e := range list {
		p.one(ctx, e)
	}
}

// oneByOne plans cases each of which is put back before the next.
func (p *planner) oneByOne(ctx context.Context, list []*execution) {
	for _, e := range list {
		e.need.From = fixtures.Anything
		p.one(ctx, e)
		if hasFixtures(e.product()) {
			p.putBack(ctx, e.product())
		}
	}
}

// putBack plans how what was unbound is bound again.
func (p *planner) putBack(ctx context.Context, product string) {
	if _, err := p.run.ledger.Restore(ctx, product); err != nil {
		p.run.note("putting back: " + err.Error())
	}
	reads, changes := p.instead.taken()
	slices.SortFunc(changes, func(a, b target.Request) int { // they are sent side by side
		return cmp.Or(cmp.Compare(a.Path, b.Path), bytes.Compare(a.Body, b.Body))
	})
	p.ofLedger("binds again", reads, changes)
}

// one plans a case, as far as it comes.
func (p *planner) one(ctx context.Context, e *execution) {
	if !e.prepared {
		if err := e.prepare(ctx); err != nil {
			e.stop(ctx, err)
		}
	}
	for e.observed.Stopped == nil && e.next < len(e.c.Steps) {
		// A record's id is a word here, after which none can be made up.
		e.names.target = p.run.config.Target
		s := e.c.Steps[e.next]
		request, _, outcomes, err := e.ready(s)
		if err != nil {
			e.stop(ctx, err)
			break
		}
		e.announce(outcomes)
		planned := p.request(request)
		planned.Case, planned.Times, planned.DelayMS = e.c.ID, max(1, s.Times), s.Delay.Milliseconds()
		for _, o := range outcomes {
			gone, err := e.names.bindings(o)
			if err != nil {
				continue // it is judged to unbind nothing either
			}
			p.instead.unbind(gone)
			for _, b := range gone {
				p.unbinds = append(p.unbinds, b)
				if one := p.binding(b); !slices.ContainsFunc(planned.Unbinds, one.same) {
					planned.Unbinds = append(planned.Unbinds, one)
				}
			}
		}
		p.add(planned)
		e.next++
	}
	if e.observed.Stopped != nil {
		p.plan.NotRun = append(p.plan.NotRun, NotRun{Case: e.c.ID, Reason: p.run.client.Redact(e.observed.Stopped.Text)})
	}
}

// ofLedger plans what the ledger has asked for. What it reads is planned once.
func (p *planner) ofLedger(purpose string, reads, changes []target.Request) {
	for _, r := range reads {
		r.Auth = p.run.sender.ledgerAuth
		planned := p.request(r)
		planned.Purpose, planned.Query = "reads a list", withoutPage(planned.Query)
		p.reads[planned.Path+"?"+planned.Query] = planned
	}
	for _, r := range changes {
		r.Auth = p.run.sender.ledgerAuth
		p.own(purpose, r)
	}
}

// own plans a request of the run itself.
func (p *planner) own(purpose string, r target.Request) {
	planned := p.request(r)
	planned.Purpose = purpose
	p.add(planned)
}

func (p *planner) add(planned PlannedRequest) {
	stage := &p.plan.Stages[len(p.plan.Stages)-1]
	stage.Requests = append(stage.Requests, planned)
}
