package runner_test

import (
	"context"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// asPrinted keeps the cases that send the pages' own requests as they are printed.
func asPrinted(all []cases.Case) []cases.Case {
	var list []cases.Case
	for _, c := range only(all, "/example/") {
		if strings.HasSuffix(c.ID, "/as-printed") {
			list = append(list, c)
		}
	}
	return list
}

// results are those of a run, by the ids of the cases.
func results(t *testing.T, to target.Target, contract *openapi.Contract, list []cases.Case) map[string]runner.Result {
	t.Helper()
	run, err := begin(context.Background(), t, runner.Config{Contract: contract, Cases: list, Target: to})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]runner.Result{}
	for result := range run.Results() {
		got[result.Case.ID] = result
	}
	if err := run.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	return got
}

// went counts the bindings that a case was seen to unbind.
func went(r runner.Result) int {
	n := 0
	for _, look := range r.Rounds[0].Observed.Looks {
		n += len(look.Gone)
	}
	return n
}

// Where the ids that the pages print are bound, their requests unbind them, and what
// went is put back: a second run finds it, but for records, which have new ids.
func TestPrintedIDsThatAreBound(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	list := asPrinted(all)
	to := served(t, gateway.Options{Examples: true})
	for round := range 2 {
		for id, result := range results(t, to, contract, list) {
			if result.Verdict != judge.Pass {
				t.Errorf("%s: %s %s %+v", id, result.Verdict, result.Reason, result.Deviations)
			}
			again := round == 0 || !domain.KindOf(result.Case.Operation).ByRecord()
			if unbound := went(result) > 0; unbound != again {
				t.Errorf("round %d: %s unbound something: %t", round, id, unbound)
			}
		}
	}
}

// Where none of them is bound, nothing goes.
func TestPrintedIDsThatAreNotBound(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for id, result := range results(t, served(t, gateway.Options{}), contract, asPrinted(all)) {
		if result.Verdict != judge.Pass || went(result) > 0 {
			t.Errorf("%s: %s, %d went: %+v", id, result.Verdict, went(result), result.Deviations)
		}
	}
}

// A gateway that does not unbind them, or reports them wrongly, is found out.
func TestPrintedIDsThatAreNotUnbound(t *testing.T) {
	if testing.Short() {
		t.Skip("what is tested here runs beside nothing else; left out by -short")
	}
	t.Parallel()
	contract, all := everyCase(t)
	for _, operation := range inShort(2, contract.Operations) {
		list := only(asPrinted(all), operation.ID+"/")
		to := served(t, gateway.Options{Examples: true, Mutant: operation.ID + "/effect/nothing"})
		for id, result := range results(t, to, contract, list) {
			if result.Verdict != judge.Fail {
				t.Errorf("%s: %s", id, result.Verdict)
			}
		}
	}
}

// With the printed ids among its fixtures a target passes as a whole.
func TestEveryCaseWherePrintedIDsAreBound(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	got := count(verdicts(t, served(t, gateway.Options{Examples: true}), contract, all, runner.Options{}))
	if got[judge.Fail]+got[judge.Error]+got[judge.Skip] > 0 {
		t.Errorf("verdicts are %v", got)
	}
}
