package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The tests that look at the module as a whole are here because the program
// imports every package: a change to any of them makes go test run these
// again, where elsewhere it could repeat an outdated result.

const modulePath = "github.com/apigspec/apigspec"

// source is a package as the go command lists it.
type source struct {
	ImportPath string
	Dir        string
	// GoFiles are the names of its files without the tests.
	GoFiles []string
	// Export is the file with the compiled package's types.
	Export string
}

func (s source) ours() bool { return strings.HasPrefix(s.ImportPath, modulePath+"/") }

// folder is the folder in the module.
func (s source) folder() string { return strings.TrimPrefix(s.ImportPath, modulePath+"/") }

// listSources lists the module's packages with go list and these flags.
func listSources(t *testing.T, flags ...string) []source {
	t.Helper()
	args := slices.Concat([]string{"list", "-json=ImportPath,Dir,GoFiles,Export"}, flags, []string{modulePath + "/..."})
	command := exec.CommandContext(t.Context(), "go", args...)
	var problems strings.Builder
	command.Stderr = &problems
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, problems.String())
	}
	decoder := json.NewDecoder(strings.NewReader(string(output)))
	var sources []source
	for {
		var s source
		if err := decoder.Decode(&s); errors.Is(err, io.EOF) {
			return sources
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		sources = append(sources, s)
	}
}

// parse reads the package's files, named by their place in the module.
func (s source) parse(t *testing.T, fset *token.FileSet, mode parser.Mode) []*ast.File {
	t.Helper()
	var files []*ast.File
	for _, name := range s.GoFiles {
		content, err := os.ReadFile(filepath.Join(s.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(fset, path.Join(s.folder(), name), content, mode)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}
