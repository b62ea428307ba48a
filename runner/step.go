package runner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// step executes one step; it reports whether the case goes on.
func (e *execution) step(ctx context.Context, index int, s cases.Step) bool {
	request, expect, outcomes, err := e.ready(s)
	if err != nil {
		e.stop(ctx, err)
		return false
	}
	if s.Hook != "" {
		if err := e.run.hook(ctx, e.run.config.Target.Hooks.InternalError, e); err != nil {
			e.stop(ctx, &prerequisite{judge.Reason{Code: judge.HookFailed, Text: fmt.Sprintf("hooks.%s: %v", s.Hook, err)}})
			return false
		}
	}
	before := e.announce(outcomes)
	expect.Outcomes, expect.Inert = e.withBindings(outcomes, before), !e.mayUnbind(outcomes)
	e.expect.Steps = append(e.expect.Steps, expect)
	for attempt := range max(s.Times, 1) {
		if !e.send(ctx, request, index, attempt) {
			return false
		}
	}
	if s.Hook != "" {
		e.run.sawHooked(e.observed.Exchanges[len(e.observed.Exchanges)-1])
	}
	e.look(ctx, before)
	return true
}

// ready fills in a step that may be sent.
func (e *execution) ready(s cases.Step) (target.Request, judge.Step, []cases.Outcome, error) {
	request, expect, outcomes, err := e.unambiguous(s)
	if err == nil {
		err = e.mayUnbindSpelled()
	}
	return request, expect, outcomes, err
}

// send makes one attempt at a step, and reports whether the case goes on.
func (e *execution) send(ctx context.Context, request target.Request, index, attempt int) bool {
	sent := e.run.sender.sendFrom(ctx, e.place, e.op.ID, request)
	for i := range sent {
		sent[i].Role, sent[i].Step, sent[i].Attempt = exchange.RoleCase, index, attempt
	}
	e.record(sent...)
	e.run.underWay.asked(e.op.ID)
	last := sent[len(sent)-1]
	switch {
	case last.Fault == nil:
	case last.Fault.Kind == exchange.FaultConnect:
		e.unreachable(last.Fault.Message)
		return false
	case !last.Fault.Kind.OfTarget():
		e.stop(ctx, cmp.Or(last.Err, errors.New(last.Fault.Message)))
		return false
	}
	if e.presentsOwn(request) && unauthenticated(last) && e.run.shutOut(ctx, e.op.ID) {
		// Nor is it a finding that a token has expired.
		e.unreachable("the target refuses the credentials since a moment")
		return false
	}
	if ctx.Err() != nil {
		e.stop(ctx, ctx.Err())
		return false
	}
	if last.Fault != nil && last.Response == nil {
		// A dead or hanging target is not waited for again and again.
		e.next = len(e.c.Steps)
		return false
	}
	return true
}

// presentsOwn reports whether the request presents the target's own credential as it should.
func (e *execution) presentsOwn(request target.Request) bool {
	return request.Auth == e.names.presented(e.op, cases.Auth{})
}

// unreachable ends the case, since the target is not there.
func (e *execution) unreachable(why string) {
	e.next = len(e.c.Steps)
	e.observed.Stopped = &judge.Reason{Code: judge.Unreachable, Text: why}
}

// resolve fills in the step's request and expectation.
func (e *execution) resolve(s cases.Step) (target.Request, judge.Step, []cases.Outcome, error) {
	op := e.op
	if s.Request.Operation != "" {
		op = e.run.operation(s.Request.Operation)
	}
	e.choosePolicy(op, s)
	request, err := e.names.request(op, e.c.ID, s.Request)
	if err != nil {
		return request, judge.Step{}, nil, err
	}
	if broken := e.ownMistake(op, s, request); broken != nil {
		return request, judge.Step{}, nil, broken
	}
	outcomes, err := e.names.outcomes(s.Expect)
	if err != nil {
		return request, judge.Step{}, nil, err
	}
	request.Linger = s.Linger
	expect := judge.Step{
		Name: s.Name, Operation: s.Request.Operation, Times: s.Times, SameAs: s.Expect.SameAs,
	}
	if other := e.names.set.Other.ID; other != "" && segmentAfter(request.Path, domain.InstancesSegment) == other {
		expect.Instance = other
	}
	return request, expect, e.decide(op, request, outcomes), nil
}

// ownMistake holds a request that is meant to be valid against the contract
// before it is sent: a mismatch is our error, not the target's.
func (e *execution) ownMistake(op openapi.Operation, s cases.Step, request target.Request) error {
	if e.c.Mutation != "" || op.Spec == nil || s.Request.Body != nil && s.Request.Body.Raw != nil {
		return nil
	}
	violations := cases.Violations(op, request.Query, request.Body)
	if len(violations) > 0 {
		violations = cases.Beyond(e.unavoidable(op), violations)
	}
	switch {
	case len(violations) == 0:
		return nil
	case e.run.builtIn():
		return fmt.Errorf("the harness made an invalid request: %s", strings.Join(violations, "; "))
	default: // with ids of this target it does; rows are written for the built-in pages
		return &prerequisite{judge.Reason{Code: judge.PageForbids, Text: "needs a request that the page does not allow: " + violations[0]}}
	}
}

// builtIn reports whether the contract is the one of the built-in pages.
func (r *Run) builtIn() bool {
	own, err := openapi.Default()
	return err == nil && r.config.Contract.Digest == own.Digest
}

// unavoidable is in what the plain valid request breaks the contract too: an edition
// may want ids of another form than the target's. Another type is none: see [cases.OfForm].
func (e *execution) unavoidable(op openapi.Operation) []string {
	names := *e.names // what is asked for here is handed out to nobody
	plain, err := names.request(op, e.c.ID, cases.Valid(e.run.config.Contract, op))
	if err != nil {
		return nil // then the case cannot be sent either, and says why
	}
	return cases.OfForm(cases.Violations(op, plain.Query, plain.Body))
}

// unambiguous resolves the step so that ids which must count as unknown are:
// gateways that number what they keep use one number for several things. One of
// another kind gives way to a made-up id; where there is none, the case cannot
// be run.
func (e *execution) unambiguous(s cases.Step) (target.Request, judge.Step, []cases.Outcome, error) {
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
			return request, expect, outcomes, &prerequisite{judge.Reason{Code: judge.AmbiguousID, Text: "needs an id that is unknown here; " + taken + " belongs to " + by + " as well"}}
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
	known, instance := e.run.ledger.Known(e.product()), segmentAfter(request.Path, domain.InstancesSegment)
	own := e.names.set.All()
	for _, o := range outcomes {
		if o.Batch != nil {
			found := known.Where(instance, e.kind(), func(b fixtures.Binding) bool {
				return slices.Contains(o.Batch.Fail, b.ID) && !slices.Contains(own, b) // an earlier step unbinds its own
			})
			if len(found) > 0 {
				return found[0].ID, found[0].String()
			}
		}
		if kind := e.kind().Binding(); kind.PolicyInPath() && o.Situation == situation.PolicyUnknown {
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
