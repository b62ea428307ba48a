package cases

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

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
	ID string `json:"id"`
	// Operation is the contract's operation the case belongs to.
	Operation string `json:"operation"`
	// Clauses are the clauses the case exercises, the tested one first.
	Clauses []string `json:"clauses"`
	Level   Level    `json:"level"`
	// Requirement is the statement under test, in one sentence.
	Requirement string `json:"requirement"`
	// Mutation says in which one way the request is invalid; empty for a
	// case whose requests are all valid.
	Mutation string `json:"mutation,omitempty"`
	Steps    []Step `json:"steps"`
}

// Step is one request and what must come back. In JSON its durations are
// strings such as "900ms".
type Step struct {
	// Name says what the step is for when a case has several.
	Name    string
	Request Request
	Expect  Expect
	// Times sends the same request so often; responses that differ make the
	// case flaky. 0 means once.
	Times int
	// Delay is the time to wait before the step, to see whether an effect
	// lasts. Other cases run meanwhile.
	Delay time.Duration
	// Linger is how long the connection is read after the response, for bytes
	// that come late; 0 leaves it to the client.
	Linger time.Duration
	// Hook names the target's hook to run before the step: "internal_error".
	Hook string
}

// stepJSON is a step with its durations as text.
type stepJSON struct {
	Name    string  `json:"name,omitempty"`
	Request Request `json:"request"`
	Expect  Expect  `json:"expect"`
	Times   int     `json:"times,omitempty"`
	Delay   string  `json:"delay,omitempty"`
	Linger  string  `json:"linger,omitempty"`
	Hook    string  `json:"hook,omitempty"`
}

// MarshalJSON writes the step with its durations as strings. The brackets of
// placeholders stay as they are, unless the encoder around it escapes them.
func (s Step) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(stepJSON{
		Name: s.Name, Request: s.Request, Expect: s.Expect, Times: s.Times,
		Delay: durationText(s.Delay), Linger: durationText(s.Linger), Hook: s.Hook,
	})
	return b.Bytes(), err
}

// UnmarshalJSON reads what MarshalJSON wrote. The error names the key whose
// duration cannot be read.
func (s *Step) UnmarshalJSON(data []byte) error {
	var text stepJSON
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	step := Step{Name: text.Name, Request: text.Request, Expect: text.Expect, Times: text.Times, Hook: text.Hook}
	for _, d := range []struct {
		key, text string
		into      *time.Duration
	}{{"delay", text.Delay, &step.Delay}, {"linger", text.Linger, &step.Linger}} {
		if d.text == "" {
			continue
		}
		var err error
		if *d.into, err = time.ParseDuration(d.text); err != nil {
			return fmt.Errorf("%s: %w", d.key, err)
		}
	}
	*s = step
	return nil
}

func durationText(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.String()
}
