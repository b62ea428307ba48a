package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/mutation"
	"github.com/apigspec/apigspec/runner/state"
	"github.com/apigspec/apigspec/runner/target"
)

type cleanupCommand struct {
	stateFlag
	Journal     string        `arg:"" optional:"" help:"Journal of an interrupted run (default: all that the state folder has of the target)."`
	Target      string        `placeholder:"FILE" help:"Target file of that run, which has the credentials; without it, the journals are listed."`
	AllowWrites string        `placeholder:"HOST" help:"The target's host, if it is not this machine."`
	Timeout     time.Duration `default:"10s" placeholder:"D" help:"Time limit of one exchange."`
	RunTimeout  time.Duration `default:"30m" placeholder:"D" help:"Time limit of waiting for a run that is at work on the target."`
}

// Run undoes what the journals have of the target.
func (u cleanupCommand) Run(ctx context.Context, c console) error {
	if err := u.check(); err != nil {
		return err
	}
	folder, err := u.openState()
	if err != nil {
		return err
	}
	if u.Target == "" {
		return u.list(folder, c.Out)
	}
	contract, err := openapi.Default()
	if err != nil {
		return &runner.ConfigError{Err: err}
	}
	opened, err := u.open()
	if err != nil {
		return err
	}
	release, err := lockTarget(ctx, folder, opened, u.RunTimeout, func(format string, args ...any) {
		fmt.Fprintf(c.Err, "apigspec: "+format+"\n", args...)
	})
	if err != nil {
		return err
	}
	defer release()
	journals, err := u.journals(folder, stateTarget(opened))
	if err != nil {
		return err
	}
	config := runner.Config{Contract: contract, Target: opened, Version: version, Options: runner.Options{Timeout: u.Timeout}}
	if err := undo(ctx, config, journals, c.Out); err != nil || u.Journal != "" {
		return err
	}
	return mentionOthers(folder, journals, c.Err)
}

// mentionOthers says what is left on other targets, whose credentials were not given.
func mentionOthers(folder state.Folder, undone []string, notes io.Writer) error {
	journals, err := folder.Journals()
	if err != nil {
		return usage("--state: %w", err)
	}
	for _, path := range journals {
		if slices.Contains(undone, path) {
			continue
		}
		if text, live := describeJournal(folder, path); !live {
			fmt.Fprintf(notes, "apigspec: of another target, give its target file: %s: %s\n", path, text)
		}
	}
	return nil
}

func (u cleanupCommand) check() error {
	switch {
	case u.Timeout <= 0:
		return usage("--timeout %s: a time limit is longer than nothing", u.Timeout)
	case u.RunTimeout <= 0:
		return usage("--run-timeout %s: a time limit is longer than nothing", u.RunTimeout)
	case u.Target != "" && mutation.IsEmbedded(u.Target):
		return usage("--target %s: such a gateway ends with its run and leaves nothing; name a target file", u.Target)
	}
	return nil
}

// open reads the target file, if its host may be written to.
func (u cleanupCommand) open() (target.Target, error) {
	opened, err := target.Load(u.Target)
	if err != nil {
		return target.Target{}, &runner.ConfigError{Err: err}
	}
	return opened, runner.CheckCleanup(opened, u.AllowWrites)
}

// journals are those to undo: the one that was named, which must be the target's, or
// all of the target's.
func (u cleanupCommand) journals(folder state.Folder, at state.Target) ([]string, error) {
	if u.Journal == "" {
		journals, err := folder.JournalsOf(at)
		if err != nil {
			return nil, usage("--state: %w", err)
		}
		return journals, nil
	}
	head, err := fixtures.ReadHead(u.Journal)
	if err != nil {
		return nil, usage("%w", err)
	}
	if of := headTarget(head); head != (fixtures.Head{}) && !of.Is(at) {
		return nil, usage("%s is of %s, the target file of %s: give the target file of that run", u.Journal, inWords(of), inWords(at))
	}
	return []string{u.Journal}, nil
}

func headTarget(h fixtures.Head) state.Target {
	return state.Target{URL: h.URL, Project: h.Project, Instance: h.Instance}
}

func inWords(t state.Target) string {
	return fmt.Sprintf("%s, project %s, instance %s", t.URL, t.Project, t.Instance)
}

// list shows the journals of interrupted runs. Where there are any, somebody has to
// say with which credentials they are undone.
func (u cleanupCommand) list(folder state.Folder, out io.Writer) error {
	journals := []string{u.Journal}
	if u.Journal == "" {
		var err error
		if journals, err = folder.Journals(); err != nil {
			return usage("--state: %w", err)
		}
	}
	interrupted := 0
	for _, path := range journals {
		text, live := describeJournal(folder, path)
		fmt.Fprintf(out, "%s: %s\n", path, text)
		if !live {
			interrupted++
		}
	}
	if interrupted == 0 {
		fmt.Fprintln(out, "Left behind: nothing that the state folder knows of")
		return nil
	}
	return usage("%s: give --target FILE, the target file of the run, for the credentials; the journal has none", spelling.Counted(interrupted, "interrupted run"))
}

// describeJournal says in words whose journal it is, as far as that can be read, and
// whether that run is at work.
func describeJournal(folder state.Folder, path string) (text string, live bool) {
	head, err := fixtures.ReadHead(path)
	if err != nil {
		return err.Error(), false
	}
	if head == (fixtures.Head{}) {
		return "killed before it changed anything", false
	}
	of := headTarget(head)
	holder, err := folder.Working(of)
	switch {
	case err != nil:
		return err.Error(), false
	case holder != nil:
		return fmt.Sprintf("at work, %s, on %s", holder, inWords(of)), true
	}
	return fmt.Sprintf("interrupted, begun %s, on %s", head.Began.Local().Format(time.DateTime), inWords(of)), false
}

// undo undoes the journals one after the other and says what became of it.
func undo(ctx context.Context, config runner.Config, journals []string, out io.Writer) error {
	var left []error
	for _, path := range journals {
		config.Journal = path
		undone, err := runner.Cleanup(ctx, config)
		tellUndone(out, path, undone)
		var unreachable *runner.UnreachableError
		var wrong *runner.ConfigError
		if errors.As(err, &unreachable) || errors.As(err, &wrong) || ctx.Err() != nil {
			return err
		}
		if err != nil {
			left = append(left, err)
		}
	}
	if len(left) > 0 {
		return &exit{code: runner.ExitNotConformant, err: fmt.Errorf("something is left behind, and the journal is kept: %w", errors.Join(left...))}
	}
	fmt.Fprintln(out, "Left behind: nothing")
	return nil
}

func tellUndone(out io.Writer, path string, undone fixtures.Recovered) {
	fmt.Fprintln(out, path)
	for _, b := range undone.Bound {
		fmt.Fprintf(out, "  bound again  %s\n", b)
	}
	for _, r := range undone.Removed {
		fmt.Fprintf(out, "  removed      %s\n", r)
	}
	for _, r := range undone.Doubtful {
		fmt.Fprintf(out, "  doubtful     %s: the run was killed before it heard its id; look for it by its name\n", r)
	}
}
