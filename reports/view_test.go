package reports

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

func TestOutcome(t *testing.T) {
	one := func(level cases.Level, verdict judge.Verdict, waived bool) []statementCase {
		return []statementCase{{"apig.acl-unbind", level, verdict, waived}}
	}
	for _, test := range []struct {
		name    string
		cases   []statementCase
		problem string
		killed  bool
		strict  bool
		want    Outcome
	}{
		{"passed", one(cases.Must, judge.Pass, false), "", false, false, Conformant},
		{"failed", one(cases.Must, judge.Fail, false), "", false, false, NotConformant},
		{"failed, waived", one(cases.Must, judge.Fail, true), "", false, false, NotClaimed},
		{"one of two selected", one(cases.Must, judge.Pass, false), "", false, false, NotClaimed},
		{"should failed", append(one(cases.Must, judge.Pass, false), one(cases.Should, judge.Fail, false)...), "", false, false, Conformant},
		{"should failed, strict", one(cases.Should, judge.Fail, false), "", false, true, NotConformant},
		{"errored", one(cases.Must, judge.Error, false), "", false, false, Inconclusive},
		{"all skipped", one(cases.Must, judge.Skip, false), "", false, false, Inconclusive},
		{"all observed", one(cases.Observe, judge.Observed, false), "", false, false, Inconclusive},
		{"nothing", nil, "", false, false, Inconclusive},
		{"killed", one(cases.Must, judge.Pass, false), "", true, false, Inconclusive},
		{"killed after a failure", one(cases.Must, judge.Fail, false), "", true, false, NotConformant},
		{"a case is lost", one(cases.Must, judge.Pass, false), "", false, false, Inconclusive},
		{"target down", nil, "down", false, false, Inconclusive},
		{"stale waiver", one(cases.Must, judge.Pass, false), "stale", false, false, Inconclusive},
	} {
		t.Run(test.name, func(t *testing.T) {
			meta := sampleMeta()
			meta.Strict = test.strict
			meta.Selected, meta.Available = len(test.cases), len(test.cases)
			if test.name == "one of two selected" {
				meta.Available = 2
			}
			run := statementRun(meta, test.cases)
			run.End.Problem = test.problem
			if test.killed {
				run.End = nil
			}
			if test.name == "a case is lost" {
				run.End.Total++
			}
			if got := run.Outcome(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestByOperationOrder(t *testing.T) {
	run := Run{
		Meta: Meta{Operations: []Operation{{ID: "m"}, {ID: "b"}, {ID: "unused"}}},
		Cases: []*Case{
			{ID: "z/2", Operation: "z"}, {ID: "b/1", Operation: "b"}, {ID: "a/1", Operation: "a"},
			{ID: "m/2", Operation: "m"}, {ID: "m/1", Operation: "m"}, {ID: "z/1", Operation: "z"},
		},
	}
	var got []string
	for _, group := range run.ByOperation() {
		for _, c := range group.Cases {
			got = append(got, group.Operation.ID+": "+c.ID)
		}
	}
	want := []string{"m: m/1", "m: m/2", "b: b/1", "a: a/1", "z: z/1", "z: z/2"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestSkipsAreGroupedByReason(t *testing.T) {
	skip := func(id, text string, code judge.ReasonCode) *Case {
		reason := judge.Reason{Code: code, Text: text}
		return &Case{ID: id, Operation: "o", Verdict: judge.Skip, Reason: reason.String(), ReasonCode: code}
	}
	run := Run{Cases: []*Case{
		skip("o/1", "needs two", judge.NoFixture), skip("o/2", "forbidden", judge.NoCredential), skip("o/3", "forbidden", judge.NoCredential), skip("o/4", "needs two", judge.SpentFixture),
	}}
	var got []string
	for _, group := range run.Skips() {
		for _, c := range group.Cases {
			got = append(got, string(group.Code)+" "+c.ID)
		}
	}
	want := []string{"no-credential o/2", "no-credential o/3", "no-fixture o/1", "spent-fixture o/4"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
}

func TestReceived(t *testing.T) {
	for _, test := range []struct {
		name     string
		exchange exchange.Exchange
		want     string
	}{
		{"code", sampleExchange(404, `{"error_code":"APIG.3030"}`), "404 APIG.3030"},
		{"no JSON", sampleExchange(502, "<html>"), "502"},
		{"odd code", sampleExchange(400, `{"error_code":7}`), "400"},
		{"fault", exchange.Exchange{Fault: &exchange.Fault{Kind: exchange.FaultTimeout, Message: "no response\nwithin 10s"}}, "timeout: no response within 10s"},
		{"nothing", exchange.Exchange{}, "no response"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := received(test.exchange); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestBodyText(t *testing.T) {
	for _, test := range []struct {
		name, body string
		cut, limit int
		want       string
	}{
		{"JSON", `{"a":[1]}`, 0, 100, "{\n  \"a\": [\n    1\n  ]\n}"},
		{"almost JSON", `{"a":}`, 0, 100, `{"a":}`},
		{"text", "plain", 0, 100, "plain"},
		{"long", "0123456789", 0, 4, "0123\n… 6 bytes more"},
		{"long, between characters", "012é4", 0, 4, "012\n… 3 bytes more"},
		{"cut in the log", "0123", 7, 100, "0123\n… 7 bytes more"},
		{"both", "0123456789", 7, 4, "0123\n… 13 bytes more"},
		{"binary", "\xff\x00", 0, 100, "2 bytes that are not UTF-8: ff 00 …"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := bodyText(exchange.Payload(test.body), test.cut, test.limit); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestTells(t *testing.T) {
	own, readback, broken := exchange.Exchange{Role: "case"}, exchange.Exchange{Role: "readback"}, exchange.Exchange{Role: "readback", Fault: &exchange.Fault{}}
	failed := func(kind judge.DeviationKind) *Case {
		return &Case{Verdict: judge.Fail, Deviations: []judge.Deviation{{Kind: kind}}}
	}
	for _, test := range []struct {
		name     string
		c        *Case
		exchange exchange.Exchange
		want     bool
	}{
		{"own, passed", &Case{Verdict: judge.Pass}, own, true},
		{"readback, passed", &Case{Verdict: judge.Pass}, readback, false},
		{"readback, wrong status", failed(judge.KindStatus), readback, false},
		{"broken readback, wrong status", failed(judge.KindStatus), broken, true},
		{"readback, wrong effect", failed(judge.KindEffect), readback, true},
		{"readback, wrong isolation", failed(judge.KindIsolation), readback, true},
		{"readback, error", &Case{Verdict: judge.Error}, readback, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.c.Tells(test.exchange); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
