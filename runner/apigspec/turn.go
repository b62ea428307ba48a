package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/state"
	"github.com/apigspec/apigspec/runner/target"
)

// stateFlag names the folder by which runs know of each other.
type stateFlag struct {
	State string `placeholder:"DIR" help:"Where locks and journals live (default: the user's folder for state)."`
}

func (f stateFlag) openState() (state.Folder, error) {
	folder, err := state.Open(f.State)
	if err != nil {
		return state.Folder{}, usage("--state: %w; name a folder that can be written", err)
	}
	return folder, nil
}

func stateTarget(t target.Target) state.Target {
	return state.Target{URL: t.URL, Project: t.ProjectID, Instance: t.InstanceID}
}

// lockTarget takes the target for this process alone; it waits no longer than limit,
// which is --run-timeout.
func lockTarget(ctx context.Context, folder state.Folder, at state.Target, limit time.Duration, note func(string, ...any)) (*state.Lock, error) {
	waiting, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	lock, err := folder.LockTarget(waiting, at, func(h state.Holder) { note("waits for another run, %s, on this target", h) })
	var busy *state.BusyError
	switch {
	case errors.As(err, &busy) && ctx.Err() == nil:
		return nil, &runner.UnreachableError{Err: fmt.Errorf("the target did not come free within %s (--run-timeout): %w", limit, err)}
	case errors.As(err, &busy):
		return nil, fmt.Errorf("%w while waiting for the target: %w", ctx.Err(), err)
	case err != nil:
		return nil, usage("--state: %w", err)
	}
	return lock, nil
}
