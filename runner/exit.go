package runner

import (
	"fmt"
	"slices"

	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/runner/judge"
)

// Exit is the exit code of a run. The numbers are part of the outward
// interface and never change.
type Exit int

// The exit codes.
const (
	// ExitConformant: every executed case at the judged level passed or was
	// waived, and something was executed.
	ExitConformant Exit = 0
	// ExitNotConformant: a case at the judged level failed, or something was left
	// behind.
	ExitNotConformant Exit = 1
	// ExitUsage: the command line or a configuration file is wrong.
	ExitUsage Exit = 2
	// ExitUnreachable: the target could not be tested: it cannot be reached, refuses
	// everything for what the target file says, was lost on the way, or a hook of the
	// target file failed, without a failure found.
	ExitUnreachable Exit = 3
	// ExitNothing: not enough was executed: nothing, not what was to be claimed, or not all
	// of it within the run's time limit.
	ExitNothing Exit = 4
	// ExitWaivers: only the waivers are wrong: stale, expired, or matching nothing.
	ExitWaivers Exit = 5
	// ExitHarness: the harness failed its own check.
	ExitHarness Exit = 6
	// ExitInterrupted: the run was interrupted.
	ExitInterrupted Exit = 130
)

// Ending is what the exit code of a finished run depends on.
type Ending struct {
	Results []Result
	// Strict judges should cases like must cases.
	Strict bool
	// Unclaimed says why the profile cannot be claimed, where the run was to make
	// that possible.
	Unclaimed string
	// LeftBehind is what is not as it was before the run.
	LeftBehind []Leftover
	// Interrupted is set when the run was cut short by a signal.
	Interrupted bool
	// WaiverProblems says what is wrong with the waivers.
	WaiverProblems []string
	// HarnessProblems says which of the harness's own checks failed.
	HarnessProblems []string
}

// Exit weighs the ending. A harness that cannot trust itself comes first. A failure
// counts whatever else happened, so that nobody who lets another code pass lets a failure
// pass with it; for the same reason waivers are complained of only where nothing else is
// wrong.
func (e Ending) Exit() Exit {
	switch {
	case len(e.HarnessProblems) > 0:
		return ExitHarness
	case e.blocking(failed) > 0:
		return ExitNotConformant
	case e.Interrupted:
		return ExitInterrupted
	case e.blocking(lost) > 0:
		return ExitUnreachable
	case e.unexpected() > 0, e.blocking(anything) > e.blocking(timedOut):
		return ExitNotConformant
	case e.executed() == 0, e.blocking(timedOut) > 0:
		return ExitNothing
	case e.Unclaimed != "":
		return ExitNothing
	case len(e.WaiverProblems) > 0:
		return ExitWaivers
	default:
		return ExitConformant
	}
}

// The results that are asked for.
func anything(Result) bool { return true }
func failed(r Result) bool { return r.Verdict == judge.Fail }
func lost(r Result) bool {
	return slices.Contains([]judge.ReasonCode{judge.Unreachable, judge.AnotherWriter, judge.HookFailed}, r.Reason.Code)
}
func timedOut(r Result) bool { return r.Reason.Code == judge.RunTimeout }

// executed counts the cases that were not skipped.
func (e Ending) executed() int {
	n := 0
	for _, r := range e.Results {
		if r.Verdict != judge.Skip {
			n++
		}
	}
	return n
}

// unexpected counts what was left behind although nobody allowed it.
func (e Ending) unexpected() int {
	return len(drop(e.LeftBehind, func(l Leftover) bool { return l.Expected }))
}

// blocking counts the results of a kind that count against the target.
func (e Ending) blocking(is func(Result) bool) int {
	return len(keep(e.Results, func(r Result) bool { return is(r) && r.Blocking(e.Strict) }))
}

// NoClaim begins the problem of a run that nothing failed in, but that was to make a
// claim and makes none. What follows says why.
const NoClaim = "nothing failed, but there is no claim: "

// Problem says why the run as a whole went wrong; empty if it did not.
func (e Ending) Problem() string {
	exit := e.Exit()
	switch {
	case exit == ExitHarness:
		return "the harness failed its own check: " + e.HarnessProblems[0]
	case e.Interrupted: // also where a failure decides the exit code
		return fmt.Sprintf("interrupted after %d of %d cases", e.executed(), len(e.Results))
	}
	switch exit {
	case ExitUnreachable:
		first := keep(e.Results, lost)[0]
		return fmt.Sprintf("%d of %d cases could not be executed: %s", e.blocking(lost), len(e.Results), first.Reason.Text)
	case ExitNotConformant:
		if n := e.unexpected(); n > 0 {
			return fmt.Sprintf("not as before the run: %s; see what was left behind", spelling.Counted(n, "binding"))
		}
		return ""
	case ExitNothing:
		if n := e.blocking(timedOut); n > 0 {
			return fmt.Sprintf("%d of %d cases were not executed in time: give more with --run-timeout", n, len(e.Results))
		}
		if e.executed() > 0 {
			return NoClaim + e.Unclaimed
		}
		return "nothing was executed: every selected case was skipped"
	case ExitWaivers:
		return "waivers: " + e.WaiverProblems[0]
	default:
		return ""
	}
}

// UnreachableError says that the target could not be tested: it cannot be reached, or
// refuses everything for what the target file says.
type UnreachableError struct {
	Err error
	// Keys are those of the target file that are to be looked at.
	Keys []string
}

func (e *UnreachableError) Error() string { return e.Err.Error() }
func (e *UnreachableError) Unwrap() error { return e.Err }

// ConfigError says that the configuration cannot work.
type ConfigError struct {
	Err error
	// Keys are those of the target file that are to be looked at.
	Keys []string
}

func (e *ConfigError) Error() string { return e.Err.Error() }
func (e *ConfigError) Unwrap() error { return e.Err }
