package cases

// Statuses that HTTP lets a server answer with whatever a page says (RFC 9110,
// section 15; RFC 6585, section 5). The package names them itself, since a case is
// data and knows nothing of sending.
const (
	lengthRequired       = 411
	contentTooLarge      = 413
	unsupportedMediaType = 415
	headerFieldsTooLarge = 431
	notImplemented       = 501
)
