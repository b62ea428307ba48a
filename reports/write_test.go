package reports

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWriteAll(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "reports", "out")
	for range 2 { // the second time over the first one's files
		written, err := WriteAll(dir, fullSample(t))
		if err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, entry := range entries {
			names = append(names, entry.Name())
			if info, err := entry.Info(); err != nil || info.Size() == 0 || info.Mode().Perm() != 0o644 {
				t.Errorf("%s: %v, %v", entry.Name(), info, err)
			}
		}
		if diff := cmp.Diff([]string{JUnitFile, HTMLFile, StatementFile, MarkdownFile}, names); diff != "" {
			t.Errorf("files (-want +got):\n%s", diff)
		}
		if len(written) != 4 {
			t.Errorf("written = %v", written)
		}
	}
}

func TestWriteAllWithoutADirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := WriteAll(filepath.Join(file, "out"), fullSample(t))
	if err == nil || !strings.Contains(err.Error(), "make the report directory") {
		t.Errorf("got %v", err)
	}
}
