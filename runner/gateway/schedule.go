package gateway

import (
	"sync"
	"sync/atomic"
	"time"
)

// schedule holds what is to happen later. It happens at the first request
// after its time, so that nothing runs while nobody looks.
type schedule struct {
	waiting atomic.Int64
	mu      sync.Mutex
	tasks   []task
}

type task struct {
	at time.Time // not before this time
	in int       // and not before so many further requests
	do func()
}

func (s *schedule) add(t task) {
	s.mu.Lock()
	s.tasks = append(s.tasks, t)
	s.mu.Unlock()
	s.waiting.Add(1)
}

func (s *schedule) run(now time.Time) {
	if s.waiting.Load() == 0 {
		return
	}
	var due []func()
	s.mu.Lock()
	rest := s.tasks[:0]
	for _, t := range s.tasks {
		t.in--
		if t.in < 0 && !now.Before(t.at) {
			due = append(due, t.do)
			continue
		}
		rest = append(rest, t)
	}
	s.tasks = rest
	s.mu.Unlock()
	s.waiting.Add(int64(-len(due)))
	for _, do := range due {
		do()
	}
}
