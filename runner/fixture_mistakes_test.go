package runner_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
	"github.com/apigspec/apigspec/runner/target"
)

// never is an id that no gateway has.
const never = "0123456789abcdef0123456789abcdef"

// A target file that names what is not there is told which key is wrong, and no case
// fails for it.
func TestMistakesAboutFixtures(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	for _, test := range []struct {
		name   string
		change func(*target.Target)
		// key is the one that is wrong, where that keeps the run from beginning; note is
		// part of what is said otherwise.
		key, note string
	}{
		{"the other instance", func(to *target.Target) { to.OtherInstance.InstanceID = never }, "other_instance.instance_id", ""},
		{"the instances are swapped", func(to *target.Target) {
			to.InstanceID, to.OtherInstance.InstanceID = to.OtherInstance.InstanceID, to.InstanceID
		}, "instance_id", ""},
		{"the environment", func(to *target.Target) { to.EnvID = never }, "", "at env_id"},
		{"a plug-in", func(to *target.Target) { to.Fixtures.PluginBindings[0].PluginID = never }, "", "at fixtures.plugin_bindings[0].plugin_id"},
		{"a policy", func(to *target.Target) { to.Fixtures.ACL.ACLID = never }, "", "at fixtures.acl.acl_id"},
		{"an API", func(to *target.Target) { to.Fixtures.ACL.APIIDs = append(to.Fixtures.ACL.APIIDs, never) }, "", "at fixtures.acl.acl_id"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			to := served(t, gateway.Options{})
			test.change(&to)
			running, err := begin(t.Context(), t, runner.Config{
				Contract: contract, Cases: only(all, "/effect/", "/auth/token-missing", "/isolation/"), Target: to,
				Place: func(key string) string { return "at " + key },
			})
			if test.key != "" {
				var unreachable *runner.UnreachableError
				if !errors.As(err, &unreachable) || !slices.Contains(unreachable.Keys, test.key) {
					t.Errorf("got %v, want an error about %s", err, test.key)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			passed := 0
			for result := range running.Results() {
				switch {
				case result.Verdict == judge.Pass:
					passed++
				case result.Verdict != judge.Skip || result.Reason.Code == judge.AmbiguousID:
					t.Errorf("%s: %s %s %+v", result.Case.ID, result.Verdict, result.Reason, result.Deviations)
				}
			}
			if err := running.Close(); err != nil {
				t.Error(err)
			}
			notes := running.Notes()
			of := 0
			for _, note := range notes {
				if strings.Contains(note, test.note) {
					of++
				}
			}
			if of != 1 || passed == 0 {
				t.Errorf("%d cases passed; %q is said %d times in %q", passed, test.note, of, notes)
			}
		})
	}
}

// The doctor finds out too.
func TestDoctorOnMistakesAboutFixtures(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	to := harmless(t, served(t, gateway.Options{}))
	to.OtherInstance.InstanceID = never
	found, err := runner.Doctor(t.Context(), runner.Config{Contract: contract, Cases: all, Target: to})
	if err != nil {
		t.Fatal(err)
	}
	last := found[len(found)-1]
	if last.Status != runner.Problem || !slices.Contains(last.Keys, "other_instance.instance_id") {
		t.Errorf("found %+v", last)
	}
}
