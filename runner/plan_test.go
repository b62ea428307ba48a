package runner_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

func planned(t *testing.T, config runner.Config) runner.Plan {
	t.Helper()
	plan, err := runner.Planned(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// Whatever a run sends for a case stands in the plan with the same seed, but for which
// of several bindings, and for what only the gateway knows.
func TestPlanIsWhatARunSends(t *testing.T) {
	if testing.Short() {
		t.Skip("what is tested here runs beside nothing else; left out by -short")
	}
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{})
	config := runner.Config{Contract: contract, Cases: all, Target: to, Options: runner.Options{Seed: 7}}
	plan := planned(t, config)
	if len(plan.NotRun) > 0 {
		t.Errorf("not run: %+v", plan.NotRun)
	}
	shape := shapes(to)
	want := map[string][]string{}
	// Of these stages each is over when the next begins; others go on beside them.
	inTurn := []string{"API Gateway: first of all, one binding of each kind", "API Gateway: unbind", "ROMA Connect: unbind", "API Gateway: unbind all of a kind", "API Gateway: while a hook makes the target fail"}
	first, last := make([]time.Time, len(inTurn)), make([]time.Time, len(inTurn))
	turn, greedy := map[string]int{}, map[string]bool{}
	for _, stage := range plan.Stages {
		for _, r := range stage.Requests {
			if i := slices.Index(inTurn, stage.Title); i >= 0 {
				turn[r.Case] = i
			}
			greedy[r.Case] = strings.HasSuffix(stage.Title, "unbind all of a kind")
			for range r.Times {
				want[r.Case] = append(want[r.Case], shape(r.Method, r.Path, r.Query, string(r.Body)))
			}
		}
	}
	run, err := begin(context.Background(), t, config)
	if err != nil {
		t.Fatal(err)
	}
	for result := range run.Results() {
		if i, ok := turn[result.Case.ID]; ok {
			if at := result.Started; first[i].IsZero() || at.Before(first[i]) {
				first[i] = at
			}
			if at := result.Started; at.After(last[i]) {
				last[i] = at
			}
		}
		var got []string
		for _, x := range result.Rounds[len(result.Rounds)-1].Observed.Exchanges {
			if x.OfCase() {
				at, err := url.Parse(x.Request.URL)
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, shape(x.Request.Method, at.EscapedPath(), at.RawQuery, string(x.Request.Body)))
			}
		}
		planned := want[result.Case.ID]
		if greedy[result.Case.ID] {
			// How many there are depends on whether others still hold some.
			got, planned = alike(got), alike(planned)
		}
		if !slices.Equal(got, planned) {
			t.Errorf("%s: sent\n%.600q\nplanned\n%.600q", result.Case.ID, got, planned)
		}
	}
	if err := run.Close(); err != nil {
		t.Error(err)
	}
	for i := range inTurn {
		if first[i].IsZero() || i > 0 && !last[i-1].Before(first[i]) {
			t.Errorf("%s began %v, and the stage before went on until %v", inTurn[i], first[i], last[max(0, i-1)])
		}
	}
}

// Nothing else is on the wire either: what the run itself sends is in the plan.
func TestPlanHasWhatTheRunItselfSends(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	targets := map[string]func(target.Target) target.Target{
		"everything":   func(gw target.Target) target.Target { return gw },
		"few bindings": few,
	}
	if testing.Short() {
		delete(targets, "everything")
	}
	for name, named := range targets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gw := served(t, gateway.Options{}) // of its own: two runs on one are in each other's way
			to, shape := named(gw), shapes(gw)
			var mu sync.Mutex
			sent := map[string]bool{}
			to = watched(t, to, func(r *http.Request, body string) {
				mu.Lock()
				defer mu.Unlock()
				request := shape(r.Method, r.URL.EscapedPath())
				if strings.Contains(r.UserAgent(), "preflight") {
					request = "preflight " + shape(r.Method, r.URL.EscapedPath(), r.URL.RawQuery, body)
				}
				sent[request] = true
			})
			config := runner.Config{Contract: contract, Cases: all, Target: to, Options: runner.Options{Seed: 9}}
			plan := planned(t, config)
			known := map[string]bool{}
			for _, stage := range append(plan.Stages, runner.Stage{Requests: plan.Reads}) {
				for _, r := range stage.Requests {
					known[shape(r.Method, r.Path)] = true
					if r.Case == "" {
						known["preflight "+shape(r.Method, r.Path, r.Query, string(r.Body))] = true
					}
				}
			}
			run, err := begin(t.Context(), t, config)
			if err != nil {
				t.Fatal(err)
			}
			for range run.Results() {
			}
			if err := run.Close(); err != nil {
				t.Error(err)
			}
			for request := range sent {
				if !known[request] {
					t.Errorf("sent, and not planned: %s", request)
				}
			}
		})
	}
}

// shapes writes a request so that ids of one sort look alike.
func shapes(to target.Target) func(parts ...string) string {
	var pairs []string
	sort := func(name string, ids ...string) {
		for _, id := range ids {
			pairs = append(pairs, id, name)
		}
	}
	sort("INSTANCE", to.InstanceID, to.OtherInstance.InstanceID)
	sort("PROJECT", to.ProjectID)
	for _, k := range domain.Kinds() {
		for _, b := range slices.Concat(to.Fixtures.Bound(k.Kind), to.OtherInstance.Bound(k.Kind)) {
			sort("POLICY", b.Policy)
			sort("API", b.APIs...)
		}
	}
	known := strings.NewReplacer(pairs...)
	words := regexp.MustCompile(`\{[a-z-]*( record|publication) of API [^}"]*\}?`)
	others := regexp.MustCompile(`[0-9a-f]{31,32}`)
	token := regexp.MustCompile(`&?[A-Za-z_-]+=\[redacted\]|"[A-Za-z-]+":\[redacted\],?`) // it goes with the credential
	return func(parts ...string) string {
		text := token.ReplaceAllString(words.ReplaceAllString(strings.Join(parts, " "), "OTHER"), "")
		return others.ReplaceAllString(known.Replace(text), "OTHER")
	}
}

// alike are requests in which many ids of one sort are one.
func alike(requests []string) []string {
	ids := regexp.MustCompile(`"(API|OTHER)"(,"(API|OTHER)")+`)
	out := make([]string, len(requests))
	for i, r := range requests {
		out[i] = ids.ReplaceAllString(r, "IDS")
	}
	return out
}

// What is sent beside changes names nothing that these unbind.
func TestPlanLeavesBystandersAlone(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	plan := planned(t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/"), Target: served(t, gateway.Options{})})
	at := func(title string) []runner.PlannedRequest {
		i := slices.IndexFunc(plan.Stages, func(s runner.Stage) bool { return s.Title == title })
		if i < 0 {
			t.Fatalf("there is no stage %q", title)
		}
		return plan.Stages[i].Requests
	}
	var refused strings.Builder
	for _, r := range at("Must be refused") {
		refused.Write(r.Body)
	}
	if !strings.Contains(refused.String(), "{acl record of API ") {
		t.Fatal("what must be refused names nothing that is bound")
	}
	for _, r := range at("Unbind") {
		for _, b := range r.Unbinds {
			if strings.Contains(refused.String(), b.Record) {
				t.Errorf("%s unbinds %s, which is named meanwhile", r.Case, b.Record)
			}
		}
	}
}

// What must change nothing unbinds nothing, and what is unbound is bound again by a
// request of the plan, if the target file allows it.
func TestPlanSaysWhatIsUnbound(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{})
	list := only(all, "apig.acl-unbind/effect/one", "apig.acl-unbind/query/action-missing")
	plan := planned(t, runner.Config{Contract: contract, Cases: list, Target: to})
	if len(plan.Bindings) == 0 {
		t.Fatal("nothing is unbound")
	}
	for _, b := range plan.Bindings {
		if !b.BoundAgain || b.Policy != to.Fixtures.ACL.ACLID || !slices.Contains(to.Fixtures.ACL.APIIDs, b.API) {
			t.Errorf("%+v", b)
		}
	}
	if !slices.ContainsFunc(requestsOf(plan, ""), func(r runner.PlannedRequest) bool {
		return r.Method == http.MethodPost && strings.HasSuffix(r.Path, "/acl-bindings") && strings.Contains(string(r.Body), "{publication of API "+plan.Bindings[0].API+"}")
	}) {
		t.Error("no request binds again what is unbound")
	}
	for _, r := range requestsOf(plan, "apig.acl-unbind/query/action-missing") {
		if len(r.Unbinds) > 0 || !r.MayChange {
			t.Errorf("%+v", r)
		}
	}

	to.Fixtures.Rebind, to.Fixtures.Expendable = false, true
	plan = planned(t, runner.Config{Contract: contract, Cases: list, Target: to})
	for _, b := range plan.Bindings {
		if b.BoundAgain {
			t.Errorf("bound again although rebind is off: %+v", b)
		}
	}
	to.Fixtures.Expendable = false
	plan = planned(t, runner.Config{Contract: contract, Cases: list, Target: to})
	if len(plan.Bindings) > 0 || len(plan.NotRun) == 0 || !strings.Contains(plan.NotRun[0].Reason, "fixtures.rebind is off") {
		t.Errorf("unbinds %+v, not run %+v", plan.Bindings, plan.NotRun)
	}
}

// A run skips for want of a prerequisite what its plan says it does.
func TestPlanSaysWhatIsNotRun(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	full := served(t, gateway.Options{})
	less := few(full)
	less.Auth.ForbiddenToken, less.Hooks = "", target.Hooks{}
	bare := less
	bare.Fixtures = target.Fixtures{Mode: "static"}
	blind := less
	blind.Fixtures.Readback = false
	for name, to := range map[string]target.Target{"few bindings": less, "none": bare, "no readback": blind} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := runner.Config{Contract: contract, Cases: all, Target: to, Options: runner.Options{Seed: 3}}
			want := map[string]string{}
			run, err := begin(context.Background(), t, config)
			if err != nil {
				t.Fatal(err)
			}
			for result := range run.Results() {
				if result.Verdict == judge.Skip && result.Reason.Code != judge.EffectNotSeen {
					want[result.Case.ID] = result.Reason.Text
				}
			}
			if err := run.Close(); err != nil {
				t.Error(err)
			}
			got := map[string]string{}
			for _, c := range planned(t, config).NotRun {
				got[c.Case] = c.Reason
			}
			for id := range want {
				if _, there := got[id]; !there {
					t.Errorf("%s: skipped, and planned: %s", id, want[id])
				}
			}
			for id, why := range got {
				if _, there := want[id]; !there {
					t.Errorf("%s: executed, and not planned: %s", id, why)
				}
			}
		})
	}
}

// The plan of a provisioned run has what it makes and removes.
func TestPlanOfAProvisionedRun(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{})
	to.OtherInstance, to.Fixtures = nil, target.Fixtures{Mode: "provision"}
	plan := planned(t, runner.Config{Contract: contract, Cases: only(all, "apig.plugin-detach/effect/one-api"), Target: to})
	var made, removed int
	for _, r := range requestsOf(plan, "") {
		switch {
		case strings.HasSuffix(r.Path, "/apis") && r.Method == http.MethodPost:
			made++
		case strings.Contains(r.Path, "/apis/") && r.Method == http.MethodDelete:
			removed++
		}
	}
	if made == 0 || made != removed || len(plan.NotRun) > 0 {
		t.Errorf("%d APIs made, %d removed; not run: %+v", made, removed, plan.NotRun)
	}
	for _, b := range plan.Bindings {
		if !b.BoundAgain || !strings.HasPrefix(b.API, "{api no. ") || !strings.HasPrefix(b.Policy, "{plugin no. ") {
			t.Errorf("%+v", b)
		}
	}
}

// The same seed gives the same plan, and no secret is in it wherever the target file
// has put it.
func TestPlanIsRepeatableAndHoldsNoSecret(t *testing.T) {
	if testing.Short() {
		t.Skip("what is tested here runs beside nothing else; left out by -short")
	}
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{})
	const canary = "canary-4711-canary-4711"
	to.Auth = target.Auth{Token: canary + "-own", ForbiddenToken: canary + "-forbidden", ExpiredToken: canary + "-expired", OtherProjectToken: canary + "-other"}
	to.Hooks = target.Hooks{InternalError: "curl " + canary, BeforeRun: canary, AfterRun: canary}
	to.Fixtures.ACL.APIIDs = append(slices.Clone(to.Fixtures.ACL.APIIDs), canary+"-own")
	config := runner.Config{Contract: contract, Cases: all, Target: to, Options: runner.Options{Seed: 5}}
	first, again := asJSON(t, planned(t, config)), asJSON(t, planned(t, config))
	if first != again {
		t.Error("two plans with one seed differ")
	}
	if at := strings.Index(first, canary); at >= 0 {
		t.Errorf("a secret is in the plan: %s", first[max(0, at-200):at+60])
	}
}

func asJSON(t *testing.T, plan runner.Plan) string {
	t.Helper()
	data, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// requestsOf are the requests of a case; those of the run itself for none.
func requestsOf(plan runner.Plan, id string) []runner.PlannedRequest {
	var list []runner.PlannedRequest
	for _, stage := range plan.Stages {
		for _, r := range stage.Requests {
			if r.Case == id {
				list = append(list, r)
			}
		}
	}
	return list
}
