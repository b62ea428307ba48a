package runner_test

import (
	"bytes"
	"context"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// between puts a handler between a target and whoever calls it; pass sends a
// request on.
func between(t *testing.T, to target.Target, handle func(w http.ResponseWriter, r *http.Request, pass http.Handler)) target.Target {
	t.Helper()
	address, err := url.Parse(to.URL)
	if err != nil {
		t.Fatal(err)
	}
	pass := httputil.NewSingleHostReverseProxy(address)
	pass.Transport = &http.Transport{MaxIdleConnsPerHost: 32} // or most requests would dial
	pass.ErrorLog = log.New(io.Discard, "", 0)                // some cases send what no server likes
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handle(w, r, pass) }))
	t.Cleanup(server.Close)
	to.URL = server.URL
	return to
}

// isList reports whether a request is one for a list of bindings.
func isList(r *http.Request) bool {
	last := path.Base(r.URL.Path)
	return r.Method == http.MethodGet && (strings.HasPrefix(last, "binded-") || strings.HasPrefix(last, "attached-"))
}

// Lists that break in the middle of a run are nobody's failure: what could not
// be seen any more is skipped. Once they are back, the cases to come are judged.
func TestListsThatBreakInTheMiddle(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	all = only(all, "apig.acl-unbind/", "roma.plugin-detach/")
	for _, row := range inShort(2, []struct {
		name     string
		from, to int64 // the list requests that are answered 500
		comes    bool  // an end: later cases see their effects
	}{
		{"from the fortieth on", 40, 1 << 60, false},
		{"from the two hundredth on", 200, 1 << 60, false},
		{"for a while", 60, 120, true},
		{"briefly", 100, 110, true},
	}) {
		t.Run(row.name, func(t *testing.T) {
			var lists atomic.Int64
			gw := served(t, gateway.Options{})
			to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
				if !isList(r) {
					pass.ServeHTTP(w, r)
					return
				}
				if n := lists.Add(1); n >= row.from && n < row.to {
					http.Error(w, `{"error_code":"APIG.9999","error_msg":"System error"}`, http.StatusInternalServerError)
					return
				}
				pass.ServeHTTP(w, r)
			})
			run, err := begin(context.Background(), t, runner.Config{Contract: contract, Cases: all, Target: to})
			if err != nil {
				t.Fatal(err)
			}
			unseen, seen := 0, 0
			for result := range run.Results() {
				switch {
				case result.Verdict == judge.Fail || result.Verdict == judge.Error:
					t.Errorf("%s: %s %s %+v", result.Case.ID, result.Verdict, result.Reason, result.Deviations)
				case result.Reason.Code == judge.EffectNotSeen || result.Reason.Code == judge.MissingFixture:
					unseen++
				case strings.Contains(result.Case.ID, "/effect/"):
					seen++
				}
			}
			if row.comes && seen == 0 || !row.comes && unseen == 0 {
				t.Errorf("%d cases were skipped, %d effects seen", unseen, seen)
			}
			// A few failures in a row may all be made good by asking again.
			said := slices.ContainsFunc(run.Notes(), func(note string) bool {
				return strings.Contains(note, "reading back: ") || unseen == 0 && strings.Contains(note, "sent again")
			})
			if err := run.Close(); err == nil && !said {
				t.Error("that the lists failed was not said")
			}
			effects := only(all, "/effect/")
			if got := count(verdicts(t, gw, contract, effects, runner.Options{})); got[judge.Pass] != len(effects) {
				t.Errorf("afterwards verdicts are %v: something was left behind", got)
			}
		})
	}
}

// Where the list of one plug-in cannot be read and those of others can, what is done
// to that one is not seen: a gateway that unbinds nothing passes nothing.
func TestOneListThatCannotBeRead(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{Mutant: "apig.plugin-detach/effect/nothing"})
	blind := gw.Fixtures.PluginBindings[0].PluginID
	to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if isList(r) && strings.Contains(r.URL.Path, blind) {
			http.Error(w, "{}", http.StatusInternalServerError)
			return
		}
		pass.ServeHTTP(w, r)
	})
	unseen := 0
	for id, result := range results(t, to, contract, only(all, "apig.plugin-detach/effect/")) {
		switch {
		case result.Verdict == judge.Pass:
			t.Errorf("%s passes", id)
		case result.Reason.Code == judge.EffectNotSeen:
			unseen++
		}
	}
	if unseen == 0 {
		t.Error("everything was seen")
	}
}

// A caller who may unbind but not list has the responses judged, and nothing unbound.
func TestListsThatTheCallerMayNotRead(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if isList(r) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"error_code":"APIG.1005","error_msg":"No permissions to request this method"}`))
			return
		}
		pass.ServeHTTP(w, r)
	})
	before := listed(t, gw)
	run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/"), Target: to})
	if err != nil {
		t.Fatal(err)
	}
	passed := 0
	for result := range run.Results() {
		switch result.Verdict {
		case judge.Fail, judge.Error:
			t.Errorf("%s: %s %s %+v", result.Case.ID, result.Verdict, result.Reason, result.Deviations)
		case judge.Pass:
			passed++
		}
	}
	if err := run.Close(); err != nil {
		t.Error(err)
	}
	if passed < 100 || listed(t, gw) != before {
		t.Errorf("%d passed; unchanged: %v", passed, listed(t, gw) == before)
	}
}

// Lists that never show that something was unbound make nothing be unbound for good: the
// trial finds out, and what it unbound is bound again.
func TestListsThatNeverChange(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	var mu sync.Mutex
	kept := map[string]*httptest.ResponseRecorder{}
	to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if !isList(r) {
			pass.ServeHTTP(w, r)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		first := kept[r.URL.String()]
		if first == nil {
			first = httptest.NewRecorder()
			pass.ServeHTTP(first, r)
			if first.Code == http.StatusOK {
				kept[r.URL.String()] = first
			}
		}
		maps.Copy(w.Header(), first.Header())
		w.WriteHeader(first.Code)
		_, _ = w.Write(first.Body.Bytes())
	})
	before := len(bound(t, gw))
	run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "/effect/", "/batch/"), Target: to})
	if err != nil {
		t.Fatal(err)
	}
	for range run.Results() {
	}
	_ = run.Close() // says what nobody can know
	if lost := before - len(bound(t, gw)); lost > 0 {
		t.Errorf("%d bindings are lost", lost)
	}
	if notes := strings.Join(run.Notes(), "\n"); !strings.Contains(notes, "not believed") {
		t.Errorf("nobody is told: %s", notes)
	}
}

// Lists are not doubted for what the response says was not unbound.
func TestListsAndResponsesThatAgree(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := between(t, served(t, gateway.Options{}), func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		body, _ := io.ReadAll(r.Body)
		if bytes.Contains(body, []byte(`\u`)) { // which this target does not read
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`{"success_count":0,"failure":[]}`))
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		pass.ServeHTTP(w, r)
	})
	got, notes := run(t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/form/escapes"), Target: to})
	if result := got["apig.acl-unbind/form/escapes"]; result.Verdict != judge.Fail || strings.Contains(strings.Join(notes, "\n"), "still showed") {
		t.Errorf("%s, notes %q", result.Verdict, notes)
	}
}
