package runner

import (
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

// patience shortens the time limit of an operation that has let several
// requests run out of it: a gateway that hangs is found out by then, and
// waiting in full for each of its cases would take an hour. An operation that
// was busy several times, however often it was asked again, is not asked again.
type patience struct {
	mu     sync.Mutex
	lapsed map[string]int
	busy   map[string]int
}

const (
	patienceEnds   = 3
	impatientLimit = time.Second
)

// limit is the time limit of the operation's next request; zero for the usual.
func (p *patience) limit(op string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lapsed[op] >= patienceEnds {
		return impatientLimit
	}
	return 0
}

func (p *patience) saw(op string, ex target.Exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lapsed == nil {
		p.lapsed = map[string]int{}
	}
	if ex.Fault != nil && ex.Fault.Kind == target.FaultTimeout {
		p.lapsed[op]++
	}
}

// waits tells whether a busy answer of the operation is worth another attempt.
func (p *patience) waits(op string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.busy[op] < patienceEnds
}

// waited notes that all attempts found the operation busy.
func (p *patience) waited(op string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.busy == nil {
		p.busy = map[string]int{}
	}
	p.busy[op]++
}
