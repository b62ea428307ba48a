package runner_test

import (
	"slices"
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
