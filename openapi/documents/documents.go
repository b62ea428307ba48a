// Package documents holds the reference pages that the project's contract is
// derived from, restated in the project's own words, and beside them the
// service's list of error codes. README.md says which page each of them
// restates.
package documents

import (
	"embed"
	"io/fs"
)

//go:embed *.txt
var files embed.FS

// FS returns the pages: text files at its root, one page each, named after
// the operation that the page documents, or after the list.
func FS() fs.FS { return files }
