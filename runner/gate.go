package runner

import "sync"

// gate lets so many exchanges through at a time. Those in a hurry, of cases that many
// others wait for, go before the rest; whoever has several of these in a row can keep
// a place in between.
type gate struct {
	mu    sync.Mutex
	left  *sync.Cond
	width int
	// tooWide is set once the target was too busy for what was inside.
	tooWide bool
	// hurried and others are inside; kept are the places that are kept for the
	// hurried, waiting is how many of these wait.
	hurried, others, kept, waiting int
}

func newGate(width int) *gate {
	g := &gate{width: width}
	g.left = sync.NewCond(&g.mu)
	return g
}

// enter waits for a place.
func (g *gate) enter(hurried bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if hurried {
		g.waiting++
		for g.hurried+g.others >= g.width {
			g.left.Wait()
		}
		g.waiting--
		g.hurried++
		return
	}
	for max(g.kept, g.hurried+g.waiting)+g.others >= g.width {
		g.left.Wait()
	}
	g.others++
}

// leave gives the place back.
func (g *gate) leave(hurried bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if hurried {
		g.hurried--
	} else {
		g.others--
	}
	g.left.Broadcast()
}

// keep keeps places for the hurried, or gives up so many if n is negative.
func (g *gate) keep(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.kept += n
	g.left.Broadcast()
}

// narrow halves the width, down to one, and reports whether that was possible.
func (g *gate) narrow() (now int, narrowed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.tooWide = true
	if g.width == 1 {
		return 1, false
	}
	g.width /= 2
	return g.width, true
}

// narrowed reports whether the gate was ever to become narrower.
func (g *gate) narrowed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.tooWide
}

// atOnce is the width.
func (g *gate) atOnce() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.width
}
