package runner

import (
	"testing"
	"time"
)

// entered tells when somebody came through the gate.
func entered(g *gate, hurried bool) <-chan struct{} {
	in := make(chan struct{})
	go func() {
		g.enter(hurried)
		close(in)
	}()
	return in
}

func isIn(in <-chan struct{}) bool {
	select {
	case <-in:
		return true
	case <-time.After(50 * time.Millisecond):
		return false
	}
}

func TestGate(t *testing.T) {
	g := newGate(2)
	g.enter(false)
	g.enter(true)
	other, hurried := entered(g, false), entered(g, true)
	if isIn(other) || isIn(hurried) {
		t.Error("more came in than there are places")
	}
	g.leave(true)
	if !isIn(hurried) || isIn(other) {
		t.Error("who is in a hurry did not go first")
	}
	g.leave(true)
	if !isIn(other) {
		t.Error("a place is free, and nobody came in")
	}
}

func TestKeptPlacesAreForTheHurried(t *testing.T) {
	g := newGate(2)
	g.keep(1)
	g.enter(false)
	other := entered(g, false)
	if isIn(other) {
		t.Error("the kept place was taken")
	}
	if !isIn(entered(g, true)) {
		t.Error("the kept place was not given")
	}
	g.leave(true)
	g.keep(-1)
	if !isIn(other) {
		t.Error("the place is kept for ever")
	}
}

func TestNarrowGate(t *testing.T) {
	g := newGate(5)
	for _, want := range []int{2, 1} {
		if now, narrowed := g.narrow(); now != want || !narrowed {
			t.Errorf("%d, %t; want %d", now, narrowed, want)
		}
	}
	if now, narrowed := g.narrow(); now != 1 || narrowed || g.atOnce() != 1 {
		t.Errorf("%d, %t: it cannot be narrower than one", now, narrowed)
	}
}
