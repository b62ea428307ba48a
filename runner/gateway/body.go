package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// members reads the request body as one JSON object. A body that is none is
// refused; when that is overlooked the object is empty.
func (e *exchange) members() (map[string]json.RawMessage, *refusal) {
	members := map[string]json.RawMessage{}
	if len(bytes.TrimSpace(e.body)) == 0 {
		return members, e.refuse(unreadable("body/none", "unexpected end of JSON input"))
	}
	if bytes.HasPrefix(e.body, []byte("\xef\xbb\xbf")) {
		return members, e.refuse(unreadable("body/byte-order-mark", "invalid character '\\ufeff' looking for beginning of value"))
	}
	reader := json.NewDecoder(bytes.NewReader(e.body))
	var document json.RawMessage
	if err := reader.Decode(&document); err != nil {
		return members, e.refuse(unreadable("body/syntax", syntaxMessage(err)))
	}
	if got := jsonType(document); got != "object" {
		r := unreadable("body/type", "cannot read "+got+" as an object")
		r.got = got
		return members, e.refuse(r)
	}
	if err := json.Unmarshal(document, &members); err != nil {
		return members, e.refuse(unreadable("body/syntax", syntaxMessage(err)))
	}
	if _, err := reader.Token(); !errors.Is(err, io.EOF) {
		return members, e.refuse(unreadable("body/trailing", "invalid character after top-level value"))
	}
	return members, nil
}

func syntaxMessage(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "unexpected end of JSON input"
	}
	return err.Error()
}

// text reads a mandatory member of type String.
func (e *exchange) text(members map[string]json.RawMessage, name string) (string, *refusal) {
	raw, ok := members[name]
	if !ok {
		return "", e.refuse(missing(name))
	}
	switch got := jsonType(raw); got {
	case "null":
		return "", e.refuse(&refusal{
			reason: name + "/null", status: 400, code: "APIG.2001",
			message: missing(name).message,
		})
	case "string":
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return "", e.refuse(invalid(name+"/type", name))
		}
		if s == "" {
			return "", e.refuse(invalid(name+"/empty", name))
		}
		return s, nil
	default:
		r := invalid(name+"/type", name)
		r.got = got
		return "", e.refuse(r)
	}
}

// list is what a member of type Array of strings may hold.
type list struct {
	name      string
	mandatory bool
	// bounded lists have 1 to 500 items.
	bounded bool
}

const maxItems = 500

// texts reads a list. Items of another type are refused; when that is
// overlooked they are left out.
func (e *exchange) texts(members map[string]json.RawMessage, l list) ([]string, *refusal) {
	raw, ok := members[l.name]
	if !ok {
		if l.mandatory {
			return nil, e.refuse(missing(l.name))
		}
		return nil, e.tolerate(l.name + "/absent")
	}
	switch got := jsonType(raw); got {
	case "array":
	case "null":
		if !l.mandatory {
			return nil, e.tolerate(l.name + "/null")
		}
		r := missing(l.name)
		r.reason = l.name + "/null"
		return nil, e.refuse(r)
	default:
		r := invalid(l.name+"/type", l.name)
		r.got = got
		return nil, e.refuse(r)
	}
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return nil, e.refuse(unreadable("body/syntax", syntaxMessage(err)))
	}
	texts := make([]string, 0, len(items))
	for i, item := range items {
		if got := jsonType(item); got != "string" {
			r := invalid(l.name+"/item", l.name)
			r.got, r.position, r.length = got, i, len(items)
			if r := e.refuse(r); r != nil {
				return nil, r
			}
			continue
		}
		var s string
		if err := json.Unmarshal(item, &s); err != nil {
			return nil, e.refuse(invalid(l.name+"/item", l.name))
		}
		texts = append(texts, s)
	}
	if len(withoutRepeats(texts)) < len(texts) {
		if r := e.tolerate(l.name + "/duplicate"); r != nil {
			return texts, r
		}
	}
	switch {
	case len(items) == 0 && l.bounded:
		return texts, e.refuse(invalid(l.name+"/empty", l.name))
	case len(items) == 0:
		return texts, e.tolerate(l.name + "/empty")
	case len(items) > maxItems && l.bounded:
		r := invalid(l.name+"/long", l.name)
		r.length = len(items)
		return texts, e.refuse(r)
	case len(items) > maxItems:
		return texts, e.tolerate(l.name + "/long")
	}
	return texts, nil
}

// jsonType names the type of a valid JSON value.
func jsonType(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return "nothing"
	}
	switch raw[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	default:
		return "number"
	}
}
