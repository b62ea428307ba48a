package exchange

import "encoding/json"

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
