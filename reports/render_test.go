package reports

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRenderingNeverOverwritesTheLog is about a log that has the name of a report.
func TestRenderingNeverOverwritesTheLog(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("testdata", LogFile))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{JUnitFile, HTMLFile, MarkdownFile, StatementFile} {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, golden, 0o600); err != nil {
			t.Fatal(err)
		}
		run, err := ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer run.Close()
		if _, err := WriteAll(dir, run); err == nil || !strings.Contains(err.Error(), "it is the event log") {
			t.Errorf("%s: %v", name, err)
		}
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Errorf("%s: %v beside it, %v", name, entries, err)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	_, err := WriteFormats(t.TempDir(), fullSample(t), []string{"junit", "pdf"})
	if err == nil || !strings.Contains(err.Error(), `"pdf" is no report`) {
		t.Errorf("got %v", err)
	}
}

// TestCutLine is about what a killed run leaves: of the last line the beginning.
func TestCutLine(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join("testdata", LogFile))
	if err != nil {
		t.Fatal(err)
	}
	ends := lineEnds(whole)
	for _, test := range []struct {
		name       string
		length     int
		cases, cut int
	}{
		{"whole", len(whole), 7, 0},
		{"without the end line", ends[7], 7, 0},
		{"in the end line", ends[7] + 9, 7, 9},
		{"in a case", ends[2] + 200, 2, 4},
		{"the line end alone is missing", ends[2] - 1, 2, 0},
		{"after the run line", ends[0], 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			run, err := Read("cut.jsonl", strings.NewReader(string(whole[:test.length])))
			if err != nil {
				t.Fatal(err)
			}
			if len(run.Cases) != test.cases || run.Cut() != test.cut {
				t.Errorf("%d cases, line %d cut; want %d and %d", len(run.Cases), run.Cut(), test.cases, test.cut)
			}
		})
	}
}

// lineEnds are the offsets after each line.
func lineEnds(log []byte) []int {
	var ends []int
	for i, b := range log {
		if b == '\n' {
			ends = append(ends, i+1)
		}
	}
	return ends
}
