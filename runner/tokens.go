package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// nobody is the word for a token that nobody issued.
const nobody = "garbage"

// sharedTokens says which further tokens are the target's own, or each other.
func (r *Run) sharedTokens(ctx context.Context) *UnreachableError {
	keys, own := r.client.SharedTokens(ctx)
	if len(keys) == 0 {
		return nil
	}
	problem := strings.Join(keys, " and ") + " are one token, so they cannot show what each is there for: give each its own"
	if own {
		problem = strings.Join(keys, " and ") + " is the token that every other request is sent with, so it cannot show what it is there for: give another one"
	}
	return &UnreachableError{Err: errors.New(problem + ", or take it out"), Keys: keys}
}

// callers asks a target as whoever else the target file knows.
type callers struct {
	run        *Run
	names      *names
	operations []openapi.Operation
	// once is set to ask the lists only once each, whatever they answer.
	once bool
}

func (r *Run) callers(operations []openapi.Operation) callers {
	return callers{run: r, names: &names{target: r.config.Target, seed: r.config.Options.Seed}, operations: operations}
}

// once is a sender that sends each request once.
type once struct{ sender }

// Send implements [fixtures.Sender].
func (o once) Send(ctx context.Context, r target.Request) []exchange.Exchange {
	r.Auth = o.ledgerAuth
	return []exchange.Exchange{o.client.Send(ctx, r)}
}

// otherCallers makes sure that the further tokens of the target file are tokens to the
// target, and that it refuses a token in the words that the target file says. What is
// wrong there would make every case about other callers fail, or pass for nothing. A
// target that treats them differently anywhere, even if wrongly, is left to the cases.
func (r *Run) otherCallers(ctx context.Context) error {
	operations, err := r.probed()
	if err != nil || len(operations) == 0 {
		return err
	}
	c := r.callers(operations)
	auth := r.config.Target.Auth
	words := []string{nobody}
	if auth.ForbiddenToken != "" {
		words = append(words, "forbidden")
	}
	if auth.OtherProjectToken != "" {
		words = append(words, "other_project")
	}
	if len(c.probes(operations[:1], nobody)) == 0 {
		return nil // the contract's first operation takes no such request
	}
	heard := c.askFirst(ctx, words)
	refusal := heard[nobody]
	if !unauthenticated(refusal) {
		return nil // the cases judge that
	}
	for _, word := range words[1:] {
		if !sameRefusal(heard[word], refusal) || !c.takesForNobody(ctx, word) {
			continue
		}
		key := "auth." + word + "_token"
		problem := fmt.Sprintf("the target refuses %s everywhere (%s), exactly as it refuses a token that nobody issued", key, responseInWords(refusal))
		if word == "forbidden" {
			return &UnreachableError{Err: fmt.Errorf("%s: is it still valid? give one that is and lacks the permission, or take the key out", problem), Keys: []string{key}}
		}
		// A gateway may know no token of other projects, so it may be right.
		r.unusable[word] = judge.Reason{Code: judge.NoCredential, Text: problem + ", so it shows nothing: is it still valid?"}
		r.note(problem + ": the cases that need it are not executed; give one that is valid in another project")
	}
	if auth.Dialect == target.Direct && frontCode(refusal.ErrorCode()) && c.frontEverywhere(ctx) {
		return &UnreachableError{
			Err:  fmt.Errorf("the target refuses a token that nobody issued with %s, as a gateway in front of the service does: write auth.dialect: %s", responseInWords(refusal), target.FrontGateway),
			Keys: []string{"auth.dialect"},
		}
	}
	return nil
}

// askFirst sends the first operation's probe with each of the credentials.
func (c callers) askFirst(ctx context.Context, words []string) map[string]exchange.Exchange {
	requests := make([]target.Request, 0, len(words))
	for _, word := range words {
		requests = append(requests, c.probes(c.operations[:1], word)[:1]...)
	}
	heard := make([]exchange.Exchange, len(requests))
	atOnce(requests, func(i int, request target.Request) { heard[i] = c.run.client.Send(ctx, request) })
	by := map[string]exchange.Exchange{}
	for i, word := range words {
		by[word] = heard[i]
	}
	return by
}

// probes are those of operations, with a credential.
func (c callers) probes(operations []openapi.Operation, word string) []target.Request {
	var list []target.Request
	for _, op := range operations {
		for _, request := range c.names.probes(op) {
			request.Auth = c.names.presented(op, cases.Auth{Credential: word})
			list = append(list, request)
		}
	}
	return list
}

// everywhere asks all operations, and the lists beside them, with a credential.
func (c callers) everywhere(ctx context.Context, word string) []exchange.Exchange {
	var heard []exchange.Exchange
	for _, request := range c.probes(c.operations, word) {
		heard = append(heard, c.run.client.Send(ctx, request))
	}
	return append(heard, c.lists(ctx, word)...)
}

// lists asks for one list of each kind with a credential.
func (c callers) lists(ctx context.Context, word string) (heard []exchange.Exchange) {
	as := c.run.sender
	as.ledgerAuth.Credential = word // in the place where the target knows its own
	var by fixtures.Sender = as
	if c.once {
		by = once{as}
	}
	for _, product := range c.run.products() {
		heard = append(heard, fixtures.Ask(ctx, by, c.run.config.Target, product, c.names.madeUp("policy of the preflight"))...)
	}
	return heard
}

// takesForNobody reports whether every response to the credential is the one to a token
// that nobody issued. Where there are no lists nothing but the cases can tell.
func (c callers) takesForNobody(ctx context.Context, word string) bool {
	if len(c.run.products()) == 0 {
		return false
	}
	given, garbage := c.everywhere(ctx, word), c.everywhere(ctx, nobody)
	for i := range given {
		if !sameRefusal(given[i], garbage[i]) {
			return false
		}
	}
	return true
}

// frontEverywhere reports whether the lists refuse a token that nobody issued as a gateway
// in front of the service does.
func (c callers) frontEverywhere(ctx context.Context) bool {
	heard := c.lists(ctx, nobody)
	for _, x := range heard {
		if !unauthenticated(x) || !frontCode(x.ErrorCode()) {
			return false
		}
	}
	return len(heard) > 0
}

func unauthenticated(x exchange.Exchange) bool {
	return x.Response != nil && situation.FamilyOf(x.Response.Status) == situation.Unauthenticated
}

// sameRefusal reports whether both responses refuse a token, with one code.
func sameRefusal(a, b exchange.Exchange) bool {
	return unauthenticated(a) && unauthenticated(b) && a.ErrorCode() == b.ErrorCode()
}

// doubtPermission says so if the target refuses its own caller whatever he is to be able
// to do: a token that may only read looks like that.
func (r *Run) doubtPermission(trials []*member) {
	forbidden := func(x exchange.Exchange) bool {
		return x.OfCase() && x.Response != nil && situation.FamilyOf(x.Response.Status) == situation.Forbidden
	}
	others := drop(trials, func(m *member) bool { return slices.ContainsFunc(m.last().Exchanges, forbidden) })
	if len(trials) > 0 && len(others) == 0 {
		r.note(fmt.Sprintf("the target refuses its own caller (403) whatever is to be unbound: may its token only read? (see %s)", r.place("auth")))
	}
}
