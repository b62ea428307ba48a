package runner_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// sentBy reports whether a request was sent by the case.
func sentBy(r *http.Request, id string) bool {
	return strings.Contains(r.Header.Get("User-Agent"), "("+id+")")
}

// run gives the results of all cases, by their ids, and what the run had to say.
func run(t *testing.T, config runner.Config) (map[string]runner.Result, []string) {
	t.Helper()
	running, err := begin(t.Context(), t, config)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]runner.Result{}
	for result := range running.Results() {
		got[result.Case.ID] = result
	}
	if err := running.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	return got, running.Notes()
}

// Most requests are those that are judged: cases share their looks.
func TestRequestsPerJudgedExchange(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	var requests atomic.Int64
	to := between(t, served(t, gateway.Options{}), func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		requests.Add(1)
		pass.ServeHTTP(w, r)
	})
	got, _ := run(t, runner.Config{Contract: contract, Cases: all, Target: to})
	judged := 0
	for _, result := range got {
		for _, ex := range result.Exchanges() {
			if ex.OfCase() {
				judged++
			}
		}
	}
	if most := judged * 13 / 10; int(requests.Load()) > most {
		t.Errorf("%d requests for %d judged exchanges, want at most %d", requests.Load(), judged, most)
	}
}

// How many cases share a look, and how much goes on at a time, decides nothing.
func TestVerdictsDoNotDependOnWaves(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	list := only(all, "apig.throttle-unbind/", "roma.plugin-detach/")
	to := served(t, gateway.Options{})
	want := verdicts(t, to, contract, list, runner.Options{Seed: 1})
	for _, row := range []struct{ wave, concurrency, changes int }{{1, 1, 1}, {4, 16, 8}, {0, 1, 8}, {0, 16, 1}} {
		to.Fixtures.ConcurrentChanges = row.changes
		got := verdicts(t, to, contract, list, runner.Options{Seed: int64(row.wave), Concurrency: row.concurrency, WaveSize: row.wave})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", row, diff)
		}
	}
}

// The gateway is never asked for more changes at a time than it takes. What names
// nothing that it could unbind is no change.
func TestChangesAtATime(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	list := only(all, "apig.acl-unbind/", "apig.plugin-detach/")
	changing := slices.DeleteFunc(slices.Clone(list), func(c cases.Case) bool {
		return !slices.ContainsFunc(c.Steps, func(s cases.Step) bool {
			return slices.ContainsFunc(s.Expect.AnyOf, func(o cases.Outcome) bool { return len(o.Unbinds) > 0 })
		})
	})
	for _, changes := range []int{0, 1, 3, 8} {
		var mu sync.Mutex
		var begun, ended []time.Time // of requests that were served
		to := between(t, served(t, gateway.Options{}), func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
			answer := &counting{ResponseWriter: w}
			start := time.Now()
			if r.Method != http.MethodGet {
				time.Sleep(time.Millisecond)
			}
			pass.ServeHTTP(answer, r)
			ofCase := strings.Contains(r.Header.Get("User-Agent"), "(")
			change := !ofCase || slices.ContainsFunc(changing, func(c cases.Case) bool { return sentBy(r, c.ID) })
			if change && answer.status < 300 && r.Method != http.MethodGet {
				mu.Lock()
				begun, ended = append(begun, start), append(ended, time.Now())
				mu.Unlock()
			}
		})
		to.Fixtures.ConcurrentChanges = changes
		run(t, runner.Config{Contract: contract, Cases: list, Target: to})
		most := 0
		for _, at := range begun {
			inside := 0
			for i := range begun {
				if !begun[i].After(at) && ended[i].After(at) {
					inside++
				}
			}
			most = max(most, inside)
		}
		if want := max(changes, 1); most > want {
			t.Errorf("concurrent_changes %d: %d at a time", changes, most)
		}
	}
}

// counting remembers the status of a response.
type counting struct {
	http.ResponseWriter
	status int
}

func (c *counting) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

// A gateway that is busy with several changes at a time gets fewer, and that is said.
func TestBusyWithSeveralChanges(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{Variants: []string{"one-at-a-time"}})
	to.Fixtures.ConcurrentChanges = 8
	got, notes := run(t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/effect/", "apig.acl-unbind/batch/"), Target: to})
	for id, result := range got {
		if result.Verdict != judge.Pass {
			t.Errorf("%s: %s %s %+v", id, result.Verdict, result.Reason, result.Deviations)
		}
	}
	if !slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, "from then on it got 4") }) {
		t.Errorf("notes %q do not say that fewer changes were sent", notes)
	}
}

// sideEffect is a gateway that unbinds one more record whenever a case asks.
func sideEffect(t *testing.T, gw target.Target, culprit string, times int64, pick func(others []string) string) target.Target {
	t.Helper()
	var done atomic.Int64
	return between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if sentBy(r, culprit) && done.Add(1) <= times {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			for range 100 { // another case may be faster to unbind it
				others := slices.DeleteFunc(bound(t, gw), func(id string) bool { return bytes.Contains(body, []byte(id)) })
				if unbind(t, gw, pick(others)) {
					break
				}
			}
		}
		pass.ServeHTTP(w, r)
	})
}

// unbind unbinds a record, and reports whether it was bound.
func unbind(t *testing.T, gw target.Target, record string) bool {
	t.Helper()
	request, err := http.NewRequest(http.MethodPut,
		fmt.Sprintf("%s/v2/%s/apigw/instances/%s/acl-bindings?action=delete", gw.URL, gw.ProjectID, gw.InstanceID),
		strings.NewReader(fmt.Sprintf(`{"acl_bindings":[%q]}`, record)))
	if err != nil {
		t.Error(err)
		return false
	}
	request.Header.Set("X-Auth-Token", gw.Auth.Token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Error(err)
		return false
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Error(err)
	}
	return bytes.Contains(body, []byte(`"success_count":1`))
}

// bound lists the records of the access control policy.
func bound(t *testing.T, gw target.Target) []string {
	t.Helper()
	var ids []string
	for _, part := range strings.Split(listed(t, gw), `"bind_id":"`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	return ids
}

// listed is what the gateway lists of the access control policy.
func listed(t *testing.T, gw target.Target) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, fmt.Sprintf("%s/v2/%s/apigw/instances/%s/acl-bindings/binded-apis?acl_id=%s&limit=500", gw.URL, gw.ProjectID, gw.InstanceID, gw.Fixtures.ACL.ACLID), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Auth-Token", gw.Auth.Token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// What one case of a wave, or of those beside it, unbinds besides what it was to
// unbind is pinned on it and on nobody else: a bystander as well as what belongs to
// another case, whether it does so each time or only once.
func TestChangeIsPinnedOnItsCase(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	list := only(all, "apig.acl-unbind/")
	for _, culprit := range inShort(1, []string{"apig.acl-unbind/effect/one-binding", "apig.acl-unbind/auth/no-permission", "apig.acl-unbind/ids/policy"}) {
		if len(only(list, culprit)) == 0 {
			t.Fatalf("there is no case %s", culprit)
		}
		for name, pick := range map[string]func(ids []string) string{
			"the first bound": func(ids []string) string { return ids[0] },
			"the last bound":  func(ids []string) string { return ids[len(ids)-1] },
		} {
			t.Run(culprit+" unbinds "+name, func(t *testing.T) {
				gw := served(t, gateway.Options{})
				to := sideEffect(t, gw, culprit, 1<<40, pick)
				got, _ := run(t, runner.Config{Contract: contract, Cases: list, Target: to, Options: runner.Options{Seed: 3}})
				for id, result := range got {
					blamed := slices.ContainsFunc(result.Deviations, func(d judge.Deviation) bool { return d.Kind.OfState() })
					if is := id == culprit; blamed != is || (result.Verdict == judge.Fail) != is {
						t.Errorf("%s: %s %+v", id, result.Verdict, result.Deviations)
					}
				}
			})
		}
		t.Run(culprit+" does so once", func(t *testing.T) {
			gw := served(t, gateway.Options{})
			to := sideEffect(t, gw, culprit, 1, func(others []string) string { return others[0] })
			got, _ := run(t, runner.Config{Contract: contract, Cases: list, Target: to, Options: runner.Options{Seed: 3}})
			failed := 0
			for _, result := range got {
				if result.Verdict == judge.Fail {
					failed++
				}
			}
			if failed == 0 {
				t.Error("the change is forgotten")
			}
		})
	}
}

// A target with two bindings of a kind is as good, only slower.
func TestTwoBindings(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{})
	to.Fixtures.ACL.APIIDs = to.Fixtures.ACL.APIIDs[:2]
	to.OtherInstance = nil
	got, _ := run(t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/effect/", "apig.acl-unbind/query/", "apig.acl-unbind/ids/"), Target: to})
	passed := 0
	for id, result := range got {
		switch {
		case result.Verdict == judge.Pass:
			passed++
		case result.Verdict == judge.Skip && result.Reason.Code == judge.NoFixture:
		default:
			t.Errorf("%s: %s %s %+v", id, result.Verdict, result.Reason, result.Deviations)
		}
	}
	if passed < 40 {
		t.Errorf("only %d of %d passed", passed, len(got))
	}
}

// Executed several times, a case has as many rounds, whatever it shares.
func TestRepeatedInWaves(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	list := only(all, "apig.plugin-detach/effect/", "apig.plugin-detach/auth/missing", "apig.plugin-detach/ids/unknown")
	got, _ := run(t, runner.Config{Contract: contract, Cases: list, Target: served(t, gateway.Options{}), Options: runner.Options{Repeat: 3}})
	if len(got) != len(list) {
		t.Errorf("%d results of %d cases", len(got), len(list))
	}
	for id, result := range got {
		rounds := 3
		if strings.HasSuffix(id, "/lasts") {
			rounds = 1 // it holds its binding until the end
		}
		if result.Verdict != judge.Pass || len(result.Rounds) != rounds {
			t.Errorf("%s: %s in %d rounds %+v", id, result.Verdict, len(result.Rounds), result.Deviations)
		}
	}
}

// A case that finds no bindings for all its executions at once is executed as often as
// was asked for all the same, also where an interrupt comes in between.
func TestRepeatedWithFewBindings(t *testing.T) {
	t.Parallel()
	const repeat = 40
	contract, all := everyCase(t)
	list := only(all, "apig.acl-unbind/effect/one-binding", "apig.acl-unbind/effect/two-bindings", "apig.acl-unbind/effect/every-binding")
	for _, interruptAt := range []int{0, 1, 20, 45, 60} {
		t.Run(fmt.Sprint("interrupt at ", interruptAt), func(t *testing.T) {
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			var mu sync.Mutex
			sent, changes := map[string]int{}, 0
			to := between(t, served(t, gateway.Options{}), func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
				mu.Lock()
				for _, c := range list {
					if sentBy(r, c.ID) && r.Method == http.MethodPut {
						sent[c.ID]++
						changes++
					}
				}
				if interruptAt > 0 && changes == interruptAt {
					interrupt()
				}
				mu.Unlock()
				pass.ServeHTTP(w, r)
			})
			running, err := begin(ctx, t, runner.Config{Contract: contract, Cases: list, Target: to, Options: runner.Options{Repeat: repeat}})
			if err != nil {
				t.Fatal(err)
			}
			results := map[string]int{}
			for result := range running.Results() {
				results[result.Case.ID]++
				if result.Verdict == judge.Fail {
					t.Errorf("%s: %+v", result.Case.ID, result.Deviations)
				}
			}
			if err := running.Close(); err != nil {
				t.Errorf("closing: %v", err)
			}
			for _, c := range list {
				if results[c.ID] != 1 {
					t.Errorf("%s: %d results", c.ID, results[c.ID])
				}
				if n := sent[c.ID]; interruptAt == 0 && n != repeat*len(c.Steps) || n > repeat*len(c.Steps) {
					t.Errorf("%s: sent %d times, want %d", c.ID, n, repeat*len(c.Steps))
				}
			}
		})
	}
}

// A gateway that unbinds what a request does not name, with some bindings only or once
// for good, or what another case is about to unbind: whatever is sent beside its
// requests, no other operation is blamed.
func TestOnlyTheOperationAtFaultFails(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	list := only(all, "/accepted/", "/effect/", "/batch/", "/auth/", "/isolation/")
	for _, mutant := range inShort(1, []string{
		"apig.throttle-unbind/effect/acl-too",
		"apig.acl-unbind/effect/all-environments",
		"apig.plugin-detach/effect/all-environments",
		"apig.plugin-detach/effect/other-instance",
	}) {
		for seed := range int64(2) {
			t.Run(mutant, func(t *testing.T) {
				t.Parallel()
				config := runner.Config{Contract: contract, Cases: list, Target: served(t, gateway.Options{Mutant: mutant}), Options: runner.Options{Seed: seed}}
				running, err := begin(t.Context(), t, config)
				if err != nil {
					t.Fatal(err)
				}
				failed := 0
				for result := range running.Results() {
					if result.Verdict != judge.Fail {
						continue
					}
					failed++
					if !strings.HasPrefix(mutant, result.Case.Operation+"/") {
						t.Errorf("%s: %+v", result.Case.ID, result.Deviations)
					}
				}
				_ = running.Close() // what it unbinds and the target file does not name is lost
				if failed == 0 {
					t.Error("nothing failed")
				}
			})
		}
	}
}
