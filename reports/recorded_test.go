package reports

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/mutation"
	"github.com/apigspec/apigspec/runner/target"
)

// TestRecordedLogs makes logs of all kinds of runs. Each is valid under the
// schema, which takes no member that it does not describe, and holds all that
// its verdicts depend on: judged again, every case comes to the same. seen is a
// part that only a log of the kind has.
func TestRecordedLogs(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here runs beside anything else; left out by -short")
	}
	waiver := runner.Waiver{ID: "**", Case: "**", Reason: "not counted yet", Owner: "gateway team", Expires: "2999-12-31"}
	schema := compiledSchema(t)
	for _, test := range []struct {
		name, seen string
		recording
	}{
		{"green", `"body_gzip":`, recording{gateway: "embedded"}},
		{"repeated", `"again":[{"expect":`, recording{gateway: "embedded", cases: "roma.plugin-detach/effect/one-*", repeat: 3}},
		{"no fixtures", `"reason_code":"no-`, recording{gateway: "embedded", change: withoutFixtures}},
		{"late, but legal", `"late":true`, recording{gateway: "variant:lists-lag", cases: "apig.acl-unbind/effect/one-*"}},
		{"wrong counts", `"kind":"count"`, recording{gateway: "mutant:apig.acl-unbind/accounting/count-zero", cases: "apig.acl-unbind/batch/*"}},
		{"waived", `"waived_by":["**"]`, recording{gateway: "mutant:apig.acl-unbind/accounting/count-zero", cases: "apig.acl-unbind/batch/*", waivers: []runner.Waiver{waiver}}},
		{"bindings that come back", `"came":[{`, recording{gateway: "mutant:apig.acl-unbind/effect/back-after-300ms", cases: "apig.acl-unbind/effect/*"}},
		{"another instance", `"kind":"isolation"`, recording{gateway: "mutant:apig.acl-unbind/effect/other-instance", cases: "apig.acl-unbind/**"}},
		{"no HTTP", `"fault":{"kind":"malformed"`, recording{gateway: "mutant:apig.acl-unbind/transport/garbage", cases: "apig.acl-unbind/**"}},
		{"no UTF-8", `"body":{"base64":`, recording{gateway: "mutant:apig.acl-unbind/error-body/invalid-utf-8", cases: "apig.acl-unbind/message/*"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			log := record(t, test.recording)
			if !bytes.Contains(log, []byte(test.seen)) {
				t.Errorf("the log does not have %s: it is not of the kind that is meant", test.seen)
			}
			validateLog(t, schema, log)
			for _, change := range rejudged(t, readLog(t, log)) {
				t.Errorf("%s: %s %q %+v became\n%+v", change.Case.ID, change.Case.Verdict, change.Case.Reason, change.Case.Deviations, change.Now)
			}
		})
	}
}

func withoutFixtures(t *target.Target) {
	t.Fixtures, t.OtherInstance, t.Hooks = target.Fixtures{}, nil, target.Hooks{}
	t.Auth.ForbiddenToken, t.Auth.ExpiredToken, t.Auth.OtherProjectToken = "", "", ""
}

// recording says what run on the embedded gateway a test wants the log of.
type recording struct {
	// gateway is what mutation.Open takes.
	gateway string
	// cases is a pattern of case ids; empty for all.
	cases string
	// profile is the run's; empty for the target's.
	profile string
	repeat  int
	timeout time.Duration
	waivers []runner.Waiver
	// change alters the target before the run.
	change func(*target.Target)
}

func builtIn(t testing.TB) *openapi.Contract {
	t.Helper()
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// allCases makes the cases once for all tests, which only read them.
var allCases = sync.OnceValues(func() ([]cases.Case, error) {
	contract, err := openapi.Default()
	if err != nil {
		return nil, err
	}
	return cases.All(contract)
})

// record makes the run and returns its event log.
func record(t testing.TB, r recording) []byte {
	t.Helper()
	contract := builtIn(t)
	all, err := allCases()
	if err != nil {
		t.Fatal(err)
	}
	opened, stop, err := mutation.Open(r.gateway)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	}()
	if r.change != nil {
		r.change(&opened)
	}
	if r.profile != "" {
		opened.Profile = r.profile
	}
	selection := runner.Selection{Profile: opened.Profile}
	if r.cases != "" {
		selection.Only = []string{r.cases}
	}
	selected, err := runner.Select(all, selection)
	if err != nil {
		t.Fatal(err)
	}
	options := mutation.TrialOptions(5 * time.Second)
	options.RunTimeout, options.Repeat = time.Minute, max(1, r.repeat)
	if r.timeout > 0 {
		options.Timeout = r.timeout
	}
	run, err := runner.Start(t.Context(), runner.Config{
		Contract: contract, Cases: selected, Target: opened, Options: options,
		Waivers: runner.NewWaivers(r.waivers, time.Now()),
	})
	if err != nil {
		t.Fatal(err)
	}
	var written bytes.Buffer
	log, err := NewLog(&written, Meta{
		Version: "test", Contract: contract.Digest, CaseSet: cases.Digest(all),
		Target: NewTarget(r.gateway, opened), Profile: opened.Profile, Seed: options.Seed, Strict: options.Strict,
		Selected: len(selected), Available: CountAvailable(all, opened.Profile), Waivers: r.waivers,
		Conditions: NewConditions(opened, true, options.Repeat),
		Operations: NewOperations(contract, selected),
	})
	if err != nil {
		t.Fatal(err)
	}
	for result := range run.Results() {
		if err := log.Case(result); err != nil {
			t.Fatal(err)
		}
	}
	_ = run.Close() // a mutant may make it impossible to restore; the gateway ends here
	if err := log.End(Ending{}); err != nil {
		t.Fatal(err)
	}
	return written.Bytes()
}

func readLog(t testing.TB, log []byte) Run {
	t.Helper()
	run, err := Read("results.jsonl", bytes.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	return run
}
