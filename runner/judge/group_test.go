package judge

import (
	"testing"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/exchange"
)

// superseded is the round as one among others that was executed again.
func superseded(r Round) Round {
	r.Observed.Superseded = true
	r.Observed.Looks = nil
	return r
}

// wrong is an inert round that was answered 204.
func wrong() Round {
	r := inert()
	r.Observed.Exchanges[0] = answered(204, "", "")
	return r
}

// A round among others counts only if it failed and the case by itself does not.
func TestSupersededRounds(t *testing.T) {
	unbinds := inert()
	unbinds.Observed.Looks[0].Gone = []Binding{bound("a", here)}
	for _, row := range []struct {
		name   string
		rounds []Round
		want   Verdict
		flaky  bool
		found  int
	}{
		{"right both times", []Round{superseded(inert()), inert()}, Pass, false, 0},
		{"wrong among others only", []Round{superseded(wrong()), inert()}, Fail, true, 1},
		{"wrong by itself only", []Round{superseded(inert()), wrong()}, Fail, false, 1},
		{"wrong both times, in other ways", []Round{superseded(wrong()), unbinds}, Fail, false, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := Case(testContract(t), Subject{Operation: detach, Level: cases.Must, Clauses: []string{tested}}, row.rounds)
			if got.Verdict != row.want || got.Flaky != row.flaky || len(got.Deviations) != row.found {
				t.Errorf("%s, flaky %t, %d deviations; want %s, flaky %t, %d", got.Verdict, got.Flaky, len(got.Deviations), row.want, row.flaky, row.found)
			}
		})
	}
	both := Case(testContract(t), Subject{Operation: detach, Level: cases.Must, Clauses: []string{tested}}, []Round{superseded(wrong()), unbinds})
	if both.Deviations[0].Kind != KindEffect {
		t.Errorf("blamed for %s, want what it did by itself", both.Deviations[0].Kind)
	}
}

func TestPin(t *testing.T) {
	suspect := func(near int, rounds ...Round) Suspect {
		return Suspect{Subject: Subject{Operation: detach, Level: cases.Must, Clauses: []string{tested}}, Rounds: rounds, Near: near}
	}
	silent := superseded(inert())
	silent.Observed.Exchanges = []exchange.Exchange{{Fault: &exchange.Fault{Kind: exchange.FaultTimeout}}}
	unbinds := inert()
	unbinds.Observed.Looks[0].Gone = []Binding{bound("a", here)}
	first := superseded(inert())
	for _, row := range []struct {
		name           string
		suspects       []Suspect
		suspect, round int
	}{
		{"the nearest", []Suspect{suspect(1, first, inert()), suspect(2, first, inert())}, 1, 1},
		{"nobody is near: the first", []Suspect{suspect(0, first, inert()), suspect(0, first, inert())}, 0, 1},
		{"of several the one that was served", []Suspect{suspect(2, first, inert()), suspect(2, superseded(wrong()), inert()), suspect(2, first, inert())}, 1, 0},
		{"the nearest, although it was refused", []Suspect{suspect(1, superseded(wrong()), inert()), suspect(2, first, inert())}, 1, 1},
		{"the nearest got no response", []Suspect{suspect(2, silent, inert()), suspect(1, first, inert())}, 1, 1},
		{"one was found out by itself", []Suspect{suspect(1, first, inert()), suspect(2, first, unbinds)}, -1, -1},
		{"nobody got a response", []Suspect{suspect(2, silent, silent)}, -1, -1},
		{"it failed among the others", []Suspect{suspect(2, superseded(wrong()), inert())}, 0, 0},
		{"it failed both times", []Suspect{suspect(2, superseded(wrong()), wrong())}, 0, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, r := Pin(testContract(t), row.suspects)
			if s != row.suspect || r != row.round {
				t.Errorf("suspect %d, round %d; want %d, %d", s, r, row.suspect, row.round)
			}
		})
	}
}
