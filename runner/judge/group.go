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
	// Near says how near what the case names is to what is gone; 0 if it is not at all.
	Near int
}

// Pin says on which suspect, and on which of its rounds, a change is pinned that
// the shared look showed: the one with a response that names what is nearest to what is
// gone; of several the first that was served. It is on nobody, -1, if one of them was
// found out when they were executed again one by one.
func Pin(contract *openapi.Contract, suspects []Suspect) (suspect, round int) {
	if slices.ContainsFunc(suspects, func(s Suspect) bool { return s.foundOut(contract) }) {
		return -1, -1
	}
	best := -1
	for i, s := range suspects {
		if s.answered() && (best < 0 || s.likelier(suspects[best])) {
			best = i
		}
	}
	if best < 0 {
		return -1, -1
	}
	return best, suspects[best].decidingRound(contract)
}

func (s Suspect) likelier(than Suspect) bool {
	return s.Near > than.Near || s.Near == than.Near && s.served() && !than.served()
}

// foundOut reports whether the case was seen to change a binding.
func (s Suspect) foundOut(contract *openapi.Contract) bool {
	return slices.ContainsFunc(Case(contract, s.Subject, s.Rounds).Deviations, func(d Deviation) bool { return d.Kind.OfState() })
}

// answered reports whether the case got a response among the others.
func (s Suspect) answered() bool { return s.got(func(int) bool { return true }) }

// served reports whether one of its responses among the others tells of success.
func (s Suspect) served() bool { return s.got(func(status int) bool { return status < 300 }) }

func (s Suspect) got(status func(int) bool) bool {
	return len(s.Rounds) > 0 && slices.ContainsFunc(s.Rounds[0].Observed.Exchanges, func(ex exchange.Exchange) bool {
		return ex.OfCase() && ex.Response != nil && status(ex.Response.Status)
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
