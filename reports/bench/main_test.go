package main

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

func measuredOnce(t *testing.T) results {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "bench.txt"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := read(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestGolden shows in review how a change alters what people read. In what was
// measured one run did not keep the time limit, and one is missing.
func TestGolden(t *testing.T) {
	r := measuredOnce(t)
	date := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	for file, got := range map[string]string{
		"bench.md":  table(r, date),
		"readme.md": readmeRows(r, date),
		"bench.svg": plot(r),
	} {
		path := filepath.Join("testdata", file)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got); if this is meant: go test ./reports/bench -update\n%s", file, diff)
		}
	}
}

// TestPlotIsXML also with nothing to draw, and has no number in it that is none.
func TestPlotIsXML(t *testing.T) {
	for name, r := range map[string]results{"all": measuredOnce(t), "nothing": {}} {
		svg := plot(r)
		decoder := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, svg)
			}
		}
		if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Errorf("%s: a place that is no number:\n%s", name, svg)
		}
	}
}

// TestPlotColors keeps the plot in the colors of the report.
func TestPlotColors(t *testing.T) {
	css, err := os.ReadFile(filepath.Join("..", "report.css"))
	if err != nil {
		t.Fatal(err)
	}
	for _, color := range regexp.MustCompile(`--\w+: #\w+;`).FindAllString(plotStyle, -1) {
		if !strings.Contains(string(css), color) {
			t.Errorf("report.css has no %s", color)
		}
	}
}

func TestRead(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"a failed benchmark":      {"BenchmarkA-2 1 5 ns/op\n--- FAIL: BenchmarkB\n", "a benchmark failed: --- FAIL: BenchmarkB"},
		"a package not built":     {"BenchmarkA-2 1 5 ns/op\nFAIL\tx [build failed]\n", "a benchmark failed: FAIL\tx [build failed]"},
		"nothing was run":         {"PASS\nok  \tx\t0.1s\n", "no benchmark was run"},
		"a value is not a number": {"BenchmarkA-2 1 five ns/op\n", `BenchmarkA-2 1 five ns/op: strconv.ParseFloat: parsing "five": invalid syntax`},
	} {
		if _, err := read(strings.NewReader(test.text)); err == nil || err.Error() != test.want {
			t.Errorf("%s: error %v, want %s", name, err, test.want)
		}
	}
}

func TestFigures(t *testing.T) {
	for got, want := range map[string]string{
		seconds(0): "", seconds(0.034): "0.03 s", seconds(12.34): "12.3 s", seconds(240): "240 s",
		duration(950): "950 ns", duration(66351): "66.4 µs", duration(2.5e9): "2.50 s",
		count(999): "999", count(1000): "1,000", count(1234567): "1,234,567",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
