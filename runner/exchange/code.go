package exchange

import (
	"encoding/json"
	"net/http"
)

// ErrorCode is the error_code of a response's body; empty where there is no
// response, or none in its body.
func (x Exchange) ErrorCode() string {
	if x.Response == nil {
		return ""
	}
	var body any
	if json.Unmarshal(x.Response.Body, &body) != nil {
		return "" // what is not JSON has no code
	}
	return ErrorCodeIn(body)
}

// ErrorCodeIn is the error_code of a decoded body; empty where it has none that
// is a string.
func ErrorCodeIn(body any) string {
	object, _ := body.(map[string]any)
	code, _ := object["error_code"].(string)
	return code
}

// codeBusy is what a gateway answers with 500 while it is at work on another
// binding (facts of the list of error codes, and of clients that retry on it).
const codeBusy = "APIG.3500"

// Busy names the response of a target that asks to come again: 429 where it
// limits its callers, 500 APIG.3500 where it is at work on another binding of
// the same gateway. It is empty for any other response.
func (x Exchange) Busy() string {
	switch {
	case x.Response == nil:
		return ""
	case x.Response.Status == http.StatusTooManyRequests:
		return "429"
	case x.Response.Status == http.StatusInternalServerError && x.ErrorCode() == codeBusy:
		return "500 " + codeBusy
	default:
		return ""
	}
}
