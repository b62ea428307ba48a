package runner

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/roles"
	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/judge"
)

// distrust asks once more for what the lists still show after trials, although the
// responses say that it was unbound. Where the target answers that it is not bound by now,
// its lists are not to be believed: from then on nothing is unbound that only they could
// prove. An operation that answers the same in either case goes by the others.
func (r *Run) distrust(ctx context.Context, trials []*group) {
	var shown []fixtures.Binding
	lies := false
	for _, g := range trials {
		for _, m := range g.whose(judge.StillThere) {
			lies = m.askAgain(ctx) || lies
			shown = append(shown, m.names.set.All()...)
		}
	}
	if !lies {
		return
	}
	const why = "it still shows what was unbound, as the target says when it is asked again"
	r.ledger.Distrust(shown, why)
	r.note("lists are not believed any more: what one shows as bound is not, as the target says when it is asked again")
}

// askAgain sends the last request of the case once more, and reports whether the response
// says that there was nothing to unbind.
func (m *member) askAgain(ctx context.Context) bool {
	request, _, _, err := m.resolve(m.c.Steps[len(m.c.Steps)-1])
	if err != nil || ctx.Err() != nil || m.run.ledger.Consume(m.product(), m.names.set.All()...) != nil {
		return false
	}
	sent := m.run.sender.sendFrom(ctx, lane, m.op.ID, request)
	for i := range sent {
		sent[i].Role = exchange.RoleRestore
	}
	m.last().Exchanges = append(m.last().Exchanges, sent...)
	return m.unboundNothing(sent[len(sent)-1])
}

// unboundNothing reports whether a response says that there was nothing to unbind.
func (e *execution) unboundNothing(x exchange.Exchange) bool {
	if x.Response == nil {
		return false
	}
	if situation.FamilyOf(x.Response.Status) != situation.Success {
		means := e.run.sender.Means(x.ErrorCode())
		return slices.Contains([]situation.Situation{situation.RecordUnknown, situation.APIUnknown, situation.PolicyUnknown}, means)
	}
	var body map[string]json.RawMessage
	_ = json.Unmarshal(x.Response.Body, &body) // what cannot be read says nothing
	names := roles.Of(&e.op).Accounting
	if string(body[names.Succeeded]) == "0" {
		return true
	}
	failed := string(body[names.Failed])
	return !slices.ContainsFunc(e.names.set.All(), func(b fixtures.Binding) bool { return !strings.Contains(failed, `"`+b.ID+`"`) })
}

// stillShown remembers the bindings of a case that the last of its responses says were
// unbound, and lists still show.
func (r *Run) stillShown(e *execution, sent []exchange.Exchange) {
	own := keep(sent, exchange.Exchange.OfCase)
	if len(own) > 0 && e.unboundNothing(own[len(own)-1]) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.unproved == nil {
		r.unproved = map[string]bool{}
	}
	for _, b := range e.names.set.All() {
		r.unproved[b.Physical()] = true
	}
}

// doubtLists says that nobody knows whether such bindings are bound: what the lists show
// is taken for the state, so they are not bound again.
func (r *Run) doubtLists() {
	r.mu.Lock()
	n := len(r.unproved)
	r.mu.Unlock()
	if n > 0 {
		r.note(fmt.Sprintf("the lists still showed %s after responses that say they were unbound; what lists show is taken for the state, so see to them if it is the lists that are wrong", spelling.Counted(n, "binding")))
	}
}
