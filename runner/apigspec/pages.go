package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/apigspec/apigspec/openapi/page"
	"github.com/apigspec/apigspec/runner"
)

// readPages parses pages and folders of pages. It returns what could be
// parsed together with an error for each page that could not.
func readPages(names []string) ([]*page.Page, error) {
	files, err := pageFiles(names)
	if err != nil {
		return nil, err
	}
	var pages []*page.Page
	var problems []error
	for _, file := range files {
		parsed, err := page.ParseFile(file)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		pages = append(pages, parsed)
	}
	return pages, errors.Join(problems...)
}

// pageFiles lists the pages behind the names: a folder stands for the text
// files directly in it.
func pageFiles(names []string) ([]string, error) {
	var files []string
	for _, name := range names {
		if matches, err := filepath.Glob(name); err == nil && len(matches) > 0 && strings.ContainsAny(name, "*?[") {
			files = append(files, matches...) // a shell that leaves patterns alone
			continue
		}
		info, err := os.Stat(name)
		if err != nil {
			return nil, usage("%w", err)
		}
		if !info.IsDir() {
			files = append(files, name)
			continue
		}
		inside, err := filepath.Glob(filepath.Join(escapeGlob(name), "*.txt"))
		if err != nil {
			return nil, usage("%s: %w", name, err)
		}
		if len(inside) == 0 {
			return nil, usage("%s: the folder holds no page (*.txt)", name)
		}
		files = append(files, inside...)
	}
	return files, nil
}

// escapeGlob keeps the special characters of a folder's name from matching.
func escapeGlob(name string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
}

// joinPageErrors makes one error, and an exit code, of the errors of pages.
func joinPageErrors(problems ...error) error {
	joined := errors.Join(problems...)
	if joined == nil {
		return nil
	}
	var ended *exit
	if errors.As(joined, &ended) && len(problems) == 1 {
		return joined
	}
	return &exit{code: runner.ExitNotConformant, err: fmt.Errorf("not every page could be derived:\n%w", plain{joined})}
}

// plain hides an exit code that an error carries, so that the outermost counts.
type plain struct{ error }
