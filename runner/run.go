package runner

import (
	"context"
	"time"
)

// Options shape a run; the command line's flags of the same names.
type Options struct {
	// Strict judges should cases like must cases.
	Strict bool
	// Concurrency is the number of exchanges at a time outside the lanes.
	Concurrency int
	// Timeout bounds one exchange, RunTimeout the whole run.
	Timeout, RunTimeout time.Duration
	// Repeat runs each case so often.
	Repeat int
	// Seed decides the order of the cases and the made-up ids.
	Seed int64
}

// Run is a run in progress.
type Run struct {
	results chan Result
}

// Results delivers each case's result once, as it finishes, and is closed
// after the last one.
func (r *Run) Results() <-chan Result { return r.results }

// Await blocks until the case with the given ID has a result. A case that is
// not part of the run is an error at once.
func (r *Run) Await(ctx context.Context, id string) (Result, error) { return Result{}, nil }
