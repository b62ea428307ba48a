package runner

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// step executes one step; it reports whether the case goes on.
func (e *execution) step(ctx context.Context, index int, s cases.Step) bool {
	request, expect, outcomes, err := e.unambiguous(s)
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

// send makes one exchange. What the gateway was too busy for is sent again, and
// noted.
func (e *execution) send(ctx context.Context, request target.Request, index, attempt int) target.Exchange {
	e.run.patience.limit(e.op.ID, &request)
	ex := e.run.client.Send(ctx, request)
	for again := 1; ; again++ {
		ex.Role, ex.Step, ex.Attempt = "case", index, attempt
		e.record(ex)
		e.run.patience.saw(e.op.ID, ex)
		busy := ex.Busy()
		if busy == "" || !e.run.patience.waits(e.op.ID) {
			return ex
		}
		if again > target.Attempts {
			e.run.patience.waited(e.op.ID)
			return ex
		}
		e.run.note(busy + " was answered at times; those requests were sent again")
		ex = e.run.client.Again(ctx, request, again)
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
	request.Linger = s.Linger
	return request, Expectation{
		Operation: op,
		Level:     e.c.Level,
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

// unambiguous resolves the step so that ids which must count as unknown are:
// gateways that number what they keep use one number for several things. One of
// another kind gives way to a made-up id; where there is none, the case cannot
// be run.
func (e *execution) unambiguous(s cases.Step) (target.Request, Expectation, []cases.Outcome, error) {
	for {
		request, expect, outcomes, err := e.resolve(s)
		if err != nil {
			return request, expect, outcomes, err
		}
		taken, by := e.taken(request, outcomes)
		if taken == "" {
			return request, expect, outcomes, nil
		}
		if e.names.avoid[taken] {
			return request, expect, outcomes, &prerequisite{code: "ambiguous-id", sentence: "needs an id that is unknown here; " + taken + " belongs to " + by + " as well"}
		}
		if e.names.avoid == nil {
			e.names.avoid = map[string]bool{}
		}
		e.names.own, e.names.avoid[taken] = e.kind().Binding().Subject(), true
	}
}

// taken finds an id that must count as unknown here although something bound
// here has it, and what that is.
func (e *execution) taken(request target.Request, outcomes []cases.Outcome) (id, by string) {
	if !e.stateful {
		return "", ""
	}
	known, instance := e.run.ledger.Known(e.product()), segmentAfter(request.Path, "instances")
	for _, o := range outcomes {
		if o.Batch != nil {
			if b, found := known.ByRecord([]string{instance}, e.kind(), o.Batch.Fail); found {
				return b.ID, b.String()
			}
		}
		if kind := e.kind().Binding(); kind.PolicyInPath() && slices.Contains(o.Codes, kind.UnknownPolicy) {
			policy := segmentAfter(request.Path, kind.Policy.Collection)
			list := fixtures.List{Scope: fixtures.Scope{Product: e.product(), Instance: instance, Kind: kind.Kind}, Policy: policy}
			if known.Covers(list) {
				return policy, list.String()
			}
		}
	}
	return "", ""
}

// segmentAfter is the path segment behind the one of that name; empty if there
// is none.
func segmentAfter(path, name string) string {
	segments := strings.Split(path, "/")
	if i := slices.Index(segments, name); i >= 0 && i+1 < len(segments) {
		if plain, err := url.PathUnescape(segments[i+1]); err == nil {
			return plain
		}
	}
	return ""
}

// alike compares the answer with an earlier step's, where the row says that
// they must be the same.
func (e *execution) alike(s cases.Step, ex target.Exchange) {
	earlier, ok := e.answers[s.Expect.SameAs]
	if s.Expect.SameAs == "" || !ok || earlier.Response == nil || ex.Response == nil {
		return
	}
	want := fmt.Sprintf("status %d%s, as in step %q", earlier.Response.Status, codeOf(earlier), s.Expect.SameAs)
	got := fmt.Sprintf("status %d%s", ex.Response.Status, codeOf(ex))
	if earlier.Response.Status != ex.Response.Status || codeOf(earlier) != codeOf(ex) {
		e.deviate([]Deviation{{Kind: KindStatus, Clause: e.c.Clauses[0], Expected: want, Actual: got, Message: "the same kind of request is answered differently"}})
	}
}
