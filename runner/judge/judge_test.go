package judge

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/exchange"
)

const (
	here, there = "instance-here", "instance-there"
	detach      = "apig.plugin-detach"
	tested      = detach + "/body/api_ids/items"
)

func bound(key, instance string) Binding { return Binding{Key: key, Instance: instance, Text: key} }

// unbinding is a round of one step that was answered 204 and is to unbind a.
func unbinding() Round {
	return Round{
		Expect: Expectation{Instance: here, Steps: []Step{{Outcomes: []Outcome{
			{Outcome: cases.Outcome{Status: 204}, Unbinds: []Binding{bound("a", here)}},
		}}}},
		Observed: Observation{
			Exchanges: []exchange.Exchange{answered(204, "", "")},
			Looks:     []Look{{Gone: []Binding{bound("a", here)}}},
		},
	}
}

// inert is a round of one step that was answered 404 and must not unbind.
func inert() Round {
	r := unbinding()
	r.Expect.Steps[0].Outcomes = []Outcome{{Outcome: cases.Outcome{Status: 404, Codes: []string{"APIG.3068"}}}}
	r.Expect.Steps[0].Inert = true
	r.Observed.Exchanges[0] = answered(404, "application/json", `{"error_code":"APIG.3068","error_msg":"no"}`)
	r.Observed.Looks = []Look{{}}
	return r
}

// again is an exchange of a further step or attempt.
func again(step, attempt int, ex exchange.Exchange) exchange.Exchange {
	ex.Step, ex.Attempt = step, attempt
	return ex
}

// Each row changes a round that passes. Deviations are told by kind, clause and
// what was found.
func TestRounds(t *testing.T) {
	contract := testContract(t)
	for _, row := range []struct {
		name    string
		round   Round
		change  func(*Round)
		verdict Verdict
		want    []string
		flaky   bool
	}{
		{name: "what was due is gone", round: unbinding(), verdict: Pass},
		{name: "nothing went", round: unbinding(), change: func(r *Round) { r.Observed.Looks[0].Gone = nil },
			verdict: Fail, want: []string{"effect function/effect: still bound"}},
		{name: "another one went as well", round: unbinding(), change: func(r *Round) { r.Observed.Looks[0].Gone = []Binding{bound("a", here), bound("b", here)} },
			verdict: Fail, want: []string{"effect function/effect: no longer bound"}},
		{name: "another one went instead", round: unbinding(), change: func(r *Round) { r.Observed.Looks[0].Gone = []Binding{bound("b", here)} },
			verdict: Fail, want: []string{"effect function/effect: no longer bound", "effect function/effect: still bound"}},
		{name: "one of the other instance went", round: unbinding(), change: func(r *Round) { r.Observed.Looks[0].Gone = []Binding{bound("a", here), bound("b", there)} },
			verdict: Fail, want: []string{"isolation function/effect: no longer bound"}},
		{name: "one came", round: unbinding(), change: func(r *Round) { r.Observed.Looks[0].Came = []Binding{bound("c", here)} },
			verdict: Fail, want: []string{"effect function/effect: bound"}},
		{name: "late, where the page says at once", round: unbinding(), change: func(r *Round) { r.Observed.Looks[0].Late = true },
			verdict: Fail, want: []string{"effect function/immediate: unbound a while later"}},
		{name: "the request names the other instance", round: unbinding(), change: func(r *Round) {
			r.Expect.Steps[0].Instance = there
			r.Expect.Steps[0].Outcomes[0].Unbinds[0].Instance = there
			r.Observed.Looks[0].Gone[0].Instance = there
		}, verdict: Pass},
		{name: "not seen is not passed", round: unbinding(), change: notSeen, verdict: Skip},
		{name: "nobody looked", round: unbinding(), change: func(r *Round) { r.Observed.Looks = nil }, verdict: Skip},
		{name: "not seen, but answered wrongly", round: unbinding(), change: func(r *Round) {
			notSeen(r)
			r.Observed.Exchanges[0] = answered(200, "", "")
		}, verdict: Fail, want: []string{"status response/204: status 200"}},
		{name: "not seen before a later step", round: unbinding(), change: func(r *Round) {
			r.Observed.Looks = append(r.Observed.Looks, Look{Step: 1, Before: true, NotSeen: "the lists answer 500"})
		}, verdict: Skip},
		{name: "a refusal needs no look", round: inert(), change: notSeen, verdict: Pass},
		{name: "another response may unbind nothing", round: unbinding(), change: func(r *Round) {
			r.Observed.Exchanges[0] = answered(200, "", "")
			r.Observed.Looks[0].Gone = nil
		}, verdict: Fail, want: []string{"status response/204: status 200"}},
		{name: "another response may unbind what was due", round: unbinding(), change: func(r *Round) { r.Observed.Exchanges[0] = answered(200, "", "") },
			verdict: Fail, want: []string{"status response/204: status 200"}},

		{name: "a refusal", round: inert(), verdict: Pass},
		{name: "a refusal that unbinds", round: inert(), change: func(r *Round) { r.Observed.Looks[0].Gone = []Binding{bound("a", here)} },
			verdict: Fail, want: []string{"effect response/404: no longer bound"}},
		{name: "a success that must not unbind", round: inert(), change: func(r *Round) {
			r.Observed.Exchanges[0] = answered(204, "", "")
			r.Observed.Looks[0].Gone = []Binding{bound("a", here)}
		}, verdict: Fail, want: []string{"status body/api_ids/items: status 204", "effect body/api_ids/items: no longer bound"}},

		{name: "a change among many, pinned here", round: inert(), change: func(r *Round) { r.Observed.Looks[0] = Look{Among: 48, Pinned: true, Gone: []Binding{bound("a", here)}} },
			verdict: Fail, want: []string{"effect response/404: no longer bound"}, flaky: true},
		{name: "no change among many", round: inert(), change: func(r *Round) { r.Observed.Looks[0] = Look{Among: 48} }, verdict: Pass},

		{name: "it came back before the last step", round: unbinding(), change: func(r *Round) {
			r.Expect.Steps = append(r.Expect.Steps, Step{Name: "later", Outcomes: []Outcome{{Outcome: cases.Outcome{Status: 204}}}, Inert: true})
			r.Observed.Exchanges = append(r.Observed.Exchanges, again(1, 0, answered(204, "", "")))
			r.Observed.Looks = append(r.Observed.Looks, Look{Step: 1, Before: true, Came: []Binding{bound("a", here)}})
		}, verdict: Fail, want: []string{"effect body/api_ids/items: bound"}},

		{name: "the same as an earlier step", round: inert(), change: sameAs(404, "APIG.3068"), verdict: Pass},
		{name: "another status than an earlier step", round: inert(), change: sameAs(204, ""),
			verdict: Fail, want: []string{"status body/api_ids/items: status 204"}},
		{name: "another code than an earlier step", round: inert(), change: sameAs(404, "APIG.3002"),
			verdict: Fail, want: []string{"status body/api_ids/items: status 404 APIG.3002"}},

		{name: "an id of the other instance", round: inert(), change: func(r *Round) {
			r.Expect.Foreign = []string{"foreign-id"}
			r.Observed.Exchanges[0].Response.Body = exchange.Payload(`{"error_code":"APIG.3068","error_msg":"foreign-id"}`)
		}, verdict: Fail, want: []string{"isolation body/api_ids/items: foreign-id"}},
		{name: "an id of the other instance that was asked for", round: inert(), change: func(r *Round) {
			r.Expect.Foreign = []string{"foreign-id"}
			r.Observed.Exchanges[0].Request.URL = "http://127.0.0.1/foreign-id"
			r.Observed.Exchanges[0].Response.Body = exchange.Payload(`{"error_code":"APIG.3068","error_msg":"foreign-id"}`)
		}, verdict: Pass},
		{name: "too short to tell anything", round: inert(), change: func(r *Round) {
			r.Expect.Foreign = []string{"3068"}
		}, verdict: Pass},
		{name: "an id of the other instance where the other is asked", round: inert(), change: func(r *Round) {
			r.Expect.Foreign, r.Expect.Steps[0].Instance = []string{"foreign-id"}, there
			r.Observed.Exchanges[0].Response.Body = exchange.Payload(`{"error_code":"APIG.3068","error_msg":"foreign-id"}`)
		}, verdict: Pass},

		{name: "busy, then served", round: inert(), change: func(r *Round) {
			busy := answered(500, "application/json", `{"error_code":"APIG.3500","error_msg":"busy"}`)
			r.Observed.Exchanges = append([]exchange.Exchange{busy}, r.Observed.Exchanges...)
		}, verdict: Pass},
		{name: "wrong only at times", round: inert(), change: func(r *Round) {
			r.Expect.Steps[0].Times = 2
			r.Observed.Exchanges = append(r.Observed.Exchanges, again(0, 1, answered(204, "", "")))
		}, verdict: Fail, want: []string{"status body/api_ids/items: status 204"}, flaky: true},
		{name: "wrong every time", round: inert(), change: func(r *Round) {
			r.Expect.Steps[0].Times = 2
			r.Observed.Exchanges = []exchange.Exchange{answered(204, "", ""), again(0, 1, answered(204, "", ""))}
		}, verdict: Fail, want: []string{"status body/api_ids/items: status 204"}},
		{name: "what the harness sends is not judged", round: inert(), change: func(r *Round) {
			readback := answered(500, "", "")
			readback.Role = exchange.RoleReadback
			r.Observed.Exchanges = append(r.Observed.Exchanges, readback)
		}, verdict: Pass},
		{name: "an interrupted exchange says nothing", round: inert(), change: func(r *Round) {
			r.Observed.Exchanges = []exchange.Exchange{{Fault: &exchange.Fault{Kind: exchange.FaultCanceled}}}
			r.Observed.Looks, r.Observed.Stopped = nil, &Reason{Code: Interrupted, Text: "the run was interrupted"}
		}, verdict: Skip},
	} {
		t.Run(row.name, func(t *testing.T) {
			if row.change != nil {
				row.change(&row.round)
			}
			got := Case(contract, Subject{Operation: detach, Level: cases.Must, Clauses: []string{tested}}, []Round{row.round})
			var found []string
			for _, d := range got.Deviations {
				found = append(found, fmt.Sprintf("%s %s: %s", d.Kind, strings.TrimPrefix(d.Clause, detach+"/"), d.Actual))
			}
			if diff := cmp.Diff(row.want, found); diff != "" {
				t.Errorf("deviations (-want +got):\n%s", diff)
			}
			if got.Verdict != row.verdict || got.Flaky != row.flaky {
				t.Errorf("%s, flaky %t; want %s, flaky %t", got.Verdict, got.Flaky, row.verdict, row.flaky)
			}
			again := Case(contract, Subject{Operation: detach, Level: cases.Must, Clauses: []string{tested}}, []Round{row.round})
			if diff := cmp.Diff(got, again); diff != "" {
				t.Errorf("judged again it comes to something else:\n%s", diff)
			}
		})
	}
}

// notSeen is a round after which the lists could not be read.
func notSeen(r *Round) { r.Observed.Looks = []Look{{NotSeen: "the lists answer 500"}} }

// A case that claims an effect needs a look, also one that must change nothing,
// and also where the look is shared with others.
func TestClaimedEffectMustBeSeen(t *testing.T) {
	for name, row := range map[string]struct {
		clause string
		level  cases.Level
		look   Look
		want   Verdict
	}{
		"seen":                      {"function/effect", cases.Must, Look{}, Pass},
		"not seen":                  {"function/effect", cases.Must, Look{NotSeen: "off"}, Skip},
		"not seen, at once claimed": {"function/immediate", cases.Should, Look{NotSeen: "off"}, Skip},
		"not seen by any":           {"function/effect", cases.Must, Look{Among: 48, NotSeen: "off"}, Skip},
		"seen among others":         {"function/effect", cases.Must, Look{Among: 48}, Pass},
		"recorded only":             {"function/effect", cases.Observe, Look{}, Observed},
		"another clause":            {"response/404", cases.Must, Look{NotSeen: "off"}, Pass},
		"recorded only, not seen":   {"function/effect", cases.Observe, Look{NotSeen: "off"}, Skip},
	} {
		t.Run(name, func(t *testing.T) {
			r := inert()
			r.Observed.Looks[0] = row.look
			got := Case(testContract(t), Subject{Operation: detach, Level: row.level, Clauses: []string{tested, detach + "/" + row.clause}}, []Round{r})
			if got.Verdict != row.want || (got.Reason.Code == EffectNotSeen) != (row.want == Skip) {
				t.Errorf("%s because of %q, want %s", got.Verdict, got.Reason, row.want)
			}
		})
	}
}

// sameAs adds a step that must be answered like the first.
func sameAs(status int, code string) func(*Round) {
	return func(r *Round) {
		r.Expect.Steps[0].Name = "first"
		r.Expect.Steps = append(r.Expect.Steps, Step{SameAs: "first", Inert: true})
		body, mediaType := "", ""
		if code != "" {
			body, mediaType = `{"error_code":"`+code+`","error_msg":"no"}`, "application/json"
		}
		r.Observed.Exchanges = append(r.Observed.Exchanges, again(1, 0, answered(status, mediaType, body)))
	}
}

// A change that happened once tells who else may have made it.
func TestPinnedChangeNamesOthers(t *testing.T) {
	r := inert()
	r.Observed.Looks[0] = Look{Among: 4, Pinned: true, Others: []string{"apig.acl-unbind", "roma.plugin-detach"}, Gone: []Binding{bound("a", here)}}
	got := Case(testContract(t), Subject{Operation: detach, Clauses: []string{tested}}, []Round{r}).Deviations
	if len(got) != 1 || !strings.HasSuffix(got[0].Message, "it may as well be the doing of apig.acl-unbind, roma.plugin-detach") {
		t.Errorf("%+v", got)
	}
}

// A long list of changes is shown in part, and says so.
func TestManyChangesAreCounted(t *testing.T) {
	r := unbinding()
	for i := range 9 {
		r.Observed.Looks[0].Gone = append(r.Observed.Looks[0].Gone, bound(fmt.Sprint(i), here))
	}
	got := Case(testContract(t), Subject{Operation: detach, Clauses: []string{tested}}, []Round{r}).Deviations
	if len(got) != 5 || !strings.HasSuffix(got[4].Message, "(and 4 more like this)") {
		t.Errorf("%d deviations, the last says %q", len(got), got[len(got)-1].Message)
	}
}

func TestEffectOf(t *testing.T) {
	contract := testContract(t)
	for name, row := range map[string]struct {
		look Look
		want Effect
	}{
		"all is well":            {Look{Gone: []Binding{bound("a", here)}}, AsDue},
		"late":                   {Look{Late: true, Gone: []Binding{bound("a", here)}}, Late},
		"still bound":            {Look{}, StillThere},
		"still bound, not seen":  {Look{NotSeen: "off"}, AsDue},
		"another one went":       {Look{Gone: []Binding{bound("b", here)}}, NotDue},
		"still bound, one came":  {Look{Came: []Binding{bound("c", here)}}, NotDue},
		"a look before the step": {Look{Before: true}, AsDue},
		"shared, all is well":    {Look{Among: 9, Gone: []Binding{bound("a", here)}}, AsDue},
		"shared, still bound":    {Look{Among: 9}, StillThere},
		"shared, another one":    {Look{Among: 9, Gone: []Binding{bound("b", here)}}, NotDue},
		"refused":                {Look{Among: 9}, AsDue},
		"refused, and gone":      {Look{Among: 9, Gone: []Binding{bound("a", here)}}, Unexplained},
	} {
		t.Run(name, func(t *testing.T) {
			r := unbinding()
			r.Observed.Looks = []Look{row.look}
			if strings.HasPrefix(name, "refused") {
				r.Observed.Exchanges[0] = answered(404, "application/json", `{"error_code":"APIG.3068","error_msg":"no"}`)
			}
			if got := EffectOf(contract, Subject{Operation: detach, Clauses: []string{tested}}, r); got != row.want {
				t.Errorf("%d, want %d", got, row.want)
			}
		})
	}
}

// Of several rounds the worst one counts; rounds that differ make the case flaky.
func TestSeveralRounds(t *testing.T) {
	pass, fail := inert(), inert()
	fail.Observed.Exchanges[0] = answered(204, "", "")
	broken := inert()
	broken.Observed.Stopped = &Reason{Code: Unreachable, Text: "connection refused"}
	for _, row := range []struct {
		name   string
		rounds []Round
		want   Verdict
		flaky  bool
	}{
		{"one", []Round{pass}, Pass, false},
		{"alike", []Round{pass, pass, pass}, Pass, false},
		{"the last one fails", []Round{pass, pass, fail}, Fail, true},
		{"the first one fails", []Round{fail, pass}, Fail, true},
		{"all fail", []Round{fail, fail}, Fail, false},
		{"one cannot be judged", []Round{pass, broken}, Error, true},
		{"a failure beats an error", []Round{broken, fail}, Fail, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := Case(testContract(t), Subject{Operation: detach, Clauses: []string{tested}}, row.rounds)
			if got.Verdict != row.want || got.Flaky != row.flaky {
				t.Errorf("%s, flaky %t; want %s, flaky %t", got.Verdict, got.Flaky, row.want, row.flaky)
			}
		})
	}
}

func TestReasons(t *testing.T) {
	for code, want := range map[ReasonCode]Verdict{
		Interrupted: Skip, NoFixture: Skip, MissingFixture: Skip, SpentFixture: Skip, AmbiguousID: Skip, PageForbids: Skip, NoCredential: Skip, NoHook: Skip, EffectNotSeen: Skip,
		RunTimeout: Error, Unreachable: Error, HarnessFault: Error, HookFailed: Error,
	} {
		r := inert()
		r.Observed.Stopped = &Reason{Code: code, Text: "for a reason"}
		got := Case(testContract(t), Subject{Operation: detach, Level: cases.Observe, Clauses: []string{tested}}, []Round{r})
		if got.Verdict != want || got.Reason.String() != string(code)+": for a reason" {
			t.Errorf("%s: %s because of %q, want %s", code, got.Verdict, got.Reason, want)
		}
	}
	r := inert()
	got := Case(testContract(t), Subject{Operation: detach, Level: cases.Observe, Clauses: []string{tested}}, []Round{r})
	if got.Verdict != Observed || got.Reason.String() != "" {
		t.Errorf("an observation is %s because of %q", got.Verdict, got.Reason)
	}
}

func TestBlocking(t *testing.T) {
	for _, row := range []struct {
		level          cases.Level
		verdict        Verdict
		waived, strict bool
		want           bool
	}{
		{cases.Must, Pass, false, true, false},
		{cases.Must, Fail, false, false, true},
		{cases.Must, Error, false, false, true},
		{cases.Must, Fail, true, true, false},
		{cases.Must, Skip, false, false, false},
		{cases.Must, Skip, false, true, false},
		{cases.Should, Fail, false, false, false},
		{cases.Should, Fail, false, true, true},
		{cases.Should, Skip, false, true, false},
		{cases.Observe, Fail, false, true, false},
		{cases.Observe, Observed, false, true, false},
	} {
		if got := Blocking(row.level, row.verdict, row.waived, row.strict); got != row.want {
			t.Errorf("%+v: %t", row, got)
		}
	}
}

func TestWorse(t *testing.T) {
	order := []Verdict{Pass, Skip, Error, Fail}
	for i, a := range order {
		for j, b := range order {
			if got := a.Worse(b); got != (i > j) {
				t.Errorf("%s worse than %s: %t", a, b, got)
			}
		}
	}
	if Observed.Worse(Pass) || Pass.Worse(Observed) {
		t.Error("a pass and an observation are not alike")
	}
}
