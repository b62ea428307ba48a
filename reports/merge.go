package reports

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/judge"
)

// Part is one of the shards that a merged log was made of.
type Part struct {
	// Shard is "I/N".
	Shard string `json:"shard"`
	// Log is the hex SHA-256 of the shard's log.
	Log  string `json:"log"`
	Seed int64  `json:"seed"`
	Exit int    `json:"exit"`
}

// Merge joins the event logs of all shards of a run into dir/results.jsonl, from which
// all other reports can be made, and returns the run that they make up, open. What an
// earlier run left in dir is removed first. Logs that are not the shards of one run, each
// once and each ended, are refused with all that is wrong with them, a line each.
//
// The merged log is that of the whole run but for what depends on the machine and the
// moment: the cases stand in the order of the shards; the run began with the first shard
// and lasted until the last one ended; its seed is that of shard 1, and the others are
// in Meta.Merged. Its exit code follows from all cases by the rules of [runner.Ending],
// so that a waiver which one shard had no use for is not stale if another had, and shards
// of which none could be claimed are claimed together. A shard that broke off without
// having executed its cases passes its code on, unless a case of another one failed.
func Merge(paths []string, dir string) (Run, error) {
	merged := filepath.Join(dir, LogFile)
	for _, path := range paths {
		if isReport(path, dir) {
			return Run{}, fmt.Errorf("%s would be overwritten by the merged reports: choose another folder for them", path)
		}
	}
	if err := Clear(dir); err != nil {
		return Run{}, err
	}
	shards, err := openShards(paths)
	defer func() {
		for _, shard := range shards {
			_ = shard.Close()
		}
	}()
	if err != nil {
		return Run{}, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Run{}, fmt.Errorf("make the report directory: %w", err)
	}
	write := func(w io.Writer, _ Run) error { return writeMerged(w, shards) }
	if err := writeFile(merged, Run{}, write); err != nil {
		return Run{}, err
	}
	return ReadFile(merged)
}

// isReport reports whether path is one of the files that are made in dir.
func isReport(path, dir string) bool {
	return slices.ContainsFunc(reportFiles(), func(name string) bool { return SameFile(path, filepath.Join(dir, name)) })
}

// openShards reads the logs and returns them in the order of the shards. Those that could
// be read are returned with an error as well, to be closed.
func openShards(paths []string) ([]Run, error) {
	var shards []Run
	var problems []string
	for _, path := range paths {
		shard, err := ReadFile(path)
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		shards = append(shards, shard)
	}
	if len(problems) == 0 {
		problems = notOneRun(shards)
	}
	if len(problems) > 0 {
		return shards, errors.New("these logs are not all shards of one run:\n  " + strings.Join(problems, "\n  "))
	}
	slices.SortFunc(shards, func(a, b Run) int { return cmp.Compare(a.shard().Index, b.shard().Index) })
	return shards, nil
}

// shard is the part of the whole that the run is; the zero value if the log does not say.
func (r Run) shard() runner.Shard {
	shard, _ := runner.ParseShard(r.Meta.Shard)
	return shard
}

// writeMerged writes the merged log. The lines of the cases are those of the shards, byte
// for byte.
func writeMerged(w io.Writer, shards []Run) error {
	meta := mergedMeta(shards)
	out := bufio.NewWriter(w)
	line, err := encodeLine(meta)
	if err != nil {
		return fmt.Errorf("encode the run line: %w", err)
	}
	_, _ = out.Write(line) // the buffer keeps an error until Flush
	var all []*Case
	for _, shard := range shards {
		for _, c := range shard.Cases {
			line, err := c.line()
			if err != nil {
				return err
			}
			_, _ = out.Write(line)
		}
		all = append(all, shard.Cases...)
	}
	if line, err = encodeLine(mergedEnd(shards, meta, all)); err != nil {
		return fmt.Errorf("encode the end line: %w", err)
	}
	_, _ = out.Write(line)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the merged log: %w", err)
	}
	return nil
}

// mergedMeta is the run line of the whole.
func mergedMeta(shards []Run) Meta {
	meta := shards[0].Meta
	meta.Command = withoutShard(meta.Command, meta.Shard)
	meta.Shard = runner.Shard{Index: 1, Count: 1}.String()
	meta.Selected, meta.Merged = 0, nil
	for _, shard := range shards {
		meta.Merged = append(meta.Merged, Part{Shard: shard.Meta.Shard, Log: shard.digest, Seed: shard.Meta.Seed, Exit: shard.End.Exit})
		meta.Selected += shard.Meta.Selected
		if shard.Meta.Started.Before(meta.Started) {
			meta.Started = shard.Meta.Started
		}
	}
	meta.Waivers = union(shards, func(m Meta) []runner.Waiver { return m.Waivers }, func(w runner.Waiver) runner.Waiver { return w })
	meta.Operations = union(shards, func(m Meta) []Operation { return m.Operations }, func(o Operation) string { return o.ID })
	meta.Notes = union(shards, func(m Meta) []Note { return m.Notes }, func(n Note) string { return n.ID })
	return meta
}

// withoutShard is the command of the whole run; empty if it cannot be told.
func withoutShard(command, shard string) string {
	for _, flag := range []string{" --shard " + shard, " --shard=" + shard} {
		if before, after, found := strings.Cut(command+" ", flag+" "); found {
			return strings.TrimSpace(before + " " + after)
		}
	}
	if whole, found := strings.CutPrefix(command, "APIGSPEC_SHARD="+shard+" "); found {
		return whole
	}
	if before, after, found := strings.Cut(command, " APIGSPEC_SHARD="+shard+" "); found {
		return before + " " + after
	}
	return ""
}

// union lists what the run lines of the shards have, in their order and once each.
func union[T any, K comparable](shards []Run, of func(Meta) []T, key func(T) K) []T {
	var all []T
	seen := map[K]bool{}
	for _, shard := range shards {
		for _, one := range of(shard.Meta) {
			if !seen[key(one)] {
				seen[key(one)] = true
				all = append(all, one)
			}
		}
	}
	return all
}

// mergedEnd is the end line of the whole.
func mergedEnd(shards []Run, meta Meta, all []*Case) End {
	end := End{Event: eventEnd, Counts: Run{Cases: all}.Counts(), Total: len(all), LeftBehind: []runner.Leftover{}}
	for _, c := range all {
		if c.Flaky {
			end.Flaky++
		}
		if c.Waived {
			end.Waived++
		}
	}
	for _, shard := range shards {
		since := shard.Meta.Started.Sub(meta.Started)
		end.DurationMS = max(end.DurationMS, exchange.Milliseconds(since)+shard.End.DurationMS)
		for _, l := range shard.End.LeftBehind {
			if !slices.Contains(end.LeftBehind, l) {
				end.LeftBehind = append(end.LeftBehind, l)
			}
		}
	}
	end.weigh(shards, meta, all)
	return end
}

// weigh sets the exit code and the problem.
func (e *End) weigh(shards []Run, meta Meta, all []*Case) {
	results := make([]runner.Result, 0, len(all))
	for _, c := range all {
		results = append(results, c.result())
	}
	ending := runner.Ending{
		Results:        results,
		Strict:         meta.Strict,
		LeftBehind:     e.LeftBehind,
		WaiverProblems: waiverProblems(shards, meta, results),
	}
	var own []string
	code := runner.ExitConformant // of a shard that broke off
	for _, shard := range shards {
		exit := runner.Exit(shard.End.Exit)
		said := fmt.Sprintf("shard %s: %s", shard.Meta.Shard, shard.End.Problem)
		switch {
		case exit == runner.ExitHarness:
			ending.HarnessProblems = append(ending.HarnessProblems, said)
			own = append(own, said)
		case exit == runner.ExitInterrupted:
			ending.Interrupted = true
		case shard.brokeOff():
			code = cmp.Or(code, exit)
			own = append(own, said)
		}
		if exit == runner.ExitNothing && slices.ContainsFunc(shard.Cases, (*Case).Executed) {
			ending.Unclaimed = Unclaimed(meta, results) // it was to be claimed, which a shard cannot be
		}
	}
	exit := ending.Exit()
	if code != runner.ExitConformant && exit != runner.ExitHarness && exit != runner.ExitInterrupted && exit != runner.ExitNotConformant {
		exit = code
	}
	if len(ending.HarnessProblems) == 0 && ending.Problem() != "" {
		own = append([]string{ending.Problem()}, own...)
	}
	e.Exit, e.Problem = int(exit), strings.Join(own, "; ")
}

// brokeOff reports whether the run ended, for a reason that it gives, without a word
// about all of its cases.
func (r Run) brokeOff() bool { return len(r.Cases) < r.Meta.Selected }

// waiverProblems are those of the waivers of all shards, held against all results.
func waiverProblems(shards []Run, meta Meta, results []runner.Result) []string {
	var last time.Time
	for _, shard := range shards {
		if shard.Meta.Started.After(last) {
			last = shard.Meta.Started
		}
	}
	waivers := runner.NewWaivers(meta.Waivers, last)
	for _, result := range results {
		waivers.Match(result)
	}
	return waivers.Problems()
}

// result is what the log says of the case, but for the rounds.
func (c *Case) result() runner.Result {
	return runner.Result{
		Case: cases.Case{
			ID: c.ID, Operation: c.Operation, Level: c.Level, Requirement: c.Requirement, Mutation: c.Mutation, Clauses: c.Clauses,
		},
		Judgement: judge.Judgement{
			Verdict:    c.Verdict,
			Reason:     judge.Reason{Code: c.ReasonCode, Text: strings.TrimPrefix(c.Reason, string(c.ReasonCode)+": ")},
			Flaky:      c.Flaky,
			Deviations: c.Deviations,
		},
		WaivedBy: c.WaivedBy,
		Started:  c.Started,
	}
}
