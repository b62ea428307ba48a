package runner_test

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// few is a target file that names some of what is bound on the gateway, and others are
// the ids of the rest: somebody else's.
func few(t *testing.T, gw target.Target) (to target.Target, others []string) {
	t.Helper()
	to = gw
	to.OtherInstance = nil
	to.Fixtures.PluginBindings = []target.PluginBinding{{PluginID: gw.Fixtures.PluginBindings[0].PluginID, APIIDs: gw.Fixtures.PluginBindings[0].APIIDs[:6]}}
	to.Fixtures.ACL.APIIDs = gw.Fixtures.ACL.APIIDs[:5]
	to.Fixtures.Throttle.APIIDs = gw.Fixtures.Throttle.APIIDs[:5]
	named := slices.Concat(to.Fixtures.PluginBindings[0].APIIDs, to.Fixtures.ACL.APIIDs, to.Fixtures.Throttle.APIIDs)
	for _, p := range gw.Fixtures.PluginBindings {
		others = append(others, p.APIIDs...)
		if p.PluginID != to.Fixtures.PluginBindings[0].PluginID {
			others = append(others, p.PluginID)
		}
	}
	others = append(others, gw.OtherInstance.InstanceID)
	if len(bound(t, gw)) <= len(gw.Fixtures.ACL.APIIDs) {
		t.Fatal("nothing is bound that no target file names")
	}
	records := bound(t, gw)
	for _, record := range records {
		if api := apiOf(t, gw, record); !slices.Contains(to.Fixtures.ACL.APIIDs, api) {
			others = append(others, record, api)
		}
	}
	return to, slices.DeleteFunc(others, func(id string) bool { return slices.Contains(named, id) })
}

// apiOf is the API that a record of the access control policy is about.
func apiOf(t *testing.T, gw target.Target, record string) string {
	t.Helper()
	for _, entry := range strings.Split(listed(t, gw), `{"api_id":"`)[1:] {
		if strings.Contains(entry, `"bind_id":"`+record+`"`) {
			id, _, _ := strings.Cut(entry, `"`)
			return id
		}
	}
	t.Fatalf("no entry has record %s", record)
	return ""
}

// Nothing that the target file does not name is ever named by a request that may change
// something, whatever the gateway does.
func TestOnlyWhatIsNamedIsTouched(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for name, options := range map[string]gateway.Options{
		"conformant":          {},
		"unbinds everything":  {Mutant: "apig.acl-unbind/effect/all-of-policy"},
		"unbinds nothing":     {Mutant: "apig.acl-unbind/effect/nothing"},
		"unbinds one more":    {Mutant: "apig.acl-unbind/effect/one-more"},
		"unbinds other kinds": {Mutant: "apig.acl-unbind/effect/plugins-too"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gw := served(t, options)
			to, others := few(t, gw)
			to.Fixtures.ACL.APIIDs = append(slices.Clone(to.Fixtures.ACL.APIIDs), "never-bound")
			var mu sync.Mutex
			var touched []string
			to = watched(t, to, func(r *http.Request, body string) {
				if r.Method == http.MethodGet {
					return
				}
				path, _ := url.PathUnescape(r.URL.Path)
				for _, id := range others {
					if strings.Contains(path, id) || strings.Contains(body, id) {
						mu.Lock()
						touched = append(touched, r.Method+" "+r.URL.Path+" "+id+" "+r.UserAgent())
						mu.Unlock()
					}
				}
			})
			run, err := runner.Start(t.Context(), runner.Config{Contract: contract, Cases: all, Target: to, Options: runner.Options{Seed: 5}})
			if err != nil {
				t.Fatal(err)
			}
			for range run.Results() {
			}
			_ = run.Close()
			for _, request := range touched {
				t.Error(request)
			}
		})
	}
}

// watched is the target behind something that sees every request.
func watched(t *testing.T, to target.Target, see func(r *http.Request, body string)) target.Target {
	t.Helper()
	return between(t, to, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // a request that was cut off on purpose
		}
		see(r, string(body))
		r.Body = io.NopCloser(bytes.NewReader(body))
		pass.ServeHTTP(w, r)
	})
}

// Where binding again fails it fails once: no second binding of the kind is unbound, and
// what is lost is said.
func TestOneBindingProvesThatOthersCanBePutBack(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/acl-bindings") {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, `{"error_code":"APIG.1005","error_msg":"No permissions to request this method"}`)
			return
		}
		pass.ServeHTTP(w, r)
	})
	before := len(bound(t, gw))
	run, err := runner.Start(t.Context(), runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/effect/", "apig.acl-unbind/batch/", "apig.throttle-unbind/effect/"), Target: to})
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
			run, err := runner.Start(t.Context(), runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/"), Target: to})
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
