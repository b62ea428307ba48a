package runner

import (
	"maps"
	"slices"
	"sync"
	"time"
)

// underWay remembers when each operation was last asked for something: what changes at the
// lists, and is found to be nobody's doing, may be that of any that was at work meanwhile.
type underWay struct {
	mu   sync.Mutex
	last map[string]time.Time
}

func (u *underWay) asked(operation string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.last == nil {
		u.last = map[string]time.Time{}
	}
	u.last[operation] = time.Now()
}

// since are the operations that were asked for something since a time, but for one, in
// alphabetical order.
func (u *underWay) since(t time.Time, but string) []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	var all []string
	for _, operation := range slices.Sorted(maps.Keys(u.last)) {
		if operation != but && !u.last[operation].Before(t) {
			all = append(all, operation)
		}
	}
	return all
}

// firstStarted is when the first of some cases began.
func firstStarted(members []*member) time.Time {
	first := time.Now()
	for _, m := range members {
		if at := m.result.Started; !at.IsZero() && at.Before(first) {
			first = at
		}
	}
	return first
}
