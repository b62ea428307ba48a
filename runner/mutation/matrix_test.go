package mutation

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

const (
	ownOperation = "apig.acl-unbind"
	actionClause = ownOperation + "/query/action/mandatory"
)

func someCases(ids ...string) []cases.Case {
	var some []cases.Case
	for _, id := range ids {
		operation, _, _ := strings.Cut(id, "/")
		some = append(some, cases.Case{ID: id, Operation: operation, Level: cases.Must})
	}
	return some
}

func weighed(verdict judge.Verdict, level cases.Level, id, clause string) runner.Result {
	operation, _, _ := strings.Cut(id, "/")
	r := runner.Result{
		Case:      cases.Case{ID: id, Operation: operation, Level: level, Clauses: []string{actionClause}},
		Judgement: judge.Judgement{Verdict: verdict},
		Rounds:    []judge.Round{{Observed: judge.Observation{Exchanges: []exchange.Exchange{{}}}}},
	}
	if clause != "" {
		r.Deviations = []judge.Deviation{{Clause: clause, Expected: "400", Actual: "200"}}
	}
	return r
}

func TestTrialWeigh(t *testing.T) {
	const own, second, foreign = ownOperation + "/query/a", ownOperation + "/query/b", "roma.plugin-detach/query/a"
	unsent := weighed(judge.Error, cases.Must, own, "")
	unsent.Rounds = nil
	unclaimed := weighed(judge.Fail, cases.Must, own, ownOperation+"/response/400")
	unclaimed.Case.Clauses = []string{ownOperation + "/query/action/value"}
	tests := []struct {
		name           string
		kind           Kind
		level          cases.Level
		results        []runner.Result
		kills, foreign []string
		misattributed  string
		alarms         int
		named          bool
	}{
		{name: "killed, and the clause is named", kind: Mutant, level: cases.Must,
			results: []runner.Result{weighed(judge.Fail, cases.Must, own, actionClause)}, kills: []string{own}, named: true},
		{name: "the response of the clause is good enough", kind: Mutant, level: cases.Must,
			results: []runner.Result{weighed(judge.Fail, cases.Must, own, ownOperation+"/response/400")}, kills: []string{own}},
		{name: "another clause is blamed", kind: Mutant, level: cases.Must,
			results: []runner.Result{weighed(judge.Fail, cases.Must, own, ownOperation+"/path/instance_id/type")}, kills: []string{own}, misattributed: "no case that claims " + actionClause + " blames it"},
		{name: "one exact diagnosis is enough", kind: Mutant, level: cases.Must,
			results: []runner.Result{weighed(judge.Fail, cases.Must, second, "x"), weighed(judge.Fail, cases.Must, own, actionClause)}, kills: []string{own, second}},
		{name: "no case that claims the clause fails", kind: Mutant, level: cases.Must,
			results: []runner.Result{unclaimed}, kills: []string{own}, misattributed: "no case that claims " + actionClause},
		{name: "another operation fails as well", kind: Mutant, level: cases.Must,
			results: []runner.Result{weighed(judge.Fail, cases.Must, own, actionClause), weighed(judge.Fail, cases.Must, foreign, actionClause)},
			kills:   []string{own, foreign}, foreign: []string{foreign}, misattributed: "other operations"},
		{name: "a should case does not kill a must mutant", kind: Mutant, level: cases.Must,
			results: []runner.Result{weighed(judge.Fail, cases.Should, own, actionClause)}},
		{name: "a should case kills a should mutant", kind: Mutant, level: cases.Should,
			results: []runner.Result{weighed(judge.Fail, cases.Should, own, actionClause)}, kills: []string{own}},
		{name: "a case that sent nothing found nothing", kind: Mutant, level: cases.Must, results: []runner.Result{unsent}},
		{name: "a skip is no kill", kind: Mutant, level: cases.Should, results: []runner.Result{weighed(judge.Skip, cases.Must, own, "")}},
		{name: "a variant alarms under strict", kind: Variant,
			results: []runner.Result{weighed(judge.Fail, cases.Should, own, actionClause)}, kills: []string{own}, alarms: 1},
		{name: "an observation is no alarm", kind: Plain,
			results: []runner.Result{weighed(judge.Fail, cases.Observe, own, actionClause)}},
	}
	order := someCases(own, second, foreign)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			trial := Trial{Kind: test.kind, Level: test.level, Operation: ownOperation, Clause: actionClause}
			trial.weigh(test.results, order)
			if diff := cmp.Diff(test.kills, trial.Kills); diff != "" {
				t.Errorf("kills (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.foreign, trial.Foreign); diff != "" {
				t.Errorf("foreign kills (-want +got):\n%s", diff)
			}
			if (test.misattributed == "") != (trial.Misattributed == "") || !strings.Contains(trial.Misattributed, test.misattributed) {
				t.Errorf("misattributed %q, want %q", trial.Misattributed, test.misattributed)
			}
			if test.named && (!trial.Named || trial.Causes != 1) {
				t.Errorf("%d causes, named: %v", trial.Causes, trial.Named)
			}
			if len(trial.Alarms) != test.alarms {
				t.Errorf("alarms %q, want %d", trial.Alarms, test.alarms)
			}
		})
	}
}

func TestMatrixHoldsTheCausesAgainstTheirBounds(t *testing.T) {
	mutants := func(named, unnamed, causes int) []Trial {
		var trials []Trial
		for i := range named + unnamed {
			trials = append(trials, Trial{Kind: Mutant, Kills: []string{"x"}, Causes: causes, Named: i < named})
		}
		return trials
	}
	for _, test := range []struct {
		name   string
		trials []Trial
		only   string
		want   bool
	}{
		{"19 of 20 are named", mutants(19, 1, 12), "", true},
		{"18 of 20 are named", mutants(18, 2, 1), "", false},
		{"too many causes", mutants(1, 0, 13), "", false},
		{"a few mutants", mutants(0, 1, 13), "some/**", true},
	} {
		m := newMatrix(test.trials, Config{Contract: &openapi.Contract{}, Only: test.only})
		if m.Sound() != test.want {
			t.Errorf("%s: sound is %v, %d unnamed, %d causes", test.name, m.Sound(), len(m.Unnamed()), m.MostCauses())
		}
	}
}

func TestMatrixFindsIdleCases(t *testing.T) {
	order := someCases("op/g/busy", "op/g/idle", "op/g/observing")
	order[2].Level = cases.Observe
	m := newMatrix([]Trial{
		{Kind: Plain, Name: "embedded"},
		{Kind: Mutant, Name: "m", Failed: []string{"op/g/busy"}, Kills: []string{"op/g/busy"}},
	}, Config{Contract: &openapi.Contract{}, Cases: order})
	if diff := cmp.Diff([]string{"op/g/idle"}, m.Idle); diff != "" {
		t.Errorf("idle cases (-want +got):\n%s", diff)
	}
	if m.Sound() {
		t.Error("a matrix with an idle case is not sound")
	}
}

// A clause is broken by a mutant that breaks exactly it, and shown to be by a
// case that claims it.
func TestMatrixFindsUnbrokenClauses(t *testing.T) {
	contract := &openapi.Contract{Clauses: []openapi.Clause{{ID: "op/broken"}, {ID: "op/unclaimed"}, {ID: "op/unbroken"}, {ID: "op/excluded", Excluded: "why"}}}
	trials := []Trial{
		{Kind: Mutant, Name: "a", Clause: "op/broken", Kills: []string{"op/g/c"}, Failed: []string{"op/g/c"}, Claimed: true},
		{Kind: Mutant, Name: "b", Clause: "op/unclaimed", Kills: []string{"op/g/c"}, Failed: []string{"op/g/c"}},
	}
	m := newMatrix(trials, Config{Contract: contract, Cases: someCases("op/g/c")})
	if diff := cmp.Diff([]string{"op/unclaimed", "op/unbroken"}, m.Unbroken); diff != "" {
		t.Errorf("unbroken clauses (-want +got):\n%s", diff)
	}
	if m.Sound() {
		t.Error("a matrix with an unbroken clause is not sound")
	}
	if m := newMatrix(trials, Config{Contract: contract, Cases: someCases("op/g/c"), Only: "a"}); len(m.Unbroken) > 0 {
		t.Errorf("some mutants were tried, and that is taken for all: %q", m.Unbroken)
	}
	if (&Matrix{Unedited: []string{"op/unedited"}}).Sound() {
		t.Error("a matrix with an unedited clause is not sound")
	}
}

func TestKills(t *testing.T) {
	matrix := func(area string, kills ...string) *Matrix {
		m := &Matrix{Trials: []Trial{{Kind: Plain, Name: "embedded"}}}
		for _, name := range []string{"l", "m"} {
			m.Trials = append(m.Trials, Trial{Kind: Mutant, Name: "op/area/" + name, Area: area, Kills: kills})
		}
		return m
	}
	var recorded bytes.Buffer
	if err := matrix("status", "op/g/b", "op/g/a").WriteKills(&recorded); err != nil {
		t.Fatal(err)
	}
	if want := "\nop/area/m\n  op/g/a\n  op/g/b\n"; !strings.HasSuffix(recorded.String(), want) {
		t.Fatalf("recorded %q, want it to end with %q", recorded.String(), want)
	}
	tests := []struct {
		name   string
		record string
		now    *Matrix
		want   []string
	}{
		{"the same", recorded.String(), matrix("status", "op/g/a", "op/g/b"), nil},
		{"one more", recorded.String(), matrix("status", "op/g/a", "op/g/b", "op/g/c"), nil},
		{"one less", recorded.String(), matrix("status", "op/g/b"), []string{"case op/g/a no longer kills 2 of the 2 it is on record for: op/area/l, op/area/m"}},
		{"one less by chance", recorded.String(), matrix("intermittent", "op/g/b"), nil},
		{"not on record", "", matrix("status", "op/g/a"), []string{"mutant op/area/l is not on record", "mutant op/area/m is not on record"}},
		{"gone", recorded.String() + "\nop/area/n\n", matrix("status", "op/g/a", "op/g/b"), []string{"op/area/n is on record and no longer exists"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			record, err := ReadKills(strings.NewReader(test.record))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, test.now.LostKills(record)); diff != "" {
				t.Errorf("lost kills (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := ReadKills(strings.NewReader("  op/g/a\n")); err == nil {
		t.Error("a case without a mutant was accepted")
	}
}
