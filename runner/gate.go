package runner

import "sync"

// gate lets so many exchanges through at a time.
type gate struct {
	mu            sync.Mutex
	left          *sync.Cond
	width, inside int
	// urgent is how many wait that go first.
	urgent int
}

func newGate(width int) *gate {
	g := &gate{width: width}
	g.left = sync.NewCond(&g.mu)
	return g
}

// enter waits for a place. Who is not urgent lets go first who is.
func (g *gate) enter(urgent bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if urgent {
		g.urgent++
		defer func() { g.urgent-- }()
	}
	for g.inside >= g.width || !urgent && g.urgent > 0 {
		g.left.Wait()
	}
	g.inside++
}

// leave gives the place back.
func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	g.left.Broadcast()
}

// narrow halves the width, down to one, and reports whether that was possible.
func (g *gate) narrow() (now int, narrowed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.width == 1 {
		return 1, false
	}
	g.width /= 2
	return g.width, true
}

// atOnce is the width.
func (g *gate) atOnce() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.width
}
