package reports

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/apigspec/apigspec/runner/judge"
)

// DiffSchema is the version of the JSON form of a [Difference]. A change that an old
// reader would misunderstand raises it; an added key does not.
const DiffSchema = 1

// Difference is what changed from an old run to a new one.
type Difference struct {
	Schema int     `json:"diff"`
	Old    DiffRun `json:"old"`
	New    DiffRun `json:"new"`
	// Compared counts the cases that both runs have.
	Compared int `json:"compared"`
	// Regressions counts the cases that got worse in a way that counts; see [Diff].
	Regressions int `json:"regressions"`
	// Setup is what differs in how the runs were made.
	Setup []SetupChange `json:"setup"`
	// NewFailures are cases that fail, or cannot be judged, and did not before; a case
	// that the old run does not have among them.
	NewFailures []ChangedCases `json:"new_failures"`
	// FailingOtherwise are cases that were wrong before, but not in this way: a failed
	// one breaks another clause, or breaks it in another way, or one of the two could
	// not be judged.
	FailingOtherwise []ChangedCases `json:"failing_otherwise"`
	StillFailing     []ChangedCases `json:"still_failing"`
	// Fixed are cases that are no longer wrong, by what was wrong with them.
	Fixed []ChangedCases `json:"fixed"`
	// NewlySkipped are by the reason of the new run, NoLongerSkipped by that of the old.
	NewlySkipped    []ChangedCases `json:"newly_skipped"`
	NoLongerSkipped []ChangedCases `json:"no_longer_skipped"`
	// RemovedCases stand in the log of the old run only, NewCases in that of the new.
	RemovedCases []ChangedCases `json:"removed_cases"`
	NewCases     []ChangedCases `json:"new_cases"`
	// ChangedAnswers are cases of the same verdict that got another status, error code or
	// failure below HTTP last, in any of their steps.
	ChangedAnswers []ChangedCases `json:"changed_answers"`
	// Slower are cases whose exchanges took longer than before, by more than the limits;
	// the one with the most additional time comes first.
	Slower []SlowerCase `json:"slower"`
}

// DiffRun is one of the two runs.
type DiffRun struct {
	Log     string    `json:"log"`
	Target  string    `json:"target"`
	URL     string    `json:"url"`
	Version string    `json:"version"`
	Started time.Time `json:"started"`
	// Headline is the outcome in a line.
	Headline string `json:"headline"`
	// Problem says why the run as a whole cannot be relied on.
	Problem string `json:"problem,omitempty"`
	Cases   int    `json:"cases"`
}

// SetupChange is something that the runs were made with, such as the contract.
type SetupChange struct {
	What string `json:"what"`
	Old  string `json:"old"`
	New  string `json:"new"`
}

// ChangedCases are cases that changed in the same way.
type ChangedCases struct {
	// Text is the change in a line: what was found, or why it was not.
	Text string `json:"text"`
	// Regression is set if the cases got worse in a way that counts.
	Regression bool `json:"regression"`
	// Operation is empty for cases of several.
	Operation string `json:"operation,omitempty"`
	// Kind and Clauses are those of the deviation, as a [Finding] has them.
	Kind    string   `json:"kind,omitempty"`
	Clauses []string `json:"clauses,omitempty"`
	// Cases are ids; the first one shows a deviation best.
	Cases []string `json:"cases"`
}

// SlowerCase is a case that took longer.
type SlowerCase struct {
	Case string `json:"case"`
	// OldMS and NewMS are the sums of the durations of its exchanges, in milliseconds.
	OldMS float64 `json:"old_ms"`
	NewMS float64 `json:"new_ms"`
}

// Slowness says from when on a case counts as slower: both have to be exceeded, since
// what takes a millisecond is soon twice as slow, and what takes minutes soon a second
// slower.
type Slowness struct {
	Factor float64
	By     time.Duration
}

// Diff compares two runs, case by case. What counts against the new run and did not count
// against the old one is a regression:
//
//   - a case that failed or could not be judged and blocks the new run ([judge.Blocking]),
//     if nothing was wrong with it in the old one, or it could not be judged there, or
//     the old one does not have it
//   - a failed case that blocks the new run and breaks a clause, or in a way, that it did
//     not break in the old one
//   - a case of a level that counts which was executed in the old run and is skipped in
//     the new one: what is not seen is not passed
//   - such a case that the new log does not have at all, unless the case sets differ,
//     which is the suite's doing
//
// Whatever else changed is listed and no regression: other answers that are as right, more
// time, and failures that are waived or only advice. It is an error if the logs have no
// case in common.
func Diff(older, newer Run, limits Slowness) (Difference, error) {
	d := differ{old: older, new: newer, limits: limits, before: map[string]*Case{}}
	for _, c := range older.Cases {
		d.before[c.ID] = c
	}
	d.Schema, d.Old, d.New = DiffSchema, diffRun(older), diffRun(newer)
	d.Setup, d.Slower = setupChanges(older.Meta, newer.Meta), []SlowerCase{}
	for _, c := range newer.Where(func(*Case) bool { return true }) {
		if err := d.add(c); err != nil {
			return Difference{}, err
		}
	}
	if d.Compared == 0 {
		return Difference{}, incomparable(older, newer)
	}
	d.addRemoved()
	d.group()
	return d.Difference, nil
}

// incomparable says why there is nothing to compare.
func incomparable(older, newer Run) error {
	for _, run := range []Run{older, newer} {
		if len(run.Cases) == 0 {
			return fmt.Errorf("%s holds no case to compare: %s", run.Name(), run.Problem())
		}
	}
	return errors.New("the logs have no case in common; compare runs of the same profile and selection")
}

// differ collects what changed.
type differ struct {
	Difference
	old, new Run
	limits   Slowness
	before   map[string]*Case
	// The cases by what became of them, those of the new run but for fixed and noLonger.
	failures, otherwise, still, fixed, skipped, noLonger, added, removed []change
	answers                                                              []answered
}

// change is a case that changed, and whether that is a regression.
type change struct {
	*Case
	regression bool
}

// answered is a case with its answers of both runs in words.
type answered struct {
	*Case
	text string
}

// add files a case of the new run.
func (d *differ) add(now *Case) error {
	counts := judge.Counts(now.Level, d.new.Meta.Strict)
	blocks := now.Blocking(d.new.Meta.Strict)
	was, found := d.before[now.ID]
	if !found {
		d.added = append(d.added, change{Case: now})
		if now.Wrong() {
			d.failures = append(d.failures, change{now, blocks})
		}
		return nil
	}
	d.Compared++
	switch {
	case now.Wrong() && (!was.Wrong() || was.Verdict == judge.Error && now.Verdict == judge.Fail):
		d.failures = append(d.failures, change{now, blocks})
	case now.Wrong() && now.wrongAs(was):
		d.still = append(d.still, change{Case: now})
	case now.Wrong():
		d.otherwise = append(d.otherwise, change{now, blocks && now.Verdict == judge.Fail})
	case now.Verdict == judge.Skip && was.Verdict != judge.Skip:
		d.skipped = append(d.skipped, change{now, counts && was.Executed()})
	case was.Wrong():
		d.fixed = append(d.fixed, change{Case: was})
	case was.Verdict == judge.Skip && now.Verdict != judge.Skip:
		d.noLonger = append(d.noLonger, change{Case: was})
	}
	if was.Verdict != now.Verdict || now.Verdict == judge.Skip || now.unjudged() {
		return nil
	}
	d.addSlower(was, now)
	return d.addAnswer(was, now)
}

// wrongAs reports whether the case is wrong in no way that it was not before.
func (c *Case) wrongAs(before *Case) bool {
	if c.Verdict != before.Verdict || c.ReasonCode != before.ReasonCode {
		return false
	}
	return !slices.ContainsFunc(c.Deviations, func(d judge.Deviation) bool {
		return !slices.ContainsFunc(before.Deviations, func(b judge.Deviation) bool { return b.Kind == d.Kind && b.Clause == d.Clause })
	})
}

// unjudged reports whether nothing is known of the case but why.
func (c *Case) unjudged() bool { return c.Verdict == judge.Error && len(c.Deviations) == 0 }

func (d *differ) addSlower(was, now *Case) {
	more := time.Duration((now.DurationMS - was.DurationMS) * float64(time.Millisecond))
	if more > d.limits.By && now.DurationMS > was.DurationMS*d.limits.Factor {
		d.Slower = append(d.Slower, SlowerCase{Case: now.ID, OldMS: was.DurationMS, NewMS: now.DurationMS})
	}
}

func (d *differ) addAnswer(was, now *Case) error {
	before, err := was.answers()
	if err != nil {
		return err
	}
	after, err := now.answers()
	if err != nil {
		return err
	}
	if before != after {
		d.answers = append(d.answers, answered{now, before + " → " + after})
	}
	return nil
}

// answers are what came back last in each step of the case, in a few words.
func (c *Case) answers() (string, error) {
	whole, err := c.whole()
	if err != nil {
		return "", err
	}
	last := map[int]string{}
	for _, ex := range whole.Exchanges {
		switch {
		case !ex.OfCase():
		case ex.Fault != nil:
			last[ex.Step] = string(ex.Fault.Kind) // its message has addresses and times
		default:
			last[ex.Step] = received(ex)
		}
	}
	var answers []string
	for step := range max(1, len(whole.Steps)) {
		answers = append(answers, cmp.Or(last[step], "nothing"))
	}
	return strings.Join(answers, ", "), nil
}

// addRemoved files the cases that the new run does not have.
func (d *differ) addRemoved() {
	has := map[string]bool{}
	for _, c := range d.new.Cases {
		has[c.ID] = true
	}
	sameSet := d.old.Meta.CaseSet == d.new.Meta.CaseSet
	for _, c := range d.old.Where(func(c *Case) bool { return !has[c.ID] }) {
		d.removed = append(d.removed, change{c, sameSet && judge.Counts(c.Level, d.new.Meta.Strict) && c.Executed()})
	}
}

func diffRun(run Run) DiffRun {
	meta := run.Meta
	return DiffRun{
		Log: run.Name(), Target: meta.Target.Name, URL: meta.Target.URL, Version: meta.Version, Started: meta.Started,
		Headline: run.Headline(), Problem: run.Problem(), Cases: len(run.Cases),
	}
}

// setupChanges lists what the runs were not made with alike.
func setupChanges(older, newer Meta) []SetupChange {
	changes := []SetupChange{}
	for _, c := range []SetupChange{
		{"contract", older.Contract, newer.Contract},
		{"case set", older.CaseSet, newer.CaseSet},
		{"apigspec", older.Version, newer.Version},
		{"profile", older.Profile, newer.Profile},
		{"strictness", strictness(older.Strict), strictness(newer.Strict)},
		{"selection", older.Selection, newer.Selection},
		{"shard", older.Shard, newer.Shard},
	} {
		if c.Old != c.New {
			changes = append(changes, c)
		}
	}
	if !sameTarget(older.Target, newer.Target) {
		changes = append(changes, SetupChange{"target", described(older.Target), described(newer.Target)})
	}
	return changes
}
