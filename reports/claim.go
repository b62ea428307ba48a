package reports

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

// Status is what a statement says of a profile.
type Status string

// The statuses.
const (
	StatusConformant    Status = "conformant"
	StatusNotConformant Status = "not conformant"
	StatusNotClaimed    Status = "not claimed"
)

// Claim is what a run allows to say of one profile, and why.
type Claim struct {
	Status Status `yaml:"status"`
	// Reasons says what keeps the status from being conformant.
	Reasons []string `yaml:"reasons,omitempty"`
	// Counts are numbers of cases by level, then verdict; a waived case
	// stands under its verdict.
	Counts map[cases.Level]map[judge.Verdict]int `yaml:"counts,omitempty"`
	// Failed has what explains most of the failures, FailedBesides the number of the rest.
	Failed        []FailedCases  `yaml:"failed,omitempty"`
	FailedBesides *Besides       `yaml:"failed_besides,omitempty"`
	Skipped       []SkippedCases `yaml:"skipped,omitempty"`
	Waived        []WaivedCase   `yaml:"waived,omitempty"`
	// Advice is about failed should cases, which do not weigh on the status.
	Advice        []FailedCases `yaml:"advice,omitempty"`
	AdviceBesides *Besides      `yaml:"advice_besides,omitempty"`
}

// How much a statement lists of what explains the failures. The log has it all.
const (
	maxFailed = 3
	maxAdvice = 1
)

// Besides counts what is not listed: what explains failures, and the cases.
type Besides struct {
	Findings int `yaml:"findings"`
	Cases    int `yaml:"cases"`
}

// FailedCases are all cases that one deviation explains, or one reason why they could not
// be judged: the one that shows it best, and how many others.
type FailedCases struct {
	FailedCase `yaml:",inline"`
	Others     int `yaml:"others,omitempty"`
}

// FailedCase is a case that failed or could not be judged.
type FailedCase struct {
	Case        string        `yaml:"case"`
	Level       cases.Level   `yaml:"level"`
	Verdict     judge.Verdict `yaml:"verdict"`
	Requirement string        `yaml:"requirement"`
	Clauses     []string      `yaml:"clauses,omitempty"`
	Found       string        `yaml:"found"`
}

// SkippedCases are the must cases that lacked one prerequisite.
type SkippedCases struct {
	Code   judge.ReasonCode `yaml:"-"`
	Reason string           `yaml:"reason"`
	Cases  []string         `yaml:"cases"`
}

// WaivedCase is a failed case whose deviation is known.
type WaivedCase struct {
	FailedCase `yaml:",inline"`
	Waivers    []runner.Waiver `yaml:"waivers,omitempty"`
}

func claim(run Run, profile string) Claim {
	own := run.Where(func(c *Case) bool { return c.product() == profile })
	if !run.claimsProfile(profile) {
		return Claim{Status: StatusNotClaimed, Reasons: []string{fmt.Sprintf("the run's profile is %s", run.Meta.Profile)}}
	}
	c := Claim{Counts: map[cases.Level]map[judge.Verdict]int{}}
	var failed, advice []*Case
	for _, one := range own {
		if c.Counts[one.Level] == nil {
			c.Counts[one.Level] = map[judge.Verdict]int{}
		}
		c.Counts[one.Level][one.Verdict]++
		switch {
		case !one.Wrong() || one.Level == cases.Observe:
		case one.Waived:
			c.Waived = append(c.Waived, WaivedCase{failedCase(one), run.WaiversOf(one)})
		case one.Blocking(run.Meta.Strict):
			failed = append(failed, one)
		default:
			advice = append(advice, one)
		}
	}
	c.Failed, c.FailedBesides = failedCases(failed, maxFailed)
	c.Advice, c.AdviceBesides = failedCases(advice, maxAdvice)
	c.Skipped = skippedCases(run, own)
	c.weigh(run, profile, own, failed)
	return c
}

// failedCases sorts cases by what explains them, and counts what is more than is meant
// to be listed.
func failedCases(list []*Case, most int) (listed []FailedCases, rest *Besides) {
	findings := Findings(list)
	if more := findings[min(most, len(findings)):]; len(more) > 0 {
		findings, rest = findings[:most], &Besides{Findings: len(more)}
		for _, f := range more {
			rest.Cases += len(f.Cases)
		}
	}
	for _, f := range findings {
		sample := failedCase(f.Sample())
		sample.Found = f.Line()
		if len(f.Clauses) > 0 {
			sample.Clauses = f.Clauses
		}
		listed = append(listed, FailedCases{sample, len(f.Cases) - 1})
	}
	return listed, rest
}

// skippedCases are those of the levels that count, by what they lacked.
func skippedCases(run Run, own []*Case) []SkippedCases {
	var skipped []SkippedCases
	for _, group := range byReason(own) {
		entry := SkippedCases{Code: group.Code, Reason: group.Reason}
		for _, one := range group.Cases {
			if one.Verdict == judge.Skip && judge.Counts(one.Level, run.Meta.Strict) {
				entry.Cases = append(entry.Cases, one.ID)
			}
		}
		if len(entry.Cases) > 0 {
			skipped = append(skipped, entry)
		}
	}
	return skipped
}

// What no run can make up for.
const (
	ownContract = "the run is against a contract of your own"
	ownGateway  = "the responses come from the embedded gateway, which is the suite's own and nobody's product"
)

// weigh decides the status and gives its reasons.
func (c *Claim) weigh(run Run, profile string, own, blocking []*Case) {
	failed, errored, skipped, interrupted := 0, 0, 0, 0
	for _, one := range blocking {
		if one.Verdict == judge.Fail {
			failed++
		} else {
			errored++
		}
	}
	for _, group := range c.Skipped {
		skipped += len(group.Cases)
		if group.Code == judge.Interrupted {
			interrupted += len(group.Cases) // the run's problem says so
		}
	}
	meta := run.Meta
	c.because(failed > 0, "%s failed", casesOf(failed))
	c.because(errored > 0, "%s could not be judged", casesOf(errored))
	c.because(skipped > interrupted, "%s could not run for want of a prerequisite", casesOf(skipped-interrupted))
	c.because(len(c.Waived) > 0, "waivers cover what failed in %s", casesOf(len(c.Waived)))
	c.because(c.Counts[cases.Must][judge.Pass] == 0, "no must case passed")
	if problem := run.Problem(); !strings.HasPrefix(problem, runner.NoClaim) { // else it is about the reasons here
		c.because(problem != "", "the run as a whole went wrong: %s", problem)
	}
	id, operation := run.suspected(profile)
	c.because(id != "", "what %s failed for may be the doing of %s", id, operation)
	c.because(meta.Shard != "" && meta.Shard != "1/1", "the run is shard %s only", meta.Shard)
	c.because(meta.Available == 0, "the log does not say how many cases the whole set has")
	c.because(meta.Selected < meta.Available, "the run selected %d of %d cases", meta.Selected, meta.Available)
	c.because(run.End != nil && len(run.Cases) < meta.Selected, "the log has %d of %d selected cases", len(run.Cases), meta.Selected)
	c.because(meta.Conditions == nil, "the log does not say whether the contract is the built-in one")
	c.because(meta.Conditions != nil && !meta.Conditions.BuiltIn,
		ownContract+", of %s", cmp.Or(strings.Join(operationsOf(own), ", "), "none of its operations"))
	c.because(run.ownGateway, ownGateway)
	switch {
	case failed > 0:
		c.Status = StatusNotConformant
	case len(c.Reasons) > 0:
		c.Status = StatusNotClaimed
	default:
		c.Status = StatusConformant
	}
}

// suspected is the first case of another profile that failed for what an operation of this
// one may have done; empty if there is none.
func (r Run) suspected(profile string) (id, operation string) {
	for _, c := range r.Cases {
		if !c.Wrong() || c.product() == profile {
			continue
		}
		for _, operation := range c.Suspects {
			if domain.ProductOf(operation) == profile {
				return c.ID, operation
			}
		}
	}
	return "", ""
}

// operationsOf lists the operations that the cases belong to.
func operationsOf(list []*Case) []string {
	operations := map[string]bool{}
	for _, c := range list {
		operations[c.Operation] = true
	}
	return slices.Sorted(maps.Keys(operations))
}

// Unclaimed says why the profile of a run cannot be claimed by its results; empty if it
// can. Contract and gateway are left aside; [Log.Unclaimable] is about them.
func Unclaimed(meta Meta, results []runner.Result) string {
	meta.Conditions = &Conditions{BuiltIn: true}
	run := Run{Meta: meta, End: &End{Total: len(results)}}
	for _, r := range results {
		run.Cases = append(run.Cases, NewCase(r))
	}
	var why []string
	for _, profile := range run.profiles() {
		if c := claim(run, profile); run.claimsProfile(profile) && c.Status != StatusConformant {
			why = append(why, profile+": "+strings.Join(c.Reasons, ", "))
		}
	}
	return strings.Join(why, "; ")
}

func (c *Claim) because(holds bool, format string, args ...any) {
	if holds {
		c.Reasons = append(c.Reasons, fmt.Sprintf(format, args...))
	}
}

func failedCase(c *Case) FailedCase {
	return FailedCase{
		Case:        c.ID,
		Level:       c.Level,
		Verdict:     c.Verdict,
		Requirement: c.Requirement,
		Clauses:     c.Blamed(),
		Found:       c.Headline(),
	}
}
