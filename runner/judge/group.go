package judge

import (
	"slices"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/exchange"
)

// Suspect is one of several cases that shared a look.
type Suspect struct {
	Subject Subject
	// Rounds are those among others and then the one by itself, in this order.
	Rounds []Round
	// Named are the bindings that the case was handed out.
	Named []Binding
}

// Pin says on which suspect, and on which of its rounds, a change is pinned that
// the shared look showed: the first one with a response that names one of the
// bindings which are gone, else the first one with a response. It is on nobody,
// -1, if one of them was found out when they were executed again one by one.
func Pin(contract *openapi.Contract, suspects []Suspect, gone []Binding) (suspect, round int) {
	if slices.ContainsFunc(suspects, func(s Suspect) bool { return s.foundOut(contract) }) {
		return -1, -1
	}
	suspect = slices.IndexFunc(suspects, func(s Suspect) bool { return s.answered() && s.names(gone) })
	if suspect < 0 {
		suspect = slices.IndexFunc(suspects, Suspect.answered)
	}
	if suspect < 0 {
		return -1, -1
	}
	return suspect, suspects[suspect].decidingRound(contract)
}

// foundOut reports whether the case was seen to change a binding.
func (s Suspect) foundOut(contract *openapi.Contract) bool {
	return slices.ContainsFunc(Case(contract, s.Subject, s.Rounds).Deviations, func(d Deviation) bool { return d.Kind.OfState() })
}

// answered reports whether the case got a response among the others.
func (s Suspect) answered() bool {
	return len(s.Rounds) > 0 && slices.ContainsFunc(s.Rounds[0].Observed.Exchanges, func(ex exchange.Exchange) bool {
		return ex.OfCase() && ex.Response != nil
	})
}

func (s Suspect) names(gone []Binding) bool {
	return slices.ContainsFunc(s.Named, func(own Binding) bool {
		return slices.ContainsFunc(gone, func(b Binding) bool { return b.Key == own.Key })
	})
}

// decidingRound is the round that a failure has to be in to count: one that
// failed, by itself rather than among others, else the last.
func (s Suspect) decidingRound(contract *openapi.Contract) int {
	for _, superseded := range []bool{false, true} {
		for i, r := range s.Rounds {
			if r.Observed.Superseded == superseded && judgeRound(contract, s.Subject, r).Verdict == Fail {
				return i
			}
		}
	}
	return len(s.Rounds) - 1
}
