package reports

import (
	"crypto/ed25519"
	"fmt"
	"os"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/judge"
)

// Run is a whole event log.
type Run struct {
	Meta  Meta
	Cases []*Case
	// End is nil when the log has no end line: the run was killed, or it is
	// still going on.
	End *End

	// digest is the SHA-256 of the log that the run was read from, hexadecimal.
	digest string
	// ownGateway is set when a response says that the suite's own gateway sent it.
	ownGateway bool
	// signer signs the statement; nil for one without a signature.
	signer ed25519.PrivateKey
	// file is the log of a run that was read from one.
	file *os.File
	// cut is the number of a line of the log that is cut off in the middle; 0 if
	// there is none.
	cut int
	// clauses is the register of Meta by clause id; nil for a run that was
	// not read from a log.
	clauses map[string]Clause
	// since is what changed since an older run; nil if none is compared with.
	since *Difference
	// order has the places of the cases by operation, then id; nil for a run that was
	// not read from a log.
	order []int
}

// Close closes the log that the run was read from.
func (r Run) Close() error {
	if r.file == nil {
		return nil
	}
	if err := r.file.Close(); err != nil {
		return fmt.Errorf("close event log: %w", err)
	}
	return nil
}

// Name is the path of the log that the run was read from.
func (r Run) Name() string {
	if r.file == nil {
		return ""
	}
	return r.file.Name()
}

// Cut is the number of the line, counted from 1, that a killed run wrote only the
// beginning of: it is left out. 0 if the log has whole lines only.
func (r Run) Cut() int { return r.cut }

// isLog reports whether the run was read from the file at path.
func (r Run) isLog(path string) bool {
	if r.file == nil {
		return false
	}
	own, err := r.file.Stat()
	if err != nil {
		return false
	}
	other, err := os.Stat(path)
	return err == nil && os.SameFile(own, other)
}

// End is the last line of the log.
type End struct {
	Event  string `json:"event"`
	Counts Counts `json:"counts"`
	Total  int    `json:"total"`
	Flaky  int    `json:"flaky"`
	Waived int    `json:"waived"`
	Exit   int    `json:"exit"`
	// Problem says why the run as a whole went wrong (target unreachable,
	// nothing selected, a stale waiver, interrupted); empty otherwise.
	Problem    string  `json:"problem,omitempty"`
	DurationMS float64 `json:"duration_ms"`
	// LeftBehind is what the run did not leave as it was.
	LeftBehind []runner.Leftover `json:"left_behind"`
}

// Incomplete says what the log lacks of a whole run: its end, because the run was killed
// or still goes on, or cases that it once had. Empty if it lacks nothing.
func (r Run) Incomplete() string {
	switch {
	case r.End == nil && r.Meta.Selected > 0:
		return fmt.Sprintf("the run did not end: its log has no end line after %d of %d cases", len(r.Cases), r.Meta.Selected)
	case r.End == nil:
		return fmt.Sprintf("the run did not end: its log has no end line after %s", casesOf(len(r.Cases)))
	case r.End.Total != len(r.Cases):
		return fmt.Sprintf("the log was edited or damaged: it has %s, and its end line counts %d", casesOf(len(r.Cases)), r.End.Total)
	default:
		return ""
	}
}

// Problem says why the run as a whole cannot be relied on; empty if it can.
func (r Run) Problem() string {
	if incomplete := r.Incomplete(); incomplete != "" {
		return incomplete
	}
	if r.End.Problem == "" && len(r.Cases) == 0 {
		return "nothing was executed"
	}
	return r.End.Problem
}

// Outcome is a run in two words.
type Outcome string

// The outcomes.
const (
	// Conformant is a run that every profile it was about can be claimed by.
	Conformant    Outcome = "conformant"
	NotConformant Outcome = "not conformant"
	// NotClaimed is a run without a failure that counts, but not enough for a claim.
	NotClaimed Outcome = "not claimed"
	// Inconclusive is a run without a failure that cannot be relied on.
	Inconclusive Outcome = "inconclusive"
)

// Outcome weighs the run: a failure that counts makes it not conformant, even
// if the run ended early; a problem, an error that counts, or nothing executed
// makes it inconclusive; what was not executed keeps it from being called conformant.
func (r Run) Outcome() Outcome {
	executed, broken, unsure := false, false, r.Problem() != ""
	for _, c := range r.Cases {
		executed = executed || c.Executed()
		if !c.Blocking(r.Meta.Strict) {
			continue
		}
		if c.Verdict == judge.Fail {
			broken = true
		} else {
			unsure = true
		}
	}
	switch {
	case broken:
		return NotConformant
	case unsure || !executed:
		return Inconclusive
	case !r.claimed():
		return NotClaimed
	default:
		return Conformant
	}
}

// claimed reports whether every profile that the run was about can be claimed.
func (r Run) claimed() bool {
	any := false
	for _, profile := range r.profiles() {
		if !r.claimsProfile(profile) {
			continue
		}
		any = true
		if claim(r, profile).Status != StatusConformant {
			return false
		}
	}
	return any
}

// Headline is the outcome in a line: of a run that does not suffice for a claim, what
// was found, and how much was not executed.
func (r Run) Headline() string {
	outcome := r.Outcome()
	if outcome != NotClaimed {
		return string(outcome)
	}
	all, executed, waived := max(r.Meta.Available, len(r.Cases)), 0, 0
	for _, c := range r.Cases {
		if c.Executed() || c.Verdict == judge.Observed {
			executed++
		}
		if c.Waived && c.Wrong() {
			waived++
		}
	}
	line := "no deviation found"
	if r.Meta.Conditions != nil && !r.Meta.Conditions.BuiltIn {
		line += " against a contract of your own"
	}
	if waived > 0 {
		line += fmt.Sprintf(" but in %s that waivers cover", casesOf(waived))
	}
	if all > executed {
		line += fmt.Sprintf("; %d of %d cases not run", all-executed, all)
	}
	return line
}
