package runner

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
)

// Cleanup undoes what an interrupted run left behind, as its journal, config.Journal,
// has it; of config's cases it takes no notice. Who calls it holds the target's lock,
// since otherwise the run may still be at work.
//
// An *UnreachableError says that the target does not answer or refuses the
// credentials; any other error what is left, besides what was undone.
func Cleanup(ctx context.Context, config Config) (fixtures.Recovered, error) {
	client, err := newClient(config)
	if err != nil {
		return fixtures.Recovered{}, err
	}
	defer client.Close()
	config.Cases = nil
	r := newRun(config, client)
	probing, cancel := context.WithTimeout(ctx, preflightTime)
	defer cancel()
	if err := r.reach(probing); err != nil {
		return fixtures.Recovered{}, err
	}
	if err := awaitQuiet(ctx, config.Journal); err != nil {
		return fixtures.Recovered{}, err
	}
	undone, err := fixtures.Recover(ctx, r.sender, config.Target, config.Journal)
	var refused *fixtures.RefusedError
	var transport *fixtures.TransportError
	if errors.As(err, &refused) && situation.FamilyOf(refused.Status) == situation.Unauthenticated || errors.As(err, &transport) && transport.Fault.Kind == exchange.FaultConnect {
		err = &UnreachableError{Err: err}
	}
	return undone, err
}

// awaitQuiet waits until the last change that a journal announces has shown in the
// target's lists: it may still have been on its way when the run was killed.
func awaitQuiet(ctx context.Context, journal string) error {
	info, err := os.Stat(journal)
	if err != nil {
		return &ConfigError{Err: fmt.Errorf("the journal: %w", err)}
	}
	select {
	case <-time.After(settleTime - time.Since(info.ModTime())):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
