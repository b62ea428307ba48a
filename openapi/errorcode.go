package openapi

import (
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// ErrorCode is a row of the service's list of error codes.
type ErrorCode struct {
	Code string
	// Status is the one that the list gives the code; pages may print another.
	Status int
	// Text says what the code means.
	Text  string
	Place Place
}

// ErrorCodes is the list of error codes that the contract was derived with, in
// its order; without one it is the list of the project's own contract. The list
// is shared: read it only.
func (c *Contract) ErrorCodes() []ErrorCode {
	if len(c.errorCodes) > 0 {
		return c.errorCodes
	}
	return ownErrorCodes()
}

// ownErrorCodes is the list of the project's own contract. Default reports a
// contract that cannot be read.
var ownErrorCodes = sync.OnceValue(func() []ErrorCode {
	own, err := Default()
	if err != nil {
		return nil
	}
	return own.errorCodes
})

func errorCodesOf(doc *openapi3.T) []ErrorCode {
	var all []ErrorCode
	for _, row := range objects(doc.Extensions, "x-error-codes") {
		status, _ := row["status"].(float64)
		all = append(all, ErrorCode{Code: text(row, "code"), Status: int(status), Text: text(row, "text"), Place: place(row, "", false)})
	}
	return all
}
