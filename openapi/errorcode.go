package openapi

// ErrorCode is a row of the service's list of error codes.
type ErrorCode struct {
	Code string
	// Status is the one that the list gives the code; pages may print another.
	Status int
	// Text says what the code means.
	Text  string
	Place Place
}

// ErrorCodes is the list of error codes that is part of the contract.
func (c *Contract) ErrorCodes() []ErrorCode {
	var all []ErrorCode
	for _, o := range objects(c.Doc.Extensions, "x-error-codes") {
		status, _ := o["status"].(float64)
		all = append(all, ErrorCode{Code: text(o, "code"), Status: int(status), Text: text(o, "text"), Place: place(o, "", false)})
	}
	return all
}
