package gateway

import "net/http"

// behavior is everything in which a gateway may differ from the plain one. A
// mutant or variant is a function that changes a behavior; hooks of the same
// kind run one after the other, in the order in which they were added.
type behavior struct {
	// order is the order of the checks.
	order []stage
	// find, when set, is asked about requests whose method or path the
	// gateway does not have; nil leaves them refused.
	find []func(*http.Request, *route) *endpoint
	// lacks reports operations that the gateway does not have.
	lacks []func(r *http.Request, op string) bool
	// received may rewrite a request before any check.
	received []func(*exchange)
	// credential is where the token comes from.
	credential func(*exchange) (token string, present bool)
	// similar reports whether a token that the gateway does not know passes for
	// one that it knows.
	similar []func(e *exchange, presented, known string) bool
	// refused may change a refusal; returning nil overlooks it.
	refused []func(*exchange, *refusal) *refusal
	// tolerated may refuse what the pages leave open and the plain gateway accepts.
	tolerated []func(e *exchange, reason string) *refusal
	// chosen are the ids acted on, instead of those sent.
	chosen []func(e *exchange, ids []string) []string
	// unbind decides, under the instance's lock, whether the binding really goes.
	unbind []func(*exchange, *binding) bool
	// unbound runs after the effect, outside the lock.
	unbound []func(*exchange)
	// outcomes may change what became of each id of a batch.
	outcomes []func(*exchange, []outcome) []outcome
	// visible decides whether a binding is shown by the list operations.
	visible []func(*exchange, *binding) bool
	// listed may change the page of a list before it is shown.
	listed []func(*exchange, *listing)
	// unfiltered lists ignore their optional filters.
	unfiltered bool
	// recordID, when set, makes the ids of binding records.
	recordID func(in *instance, p place) string
	// responded may change a response before it is written.
	responded []func(*exchange, *response)
	// style is how documents are written, framing how messages are.
	style   style
	framing framing
	// encoded may change the encoded body, for instance compress it.
	encoded []func(*exchange, *response, []byte) []byte
	// write, when set, writes the response in a way of its own and reports
	// whether it did.
	write []func(*exchange, *response, http.ResponseWriter) bool
	// dialect is the target file's auth.dialect.
	dialect string
}

func plainBehavior() behavior {
	return behavior{
		order: []stage{
			stageToken, stagePermission, stagePath, stageQuery, stageBody, stageInstance, stagePlugin, stageResource,
		},
		credential: func(e *exchange) (string, bool) {
			values := e.r.Header["X-Auth-Token"]
			if len(values) == 0 {
				return "", false
			}
			return values[0], true
		},
		dialect: "direct",
	}
}

// stage is one group of checks.
type stage int

const (
	stageToken      stage = iota // the credential is known
	stagePermission              // it may do this, in this project
	stagePath                    // the path parameters are well-formed
	stageQuery                   // the query parameters
	stageBody                    // the body
	stageInstance                // the instance exists
	stagePlugin                  // the plug-in exists
	stageResource                // what the body names exists
)
