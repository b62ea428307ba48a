package runner_test

import (
	"errors"
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

// A mistake in the target file about another caller's token, or about who refuses one, is
// found before a case fails for it.
func TestMistakesAboutOtherCallers(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for _, test := range []struct {
		name    string
		options gateway.Options
		change  func(*target.Target)
		key     string
	}{
		{"forbidden token is none", gateway.Options{}, func(to *target.Target) { to.Auth.ForbiddenToken = "junk" }, "auth.forbidden_token"},
		{"forbidden token has expired", gateway.Options{Variants: []string{"front-gateway"}}, func(to *target.Target) { to.Auth.ForbiddenToken = "junk" }, "auth.forbidden_token"},
		{"a gateway in front", gateway.Options{Variants: []string{"front-gateway"}}, func(to *target.Target) { to.Auth.Dialect = target.Direct }, "auth.dialect"},
		{"expired and forbidden are one", gateway.Options{}, func(to *target.Target) { to.Auth.ExpiredToken = to.Auth.ForbiddenToken }, "auth.expired_token"},
		{"none", gateway.Options{}, func(*target.Target) {}, ""},
		{"none, with a gateway in front", gateway.Options{Variants: []string{"front-gateway"}}, func(*target.Target) {}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			to := served(t, test.options)
			test.change(&to)
			run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "/auth/"), Target: to})
			if test.key == "" {
				if err != nil {
					t.Fatal(err)
				}
				for range run.Results() {
				}
				_ = run.Close()
				return
			}
			var unreachable *runner.UnreachableError
			if !errors.As(err, &unreachable) || !slices.Contains(unreachable.Keys, test.key) || !strings.Contains(err.Error(), test.key) {
				t.Errorf("got %v, want an error about %s", err, test.key)
			}
		})
	}
}

// A token that the target does not know shows nothing about other projects.
func TestDeadTokenOfAnotherProject(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := served(t, gateway.Options{})
	to.Auth.OtherProjectToken = "junk"
	got, notes := run(t, runner.Config{Contract: contract, Cases: only(all, "/isolation/token-of-other-project"), Target: to})
	for id, result := range got {
		if result.Verdict != judge.Skip || result.Reason.Code != judge.NoCredential || !strings.Contains(result.Reason.Text, "auth.other_project_token") {
			t.Errorf("%s: %s %s", id, result.Verdict, result.Reason)
		}
	}
	if len(got) == 0 || !slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, "auth.other_project_token") }) {
		t.Errorf("%d cases, notes %q", len(got), notes)
	}
}

// A token that expires while a run is under way is no finding: the run ends, and what it
// has found out so far stays.
func TestTokenExpiresMeanwhile(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	var asked atomic.Int64
	to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if asked.Add(1) > 400 && r.Header.Get("X-Auth-Token") == gw.Auth.Token {
			refuse(w, http.StatusUnauthorized, "APIG.1001")
			return
		}
		pass.ServeHTTP(w, r)
	})
	run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: all, Target: to})
	if err != nil {
		t.Fatal(err)
	}
	count := map[judge.Verdict]int{}
	for result := range run.Results() {
		count[result.Verdict]++
		if result.Verdict == judge.Fail {
			t.Errorf("%s: %+v", result.Case.ID, result.Deviations)
		}
		if result.Verdict == judge.Error && (result.Reason.Code != judge.Unreachable || !strings.Contains(result.Reason.Text, "credentials")) {
			t.Errorf("%s: %s", result.Case.ID, result.Reason)
		}
	}
	_ = run.Close()
	if count[judge.Pass] == 0 || count[judge.Error] == 0 {
		t.Errorf("verdicts are %v", count)
	}
}

// A token that may read and change nothing looks like a target that refuses everybody, which
// is said.
func TestTokenThatMayOnlyRead(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := between(t, served(t, gateway.Options{}), func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if r.Method != http.MethodGet {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"error_code":"APIG.1005","error_msg":"Incorrect IAM authentication information"}`))
			return
		}
		pass.ServeHTTP(w, r)
	})
	_, notes := run(t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/effect/", "apig.plugin-detach/effect/"), Target: to})
	if !slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, "only read") }) {
		t.Errorf("notes are %q", notes)
	}
}
