package judge

import "github.com/apigspec/apigspec/runner/exchange"

// Observation is what was seen in one execution of a case.
type Observation struct {
	// Exchanges are in the order they were sent, those of the harness
	// (readback, restore) included. A log keeps them apart.
	Exchanges []exchange.Exchange `json:"-"`
	// Looks are what the lists showed.
	Looks []Look `json:"looks,omitempty"`
	// Superseded is set for a round among others that was executed again, because
	// what became of the bindings was not what their responses say. It counts only
	// if it failed and no later round did.
	Superseded bool `json:"superseded,omitempty"`
	// Excused is set for a superseded round whose bindings another case was found to
	// have touched: it does not count at all.
	Excused bool `json:"excused,omitempty"`
	// Stopped says why the case did not come to its end; nil if it did.
	Stopped *Reason `json:"stopped,omitempty"`
}

// Look is what the lists showed of a step's effect.
type Look struct {
	Step int `json:"step"`
	// Before is set for a look before a step that comes later: what an earlier
	// one unbound must not have come back.
	Before bool `json:"before,omitempty"`
	// NotSeen says why the lists could not be read; empty if they were.
	NotSeen string `json:"not_seen,omitempty"`
	// Late is set when the first look did not show what was due.
	Late bool `json:"late,omitempty"`
	// Gone and Came are the differences to the last look before the step.
	Gone []Binding `json:"gone,omitempty"`
	Came []Binding `json:"came,omitempty"`
	// Among is the number of cases that share the look, after all steps of each; 0
	// for a look of the case's own after the step. Gone and Came are then about the
	// bindings that the case was given and no other.
	Among int `json:"among,omitempty"`
	// Pinned is set for a shared look at a change that could be anybody's, and did
	// not happen when the cases were executed again, in the one case that it is
	// pinned on.
	Pinned bool `json:"pinned,omitempty"`
	// Others are the other operations that may have made a pinned change: they were asked
	// for something meanwhile.
	Others []string `json:"others,omitempty"`
}

// sent returns the last exchange of each attempt at a step, those that say
// something about the target: what was answered busy was sent again, and only
// the last response counts.
func (o Observation) sent(step int) []exchange.Exchange {
	var list []exchange.Exchange
	for _, ex := range o.Exchanges {
		switch {
		case !ex.OfCase() || ex.Step != step:
		case len(list) > 0 && list[len(list)-1].Attempt == ex.Attempt:
			list[len(list)-1] = ex
		default:
			list = append(list, ex)
		}
	}
	for i, ex := range list {
		if ex.Fault != nil && !ex.Fault.Kind.OfTarget() {
			return list[:i] // the case stopped here
		}
	}
	return list
}

// last returns the last exchange of the case itself.
func (o Observation) last() (exchange.Exchange, bool) {
	for i := len(o.Exchanges) - 1; i >= 0; i-- {
		if o.Exchanges[i].OfCase() {
			return o.Exchanges[i], true
		}
	}
	return exchange.Exchange{}, false
}
