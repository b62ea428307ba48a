package reports

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/apigspec/apigspec/runner"
)

// notOneRun says what keeps the runs from being all shards of one run, each problem in a
// line that names its log.
func notOneRun(runs []Run) []string {
	var check mergeCheck
	for _, run := range runs {
		check.alone(run)
	}
	if len(runs) == 0 || len(check.problems) > 0 {
		return check.problems // the rest would only repeat them
	}
	first := runs[0]
	seen := map[int]Run{}
	for _, run := range runs {
		check.beside(first, run)
		if other, found := seen[run.shard().Index]; found {
			check.problemf(run, "is shard %s, and so is %s; name each shard once", run.Meta.Shard, other.Name())
		}
		seen[run.shard().Index] = run
	}
	if missing := missingShards(seen, first.shard().Count); missing != "" {
		check.problems = append(check.problems, fmt.Sprintf("no log is that of %s; run what is missing with --shard, and name its log", missing))
	}
	if len(check.problems) == 0 {
		check.together(runs)
	}
	return check.problems
}

type mergeCheck struct{ problems []string }

func (m *mergeCheck) problemf(run Run, format string, args ...any) {
	m.problems = append(m.problems, run.Name()+": "+fmt.Sprintf(format, args...))
}

// alone looks for what a log lacks by itself.
func (m *mergeCheck) alone(run Run) {
	switch {
	case run.shard() == runner.Shard{}:
		m.problemf(run, "does not say which shard it is; it is no log of a run with --shard")
	case run.End == nil:
		m.problemf(run, "shard %s did not end: its log has no end line after %d of %d cases; run it again", run.Meta.Shard, len(run.Cases), run.Meta.Selected)
	case run.End.Total != len(run.Cases):
		m.problemf(run, "has %d cases, but its end line counts %d; the log was edited or damaged, so run shard %s again", len(run.Cases), run.End.Total, run.Meta.Shard)
	case run.brokeOff() && run.End.Problem == "", len(run.Cases) > run.Meta.Selected:
		m.problemf(run, "has %d cases, but its first line says that %d were selected; the log was edited or damaged, so run shard %s again", len(run.Cases), run.Meta.Selected, run.Meta.Shard)
	case run.Meta.Selection == "":
		m.problemf(run, "does not say from which cases its shard was taken; make it again with the apigspec that merges")
	}
}

// beside looks for what differs from another shard's log.
func (m *mergeCheck) beside(first, run Run) {
	a, b := first.Meta, run.Meta
	for _, same := range []struct{ what, first, own string }{
		{"number of shards", fmt.Sprint(first.shard().Count), fmt.Sprint(run.shard().Count)},
		{"version of apigspec", a.Version, b.Version},
		{"contract", short(a.Contract), short(b.Contract)},
		{"case set", short(a.CaseSet), short(b.CaseSet)},
		{"profile", a.Profile, b.Profile},
		{"strictness", strictness(a.Strict), strictness(b.Strict)},
		{"TLS, dialect, readback, hooks or number of repetitions", a.Conditions.words(), b.Conditions.words()},
		{"selection (--run, --skip, --failed-from)", short(a.Selection), short(b.Selection)},
	} {
		if same.first != same.own {
			m.problemf(run, "another %s: %s, but %s has %s", same.what, same.own, first.Name(), same.first)
		}
	}
	if !sameTarget(a.Target, b.Target) {
		m.problemf(run, "another target: %s, but %s has %s", described(b.Target), first.Name(), described(a.Target))
	}
}

// together looks for cases that no shard has, or two.
func (m *mergeCheck) together(runs []Run) {
	in := map[string]Run{}
	var ids []string
	brokenOff := false
	for _, run := range runs {
		brokenOff = brokenOff || run.brokeOff()
		for _, c := range run.Cases {
			if other, found := in[c.ID]; found {
				m.problemf(run, "case %s stands in %s as well; the log was edited", c.ID, other.Name())
				continue
			}
			in[c.ID] = run
			ids = append(ids, c.ID)
		}
	}
	if len(m.problems) == 0 && !brokenOff && SelectionDigest(ids) != runs[0].Meta.Selection {
		m.problems = append(m.problems, fmt.Sprintf("the %d cases of all logs are not those that were selected; a log was edited", len(ids)))
	}
}

// missingShards names the shards that were not seen, ten of them at most; empty if there
// are none.
func missingShards(seen map[int]Run, count int) string {
	const most = 10
	missing := count - len(seen)
	var named []string
	for i := 1; i <= count && len(named) < min(missing, most); i++ {
		if _, found := seen[i]; !found {
			named = append(named, "shard "+runner.Shard{Index: i, Count: count}.String())
		}
	}
	list := strings.Join(named, ", ")
	if missing > most {
		list += fmt.Sprintf(" and %d more", missing-most)
	}
	return list
}

// sameTarget reports whether two shards ran against the same gateway. What each machine
// calls it may differ; where it is may differ only if each machine has its own.
func sameTarget(a, b Target) bool {
	sameGateway := a.URL == b.URL || a.Name == b.Name && onLoopback(a.URL) && onLoopback(b.URL)
	return sameGateway && a.ProjectID == b.ProjectID && a.InstanceID == b.InstanceID && a.EnvID == b.EnvID && a.Dialect == b.Dialect &&
		(a.Implementation == nil) == (b.Implementation == nil) && (a.Implementation == nil || *a.Implementation == *b.Implementation)
}

func onLoopback(raw string) bool {
	address, err := url.Parse(raw)
	return err == nil && runner.IsLoopback(address.Hostname())
}

// described is a target in a few words.
func described(t Target) string {
	return fmt.Sprintf("%s at %s, instance %s", t.Name, t.URL, t.InstanceID)
}

func strictness(strict bool) string {
	if strict {
		return "strict"
	}
	return "not strict"
}
