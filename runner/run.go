package runner

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// Options shape a run; the command line's flags of the same names.
type Options struct {
	// Strict judges should cases like must cases.
	Strict bool
	// Concurrency is the number of exchanges at a time, those that may change state
	// apart; 0 means 8.
	Concurrency int
	// WaveSize bounds how many cases that may change state share one look at the
	// lists; 0 means as many as there are bindings for.
	WaveSize int
	// Timeout bounds one exchange, RunTimeout the whole run.
	Timeout, RunTimeout time.Duration
	// Repeat runs each case so often.
	Repeat int
	// Seed decides the order of the cases and the made-up ids.
	Seed int64
}

// Run is a run in progress.
type Run struct {
	config Config
	client *target.Client
	ledger *fixtures.Ledger
	// results has the futures in the order in which they came.
	results chan *future
	// pending holds one future per case; it does not change once the run is
	// made.
	pending map[string]*future
	sender  sender
	// found counts, by operation, the cases that changed what they must not, wrong
	// those whose responses are wrong, though not what they changed.
	found, wrong offenders
	// longLists counts, by operation, the delivered cases that hold long lists.
	longLists offenders
	lasting   lasting
	underWay  underWay
	// vanished are bindings that did not stay bound while the pool was at work.
	vanished []fixtures.Binding
	// parts are the results of cases that are to be executed more often.
	parts map[string]*member
	// pool executes what must change nothing; set when the run begins.
	pool *pool
	// vigils counts how often the run looked who else is at work.
	vigils int
	// disturbedBefore is set when somebody else was found to have been at work; disturber
	// says who, if it is known that he still is.
	disturbedBefore bool
	disturber       atomic.Pointer[disturbedError]
	// hooked counts the steps before which the hook ran, heeded those of them whose
	// response was no success.
	hooked, heeded atomic.Int64
	// outage waits for a target that is away for a moment.
	outage outage
	// looking is held while somebody looks whether the target still knows the caller.
	looking sync.Mutex
	// unusable says of credentials why they show nothing; it does not change once the run
	// has begun.
	unusable map[string]judge.Reason
	// letIn is set once the target accepted its own credential where the page puts it;
	// turnedAway counts, by operation, how often it refused the target's own credential,
	// although that is good.
	letIn      bool
	turnedAway offenders
	// settle bounds how long effects that may be late are waited for.
	settle settleWindow
	// timeouts bound how long a target that hangs is waited for.
	timeouts adaptiveTimeouts
	// cancel ends the run; done is closed when it has ended.
	cancel context.CancelCauseFunc
	done   chan struct{}

	// recording is held while a result is recorded.
	recording sync.Mutex

	mu    sync.Mutex
	notes []string
	// unproved are bindings that responses say were unbound, and lists still show.
	unproved map[string]bool
	// left is what is not as it was before the run, known once it has ended.
	left []fixtures.Left
	// restoring collects what could not be put back.
	restoring error
}

// future is a result that somebody may wait for.
type future struct {
	ready  chan struct{}
	result Result
}

func newRun(config Config, client *target.Client) *Run {
	if config.Options.Concurrency < 1 {
		config.Options.Concurrency = 8
	}
	if config.Options.Repeat < 1 {
		config.Options.Repeat = 1
	}
	r := &Run{
		config:  config,
		client:  client,
		results: make(chan *future, len(config.Cases)),
		pending: make(map[string]*future, len(config.Cases)),
		done:    make(chan struct{}),
		cancel:  func(error) {},
		parts:   map[string]*member{},

		unusable: map[string]judge.Reason{},
	}
	r.outage.answers, r.outage.takes, r.outage.note = r.answersAnything, r.takesAnything, r.note
	r.outage.lost = func(err error) { r.cancel(&lostError{err}) }
	r.sender = sender{client: client, timeouts: &r.timeouts, meanings: &meanings{contract: config.Contract}, note: r.note, outage: &r.outage, changes: newGate(max(1, config.Target.Fixtures.ConcurrentChanges))}
	for _, c := range config.Cases {
		r.pending[c.ID] = &future{ready: make(chan struct{})}
	}
	return r
}

// Results are those of all cases, each once, as it finishes. They end after the last one.
func (r *Run) Results() iter.Seq[Result] {
	return func(yield func(Result) bool) {
		for f := range r.results {
			if !yield(f.result) {
				return
			}
		}
	}
}

// Await blocks until the case with the given ID has a result. A case that is
// not part of the run is an error at once.
func (r *Run) Await(ctx context.Context, id string) (Result, error) {
	f, ok := r.pending[id]
	if !ok {
		return Result{}, fmt.Errorf("case %s is not part of this run", id)
	}
	select {
	case <-f.ready:
		return f.result, nil
	case <-ctx.Done():
		return Result{}, fmt.Errorf("waiting for case %s: %w", id, ctx.Err())
	}
}

// Notes are what the harness has to say about the run as a whole: fixtures
// that are missing, lists that cannot be read, hooks that failed.
func (r *Run) Notes() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.notes...)
}

func (r *Run) note(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, n := range r.notes {
		if n == text {
			return
		}
	}
	r.notes = append(r.notes, text)
}

// Close waits for the run to end, having restored the fixtures, and closes
// the connections. The error says what could not be restored.
func (r *Run) Close() error {
	r.cancel(nil)
	<-r.done
	r.client.Close()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.restoring
}

// deliverPart delivers a member's result once all executions of its case that were
// asked for are there. One that was not carried out says nothing beside others.
func (r *Run) deliverPart(m *member) {
	whole := r.parts[m.c.ID]
	switch {
	case whole == nil:
		whole = m
	case m.result.cutShort(context.Background()):
		whole.repeats += m.repeats
	case whole.result.cutShort(context.Background()):
		m.repeats += whole.repeats
		whole = m
	default:
		whole.result = r.judged(whole.result, m.result.Rounds...)
		whole.repeats += m.repeats
	}
	if whole.repeats < r.config.Options.Repeat {
		r.parts[m.c.ID] = whole
		return
	}
	delete(r.parts, m.c.ID)
	r.deliver(whole.result)
}

// deliver hands a result to whoever waits for it.
func (r *Run) deliver(result Result) {
	if why := r.disturber.Load(); why != nil {
		result = r.doubted(result, why)
	}
	result = r.withoutLongLists(r.standing(result).brief())
	result.WaivedBy = r.config.Waivers.Match(result)
	if r.config.Record != nil {
		r.recording.Lock()
		r.config.Record(result)
		r.recording.Unlock()
		result.Rounds = nil
	}
	f := r.pending[result.Case.ID]
	f.result = result
	close(f.ready)
	r.results <- f
}

// failedToRestore remembers what could not be put back, each trouble once.
func (r *Run) failedToRestore(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.restoring != nil && strings.Contains(r.restoring.Error(), err.Error()) {
		return
	}
	r.restoring = errors.Join(r.restoring, err)
}

// forgetTrouble forgets what could not be put back: it is about to be tried once more.
func (r *Run) forgetTrouble() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.restoring = nil
}
