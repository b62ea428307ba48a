package judge

import (
	"slices"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
)

// Round is one execution of a case: what was expected, and what was seen.
type Round struct {
	Expect   Expectation `json:"expect"`
	Observed Observation `json:"observed"`

	// answers are what its responses were judged to be before, if anybody remembers.
	answers answers
}

// NewRound is a round that is judged again and again, while looks at the lists are added
// to it. It remembers what its responses are judged to be, and is for one goroutine.
func NewRound(expect Expectation, observed Observation) Round {
	return Round{Expect: expect, Observed: observed, answers: answers{}}
}

// Judgement is what a case comes to.
type Judgement struct {
	Verdict Verdict
	// Reason is set for the verdicts Skip and Error.
	Reason Reason
	// Deviations are in the order they were seen, each once.
	Deviations []Deviation
	// Flaky is set when equal requests, or equal rounds, came to different ends.
	Flaky bool
}

// Case judges a case by its rounds, of which there is at least one: the worst
// one counts, and rounds that differ in their verdicts make the case flaky.
func Case(contract *openapi.Contract, subject Subject, rounds []Round) Judgement {
	_, judgements := standing(contract, subject, rounds)
	return worst(judgements)
}

// Standing are the rounds that the judgement of a case rests on: without the others it
// is the same.
func Standing(contract *openapi.Contract, subject Subject, rounds []Round) []Round {
	stand, _ := standing(contract, subject, rounds)
	return stand
}

func standing(contract *openapi.Contract, subject Subject, rounds []Round) (stand []Round, judgements []Judgement) {
	all := make([]Judgement, len(rounds))
	failed := false // a round that was not superseded
	for i, r := range rounds {
		all[i] = judgeRound(contract, subject, r)
		failed = failed || !r.Observed.Superseded && all[i].Verdict == Fail
	}
	for i, j := range all {
		o := rounds[i].Observed
		if !o.Superseded || j.Verdict == Fail && !failed && !o.Excused {
			stand, judgements = append(stand, rounds[i]), append(judgements, j)
		}
	}
	return stand, judgements
}

// worst is the first failure, else the last error, else the first judgement. A
// round that was skipped says nothing of the target, so it makes nothing flaky.
func worst(judgements []Judgement) Judgement {
	var worst Judgement
	flaky := false
	for i, j := range judgements {
		flaky = flaky || j.Flaky || i > 0 && j.Verdict != worst.Verdict && j.Verdict != Skip && worst.Verdict != Skip
		if i == 0 || worst.Verdict != Fail && j.Verdict.Found() {
			worst = j
		}
	}
	worst.Flaky = flaky
	return worst
}

// EffectOf says what the round's last look shows of the bindings, by the responses.
func EffectOf(contract *openapi.Contract, subject Subject, r Round) Effect {
	if len(r.Observed.Looks) == 0 || len(r.Expect.Steps) == 0 {
		return AsDue
	}
	w := weighing{contract: contract, subject: subject, round: r}
	last := r.Observed.Looks[len(r.Observed.Looks)-1]
	effect := AsDue
	switch {
	case last.Before || last.NotSeen != "":
	case last.Among > 0:
		_, effect = w.sharedEffect(last, w.matchedAll())
	default:
		_, effect = w.effect(last.Step, last, w.matched(last.Step))
	}
	if effect <= Late && len(last.Gone) > 0 && w.anyWrong() {
		return Unexplained
	}
	return effect
}

// judgeRound weighs a round step by step: what came back (steps.go; each
// response by itself in response.go, the accounts of a batch in batch.go), and
// what the lists showed of it (effect.go).
func judgeRound(contract *openapi.Contract, subject Subject, r Round) Judgement {
	w := weighing{contract: contract, subject: subject, round: r}
	matched := make([][]Outcome, len(r.Expect.Steps))
	for i := range r.Expect.Steps {
		w.persistence(i)
		matched[i] = w.responses(i)
		if look, looked := r.Observed.look(i); looked {
			deviations, _ := w.effect(i, look, matched[i])
			w.add(deviations)
		}
	}
	if look, looked := r.Observed.shared(); looked {
		deviations, _ := w.sharedEffect(look, matched)
		w.add(deviations)
	}
	pinned := w.pinned()
	verdict, reason := w.verdict(pinned)
	return Judgement{
		Verdict:    verdict,
		Reason:     reason,
		Deviations: w.deviations,
		Flaky:      pinned || w.flaky(),
	}
}

// weighing is one round on its way to a judgement.
type weighing struct {
	contract *openapi.Contract
	subject  Subject
	round    Round

	deviations []Deviation
	// conforming and deviating count attempts, to tell a flaky target from a
	// wrong one.
	conforming, deviating int
}

func (w *weighing) add(list []Deviation) {
	if len(list) == 0 {
		return
	}
	w.deviating++
	for _, d := range list {
		if !slices.Contains(w.deviations, d) {
			w.deviations = append(w.deviations, d)
		}
	}
}

// verdict of the round, and the reason for one that needs it. A change that was
// pinned on the case counts even if the case was not carried through afterwards,
// and what its responses show even if its effect was not seen.
func (w *weighing) verdict(pinned bool) (Verdict, Reason) {
	stopped, unseen := w.round.Observed.Stopped, w.unseen()
	switch {
	case pinned:
		return Fail, Reason{}
	case stopped != nil:
		return stopped.Code.verdict(), *stopped
	case len(w.deviations) > 0 && w.subject.Level != cases.Observe:
		return Fail, Reason{}
	case unseen != "":
		return EffectNotSeen.verdict(), Reason{Code: EffectNotSeen, Text: "the effect could not be seen: " + unseen}
	case w.subject.Level == cases.Observe:
		return Observed, Reason{}
	default:
		return Pass, Reason{}
	}
}

// flaky reports whether a request that was sent many times got a conforming
// response only some of the times.
func (w *weighing) flaky() bool {
	steps := w.round.Expect.Steps
	judged := w.round.Observed.Stopped == nil && w.subject.Level != cases.Observe
	return judged && len(steps) == 1 && steps[0].Times > 1 && w.conforming > 0 && w.deviating > 0
}

// tested is the clause that the case is about.
func (s Subject) tested() string {
	if len(s.Clauses) > 0 {
		return s.Clauses[0]
	}
	return s.Operation + "/uri"
}

// stated is the first of the given ids, relative to the operation, that the
// contract has; the clause under test if it has none.
func (w *weighing) stated(ids ...string) string {
	for _, id := range ids {
		if _, ok := w.contract.Clause(w.subject.Operation + "/" + id); ok {
			return w.subject.Operation + "/" + id
		}
	}
	return w.subject.tested()
}
