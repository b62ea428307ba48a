package judge

import (
	"slices"

	"github.com/apigspec/apigspec/openapi"
)

// unseen says why the effect that the round is about could not be looked at. It
// is empty if it was seen, and for a round that is about none: a refusal is
// decided by its response alone.
func (w *weighing) unseen() string {
	if !w.mayUnbind() && !w.claimsEffect() {
		return ""
	}
	looks := w.round.Observed.Looks
	for _, l := range looks {
		if l.NotSeen != "" {
			return l.NotSeen
		}
	}
	if len(looks) == 0 {
		return "nobody looked at the lists"
	}
	return ""
}

func (w *weighing) mayUnbind() bool {
	return slices.ContainsFunc(w.round.Expect.Steps, func(s Step) bool { return !s.Inert })
}

// claimsEffect reports whether the case claims what the operation does, or that
// it does so at once, of a page whose effects can be seen at all.
func (w *weighing) claimsEffect() bool {
	return slices.ContainsFunc(w.subject.Clauses, func(id string) bool {
		clause, known := w.contract.Clause(id)
		of := clause.Kind == openapi.KindEffect || clause.Kind == openapi.KindImmediate
		return known && of && clause.Excluded == ""
	})
}
