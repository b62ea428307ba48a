package derive_test

import (
	"os"
	"slices"
	"testing"

	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/openapi/page"
)

// restated are the project's own pages.
func restated(t testing.TB) []*page.Page {
	t.Helper()
	pages, err := derive.ReadPages(documents.FS())
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// operationPages are the project's pages without its list of error codes.
func operationPages(t testing.TB) []*page.Page {
	t.Helper()
	return slices.DeleteFunc(restated(t), func(p *page.Page) bool { return len(p.ErrorCodes) > 0 })
}

// originals are the pages of the folder that APIGSPEC_DOCUMENTS names.
func originals(t testing.TB) []*page.Page {
	t.Helper()
	folder := os.Getenv("APIGSPEC_DOCUMENTS")
	if folder == "" {
		t.Skip("APIGSPEC_DOCUMENTS names no folder with original reference pages; they are not part of the project")
	}
	pages, err := derive.ReadPages(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// byName picks pages out of a set.
func byName(pages []*page.Page, names ...string) []*page.Page {
	var picked []*page.Page
	for _, name := range names {
		for _, p := range pages {
			if p.Name == name {
				picked = append(picked, p)
			}
		}
	}
	return picked
}
