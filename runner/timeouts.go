package runner

import (
	"sync"
	"time"

	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/target"
)

// settleWindow knows how long effects that the page does not call immediate are
// waited for. An operation whose effects did not come in time is given less time from
// then on: a gateway that never unbinds would cost minutes.
type settleWindow struct {
	mu     sync.Mutex
	misses map[string]int
}

const (
	settleTime  = 3 * time.Second
	settleAgain = 250 * time.Millisecond
	settleLeast = 50 * time.Millisecond
	// neverSettles is how often an operation is waited for before it gets the least.
	neverSettles = 4
	settlePause  = 25 * time.Millisecond
	// longestPause is between looks for several cases, of which each costs as many
	// requests as there are lists.
	longestPause = 200 * time.Millisecond
)

func (s *settleWindow) time(op string) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch n := s.misses[op]; {
	case n == 0:
		return settleTime
	case n < neverSettles:
		return settleAgain
	default:
		return settleLeast
	}
}

func (s *settleWindow) missed(op string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.misses == nil {
		s.misses = map[string]int{}
	}
	s.misses[op]++
}

// adaptiveTimeouts shorten the limits of an operation that has run out of them
// several times: a gateway that hangs, or whose responses do not end, is found out
// by then, and waiting in full for each of its cases would take an hour. An
// operation that was busy several times, however often it was asked again, is
// not asked again.
type adaptiveTimeouts struct {
	mu    sync.Mutex
	tried map[string]*trials
}

// trials count what became of an operation's requests.
type trials struct {
	lapsed, endless, busy int
	answered              bool
}

const (
	slowAfter = 3
	slowLimit = time.Second
	// hangingAfter is when an operation is given little time, and one that has
	// never answered the least there is.
	hangingAfter = 10
	hangingLimit = 300 * time.Millisecond
	deadLimit    = 100 * time.Millisecond
	// endlessSize is room for five hundred failures all the same.
	endlessSize = 1 << 20
)

// of is what is known of an operation; the caller holds mu.
func (a *adaptiveTimeouts) of(op string) *trials {
	if a.tried == nil {
		a.tried = map[string]*trials{}
	}
	t := a.tried[op]
	if t == nil {
		t = new(trials)
		a.tried[op] = t
	}
	return t
}

// limit sets the limits of the operation's next request.
func (a *adaptiveTimeouts) limit(op string, r *target.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	t := a.of(op)
	switch {
	case t.lapsed >= hangingAfter && !t.answered:
		r.Timeout = deadLimit
	case t.lapsed >= hangingAfter:
		r.Timeout = hangingLimit
	case t.lapsed >= slowAfter:
		r.Timeout = slowLimit
	}
	if t.endless >= slowAfter {
		r.MaxBody = endlessSize
	}
}

func (a *adaptiveTimeouts) saw(op string, ex exchange.Exchange) {
	a.mu.Lock()
	defer a.mu.Unlock()
	t := a.of(op)
	switch {
	case ex.Fault == nil:
		t.answered = true
	case ex.Fault.Kind == exchange.FaultTimeout:
		t.lapsed++
	case ex.Fault.Kind == exchange.FaultTooLarge:
		t.endless++
	}
}

// waits reports whether a busy response of the operation is worth another attempt.
func (a *adaptiveTimeouts) waits(op string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.of(op).busy < slowAfter
}

// waited notes that all attempts found the operation busy.
func (a *adaptiveTimeouts) waited(op string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.of(op).busy++
}
