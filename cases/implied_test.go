package cases

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/situation"
)

func testLibrary(t *testing.T) *library {
	t.Helper()
	lib, err := loadLibrary(files, builtIn(t), builtIn(t))
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// A case claims what each conforming response shows, and nothing else.
func TestImplied(t *testing.T) {
	const acl, detach = "apig.acl-unbind", "apig.plugin-detach"
	batch := func(succeed, fail []string) []Outcome {
		return []Outcome{{Situation: situation.CarriedOut, Batch: &Batch{Succeed: succeed, Fail: fail}}}
	}
	for _, row := range []struct {
		name      string
		operation string
		expect    []Outcome
		want      []string
	}{
		{"the printed refusal", acl, []Outcome{{Situation: situation.ValueWrong}}, []string{"response/400", "response/400/error_code", "response/400/error_msg", "response/400/code"}},
		{"a refusal with one of many codes", acl, []Outcome{{Situation: situation.ParameterMissing}}, []string{"response/400", "response/400/error_code", "response/400/error_msg"}},
		{"an unreadable token, by either half of the service", detach, []Outcome{{Situation: situation.TokenUnreadable}}, []string{"response/401", "response/401/error_code", "response/401/error_msg", "response/401/code"}},
		{"a missing token", detach, []Outcome{{Situation: situation.TokenMissing}}, []string{"response/401", "response/401/error_code", "response/401/error_msg"}},
		{"a refusal of any form", acl, []Outcome{{Situation: situation.ValueWrong, Bare: true}}, []string{"response/400"}},
		{"several statuses", acl, []Outcome{{Situation: situation.ValueWrong}, {Situation: situation.TokenMissing}}, nil},
		{"a status that no page lists", acl, []Outcome{{Status: 415}}, nil},
		{"a success without a body", detach, []Outcome{{Situation: situation.CarriedOut}}, []string{"response/204"}},
		{"a batch that fails nowhere", acl, batch([]string{"<acl.0>"}, nil), []string{"response/200", "response/200/success_count"}},
		{"a batch that fails somewhere", acl, batch([]string{"<acl.0>"}, []string{"<unknown.acl.0>"}), []string{
			"response/200", "response/200/success_count", "response/200/failure", "response/200/failure/items",
			"response/200/failure[].bind_id", "response/200/failure[].error_code", "response/200/failure[].error_msg",
			"response/200/failure[].api_id", "response/200/failure[].api_name", "response/200/code",
		}},
		{"a batch that may fail", acl, []Outcome{{Situation: situation.CarriedOut, Batch: &Batch{Either: []string{"<acl.0>"}}}}, []string{"response/200", "response/200/success_count"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			lib := testLibrary(t)
			op, _ := lib.contract.Operation(row.operation)
			c := Case{Operation: op.ID, Steps: []Step{{Expect: Expect{AnyOf: lib.expand(op, row.expect)}}}}
			var got []string
			for _, id := range lib.implied(c) {
				got = append(got, strings.TrimPrefix(id, op.ID+"/"))
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// What is about another operation's response is no claim of the case's own.
func TestOtherOperationsImplyNothing(t *testing.T) {
	lib := testLibrary(t)
	op, _ := lib.contract.Operation("apig.acl-unbind")
	c := Case{Operation: op.ID, Steps: []Step{{
		Request: Request{Operation: "apig.throttle-unbind"},
		Expect:  Expect{AnyOf: lib.expand(op, []Outcome{{Situation: situation.ValueWrong}})},
	}}}
	if got := lib.implied(c); got != nil {
		t.Errorf("the case claims %v", got)
	}
}

// No case claims what it cannot decide: a response that need not come, unless it is
// what the case tests or compares with what is printed; what nobody can see; that
// something is mandatory, unless it is about that.
func TestCasesClaimWhatTheyDecide(t *testing.T) {
	contract := builtIn(t)
	all, err := All(contract)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		for i, id := range c.Clauses {
			clause, ok := contract.Clause(id)
			if !ok || clause.Excluded != "" && clause.Kind != openapi.KindStatement {
				t.Errorf("%s claims %s, which is %q", c.ID, id, clause.Excluded)
			}
			rest := strings.TrimPrefix(id, c.Operation+"/")
			status, _, _ := strings.Cut(strings.TrimPrefix(rest, "response/"), "/")
			printed := strings.HasPrefix(c.ID, c.Operation+"/example/answer-"+status+"/")
			if i > 0 && !printed && strings.HasPrefix(rest, "response/") && !slices.ContainsFunc(c.Steps, func(s Step) bool { return openapi.ResponseClause(onlyStatus(s.Expect)) == "response/"+status }) {
				t.Errorf("%s claims %s, though other responses conform", c.ID, rest)
			}
			if i > 0 && clause.Kind == openapi.KindMandatory && !strings.HasPrefix(rest, "path/") && !aboutPresence(c.ID) {
				t.Errorf("%s claims %s, and is not about it", c.ID, rest)
			}
		}
	}
}

// aboutPresence reports whether a case is about what must be there: its name says
// so.
func aboutPresence(id string) bool {
	for _, word := range []string{"/accepted/", "/example/", "-missing", "-absent", "-of-another-name", "in-query", "/auth/", "/ids/"} {
		if strings.Contains(id, word) {
			return true
		}
	}
	return false
}

// Whatever can be observed is claimed by a case.
func TestEveryObservableClauseIsClaimed(t *testing.T) {
	contract := builtIn(t)
	all, err := All(contract)
	if err != nil {
		t.Fatal(err)
	}
	for _, orphan := range Trace(contract, all, nil).Orphans() {
		t.Errorf("no case claims %s", orphan.ID)
	}
}
