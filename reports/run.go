package reports

// Run is a whole event log.
type Run struct {
	Meta  Meta
	Cases []Case
	// End is nil when the log has no end line: the run was killed, or it is
	// still going on.
	End *End

	// clauses is the register of Meta by clause id; nil for a run that was
	// not read from a log.
	clauses map[string]Clause
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
}
