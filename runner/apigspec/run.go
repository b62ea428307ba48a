package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/kong"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/state"
	"github.com/apigspec/apigspec/runner/target"
)

type runCommand struct {
	selectionFlags
	stateFlag
	sinceFlag
	Strict       bool          `help:"A failed should case counts like a failed must case; and as --require-claim."`
	Concurrency  int           `default:"8" placeholder:"N" help:"Exchanges at a time, beside those that may change state: fixtures.concurrent_changes says how many of these."`
	WaveSize     int           `default:"0" placeholder:"N" help:"Most cases that may change state and share a look at the lists; 0: as many as there are bindings for."`
	Timeout      time.Duration `default:"10s" placeholder:"D" help:"Time limit of one exchange."`
	RunTimeout   time.Duration `default:"30m" placeholder:"D" help:"Time limit of the whole run."`
	Repeat       int           `default:"1" placeholder:"N" help:"Run each case N times; differing verdicts make it flaky."`
	Seed         *int64        `placeholder:"N" help:"Order of the cases (default: random; printed and recorded)."`
	RequireClaim bool          `help:"Exit with 4 where the profile cannot be claimed although nothing failed; --strict implies it."`
	Waivers      string        `placeholder:"FILE" help:"Known deviations."`
	AllowWrites  string        `placeholder:"HOST" help:"The target's host, if it is not this machine and cases may change state on it."`
	SignKey      string        `placeholder:"FILE" help:"Ed25519 private key (PEM) that signs the statement."`
	RedactHosts  bool          `help:"Keep the target's host out of the statement."`
	Out          string        `default:"reports/out" placeholder:"DIR" help:"Where the reports go."`
	Progress     string        `enum:"auto,plain,none" default:"auto" help:"auto, plain or none."`
	NoColor      bool          `help:"No colors on the terminal."`
}

// Run selects, runs, reports, and ends with the run's exit code.
func (r runCommand) Run(ctx context.Context, command *kong.Context, c console) error {
	if err := r.check(); err != nil {
		return err
	}
	folder, err := r.openState()
	if err != nil {
		return err
	}
	lock, err := r.lockOut(folder)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Release() }()
	session, err := r.prepare(command, c)
	if clearErr := r.makeRoom(err == nil, c); clearErr != nil {
		return clearErr
	}
	if err != nil {
		return err
	}
	defer func() { _ = session.selected.close() }()
	session.state = folder
	code, err := session.conduct(ctx)
	if err != nil {
		return err
	}
	if code != runner.ExitConformant {
		return &exit{code: code}
	}
	return nil
}

// makeRoom removes what an earlier run left in the report folder: a mistake in the
// configuration must not leave reports, which may be green, as if they were this run's.
// The log that the run was to start from stays if it does not begin, and is set aside if
// it does.
func (r runCommand) makeRoom(begins bool, c console) error {
	earlier := []string{r.Failed, r.Since}
	if begins {
		aside, err := reports.SetAside(r.Out, earlier...)
		if err != nil {
			return usage("--out: %w", err)
		}
		if aside {
			fmt.Fprintf(c.Err, "apigspec: the log of the earlier run is %s now\n", filepath.Join(r.Out, reports.EarlierFile))
		}
	}
	if err := reports.Clear(r.Out, earlier...); err != nil {
		return usage("--out: %w", err)
	}
	return nil
}

// prepare makes a session of the configuration, if that is good. It sends nothing.
func (r runCommand) prepare(command *kong.Context, c console) (*session, error) {
	program, notes := early(programDigest), sync.OnceValues(r.notes)
	go func() { _, _ = notes() }() // while the contract is read
	older, err := r.earlier()
	if err != nil {
		return nil, err
	}
	signKey, err := r.signKey()
	if err != nil {
		return nil, err
	}
	selected, err := r.open()
	if err != nil {
		return nil, err
	}
	waivers, err := r.waivers(selected)
	if err != nil {
		_ = selected.close()
		return nil, err
	}
	if err := runner.CheckWrites(selected.target, selected.cases, selected.contract, r.AllowWrites); err != nil {
		_ = selected.close()
		return nil, err
	}
	session := &session{
		selected:     selected,
		waivers:      runner.Applicable(waivers, selected.all, selected.cases),
		options:      r.options(),
		name:         r.Target,
		notes:        notes,
		program:      program,
		out:          r.Out,
		progress:     r.Progress,
		requireClaim: r.RequireClaim,
		older:        older,
		signKey:      signKey,
		redactHosts:  r.RedactHosts,
		noColor:      r.NoColor,
		console:      c,
	}
	session.command = r.repeatable(environment(command, os.LookupEnv), c.Args, session.options.Seed)
	return session, nil
}

// lockOut takes the report folder for this run alone.
func (r runCommand) lockOut(folder state.Folder) (*state.Lock, error) {
	lock, err := folder.LockOut(r.Out)
	var busy *state.BusyError
	switch {
	case errors.As(err, &busy):
		return nil, usage("--out %s: %w; wait for it, or name another folder", r.Out, err)
	case err != nil:
		return nil, usage("--state: %w", err)
	}
	return lock, nil
}

func (r runCommand) check() error {
	switch {
	case r.Concurrency < 1:
		return usage("--concurrency %d: at least one exchange at a time is needed", r.Concurrency)
	case r.WaveSize < 0:
		return usage("--wave-size %d: a case shares its look with others or, with 1, does not", r.WaveSize)
	case r.Repeat < 1:
		return usage("--repeat %d: each case runs at least once", r.Repeat)
	case r.Timeout <= 0:
		return usage("--timeout %s: a time limit is longer than nothing", r.Timeout)
	case r.RunTimeout <= 0:
		return usage("--run-timeout %s: a time limit is longer than nothing", r.RunTimeout)
	case r.Out == "":
		return usage("--out: name the directory that the reports go to")
	}
	return nil
}

func (r runCommand) waivers(s *selected) ([]runner.Waiver, error) {
	if r.Waivers == "" {
		return nil, nil
	}
	waivers, err := runner.LoadWaivers(r.Waivers, runner.WaiverBounds{Today: time.Now(), Contract: s.contract, Cases: s.all})
	if err != nil {
		return nil, &runner.ConfigError{Err: err}
	}
	return waivers, nil
}

func (r runCommand) signKey() (ed25519.PrivateKey, error) {
	if r.SignKey == "" {
		return nil, nil
	}
	key, err := reports.LoadSigningKey(r.SignKey)
	if err != nil {
		return nil, usage("--sign-key: %w", err)
	}
	return key, nil
}

// notes are known for the built-in contract only: a derived document no longer
// has its pages.
func (r runCommand) notes() ([]reports.Note, error) {
	if r.Contract != "" {
		return nil, nil
	}
	return builtInNotes()
}

func (r runCommand) options() runner.Options {
	return runner.Options{
		Strict:      r.Strict,
		Concurrency: r.Concurrency,
		WaveSize:    r.WaveSize,
		Timeout:     r.Timeout,
		RunTimeout:  r.RunTimeout,
		Repeat:      r.Repeat,
		Seed:        seedOr(r.Seed),
	}
}

// seedOr is the given seed, or else a random one.
func seedOr(given *int64) int64 {
	if given != nil {
		return *given
	}
	return int64(rand.Uint32())
}

// repeatable is the shell command that runs the same cases in the same order,
// with the variables that set flags in front of it.
func (r runCommand) repeatable(environment, args []string, seed int64) string {
	var words []string
	for _, variable := range environment {
		name, value, _ := strings.Cut(variable, "=")
		words = append(words, name+"="+target.ShellWord(value))
	}
	words = append(words, "apigspec")
	for _, arg := range args {
		words = append(words, target.ShellWord(arg))
	}
	if r.Seed == nil {
		words = append(words, "--seed", strconv.FormatInt(seed, 10))
	}
	return strings.Join(words, " ")
}
