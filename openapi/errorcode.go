package openapi

import (
	"sync"
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

// ErrorCodes are the rows of a table of error codes that the operation's page has. They
// stand beside those of the contract, and no response need have them.
func (o *Operation) ErrorCodes() []ErrorCode { return errorCodesOf(o.Spec.Extensions) }

func errorCodesOf(extensions map[string]any) []ErrorCode {
	var all []ErrorCode
	for _, row := range objects(extensions, "x-error-codes") {
		status, _ := row["status"].(float64)
		all = append(all, ErrorCode{Code: text(row, "code"), Status: int(status), Text: text(row, "text"), Place: place(row, "", false)})
	}
	return all
}
