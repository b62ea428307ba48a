package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

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
