package runner

import (
	"context"
	"sync"
	"time"

	"github.com/apigspec/apigspec/runner/target"
)

// settling knows how long effects that the page does not call immediate are
// waited for. An operation that once did not settle in time is not given the
// full time again: a gateway that never unbinds would cost minutes.
type settling struct {
	mu   sync.Mutex
	slow map[string]bool
}

const (
	settleTime  = 3 * time.Second
	settleAgain = 250 * time.Millisecond
	settlePause = 25 * time.Millisecond
)

func (s *settling) time(op string) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slow[op] {
		return settleAgain
	}
	return settleTime
}

func (s *settling) missed(op string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.slow == nil {
		s.slow = map[string]bool{}
	}
	s.slow[op] = true
}

// patience shortens the limits of an operation that has run out of them
// several times: a gateway that hangs, or whose answers do not end, is found out
// by then, and waiting in full for each of its cases would take an hour. An
// operation that was busy several times, however often it was asked again, is
// not asked again.
type patience struct {
	mu    sync.Mutex
	tried map[string]*trials
}

// trials count what became of an operation's requests.
type trials struct {
	lapsed, endless, busy int
	answered              bool
}

const (
	patienceEnds   = 3
	impatientLimit = time.Second
	// patienceGone is when an operation is given little time, and one that has
	// never answered the least there is.
	patienceGone = 10
	littleLimit  = 300 * time.Millisecond
	leastLimit   = 100 * time.Millisecond
	// impatientSize is room for five hundred failures all the same.
	impatientSize = 1 << 20
)

// of is what is known of an operation; the caller holds mu.
func (p *patience) of(op string) *trials {
	if p.tried == nil {
		p.tried = map[string]*trials{}
	}
	t := p.tried[op]
	if t == nil {
		t = new(trials)
		p.tried[op] = t
	}
	return t
}

// limit sets the limits of the operation's next request.
func (p *patience) limit(op string, r *target.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.of(op)
	switch {
	case t.lapsed >= patienceGone && !t.answered:
		r.Timeout = leastLimit
	case t.lapsed >= patienceGone:
		r.Timeout = littleLimit
	case t.lapsed >= patienceEnds:
		r.Timeout = impatientLimit
	}
	if t.endless >= patienceEnds {
		r.MaxBody = impatientSize
	}
}

func (p *patience) saw(op string, ex target.Exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.of(op)
	switch {
	case ex.Fault == nil:
		t.answered = true
	case ex.Fault.Kind == target.FaultTimeout:
		t.lapsed++
	case ex.Fault.Kind == target.FaultTooLarge:
		t.endless++
	}
}

// waits tells whether a busy answer of the operation is worth another attempt.
func (p *patience) waits(op string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.of(op).busy < patienceEnds
}

// waited notes that all attempts found the operation busy.
func (p *patience) waited(op string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.of(op).busy++
}

// patientSender sends the ledger's requests, by method: a gateway whose bind
// operation hangs is asked to bind after every case.
type patientSender struct {
	client   *target.Client
	patience *patience
}

// Send implements [fixtures.Sender].
func (s patientSender) Send(ctx context.Context, r target.Request) target.Exchange {
	s.patience.limit(r.Method, &r)
	return s.seen(r, s.client.Send(ctx, r))
}

// Again implements [fixtures.Sender].
func (s patientSender) Again(ctx context.Context, r target.Request, attempt int) target.Exchange {
	s.patience.limit(r.Method, &r)
	return s.seen(r, s.client.Again(ctx, r, attempt))
}

func (s patientSender) seen(r target.Request, ex target.Exchange) target.Exchange {
	s.patience.saw(r.Method, ex)
	return ex
}
