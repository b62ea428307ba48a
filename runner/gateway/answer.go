package gateway

import (
	"net/http"
	"strconv"
)

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

// send writes the answer the ordinary way.
func (a *answer) send(w http.ResponseWriter, s style) {
	body := a.bytes(s)
	h := w.Header()
	for name, values := range a.header {
		h[name] = values
	}
	if body != nil && a.mediaType != "" {
		h["Content-Type"] = []string{a.mediaType}
	} else if body != nil {
		h["Content-Type"] = nil
	}
	if body != nil && h.Get("Transfer-Encoding") == "" {
		h["Content-Length"] = []string{strconv.Itoa(len(body))}
	}
	w.WriteHeader(a.status)
	if len(body) > 0 {
		_, _ = w.Write(body) // the client may have left; there is nobody to tell
	}
}
