package reports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// The names of the files in a report directory.
const (
	LogFile       = "results.jsonl"
	JUnitFile     = "junit.xml"
	HTMLFile      = "report.html"
	MarkdownFile  = "summary.md"
	StatementFile = "statement.yaml"
)

// Clear removes from dir what an earlier run and its certificate left there, and nothing else, so that no
// report outlives what it is about. There need not be any.
func Clear(dir string) error {
	for _, name := range []string{LogFile, JUnitFile, HTMLFile, MarkdownFile, StatementFile, CertificateHTMLFile, CertificateMarkdownFile} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove an earlier run's report: %w", err)
		}
	}
	return nil
}

// WriteAll renders everything but the event log into dir, which is made if it
// does not exist, and returns the paths of the files. Each file appears whole
// or not at all. The first error ends it. A [Log] writes the event log.
func WriteAll(dir string, run Run) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the report directory: %w", err)
	}
	var written []string
	for _, file := range []struct {
		name   string
		render func(io.Writer, Run) error
	}{
		{JUnitFile, WriteJUnit},
		{HTMLFile, WriteHTML},
		{MarkdownFile, WriteMarkdown},
		{StatementFile, WriteStatement},
	} {
		path := filepath.Join(dir, file.name)
		if err := writeFile(path, run, file.render); err != nil {
			return written, err
		}
		written = append(written, path)
	}
	return written, nil
}

// writeFile renders into a file beside path and moves it there.
func writeFile(path string, run Run, render func(io.Writer, Run) error) (err error) {
	temporary, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = temporary.Close()
			_ = os.Remove(temporary.Name())
		}
	}()
	buffered := bufio.NewWriter(temporary)
	if err := render(buffered, run); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := temporary.Chmod(0o644); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := temporary.Close(); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(temporary.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
