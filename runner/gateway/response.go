package gateway

import "net/http"

// answer is a response before it is written.
type answer struct {
	status int
	header http.Header
	// body is the JSON document; nil for no body.
	body any
	// raw replaces the encoded document where it is not nil.
	raw []byte
	// mediaType is the Content-Type of a response with a body.
	mediaType string
}

func respond(status int, body any) answer {
	a := answer{status: status, header: http.Header{}, body: body}
	if body != nil {
		a.mediaType = "application/json"
	}
	return a
}

// noContent is a 204.
func noContent() answer { return respond(http.StatusNoContent, nil) }

// document returns the body's members; nil if the body is no object.
func (a *answer) document() object {
	o, _ := a.body.(object)
	return o
}

// bytes is the body as it will be sent.
func (a *answer) bytes(s style) []byte {
	switch {
	case a.raw != nil:
		return a.raw
	case a.body == nil:
		return nil
	default:
		return s.encode(a.body)
	}
}
