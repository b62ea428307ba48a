package runner_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/target"
	"github.com/apigspec/apigspec/runner/watch"
)

// begin starts a run whose requests are watched: the test fails if one names what exists
// on the gateway and is not given to the run by the config's target file. All runs of this
// package begin so, but those on targets that are not there. The packages that import it
// start runs on what [mutation.StartEmbedded] has started, which has the same watch.
func begin(ctx context.Context, t *testing.T, config runner.Config) (*runner.Run, error) {
	t.Helper()
	config.Target = harmless(t, config.Target)
	return runner.Start(ctx, config)
}

// harmless is the target that a file describes, behind such a watch.
func harmless(t *testing.T, file target.Target) target.Target {
	t.Helper()
	w := newWatch(t)
	t.Cleanup(func() {
		for _, request := range w.Foreign(file) {
			t.Error(request)
		}
	})
	return watched(t, file, w.See)
}

// newWatch watches over what each embedded gateway has.
func newWatch(t *testing.T) *watch.Watch {
	t.Helper()
	g, err := gateway.New(gateway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return watch.New(g)
}

// watched is the target behind something that sees every request, and what arrives of
// its body.
func watched(t *testing.T, to target.Target, see func(r *http.Request, body string)) target.Target {
	t.Helper()
	return between(t, to, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		body, err := io.ReadAll(r.Body)
		see(r, string(body))
		if err != nil {
			return // a request that was cut off on purpose
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		pass.ServeHTTP(w, r)
	})
}

// What a run does with a target file is foreign to one that names less.
func TestWatchOverARun(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	w := newWatch(t)
	verdicts(t, watched(t, gw, w.See), contract, only(all, "apig.acl-unbind/effect/"), runner.Options{})
	less := few(gw)
	got := strings.Join(w.Foreign(less), "\n")
	for _, id := range []string{gw.Fixtures.PluginBindings[1].PluginID, gw.OtherInstance.InstanceID} {
		if !strings.Contains(got, id+" is somebody else's") {
			t.Errorf("%s is not found among\n%s", id, got)
		}
	}
	if strings.Contains(got, less.Fixtures.ACL.ACLID+" is somebody else's") || len(w.Foreign(gw)) > 0 {
		t.Errorf("found as well: %s\n%s", got, w.Foreign(gw))
	}
}
