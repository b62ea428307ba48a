package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// action is what of action.yml a runner of GitHub goes by.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct{ Steps []actionStep }
}

type actionStep struct {
	ID, If, Shell, Run, Uses string
	Env                      map[string]string
}

func readAction(t *testing.T) action {
	t.Helper()
	var read action
	if err := yaml.Unmarshal(kit(t, "action.yml"), &read); err != nil {
		t.Fatal(err)
	}
	return read
}

var expression = regexp.MustCompile(`\$\{\{ *(.*?) *\}\}`)

// variables are those of a step, with their expressions filled in.
func (a action) variables(t *testing.T, step actionStep, given map[string]string, path string) map[string]string {
	t.Helper()
	filled := map[string]string{}
	for name, value := range step.Env {
		filled[name] = expression.ReplaceAllStringFunc(value, func(found string) string {
			word := expression.FindStringSubmatch(found)[1]
			input, isInput := strings.CutPrefix(word, "inputs.")
			declared, known := a.Inputs[input]
			switch {
			case isInput && !known:
				t.Fatalf("the step %q uses the input %s, which action.yml does not declare", step.Run, input)
			case isInput && given[input] != "":
				return given[input]
			case isInput:
				return declared.Default
			case word == "github.action_path":
				return path
			}
			t.Fatalf("the test does not know the expression %s", found)
			return ""
		})
	}
	return filled
}

// step is the step whose script has the words.
func (a action) step(t *testing.T, words string) actionStep {
	t.Helper()
	for _, step := range a.Runs.Steps {
		if strings.Contains(step.Run, words) {
			return step
		}
	}
	t.Fatalf("action.yml has no step with %q", words)
	return actionStep{}
}

// builtAction is a folder in which the build step has left the program.
func builtAction(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("apigspec")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(folder, "bin", "apigspec")); err != nil {
		t.Fatal(err)
	}
	return folder
}

func runStep(t *testing.T, step actionStep, folder string, variables map[string]string) (output string, code int) {
	t.Helper()
	if step.Shell != "bash" {
		t.Fatalf("the step %q has the shell %q; the tests know bash", step.Run, step.Shell)
	}
	return script(t, folder, variables, "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
}

// TestAction runs the step of the GitHub action that runs the suite. All rows share a
// workspace, so that none may live on what an earlier one left.
func TestAction(t *testing.T) {
	if testing.Short() {
		t.Skip("the kits are scripts, which no race detector sees; left out by -short")
	}
	read := readAction(t)
	run := read.step(t, "apigspec\" run")
	path, workspace := builtAction(t), t.TempDir()
	for _, row := range []struct {
		name     string
		inputs   map[string]string
		code     string
		headline string
	}{
		{"all cases", map[string]string{"target": "embedded", "profile": "all"}, "0", "API conformance: no deviation found"},
		{"deviating", map[string]string{"target": countZero, "run": alternating}, "1", "API conformance: not conformant"},
		{"strict", map[string]string{"target": "embedded", "run": alternating, "strict": "true"}, "4", "API conformance: inconclusive"},
		{"not strict", map[string]string{"target": "embedded", "run": alternating, "strict": "false"}, "0", "API conformance: no deviation found"},
		{"without a case", map[string]string{"target": "embedded", "run": "no.such/**"}, "4", ""},
		{"without a target", nil, "2", ""},
		{"another folder", map[string]string{"target": "embedded", "run": alternating, "out": "else where"}, "0", "API conformance: no deviation found"},
		{"hostile", map[string]string{"target": `$(touch broken-out)"; touch broken-out; "`, "out": "`touch broken-out`"}, "2", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			summary, outputs := filepath.Join(t.TempDir(), "summary"), filepath.Join(t.TempDir(), "outputs")
			variables := read.variables(t, run, row.inputs, path)
			variables["GITHUB_STEP_SUMMARY"], variables["GITHUB_OUTPUT"] = summary, outputs
			printed, code := runStep(t, run, workspace, variables)
			if strconv.Itoa(code) != row.code {
				t.Errorf("the step ends with %d, want %s:\n%s", code, row.code, printed)
			}
			got := read.outputs(t, run.ID, outputs)
			if got["exit-code"] != row.code || !strings.HasPrefix(got["headline"], row.headline) || row.headline == "" && got["headline"] != "" {
				t.Errorf("outputs %q; want the exit code %s and a headline that begins with %q", got, row.code, row.headline)
			}
			shown, err := os.ReadFile(summary)
			if err != nil && row.headline != "" {
				t.Fatal(err)
			}
			if row.headline == "" && len(shown) > 0 {
				t.Errorf("the job's page shows a summary, though this run wrote none:\n%s", shown)
			}
			if row.headline != "" {
				written, err := os.ReadFile(filepath.Join(workspace, got["reports"], "summary.md"))
				if err != nil || !bytes.Equal(shown, written) {
					t.Errorf("the job's page shows\n%s\nand the output reports leads to %q, %v", shown, written, err)
				}
			}
		})
	}
	if _, err := os.Stat(filepath.Join(workspace, "broken-out")); err == nil {
		t.Error("an input was run as a command")
	}
}

// outputs are the outputs of the action that a step has set.
func (a action) outputs(t *testing.T, id, file string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	set := map[string]string{}
	for line := range strings.Lines(string(data)) {
		name, value, found := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if !found {
			t.Errorf("the line %q sets no output", line)
		}
		set["${{ steps."+id+".outputs."+name+" }}"] = value
	}
	named := map[string]string{}
	for name, output := range a.Outputs {
		value, ok := set[output.Value]
		if !ok {
			t.Errorf("the output %s is %s, which the step does not set", name, output.Value)
		}
		named[name] = value
	}
	return named
}

// TestActionCleansUp runs the step that follows a canceled run.
func TestActionCleansUp(t *testing.T) {
	read := readAction(t)
	step := read.step(t, "apigspec\" cleanup")
	if step.If != "cancelled()" { //nolint:misspell // it is GitHub's word
		t.Errorf("the step runs if %q; only a canceled run may have left something", step.If)
	}
	file := filepath.Join(t.TempDir(), "gateway.yaml")
	serveTarget(t, file)
	for target, want := range map[string]string{"embedded": "", countZero: "", "variant:pretty": "", file: "Left behind: nothing"} {
		printed, code := runStep(t, step, t.TempDir(), read.variables(t, step, map[string]string{"target": target}, builtAction(t)))
		if code != 0 || !strings.Contains(printed, want) {
			t.Errorf("target %s: exit code %d, want 0 and %q:\n%s", target, code, want, printed)
		}
	}
}

// TestActionIsSafe wants no expression in a script, where what it stands for would be
// run, and no action of others but by its digest.
func TestActionIsSafe(t *testing.T) {
	for _, step := range readAction(t).Runs.Steps {
		if expression.MatchString(step.Run) {
			t.Errorf("hand the expression over as a variable, not within the script:\n%s", step.Run)
		}
		if step.Uses != "" && !regexp.MustCompile(`^[a-z-]+/[a-z-]+@[0-9a-f]{40}$`).MatchString(step.Uses) {
			t.Errorf("uses: %s: name the commit by its digest", step.Uses)
		}
	}
}
