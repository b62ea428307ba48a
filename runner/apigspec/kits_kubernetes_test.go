package main

import (
	"bytes"
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

	"go.yaml.in/yaml/v3"
)

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
