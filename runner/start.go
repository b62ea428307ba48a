package runner

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// Config is what a run is made of.
type Config struct {
	Contract *openapi.Contract
	// Cases are the selected ones.
	Cases   []cases.Case
	Target  target.Target
	Options Options
	// Shard is the part of the cases that they are, if other parts may be run on the
	// target at the same time.
	Shard Shard
	// Waivers, if set, are matched with every result once it is there.
	Waivers *Waivers
	// Record, if set, is given every result whole, one at a time, before anybody else.
	// Results and Await then have it without its rounds, which would fill the memory.
	Record func(Result)
	// Version is the program's, for the User-Agent.
	Version string
	// Place says where a key of the target file stands in it; nil where there is no file.
	Place func(key string) string
	// Journal is the path of the journal of what must be undone; empty
	// switches it off. One that exists is taken for that of an interrupted run, so
	// nobody else may be at work on the target.
	Journal string
}

// largestBody bounds what is read of one response: room for five hundred
// failures with long messages, and an end for what has none.
const largestBody = 16 << 20

// linger is how long the connection is read after a response without a body;
// rows that are about late bytes say longer.
const linger = time.Millisecond

// Start opens the target and its fixtures and begins to execute the cases.
//
// An *UnreachableError says that the target does not answer or refuses the
// credentials; a *ConfigError that the configuration cannot work. After that
// every trouble is the result of a case.
func Start(ctx context.Context, config Config) (*Run, error) {
	client, err := newClient(config)
	if err != nil {
		return nil, err
	}
	r := newRun(config, client)
	if err := r.open(ctx); err != nil {
		client.Close()
		return nil, err
	}
	go r.execute(ctx)
	return r, nil
}

func newClient(config Config) (*target.Client, error) {
	client, err := target.New(config.Target, target.Options{Timeout: config.Options.Timeout, Version: config.Version, MaxBody: largestBody, Linger: linger})
	if err != nil {
		return nil, &ConfigError{Err: err}
	}
	return client, nil
}

// open proves that the target is there and takes stock of the fixtures.
func (r *Run) open(ctx context.Context) error {
	if err := r.hook(ctx, r.config.Target.Hooks.BeforeRun, nil); err != nil {
		return &ConfigError{Err: fmt.Errorf("hooks.before_run: %w", err)}
	}
	probing, cancel := context.WithTimeout(ctx, preflightTime)
	defer cancel()
	if err := r.reach(probing); err != nil {
		return err
	}
	if err := r.sharedTokens(probing); err != nil {
		return err
	}
	if err := r.preflight(ctx); err != nil {
		return err
	}
	if err := r.otherCallers(probing); err != nil {
		return err
	}
	return r.openLedger(ctx)
}

// reach proves that the target is there, and gets what its credentials take.
func (r *Run) reach(ctx context.Context) error {
	if err := r.dial(ctx); err != nil {
		return err
	}
	err := r.client.Authenticate(ctx)
	var credential *target.CredentialError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &credential) && credential.Source == "token_file":
		return &ConfigError{Err: err, Keys: []string{"auth.token_file"}}
	default:
		return &UnreachableError{Err: err}
	}
}

func (r *Run) openLedger(ctx context.Context) error {
	ledger, err := r.ledgerFor(ctx)
	var refused *fixtures.RefusedError
	var transport *fixtures.TransportError
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &transport) && transport.Fault.Kind == exchange.FaultConnect, errors.As(err, &refused) && !r.mayNotList(refused):
		return &UnreachableError{Err: err, Keys: []string{"auth"}}
	case errors.As(err, &transport), errors.As(err, &refused):
		// The target is there and knows the caller, but its lists are out of order or
		// not for him. The cases will show it; state cannot be read back.
		r.note(err.Error())
		if ledger, err = r.ledgerFor(ctx, fixtures.WithoutLists(err.Error())); err != nil {
			return &ConfigError{Err: err}
		}
	default:
		return &ConfigError{Err: err}
	}
	if wrong := unknownFixtures(r.config.Target, ledger); wrong != nil {
		return errors.Join(wrong, ledger.Close(ctx))
	}
	r.use(ledger)
	return nil
}

// unknownFixtures says in which instance the target has nothing of what the target file
// names.
func unknownFixtures(t target.Target, ledger *fixtures.Ledger) *UnreachableError {
	instances := map[string]string{"instance_id": t.InstanceID}
	if t.OtherInstance != nil {
		instances["other_instance.instance_id"] = t.OtherInstance.InstanceID
	}
	for _, key := range slices.Sorted(maps.Keys(instances)) {
		if ledger.Unknown(instances[key]) {
			return &UnreachableError{
				Err:  fmt.Errorf("the target says that nothing which the target file names exists in instance %s: is that the right instance, and are the ids of its policies right?", instances[key]),
				Keys: []string{key},
			}
		}
	}
	return nil
}

// mayNotList reports whether the caller, who is known and was let in, lacks the
// permission for the lists alone.
func (r *Run) mayNotList(refused *fixtures.RefusedError) bool {
	return situation.FamilyOf(refused.Status) == situation.Forbidden && r.config.Target.Fixtures.Mode != "provision"
}

// use hands out what the ledger has, and notes what it lacks.
func (r *Run) use(ledger *fixtures.Ledger) {
	r.ledger = ledger
	var missing []string
	for _, m := range ledger.Missing() {
		missing = append(missing, m.Text+" (see "+r.place(m.Key)+")")
	}
	r.noteSome(missing)
	r.noteSome(ledger.Unreadable())
	r.noteLeftOut()
}

// noteLeftOut says which of the cases that it would otherwise have a contract of somebody's
// own has no place for: nobody would miss them.
func (r *Run) noteLeftOut() {
	if r.builtIn() {
		return
	}
	left, err := cases.LeftOut(r.config.Contract)
	if err != nil || len(left) == 0 {
		return // a mistake in the cases was found when they were loaded
	}
	const most = 3
	r.note("left out, since the pages of this contract do not allow what they send, or lack what they are about: " + spelling.Some(left, most))
}

// place says where a key of the target file stands.
func (r *Run) place(key string) string {
	if r.config.Place == nil {
		return key
	}
	return r.config.Place(key)
}

// noteSome notes the first few of one kind of notes: a target whose fixtures
// are gone has one for each of them.
func (r *Run) noteSome(texts []string) {
	const most = 4
	for _, text := range texts[:min(most, len(texts))] {
		r.note(text)
	}
	if more := len(texts) - most; more > 0 {
		r.note(fmt.Sprintf("… and %d more like the last", more))
	}
}

func (r *Run) ledgerFor(ctx context.Context, options ...fixtures.Option) (*fixtures.Ledger, error) {
	journal, err := r.openJournal(ctx)
	if err != nil {
		return nil, err
	}
	options = append(options, fixtures.WithJournal(journal))
	return fixtures.Open(ctx, r.sender, r.config.Target, r.products(), append(options, r.beside()...)...)
}

// beside tells the ledger what is for other shards to unbind.
func (r *Run) beside() []fixtures.Option {
	if r.config.Shard.whole() {
		return nil
	}
	return []fixtures.Option{fixtures.Beside(r.config.Shard.Changes)}
}

// openJournal begins the journal of this run. One that is there already is
// what an interrupted run left behind: it is undone first, and kept under
// another name if that does not work.
func (r *Run) openJournal(ctx context.Context) (*fixtures.Journal, error) {
	path := r.config.Journal
	if path == "" {
		return nil, nil
	}
	if _, err := os.Stat(path); err == nil {
		if err := awaitQuiet(ctx, path); err != nil {
			return nil, err
		}
		undone, err := fixtures.Recover(ctx, r.sender, r.config.Target, path)
		if err != nil {
			kept := fmt.Sprintf("%s.%d", path, time.Now().Unix())
			if err := os.Rename(path, kept); err != nil {
				return nil, fmt.Errorf("setting the journal of an interrupted run aside: %w", err)
			}
			r.note(fmt.Sprintf("what an interrupted run left behind could not be undone: %v; its journal is kept as %s", err, kept))
		} else {
			r.note(fmt.Sprintf("undid what an interrupted run left behind: %s bound again, %s removed", spelling.Counted(len(undone.Bound), "binding"), spelling.Counted(len(undone.Removed), "thing")))
		}
	}
	return fixtures.CreateJournal(path)
}

// products are those of the selected cases that have fixtures.
func (r *Run) products() []string {
	var list []string
	for _, product := range domain.ProductNames() {
		for _, c := range r.config.Cases {
			if op, ok := r.config.Contract.Operation(c.Operation); ok && op.Product == product {
				list = append(list, product)
				break
			}
		}
	}
	return list
}
