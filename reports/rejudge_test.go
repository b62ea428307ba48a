package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

// TestRejudgeSeesEdits: a recorded response that is edited in one place changes
// the verdict of its case, and no other.
func TestRejudgeSeesEdits(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here runs beside anything else; left out by -short")
	}
	run := readLog(t, record(t, recording{gateway: "embedded", cases: "apig.*/**"}))
	first := func(c *Case) *exchange.Response { return c.Exchanges[0].Response }
	for _, test := range []struct {
		name, id string
		edit     func(*testing.T, *Case)
		kind     judge.DeviationKind
	}{
		{"status", "apig.acl-unbind/effect/one-binding", func(t *testing.T, c *Case) { first(c).Status = 201 }, judge.KindStatus},
		{"status of a refusal", "apig.acl-unbind/query/action-missing", func(t *testing.T, c *Case) { first(c).Status = 404 }, judge.KindStatus},
		{"error code", "apig.acl-unbind/query/action-missing", func(t *testing.T, c *Case) { flip(t, &first(c).Body, `"error_code":"APIG.2`, `"error_code":"APIG.9`) }, judge.KindErrorCode},
		{"success_count", "apig.acl-unbind/effect/one-binding", func(t *testing.T, c *Case) { flip(t, &first(c).Body, `"success_count":1`, `"success_count":2`) }, judge.KindCount},
		{"bind_id", "apig.acl-unbind/batch/unknown-only", func(t *testing.T, c *Case) { flip(t, &first(c).Body, `"bind_id":"`, `"bind_iD":"`) }, judge.KindSchema},
		{"an id", "apig.acl-unbind/batch/unknown-only", func(t *testing.T, c *Case) { otherID(t, first(c)) }, judge.KindBody},
		{"JSON", "apig.acl-unbind/query/action-missing", func(t *testing.T, c *Case) { flip(t, &first(c).Body, `{`, `[`) }, judge.KindBody},
		{"a byte that is not UTF-8", "apig.acl-unbind/query/action-missing", func(t *testing.T, c *Case) { flip(t, &first(c).Body, `"error_msg":"I`, "\"error_msg\":\"\xff") }, judge.KindBody},
		{"media type", "apig.acl-unbind/message/wrong-action", func(t *testing.T, c *Case) { first(c).Header.Set("Content-Type", "application/jsom") }, judge.KindMediaType},
		{"head", "apig.acl-unbind/message/wrong-action", func(t *testing.T, c *Case) { flip(t, &first(c).Head, `Content-Type:`, `Content-Type `) }, judge.KindTransport},
		{"a byte after the end", "apig.acl-unbind/query/action-missing", func(t *testing.T, c *Case) { first(c).Trailing = exchange.Payload("x") }, judge.KindTransport},
		{"a leak", "apig.acl-unbind/query/action-missing", func(t *testing.T, c *Case) { c.Exchanges[0].Leaks = []string{"token in header X-Echo"} }, judge.KindLeak},
		{"the inside of the implementation", "apig.acl-unbind/message/wrong-action", func(t *testing.T, c *Case) {
			flip(t, &first(c).Body, `Invalid parameter value: parameter`, `sql: no rows in result set (param)`)
		}, judge.KindLeak},
		{"a fault", "apig.acl-unbind/query/action-missing", func(t *testing.T, c *Case) { c.Exchanges[0].Fault = &exchange.Fault{Kind: exchange.FaultTruncated} }, judge.KindTransport},
		{"gone: nothing", "apig.acl-unbind/effect/one-binding", func(t *testing.T, c *Case) { c.Observed.Looks[0].Gone = nil }, judge.KindEffect},
		{"gone: another one", "apig.acl-unbind/effect/one-binding", func(t *testing.T, c *Case) { c.Observed.Looks[0].Gone[0].Key += "x" }, judge.KindEffect},
		{"gone: one of another instance", "apig.acl-unbind/query/action-missing", func(t *testing.T, c *Case) { c.Observed.Looks[0].Gone = []judge.Binding{{Key: "k", Instance: "other"}} }, judge.KindIsolation},
		{"came", "apig.acl-unbind/effect/one-binding", func(t *testing.T, c *Case) { c.Observed.Looks[0].Came = []judge.Binding{{Key: "k"}} }, judge.KindEffect},
		{"late", "apig.plugin-detach/effect/one-api", func(t *testing.T, c *Case) { c.Observed.Looks[0].Late = true }, judge.KindEffect},
	} {
		t.Run(test.name, func(t *testing.T) {
			changes := rejudged(t, edited(t, run, test.id, func(c *Case) { test.edit(t, c) }))
			if len(changes) != 1 || changes[0].Case.ID != test.id {
				t.Fatalf("%d cases changed, want %s alone: %+v", len(changes), test.id, changes)
			}
			now := changes[0].Now
			if now.Verdict != judge.Fail || !changes[0].Worse() || now.Deviations[0].Kind != test.kind {
				t.Errorf("%s, %+v; want a failure of the kind %s", now.Verdict, now.Deviations, test.kind)
			}
		})
	}
}

// TestRejudgeSeesEveryDigit: one digit of the status of any passed case changes
// that case and none around it, unless the page allows the other status as well.
func TestRejudgeSeesEveryDigit(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here runs beside anything else; left out by -short")
	}
	run := readLog(t, record(t, recording{gateway: "embedded"}))
	var passed []*Case
	for _, c := range run.Cases {
		if c.Verdict == judge.Pass {
			passed = append(passed, c)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		c := rapid.SampledFrom(passed).Draw(rt, "case")
		var digits []byte
		changes := rejudged(rt, edited(rt, around(run, c.ID), c.ID, func(c *Case) {
			response := lastOfFirstStep(rt, c).Response
			digits = fmt.Append(nil, response.Status)
			i := rapid.IntRange(0, 2).Draw(rt, "digit")
			digits[i] = rapid.SampledFrom(without(strings.Split("0123456789", ""), []string{string(digits[i])})).Draw(rt, "to")[0]
			if _, err := fmt.Sscan(string(digits), &response.Status); err != nil {
				rt.Fatal(err)
			}
		}))
		allowed := slices.ContainsFunc(c.Expect.Steps[0].Outcomes, func(o judge.Outcome) bool { return fmt.Sprint(o.Status) == string(digits) })
		for _, change := range changes {
			if change.Case.ID != c.ID {
				rt.Errorf("%s changed", change.Case.ID)
			}
		}
		if len(changes) == 0 && !allowed {
			rt.Errorf("%s passes with status %s", c.ID, digits)
		}
	})
}

// around is the log with only the cases that were recorded shortly before and
// after one of them.
func around(run Run, id string) Run {
	const near = 50
	i := slices.IndexFunc(run.Cases, func(c *Case) bool { return c.ID == id })
	run.Cases = run.Cases[max(0, i-near):min(len(run.Cases), i+near)]
	return run
}

// lastOfFirstStep is the exchange that the first step is judged by: what was
// refused as busy was sent again.
func lastOfFirstStep(t rapid.TB, c *Case) exchange.Exchange {
	for _, ex := range slices.Backward(c.Exchanges) {
		if ex.OfCase() && ex.Round == 0 && ex.Step == 0 && ex.Attempt == 0 && ex.Response != nil {
			return ex
		}
	}
	t.Fatalf("%s has no response to its first step", c.ID)
	return exchange.Exchange{}
}

// A failure that is edited away is a change, though not for the worse.
func TestRejudgeSeesImprovements(t *testing.T) {
	run := readLog(t, record(t, recording{gateway: "mutant:apig.acl-unbind/accounting/count-zero", cases: "apig.acl-unbind/effect/one-binding"}))
	id := run.Cases[0].ID
	changes := rejudged(t, edited(t, run, id, func(c *Case) {
		for i, ex := range c.Exchanges {
			if ex.OfCase() { // it was executed again by itself
				flip(t, &c.Exchanges[i].Response.Body, `"success_count":0`, `"success_count":1`)
			}
		}
	}))
	if len(changes) != 1 || changes[0].Case.Verdict != judge.Fail || changes[0].Now.Verdict != judge.Pass || changes[0].Worse() {
		t.Errorf("got %+v, want a failure that passes now", changes)
	}
}

// TestRejudgeSeesOtherWords: what the log says of a case is compared, not only
// the verdict.
func TestRejudgeSeesOtherWords(t *testing.T) {
	run := readLog(t, record(t, recording{gateway: "mutant:apig.acl-unbind/accounting/count-zero", cases: "apig.acl-unbind/effect/one-binding"}))
	id := run.Cases[0].ID
	for name, edit := range map[string]func(*Case){
		"verdict":             func(c *Case) { c.Verdict = judge.Error },
		"reason":              func(c *Case) { c.Reason = "fixture: none" },
		"flaky":               func(c *Case) { c.Flaky = true },
		"deviation":           func(c *Case) { c.Deviations[0].Actual = "2" },
		"a deviation too few": func(c *Case) { c.Deviations = c.Deviations[1:] },
	} {
		changes := rejudged(t, edited(t, run, id, edit))
		if len(changes) != 1 || changes[0].Now.Verdict != judge.Fail || changes[0].Worse() != (name == "verdict") {
			t.Errorf("%s: got %+v, want one change, to fail", name, changes)
		}
	}
}

// TestRejudgeRefusesDamage: a log that lacks what a verdict depends on is not
// judged, and the error says where.
func TestRejudgeRefusesDamage(t *testing.T) {
	run := readLog(t, record(t, recording{gateway: "embedded", cases: "apig.acl-unbind/batch/*"}))
	const short, long = "apig.acl-unbind/batch/unknown-only", "apig.acl-unbind/batch/hundreds"
	for _, test := range []struct {
		name, id string
		damage   func(*testing.T, *Case)
		want     string
	}{
		{"a body that cannot be unpacked", long, func(t *testing.T, c *Case) { c.Exchanges[0].Response.BodyGzip[0]++ }, "exchanges[0].response.body_gzip: gzip"},
		{"a body that is missing", long, func(t *testing.T, c *Case) { c.Exchanges[0].Response.BodyGzip = nil }, "exchanges[0].response.body_gzip: EOF"},
		{"another beginning", long, func(t *testing.T, c *Case) { flip(t, &c.Exchanges[0].Response.Body, "{", "[") }, "exchanges[0].response.body_gzip: it is not the body"},
		{"a round too many", short, func(t *testing.T, c *Case) { c.Exchanges[0].Round = 1 }, "exchanges[0].round: 1, but the rounds of the case are 1"},
		{"a round before the first", short, func(t *testing.T, c *Case) { c.Exchanges[0].Round = -1 }, "exchanges[0].round: -1, but the rounds of the case are 1"},
		{"a step too many", short, func(t *testing.T, c *Case) { c.Exchanges[0].Step = 1 }, "exchanges[0].step: 1, but the steps expected are 1"},
		{"no response", short, func(t *testing.T, c *Case) { c.Exchanges[0].Response = nil }, "exchanges[0].response: missing, and exchanges[0].fault does not say why"},
		{"no exchange", short, func(t *testing.T, c *Case) { c.Exchanges = nil }, "expect.steps[0]: no exchange of it is recorded"},
		{"no step", short, func(t *testing.T, c *Case) { c.Expect, c.Exchanges = judge.Expectation{}, nil }, "expect.steps: empty, and observed.stopped does not say why"},
		{"no exchange of a later round", short, func(t *testing.T, c *Case) { c.Again = []judge.Round{{Expect: c.Expect}} }, "again[0].expect.steps[0]: no exchange of it is recorded"},
		{"an unknown operation", short, func(t *testing.T, c *Case) { c.Operation = "apig.coffee-brew" }, "the contract has no operation apig.coffee-brew"},
	} {
		t.Run(test.name, func(t *testing.T) {
			changes, err := Rejudge(builtIn(t), edited(t, run, test.id, func(c *Case) { test.damage(t, c) }))
			if err == nil {
				t.Fatalf("no error; %d cases changed", len(changes))
			}
			if !strings.Contains(err.Error(), test.want) || test.name != "an unknown operation" && !strings.HasPrefix(err.Error(), "case "+test.id+": ") {
				t.Errorf("%v; want the case and %q", err, test.want)
			}
		})
	}
}

func rejudged(t rapid.TB, run Run) []Rejudgement {
	t.Helper()
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	changes, err := Rejudge(contract, run)
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

// edited returns the run with one case changed, which is as it would be read
// from an edited log.
func edited(t rapid.TB, run Run, id string, edit func(*Case)) Run {
	t.Helper()
	i := slices.IndexFunc(run.Cases, func(c *Case) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("the log has no case %s", id)
	}
	line, err := encodeLine(run.Cases[i])
	if err != nil {
		t.Fatal(err)
	}
	var c Case
	if err := json.Unmarshal(line, &c); err != nil {
		t.Fatal(err)
	}
	edit(&c)
	run.Cases = slices.Clone(run.Cases)
	run.Cases[i] = &c
	return run
}

// flip puts another byte into the first place that holds the text.
func flip(t rapid.TB, p *exchange.Payload, was, now string) {
	t.Helper()
	if len(was) != len(now) || !bytes.Contains(*p, []byte(was)) {
		t.Fatalf("%q cannot take the place of %q in %s", now, was, *p)
	}
	*p = bytes.Replace(*p, []byte(was), []byte(now), 1)
}

// otherID changes the first letter of the first bind_id.
func otherID(t rapid.TB, response *exchange.Response) {
	t.Helper()
	_, id, found := strings.Cut(string(response.Body), `"bind_id":"`)
	if !found {
		t.Fatalf("no bind_id in %s", response.Body)
	}
	letter := "0"
	if id[:1] == letter {
		letter = "1"
	}
	flip(t, &response.Body, `"bind_id":"`+id[:1], `"bind_id":"`+letter)
}
