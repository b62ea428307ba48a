package runner_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
)

// A target that is away as a whole for a moment, as when it is replaced, fails no case.
func TestTargetThatIsAwayForAMoment(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for _, test := range inShort(1, []struct {
		name string
		away func(http.ResponseWriter)
		// lost is how many cases may have been at work when the target went away.
		lost int
	}{
		{"maintenance", func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) }, 0},
		{"connections cut", func(http.ResponseWriter) { panic(http.ErrAbortHandler) }, 8},
		{"requests of too many", func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = w.Write([]byte(`{"error_code":"APIG.9008","error_msg":"Too many requests. Try again later."}`))
		}, 0},
	}) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var requests, until atomic.Int64
			to := between(t, served(t, gateway.Options{}), func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
				if requests.Add(1) >= 400 && r.Method == http.MethodPut && until.CompareAndSwap(0, time.Now().Add(time.Second).UnixNano()) && test.lost > 0 {
					pass.ServeHTTP(httptest.NewRecorder(), r) // the last before that is carried out, and nobody hears of it
				}
				if time.Now().UnixNano() < until.Load() {
					test.away(w)
					return
				}
				pass.ServeHTTP(w, r)
			})
			run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/", "apig.throttle-unbind/"), Target: to})
			if err != nil {
				t.Fatal(err)
			}
			lost := 0
			for result := range run.Results() {
				if result.Verdict == judge.Error && result.Reason.Code == judge.Unreachable {
					lost++
					continue
				}
				if result.Verdict != judge.Pass && result.Verdict != judge.Observed {
					t.Errorf("%s: %s %s %+v", result.Case.ID, result.Verdict, result.Reason, result.Deviations)
				}
			}
			if err := run.Close(); err != nil {
				t.Error(err)
			}
			if lost > test.lost {
				t.Errorf("%d cases could not be judged, at most %d are meant", lost, test.lost)
			}
			if notes := strings.Join(run.Notes(), "\n"); !strings.Contains(notes, "sent again") {
				t.Errorf("nobody is told: %s", notes)
			}
		})
	}
}

// A target that says at one operation that it is not available, and answers elsewhere, is
// not away.
func TestOperationThatIsNeverAvailable(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := between(t, served(t, gateway.Options{}), func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/acl-bindings") {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		pass.ServeHTTP(w, r)
	})
	got := count(verdicts(t, to, contract, only(all, "apig.acl-unbind/query/"), runner.Options{}))
	if got[judge.Pass] > 0 || got[judge.Fail] == 0 {
		t.Errorf("verdicts are %v", got)
	}
}

// A target that stops answering in the middle of a run is away, and not wrong.
func TestTargetThatFreezes(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	var requests atomic.Int64
	to := between(t, served(t, gateway.Options{}), func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if requests.Add(1) > 300 {
			hang(r)
			return
		}
		pass.ServeHTTP(w, r)
	})
	run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/"), Target: to, Options: runner.Options{Timeout: time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[judge.Verdict]int{}
	for result := range run.Results() {
		got[result.Verdict]++
	}
	_ = run.Close() // nothing can be put back
	if got[judge.Fail] > 0 || got[judge.Pass] == 0 || got[judge.Error] == 0 {
		t.Errorf("verdicts are %v", got)
	}
}

// A target that has had enough of all its callers is no finding: it is waited for, and the
// run ends if that is in vain. What has had enough of one operation alone is wrong there.
func TestTargetThatHasHadEnough(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for _, test := range inShort(1, []struct {
		name       string
		lasts      time.Duration
		only       string
		fails, end bool
	}{
		{name: "for a while", lasts: 4 * time.Second},
		{name: "for good", lasts: time.Hour, end: true},
		{name: "of one operation", lasts: time.Hour, only: "/acl-bindings", fails: true},
	}) {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var requests, until atomic.Int64
			to := between(t, served(t, gateway.Options{}), func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
				if requests.Add(1) >= 300 && strings.HasSuffix(r.URL.Path, test.only) {
					until.CompareAndSwap(0, time.Now().Add(test.lasts).UnixNano())
				}
				if time.Now().UnixNano() < until.Load() && strings.HasSuffix(r.URL.Path, test.only) {
					w.WriteHeader(http.StatusTooManyRequests)
					return
				}
				pass.ServeHTTP(w, r)
			})
			run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/auth/", "apig.acl-unbind/ids/", "apig.acl-unbind/json/", "apig.acl-unbind/query/", "apig.acl-unbind/steady/"), Target: to})
			if err != nil {
				t.Fatal(err)
			}
			got := map[judge.Verdict]int{}
			for result := range run.Results() {
				got[result.Verdict]++
			}
			_ = run.Close() // what could not be put back is none of this test's business
			if (got[judge.Fail] > 0) != test.fails || (got[judge.Error] > 0) != test.end && !test.fails {
				t.Errorf("verdicts are %v", got)
			}
			if text := strings.Join(run.Notes(), "\n"); test.lasts < time.Hour && !strings.Contains(text, "to everything for") {
				t.Errorf("nobody is told: %s", text)
			}
		})
	}
}

// A target that takes requests and never answers is said to be none, before any case.
func TestTargetThatAnswersNothing(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := between(t, served(t, gateway.Options{}), func(_ http.ResponseWriter, r *http.Request, _ http.Handler) { hang(r) })
	for _, timeout := range []time.Duration{100 * time.Millisecond, 4 * time.Second} {
		_, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/query/"), Target: to, Options: runner.Options{Timeout: timeout}})
		var unreachable *runner.UnreachableError
		if !errors.As(err, &unreachable) || !strings.Contains(err.Error(), "answers nothing") {
			t.Errorf("within %s: %v", timeout, err)
		}
	}
}

// hang keeps a request until its sender gives up, which shows once it was read.
func hang(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}
