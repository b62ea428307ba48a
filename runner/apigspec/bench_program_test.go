package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/apigspec/apigspec/runner/target"
)

// runLimit is how long a run may take before the benchmark goes on without it.
const runLimit = 150 * time.Second

// program is the path of the program, built as "make build" does.
type program string

func buildProgram(b *testing.B) program {
	b.Helper()
	path := filepath.Join(b.TempDir(), "apigspec")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build the program: %v\n%s", err, output)
	}
	return program(path)
}

// run runs the program to its end, which has to be a good one.
func (p program) run(b *testing.B, args ...string) cost {
	b.Helper()
	c := p.tried(b, args...)
	if c.Unfinished {
		b.Fatalf("apigspec %s did not end within %s", args[0], runLimit)
	}
	return c
}

// tried is run, but for the time limit, which the program may miss.
func (p program) tried(b *testing.B, args ...string) cost {
	b.Helper()
	c, err := measured(b.Context(), runLimit, append([]string{string(p)}, args...)...)
	if err != nil {
		b.Fatal(err)
	}
	if c.Failure != "" {
		b.Fatalf("apigspec %s: %s", args[0], c.Failure)
	}
	return c
}

// served calls use with the target file and the address of a gateway that the
// program serves in the meantime.
func (p program) served(b *testing.B, use func(file, url string)) {
	b.Helper()
	file := filepath.Join(b.TempDir(), "gateway.yaml")
	command := exec.Command(string(p), "serve", "--target-out", file)
	output, err := command.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	}()
	if _, err := output.Read(make([]byte, 1)); err != nil { // it prints once it serves
		b.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, output) }()
	gateway, err := target.Load(file)
	if err != nil {
		b.Fatal(err)
	}
	use(file, gateway.URL)
}

func megabytesOf(b *testing.B, path string) float64 {
	b.Helper()
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return float64(info.Size()) / (1 << 20)
}
