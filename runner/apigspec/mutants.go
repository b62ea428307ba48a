package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/mutation"
)

type mutantsCommand struct {
	contractFlag
	Pages        bool          `env:"-" help:"Edit the pages instead of the gateway: one fact at a time, for every clause that can be observed."`
	List         bool          `env:"-" help:"Only name what would be tried."`
	Format       string        `env:"-" enum:"text,markdown,json" default:"text" help:"text, markdown or json."`
	Only         string        `env:"-" placeholder:"PATTERN" help:"Only mutants, variants or edits whose name matches."`
	Jobs         int           `env:"-" default:"2" placeholder:"N" help:"Trials at a time."`
	Timeout      time.Duration `env:"-" default:"1s" placeholder:"D" help:"Time limit of one exchange with a mutant; a variant has five times as long."`
	Thorough     bool          `env:"-" help:"Run every case against every mutant, not only those of its operation and a sixth of the others."`
	Combinations int           `env:"-" default:"0" placeholder:"N" help:"Also try so many pairs and triples of variants, drawn at random."`
	Seed         uint64        `env:"-" default:"1" placeholder:"N" help:"Draws the combinations."`
	Kills        string        `env:"-" placeholder:"FILE" help:"Recorded kills; what the cases no longer find is an error."`
	Update       bool          `env:"-" help:"Write the file that --kills names instead of comparing with it."`
	Skip         []string      `env:"-" placeholder:"PATTERN" help:"Leave out cases whose id matches; repeatable."`
}

// Run prints the matrix and fails on a survivor or an alarm, and, when
// everything was tried, on an idle case or a clause that nothing breaks.
func (m mutantsCommand) Run(ctx context.Context, c console) error {
	if err := m.check(); err != nil {
		return err
	}
	if m.List {
		return m.list(c)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // trials are small, and many; nothing of them is kept
	}
	matrix, err := m.matrix(ctx, c)
	if err != nil {
		return err
	}
	if err := printMatrix(c.Out, m.Format, matrix); err != nil {
		return err
	}
	lost, err := m.compare(matrix)
	if err != nil {
		return err
	}
	for _, loss := range lost {
		fmt.Fprintln(c.Out, loss)
	}
	if matrix.Sound() && len(lost) == 0 {
		return nil
	}
	return &exit{code: runner.ExitNotConformant, err: fmt.Errorf("the suite is not sound: %s; %d kills lost against the record", summaryLine(matrix), len(lost))}
}

// matrix tries the cases on mutants and variants, or on edited pages.
func (m mutantsCommand) matrix(ctx context.Context, c console) (*mutation.Matrix, error) {
	config, err := m.config()
	if err != nil {
		return nil, err
	}
	done := 0
	config.Progress = func(t mutation.Trial) {
		done++
		fmt.Fprintf(c.Err, "%4d  %-8s %-60s %s in %.1f s\n", done, t.Kind, t.Name, trialInWords(t), t.DurationMS/1000)
	}
	if m.Pages {
		return mutation.RunPages(ctx, config)
	}
	return mutation.Run(ctx, config)
}

// config says what is tried.
func (m mutantsCommand) config() (mutation.Config, error) {
	contract, all, err := m.load()
	if err != nil {
		return mutation.Config{}, err
	}
	chosen, err := runner.Select(all, runner.Selection{Profile: domain.AllProfiles, Skip: m.Skip})
	if err != nil {
		return mutation.Config{}, err
	}
	return mutation.Config{
		Contract: contract, Cases: chosen, Only: m.Only, Jobs: m.Jobs, Thorough: m.Thorough,
		Combinations: m.Combinations, Seed: m.Seed,
		Options: mutation.TrialOptions(m.Timeout),
		Replay:  func(results []runner.Result) error { return reports.Replay(contract, results) },
	}, nil
}

// list names what would be tried, one a line: its kind, its name and what it is.
func (m mutantsCommand) list(c console) error {
	config, err := m.config()
	if err != nil {
		return err
	}
	of := mutation.List
	if m.Pages {
		of = mutation.ListPages
	}
	trials, err := of(config)
	if err != nil {
		return err
	}
	for _, t := range trials {
		fmt.Fprintf(c.Out, "%-8s %s  %s\n", t.Kind, t.Name, t.Summary)
	}
	return nil
}

func (m mutantsCommand) check() error {
	switch {
	case m.Update && m.Kills == "":
		return usage("--update: name the file to write with --kills")
	case m.Kills != "" && (m.Only != "" || len(m.Skip) > 0):
		return usage("--kills is about all mutants and cases: leave out --only and --skip")
	case m.Jobs < 1:
		return usage("--jobs %d: at least one trial at a time is needed", m.Jobs)
	case m.Timeout <= 0:
		return usage("--timeout %s: a time limit is longer than nothing", m.Timeout)
	case m.Combinations < 0:
		return usage("--combinations %d: fewer than none cannot be tried", m.Combinations)
	case m.Pages && (m.Contract != "" || m.Combinations > 0 || m.Thorough || len(m.Skip) > 0):
		return usage("--pages edits the pages that are built in and runs the cases that claim what was edited: leave out --contract, --combinations, --thorough and --skip")
	}
	if m.Kills != "" && !m.Update {
		if _, err := os.Stat(m.Kills); err != nil {
			return usage("--kills: %w: record the kills with --update", err)
		}
	}
	return nil
}

// compare holds the matrix against the recorded kills, or records it.
func (m mutantsCommand) compare(matrix *mutation.Matrix) ([]string, error) {
	if m.Kills == "" {
		return nil, nil
	}
	if m.Update {
		var text bytes.Buffer
		if err := matrix.WriteKills(&text); err != nil {
			return nil, err
		}
		if err := os.MkdirAll(filepath.Dir(m.Kills), 0o755); err != nil {
			return nil, usage("--kills: %w", err)
		}
		if err := os.WriteFile(m.Kills, text.Bytes(), 0o644); err != nil {
			return nil, usage("--kills: %w", err)
		}
		return nil, nil
	}
	file, err := os.Open(m.Kills)
	if err != nil {
		return nil, usage("--kills: %w: record the kills with --update", err)
	}
	defer file.Close()
	recorded, err := mutation.ReadKills(file)
	if err != nil {
		return nil, usage("--kills %s: %w", m.Kills, err)
	}
	return matrix.LostKills(recorded), nil
}

func trialInWords(t mutation.Trial) string {
	switch {
	case t.Problem != "":
		return "PROBLEM: " + t.Problem
	case t.Survived() && t.Kind == mutation.Page:
		return "NOT FOUND"
	case t.Survived():
		return "SURVIVED"
	case t.Kind == mutation.Mutant:
		return fmt.Sprintf("killed by %d", len(t.Kills))
	case t.Kind == mutation.Page:
		return fmt.Sprintf("found by %d", len(t.Kills))
	case len(t.Alarms) > 0:
		return fmt.Sprintf("%d FALSE ALARMS", len(t.Alarms))
	default:
		return "passed"
	}
}

func printMatrix(w io.Writer, format string, m *mutation.Matrix) error {
	switch format {
	case "json":
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", " ")
		return encoder.Encode(m)
	case "markdown":
		printMarkdownMatrix(w, m)
	default:
		printTextMatrix(w, m)
	}
	return nil
}

func printTextMatrix(w io.Writer, m *mutation.Matrix) {
	for _, t := range append(m.Of(mutation.Mutant), m.Of(mutation.Page)...) {
		fmt.Fprintf(w, "%s  %s %s: %s\n  %s\n", t.Name, t.Level, t.Area, trialInWords(t), t.Summary)
		for _, id := range t.Kills {
			fmt.Fprintf(w, "    %s\n", id)
		}
	}
	for _, part := range []struct {
		title  string
		trials []mutation.Trial
		detail func(mutation.Trial) []string
	}{
		{"survivors", m.Survivors(), func(t mutation.Trial) []string {
			return append([]string{string(t.Level) + ", " + t.Clause, t.Summary}, t.Alarms...)
		}},
		{"false alarms", m.Alarms(), alarmsInWords},
		{"misattributed", m.Misattributed(), func(t mutation.Trial) []string { return []string{t.Misattributed} }},
		{"not named by the first cause", m.Unnamed(), func(t mutation.Trial) []string { return []string{t.Clause} }},
		{"not carried out", m.Problems(), func(t mutation.Trial) []string { return []string{t.Problem} }},
	} {
		if len(part.trials) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", part.title)
		for _, t := range part.trials {
			fmt.Fprintf(w, "  %s\n    %s\n", t.Name, strings.Join(part.detail(t), "\n    "))
		}
	}
	for _, part := range []struct {
		title string
		ids   []string
	}{
		{"idle cases", m.Idle},
		{"clauses without a mutant that a case which claims them kills", m.Unbroken},
		{"clauses without an edit of their page", m.Unedited},
	} {
		if len(part.ids) > 0 {
			fmt.Fprintf(w, "\n%s\n  %s\n", part.title, strings.Join(part.ids, "\n  "))
		}
	}
	fmt.Fprintf(w, "\n%s\n", summaryLine(m))
}

// alarmsInWords are the cases that failed, after what they should have accepted.
func alarmsInWords(t mutation.Trial) []string {
	if t.Why == "" {
		return t.Alarms
	}
	return append([]string{t.Summary + "; legal: " + t.Why}, t.Alarms...)
}

func printMarkdownMatrix(w io.Writer, m *mutation.Matrix) {
	fmt.Fprintf(w, "%s\n\n", summaryLine(m))
	fmt.Fprint(w, "| kind | name | level | result | first killing case | blamed clause |\n|---|---|---|---|---|---|\n")
	for _, t := range m.Trials {
		first := ""
		if len(t.Kills) > 0 {
			first = "`" + t.Kills[0] + "`"
		}
		fmt.Fprintf(w, "| %s | `%s` | %s | %s | %s | %s |\n", t.Kind, t.Name, t.Level, strings.ReplaceAll(trialInWords(t), "|", `\|`), first, t.Blamed)
	}
}

func summaryLine(m *mutation.Matrix) string {
	if edits := m.Of(mutation.Page); len(edits) > 0 {
		return fmt.Sprintf("%d edits: %d found, %d not found; %d observable clauses without an edit; %d trials not carried out",
			len(edits), len(edits)-len(m.Survivors())-len(m.Problems()), len(m.Survivors()), len(m.Unedited), len(m.Problems()))
	}
	mutants, variants := m.Of(mutation.Mutant), m.Of(mutation.Variant)
	return fmt.Sprintf("%d mutants: %d killed, %d survived, %d misattributed, %d not named by the first of at most %d causes; %d variants: %d with false alarms; %d cases: %d idle; %d clauses without a mutant; %d trials not carried out",
		len(mutants), len(mutants)-len(m.Survivors())-countKind(m.Problems(), mutation.Mutant), len(m.Survivors()), len(m.Misattributed()), len(m.Unnamed()), m.MostCauses(),
		len(variants), countKind(m.Alarms(), mutation.Variant), len(m.Cases), len(m.Idle), len(m.Unbroken), len(m.Problems()))
}

func countKind(trials []mutation.Trial, kind mutation.Kind) int {
	n := 0
	for _, t := range trials {
		if t.Kind == kind {
			n++
		}
	}
	return n
}
