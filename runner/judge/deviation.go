package judge

// Deviation is one difference between what was observed and what was expected.
type Deviation struct {
	Kind DeviationKind `json:"kind"`
	// Clause is the ID of the clause that is broken.
	Clause string `json:"clause"`
	// Expected is what was due, Actual what was seen instead, in a few words.
	Expected string `json:"expected"`
	Actual   string `json:"actual"`
	// Pointer is the JSON pointer into the response body, where there is one.
	Pointer string `json:"pointer"`
	// Message is the difference in a sentence.
	Message string `json:"message"`
}

// DeviationKind says in what a target differs.
type DeviationKind string

// The kinds of deviations.
const (
	KindStatus    DeviationKind = "status"     // a status that is not allowed
	KindErrorCode DeviationKind = "error_code" // an error code that is not allowed
	KindSchema    DeviationKind = "schema"     // a body or member that does not fit the page
	KindMediaType DeviationKind = "media_type" // a Content-Type that does not fit the body
	KindBody      DeviationKind = "body"       // a body that is not due, is no JSON, or names ids that were not sent
	KindCount     DeviationKind = "count"      // ids of a batch that are counted or listed wrongly
	KindEffect    DeviationKind = "effect"     // bindings that are not as the response says
	KindIsolation DeviationKind = "isolation"  // another instance that shows or is changed
	KindLeak      DeviationKind = "leak"       // a secret in the response
	KindTransport DeviationKind = "transport"  // no complete response, or one that is not well-formed HTTP
)

// DeviationKinds are all kinds.
func DeviationKinds() []DeviationKind {
	return []DeviationKind{
		KindStatus, KindErrorCode, KindSchema, KindMediaType, KindBody,
		KindCount, KindEffect, KindIsolation, KindLeak, KindTransport,
	}
}

// OfState reports whether the kind is about bindings that changed or did not,
// which only the lists can show.
func (k DeviationKind) OfState() bool { return k == KindEffect || k == KindIsolation }
