package reports

import (
	"bytes"
	"testing"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/mutation"
	"github.com/apigspec/apigspec/runner/target"
)

// recording says what run on the embedded gateway a test wants the log of.
type recording struct {
	// gateway is what mutation.Open takes.
	gateway string
	// cases is a pattern of case ids; empty for all.
	cases   string
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

// record makes the run and returns its event log.
func record(t testing.TB, r recording) []byte {
	t.Helper()
	contract := builtIn(t)
	all, err := cases.All(contract)
	if err != nil {
		t.Fatal(err)
	}
	opened, stop, err := mutation.Open(r.gateway)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stop() }()
	if r.change != nil {
		r.change(&opened)
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
		Selected: len(selected), Available: len(all), Waivers: r.waivers,
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
