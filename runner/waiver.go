package runner

import (
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi/strictyaml"
)

// Waiver is a known deviation that does not count as a failure until it
// expires. All fields but Clause and Link are required.
type Waiver struct {
	// Case is a pattern of case ids; see cases.Pattern.
	Case string `yaml:"case" json:"case"`
	// Clause restricts the waiver to deviations from one clause; empty for all.
	Clause string `yaml:"clause,omitempty" json:"clause,omitempty"`
	// Reason says what deviates and why it is tolerated.
	Reason string `yaml:"reason" json:"reason"`
	// Owner is who sees to it that the deviation goes away.
	Owner string `yaml:"owner" json:"owner"`
	// Link points to the issue.
	Link string `yaml:"link,omitempty" json:"link,omitempty"`
	// Expires is the last day (YYYY-MM-DD, UTC) on which the waiver holds.
	Expires string `yaml:"expires" json:"expires"`
	// Place is the file and line of the waiver, for messages.
	Place string `yaml:"-" json:"-"`
}

// LoadWaivers reads a waiver file: a YAML list. Mistakes come back together,
// each with file, line and key.
func LoadWaivers(path string) ([]Waiver, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the waivers: %w; name an existing file with --waivers", err)
	}
	return ParseWaivers(path, data)
}

// ParseWaivers reads the text of a waiver file called name. Mistakes come back
// together as a *strictyaml.FileError.
func ParseWaivers(name string, data []byte) ([]Waiver, error) {
	var waivers []Waiver
	file, err := strictyaml.Decode(name, data, &waivers)
	if err != nil {
		return nil, err
	}
	for i := range waivers {
		key := fmt.Sprintf("[%d]", i)
		waivers[i].Place = fmt.Sprintf("%s:%d", name, file.Line(key))
		waivers[i].check(func(field, format string, args ...any) {
			file.Problemf(key+"."+field, format, args...)
		})
	}
	if err := file.Err(); err != nil {
		return nil, err
	}
	return waivers, nil
}

// check reports what is wrong with the fields of the waiver.
func (w Waiver) check(report func(field, format string, args ...any)) {
	if w.Case == "" {
		report("case", "missing; give the pattern of the cases to waive")
	} else if _, err := cases.ParsePattern(w.Case); err != nil {
		report("case", "%s", err)
	}
	if w.Reason == "" {
		report("reason", "missing; say what deviates and why it is tolerated")
	}
	if w.Owner == "" {
		report("owner", "missing; name who sees to it that the deviation goes away")
	}
	if w.Expires == "" {
		report("expires", "missing; give the last day of the waiver as YYYY-MM-DD")
	} else if _, err := time.Parse(time.DateOnly, w.Expires); err != nil {
		report("expires", "%q is no date; write it as YYYY-MM-DD", w.Expires)
	}
}

// Applicable keeps the waivers that have a say in a run of the selected cases:
// those that match a selected case, and those that match no case at all, which
// is a problem whatever is selected. A waiver of cases that were left out this
// time is neither needed nor stale.
func Applicable(waivers []Waiver, all, selected []cases.Case) []Waiver {
	var list []Waiver
	for _, w := range waivers {
		if w.matchesAny(selected) || !w.matchesAny(all) {
			list = append(list, w)
		}
	}
	return list
}

func (w Waiver) matchesAny(list []cases.Case) bool {
	return slices.ContainsFunc(list, func(c cases.Case) bool {
		ok, err := cases.Match(w.Case, c.ID)
		return ok && err == nil
	})
}

// expired tells whether the waiver's last day, in UTC, is over.
func (w Waiver) expired(now time.Time) bool {
	last, err := time.Parse(time.DateOnly, w.Expires)
	return err != nil || !now.UTC().Before(last.AddDate(0, 0, 1))
}

// covers tells whether the waiver speaks of the deviation.
func (w Waiver) covers(d Deviation) bool { return w.Clause == "" || w.Clause == d.Clause }

// Apply returns a copy of the results in which each failed result whose
// deviations are all covered by waivers in force is marked as waived. The
// problems name, with place and remedy, every waiver that has expired, that
// matches no case, or that is stale: it matches cases and none of them deviates
// any longer in the way it speaks of.
func Apply(waivers []Waiver, results []Result, now time.Time) (changed []Result, problems []string) {
	changed = slices.Clone(results)
	matches := make([]match, len(waivers))
	for i, w := range waivers {
		matches[i].pattern, matches[i].err = cases.ParsePattern(w.Case)
	}
	for i := range changed {
		changed[i].Waived = apply(waivers, matches, changed[i], now)
	}
	for i, w := range waivers {
		if problem := matches[i].problem(w, now); problem != "" {
			problems = append(problems, problem)
		}
	}
	return changed, problems
}

// match is what became of one waiver.
type match struct {
	pattern cases.Pattern
	err     error
	// cases, judged and deviating count the cases that match, those of them
	// that passed or failed, and those that fail as the waiver says.
	cases, judged, deviating int
}

// apply counts the result for each waiver that matches it, and tells whether
// together they waive it.
func apply(waivers []Waiver, matches []match, r Result, now time.Time) (waived bool) {
	covered := make([]bool, len(r.Deviations))
	whole := false // by a waiver for every clause
	for i, w := range waivers {
		m := &matches[i]
		if !m.pattern.Match(r.Case.ID) {
			continue
		}
		m.cases++
		if r.Verdict == Pass || r.Verdict == Fail || r.Verdict == Observed {
			m.judged++
		}
		if r.Verdict != Fail {
			continue
		}
		whole = whole || w.Clause == "" && !w.expired(now)
		speaks := w.Clause == ""
		for j, d := range r.Deviations {
			if w.covers(d) {
				speaks = true
				covered[j] = covered[j] || !w.expired(now)
			}
		}
		if speaks {
			m.deviating++
		}
	}
	return r.Verdict == Fail && (whole || len(covered) > 0 && !slices.Contains(covered, false))
}

// problem says what is wrong with the waiver; empty if nothing is.
func (m match) problem(w Waiver, now time.Time) string {
	what := fmt.Sprintf("waiver for %s", w.Case)
	if w.Clause != "" {
		what += " (clause " + w.Clause + ")"
	}
	if w.Place != "" {
		what = w.Place + ": " + what
	}
	switch {
	case m.err != nil:
		return what + ": " + m.err.Error()
	case m.cases == 0:
		return what + " matches no case of this run; correct the pattern or remove the waiver"
	case w.expired(now):
		return fmt.Sprintf("%s expired on %s; ask %s for a fix, or renew it with a reason", what, w.Expires, w.Owner)
	case m.judged > 0 && m.deviating == 0:
		return what + " is stale: the cases it matches do not fail in that way any longer; remove it"
	default:
		return ""
	}
}
