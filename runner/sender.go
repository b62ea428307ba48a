package runner

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/target"
)

// sender sends every request of a run, the cases' and the ledger's: it bounds
// how long a response is waited for, and sends again what the target was too
// busy for.
type sender struct {
	client   *target.Client
	timeouts *adaptiveTimeouts
	meanings *meanings
	// changes lets the requests through that may change state.
	changes *gate
	// ledgerAuth is how the ledger's requests present the target's credential.
	ledgerAuth target.Credential
	note       func(string)
	// outage waits for a target that is away for a moment; nil waits for none.
	outage *outage
	// patient is set for requests that are not judged: a target that is not available for
	// a moment is asked again.
	patient bool
}

// place is where a request waits for its turn.
type place int

const (
	beside place = iota // nowhere: it changes nothing
	lane                // among those that may change state
	gaps                // there, when nobody else does
)

// sendFrom makes one exchange as soon as the target may be asked.
func (s sender) sendFrom(ctx context.Context, from place, of string, r target.Request) []exchange.Exchange {
	if from != beside {
		s.changes.enter(from == lane)
		defer s.changes.leave(from == lane)
	}
	r.Changes = from == lane
	return s.send(ctx, of, from, r)
}

// send makes one exchange, and further ones while that is worth it; the last
// one counts. Of says what the time limits are kept for: an operation, or a
// method of the ledger's.
func (s sender) send(ctx context.Context, of string, from place, r target.Request) []exchange.Exchange {
	s.timeouts.limit(of, &r)
	sent := []exchange.Exchange{s.client.Send(ctx, r)}
	for tries := 1; ; tries++ {
		last := sent[len(sent)-1]
		s.timeouts.saw(of, last)
		s.outage.counted(last)
		if last.Retried {
			s.note("connections that were closed while nobody used them were replaced, and what was sent on them was sent again")
			if s.client.ClosesSilently() {
				s.note("the target seems to close connections after a response without saying so; what met with that was sent again, and later requests each got a connection of their own")
			}
		}
		if tries <= target.Attempts {
			switch s.outage.over(ctx, of, from == lane && !s.patient, last) {
			case undone:
				sent = append(sent, s.client.Again(ctx, r, 1))
				continue
			case unknown:
				sent[len(sent)-1] = lostTrackOf(last)
				return sent
			}
		}
		why, attempts := s.worthAgain(last)
		if why == "" {
			return sent
		}
		waits := s.timeouts.waits(of)
		done := tries > attempts || !waits
		switch {
		case s.outage.limited(ctx, of, last, done):
			tries = 0
			sent = append(sent, s.client.Again(ctx, r, 1))
			continue
		case done:
			if waits {
				s.timeouts.waited(of)
			}
			return sent
		}
		s.note(why + " was answered at times; those requests were sent again")
		if now, narrowed := s.changes.narrow(); narrowed {
			s.note(narrowedNote(last, now))
		}
		sent = append(sent, s.client.Again(ctx, r, tries))
	}
}

// narrowedNote says why fewer changes are sent at a time. A target that limits its callers
// counts requests, not changes.
func narrowedNote(busy exchange.Exchange, now int) string {
	if limits(busy) {
		return fmt.Sprintf("the target had enough of its callers; from then on it got %d changes at a time (rate.requests_per_second in the target file bounds all requests)", now)
	}
	return fmt.Sprintf("the target was busy with several changes at a time; from then on it got %d", now)
}

// Send implements [fixtures.Sender]. The ledger's limits go by method: a gateway
// whose bind operation hangs is asked to bind after every case.
func (s sender) Send(ctx context.Context, r target.Request) []exchange.Exchange {
	r.Auth, s.patient = s.ledgerAuth, true
	if readsOnly(r.Method) {
		return s.send(ctx, r.Method, beside, r)
	}
	return s.sendFrom(ctx, lane, r.Method, r)
}

// Means implements [fixtures.Sender].
func (s sender) Means(code string) situation.Situation { return s.meanings.of(code) }

// failedAttempts is how often one who is patient asks again after a response that may
// well be the same the next time.
const failedAttempts = 3

// worthAgain names the response of a target that asks to come again, and says how often
// that is worth it: 429 where it limits its callers, 503 where it says when to come, a
// failure of its own and a code where it is at work on another binding of the same instance.
// To one who is patient any failure of its own is worth it, and a conflict with what it is
// at work on. For any other response it is empty.
func (s sender) worthAgain(x exchange.Exchange) (why string, attempts int) {
	if x.Response == nil {
		return "", 0
	}
	status := x.Response.Status
	switch {
	case status == http.StatusTooManyRequests:
		return "429", target.Attempts
	case limits(x):
		return "503 with Retry-After", target.Attempts
	case situation.FamilyOf(status) == situation.Internal && s.Means(x.ErrorCode()) == situation.Busy:
		return statusAndCode(x), target.Attempts
	case s.patient && slices.Contains(unavailable, status):
		return strconv.Itoa(status), target.Attempts
	case s.patient && (status >= http.StatusInternalServerError || status == http.StatusConflict):
		return statusAndCode(x), failedAttempts
	default:
		return "", 0
	}
}

// statusAndCode is "500 APIG.3500", or the status alone.
func statusAndCode(x exchange.Exchange) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", x.Response.Status, x.ErrorCode()))
}
