package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// stateTargets are the instances that a run changes, in the same order in every run: two
// that have one each would otherwise wait for each other.
func stateTargets(t target.Target) []state.Target {
	all := []state.Target{stateTarget(t)}
	if o := t.OtherInstance; o != nil && o.InstanceID != t.InstanceID {
		all = append(all, state.Target{URL: t.URL, Project: t.ProjectID, Instance: o.InstanceID})
	}
	slices.SortFunc(all, func(a, b state.Target) int { return strings.Compare(a.Instance, b.Instance) })
	return all
}

// lockTarget takes the target's instances for this process alone, until release; it
// waits no longer than limit, which is --run-timeout.
func lockTarget(ctx context.Context, folder state.Folder, t target.Target, limit time.Duration, note func(string, ...any)) (release func(), err error) {
	waiting, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var locks []*state.Lock
	release = func() {
		for _, l := range locks {
			_ = l.Release() // it ends with the process at the latest
		}
	}
	for _, at := range stateTargets(t) {
		lock, err := folder.LockTarget(waiting, at, func(h state.Holder) { note("waits for another run, %s, on this target", h) })
		if err != nil {
			release()
			return nil, notFree(ctx, err, limit)
		}
		locks = append(locks, lock)
	}
	return release, nil
}

// notFree says why the target could not be had.
func notFree(ctx context.Context, err error, limit time.Duration) error {
	var busy *state.BusyError
	switch {
	case errors.As(err, &busy) && ctx.Err() == nil:
		return &runner.UnreachableError{Err: fmt.Errorf("the target did not come free within %s (--run-timeout): %w", limit, err)}
	case errors.As(err, &busy):
		return fmt.Errorf("%w while waiting for the target: %w", ctx.Err(), err)
	default:
		return usage("--state: %w", err)
	}
}
