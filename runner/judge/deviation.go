package judge

// Deviation is one difference between what was observed and what was expected.
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

// DeviationKind says in what a target differs.
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

// OfState reports whether the kind is about bindings that changed or did not,
// which only the lists can show.
func (k DeviationKind) OfState() bool { return k == KindEffect || k == KindIsolation }
