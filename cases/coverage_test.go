package cases

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
)

func TestTrace(t *testing.T) {
	contract := builtIn(t)
	const op, other = "apig.acl-unbind", "roma.plugin-detach"
	given := []Case{
		{ID: op + "/a/one", Clauses: []string{op + "/uri", op + "/response/200"}},
		{ID: op + "/a/two", Clauses: []string{op + "/uri"}},
		{ID: op + "/a/lost", Clauses: []string{op + "/no-such-clause"}},
	}
	coverage := Trace(contract, given, []string{op})

	tied := map[string][]string{}
	for _, clause := range coverage.Clauses {
		if clause.Operation != op {
			t.Errorf("clause %s belongs to an operation that is not wanted", clause.ID)
		}
		if clause.Cases != nil {
			tied[clause.ID] = clause.Cases
		}
	}
	want := map[string][]string{op + "/uri": {op + "/a/one", op + "/a/two"}, op + "/response/200": {op + "/a/one"}}
	if diff := cmp.Diff(want, tied); diff != "" {
		t.Errorf("cases of the clauses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{op + "/a/lost"}, coverage.Untied); diff != "" {
		t.Errorf("cases without a clause (-want +got):\n%s", diff)
	}
	if got, want := len(coverage.Orphans()), coverage.Observable()-len(want); got != want {
		t.Errorf("%d orphans, want the %d observable clauses that no case names", got, want)
	}
	for _, orphan := range coverage.Orphans() {
		if orphan.Excluded != "" {
			t.Errorf("%s cannot be observed and counts as an orphan", orphan.ID)
		}
	}
	if all := Trace(contract, given, nil); len(all.Clauses) != len(contract.Clauses) {
		t.Errorf("without a wish %d of %d clauses are traced", len(all.Clauses), len(contract.Clauses))
	}
	if both := Trace(contract, given, []string{op, other}); len(both.Clauses) <= len(coverage.Clauses) {
		t.Errorf("a second operation brings no clause")
	}
}

// readBuiltIn reads the built-in contract once for all tests; it is read-only.
var readBuiltIn = sync.OnceValues(openapi.Default)

func builtIn(t *testing.T) *openapi.Contract {
	t.Helper()
	contract, err := readBuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	return contract
}
