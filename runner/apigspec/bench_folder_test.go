package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/documents"
)

// casesPerPage is about how many cases a page of writePages yields.
const casesPerPage = 122

// writePages makes a folder of n pages and returns their paths. They are the
// project's own, each with a segment of its own in its path, which makes it
// another operation.
func writePages(b testing.TB, n int) []string {
	b.Helper()
	originals, err := fs.Glob(documents.FS(), "*-*-*.txt") // service-resource-verb; the list of error codes has fewer words
	if err != nil {
		b.Fatal(err)
	}
	folder := b.TempDir()
	paths := make([]string, n)
	for i := range paths {
		name := originals[i%len(originals)]
		text, err := fs.ReadFile(documents.FS(), name)
		if err != nil {
			b.Fatal(err)
		}
		renamed := strings.Replace(string(text), "/instances/{instance_id}/", fmt.Sprintf("/instances/{instance_id}/r%d/", i), 1)
		paths[i] = filepath.Join(folder, fmt.Sprintf("%04d-%s", i, name))
		if err := os.WriteFile(paths[i], []byte(renamed), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return paths
}
