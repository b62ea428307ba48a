package exchange

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// Payload is a sequence of bytes that prints as text where it is UTF-8 and
// as base64 otherwise.
type Payload []byte

type binaryPayload struct {
	Base64 []byte `json:"base64"`
}

// MarshalJSON writes UTF-8 text as a JSON string and anything else as
// {"base64": …}; nil is null.
func (p Payload) MarshalJSON() ([]byte, error) {
	switch {
	case p == nil:
		return []byte("null"), nil
	case utf8.Valid(p):
		return json.Marshal(string(p))
	default:
		return json.Marshal(binaryPayload{Base64: p})
	}
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Payload) UnmarshalJSON(data []byte) error {
	var text *string
	if err := json.Unmarshal(data, &text); err == nil {
		if *p = nil; text != nil {
			*p = Payload(*text)
		}
		return nil
	}
	var binary binaryPayload
	if err := json.Unmarshal(data, &binary); err != nil || binary.Base64 == nil {
		return fmt.Errorf(`read a body of the log: neither text nor {"base64": …}: %.60s`, data)
	}
	*p = binary.Base64
	return nil
}

// String is the payload as text, for messages.
func (p Payload) String() string { return string(p) }
