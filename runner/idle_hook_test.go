package runner_test

import (
	"strings"
	"testing"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
)

// A hook that does nothing makes cases fail that it was to set up; the run says so.
func TestHookThatDoesNothing(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for hook, want := range map[string]bool{"true": true, "": false} {
		to := served(t, gateway.Options{})
		if hook != "" {
			to.Hooks.InternalError = hook
		}
		run, err := begin(t.Context(), t, runner.Config{Contract: contract, Cases: only(all, "/status/internal-error", "/message/internal-error"), Target: to})
		if err != nil {
			t.Fatal(err)
		}
		for range run.Results() {
		}
		if err := run.Close(); err != nil {
			t.Error(err)
		}
		if notes := strings.Join(run.Notes(), "\n"); strings.Contains(notes, "does the hook reach this target?") != want {
			t.Errorf("hook %q: notes are %q", hook, notes)
		}
	}
}
