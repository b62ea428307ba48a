package runner_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// few is a target file that names some of what is bound on the gateway; the rest is
// somebody else's.
func few(gw target.Target) target.Target {
	to := gw
	to.OtherInstance = nil
	to.Fixtures.PluginBindings = []target.PluginBinding{{PluginID: gw.Fixtures.PluginBindings[0].PluginID, APIIDs: gw.Fixtures.PluginBindings[0].APIIDs[:6]}}
	to.Fixtures.ACL.APIIDs = gw.Fixtures.ACL.APIIDs[:5]
	to.Fixtures.Throttle.APIIDs = gw.Fixtures.Throttle.APIIDs[:5]
	return to
}

// Nothing that the target file does not name is ever named by a request, whatever the
// gateway does.
func TestOnlyWhatIsNamedIsTouched(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for _, test := range inShort(2, []struct {
		name    string
		options gateway.Options
	}{
		{"conformant", gateway.Options{}},
		{"unbinds everything", gateway.Options{Mutant: "apig.acl-unbind/effect/all-of-policy"}},
		{"unbinds nothing", gateway.Options{Mutant: "apig.acl-unbind/effect/nothing"}},
		{"unbinds one more", gateway.Options{Mutant: "apig.acl-unbind/effect/one-more"}},
		{"unbinds other kinds", gateway.Options{Mutant: "apig.acl-unbind/effect/plugins-too"}},
		{"lists all environments", gateway.Options{Variants: []string{"filters-ignored"}}},
		{"lists name no environments", gateway.Options{Variants: []string{"lists-without-environment"}}},
	}) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			to := few(served(t, test.options))
			to.Fixtures.ACL.APIIDs = append(slices.Clone(to.Fixtures.ACL.APIIDs), "never-bound")
			run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: all, Target: to, Options: runner.Options{Seed: 5}})
			if err != nil {
				t.Fatal(err)
			}
			for range run.Results() {
			}
			_ = run.Close()
		})
	}
}

// A run that makes what it uses names nothing that was there before.
func TestProvisionedRunNamesOnlyItsOwn(t *testing.T) {
	if testing.Short() {
		t.Skip("what is tested here runs beside nothing else; left out by -short")
	}
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{})
	to.Fixtures = target.Fixtures{Mode: "provision", ConcurrentChanges: to.Fixtures.ConcurrentChanges}
	to.OtherInstance = &target.OtherInstance{InstanceID: to.OtherInstance.InstanceID}
	got := count(verdicts(t, to, contract, only(all, "/effect/", "/batch/", "/ids/"), runner.Options{}))
	if got[judge.Fail]+got[judge.Error] > 0 || got[judge.Pass] == 0 {
		t.Errorf("verdicts are %v", got)
	}
}

// Where binding again fails it fails once: no second binding of the kind is unbound, and
// what is lost is said.
func TestOneBindingProvesThatOthersCanBePutBack(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/acl-bindings") {
			refuse(w, http.StatusForbidden, "APIG.1005")
			return
		}
		pass.ServeHTTP(w, r)
	})
	before := len(bound(t, gw))
	run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/effect/", "apig.acl-unbind/batch/", "apig.throttle-unbind/effect/"), Target: to})
	if err != nil {
		t.Fatal(err)
	}
	skipped, passed := 0, 0
	for result := range run.Results() {
		throttling := strings.HasPrefix(result.Case.ID, "apig.throttle-unbind")
		switch {
		case result.Verdict == judge.Pass:
			passed++
		case result.Verdict == judge.Skip && result.Reason.Code == judge.NotPutBack && !throttling:
			skipped++
		default:
			t.Errorf("%s: %s %s %+v", result.Case.ID, result.Verdict, result.Reason, result.Deviations)
		}
	}
	if err := run.Close(); err == nil {
		t.Error("nobody says what could not be restored")
	}
	if lost := before - len(bound(t, gw)); lost != 1 {
		t.Errorf("%d bindings are lost; one is enough to know", lost)
	}
	left := run.LeftBehind()
	if len(left) != 1 || !left[0].Named || left[0].Expected || !strings.Contains(left[0].Why, "APIG.1005") || left[0].APIID == "" {
		t.Errorf("left behind: %+v", left)
	}
	if skipped == 0 || passed == 0 {
		t.Errorf("%d skipped, %d passed", skipped, passed)
	}
}

// Without leave nothing is unbound that cannot be bound again.
func TestNothingIsLostWithoutLeave(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for name, change := range map[string]func(*target.Fixtures){
		"rebind is off":              func(f *target.Fixtures) { f.Rebind = false },
		"readback is off":            func(f *target.Fixtures) { f.Readback = false },
		"expendable":                 func(f *target.Fixtures) { f.Rebind, f.Expendable = false, true },
		"records, readback is off":   func(f *target.Fixtures) { f.Readback = false; f.ACL.APIIDs = nil },
		"records, nothing is put in": func(f *target.Fixtures) { f.Readback, f.Rebind = false, false; f.ACL.APIIDs = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gw := served(t, gateway.Options{})
			to := gw
			change(&to.Fixtures)
			if to.Fixtures.ACL.APIIDs == nil {
				to.Fixtures.ACL.BindingIDs = bound(t, gw)[:8]
			}
			before := len(bound(t, gw))
			run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/"), Target: to})
			if err != nil {
				t.Fatal(err)
			}
			for result := range run.Results() {
				if result.Verdict == judge.Fail || result.Verdict == judge.Error {
					t.Errorf("%s: %s %s %+v", result.Case.ID, result.Verdict, result.Reason, result.Deviations)
				}
			}
			_ = run.Close()
			lost := before - len(bound(t, gw))
			left := slices.DeleteFunc(run.LeftBehind(), func(l runner.Leftover) bool { return l.InstanceID != gw.InstanceID })
			if (lost > 0) != to.Fixtures.Expendable || len(left) != lost {
				t.Errorf("%d bindings are lost, %d are said to be", lost, len(left))
			}
			for _, l := range left {
				if !l.Named || !l.Expected {
					t.Errorf("left behind: %+v", l)
				}
			}
		})
	}
}

// Where nothing can be bound again nothing is unbound, not even by a gateway that serves
// what only should be refused: of two values of action it takes the first.
func TestWithoutRebindNothingIsUnbound(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{Variants: []string{"ids-trimmed", "ids-any-case"}})
	to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if query := r.URL.Query(); len(query["action"]) > 1 {
			r.URL.RawQuery = "action=" + query.Get("action")
		}
		pass.ServeHTTP(w, r)
	})
	to.Fixtures.Rebind = false
	before := bound(t, gw)
	got, _ := run(t, runner.Config{Contract: contract, Cases: only(all, "/query/", "/ids/", "/form/", "/effect/"), Target: to})
	counted := map[judge.Verdict]int{}
	for _, result := range got {
		counted[result.Verdict]++
	}
	if counted[judge.Pass] == 0 || counted[judge.Skip] == 0 {
		t.Errorf("verdicts are %v; want some that pass and some that are skipped", counted)
	}
	if now := bound(t, gw); !slices.Equal(now, before) {
		t.Errorf("%d bindings of the access control policy are left of %d", len(now), len(before))
	}
}

// A target that is not available now and then for who binds again or reads a list is
// asked again: nothing is lost, and no case fails.
func TestUnavailableForAMoment(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	var asked atomic.Int64
	to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		ledger := r.Method == http.MethodPost || r.Method == http.MethodGet
		if n := asked.Add(1); ledger && n%3 == 0 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader([]int{http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout}[n/3%3])
			return
		}
		pass.ServeHTTP(w, r)
	})
	before := len(bound(t, gw))
	got, _ := run(t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/effect/", "apig.acl-unbind/batch/"), Target: to})
	for id, result := range got {
		if result.Verdict != judge.Pass {
			t.Errorf("%s: %s %s %+v", id, result.Verdict, result.Reason, result.Deviations)
		}
	}
	if now := len(bound(t, gw)); now != before {
		t.Errorf("%d bindings of the access control policy are left of %d", now, before)
	}
}

// refuse sends an error response.
func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"error_code":"`+code+`","error_msg":"refused by the test"}`)
}

// Binding again is tried again where a moment later it works, and at the end of the run
// once more: nothing is lost, and nothing is said to be.
func TestBindingAgainIsTriedAgain(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for _, test := range []struct {
		name   string
		status int
		code   string
		// fails says of which binds.
		fails func(nth int64) bool
		// most is how many cases may be skipped.
		most int
	}{
		{"500 now and then", 500, "APIG.9999", func(nth int64) bool { return nth%3 == 0 }, 0},
		{"another 500 now and then", 500, "APIG.9008", func(nth int64) bool { return nth%3 == 0 }, 0},
		{"conflict now and then", 409, "APIG.3500", func(nth int64) bool { return nth%3 == 0 }, 0},
		{"for a while", 403, "APIG.1005", func(nth int64) bool { return nth > 3 && nth < 6 }, 1000},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			gw := served(t, gateway.Options{})
			var binds atomic.Int64
			to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
				if r.Method == http.MethodPost && test.fails(binds.Add(1)) {
					refuse(w, test.status, test.code)
					return
				}
				pass.ServeHTTP(w, r)
			})
			before := len(bound(t, gw))
			run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/effect/", "apig.acl-unbind/batch/"), Target: to})
			if err != nil {
				t.Fatal(err)
			}
			skipped := 0
			for result := range run.Results() {
				switch result.Verdict {
				case judge.Pass:
				case judge.Skip:
					skipped++
				default:
					t.Errorf("%s: %s %s %+v", result.Case.ID, result.Verdict, result.Reason, result.Deviations)
				}
			}
			if err := run.Close(); err != nil {
				t.Errorf("closing: %v", err)
			}
			if now := len(bound(t, gw)); now != before || len(run.LeftBehind()) > 0 {
				t.Errorf("%d bindings of the access control policy are left of %d; said to be left behind are %+v", now, before, run.LeftBehind())
			}
			if skipped > test.most {
				t.Errorf("%d cases are skipped", skipped)
			}
		})
	}
}

// Where binding again begins to fail, nothing more is unbound than was on its way by then.
func TestBindingAgainFailsMidway(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	var binds atomic.Int64
	to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if r.Method == http.MethodPost && binds.Add(1) > 8 {
			refuse(w, http.StatusForbidden, "APIG.1005")
			return
		}
		pass.ServeHTTP(w, r)
	})
	before := len(bound(t, gw))
	run, err := begin(t.Context(), t, runner.Config{
		Contract: contract, Cases: only(all, "apig.acl-unbind/effect/", "apig.acl-unbind/batch/", "apig.acl-unbind/ids/"), Target: to,
		Options: runner.Options{WaveSize: 2},
	})
	if err != nil {
		t.Fatal(err)
	}
	skipped := 0
	for result := range run.Results() {
		if result.Verdict == judge.Skip && result.Reason.Code == judge.NotPutBack && strings.Contains(result.Reason.Text, "lacks the permission") {
			skipped++
		}
	}
	if err := run.Close(); err == nil {
		t.Error("nobody says what could not be restored")
	}
	if lost := before - len(bound(t, gw)); lost == 0 || lost > 6 {
		t.Errorf("%d bindings are lost, although two cases at a time unbind only a few", lost)
	}
	if skipped == 0 {
		t.Error("no case is skipped since what it unbinds could not be bound again")
	}
}
