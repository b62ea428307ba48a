package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/watch"
)

func TestMain(m *testing.M) {
	testscript.Main(away{m}, map[string]func(){"apigspec": watchedMain, "nosocket": noSocket, measureName: measure})
}

// watchedMain is the program, but a gateway that it serves is watched: it fails in the end
// if anybody named what its own target file does not.
func watchedMain() {
	inFront = func(g *gateway.Gateway) (http.Handler, func() error) {
		watched, file := watch.New(g), g.Target("")
		return watched.Before(g), func() error {
			if foreign := watched.Foreign(file); len(foreign) > 0 {
				return fmt.Errorf("somebody touched what the target file does not name: %s", strings.Join(foreign, "; "))
			}
			return nil
		}
	}
	main()
}

// away runs the tests with a state folder of their own, so that none of them writes
// into that of whoever runs them.
type away struct{ *testing.M }

func (a away) Run() int {
	folder, err := os.MkdirTemp("", "apigspec-state-")
	if err == nil {
		err = os.Setenv("XDG_STATE_HOME", folder)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder) //nolint:errcheck // it is a temporary folder
	return a.M.Run()
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"waitfor": waitFor,
			"hostile": hostile,
			"vendor":  vendor,
			"within":  within,
			"pause":   pause,
			"bound":   bound,
			"dated":   dated,
		},
		Condition: func(name string) (bool, error) {
			if name == "nosocket" {
				return forbidsSockets, nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		Setup: func(env *testscript.Env) error {
			documents, err := filepath.Abs("../../openapi/documents")
			env.Setenv("DOCUMENTS", documents)
			env.Setenv("XDG_STATE_HOME", env.WorkDir)
			env.Setenv("LAST", time.Now().UTC().AddDate(0, 0, 180).Format(time.DateOnly))
			return err
		},
	})
}

// exits runs a command and demands its exit code: exits 4 apigspec run …
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := exitCode(ts, ts.Exec(args[1], args[2:]...)); got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// within is exits with a time limit: within 3s 3 apigspec run …; it is longer
// under the race detector.
func within(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: within DURATION CODE COMMAND…")
	}
	limit, err := time.ParseDuration(args[0])
	ts.Check(err)
	started := time.Now()
	exits(ts, false, args[1:])
	if spent := time.Since(started); spent > slowdown*limit {
		ts.Fatalf("took %s, more than %s", spent, slowdown*limit)
	}
}

func exitCode(ts *testscript.TestScript, err error) int {
	var failed *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &failed):
		return failed.ExitCode()
	}
	ts.Fatalf("the command did not run: %v", err)
	return -1
}

// pause lets a process in the background get on with its work.
func pause(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: pause DURATION")
	}
	duration, err := time.ParseDuration(args[0])
	ts.Check(err)
	time.Sleep(duration)
}

// dated replaces each TODAY+N in files by the day, in UTC, that is N days ahead.
func dated(ts *testscript.TestScript, _ bool, args []string) {
	today, ahead := time.Now().UTC(), regexp.MustCompile(`TODAY\+(\d+)`)
	for _, file := range args {
		text := ahead.ReplaceAllStringFunc(ts.ReadFile(file), func(match string) string {
			days, err := strconv.Atoi(ahead.FindStringSubmatch(match)[1])
			ts.Check(err)
			return today.AddDate(0, 0, days).Format(time.DateOnly)
		})
		ts.Check(os.WriteFile(ts.MkAbs(file), []byte(text), 0o600))
	}
}

// waitFor blocks until a file that matches a pattern has something in it.
func waitFor(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: waitfor PATTERN")
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		files, err := filepath.Glob(ts.MkAbs(args[0]))
		ts.Check(err)
		for _, file := range files {
			if info, err := os.Stat(file); err == nil && info.Size() > 0 {
				return
			}
		}
	}
	ts.Fatalf("%s did not appear", args[0])
}
