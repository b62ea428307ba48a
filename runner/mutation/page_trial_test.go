package mutation

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

func TestTrialWeighPage(t *testing.T) {
	const watch, other = ownOperation + "/body/acl_bindings/mandatory", ownOperation + "/body/acl_bindings/type"
	const id = ownOperation + "/body/a"
	result := func(verdict judge.Verdict, claimed []string, blamed string) runner.Result {
		r := runner.Result{
			Case:      cases.Case{ID: id, Operation: ownOperation, Level: cases.Must, Clauses: claimed},
			Judgement: judge.Judgement{Verdict: verdict},
			Rounds:    []judge.Round{{Observed: judge.Observation{Exchanges: []exchange.Exchange{{}}}}},
		}
		if verdict == judge.Fail {
			r.Deviations = []judge.Deviation{{Clause: blamed, Expected: "400", Actual: "204"}}
		}
		return r
	}
	for _, test := range []struct {
		name          string
		subject       string
		result        runner.Result
		kills         []string
		misattributed string
	}{
		{"the clause is blamed", "", result(judge.Fail, []string{other, watch}, watch), []string{id}, ""},
		{"the response is blamed by a case that tests the clause", "", result(judge.Fail, []string{watch}, ownOperation+"/response/400"), []string{id}, ""},
		{"the response is blamed by a case that tests another one", "", result(judge.Fail, []string{other, watch}, ownOperation+"/response/400"), nil, "instead of " + watch},
		{"another clause is blamed", "", result(judge.Fail, []string{watch}, other), nil, "instead of " + watch},
		{"another clause of what is renamed is blamed", ownOperation + "/body/acl_bindings", result(judge.Fail, []string{watch}, other), []string{id}, ""},
		{"nothing is wrong", "", result(judge.Pass, []string{watch}, ""), nil, ""},
		{"nothing could be seen", "", result(judge.Skip, []string{watch}, ""), nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			trial := Trial{Kind: Page, Level: cases.Must, Clause: watch, Watch: watch}
			trial.edit.Subject = test.subject
			trial.weighPage([]runner.Result{test.result}, watch)
			if diff := cmp.Diff(test.kills, trial.Kills); diff != "" {
				t.Errorf("found by (-want +got):\n%s", diff)
			}
			if trial.Survived() != (test.kills == nil) {
				t.Errorf("survived: %t", trial.Survived())
			}
			if (test.misattributed == "") != (trial.Misattributed == "") || !strings.Contains(trial.Misattributed, test.misattributed) {
				t.Errorf("misattributed %q, want %q", trial.Misattributed, test.misattributed)
			}
		})
	}
}

func TestClaiming(t *testing.T) {
	one := func(id string, level cases.Level, clauses ...string) cases.Case {
		return cases.Case{ID: id, Level: level, Clauses: clauses}
	}
	first, others := claiming([]cases.Case{
		one("tests", cases.Must, "c", "d"), one("claims", cases.Must, "d", "c"), one("should", cases.Should, "c"), one("neither", cases.Must, "d"),
	}, "c")
	if diff := cmp.Diff([]string{"tests"}, idsOf(first)); diff != "" {
		t.Errorf("tested by (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"claims"}, idsOf(others)); diff != "" {
		t.Errorf("claimed by (-want +got):\n%s", diff)
	}
}

func idsOf(of []cases.Case) []string {
	var ids []string
	for _, c := range of {
		ids = append(ids, c.ID)
	}
	return ids
}

// The gateway follows the pages as they are: one fact of a page changed shows in
// cases that claim it, and a pattern of no edit is refused.
func TestRunPages(t *testing.T) {
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	all, err := cases.All(contract)
	if err != nil {
		t.Fatal(err)
	}
	matrix, err := RunPages(context.Background(), Config{
		Contract: contract, Cases: all, Jobs: 2, Only: "apig.plugin-detach/response/403/error_code/another-type", Options: TrialOptions(10 * time.Second),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(matrix.Trials) != 1 || !matrix.Sound() {
		t.Fatalf("%d trials, want one that finds the edit: %+v", len(matrix.Trials), matrix.Trials)
	}
	for _, id := range matrix.Trials[0].Kills {
		at := slices.IndexFunc(all, func(c cases.Case) bool { return c.ID == id })
		if at < 0 || !slices.Contains(all[at].Clauses, matrix.Trials[0].Clause) {
			t.Errorf("%s found the edit of %s, and does not claim it", id, matrix.Trials[0].Clause)
		}
	}
	if _, err := RunPages(context.Background(), Config{Contract: contract, Cases: all, Jobs: 2, Only: "nothing/of/the/kind"}); err == nil {
		t.Error("a pattern that matches no edit was accepted")
	}
}

// A promise is taken out only where a gateway that breaks it passes: the cases run under
// the edited page, also those that claimed nothing of the promise.
func TestPageThatKeepsItsPromise(t *testing.T) {
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	all, err := cases.All(contract)
	if err != nil {
		t.Fatal(err)
	}
	const operation = "apig.plugin-detach"
	one := func(name string) []cases.Case {
		return slices.DeleteFunc(slices.Clone(all), func(c cases.Case) bool { return c.ID != operation+name })
	}
	config := Config{Contract: contract, Cases: one("/effect/at-once"), Options: TrialOptions(10 * time.Second)}
	trial := Trial{Kind: Page, Level: cases.Must, Operation: operation, Clause: operation + "/function/immediate"}
	err = trial.runWithout(context.Background(), config, contract, one("/effect/one-api"))
	if err != nil {
		t.Fatal(err)
	}
	if len(trial.Kills) == 0 || len(trial.Alarms) == 0 || !trial.Survived() {
		t.Errorf("found by %v, alarms %v", trial.Kills, trial.Alarms)
	}
}
