package kits

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rhysd/actionlint"
)

// TestWorkflows looks into action.yml as well: a workflow uses it, and actionlint holds
// that use against the inputs and outputs that it declares.
func TestWorkflows(t *testing.T) {
	linter, err := actionlint.NewLinter(os.Stderr, &actionlint.LinterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	root := filepath.Join("..", "..")
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflow was found: %v", err)
	}
	project, err := actionlint.NewProject(root)
	if err != nil {
		t.Fatal(err)
	}
	found, err := linter.LintFiles(files, project)
	if err != nil {
		t.Fatal(err)
	}
	for _, mistake := range found {
		t.Error(mistake)
	}
}
