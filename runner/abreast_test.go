package runner_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
)

// Cases of two products go side by side where each is the first to unbind something, and
// where a hook decides what comes back. What one of them does to what both products show
// is pinned on it all the same, and on nobody else.
func TestChangeBesideAnotherProduct(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for name, ids := range map[string][]string{
		"first": {"apig.acl-unbind/effect/one-binding", "apig.plugin-detach/effect/one-api", "roma.plugin-detach/effect/one-api"},
		"hook":  {"apig.acl-unbind/status/internal-error", "apig.plugin-detach/status/internal-error", "roma.plugin-detach/status/internal-error"},
	} {
		list := only(all, ids...)
		if len(list) != len(ids) {
			t.Fatalf("%s: there are %d of the cases %v", name, len(list), ids)
		}
		for _, culprit := range ids {
			for _, times := range []int64{1 << 40, 1} {
				t.Run(culprit, func(t *testing.T) {
					t.Parallel()
					to := sideEffect(t, served(t, gateway.Options{}), culprit, times, func(others []string) string { return others[0] })
					got, _ := run(t, runner.Config{Contract: contract, Cases: list, Target: to, Options: runner.Options{Seed: 3}})
					var failed []string
					for id, result := range got {
						if result.Verdict == judge.Fail {
							failed = append(failed, id)
						}
					}
					switch {
					case times > 1 && !slices.Equal(failed, []string{culprit}):
						t.Errorf("each time: %v failed, want %s", failed, culprit)
					case times == 1 && len(failed) == 0:
						t.Error("once: the change is forgotten")
					}
				})
			}
		}
	}
}

// What one product's groups have put back the other's do not bind once more: a gateway may
// keep that as a second binding.
func TestNothingIsBoundTwice(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	var bound atomic.Int64
	to := between(t, gw, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/acl-bindings") {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
			var named struct {
				Publications []string `json:"publish_ids"`
			}
			if err := json.Unmarshal(body, &named); err != nil {
				t.Error(err)
			}
			there := listed(t, gw)
			for _, id := range named.Publications {
				bound.Add(1)
				if strings.Contains(there, id) {
					t.Errorf("%s binds publication %s, which is bound", r.URL.Path, id)
				}
			}
		}
		pass.ServeHTTP(w, r)
	})
	for range 2 {
		run(t, runner.Config{Contract: contract, Cases: only(all, "apig.acl-unbind/effect/", "plugin-detach/effect/"), Target: to})
	}
	if bound.Load() == 0 {
		t.Error("nothing was bound again")
	}
}
