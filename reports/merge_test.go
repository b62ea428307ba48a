package reports

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

// shardOf is one shard of a sample run.
type shardOf struct {
	results []runner.Result
	ending  Ending
	change  func(*Meta)
}

// shardLogs writes the shards' logs and returns their paths. What they select is all
// that they hold.
func shardLogs(t *testing.T, shards ...shardOf) []string {
	t.Helper()
	var ids []string
	for _, shard := range shards {
		for _, result := range shard.results {
			ids = append(ids, result.Case.ID)
		}
	}
	var paths []string
	for i, shard := range shards {
		meta := sampleMeta()
		meta.Shard = runner.Shard{Index: i + 1, Count: len(shards)}.String()
		meta.Command = "apigspec run --shard " + meta.Shard + " --target staging.yaml"
		meta.Selection, meta.Selected = SelectionDigest(ids), len(shard.results)
		meta.Waivers = nil
		if shard.change != nil {
			shard.change(&meta)
		}
		if shard.ending.Duration == 0 {
			shard.ending.Duration = time.Second
		}
		path := filepath.Join(t.TempDir(), fmt.Sprintf("shard-%d.jsonl", i+1))
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := writeLog(file, sampleRun(t, meta, shard.results, &shard.ending)); err != nil {
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func merge(t *testing.T, paths []string) Run {
	t.Helper()
	run, err := Merge(paths, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = run.Close() })
	return run
}

func sampleFailure(name string) runner.Result {
	return sampleResult(name, func(r *runner.Result) {
		r.Verdict = judge.Fail
		r.Deviations = []judge.Deviation{{Kind: judge.KindStatus, Clause: "apig.acl-unbind/response/404", Expected: "404", Actual: "200"}}
	})
}

func waivedFailure(name string) runner.Result {
	failure := sampleFailure(name)
	failure.WaivedBy = []string{"**"}
	return failure
}

func TestMergedExit(t *testing.T) {
	green := func(name string) []runner.Result { return []runner.Result{sampleResult(name, nil)} }
	interrupted := sampleResult("b", func(r *runner.Result) {
		r.Verdict, r.Reason = judge.Skip, judge.Reason{Code: judge.Interrupted, Text: "the run was"}
	})
	waiver := func(meta *Meta) {
		meta.Waivers = []runner.Waiver{{ID: "**", Case: "**", Reason: "known", Owner: "team", Expires: "2027-01-31"}}
	}
	left := []runner.Leftover{{Kind: "acl", InstanceID: "i", PolicyID: "p", Named: true, Text: "p", Why: "status 403"}}
	for _, test := range []struct {
		name    string
		a, b    shardOf
		exit    runner.Exit
		problem string
	}{
		{"green", shardOf{results: green("a")}, shardOf{results: green("b")}, runner.ExitConformant, ""},
		{"one failed", shardOf{results: green("a")}, shardOf{results: []runner.Result{sampleFailure("b")}, ending: Ending{Exit: 1}}, runner.ExitNotConformant, ""},
		{"a waiver that only one shard has a use for",
			shardOf{results: green("a"), change: waiver, ending: Ending{Exit: 5, Problem: "waivers: stale"}},
			shardOf{results: []runner.Result{waivedFailure("b")}, change: waiver}, runner.ExitConformant, ""},
		{"a waiver that no shard has a use for",
			shardOf{results: green("a"), change: waiver, ending: Ending{Exit: 5, Problem: "waivers: stale"}},
			shardOf{results: green("b"), change: waiver, ending: Ending{Exit: 5, Problem: "waivers: stale"}}, runner.ExitWaivers, "waivers: waiver for ** is stale"},
		{"interrupted", shardOf{results: green("a")}, shardOf{results: []runner.Result{interrupted}, ending: Ending{Exit: 130, Problem: "interrupted"}},
			runner.ExitInterrupted, "interrupted after 1 of 2 cases"},
		{"a harness that does not trust itself", shardOf{results: green("a")},
			shardOf{results: green("b"), ending: Ending{Exit: 6, Problem: "the harness failed its own check: x"}}, runner.ExitHarness, "shard 2/2: the harness failed its own check: x"},
		{"something left behind", shardOf{results: green("a")}, shardOf{results: green("b"), ending: Ending{Exit: 1, LeftBehind: left}},
			runner.ExitNotConformant, "not as before the run: 1 binding;"},
		{"a shard that never began", shardOf{results: green("a")},
			shardOf{change: func(m *Meta) { m.Selected = 1 }, ending: Ending{Exit: 3, Problem: "connection refused"}}, runner.ExitUnreachable, "shard 2/2: connection refused"},
		{"a shard that never began, and a failure", shardOf{results: []runner.Result{sampleFailure("a")}, ending: Ending{Exit: 1}},
			shardOf{change: func(m *Meta) { m.Selected = 1 }, ending: Ending{Exit: 3, Problem: "connection refused"}}, runner.ExitNotConformant, "shard 2/2: connection refused"},
	} {
		t.Run(test.name, func(t *testing.T) {
			end := merge(t, shardLogs(t, test.a, test.b)).End
			if runner.Exit(end.Exit) != test.exit || !strings.HasPrefix(end.Problem, test.problem) || (end.Problem == "") != (test.problem == "") {
				t.Errorf("exit %d, problem %q; want %d and %q", end.Exit, end.Problem, test.exit, test.problem)
			}
		})
	}
}

// TestMergedLog is about what the run line and the end line say of the whole.
func TestMergedLog(t *testing.T) {
	left := runner.Leftover{Kind: "acl", InstanceID: "i", PolicyID: "p", Expected: true, Text: "p", Why: "may be lost"}
	later := sampleStarted().Add(3 * time.Second)
	paths := shardLogs(t,
		shardOf{results: []runner.Result{sampleResult("b", nil), waivedFailure("a")}, ending: Ending{Duration: time.Second, LeftBehind: []runner.Leftover{left}},
			change: func(m *Meta) { m.Started, m.Seed = later, 1 }},
		shardOf{results: []runner.Result{sampleResult("c", nil)}, ending: Ending{Duration: 2 * time.Second, LeftBehind: []runner.Leftover{left}},
			change: func(m *Meta) {
				m.Seed = 2
				m.Operations = append(m.Operations, Operation{ID: "apig.other", Page: "apig-other"})
				m.Notes = append(m.Notes, Note{ID: "apig.other/phrase", Page: "apig-other"})
			}})
	run := merge(t, []string{paths[1], paths[0]})

	var ids []string
	for _, c := range run.Cases {
		ids = append(ids, strings.TrimPrefix(c.ID, "apig.acl-unbind/"))
	}
	if diff := cmp.Diff([]string{"b", "a", "c"}, ids); diff != "" {
		t.Errorf("cases (-want +got):\n%s", diff)
	}
	meta := run.Meta
	if meta.Shard != "1/1" || meta.Selected != 3 || meta.Available != 7 || meta.Seed != 1 || !meta.Started.Equal(sampleStarted()) {
		t.Errorf("run line: %+v", meta)
	}
	if meta.Command != "apigspec run --target staging.yaml" {
		t.Errorf("command %q", meta.Command)
	}
	if len(meta.Merged) != 2 || meta.Merged[0].Shard != "1/2" || meta.Merged[1].Seed != 2 || len(meta.Merged[1].Log) != 64 || meta.Merged[0].Log == meta.Merged[1].Log {
		t.Errorf("merged: %+v", meta.Merged)
	}
	if len(meta.Operations) != 2 || len(meta.Notes) != 2 {
		t.Errorf("%d operations, %d notes; each page that a shard is about counts", len(meta.Operations), len(meta.Notes))
	}
	end := run.End
	if end.Total != 3 || end.Waived != 1 || end.Counts.Of(judge.Pass) != 2 || end.DurationMS != 4000 || len(end.LeftBehind) != 1 {
		t.Errorf("end line: %+v", end)
	}
	log, err := os.ReadFile(run.Name())
	if err != nil {
		t.Fatal(err)
	}
	validateLog(t, compiledSchema(t), log)
}

func TestCommandOfTheWhole(t *testing.T) {
	for command, want := range map[string]string{
		"apigspec run --shard 2/4 --strict":                   "apigspec run --strict",
		"apigspec run --strict --shard=2/4":                   "apigspec run --strict",
		"APIGSPEC_SHARD=2/4 apigspec run":                     "apigspec run",
		"APIGSPEC_STRICT=1 APIGSPEC_SHARD=2/4 apigspec run":   "APIGSPEC_STRICT=1 apigspec run",
		"apigspec run --shard 2/40":                           "",
		"apigspec run --run 'apig.*/**' --shard 2/4 --seed 7": "apigspec run --run 'apig.*/**' --seed 7",
	} {
		if got := withoutShard(command, "2/4"); got != want {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
}

// TestNotOneRun edits one of two good shards at a time.
func TestNotOneRun(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*Meta)
		want   string
	}{
		{"no shard", func(m *Meta) { m.Shard = "" }, "does not say which shard it is"},
		{"a whole run", func(m *Meta) { m.Shard = "1/1" }, "another number of shards: 1, but "},
		{"version", func(m *Meta) { m.Version = "0.9" }, "another version of apigspec: 0.9, but "},
		{"contract", func(m *Meta) { m.Contract = "ab" }, "another contract: ab, but "},
		{"case set", func(m *Meta) { m.CaseSet = "ab" }, "another case set: ab, but "},
		{"profile", func(m *Meta) { m.Profile = "roma" }, "another profile: roma, but "},
		{"strictness", func(m *Meta) { m.Strict = true }, "another strictness: strict, but "},
		{"selection", func(m *Meta) { m.Selection = "ab" }, "another selection (--run, --skip, --failed-from): ab, but "},
		{"no selection", func(m *Meta) { m.Selection = "" }, "does not say from which cases"},
		{"instance", func(m *Meta) { m.Target.InstanceID = "j" }, "another target: "},
		{"address", func(m *Meta) { m.Target.URL = "https://other.example.com" }, "another target: "},
		{"owner", func(m *Meta) { m.Target.Implementation = nil }, "another target: "},
		{"more selected", func(m *Meta) { m.Selected = 2 }, "has 1 cases, but its first line says that 2 were selected"},
		{"a file of another name", func(m *Meta) { m.Target.Name = "/home/b/staging.yaml" }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			run, err := Merge(shardLogs(t,
				shardOf{results: []runner.Result{sampleResult("a", nil)}},
				shardOf{results: []runner.Result{sampleResult("b", nil)}, change: test.change}), dir)
			if test.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				_ = run.Close()
				return
			}
			if err == nil || !strings.Contains(err.Error(), "shard-2.jsonl: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want shard-2.jsonl: … %s", err, test.want)
			}
			if made, err := os.ReadDir(dir); err != nil || len(made) > 0 {
				t.Errorf("left %v, %v", made, err)
			}
		})
	}
}

// TestMergeOfManyMissingShards does not list a million.
func TestMergeOfManyMissingShards(t *testing.T) {
	paths := shardLogs(t, shardOf{results: []runner.Result{sampleResult("a", nil)}, change: func(m *Meta) { m.Shard = "3/1000000000" }})
	_, err := Merge(paths, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "shard 11/1000000000 and 999999989 more;") {
		t.Errorf("got %v", err)
	}
}

// TestMergedGateways is about gateways that each machine has for itself.
func TestMergedGateways(t *testing.T) {
	a := Target{Name: "embedded", URL: "http://127.0.0.1:40001", InstanceID: "i"}
	b := a
	b.URL = "http://localhost:40002"
	if !sameTarget(a, b) {
		t.Error("the same embedded gateway on another port is another target")
	}
	b.Name = "variant:lists-lag"
	if sameTarget(a, b) {
		t.Error("another embedded gateway is the same target")
	}
	b = a
	b.URL = "https://apig.example.com"
	if sameTarget(a, b) {
		t.Error("a gateway elsewhere is the same target")
	}
}
