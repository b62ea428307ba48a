package runner

import (
	"context"
	"errors"
	"fmt"
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

// lingering is how long the connection is read after an answer without a body
// that a case is about, so that bytes which come late are seen.
const lingering = 15 * time.Millisecond

// execution is one case on its way to a result.
type execution struct {
	run  *Run
	c    cases.Case
	op   openapi.Operation
	need fixtures.Need
	// stateful is set when the case may name bindings; unwatched when somebody
	// else looks after what becomes of them.
	stateful, unwatched bool

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
	return slices.ContainsFunc(e.c.Steps, func(s cases.Step) bool { return s.After != "" })
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

// cost is how many bindings the case uses up.
func (e *execution) cost() int {
	n := 0
	for _, u := range []fixtures.Counts{e.need.Here.Unbinds, e.need.Other.Unbinds} {
		n += u.Plugin + u.SecondEnv + u.SecondPlugin + u.ACL + u.Throttle
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
	for attempt := 1; attempt < e.run.config.Options.Repeat; attempt++ {
		if result.Verdict == Skip || result.Verdict == Error && ctx.Err() != nil {
			break
		}
		again := e.run.newExecution(e.c)
		again.unwatched = e.unwatched
		if !e.unwatched {
			e.run.restore(ctx, e.product())
		}
		result = merge(result, again.once(ctx), attempt)
	}
	return result
}

// merge joins a further attempt to a result.
func merge(a, b Result, attempt int) Result {
	for i := range b.Exchanges {
		b.Exchanges[i].Attempt += attempt
	}
	flaky := a.Flaky || b.Flaky || a.Verdict != b.Verdict
	worst := a
	if a.Verdict != Fail && (b.Verdict == Fail || b.Verdict == Error) {
		worst = b
	}
	worst.Flaky = flaky
	worst.Exchanges = append(append([]target.Exchange(nil), a.Exchanges...), b.Exchanges...)
	worst.Duration = a.Duration + b.Duration
	worst.Started = a.Started
	return worst
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
	e.names = &names{target: e.run.config.Target, seed: e.run.config.Options.Seed}
	if !hasFixtures(e.product()) {
		return nil
	}
	set, sent, err := e.run.ledger.Fill(ctx, e.need)
	e.record(sent...)
	e.names.set = set
	e.names.target = e.run.ledger.Target()
	return err
}

// prerequisite says what a case lacks.
type prerequisite struct{ code, sentence string }

func (e *prerequisite) Error() string { return e.code + ": " + e.sentence }

// give ends the case without a judgement.
func (e *execution) give(ctx context.Context, err error) {
	e.next = len(e.c.Steps)
	var shortage *fixtures.Shortage
	var credential *target.MissingCredential
	var missing *prerequisite
	switch {
	case ctx.Err() != nil && !errors.Is(context.Cause(ctx), errRunTimeout):
		e.result.Verdict, e.result.Reason = Skip, "interrupted: "+errInterrupted.Error()
	case ctx.Err() != nil:
		e.result.Verdict, e.result.Reason = Error, "run-timeout: "+errRunTimeout.Error()
	case errors.As(err, &shortage):
		e.result.Verdict, e.result.Reason = Skip, shortage.Error()
	case errors.As(err, &credential):
		e.result.Verdict, e.result.Reason = Skip, "no-credential: "+credential.Error()
	case errors.As(err, &missing):
		e.result.Verdict, e.result.Reason = Skip, missing.Error()
	default:
		e.result.Verdict, e.result.Reason = Error, "fixture: "+err.Error()
	}
}

// steps executes steps from the next one on; with wait unset it stops at the
// first one that is to come later.
func (e *execution) steps(ctx context.Context, wait bool) {
	for e.next < len(e.c.Steps) {
		s := e.c.Steps[e.next]
		if s.After != "" {
			if e.due.IsZero() {
				pause, _ := time.ParseDuration(s.After)
				e.due = time.Now().Add(pause)
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

// step executes one step; it reports whether the case goes on.
func (e *execution) step(ctx context.Context, index int, s cases.Step) bool {
	request, expect, outcomes, err := e.resolve(s)
	if err != nil {
		e.give(ctx, err)
		return false
	}
	if s.Hook != "" {
		if err := e.run.hook(ctx, e.run.config.Target.Hooks.InternalError, e, e.op); err != nil {
			e.give(ctx, fmt.Errorf("hooks.%s: %w", s.Hook, err))
			return false
		}
	}
	before := e.beforeStep(outcomes)
	var matched []cases.Outcome
	for attempt := range max(s.Times, 1) {
		ex := e.send(ctx, request, index, attempt)
		if !e.usable(ctx, ex) {
			return false
		}
		judgement := Judge(e.run.config.Contract, expect, ex)
		if attempt == 0 {
			matched = judgement.Matched
		}
		e.deviate(append(judgement.Deviations, e.foreignIDs(request, ex)...))
		e.alike(s, ex)
		e.answers[s.Name] = ex
		if e.stopped(ctx, judgement.Deviations) {
			return false
		}
	}
	e.effect(ctx, before, request, outcomes, matched)
	return true
}

// send makes one exchange. A gateway that is busy with another binding says
// so with 500 APIG.3500; that is sent again after a moment, and noted.
func (e *execution) send(ctx context.Context, request target.Request, index, attempt int) target.Exchange {
	request.Timeout = e.run.patience.limit(e.op.ID)
	for pause := 100 * time.Millisecond; ; pause *= 2 {
		ex := e.run.client.Send(ctx, request)
		ex.Role, ex.Step, ex.Attempt = "case", index, attempt
		e.record(ex)
		e.run.patience.saw(e.op.ID, ex)
		if ex.Response == nil || ex.Response.Status != 500 || codeOf(ex) != " APIG.3500" || pause > time.Second {
			return ex
		}
		e.run.note("500 APIG.3500 was answered at times; those requests were sent again")
		sleepUntil(ctx, time.Now().Add(pause))
	}
}

// stopped gives up on a case whose target does not answer, so that a dead or
// hanging one is not waited for again and again.
func (e *execution) stopped(ctx context.Context, deviations []Deviation) bool {
	if ctx.Err() != nil {
		e.give(ctx, ctx.Err())
		return true
	}
	last := e.result.Exchanges[len(e.result.Exchanges)-1]
	if len(deviations) > 0 && last.Fault != nil && last.Response == nil {
		e.next = len(e.c.Steps)
		return true
	}
	return false
}

// usable tells an answer of the target from trouble that is nobody's
// deviation: no connection, an interrupt, a mistake of the harness.
func (e *execution) usable(ctx context.Context, ex target.Exchange) bool {
	if ex.Fault == nil {
		return true
	}
	switch ex.Fault.Kind {
	case target.FaultConnect:
		e.next = len(e.c.Steps)
		e.result.Verdict, e.result.Reason = Error, "unreachable: "+ex.Fault.Message
		return false
	case target.FaultCanceled, target.FaultInternal:
		if ex.Err != nil {
			e.give(ctx, ex.Err)
		} else {
			e.give(ctx, errors.New(ex.Fault.Message))
		}
		return false
	}
	return true
}

// resolve fills in the step's request and expectation.
func (e *execution) resolve(s cases.Step) (target.Request, Expectation, []cases.Outcome, error) {
	op := e.op
	if s.Request.Operation != "" {
		op = e.run.operation(s.Request.Operation)
	}
	request, err := e.names.request(op, e.c.ID, s.Request)
	if err != nil {
		return request, Expectation{}, nil, err
	}
	if broken := e.ownMistake(op, s, request); broken != nil {
		return request, Expectation{}, nil, broken
	}
	outcomes, err := e.names.outcomes(s.Expect)
	if err != nil {
		return request, Expectation{}, nil, err
	}
	if len(outcomes) > 0 && outcomes[0].Status == 204 && len(outcomes[0].Unbinds) > 0 {
		request.Linger = lingering
	}
	return request, Expectation{
		Operation: op,
		Clauses:   e.c.Clauses,
		Outcomes:  outcomes,
		Front:     e.run.config.Target.Auth.Dialect == "front-gateway",
	}, outcomes, nil
}

// ownMistake holds a request that is meant to be valid against the contract
// before it is sent: a mismatch is our error, not the target's.
func (e *execution) ownMistake(op openapi.Operation, s cases.Step, request target.Request) error {
	if e.c.Mutation != "" || op.Spec == nil || s.Request.Body != nil && s.Request.Body.Raw != nil {
		return nil
	}
	if violations := cases.Violations(op, request.Query, request.Body); len(violations) > 0 {
		return fmt.Errorf("the harness made an invalid request: %s", strings.Join(violations, "; "))
	}
	return nil
}

// alike compares the answer with an earlier step's, where the row says that
// they must be the same.
func (e *execution) alike(s cases.Step, ex target.Exchange) {
	earlier, ok := e.answers[s.Expect.Like]
	if s.Expect.Like == "" || !ok || earlier.Response == nil || ex.Response == nil {
		return
	}
	want := fmt.Sprintf("status %d%s, as in step %q", earlier.Response.Status, codeOf(earlier), s.Expect.Like)
	got := fmt.Sprintf("status %d%s", ex.Response.Status, codeOf(ex))
	if earlier.Response.Status != ex.Response.Status || codeOf(earlier) != codeOf(ex) {
		e.deviate([]Deviation{{Kind: KindStatus, Clause: e.c.Clauses[0], Expected: want, Actual: got, Message: "the same kind of request is answered differently"}})
	}
}

func (e *execution) record(exchanges ...target.Exchange) {
	for _, ex := range exchanges {
		e.result.Duration += ex.Duration
		e.result.Exchanges = append(e.result.Exchanges, ex)
	}
}

// deviate notes what one attempt came to.
func (e *execution) deviate(list []Deviation) {
	if len(list) == 0 {
		e.passed++
		return
	}
	e.failed++
	for _, d := range list {
		if !slices.Contains(e.result.Deviations, d) {
			e.result.Deviations = append(e.result.Deviations, d)
		}
	}
}

// settleVerdict draws the conclusion of all steps.
func (e *execution) settleVerdict() {
	switch {
	case e.result.Verdict != "":
		return
	case e.c.Level == cases.Observe:
		e.result.Verdict = Observed
	case len(e.result.Deviations) > 0:
		e.result.Verdict = Fail
		e.result.Flaky = e.isFlaky()
	default:
		e.result.Verdict = Pass
		// What was read back told nothing that the verdict does not say, and
		// would make up most of the log.
		e.result.Exchanges = slices.DeleteFunc(e.result.Exchanges, func(ex target.Exchange) bool { return ex.Role != "case" })
	}
}

// isFlaky tells a case that sends one request many times and got it right
// only some of the times.
func (e *execution) isFlaky() bool {
	return len(e.c.Steps) == 1 && e.c.Steps[0].Times > 1 && e.passed > 0 && e.failed > 0
}
