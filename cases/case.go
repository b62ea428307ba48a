package cases

// Level says how binding an expectation is.
type Level string

// The levels.
const (
	Must    Level = "must"    // the page says so
	Should  Level = "should"  // a sibling page, HTTP or plain safety says so
	Observe Level = "observe" // recorded, never judged
)

// Case is one row: what is sent and what must come back.
type Case struct {
	// ID is operation/topic/name, never a position.
	ID string `yaml:"id" json:"id"`
	// Operation is the contract's operation the case belongs to.
	Operation string `yaml:"operation" json:"operation"`
	// Clauses are the clauses the case exercises, the tested one first.
	Clauses []string `yaml:"clauses" json:"clauses"`
	Level   Level    `yaml:"level" json:"level"`
	// Requirement is the statement under test, in one sentence.
	Requirement string `yaml:"requirement" json:"requirement"`
	// Mutation says in which one way the request is invalid; empty for a
	// case whose requests are all valid.
	Mutation string `yaml:"mutation,omitempty" json:"mutation,omitempty"`
	Steps    []Step `yaml:"steps" json:"steps"`
}

// Step is one request and what must come back.
type Step struct {
	// Name says what the step is for when a case has several.
	Name    string  `yaml:"name,omitempty" json:"name,omitempty"`
	Request Request `yaml:"request" json:"request"`
	Expect  Expect  `yaml:"expect" json:"expect"`
	// Times sends the same request so often; answers that differ make the
	// case flaky. 0 means once.
	Times int `yaml:"times,omitempty" json:"times,omitempty"`
	// After waits before the step (a duration such as "1000ms"), to see
	// whether an effect lasts. The lane goes on with other cases meanwhile.
	After string `yaml:"after,omitempty" json:"after,omitempty"`
	// Linger is how long the connection is read after the answer (a duration
	// such as "25ms"), for bytes that come late.
	Linger string `yaml:"linger,omitempty" json:"linger,omitempty"`
	// Hook names the target's hook to run before the step: "internal_error".
	Hook string `yaml:"hook,omitempty" json:"hook,omitempty"`
}
