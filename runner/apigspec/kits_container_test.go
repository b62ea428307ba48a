package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestContainerfile runs the build stage by hand: it copies what COPY names, runs what
// RUN runs, and so does the build step of the GitHub action in the same folder.
func TestContainerfile(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program")
	}
	stage, _, _ := strings.Cut(string(kit(t, ".ci/Containerfile")), "\nFROM alpine")
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("the program is built with make, which this machine does not have")
	}
	folder, built := t.TempDir(), 0
	for line := range strings.Lines(stage) {
		words := strings.Fields(line)
		switch {
		case len(words) > 2 && words[0] == "COPY":
			for _, source := range words[1 : len(words)-1] {
				copySource(t, source, filepath.Join(folder, words[len(words)-1], copiedName(source)))
			}
		case strings.HasPrefix(line, "RUN make "):
			built++
			printed, code := script(t, folder, map[string]string{"VERSION": "from-image"}, "sh", "-c", strings.TrimPrefix(line, "RUN "))
			wantVersion(t, folder, "from-image", printed, code)
		}
	}
	if built != 1 {
		t.Fatalf("%d lines of the container file build the program; want one", built)
	}
	step := readAction(t).step(t, "build")
	printed, code := runStep(t, step, t.TempDir(), map[string]string{"ACTION_PATH": folder, "ACTION_REF": "v9.8.7"})
	wantVersion(t, folder, "v9.8.7", printed, code)
}

// copiedName is the name of a copied file in its folder; a folder is copied by what it holds.
func copiedName(source string) string {
	if strings.Contains(source, ".") || source == "Makefile" {
		return source
	}
	return ""
}

func copySource(t *testing.T, source, to string) {
	t.Helper()
	from := filepath.Join("..", "..", source)
	info, err := os.Stat(from)
	if err != nil {
		t.Fatalf("COPY: %v", err)
	}
	if info.IsDir() {
		err = os.CopyFS(to, os.DirFS(from))
	} else {
		var data []byte
		if data, err = os.ReadFile(from); err == nil {
			err = os.WriteFile(to, data, 0o644)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

func wantVersion(t *testing.T, folder, want, printed string, code int) {
	t.Helper()
	if code != 0 {
		t.Fatalf("the build ends with %d:\n%s", code, printed)
	}
	said, _ := script(t, folder, nil, filepath.Join(folder, "bin", "apigspec"), "version")
	if !strings.Contains(said, want) {
		t.Errorf("the program that was built says\n%s\nwant the version %s", said, want)
	}
}
