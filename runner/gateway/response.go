package gateway

import (
	"net/http"

	record "github.com/apigspec/apigspec/runner/exchange"
)

// response is a response before it is written.
type response struct {
	status int
	header http.Header
	// body is the JSON document; nil for no body.
	body any
	// raw replaces the encoded document where it is not nil.
	raw []byte
	// mediaType is the Content-Type of a response with a body.
	mediaType string
}

// newResponse names the gateway as the one who sends it, so that it passes for nobody's
// product.
func newResponse(status int, body any) response {
	resp := response{status: status, header: http.Header{"Server": {record.OwnGateway}}, body: body}
	if body != nil {
		resp.mediaType = "application/json"
	}
	return resp
}

// noContent is a 204.
func noContent() response { return newResponse(http.StatusNoContent, nil) }

// document returns the body's members; nil if the body is no object.
func (resp *response) document() object {
	o, _ := resp.body.(object)
	return o
}

// bytes is the body as it will be sent.
func (resp *response) bytes(s style) []byte {
	switch {
	case resp.raw != nil:
		return resp.raw
	case resp.body == nil:
		return nil
	default:
		return s.encode(resp.body)
	}
}
