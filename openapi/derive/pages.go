package derive

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"

	"github.com/apigspec/apigspec/openapi/page"
)

// ReadPages parses every .txt file below the root of a file system. The error
// joins one error for each page that cannot be understood; the others are
// returned all the same.
func ReadPages(fsys fs.FS) ([]*page.Page, error) {
	var pages []*page.Page
	var problems []error
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".txt") {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		p, err := page.Parse(name, bytes.Clone(data))
		if err != nil {
			problems = append(problems, err)
			return nil
		}
		pages = append(pages, p)
		return nil
	})
	return pages, errors.Join(append(problems, err)...)
}
