package runner

import (
	"context"
	"slices"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// readback says who looks at the lists after a step that may change bindings,
// and at which.
type readback int

const (
	namedLists readback = iota // the case, at those that show bindings it names
	everyList                  // the case, at all: it may have touched what it does not name
	sharedLook                 // somebody, once for several cases
)

// execution is one case on its way to a result.
type execution struct {
	run  *Run
	c    cases.Case
	op   openapi.Operation
	need fixtures.Need
	// stateful is set when what becomes of bindings is judged.
	stateful bool
	readback readback
	// place is where its requests wait for their turn.
	place place
	// seen is what the case's own last look showed.
	seen fixtures.State
	// late is set when a look right after the response did not show what was due.
	late bool

	// more is how often it is to be executed after this.
	more     int
	prepared bool
	names    *names
	// lacked is the kind of binding that there were too few free ones of, the last time that
	// it was to be prepared.
	lacked domain.Kind
	// next is the step to execute, due when it may be, if it is to come later.
	next    int
	due     time.Time
	started time.Time

	expect   judge.Expectation
	observed judge.Observation
}

func (r *Run) newExecution(c cases.Case) *execution {
	op := r.operation(c.Operation)
	e := &execution{run: r, c: c, op: op, more: r.config.Options.Repeat - 1}
	if hasFixtures(op.Product) {
		e.need = needOf(op.Product, c)
		e.stateful = usesFixtures(e.need)
		if e.spelling() > 0 {
			e.watch()
		}
	}
	return e
}

// operation is the contract's operation of that ID; Start has made sure that
// there is one.
func (r *Run) operation(id string) openapi.Operation {
	if op, ok := r.config.Contract.Operation(id); ok {
		return *op
	}
	return openapi.Operation{ID: id}
}

func (e *execution) product() string { return e.op.Product }

// once executes the case from the first step to the last.
func (e *execution) once(ctx context.Context) Result {
	e.begin(ctx)
	return e.finish(ctx)
}

// complete executes the case, repeatedly if asked, and gives one result.
func (e *execution) complete(ctx context.Context) Result {
	result := e.once(ctx)
	for round := 1; round < e.run.config.Options.Repeat && !result.cutShort(ctx); round++ {
		again := e.again()
		if e.readback != sharedLook {
			e.run.restore(ctx, e.product())
		}
		next := again.once(ctx)
		if next.cutShort(ctx) {
			break // it says nothing of the target, and least of all that it wavers
		}
		result = e.run.judged(result, next.Rounds...)
	}
	return result
}

// again is the case to be executed once more in the same way.
func (e *execution) again() *execution {
	return &execution{run: e.run, c: e.c, op: e.op, need: e.need, stateful: e.stateful, readback: e.readback, place: e.place}
}

// oneMore is the next execution of those that were asked for; nil after the last.
func (e *execution) oneMore() *execution {
	if e.more == 0 {
		return nil
	}
	next := e.again()
	next.more = e.more - 1
	return next
}

// cutShort reports whether the round was not carried out, for want of a
// prerequisite or because the run ended.
func (r Result) cutShort(ctx context.Context) bool {
	lacking := r.Verdict == judge.Skip && r.Reason.Code != judge.EffectNotSeen
	return lacking || r.Verdict == judge.Error && ctx.Err() != nil
}

// judged returns the result with further rounds, judged as a whole.
func (r *Run) judged(result Result, further ...judge.Round) Result {
	result.Rounds = append(slices.Clip(result.Rounds), further...)
	result.Judgement = judge.Case(r.config.Contract, SubjectOf(result.Case), result.Rounds)
	return result
}

// begin executes the steps up to the first one that waits.
func (e *execution) begin(ctx context.Context) {
	e.started = time.Now()
	if !e.prepared {
		if err := e.prepare(ctx); err != nil {
			e.stop(ctx, err)
		}
	}
	e.steps(ctx, false)
}

// finish executes what is left, waiting where a step says so.
func (e *execution) finish(ctx context.Context) Result {
	e.steps(ctx, true)
	e.run.client.Release(e.c.ID)
	return e.run.judged(Result{Case: e.c, Started: e.started}, judge.NewRound(e.expect, e.observed)).brief()
}

// prepare sees to everything the case needs before it sends anything.
func (e *execution) prepare(ctx context.Context) error {
	e.prepared = true
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := e.lacks(); err != nil {
		return err
	}
	e.names = &names{target: e.run.config.Target, seed: e.run.config.Options.Seed, detaching: !e.kind().ByRecord()}
	e.expect.EdgeCodes = e.run.config.Target.Auth.Dialect == target.FrontGateway
	e.expect.Instance = e.run.config.Target.InstanceID
	if !hasFixtures(e.product()) {
		return nil
	}
	e.names.envUnseen = !e.run.ledger.ShowsEnvironment()
	set, sent, err := e.run.ledger.Fill(ctx, e.sparing())
	e.record(sent...)
	e.names.set = set
	e.names.target = e.run.ledger.Target()
	e.expect.Foreign = foreign(set.Other)
	return err
}

// lacks says what the target file must have for the case, apart from bindings.
func (e *execution) lacks() error {
	for _, s := range e.c.Steps {
		if err := e.run.client.Has(target.Credential(s.Request.Auth)); err != nil {
			return err
		}
		if why, found := e.run.unusable[s.Request.Auth.Credential]; found {
			return &prerequisite{why}
		}
		if s.Hook != "" && e.run.config.Target.Hooks.InternalError == "" {
			return &prerequisite{judge.Reason{Code: judge.NoHook, Text: "needs the hook " + s.Hook + ", which the target file does not name"}}
		}
	}
	if !hasFixtures(e.product()) {
		return nil
	}
	return e.run.permitted(e)
}

// foreign are the ids of the other instance's bindings.
func foreign(other fixtures.Instance) []string {
	if other.ID == "" {
		return nil
	}
	var ids []string
	for _, b := range other.All() {
		for _, id := range []string{b.API, b.ID, b.Publish, b.Policy} {
			if id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// steps executes steps from the next one on; with wait unset it stops at the
// first one that is to come later.
func (e *execution) steps(ctx context.Context, wait bool) {
	for e.next < len(e.c.Steps) {
		s := e.c.Steps[e.next]
		if s.Delay > 0 {
			if e.due.IsZero() {
				e.due = time.Now().Add(s.Delay)
			}
			if !wait {
				return
			}
			sleepUntil(ctx, e.due)
			e.due = time.Time{}
			e.lookBefore(ctx)
		}
		if ctx.Err() != nil {
			e.stop(ctx, ctx.Err())
			return
		}
		if !e.step(ctx, e.next, s) {
			return
		}
		e.next++
	}
}

func sleepUntil(ctx context.Context, due time.Time) {
	timer := time.NewTimer(time.Until(due))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// record keeps exchanges. A readback that shows what an earlier one showed is
// only counted: an effect that never comes is looked for many times.
func (e *execution) record(exchanges ...exchange.Exchange) {
	for _, ex := range exchanges {
		if earlier := e.repeated(ex); earlier != nil {
			earlier.Times = max(earlier.Times, 1) + 1
			earlier.DurationMS += ex.DurationMS
			continue
		}
		e.observed.Exchanges = append(e.observed.Exchanges, ex)
	}
}

func (e *execution) repeated(ex exchange.Exchange) *exchange.Exchange {
	for i := range e.observed.Exchanges {
		if earlier := &e.observed.Exchanges[i]; ex.Repeats(*earlier) {
			return earlier
		}
	}
	return nil
}

// stop ends the case before its last step, for a reason.
func (e *execution) stop(ctx context.Context, err error) {
	e.next = len(e.c.Steps)
	reason := reasonOf(ctx, err)
	e.observed.Stopped = &reason
}
