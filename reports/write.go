package reports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// The names of the files in a report directory.
const (
	LogFile       = "results.jsonl"
	JUnitFile     = "junit.xml"
	HTMLFile      = "report.html"
	MarkdownFile  = "summary.md"
	StatementFile = "statement.yaml"
)

// reportFiles are the names of all files in a report directory.
func reportFiles() []string {
	return []string{LogFile, JUnitFile, HTMLFile, MarkdownFile, StatementFile}
}

// Clear removes from dir what an earlier run and its certificate left there, and nothing
// else, so that no report outlives what it is about. There need not be any. A file that
// is to be kept stays, by whatever path it is named.
func Clear(dir string, keep ...string) error {
	for _, name := range append(reportFiles(), CertificateHTMLFile, CertificateMarkdownFile) {
		path := filepath.Join(dir, name)
		if slices.ContainsFunc(keep, func(kept string) bool { return SameFile(path, kept) }) {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove an earlier run's report: %w", err)
		}
	}
	return nil
}

// EarlierFile is where the log of an earlier run is set aside that a run starts from.
const EarlierFile = "earlier.jsonl"

// SetAside renames the log in dir to [EarlierFile], if one of the paths leads to it, and
// reports whether it did: a run that starts from a log must not destroy it, in case that it
// does not get far.
func SetAside(dir string, paths ...string) (bool, error) {
	log := filepath.Join(dir, LogFile)
	if !slices.ContainsFunc(paths, func(path string) bool { return SameFile(log, path) }) {
		return false, nil
	}
	if err := os.Rename(log, filepath.Join(dir, EarlierFile)); err != nil {
		return false, fmt.Errorf("set the earlier run's log aside: %w", err)
	}
	return true, nil
}

// SameFile reports whether two paths lead to one file that exists.
func SameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// report is one of the files that are rendered from an event log.
type report struct {
	// format is what a person calls it, file its name in a report directory.
	format, file string
	render       func(io.Writer, Run) error
}

func all() []report {
	return []report{
		{"junit", JUnitFile, WriteJUnit},
		{"html", HTMLFile, WriteHTML},
		{"markdown", MarkdownFile, WriteMarkdown},
		{"statement", StatementFile, WriteStatement},
	}
}

// WriteAll renders everything but the event log into dir, which is made if it
// does not exist, and returns the paths of the files. Each file appears whole
// or not at all, and the others although one cannot be written. A [Log] writes the event
// log.
func WriteAll(dir string, run Run) ([]string, error) {
	return write(dir, run, all())
}

// WriteFormats is [WriteAll] for some of the files: junit, html, markdown and
// statement. Another name is an error.
func WriteFormats(dir string, run Run, formats []string) ([]string, error) {
	var wanted []report
	for _, format := range formats {
		i := slices.IndexFunc(all(), func(r report) bool { return r.format == format })
		if i < 0 {
			return nil, fmt.Errorf("%q is no report; there are junit, html, markdown and statement", format)
		}
		wanted = append(wanted, all()[i])
	}
	return write(dir, run, wanted)
}

func write(dir string, run Run, wanted []report) ([]string, error) {
	for _, r := range wanted {
		if path := filepath.Join(dir, r.file); run.isLog(path) {
			return nil, fmt.Errorf("write %s: it is the event log that the report is made from; rename the log, or choose another folder", path)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the report directory: %w", err)
	}
	var group sync.WaitGroup
	failures := make([]error, len(wanted))
	for i, r := range wanted {
		group.Go(func() { failures[i] = writeFile(filepath.Join(dir, r.file), run, r.render) })
	}
	group.Wait()
	var written []string
	for i, r := range wanted {
		if failures[i] == nil {
			written = append(written, filepath.Join(dir, r.file))
		}
	}
	return written, errors.Join(failures...)
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
