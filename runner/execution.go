package runner

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

var (
	errRunTimeout  = errors.New("the run's time limit is up")
	errInterrupted = errors.New("the run was interrupted")
)

// execution is one case on its way to a result.
type execution struct {
	run  *Run
	c    cases.Case
	op   openapi.Operation
	need fixtures.Need
	// stateful is set when what becomes of bindings is judged; unwatched when
	// somebody else sees to that; watchful when the case may have touched
	// bindings that it does not name.
	stateful, unwatched, watchful bool

	names *names
	// next is the step to execute, started is set once the first was.
	next    int
	started time.Time
	due     time.Time
	result  Result
	// answers are the last exchanges of the named steps.
	answers map[string]target.Exchange
	// steady holds what the attempts of this case came to, to tell a flaky
	// case from a broken one.
	passed, failed int
}

func (r *Run) newExecution(c cases.Case) *execution {
	op := r.operation(c.Operation)
	e := &execution{run: r, c: c, op: op}
	if hasFixtures(op.Product) {
		e.need = needOf(op.Product, c)
		e.stateful = usesFixtures(e.need)
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

func (e *execution) hooked() bool {
	return slices.ContainsFunc(e.c.Steps, func(s cases.Step) bool { return s.Hook != "" })
}

func (e *execution) comesBack() bool {
	return slices.ContainsFunc(e.c.Steps, func(s cases.Step) bool { return s.Delay > 0 })
}

// answered tells whether the case got as far as an answer.
func (e *execution) answered() bool {
	return e.names != nil && slices.ContainsFunc(e.result.Exchanges, func(ex target.Exchange) bool { return ex.Role == "case" && ex.Response != nil })
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

// mustBeRefused tells whether every answer that conforms is a refusal.
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

// unbindsNothing tells whether no answer that conforms unbinds anything.
func (e *execution) unbindsNothing() bool {
	for _, s := range e.c.Steps {
		for _, o := range s.Expect.AnyOf {
			if len(o.Unbinds) > 0 {
				return false
			}
		}
	}
	return true
}

// watch makes the case look at every list.
func (e *execution) watch() { e.stateful, e.watchful = true, true }

// cost is how many bindings the case uses up.
func (e *execution) cost() int {
	n := 0
	for _, u := range []fixtures.Counts{e.need.Here.Unbinds, e.need.Other.Unbinds} {
		n += u.Total()
	}
	return n
}

// once executes the case from the first step to the last.
func (e *execution) once(ctx context.Context) Result {
	e.begin(ctx)
	return e.finish(ctx)
}

// complete executes the case, repeatedly if asked, and gives one result: the worst
// attempt's, flaky if the attempts differ.
func (e *execution) complete(ctx context.Context) Result {
	result := e.once(ctx)
	for attempt := 1; attempt < e.run.config.Options.Repeat && !result.cutShort(ctx); attempt++ {
		again := e.run.newExecution(e.c)
		again.stateful, again.unwatched, again.watchful = e.stateful, e.unwatched, e.watchful
		if !e.unwatched {
			e.run.restore(ctx, e.product())
		}
		next := again.once(ctx)
		if next.cutShort(ctx) {
			break // it says nothing of the target, and least of all that it wavers
		}
		result = merge(result, next, attempt)
	}
	return result
}

// cutShort tells whether the attempt was not carried out, for want of a
// prerequisite or because the run ended.
func (r Result) cutShort(ctx context.Context) bool {
	return r.Verdict == Skip || r.Verdict == Error && ctx.Err() != nil
}

// begin executes the steps up to the first one that waits.
func (e *execution) begin(ctx context.Context) {
	e.started = time.Now()
	e.result = Result{Case: e.c, Started: e.started}
	e.answers = map[string]target.Exchange{}
	if err := e.prepare(ctx); err != nil {
		e.give(ctx, err)
		return
	}
	e.steps(ctx, false)
}

// finish executes what is left, waiting where a step says so.
func (e *execution) finish(ctx context.Context) Result {
	e.steps(ctx, true)
	e.run.client.Release(e.c.ID)
	e.settleVerdict()
	return e.result
}

// prepare sees to everything the case needs before it sends anything.
func (e *execution) prepare(ctx context.Context) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	for _, s := range e.c.Steps {
		if err := e.run.client.Has(target.Credential(s.Request.Auth)); err != nil {
			return err
		}
		if s.Hook != "" && e.run.config.Target.Hooks.InternalError == "" {
			return &prerequisite{code: "no-hook", sentence: "needs the hook " + s.Hook + ", which the target file does not name"}
		}
	}
	e.names = &names{target: e.run.config.Target, seed: e.run.config.Options.Seed, detaching: !e.kind().ByRecord()}
	if !hasFixtures(e.product()) {
		return nil
	}
	set, sent, err := e.run.ledger.Fill(ctx, e.need)
	e.record(sent...)
	e.names.set = set
	e.names.target = e.run.ledger.Target()
	return err
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
			e.stillSo(ctx, s)
		}
		if ctx.Err() != nil {
			e.give(ctx, ctx.Err())
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
