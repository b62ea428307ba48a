package runner

import (
	"time"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/target"
)

// Verdict is what became of a case.
type Verdict string

// The verdicts.
const (
	Pass     Verdict = "pass"
	Fail     Verdict = "fail"
	Error    Verdict = "error" // harness, target unreachable, fixture
	Skip     Verdict = "skip"  // with a reason code
	Observed Verdict = "observed"
)

// Result is the outcome of one case.
type Result struct {
	Case    cases.Case
	Verdict Verdict
	// Reason is a code and a sentence for Skip and Error
	// ("no-fixture: needs 2 acl bindings, the target file names 1").
	Reason string
	Flaky  bool
	// WaivedBy are the ids of the waivers that together cover all that is
	// wrong with the case; nil if it is not waived.
	WaivedBy   []string
	Deviations []Deviation
	// Exchanges are in the order they were sent, those of the harness
	// (readback, restore) included.
	Exchanges []target.Exchange
	Started   time.Time
	// Duration is the sum of the exchanges' durations, without waiting.
	Duration time.Duration
}

// Waived reports whether known deviations explain the failure.
func (r Result) Waived() bool { return len(r.WaivedBy) > 0 }

// DeviationKind says in what an answer differs.
type DeviationKind string

// The kinds of deviations.
const (
	KindStatus    DeviationKind = "status"
	KindErrorCode DeviationKind = "error_code"
	KindSchema    DeviationKind = "schema"
	KindMediaType DeviationKind = "media_type"
	KindBody      DeviationKind = "body"
	KindCount     DeviationKind = "count"
	KindEffect    DeviationKind = "effect"
	KindIsolation DeviationKind = "isolation"
	KindLeak      DeviationKind = "leak"
	KindTransport DeviationKind = "transport"
)

// Deviation is one difference between observed and expected.
type Deviation struct {
	Kind DeviationKind `json:"kind"`
	// Clause is the ID of the clause that is broken.
	Clause   string `json:"clause"`
	Expected string `json:"expected"`
	Actual   string `json:"actual"`
	// Pointer is the JSON pointer into the response body, where there is one.
	Pointer string `json:"pointer"`
	Message string `json:"message"`
}
