package reports

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

// fails makes a result fail with one deviation of the kind from the clause.
func fails(kind judge.DeviationKind, clause string) func(*runner.Result) {
	return func(r *runner.Result) {
		r.Verdict = judge.Fail
		r.Deviations = append(r.Deviations, judge.Deviation{Kind: kind, Clause: "apig.acl-unbind/" + clause, Expected: "404", Actual: "200"})
	}
}

func ends(verdict judge.Verdict, code judge.ReasonCode) func(*runner.Result) {
	return func(r *runner.Result) {
		r.Verdict, r.Reason, r.Rounds = verdict, judge.Reason{Code: code, Text: "for a reason"}, nil
	}
}

func level(l cases.Level) func(*runner.Result) {
	return func(r *runner.Result) { r.Case.Level = l }
}

func waived(r *runner.Result) { r.WaivedBy = []string{"**"} }

// takes makes a result of one exchange.
func takes(ms float64, status int) func(*runner.Result) {
	return func(r *runner.Result) {
		ex := sampleExchange(status, `{}`)
		ex.DurationMS = ms
		exchanged(r, ex)
	}
}

type changes []func(*runner.Result)

// runOf is a run of one case beside one that never changes; nil leaves the case out.
func runOf(t *testing.T, meta Meta, of changes) Run {
	t.Helper()
	results := []runner.Result{sampleResult("other", nil)}
	if of != nil {
		results = append(results, sampleResult("one", func(r *runner.Result) {
			for _, change := range of {
				change(r)
			}
		}))
	}
	return sampleRun(t, meta, results, &Ending{Duration: time.Second})
}

// told names the lists that a difference has the case in.
func told(t *testing.T, d Difference) string {
	t.Helper()
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var lists map[string]json.RawMessage
	if err := json.Unmarshal(data, &lists); err != nil {
		t.Fatal(err)
	}
	var in []string
	for _, name := range []string{"new_failures", "failing_otherwise", "still_failing", "fixed", "newly_skipped", "no_longer_skipped", "removed_cases", "new_cases", "changed_answers", "slower"} {
		list := string(lists[name])
		if strings.Contains(list, `"apig.acl-unbind/other"`) {
			t.Errorf("%s has the case that never changes", name)
		}
		if !strings.HasPrefix(list, "[") {
			t.Errorf("%s is %s, and no list", name, list)
		}
		if strings.Contains(list, `"apig.acl-unbind/one"`) {
			in = append(in, name)
		}
	}
	return strings.Join(in, " ")
}

func TestDiff(t *testing.T) {
	passes := changes{}
	status, count := fails(judge.KindStatus, "response/404"), fails(judge.KindCount, "response/200/success_count")
	strict := func(m *Meta) { m.Strict = true }
	for _, test := range []struct {
		name     string
		old, new changes
		meta     func(*Meta) // of the new run
		in       string
		worse    int
	}{
		{"nothing", passes, passes, nil, "", 0},
		{"a must case fails", passes, changes{status}, nil, "new_failures", 1},
		{"a should case fails", changes{level(cases.Should)}, changes{level(cases.Should), status}, nil, "new_failures", 0},
		{"a should case fails where that counts", changes{level(cases.Should)}, changes{level(cases.Should), status}, strict, "new_failures", 1},
		{"a waiver covers it", passes, changes{status, waived}, nil, "new_failures", 0},
		{"a skipped case fails", changes{ends(judge.Skip, judge.NoHook)}, changes{status}, nil, "new_failures", 1},
		{"a new case fails", nil, changes{status}, nil, "new_failures new_cases", 1},
		{"a new case passes", nil, passes, nil, "new_cases", 0},
		{"it could not be judged, and fails", changes{ends(judge.Error, judge.Unreachable)}, changes{status}, nil, "new_failures", 1},
		{"it can no longer be judged", passes, changes{ends(judge.Error, judge.Unreachable)}, nil, "new_failures", 1},
		{"it still cannot be judged", changes{ends(judge.Error, judge.Unreachable)}, changes{ends(judge.Error, judge.Unreachable)}, nil, "still_failing", 0},
		{"it cannot be judged for another reason", changes{ends(judge.Error, judge.Unreachable)}, changes{ends(judge.Error, judge.RunTimeout)}, nil, "failing_otherwise", 0},
		{"it failed, and cannot be judged", changes{status}, changes{ends(judge.Error, judge.Unreachable)}, nil, "failing_otherwise", 0},
		{"it fails as before", changes{status}, changes{status}, nil, "still_failing", 0},
		{"it breaks less", changes{status, count}, changes{count}, nil, "still_failing", 0},
		{"it breaks another clause as well", changes{status}, changes{status, count}, nil, "failing_otherwise", 1},
		{"it breaks another clause, which is waived", changes{status}, changes{count, waived}, nil, "failing_otherwise", 0},
		{"the waiver is gone", changes{status, waived}, changes{status}, nil, "still_failing", 0},
		{"fixed", changes{status}, passes, nil, "fixed", 0},
		{"a must case is skipped", passes, changes{ends(judge.Skip, judge.NoFixture)}, nil, "newly_skipped", 1},
		{"a should case is skipped", changes{level(cases.Should)}, changes{level(cases.Should), ends(judge.Skip, judge.NoFixture)}, nil, "newly_skipped", 0},
		{"a failed case is skipped", changes{status}, changes{ends(judge.Skip, judge.NoFixture)}, nil, "newly_skipped", 1},
		{"a case is still skipped", changes{ends(judge.Skip, judge.NoFixture)}, changes{ends(judge.Skip, judge.NoHook)}, nil, "", 0},
		{"a case is no longer skipped", changes{ends(judge.Skip, judge.NoFixture)}, passes, nil, "no_longer_skipped", 0},
		{"a must case is not there", passes, nil, nil, "removed_cases", 1},
		{"a skipped case is not there", changes{ends(judge.Skip, judge.NoFixture)}, nil, nil, "removed_cases", 0},
		{"a should case is not there", changes{level(cases.Should)}, nil, nil, "removed_cases", 0},
		{"the suite has it no longer", passes, nil, func(m *Meta) { m.CaseSet = "ab" }, "removed_cases", 0},
		{"another answer", changes{takes(3, 404)}, changes{takes(3, 400)}, nil, "changed_answers", 0},
		{"another answer of a failed case", changes{status, takes(3, 404)}, changes{status, takes(3, 400)}, nil, "still_failing changed_answers", 0},
		{"slower", changes{takes(40, 200)}, changes{takes(100, 200)}, nil, "slower", 0},
		{"slower by little", changes{takes(4, 200)}, changes{takes(40, 200)}, nil, "", 0},
		{"slower by a small part", changes{takes(400, 200)}, changes{takes(700, 200)}, nil, "", 0},
		{"faster", changes{takes(400, 200)}, changes{takes(4, 200)}, nil, "", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			meta := sampleMeta()
			if test.meta != nil {
				test.meta(&meta)
			}
			d, err := Diff(runOf(t, sampleMeta(), test.old), runOf(t, meta, test.new), Slowness{Factor: 2, By: 50 * time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			if got := told(t, d); got != test.in || d.Regressions != test.worse {
				t.Errorf("in %q, %d regressions; want %q and %d", got, d.Regressions, test.in, test.worse)
			}
		})
	}
}

func TestDiffOfSetup(t *testing.T) {
	for what, change := range map[string]func(*Meta){
		"contract":   func(m *Meta) { m.Contract = "ab" },
		"case set":   func(m *Meta) { m.CaseSet = "ab" },
		"apigspec":   func(m *Meta) { m.Version = "2.0.0" },
		"profile":    func(m *Meta) { m.Profile = "all" },
		"strictness": func(m *Meta) { m.Strict = true },
		"selection":  func(m *Meta) { m.Selection = "ab" },
		"shard":      func(m *Meta) { m.Shard = "1/2" },
		"target":     func(m *Meta) { m.Target.InstanceID = "j" },
	} {
		t.Run(what, func(t *testing.T) {
			meta := sampleMeta()
			change(&meta)
			d, err := Diff(runOf(t, sampleMeta(), changes{}), runOf(t, meta, changes{}), Slowness{})
			if err != nil {
				t.Fatal(err)
			}
			if len(d.Setup) != 1 || d.Setup[0].What != what || d.Regressions != 0 || !strings.HasSuffix(d.verdict(), "no regression") {
				t.Errorf("%+v, %s", d.Setup, d.verdict())
			}
		})
	}
}

// TestDiffGroups is about many cases that changed in the same way: one entry, with all ids.
func TestDiffGroups(t *testing.T) {
	var green, red []runner.Result
	for _, result := range manyResults(400) {
		if result.Verdict == judge.Pass {
			green = append(green, result)
			fails(judge.KindStatus, "response/404")(&result)
			red = append(red, result)
		}
	}
	older := sampleRun(t, sampleMeta(), green, &Ending{Duration: time.Second})
	newer := sampleRun(t, sampleMeta(), red, &Ending{Exit: 1, Duration: time.Second})
	d, err := Diff(older, newer, Slowness{Factor: 2, By: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.NewFailures) != 1 || len(d.NewFailures[0].Cases) != len(green) || d.Regressions != len(green) {
		t.Fatalf("%d groups, %d regressions of %d", len(d.NewFailures), d.Regressions, len(green))
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"text":     func(b *bytes.Buffer) error { return WriteDiffText(b, d, Style{Width: 80}) },
		"markdown": func(b *bytes.Buffer) error { return WriteDiffMarkdown(b, d) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		if ids := strings.Count(out.String(), "apig.acl-unbind/many/"); ids != maxIDs || !strings.Contains(out.String(), "more") {
			t.Errorf("%s lists %d ids of %d, and does not say where the rest is", name, ids, len(green))
		}
	}
}

// TestDiffJSON holds the documented keys.
func TestDiffJSON(t *testing.T) {
	d, err := Diff(runOf(t, sampleMeta(), changes{}), runOf(t, sampleMeta(), changes{fails(judge.KindStatus, "response/404")}), Slowness{Factor: 2, By: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := WriteDiffJSON(&out, d); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := []any{map[string]any{
		"text": "status: expected 404, got 200", "regression": true, "operation": "apig.acl-unbind", "kind": "status",
		"clauses": []any{"apig.acl-unbind/response/404"}, "cases": []any{"apig.acl-unbind/one"},
	}}
	if diff := cmp.Diff(want, got["new_failures"]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got["diff"] != 1.0 || got["compared"] != 2.0 || got["regressions"] != 1.0 {
		t.Errorf("got %v", got)
	}
}

func TestDiffOfNothing(t *testing.T) {
	empty := sampleRun(t, sampleMeta(), nil, nil)
	other := sampleRun(t, sampleMeta(), []runner.Result{sampleResult("x", nil)}, nil)
	for _, pair := range [][2]Run{{empty, other}, {other, empty}, {other, runOf(t, sampleMeta(), changes{})}} {
		if d, err := Diff(pair[0], pair[1], Slowness{}); err == nil {
			t.Errorf("no error, but %+v", d)
		}
	}
}
