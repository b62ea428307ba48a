package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// runLimit is how long a run may take before the benchmark goes on without it.
const runLimit = 4 * time.Minute

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

// cost is what a process took.
type cost struct {
	wall, cpu time.Duration
	// memory is the most that was resident, in bytes.
	memory int64
}

func (u cost) megabytes() float64 { return float64(u.memory) / (1 << 20) }

func (u cost) report(b *testing.B) {
	b.ReportMetric(u.wall.Seconds(), "s")
	b.ReportMetric(u.cpu.Seconds(), "cpu-s")
	b.ReportMetric(u.megabytes(), "MB")
}

// run runs the program to its end, which has to be a good one.
func (p program) run(b *testing.B, args ...string) cost {
	b.Helper()
	spent, finished := p.within(b, runLimit, args...)
	if !finished {
		b.Fatalf("%s did not end within %s", args[0], runLimit)
	}
	return spent
}

// within is run with a time limit, and reports whether that was kept.
func (p program) within(b *testing.B, limit time.Duration, args ...string) (spent cost, finished bool) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), limit)
	defer cancel()
	var output bytes.Buffer
	command := exec.CommandContext(ctx, string(p), args...)
	command.Stdout, command.Stderr = &output, &output
	started := time.Now()
	err := command.Run()
	wall := time.Since(started)
	if ctx.Err() != nil {
		return cost{}, false
	}
	if err != nil {
		b.Fatalf("apigspec %s: %v\n%s", args[0], err, output.Bytes()[max(0, output.Len()-2000):])
	}
	state := command.ProcessState
	return cost{wall, state.UserTime() + state.SystemTime(), resident(state.SysUsage().(*syscall.Rusage))}, true
}

// resident is the most memory of a process in bytes; systems count it differently.
func resident(u *syscall.Rusage) int64 {
	if runtime.GOOS == "darwin" {
		return int64(u.Maxrss)
	}
	return int64(u.Maxrss) << 10
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
	go func() { _, _ = new(bytes.Buffer).ReadFrom(output) }()
	use(file, loadTarget(b, file).URL)
}

func megabytesOf(b *testing.B, path string) float64 {
	b.Helper()
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	return float64(info.Size()) / (1 << 20)
}
