package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
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

// gitlabJob is what of the template a runner of GitLab goes by.
type gitlabJob struct {
	Variables    map[string]string
	Script       []string
	AfterScript  []string `yaml:"after_script"`
	AllowFailure struct {
		ExitCodes []int `yaml:"exit_codes"`
	} `yaml:"allow_failure"`
	Retry struct {
		ExitCodes []int `yaml:"exit_codes"`
	}
	Artifacts struct {
		Paths   []string
		Reports struct{ JUnit string }
	}
}

func TestGitLab(t *testing.T) {
	if testing.Short() {
		t.Skip("the kits are scripts, which no race detector sees; left out by -short")
	}
	var jobs map[string]gitlabJob
	if err := yaml.Unmarshal(kit(t, ".ci/gitlab.yml"), &jobs); err != nil {
		t.Fatal(err)
	}
	job := jobs[".apigspec"]
	if got := slices.Concat(job.AllowFailure.ExitCodes, job.Retry.ExitCodes); !slices.Equal(got, []int{5, 3}) {
		t.Errorf("the codes that do not block and that are tried again are %d; want 5, wrong waivers, and 3, not tested", got)
	}
	served := filepath.Join(t.TempDir(), "gateway.yaml")
	serveTarget(t, served)
	for _, row := range []struct {
		target, run string
		code        int
	}{
		{served, fewCases, 0},
		{countZero, alternating, 1},
		{"nowhere.yaml", "", 2},
	} {
		folder := t.TempDir()
		variables := map[string]string{"APIGSPEC_TARGET": row.target, "APIGSPEC_RUN": row.run}
		for name, value := range job.Variables {
			variables[name] = value
		}
		printed, code := script(t, folder, variables, "sh", "-e", "-c", strings.Join(job.Script, "\n"))
		if code != row.code {
			t.Errorf("target %s: exit code %d, want %d:\n%s", row.target, code, row.code, printed)
		}
		if row.code == 2 {
			continue
		}
		for _, kept := range slices.Concat(job.Artifacts.Paths, []string{job.Artifacts.Reports.JUnit}) {
			if _, err := os.Stat(filepath.Join(folder, kept)); err != nil {
				t.Errorf("target %s: an artifact is missing: %v", row.target, err)
			}
		}
		if row.target == served {
			printed, code = script(t, folder, variables, "sh", "-e", "-c", strings.Join(job.AfterScript, "\n"))
			if code != 0 || !strings.Contains(printed, "Left behind: nothing") {
				t.Errorf("the script afterwards ends with %d:\n%s", code, printed)
			}
		}
	}
}

// indexedJob is what of the Job the scripts and these tests go by.
type indexedJob struct {
	Kind string
	Data map[string]string
	Spec struct {
		Completions          int
		Parallelism          int
		BackoffLimitPerIndex int `yaml:"backoffLimitPerIndex"`
		PodFailurePolicy     struct {
			Rules []struct {
				OnExitCodes struct{ Values []int } `yaml:"onExitCodes"`
			}
		} `yaml:"podFailurePolicy"`
		Template struct {
			Spec struct {
				Containers []struct {
					Command []string
					Env     []struct{ Name, Value string }
				}
			}
		}
	}
}

// cluster is one Job on this machine: its scripts, targets and shared volume.
type cluster struct {
	folder    string
	command   []string
	variables map[string]string
}

// newCluster reads the Job, and checks what it says twice.
func newCluster(t *testing.T) cluster {
	t.Helper()
	c := cluster{folder: t.TempDir(), variables: map[string]string{}}
	decoder := yaml.NewDecoder(bytes.NewReader(kit(t, ".ci/kubernetes.yaml")))
	for {
		var read indexedJob
		if err := decoder.Decode(&read); err != nil {
			break // the end, or what the wants below miss
		}
		switch read.Kind {
		case "ConfigMap":
			for name, text := range read.Data {
				c.write(t, filepath.Join("scripts", name), text)
			}
		case "Job":
			c.read(t, read)
		}
	}
	if len(c.command) == 0 {
		t.Fatal(".ci/kubernetes.yaml has no Job that can be read")
	}
	for name, folder := range map[string]string{"SCRIPTS": "scripts", "TARGETS": "targets", "STATE": "volume/state", "REPORTS": "volume/job"} {
		c.variables[name] = filepath.Join(c.folder, filepath.FromSlash(folder))
	}
	return c
}

func (c *cluster) read(t *testing.T, job indexedJob) {
	t.Helper()
	container := job.Spec.Template.Spec.Containers[0]
	for _, variable := range container.Env {
		c.variables[variable.Name] = variable.Value
	}
	for _, word := range container.Command {
		c.command = append(c.command, strings.Replace(word, "/scripts", filepath.Join(c.folder, "scripts"), 1))
	}
	parts, _ := strconv.Atoi(c.variables["PARTS"])
	if job.Spec.Completions != parts+1 || job.Spec.Parallelism != parts+1 {
		t.Errorf("%d completions, %d at a time, for %d parts and the one that joins them", job.Spec.Completions, job.Spec.Parallelism, parts)
	}
	if c.variables["RETRIES"] != strconv.Itoa(job.Spec.BackoffLimitPerIndex) {
		t.Errorf("the one that joins counts with %s retries, and the Job makes %d", c.variables["RETRIES"], job.Spec.BackoffLimitPerIndex)
	}
	var final []int
	for _, rule := range job.Spec.PodFailurePolicy.Rules {
		final = append(final, rule.OnExitCodes.Values...)
	}
	if !slices.Equal(final, []int{1, 2, 4, 5, 6}) {
		t.Errorf("an index fails for good by %d; want every code but 0, 3 and 130", final)
	}
}

func (c cluster) write(t *testing.T, path, text string) {
	t.Helper()
	path = filepath.Join(c.folder, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// pod is the process that an index's container runs.
func (c cluster) pod(t *testing.T, index int) *exec.Cmd {
	t.Helper()
	c.variables["JOB_COMPLETION_INDEX"] = strconv.Itoa(index)
	return shellCommand(t, c.folder, c.variables, c.command...)
}

// all runs one pod an index at a time with the others.
func (c cluster) all(t *testing.T) (printed []string, codes []int) {
	t.Helper()
	parts, err := strconv.Atoi(c.variables["PARTS"])
	if err != nil {
		t.Fatal(err)
	}
	printed, codes = make([]string, parts+1), make([]int, parts+1)
	var pods sync.WaitGroup
	for index := range parts + 1 {
		pod := c.pod(t, index)
		pods.Go(func() {
			out, _ := pod.CombinedOutput() // its exit code is looked at
			printed[index], codes[index] = string(out), pod.ProcessState.ExitCode()
		})
	}
	pods.Wait()
	return printed, codes
}

// TestKubernetesFleet runs eight gateways, one of which deviates.
func TestKubernetesFleet(t *testing.T) {
	if testing.Short() {
		t.Skip("the kits are scripts, which no race detector sees; left out by -short")
	}
	c := newCluster(t)
	c.write(t, "targets/README", "not a target file")
	for i := range 8 {
		flags := []string{"--seed", strconv.Itoa(i + 1)}
		if i == 5 {
			flags = append(flags, "--mutant", strings.TrimPrefix(countZero, "mutant:"))
		}
		serveTarget(t, filepath.Join(c.folder, "targets", fmt.Sprintf("region-%d.yaml", i)), flags...)
	}
	c.variables["APIGSPEC_RUN"] = "apig.acl-unbind/batch/*"
	printed, codes := c.all(t)
	if want := []int{0, 0, 0, 0, 0, 1, 0, 0, 0}; !slices.Equal(codes, want) {
		t.Errorf("exit codes %d, want %d:\n%s", codes, want, strings.Join(printed, "\n"))
	}
	broken := regexp.MustCompile(`response/200/success_count +(held +){5}broken[^h]+held +held`)
	if !broken.MatchString(printed[8]) {
		t.Errorf("the table of the fleet does not say that the sixth gateway alone breaks success_count:\n%s", printed[8])
	}
}

// TestKubernetesShards runs eight shards of one gateway, all of whose cases then stand
// in one log.
func TestKubernetesShards(t *testing.T) {
	if testing.Short() {
		t.Skip("the kits are scripts, which no race detector sees; left out by -short")
	}
	c := newCluster(t)
	serveTarget(t, filepath.Join(c.folder, "targets", "gateway.yaml"))
	c.variables["SPLIT"] = "shards"
	c.variables["APIGSPEC_PROFILE"] = "apig"
	printed, codes := c.all(t)
	if want := make([]int, 9); !slices.Equal(codes, want) {
		t.Errorf("exit codes %d, want %d:\n%s", codes, want, strings.Join(printed, "\n"))
	}
	listed, _ := script(t, c.folder, nil, "apigspec", "list", "--profile", "apig")
	want := fmt.Sprintf("\nNO DEVIATION FOUND\n%d cases: 0 failed", len(regexp.MustCompile(`(?m)^apig\.`).FindAllString(listed, -1)))
	if !strings.Contains(printed[8], want) {
		t.Errorf("the run that was joined does not say %q:\n%s", want, printed[8])
	}
	for _, file := range []string{"results.jsonl", "junit.xml", "report.html", "summary.md"} {
		if _, err := os.Stat(filepath.Join(c.variables["REPORTS"], "whole", file)); err != nil {
			t.Error(err)
		}
	}
}

// TestKubernetesRetries lets a gateway be away for the first try.
func TestKubernetesRetries(t *testing.T) {
	if testing.Short() {
		t.Skip("the kits are scripts, which no race detector sees; left out by -short")
	}
	c := newCluster(t)
	c.write(t, "targets/gateway.yaml", "url: http://127.0.0.1:1\nproject_id: p\ninstance_id: i\nauth: {token: some}\n")
	c.variables["SPLIT"], c.variables["PARTS"], c.variables["WAIT"] = "shards", "1", "2"
	c.variables["APIGSPEC_RUN"] = fewCases
	wantPod(t, c, 0, 3, "")
	wantPod(t, c, 1, 3, "part 0 has not ended after 2 seconds")
	serveTarget(t, filepath.Join(c.folder, "targets", "gateway.yaml"))
	wantPod(t, c, 0, 0, "")
	wantPod(t, c, 1, 0, "")
}

// TestKubernetesGivesUp joins what failed in every try.
func TestKubernetesGivesUp(t *testing.T) {
	if testing.Short() {
		t.Skip("the kits are scripts, which no race detector sees; left out by -short")
	}
	c := newCluster(t)
	c.write(t, "targets/gateway.yaml", "url: http://127.0.0.1:1\nproject_id: p\ninstance_id: i\nauth: {token: some}\n")
	c.variables["SPLIT"], c.variables["PARTS"] = "shards", "1"
	c.variables["APIGSPEC_RUN"] = fewCases
	wantPod(t, c, 0, 3, "")
	wantPod(t, c, 0, 3, "")
	wantPod(t, c, 1, 3, "")
}

func TestKubernetesRefuses(t *testing.T) {
	c := newCluster(t)
	c.write(t, "targets/east.yaml", "")
	c.write(t, "targets/west.yaml", "")
	wantPod(t, c, 0, 2, "set PARTS to 2, completions to 3")
	c.variables["SPLIT"] = "shards"
	wantPod(t, c, 0, 2, "has 2 target files: leave one")
	c.variables["SPLIT"] = "halves"
	wantPod(t, c, 0, 2, "set it to targets or shards")
}

// TestKubernetesAllowsWrites wants the host beside a target file to be what it says.
func TestKubernetesAllowsWrites(t *testing.T) {
	c := newCluster(t)
	serveTarget(t, filepath.Join(c.folder, "targets", "gateway.yaml"))
	c.write(t, "targets/gateway.allow-writes", "another.example.com\n")
	c.variables["PARTS"] = "1"
	wantPod(t, c, 0, 2, "another.example.com")
}

func wantPod(t *testing.T, c cluster, index, want int, words string) {
	t.Helper()
	pod := c.pod(t, index)
	out, _ := pod.CombinedOutput() // its exit code is looked at
	if code := pod.ProcessState.ExitCode(); code != want || !strings.Contains(string(out), words) {
		t.Errorf("index %d ends with %d, want %d and %q:\n%s", index, code, want, words, out)
	}
}

// TestKubernetesStops deletes a pod in the middle: the signal reaches the run, which
// puts back what is unbound, and the part counts as not ended.
func TestKubernetesStops(t *testing.T) {
	if testing.Short() {
		t.Skip("the kits are scripts, which no race detector sees; left out by -short")
	}
	if runtime.GOOS == "windows" {
		t.Skip("there is no such signal")
	}
	c := newCluster(t)
	serveTarget(t, filepath.Join(c.folder, "targets", "gateway.yaml"))
	c.variables["PARTS"] = "1"
	c.variables["APIGSPEC_CONCURRENCY"], c.variables["APIGSPEC_REPEAT"] = "1", "20"
	pod := c.pod(t, 0)
	var out bytes.Buffer
	pod.Stdout, pod.Stderr = &out, &out
	if err := pod.Start(); err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(c.variables["REPORTS"], "part-0")
	waitForFile(t, filepath.Join(part, "out", "results.jsonl"))
	if err := pod.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = pod.Wait() // its exit code is looked at
	if code := pod.ProcessState.ExitCode(); code != 130 || !strings.Contains(out.String(), "Left behind: nothing") {
		t.Errorf("the pod ends with %d, want 130 and nothing left behind:\n%s", code, out.String())
	}
	if _, err := os.Stat(filepath.Join(part, "exits")); err == nil {
		t.Error("a part that was interrupted counts as ended")
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
