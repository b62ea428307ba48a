package judge

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCauses(t *testing.T) {
	const op = "apig.acl-unbind"
	deviation := func(kind DeviationKind, clause, expected, actual string) Deviation {
		return Deviation{Kind: kind, Clause: op + "/" + clause, Expected: expected, Actual: actual}
	}
	failure := func(tested string, deviations ...Deviation) Failure {
		return Failure{Operation: op, Clauses: []string{op + "/" + tested}, Deviations: deviations}
	}
	count := func(expected, actual string) Deviation {
		return deviation(KindCount, "response/200/success_count", expected, actual)
	}
	effect := deviation(KindEffect, "function/effect", `still bound: API 0123456789abcdef0123456789abcdef`, "no longer bound")
	for _, test := range []struct {
		name     string
		failures []Failure
		want     []Cause
	}{
		{name: "nothing failed"},
		{name: "nothing is known of a failure", failures: []Failure{failure("uri")}},
		{
			name: "the same in two cases, but for numbers",
			failures: []Failure{
				failure("function/effect", count("1 to 2", "0")),
				failure("function/effect", count("3", "0")),
				failure("uri", count("1 to 2", "0")),
			},
			want: []Cause{{
				Operation: op, Kind: KindCount, Clauses: []string{op + "/response/200/success_count"}, Tested: op + "/function/effect",
				Actual: "0", Failures: []int{0, 1, 2},
			}},
		},
		{
			name: "what the cases have in common is the cause, whatever else they show",
			failures: []Failure{
				failure("function/effect", effect, count("1", "0")),
				failure("function/effect", count("1", "0")),
				failure("function/effect", count("1", "0"), effect),
			},
			want: []Cause{{
				Operation: op, Kind: KindCount, Clauses: []string{op + "/response/200/success_count"}, Tested: op + "/function/effect",
				Expected: "1", Actual: "0", Failures: []int{0, 1, 2},
			}},
		},
		{
			name: "what explains most comes first",
			failures: []Failure{
				failure("query/action/value", deviation(KindStatus, "query/action/value", "status 400", "status 200")),
				failure("function/effect", effect), failure("function/effect", effect),
			},
			want: []Cause{
				{Operation: op, Kind: KindEffect, Clauses: []string{op + "/function/effect"}, Tested: op + "/function/effect", Expected: effect.Expected, Actual: effect.Actual, Failures: []int{1, 2}},
				{Operation: op, Kind: KindStatus, Clauses: []string{op + "/query/action/value"}, Tested: op + "/query/action/value", Expected: "status 400", Actual: "status 200", Failures: []int{0}},
			},
		},
		{
			name: "each of several bindings is one of those that are gone",
			failures: []Failure{
				failure("function/effect", effect),
				failure("function/effect", deviation(KindEffect, "function/effect", "still bound: API fedcba9876543210fedcba9876543210, environment 0", "no longer bound")),
			},
			want: []Cause{{
				Operation: op, Kind: KindEffect, Clauses: []string{op + "/function/effect"}, Tested: op + "/function/effect",
				Expected: "still bound", Actual: "no longer bound", Failures: []int{0, 1},
			}},
		},
		{
			name: "the one binding of another environment is no cause of its own",
			failures: append(slices.Repeat([]Failure{failure("function/effect", effect)}, 12),
				failure("function/effect", deviation(KindEffect, "function/effect", "still bound: API fedcba9876543210fedcba9876543210, environment TEST", "no longer bound"))),
			want: []Cause{{
				Operation: op, Kind: KindEffect, Clauses: []string{op + "/function/effect"}, Tested: op + "/function/effect",
				Expected: "still bound", Actual: "no longer bound", Failures: []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
			}},
		},
		{
			name: "two statuses are two causes",
			failures: []Failure{
				failure("uri", deviation(KindStatus, "response/404", "status 404", "status 200")),
				failure("uri", deviation(KindStatus, "response/400", "status 400", "status 500")),
			},
			want: []Cause{
				{Operation: op, Kind: KindStatus, Clauses: []string{op + "/response/404"}, Tested: op + "/uri", Expected: "status 404", Actual: "status 200", Failures: []int{0}},
				{Operation: op, Kind: KindStatus, Clauses: []string{op + "/response/400"}, Tested: op + "/uri", Expected: "status 400", Actual: "status 500", Failures: []int{1}},
			},
		},
		{
			name: "whatever is asked, the same comes back: the operation is not there",
			failures: []Failure{
				failure("function/effect", deviation(KindStatus, "function/effect", "status 200", "status 404")),
				failure("response/401", deviation(KindStatus, "response/401", "status 401", "status 404")),
				failure("query/action/value", deviation(KindStatus, "query/action/value", "status 400", "status 404")),
			},
			want: []Cause{{
				Operation: op, Kind: KindStatus, Clauses: []string{op + "/uri", op + "/function/effect", op + "/query/action/value"}, More: []string{op + "/response/401"}, Tested: op + "/function/effect",
				Actual: "status 404", Failures: []int{0, 1, 2},
			}},
		},
		{
			name: "nearly always one response was due: it is named first",
			failures: []Failure{
				{Operation: op, Clauses: []string{op + "/function/effect", op + "/response/200"}, Deviations: []Deviation{deviation(KindStatus, "function/effect", "status 200", "status 400")}},
				{Operation: op, Clauses: []string{op + "/query/action/value", op + "/response/200"}, Deviations: []Deviation{deviation(KindStatus, "query/action/value", "status 200", "status 400")}},
				failure("response/404", deviation(KindStatus, "response/404", "status 404", "status 400")),
			},
			want: []Cause{{
				Operation: op, Kind: KindStatus, Clauses: []string{op + "/response/200", op + "/function/effect", op + "/query/action/value"}, More: []string{op + "/response/404"}, Tested: op + "/function/effect",
				Actual: "status 400", Failures: []int{0, 1, 2},
			}},
		},
		{
			name: "one answer breaks several clauses: that of the response is named first",
			failures: []Failure{
				{Operation: op, Clauses: []string{op + "/query/action/value", op + "/response/400"}, Deviations: []Deviation{deviation(KindStatus, "query/action/value", "status 400", "status 500")}},
				{Operation: op, Clauses: []string{op + "/body/ids/type", op + "/response/400", op + "/response/400/code"}, Deviations: []Deviation{deviation(KindStatus, "body/ids/type", "status 400", "status 500")}},
			},
			want: []Cause{{
				Operation: op, Kind: KindStatus, Clauses: []string{op + "/response/400", op + "/body/ids/type", op + "/query/action/value"}, Tested: op + "/body/ids/type",
				Expected: "status 400", Actual: "status 500", Failures: []int{0, 1},
			}},
		},
		{
			name: "another operation has causes of its own",
			failures: []Failure{
				failure("function/effect", count("1", "0")),
				{Operation: "other", Clauses: []string{"other/uri"}, Deviations: []Deviation{count("1", "0")}},
			},
			want: []Cause{
				{Operation: op, Kind: KindCount, Clauses: []string{op + "/response/200/success_count"}, Tested: op + "/function/effect", Expected: "1", Actual: "0", Failures: []int{0}},
				{Operation: "other", Kind: KindCount, Clauses: []string{op + "/response/200/success_count"}, Tested: "other/uri", Expected: "1", Actual: "0", Failures: []int{1}},
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			for range 3 { // maps are walked in another order each time
				if diff := cmp.Diff(test.want, Causes(test.failures)); diff != "" {
					t.Fatalf("causes (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// TestCausesCoverEachFailureOnce holds for whatever deviations there are.
func TestCausesCoverEachFailureOnce(t *testing.T) {
	var failures []Failure
	for i := range 200 {
		f := Failure{Operation: []string{"a", "b"}[i%2], Clauses: []string{"x"}}
		for j := range 1 + i%3 {
			f.Deviations = append(f.Deviations, Deviation{Kind: []DeviationKind{KindStatus, KindBody}[(i+j)%2], Clause: string(rune('a' + i*j%7)), Expected: string(rune('a' + i%5)), Actual: string(rune('a' + i%3))})
		}
		failures = append(failures, f)
	}
	seen := map[int]int{}
	for _, cause := range Causes(failures) {
		if len(cause.Clauses) == 0 || len(cause.Clauses) > mostClauses {
			t.Errorf("%d clauses", len(cause.Clauses))
		}
		for _, i := range cause.Failures {
			seen[i]++
			if failures[i].Operation != cause.Operation {
				t.Errorf("a failure of %s has a cause of %s", failures[i].Operation, cause.Operation)
			}
		}
	}
	for i := range failures {
		if seen[i] != 1 {
			t.Errorf("failure %d has %d causes", i, seen[i])
		}
	}
}
