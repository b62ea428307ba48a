package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/target"
)

// The tests of README.md stand here because its commands are this program's.

// TestReadmeCommands runs the commands of README.md in their order, in one
// folder, except those that need a gateway of the reader's own. A comment after
// a command may announce its exit code.
func TestReadmeCommands(t *testing.T) {
	readme := readReadme(t)
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	page, err := os.ReadFile(filepath.Join("..", "..", "openapi", "documents", "apig-acl-unbind.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "page.txt"), page, 0o644); err != nil {
		t.Fatal(err)
	}
	ran, explained := 0, false
	for _, line := range strings.Split(strings.Join(blocks(readme, "sh"), ""), "\n") {
		command, comment, _ := strings.Cut(line, "#")
		words := strings.Fields(command)
		switch {
		case len(words) == 0, strings.Contains(command, "staging.yaml"):
		case words[0] == "make":
			if !bytes.Contains(makefile, []byte("\n"+words[1]+":")) {
				t.Errorf("%s: the Makefile has no such target", command)
			}
		case words[0] == "bin/apigspec":
			output, code := runReadmeCommand(t, folder, words[1:])
			if want := announcedCode(comment); code != want {
				t.Errorf("%s\nexit code %d, want %d:\n%s", command, code, want, output)
			}
			if strings.Contains(command, "mutant:") {
				explained = true
				wantFailure(t, readme, output)
			}
			ran++
		default:
			t.Errorf("%s: a command of README.md starts with make or bin/apigspec, which is where make build puts the program", command)
		}
	}
	if ran < 5 || !explained {
		t.Errorf("%d commands were found in README.md, the one that fails among them: %t; the test has lost some", ran, explained)
	}
}

// runReadmeCommand runs the program as bin/apigspec would.
func runReadmeCommand(t *testing.T, folder string, words []string) (output string, code int) {
	t.Helper()
	for i := range words {
		words[i] = strings.Trim(words[i], "'")
	}
	command := exec.CommandContext(t.Context(), "apigspec", words...)
	command.Dir = folder
	out, err := command.CombinedOutput()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		t.Fatalf("apigspec %s: %v", strings.Join(words, " "), err)
	}
	return string(out), command.ProcessState.ExitCode()
}

// announcedCode is the exit code that a comment names; 0 if it names none.
func announcedCode(comment string) int {
	found := regexp.MustCompile(`exit code (\d+)`).FindStringSubmatch(comment)
	if found == nil {
		return 0
	}
	code, _ := strconv.Atoi(found[1]) // digits only, so there is no error
	return code
}

// wantFailure compares the failure that README.md explains with what the
// program prints.
func wantFailure(t *testing.T, readme, output string) {
	t.Helper()
	shown := blocks(readme, "")
	if len(shown) != 1 || !strings.Contains(output, shown[0]) {
		t.Errorf("the program prints\n%s\nREADME.md shows another failure: %q", output, shown)
	}
}

func TestReadmeFiles(t *testing.T) {
	anyToken := func(string) (string, bool) { return "a-token", true }
	readme := readReadme(t)
	files := blocks(readme, "yaml")
	if len(files) != 3 {
		t.Fatalf("README.md shows %d YAML files; want a target file, a waiver file and a row", len(files))
	}
	if _, err := target.Parse("staging.yaml", []byte(files[0]), anyToken); err != nil {
		t.Errorf("the target file: %v", err)
	}
	contract, all, err := contractFlag{}.load()
	if err != nil {
		t.Fatal(err)
	}
	written := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	if _, err := runner.ParseWaivers("waivers.yaml", []byte(files[1]), runner.WaiverBounds{Today: written, Contract: contract, Cases: all}); err != nil {
		t.Errorf("the waiver file: %v", err)
	}
	rows, err := os.ReadFile(filepath.Join("..", "..", "cases", "batch.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if row := "  " + strings.ReplaceAll(strings.TrimSpace(files[2]), "\n", "\n  "); !bytes.Contains(rows, []byte(row)) {
		t.Errorf("cases/batch.yaml has no such row:\n%s", row)
	}
	named := regexp.MustCompile("`((?:openapi|cases|runner|reports|suites)(?:/[a-z_.-]+)*)`").FindAllStringSubmatch(readme, -1)
	for _, name := range named {
		if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(name[1]))); err != nil {
			t.Errorf("README.md names %s: %v", name[1], err)
		}
	}
	if len(named) < 8 {
		t.Errorf("%d files of the project were found in README.md; the test has lost them", len(named))
	}
}

func readReadme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// blocks are the fenced blocks of a language; "" for those without one.
func blocks(text, language string) []string {
	var found []string
	for i, part := range strings.Split(text, "\n```") {
		of, body, _ := strings.Cut(part, "\n")
		if i%2 == 1 && of == language {
			found = append(found, body+"\n")
		}
	}
	return found
}
