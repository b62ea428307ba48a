package runner

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"

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
	return s.send(ctx, of, r)
}

// send makes one exchange, and further ones while the target is busy; the last
// one counts. Of says what the time limits are kept for: an operation, or a
// method of the ledger's.
func (s sender) send(ctx context.Context, of string, r target.Request) []exchange.Exchange {
	s.timeouts.limit(of, &r)
	sent := []exchange.Exchange{s.client.Send(ctx, r)}
	for {
		last := sent[len(sent)-1]
		s.timeouts.saw(of, last)
		busy := s.busyWith(last)
		if busy == "" || !s.timeouts.waits(of) {
			return sent
		}
		if len(sent) > target.Attempts {
			s.timeouts.waited(of)
			return sent
		}
		s.note(busy + " was answered at times; those requests were sent again")
		if now, narrowed := s.changes.narrow(); narrowed {
			s.note(fmt.Sprintf("the target was busy with several changes at a time; from then on it got %d", now))
		}
		sent = append(sent, s.client.Again(ctx, r, len(sent)))
	}
}

// Send implements [fixtures.Sender]. The ledger's limits go by method: a gateway
// whose bind operation hangs is asked to bind after every case.
func (s sender) Send(ctx context.Context, r target.Request) []exchange.Exchange {
	r.Auth, s.patient = s.ledgerAuth, true
	if readsOnly(r.Method) {
		return s.send(ctx, r.Method, r)
	}
	return s.sendFrom(ctx, lane, r.Method, r)
}

// Means implements [fixtures.Sender].
func (s sender) Means(code string) situation.Situation { return s.meanings.of(code) }

// unavailable are the statuses of a target that is not there for a moment, or of a
// gateway before it.
var unavailable = []int{http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}

// busyWith names the response of a target that asks to come again: 429 where it
// limits its callers, a failure of its own and a code where it is at work on another
// binding of the same instance. It is empty for any other response, but for those of a
// target that is not available to one who is patient.
func (s sender) busyWith(x exchange.Exchange) string {
	switch {
	case x.Response == nil:
		return ""
	case x.Response.Status == http.StatusTooManyRequests:
		return "429"
	case situation.FamilyOf(x.Response.Status) == situation.Internal && s.Means(x.ErrorCode()) == situation.Busy:
		return fmt.Sprintf("%d %s", x.Response.Status, x.ErrorCode())
	case s.patient && slices.Contains(unavailable, x.Response.Status):
		return strconv.Itoa(x.Response.Status)
	default:
		return ""
	}
}
