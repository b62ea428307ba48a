package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/apigspec/apigspec/reports"
	"github.com/apigspec/apigspec/runner"
)

// However many cases an effect that is wrong fails, the log stays below twice that of a
// run without a failure, and what people read stays short. These mutants are the worst of
// all whose effects are wrong.
func TestReportsStaySmall(t *testing.T) {
	t.Parallel()
	const kilobyte = 1 << 10
	green := sizesOf(t, "embedded")
	targets := []string{"apig.throttle-unbind/effect/plugins-too", "apig.plugin-detach/effect/other-instance", "apig.plugin-detach/effect/other-plugin"}
	if testing.Short() {
		targets = targets[:1]
	}
	for _, mutant := range targets {
		t.Run(mutant, func(t *testing.T) {
			t.Parallel()
			for file, size := range sizesOf(t, "mutant:"+mutant) {
				most := 2 * green[file]
				switch file {
				case "summary.md":
					most = max(most, 6*kilobyte)
				case "statement.yaml":
					most = max(most, 4*kilobyte)
				}
				t.Logf("%s has %d bytes, %.2f times as many as of a run without a failure", file, size, float64(size)/float64(green[file]))
				if size > most {
					t.Errorf("%s has %d bytes, at most %d are meant", file, size, most)
				}
			}
		})
	}
}

// sizesOf runs all cases, and tells how many bytes each report has.
func sizesOf(t *testing.T, target string) map[string]int64 {
	t.Helper()
	out := t.TempDir()
	command := exec.CommandContext(t.Context(), "apigspec", "run", "--target", target, "--out", out, "--state", t.TempDir(), "--progress", "none", "--seed", "1")
	output, err := command.CombinedOutput()
	if code := runner.Exit(command.ProcessState.ExitCode()); code != runner.ExitConformant && code != runner.ExitNotConformant {
		t.Fatalf("%v\n%s", err, output)
	}
	sizes := map[string]int64{}
	for _, file := range []string{reports.LogFile, "junit.xml", "report.html", "summary.md", "statement.yaml"} {
		info, err := os.Stat(filepath.Join(out, file))
		if err != nil {
			t.Fatal(err)
		}
		sizes[file] = info.Size()
	}
	return sizes
}
