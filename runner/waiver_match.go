package runner

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/judge"
)

// Waivers matches waivers with results and remembers what became of each
// waiver. It is safe for concurrent use; nil waives nothing.
type Waivers struct {
	mu   sync.Mutex
	uses []waiverUse
}

// waiverUse is what became of one waiver.
type waiverUse struct {
	Waiver
	pattern cases.Pattern
	err     error // of the pattern
	expired bool
	// cases, judged and deviating count the cases that match, those of them
	// that passed or failed, and those that fail as the waiver says.
	cases, judged, deviating int
}

// NewWaivers prepares waivers for the results of one run at the given time,
// which decides which of them are in force.
func NewWaivers(waivers []Waiver, now time.Time) *Waivers {
	w := &Waivers{uses: make([]waiverUse, 0, len(waivers))}
	for _, waiver := range waivers {
		use := waiverUse{Waiver: waiver, expired: waiver.expiredAt(now)}
		use.pattern, use.err = cases.ParsePattern(waiver.Case)
		w.uses = append(w.uses, use)
	}
	return w
}

// Match returns the ids of the waivers in force that speak of the result,
// provided that it failed and that together they cover all that is wrong with
// it; nil otherwise. Each result is to be matched once, since [Waivers.Problems]
// counts them.
func (w *Waivers) Match(r Result) []string {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var ids []string
	covered := make([]bool, len(r.Deviations))
	for i := range w.uses {
		use := &w.uses[i]
		if !use.pattern.Match(r.Case.ID) {
			continue
		}
		use.count(r)
		if use.expired || !use.speaksOf(r) {
			continue
		}
		ids = append(ids, use.ID)
		for j, d := range r.Deviations {
			covered[j] = covered[j] || use.covers(d)
		}
	}
	if slices.Contains(covered, false) {
		return nil
	}
	return ids
}

// Problems names, with place and remedy, every waiver that has expired, that
// matches no case, or that is stale: it matches cases and none of them deviates
// any longer in the way it speaks of. It is asked after the last result.
func (w *Waivers) Problems() []string {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var problems []string
	for _, use := range w.uses {
		if problem := use.problem(); problem != "" {
			problems = append(problems, problem)
		}
	}
	return problems
}

func (u *waiverUse) count(r Result) {
	u.cases++
	switch r.Verdict {
	case judge.Pass, judge.Fail, judge.Observed:
		u.judged++
	}
	if u.speaksOf(r) {
		u.deviating++
	}
}

// problem says what is wrong with the waiver; empty if nothing is.
func (u *waiverUse) problem() string {
	what := "waiver for " + u.Case + u.restriction()
	if u.Place != "" {
		what = u.Place + ": " + what
	}
	switch {
	case u.err != nil:
		return what + ": " + u.err.Error()
	case u.cases == 0:
		return what + " matches no case of this run; correct the pattern or remove the waiver"
	case u.expired:
		return fmt.Sprintf("%s expired on %s; ask %s for a fix, or renew it with a reason", what, u.Expires, u.Owner)
	case u.judged > 0 && u.deviating == 0:
		return what + " is stale: the cases it matches do not fail in that way any longer; remove it"
	default:
		return ""
	}
}

// expiredAt reports whether the waiver's last day, in UTC, is over.
func (w Waiver) expiredAt(now time.Time) bool {
	last, err := time.Parse(time.DateOnly, w.Expires)
	return err != nil || !now.UTC().Before(last.AddDate(0, 0, 1))
}

// restriction is what the waiver is restricted to, in brackets; empty for one of all
// that is wrong with its cases.
func (w Waiver) restriction() string {
	var parts []string
	if w.Clause != "" {
		parts = append(parts, "clause "+w.Clause)
	}
	if w.Kind != "" {
		parts = append(parts, "kind "+string(w.Kind))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// covers reports whether the waiver speaks of the deviation.
func (w Waiver) covers(d judge.Deviation) bool {
	return (w.Clause == "" || w.Clause == d.Clause) && (w.Kind == "" || w.Kind == d.Kind)
}

// speaksOf reports whether the result failed in a way that the waiver is about.
func (w Waiver) speaksOf(r Result) bool {
	return r.Verdict == judge.Fail && (w.restriction() == "" || slices.ContainsFunc(r.Deviations, w.covers))
}

// Applicable keeps the waivers that have a say in a run of the selected cases:
// those that match a selected case, and those that match no case at all, which
// is a problem whatever is selected. A waiver of cases that were left out this
// time is neither needed nor stale.
func Applicable(waivers []Waiver, all, selected []cases.Case) []Waiver {
	var list []Waiver
	for _, w := range waivers {
		if w.matchesAny(selected) || !w.matchesAny(all) {
			list = append(list, w)
		}
	}
	return list
}

func (w Waiver) matchesAny(list []cases.Case) bool {
	pattern, err := cases.ParsePattern(w.Case)
	return err == nil && slices.ContainsFunc(list, func(c cases.Case) bool { return pattern.Match(c.ID) })
}
