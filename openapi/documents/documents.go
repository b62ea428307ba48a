// Package documents holds the reference pages that the project's contract is
// derived from, restated in the project's own words, and beside them the
// service's list of error codes. README.md says which page each of them
// restates.
package documents

import (
	"embed"
	"io/fs"
)

// ErrorCodes is the name of the file with the list of error codes. It
// documents no operation, so it is not among the pages.
const ErrorCodes = "error-codes.txt"

// Each page but the list: a pattern cannot leave out a whole name.
//
//go:embed [^e]*.txt
var files embed.FS

// FS returns the pages: text files at its root, one page each, named after
// the operation that the page documents.
func FS() fs.FS { return files }
