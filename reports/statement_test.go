package reports

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/judge"
)

// statementCase is one case of a run to make a statement of.
type statementCase struct {
	operation string
	level     cases.Level
	verdict   judge.Verdict
	waived    bool
}

func statementRun(meta Meta, list []statementCase) Run {
	run := Run{Meta: meta, End: &End{Total: len(list)}}
	for i, c := range list {
		run.Cases = append(run.Cases, &Case{
			ID: c.operation + "/topic/" + string(rune('a'+i)), Operation: c.operation,
			Level: c.level, Verdict: c.verdict, Waived: c.waived, Reason: "no-fixture: none left", ReasonCode: judge.NoFixture,
		})
	}
	return run
}

func TestStatementStatus(t *testing.T) {
	pass := statementCase{"apig.acl-unbind", cases.Must, judge.Pass, false}
	roma := statementCase{"roma.plugin-detach", cases.Must, judge.Pass, false}
	with := func(level cases.Level, verdict judge.Verdict, waived bool) []statementCase {
		return []statementCase{pass, {"apig.acl-unbind", level, verdict, waived}}
	}
	strict := func(m *Meta) { m.Strict = true }
	for _, test := range []struct {
		name       string
		cases      []statementCase
		change     func(*Meta)
		finish     func(*Run)
		apig, roma Status
		reason     string // of apig
	}{
		{"all passed", []statementCase{pass}, nil, nil, StatusConformant, StatusNotClaimed, ""},
		{"both profiles", []statementCase{pass, roma}, func(m *Meta) { m.Profile = "all" }, nil, StatusConformant, StatusConformant, ""},
		{"the other profile only", []statementCase{roma}, func(m *Meta) { m.Profile = "roma" }, nil, StatusNotClaimed, StatusConformant, "the run's profile is roma"},
		{"nothing of a claimed profile", []statementCase{pass}, func(m *Meta) { m.Profile = "all" }, nil, StatusConformant, StatusNotClaimed, ""},
		{"failed", with(cases.Must, judge.Fail, false), nil, nil, StatusNotConformant, StatusNotClaimed, "1 case failed"},
		{"errored", with(cases.Must, judge.Error, false), nil, nil, StatusNotClaimed, StatusNotClaimed, "1 case could not be judged"},
		{"skipped", with(cases.Must, judge.Skip, false), nil, nil, StatusNotClaimed, StatusNotClaimed, "1 case could not run for want of a prerequisite"},
		{"waived", with(cases.Must, judge.Fail, true), nil, nil, StatusNotClaimed, StatusNotClaimed, "waivers cover what failed in 1 case"},
		{"should failed", with(cases.Should, judge.Fail, false), nil, nil, StatusConformant, StatusNotClaimed, ""},
		{"only a should case, failed", []statementCase{{"apig.acl-unbind", cases.Should, judge.Fail, false}}, nil, nil, StatusNotClaimed, StatusNotClaimed, "no must case passed"},
		{"should failed, strict", with(cases.Should, judge.Fail, false), strict, nil, StatusNotConformant, StatusNotClaimed, "1 case failed"},
		{"should skipped", with(cases.Should, judge.Skip, false), nil, nil, StatusConformant, StatusNotClaimed, ""},
		{"should skipped, strict", with(cases.Should, judge.Skip, false), strict, nil, StatusNotClaimed, StatusNotClaimed, "1 case could not run"},
		{"observed", with(cases.Observe, judge.Observed, false), nil, nil, StatusConformant, StatusNotClaimed, ""},
		{"only observed", []statementCase{{"apig.acl-unbind", cases.Observe, judge.Observed, false}}, nil, nil, StatusNotClaimed, StatusNotClaimed, "no must case passed"},
		{"a selection", []statementCase{pass}, func(m *Meta) { m.Available = 2 }, nil, StatusNotClaimed, StatusNotClaimed, "the run selected 1 of 2 cases"},
		{"a selection that failed", with(cases.Must, judge.Fail, false), func(m *Meta) { m.Available = 9 }, nil, StatusNotConformant, StatusNotClaimed, "1 case failed"},
		{"an unknown case set", []statementCase{pass}, func(m *Meta) { m.Available = 0 }, nil, StatusNotClaimed, StatusNotClaimed, "the log does not say"},
		{"a contract of one's own", []statementCase{pass}, func(m *Meta) { m.Conditions.BuiltIn = false }, nil, StatusNotClaimed, StatusNotClaimed, "against a contract of your own, of apig.acl-unbind"},
		{"a contract of one's own, failed", with(cases.Must, judge.Fail, false), func(m *Meta) { m.Conditions.BuiltIn = false }, nil, StatusNotConformant, StatusNotClaimed, "1 case failed"},
		{"an old log", []statementCase{pass}, func(m *Meta) { m.Conditions = nil }, nil, StatusNotClaimed, StatusNotClaimed, "does not say whether the contract"},
		{"the suite's own gateway", []statementCase{pass}, nil, func(r *Run) { r.ownGateway = true }, StatusNotClaimed, StatusNotClaimed, "nobody's product"},
		{"a shard", []statementCase{pass}, func(m *Meta) { m.Shard = "1/2" }, nil, StatusNotClaimed, StatusNotClaimed, "the run is shard 1/2 only"},
		{"the only shard", []statementCase{pass}, func(m *Meta) { m.Shard = "1/1" }, nil, StatusConformant, StatusNotClaimed, ""},
		{"killed", []statementCase{pass}, nil, func(r *Run) { r.End = nil }, StatusNotClaimed, StatusNotClaimed, "the run as a whole went wrong"},
		{"interrupted", []statementCase{pass}, nil, func(r *Run) { r.End.Problem = "interrupted" }, StatusNotClaimed, StatusNotClaimed, "interrupted"},
		{"lost cases", []statementCase{pass}, func(m *Meta) { m.Selected, m.Available = 2, 2 }, nil, StatusNotClaimed, StatusNotClaimed, "the log has 1 of 2 selected cases"},
		{"suspected of what another profile failed for", []statementCase{pass, {"roma.plugin-detach", cases.Must, judge.Fail, false}}, func(m *Meta) { m.Profile = "all" },
			func(r *Run) { r.Cases[1].Suspects = []string{"apig.throttle-unbind", "apig.acl-unbind"} }, StatusNotClaimed, StatusNotConformant, "what roma.plugin-detach/topic/b failed for may be the doing of apig.throttle-unbind"},
		{"nothing at all", nil, nil, nil, StatusNotClaimed, StatusNotClaimed, "no must case passed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			meta := sampleMeta()
			meta.Selected, meta.Available = len(test.cases), max(1, len(test.cases))
			if test.change != nil {
				test.change(&meta)
			}
			run := statementRun(meta, test.cases)
			if test.finish != nil {
				test.finish(&run)
			}
			statement := NewStatement(run)
			apig, roma := statement.Profiles["apig"], statement.Profiles["roma"]
			if apig.Status != test.apig || roma.Status != test.roma {
				t.Errorf("apig is %q, roma is %q; want %q and %q; reasons %q", apig.Status, roma.Status, test.apig, test.roma, apig.Reasons)
			}
			if !strings.Contains(strings.Join(apig.Reasons, "\n"), test.reason) {
				t.Errorf("reasons %q lack %q", apig.Reasons, test.reason)
			}
			if (apig.Status == StatusConformant) != (len(apig.Reasons) == 0) {
				t.Errorf("status %q with reasons %q", apig.Status, apig.Reasons)
			}
		})
	}
}

// TestStatementNeverOverclaims holds for any run: conformant means that every
// must case of the profile passed, unwaived, and that there was one.
func TestStatementNeverOverclaims(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) statementCase {
			return statementCase{
				operation: rapid.SampledFrom([]string{"apig.acl-unbind", "roma.plugin-detach"}).Draw(t, "operation"),
				level:     rapid.SampledFrom(levels()).Draw(t, "level"),
				verdict:   rapid.SampledFrom(verdicts()).Draw(t, "verdict"),
				waived:    rapid.Bool().Draw(t, "waived"),
			}
		}), 0, 6).Draw(t, "cases")
		meta := sampleMeta()
		meta.Profile = rapid.SampledFrom([]string{"apig", "roma", "all"}).Draw(t, "profile")
		meta.Strict = rapid.Bool().Draw(t, "strict")
		meta.Selected, meta.Available = len(list), len(list)
		run := statementRun(meta, list)
		for profile, claim := range NewStatement(run).Profiles {
			if claim.Status != StatusConformant {
				continue
			}
			executed := false
			for _, c := range run.Cases {
				if c.product() != profile {
					continue
				}
				executed = executed || c.Verdict == judge.Pass
				if c.Level == cases.Must && !slices.Contains([]judge.Verdict{judge.Pass, judge.Observed}, c.Verdict) {
					t.Errorf("%s is claimed although %s is %s (waived: %v)", profile, c.ID, c.Verdict, c.Waived)
				}
			}
			if !executed {
				t.Errorf("%s is claimed although nothing passed", profile)
			}
		}
	})
}

func TestStatementListsWaivers(t *testing.T) {
	claim := NewStatement(fullSample(t)).Profiles["apig"]
	if len(claim.Waived) != 1 || len(claim.Waived[0].Waivers) != 1 || claim.Waived[0].Waivers[0].Owner != "gateway team" {
		t.Errorf("waived = %+v", claim.Waived)
	}
	for _, failed := range claim.Failed {
		if failed.Case == claim.Waived[0].Case {
			t.Errorf("%s is both failed and waived", failed.Case)
		}
	}
}

func TestStatementIsYAML(t *testing.T) {
	var buffer bytes.Buffer
	if err := WriteStatement(&buffer, fullSample(t)); err != nil {
		t.Fatal(err)
	}
	var statement Statement
	decoder := yaml.NewDecoder(&buffer)
	decoder.KnownFields(true)
	if err := decoder.Decode(&statement); err != nil {
		t.Fatal(err)
	}
	if statement.Profiles["apig"].Status != StatusNotConformant || statement.Implementation.Product != "Gateway" {
		t.Errorf("read back: %+v", statement)
	}
}

func TestCountAvailable(t *testing.T) {
	all := []cases.Case{{Operation: "apig.acl-unbind"}, {Operation: "apig.plugin-detach"}, {Operation: "roma.plugin-detach"}}
	for profile, want := range map[string]int{"apig": 2, "roma": 1, "all": 3, "other": 0} {
		if got := CountAvailable(all, profile); got != want {
			t.Errorf("%s: %d cases, want %d", profile, got, want)
		}
	}
}

// A statement lists what explains most of the failures and counts the rest.
func TestStatementStaysShort(t *testing.T) {
	claim := NewStatement(failingInManyWays(t, 50)).Profiles["apig"]
	if len(claim.Failed) != maxFailed || claim.FailedBesides == nil || *claim.FailedBesides != (Besides{Findings: 47, Cases: 94}) {
		t.Errorf("%d are listed, besides %+v", len(claim.Failed), claim.FailedBesides)
	}
	if claim.AdviceBesides != nil {
		t.Errorf("there is no advice, and besides %+v", claim.AdviceBesides)
	}
}
