package reports

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// TestGolden shows in review how a change alters what people read.
func TestGolden(t *testing.T) {
	for _, test := range []struct {
		file   string
		render func(io.Writer, Run) error
	}{
		{"summary.md", WriteMarkdown},
		{"statement.yaml", WriteStatement},
		{"junit.xml", WriteJUnit},
		{"results.jsonl", writeLog},
		{"terminal.txt", func(w io.Writer, run Run) error {
			return Summary(w, run, Style{}, []string{"reports/out/junit.xml", "reports/out/report.html"})
		}},
		{"terminal-60-color.txt", func(w io.Writer, run Run) error {
			return Summary(w, run, Style{Color: true, Width: 60}, nil)
		}},
	} {
		t.Run(test.file, func(t *testing.T) {
			var got bytes.Buffer
			if err := test.render(&got, fullSample(t)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", test.file)
			if *update {
				if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v; go test ./reports -update writes it", err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s (-golden +got); go test ./reports -update accepts it:\n%s", path, diff)
			}
		})
	}
}
