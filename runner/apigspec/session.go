package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/state"
	"github.com/apigspec/apigspec/runner/target"
	"github.com/apigspec/apigspec/suites"
)

// session is one run from the first exchange to the last report.
type session struct {
	selected *selected
	waivers  []runner.Waiver
	options  runner.Options
	// name is what the user called the target.
	name, command string
	// state has the target's lock and the journal of what must be undone.
	state state.Folder
	// notes are the documentation notes on the pages of the contract, program the digest
	// of this program.
	notes   func() ([]reports.Note, error)
	program func() string
	// began is the head of the log.
	began reports.Meta
	out   string
	// requireClaim ends the run with another code where the profile cannot be claimed.
	requireClaim bool
	// older is the run that the reports compare with; nil for none.
	older *reports.Run
	// recorded is this run as its log has it, once that has ended.
	recorded func() (reports.Run, error)
	// signKey signs the statement; nil for one without a signature.
	signKey ed25519.PrivateKey
	// redactHosts keeps the target's host out of the statement.
	redactHosts bool
	progress    string
	noColor     bool
	console     console
}

// conduct runs the cases and writes the reports. The exit code is the run's;
// an error means that the reports could not be written.
func (s *session) conduct(ctx context.Context) (runner.Exit, error) {
	log, err := s.openLog()
	if err != nil {
		return 0, err
	}

	journal, giveUp, err := s.takeTurn(ctx)
	if err != nil {
		return s.notStarted(ctx, log, err)
	}
	defer giveUp()
	waivers := runner.NewWaivers(s.waivers, time.Now())
	recorder := s.newRecorder(log)
	run, err := runner.Start(ctx, runner.Config{
		Record:   recorder.record,
		Contract: s.selected.contract,
		Cases:    s.selected.cases,
		Target:   s.selected.target,
		Options:  s.options,
		Shard:    s.selected.shard,
		Waivers:  waivers,
		Place:    s.place,
		Version:  version,
		Journal:  journal,
	})
	if err != nil {
		recorder.progress.Finish()
		return s.notStarted(ctx, log, err)
	}
	ending := s.execute(ctx, run, waivers, recorder)
	return s.report(log, reports.Ending{Exit: int(ending.Exit()), Problem: ending.Problem(), LeftBehind: ending.LeftBehind})
}

// takeTurn waits until no other run changes the target, and returns the path of the
// target's journal and what ends the turn. A gateway that ends with the run, and one
// that the run does not change, need neither.
func (s *session) takeTurn(ctx context.Context) (journal string, giveUp func(), err error) {
	if !s.selected.outlives || !runner.ChangesState(s.selected.target, s.selected.cases, s.selected.contract) {
		return "", func() {}, nil
	}
	release, err := lockTarget(ctx, s.state, s.selected.target, s.options.RunTimeout, s.note)
	if err != nil {
		return "", nil, err
	}
	return s.state.Journal(stateTarget(s.selected.target)), release, nil
}

// openLog creates the event log with its first line. Nothing has been sent
// by then, so a directory that cannot be written costs nothing.
func (s *session) openLog() (*reports.Log, error) {
	meta, err := s.meta()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.out, 0o755); err != nil {
		return nil, usage("--out: %w", err)
	}
	follower, err := reports.Follow(s.logPath())
	if err != nil {
		return nil, usage("--out: %w", err)
	}
	s.recorded = follower.Run
	s.began = meta
	return reports.NewLog(follower, meta)
}

func (s *session) logPath() string { return filepath.Join(s.out, reports.LogFile) }

func (s *session) meta() (reports.Meta, error) {
	notes, err := s.notes()
	if err != nil {
		return reports.Meta{}, err
	}
	operations := reports.NewOperations(s.selected.contract, s.selected.cases)
	return reports.Meta{
		Version:     version,
		Program:     s.program(),
		Contract:    s.selected.contract.Digest,
		CaseSet:     cases.Digest(s.selected.all),
		Target:      reports.NewTarget(s.name, s.selected.target),
		Profile:     s.selected.target.Profile,
		Seed:        s.options.Seed,
		Started:     time.Now(),
		Strict:      s.options.Strict,
		Selected:    len(s.selected.cases),
		Available:   s.selected.available,
		Command:     s.command,
		RedactHosts: s.redactHosts,
		Conditions:  reports.NewConditions(s.selected.target, s.selected.builtIn, s.options.Repeat),
		Shard:       s.selected.shard.String(),
		Waivers:     s.waivers,
		Selection:   s.selected.selection,
		Operations:  operations,
		Notes:       reports.NotesOn(operations, notes),
	}, nil
}

// notStarted reports a run that did not come to its first case.
func (s *session) notStarted(ctx context.Context, log *reports.Log, cause error) (runner.Exit, error) {
	cause = s.placed(cause)
	if ctx.Err() != nil {
		cause = &exit{code: runner.ExitInterrupted, err: cause}
	}
	code := exitOf(cause, s.console.Err)
	_, err := s.report(log, reports.Ending{Exit: int(code), Problem: cause.Error()})
	return code, err
}

// placed adds where in the target file the cause is to be looked for.
func (s *session) placed(cause error) error {
	var unreachable *runner.UnreachableError
	var config *runner.ConfigError
	switch {
	case errors.As(cause, &unreachable):
		return &runner.UnreachableError{Err: s.seeAlso(unreachable.Err, unreachable.Keys)}
	case errors.As(cause, &config):
		return &runner.ConfigError{Err: s.seeAlso(config.Err, config.Keys)}
	default:
		return cause
	}
}

// seeAlso adds the places of keys to an error.
func (s *session) seeAlso(err error, keys []string) error {
	if len(keys) == 0 || !s.selected.outlives {
		return err
	}
	var places []string
	for _, key := range keys {
		places = append(places, s.place(key))
	}
	return fmt.Errorf("%w (see %s)", err, strings.Join(places, " and "))
}

// place says where a key of the target file stands; there is no file for an embedded gateway.
func (s *session) place(key string) string {
	if !s.selected.outlives {
		return key
	}
	return target.Place(s.name, key)
}

// execute sees the run through: results go to the log as they come in, and
// the suites assert on the same results.
func (s *session) execute(ctx context.Context, run *runner.Run, waivers *runner.Waivers, recorder *recorder) runner.Ending {
	plan := suites.Plan{
		Contract: s.selected.contract,
		Cases:    s.selected.cases,
		Results:  run,
		Strict:   s.options.Strict,
	}
	states := suites.Run(plan, s.options.Seed, s.options.RunTimeout+suiteGrace)
	results := make([]runner.Result, 0, len(s.selected.cases))
	for result := range run.Results() {
		results = append(results, result)
	}
	recorder.progress.Finish()
	problems := recorder.problems
	if err := run.Close(); err != nil {
		s.tell(strings.Split(err.Error(), "\n"))
	}
	if err := s.selected.close(); err != nil {
		problems = append(problems, err.Error())
	}
	s.tell(run.Notes())
	interrupted := ctx.Err() != nil
	if !interrupted {
		problems = append(problems, suites.Disagreements(plan, results, states)...)
	}
	ended := runner.Ending{
		Results:         results,
		LeftBehind:      run.LeftBehind(),
		Strict:          s.options.Strict,
		Interrupted:     interrupted,
		WaiverProblems:  waivers.Problems(),
		HarnessProblems: problems,
	}
	if s.requireClaim || s.options.Strict {
		ended.Unclaimed = reports.Unclaimed(s.began, results)
	}
	// What --strict implies is about what was executed, not about the contract and the gateway.
	if s.requireClaim && ended.Unclaimed == "" {
		ended.Unclaimed = recorder.log.Unclaimable()
	}
	s.tell(ended.WaiverProblems)
	s.tell(problems)
	return ended
}

// suiteGrace is what the tables may take beyond the run itself: the run's own
// time limit has to strike first, so that its results are reported.
const suiteGrace = time.Minute

// report ends the log and renders everything else from it.
func (s *session) report(log *reports.Log, ending reports.Ending) (runner.Exit, error) {
	if err := log.End(ending); err != nil {
		return 0, err
	}
	recorded, err := s.recorded()
	if err != nil {
		return 0, err
	}
	defer recorded.Close()
	shown, err := compared(recorded, s.older)
	if err != nil {
		s.note("%v", err)
	}
	files, err := reports.WriteAll(s.out, shown.SignedBy(s.signKey))
	if err != nil {
		return 0, err
	}
	files = append([]string{s.logPath()}, files...)
	return runner.Exit(ending.Exit), reports.Summary(s.console.Out, shown, s.style(s.console.Out), files)
}

func (s *session) style(w io.Writer) reports.Style {
	return reports.StyleOf(w, s.noColor, os.Getenv)
}

// tell prints notes, up to a screen of them.
func (s *session) tell(notes []string) {
	const most = 20
	for i, note := range notes {
		if i == most {
			s.note("… and %d more notes", len(notes)-most)
			return
		}
		s.note("%s", note)
	}
}

func (s *session) note(format string, args ...any) {
	fmt.Fprintf(s.console.Err, "apigspec: "+format+"\n", args...)
}
