package reports

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

// BaselineDays is how many days after its run a baseline lasts if nobody says until
// when.
const BaselineDays = 90

// BaselineTerms are what only a person can say about the waivers of a baseline.
type BaselineTerms struct {
	// Owner and Link are those of every waiver; see [runner.Waiver].
	Owner, Link string
	// Reason replaces what the deviations say of themselves; empty for that.
	Reason string
	// Expires is the last day (YYYY-MM-DD, UTC); empty for [BaselineDays] after the run.
	Expires string
}

// Baseline makes waivers of the failures of a run, so that the same gateway passes with
// them and any further deviation still fails. They are as narrow as can be: one for
// each case, clause and kind, in the order of the reports, of the failures that count
// in the run ([Case.Blocking]). Waivers that the run had and that cover something
// stand first, as they are: the baseline takes their place. Errors, which no waiver
// covers, are left out. The error says which of the terms does not hold.
func Baseline(run Run, terms BaselineTerms, today time.Time) ([]runner.Waiver, error) {
	expires, err := terms.lastDay(run, today)
	if err := errors.Join(terms.check(), err); err != nil {
		return nil, err
	}
	waivers := run.waiversInUse()
	for _, c := range run.Where(func(c *Case) bool { return c.Verdict == judge.Fail && c.Blocking(run.Meta.Strict) }) {
		for _, w := range narrowWaivers(c) {
			w.Owner, w.Link, w.Expires = terms.Owner, terms.Link, expires
			w.Reason = cmp.Or(terms.Reason, w.Reason)
			waivers = append(waivers, w)
		}
	}
	return waivers, nil
}

// WriteBaseline writes the waivers of a run's baseline as a waiver file that says where
// it is from.
func WriteBaseline(out io.Writer, run Run, waivers []runner.Waiver) error {
	if len(waivers) > 0 {
		_, err := fmt.Fprintf(out, "# Written by apigspec baseline from the run of %s on %s.\n",
			run.Meta.Started.UTC().Format(time.DateOnly), oneLine(run.Meta.Target.Name))
		if err != nil {
			return fmt.Errorf("write the baseline: %w", err)
		}
	}
	return runner.WriteWaivers(out, waivers)
}

func (t BaselineTerms) check() error {
	var missing []error
	if strings.TrimSpace(t.Owner) == "" {
		missing = append(missing, errors.New("--owner is empty; name who sees to it that the deviations go away"))
	}
	if strings.TrimSpace(t.Link) == "" {
		missing = append(missing, errors.New("--link is empty; point to where the deviations are tracked"))
	}
	return errors.Join(missing...)
}

// lastDay is when the waivers expire: not before today, and not later than a waiver
// may.
func (t BaselineTerms) lastDay(run Run, today time.Time) (string, error) {
	last := runner.LastWaiverDay(today)
	if t.Expires == "" {
		expires := run.Meta.Started.UTC().AddDate(0, 0, BaselineDays).Format(time.DateOnly)
		if expires < today.UTC().Format(time.DateOnly) {
			return "", fmt.Errorf("the run is of %s, so that its baseline, which lasts %d days, would have expired; give a day with --expires, or run again",
				run.Meta.Started.UTC().Format(time.DateOnly), BaselineDays)
		}
		return expires, nil
	}
	day, err := time.Parse(time.DateOnly, t.Expires)
	switch {
	case err != nil:
		return "", fmt.Errorf("--expires %q is no date; write it as YYYY-MM-DD", t.Expires)
	case day.After(last):
		return "", fmt.Errorf("--expires %s is more than %d days ahead; the last day allowed today is %s", t.Expires, runner.WaiverDays, last.Format(time.DateOnly))
	case t.Expires < today.UTC().Format(time.DateOnly):
		return "", fmt.Errorf("--expires %s is over; the last day allowed today is %s", t.Expires, last.Format(time.DateOnly))
	}
	return t.Expires, nil
}

// waiversInUse are the waivers of the run that cover a failed case.
func (r Run) waiversInUse() []runner.Waiver {
	used := map[string]bool{}
	for _, c := range r.Cases {
		for _, id := range c.WaivedBy {
			used[id] = true
		}
	}
	var waivers []runner.Waiver
	for _, w := range r.Meta.Waivers {
		if used[w.ID] {
			waivers = append(waivers, w)
		}
	}
	return waivers
}

// narrowWaivers has one waiver for each clause and kind that a failed case deviates
// in, in this order; one for the case alone where it failed without a deviation.
func narrowWaivers(c *Case) []runner.Waiver {
	if len(c.Deviations) == 0 {
		return []runner.Waiver{{Case: c.ID, Reason: c.Headline()}}
	}
	deviations := slices.Clone(c.Deviations)
	slices.SortStableFunc(deviations, func(a, b judge.Deviation) int {
		return cmp.Or(cmp.Compare(a.Clause, b.Clause), cmp.Compare(a.Kind, b.Kind))
	})
	var waivers []runner.Waiver
	for len(deviations) > 0 {
		first, alike := deviations[0], 1
		for alike < len(deviations) && deviations[alike].Clause == first.Clause && deviations[alike].Kind == first.Kind {
			alike++
		}
		of := Case{Deviations: deviations[:alike]}
		waivers = append(waivers, runner.Waiver{Case: c.ID, Clause: first.Clause, Kind: first.Kind, Reason: of.Headline()})
		deviations = deviations[alike:]
	}
	return waivers
}
