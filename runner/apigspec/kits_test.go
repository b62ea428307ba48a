package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// The kits for CI systems hold shell scripts that call this program. These tests run
// the very scripts, as GitHub, GitLab and Kubernetes would, each in a folder of its own.

// countZero is a gateway that the case alternating fails.
const (
	countZero   = "mutant:apig.acl-unbind/accounting/count-zero"
	alternating = "apig.acl-unbind/batch/alternating"
	fewCases    = "apig.acl-unbind/query/**"
)

// kit reads a file of a kit, whose path starts at the project's folder.
func kit(t *testing.T, path string) []byte {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("the kits are scripts for bash and sh, which this machine does not have")
	}
	data, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// script runs a shell's command in a folder with nothing of this program's in its
// environment but the given variables.
func script(t *testing.T, folder string, variables map[string]string, shell ...string) (output string, code int) {
	t.Helper()
	command := shellCommand(t, folder, variables, shell...)
	out, err := command.CombinedOutput()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatalf("%s: %v", shell[0], err)
	}
	return string(out), command.ProcessState.ExitCode()
}

func shellCommand(t *testing.T, folder string, variables map[string]string, shell ...string) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), shell[0], shell[1:]...)
	command.Dir = folder
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, variablePrefix) {
			command.Env = append(command.Env, variable)
		}
	}
	for name, value := range variables {
		command.Env = append(command.Env, name+"="+value)
	}
	return command
}

// TestReadmeKits holds the lines that README.md shows for GitHub and GitLab against the kits.
func TestReadmeKits(t *testing.T) {
	shown := blocks(readReadme(t), "yml")
	if len(shown) != 2 {
		t.Fatalf("README.md shows %d kits; want GitHub's and GitLab's", len(shown))
	}
	var steps []struct {
		Uses string
		With map[string]string
	}
	if err := yaml.Unmarshal([]byte(shown[0]), &steps); err != nil {
		t.Fatal(err)
	}
	read := readAction(t)
	for input := range steps[0].With {
		if _, known := read.Inputs[input]; !known {
			t.Errorf("README.md shows the input %s, which action.yml does not declare", input)
		}
	}
	if kept := read.Inputs["out"].Default; steps[1].With["path"] != kept {
		t.Errorf("README.md keeps %q; the reports are in %s", steps[1].With["path"], kept)
	}
	var jobs struct {
		Include     struct{ File string }
		Conformance struct {
			Extends   string
			Variables map[string]string
		}
	}
	if err := yaml.Unmarshal([]byte(shown[1]), &jobs); err != nil {
		t.Fatal(err)
	}
	if template := string(kit(t, jobs.Include.File)); !strings.Contains(template, "\n"+jobs.Conformance.Extends+":\n") {
		t.Errorf("%s has no job %q", jobs.Include.File, jobs.Conformance.Extends)
	}
}

// serveTarget serves the embedded gateway until the test ends, and writes its target file.
func serveTarget(t *testing.T, file string, flags ...string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	_ = os.Remove(file) // one of an earlier gateway, if there is any
	command := exec.CommandContext(t.Context(), "apigspec", append([]string{"serve", "--target-out", file}, flags...)...)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Wait() }) // the test's context has killed it
	waitForFile(t, file)
}

func waitForFile(t *testing.T, file string) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if info, err := os.Stat(file); err == nil && info.Size() > 0 {
			return
		}
	}
	t.Fatalf("%s did not appear", file)
}
