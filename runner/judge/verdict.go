package judge

import "github.com/apigspec/apigspec/cases"

// Verdict is what became of a case.
type Verdict string

// The verdicts.
const (
	Pass     Verdict = "pass"     // nothing differs from what is expected
	Fail     Verdict = "fail"     // something does
	Error    Verdict = "error"    // could not be judged, for a reason
	Skip     Verdict = "skip"     // not carried out, or its effect not seen, for a reason
	Observed Verdict = "observed" // recorded: the level is cases.Observe
)

// Blocking reports whether a case keeps the target from being conformant: a
// must case, under strict also a should case, that failed or ended in an error
// (nobody knows what it would have found); under strict also a must case that
// lacked a prerequisite. What is waived blocks nothing. The exit code and all
// reports go by this one rule.
func Blocking(level cases.Level, verdict Verdict, waived, strict bool) bool {
	if waived {
		return false
	}
	switch verdict {
	case Fail, Error:
		return Counts(level, strict)
	default:
		return false
	}
}

// Counts reports whether what cases of the level find counts for or against the
// target: of must cases always, of should cases under strict.
func Counts(level cases.Level, strict bool) bool {
	return level == cases.Must || strict && level == cases.Should
}

// Found reports whether the case found something wrong, or could not be judged.
func (v Verdict) Found() bool { return v == Fail || v == Error }

// severity orders verdicts by how bad they are.
func (v Verdict) severity() int {
	switch v {
	case Fail:
		return 3
	case Error:
		return 2
	case Skip:
		return 1
	default:
		return 0
	}
}

// Worse reports whether the verdict is worse than another one.
func (v Verdict) Worse(than Verdict) bool { return v.severity() > than.severity() }

// Reason says why a case was skipped or could not be judged.
type Reason struct {
	Code ReasonCode `json:"code"`
	// Text is a sentence for people.
	Text string `json:"text"`
}

// String is code and sentence; empty without a code.
func (r Reason) String() string {
	if r.Code == "" {
		return ""
	}
	return string(r.Code) + ": " + r.Text
}

// ReasonCode is the kind of a reason, for scripts.
type ReasonCode string

// The codes of reasons.
const (
	Interrupted    ReasonCode = "interrupted"     // the run was interrupted
	RunTimeout     ReasonCode = "run-timeout"     // the run's time limit was up
	Unreachable    ReasonCode = "unreachable"     // no connection to the target
	AnotherWriter  ReasonCode = "another-writer"  // somebody else changed bindings at the same time
	HarnessFault   ReasonCode = "fixture"         // the harness could not prepare the case
	NoFixture      ReasonCode = "no-fixture"      // the target file names too few bindings
	MissingFixture ReasonCode = "missing-fixture" // it names enough, but the lists do not show them
	SpentFixture   ReasonCode = "spent-fixture"   // there were enough, but they could not be bound again
	NotPutBack     ReasonCode = "not-put-back"    // what it unbinds could not be bound again, and the target file does not allow that
	NotNamed       ReasonCode = "not-named"       // it would unbind what the target file does not name
	AmbiguousID    ReasonCode = "ambiguous-id"    // an id that must be unknown belongs to something
	PageForbids    ReasonCode = "page-forbids"    // the page of another edition does not allow the request
	NoCredential   ReasonCode = "no-credential"   // the target file lacks the credential
	NoHook         ReasonCode = "no-hook"         // the target file lacks the hook
	HookFailed     ReasonCode = "hook-failed"     // it has one, and that failed
	EffectNotSeen  ReasonCode = "effect-not-seen" // the lists could not be read after the case
)

// verdict is that of a case which ended for the reason.
func (c ReasonCode) verdict() Verdict {
	switch c {
	case RunTimeout, Unreachable, AnotherWriter, HarnessFault, HookFailed:
		return Error
	default:
		return Skip
	}
}
