// Package exchange records one request as sent and one response as received:
// what the client of package target produces, the judge weighs, and the event
// log holds. It is data; nothing here sends anything.
//
// An exchange is redacted before it is made, so whatever it is written to
// holds no secret.
package exchange

import (
	"bytes"
	"net/http"
	"time"
)

// Role says on whose behalf an exchange took place.
type Role string

// The roles. The empty role, of logs made by hand, means RoleCase.
const (
	RoleCase     Role = "case"     // a step of a case
	RoleReadback Role = "readback" // the harness, to see the lists
	RoleRestore  Role = "restore"  // the harness, to put back what was unbound
)

// Exchange is one request as sent and one response as received, redacted.
type Exchange struct {
	Role Role `json:"role,omitempty"`
	// Round counts the executions of the case from 0, Step is the index of the
	// case's step, Attempt counts the repetitions of a step from 0.
	Round   int `json:"round,omitempty"`
	Step    int `json:"step"`
	Attempt int `json:"attempt,omitempty"`

	Request Request `json:"request"`
	// Response is nil when no response head was received.
	Response *Response `json:"response,omitempty"`
	// Fault says what went wrong below HTTP; nil if nothing did.
	Fault *Fault `json:"fault,omitempty"`

	Started time.Time `json:"started"`
	// DurationMS is from the first byte sent to the last byte received; where
	// the exchange stands for several, it is that of all of them together.
	DurationMS float64 `json:"duration_ms"`
	// Times is the number of readbacks with the same request and the same
	// response that the exchange stands for; 0 means one.
	Times  int  `json:"times,omitempty"`
	Reused bool `json:"connection_reused,omitempty"`
	// Retried is set when the request was sent a second time, because the server had
	// closed the connection of the first attempt before a single byte of a response, and
	// that had been idle, a race that every HTTP client has, or the server was seen to
	// close connections after a response without saying so.
	Retried bool `json:"retried,omitempty"`
	// Leaks names the secrets that the response repeats, found before redaction
	// ("token in header X-Echo").
	Leaks []string `json:"leaks,omitempty"`
	// Curl is a shell command that sends the same request. It takes the
	// credential from the environment variable APIGSPEC_TOKEN (or
	// APIGSPEC_FORBIDDEN_TOKEN and so on).
	Curl string `json:"curl"`
	// Err is the typed error behind a fault of the kinds connect and internal,
	// such as a missing credential. It is not recorded.
	Err error `json:"-"`
}

// Request is a request as sent.
type Request struct {
	Method string      `json:"method"`
	URL    string      `json:"url"`
	Header http.Header `json:"header"`
	Body   Payload     `json:"body"`
	Excess
}

// Response is a response as received.
type Response struct {
	Proto  string      `json:"proto"`
	Status int         `json:"status"`
	Header http.Header `json:"header"`
	// Body is decoded from its transfer and content codings.
	Body Payload `json:"body"`
	Excess
	// Trailing holds bytes that the server sent after the end of the
	// message (after the head of a 204, beyond Content-Length).
	Trailing Payload `json:"trailing,omitempty"`
	// Head is the status line and the header lines as received: Header has
	// the names in their canonical case, this has the server's.
	Head Payload `json:"head,omitempty"`
	// Around is what else came with the message: the heads of the 1xx responses
	// before it, and the trailer fields.
	Around Payload `json:"around,omitempty"`
	// Interim lists the statuses of the 1xx responses before this one.
	Interim []int `json:"interim,omitempty"`
}

// Fault is a failure below HTTP.
type Fault struct {
	Kind    FaultKind `json:"kind"`
	Message string    `json:"message"`
}

// FaultKind says what failed.
type FaultKind string

// The kinds of faults.
const (
	FaultConnect   FaultKind = "connect"   // no connection: refused, unresolved, TLS
	FaultTimeout   FaultKind = "timeout"   // no complete response within the time limit
	FaultReset     FaultKind = "reset"     // the connection broke before a complete head
	FaultMalformed FaultKind = "malformed" // not HTTP
	FaultTruncated FaultKind = "truncated" // the body ended early
	FaultTooLarge  FaultKind = "too-large" // the body exceeds the limit
	FaultEncoding  FaultKind = "encoding"  // Content-Encoding does not match the body
	FaultCanceled  FaultKind = "canceled"  // the run was interrupted
	FaultInternal  FaultKind = "internal"  // the harness could not build or authenticate the request
)

// OfCase reports whether the exchange is a step of a case, and not something
// that the harness sent around it.
func (x Exchange) OfCase() bool { return x.Role == "" || x.Role == RoleCase }

// Repeats reports whether the exchange is a readback that shows the same as
// another one.
func (x Exchange) Repeats(other Exchange) bool {
	return x.Role == RoleReadback && other.Role == RoleReadback &&
		x.Request.Method == other.Request.Method && x.Request.URL == other.Request.URL &&
		x.Fault == nil && other.Fault == nil && x.Response != nil && other.Response != nil &&
		x.Response.Status == other.Response.Status && bytes.Equal(x.Response.Body, other.Response.Body)
}

// Milliseconds is a duration as logs have it: milliseconds, to the
// microsecond; what is below is noise.
func Milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond)) / float64(time.Millisecond)
}

// OfTarget reports whether the fault is the target's: it was reached, and what
// it did is not HTTP or no complete response. Any other fault says nothing of it.
func (k FaultKind) OfTarget() bool {
	switch k {
	case FaultConnect, FaultCanceled, FaultInternal:
		return false
	default:
		return true
	}
}
