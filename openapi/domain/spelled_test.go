package domain_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/domain"
)

// known are the places that may spell what the table has: the table, and the
// embedded gateway, which is written from the pages by itself so that it can
// disagree.
var known = map[string]string{
	"openapi/domain": "the table",
	"runner/gateway": "written from the pages by itself",
}

// Products, kinds of bindings and the ids of operations are spelled in Go
// outside the table only in tests.
func TestSpelledNowhereElse(t *testing.T) {
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		switch {
		case known[name] != "" && d.IsDir(), d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != ".":
			return fs.SkipDir
		case d.IsDir() || known[name] != "" || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		files++
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, slip := range spelled(t, name, source) {
			t.Errorf("%s: ask openapi/domain for it", slip)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 100 {
		t.Errorf("only %d files were read", files)
	}
}

// The test above finds what it is to find.
func TestSpelledFindsSlips(t *testing.T) {
	for _, row := range []struct {
		name, source string
		slips        int
	}{
		{"a product", `package p; var x = "roma"`, 1},
		{"a path segment", "package p; var x = `apigw`", 1},
		{"a segment in a path", `package p; var x = "/v2/" + id + "/apic/instances/"`, 1},
		{"a kind", `package p; var x = map[string]int{"acl": 1}`, 1},
		{"the id of an operation", `package p; var x = "see roma.throttle-unbind/effect"`, 1},
		{"the name of an operation", `package p; func f(id string) bool { return len(id) > len("plugin-detach") }`, 1},
		{"a kind by its constant", `package p; import "d/domain"; var x = domain.Throttle`, 1},
		{"a comment, a longer word, a key", "package p; // roma\nvar x struct { A string `yaml:\"acl_id\"` }; var y = \"romance\"", 0},
	} {
		if got := spelled(t, row.name, []byte(row.source)); len(got) != row.slips {
			t.Errorf("%s: found %q, want %d", row.name, got, row.slips)
		}
	}
}

// spelled lists the places of a file that spell what the table has.
func spelled(t *testing.T, name string, source []byte) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var slips []string
	slip := func(n ast.Node, what string) { slips = append(slips, set.Position(n.Pos()).String()+": "+what) }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && betrays(text) {
				slip(n, n.Value)
			}
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "domain" && slices.Contains([]string{"Plugin", "ACL", "Throttle"}, n.Sel.Name) {
				slip(n, "domain."+n.Sel.Name)
			}
		}
		return true
	})
	return slips
}

// betrays reports whether a text is a product, its path segment or a kind, or
// holds such a segment or the id of an operation.
func betrays(text string) bool {
	for _, p := range domain.Products() {
		if text == p.Name || text == p.Segment || strings.Contains(text, "/"+p.Segment+"/") {
			return true
		}
	}
	return slices.ContainsFunc(domain.Kinds(), func(b domain.BindingKind) bool {
		return text == string(b.Kind) || strings.Contains(text, b.Unbind.Name)
	})
}
