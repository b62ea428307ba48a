package main

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExportedNamesAreUsed fails for an exported function, method, type,
// constant, variable or field that only tests use. deadcode in lint does not
// see these: it knows functions alone, and takes every exported method of a
// type that is ever in an interface to be called.
func TestExportedNamesAreUsed(t *testing.T) {
	code := checkModule(t)
	exported := code.exported()
	if len(exported) < 300 {
		t.Fatalf("only %d exported names were found", len(exported))
	}
	for _, e := range code.unused() {
		at := code.fset.Position(e.object.Pos())
		t.Errorf("%s:%d: only tests use %s: unexport it, move it to the tests or remove it", at.Filename, at.Line, e.name)
	}
}

func TestUnusedNames(t *testing.T) {
	tests := []struct {
		name, source string
		want         []string
	}{
		{"used in another declaration", `func Used() int { return 1 }; var x = Used()`, nil},
		{"a function nobody calls", `func Idle() {}`, []string{"p.Idle"}},
		{"a function that calls itself", `func Idle() { Idle() }`, []string{"p.Idle"}},
		{"one constant of a group", `const (A = iota; B); var x = B`, []string{"p.A"}},
		{"a type with methods alone", `type T struct{}; func (t *T) Do() {}`, []string{"p.T", "p.T.Do"}},
		{"a generic type", `type T[E any] struct{ F E }; func (t T[E]) Do() E { return t.F }; var x = T[int]{}.Do()`, nil},
		{"a field that is written", `type T struct{ F, G int }; var x = T{F: 1}`, []string{"p.T.G"}},
		{"a field that is decoded", "type T struct{ F int `json:\"f\"` }; var x T", nil},
		{"an embedded field", `type T struct{ error }; type U struct{ T }; var x U`, nil},
		{"a method that an interface asks for", `type T struct{}; func (T) Error() string { return "" }; func (T) Code() int { return 1 }; var x T`, []string{"p.T.Code"}},
		{"a method that package errors asks for", `type T struct{ e error }; func (t *T) Unwrap() error { return t.e }; var x T`, nil},
		{"the methods of an interface", `type T interface{ Do(); Idle() }; func f(t T) { t.Do() }`, []string{"p.T.Idle"}},
		{"not exported", `func idle() {}; type t struct{ F int }; func (t) Idle() {}`, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			code := newChecked()
			file, err := parser.ParseFile(code.fset, "p.go", "package p; "+test.source, 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := code.add("p", []*ast.File{file}, nil); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range code.unused() {
				got = append(got, e.name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// checked is code without its tests, with types.
type checked struct {
	fset *token.FileSet
	// packages are those that were added, by import path.
	packages map[string]*types.Package
	// used holds what is used outside its own declaration.
	used map[types.Object]bool
}

func newChecked() *checked {
	return &checked{fset: token.NewFileSet(), packages: map[string]*types.Package{}, used: map[types.Object]bool{}}
}

// checkModule adds all packages of the module.
func checkModule(t *testing.T) *checked {
	t.Helper()
	code := newChecked()
	sources := listSources(t, "-deps", "-export")
	imports := code.importer(sources)
	for _, s := range sources {
		if !s.ours() {
			continue
		}
		if err := code.add(s.ImportPath, s.parse(t, code.fset, 0), imports); err != nil {
			t.Fatal(err)
		}
	}
	return code
}

// importer takes the module's own packages as they were added, so that an
// object is the same wherever it is used, and all others as compiled.
func (c *checked) importer(sources []source) types.Importer {
	compiled := map[string]string{}
	for _, s := range sources {
		compiled[s.ImportPath] = s.Export
	}
	others := importer.ForCompiler(c.fset, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(compiled[path])
	})
	return importerFunc(func(path string) (*types.Package, error) {
		if own, added := c.packages[path]; added {
			return own, nil
		}
		return others.Import(path)
	})
}

type importerFunc func(path string) (*types.Package, error)

// Import implements types.Importer.
func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// add checks a package whose imports were added before, and notes what it uses.
func (c *checked) add(path string, files []*ast.File, imports types.Importer) error {
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: imports}
	pkg, err := config.Check(path, c.fset, files, info)
	if err != nil {
		return err
	}
	c.packages[path] = pkg
	for _, file := range files {
		for _, declaration := range file.Decls {
			c.note(declaration, info)
		}
	}
	return nil
}

// note adds what a declaration uses apart from itself. That a method belongs to
// a type is no use of the type.
func (c *checked) note(declaration ast.Decl, info *types.Info) {
	switch d := declaration.(type) {
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			c.noteUses(info, spec)
		}
	case *ast.FuncDecl:
		own := info.Defs[d.Name]
		c.noteUses(info, d.Type, own)
		if d.Body != nil {
			c.noteUses(info, d.Body, own)
		}
	}
}

// noteUses adds what the names below the node mean, except what is declared
// there, and except own.
func (c *checked) noteUses(info *types.Info, node ast.Node, own ...types.Object) {
	var meant []types.Object
	ast.Inspect(node, func(node ast.Node) bool {
		name, isName := node.(*ast.Ident)
		if !isName {
			return true
		}
		// The name of an embedded field is both.
		if object := info.Defs[name]; object != nil {
			own = append(own, object)
		}
		if object := info.Uses[name]; object != nil {
			meant = append(meant, declared(object))
		}
		return true
	})
	for _, object := range meant {
		if !slices.Contains(own, object) {
			c.used[object] = true
		}
	}
}

// declared is what an object of a generic type or function was made from.
func declared(object types.Object) types.Object {
	switch o := object.(type) {
	case *types.Func:
		return o.Origin()
	case *types.Var:
		return o.Origin()
	default:
		return object
	}
}

// exportedName is a name that other packages can use.
type exportedName struct {
	// name is folder, type and name: runner/gateway.Server.Close.
	name   string
	object types.Object
}

// exported are the exported names of all packages but programs, with the
// methods and fields of exported types, in the order of the files.
func (c *checked) exported() []exportedName {
	var all []exportedName
	for path, pkg := range c.packages {
		if pkg.Name() == "main" {
			continue
		}
		folder := strings.TrimPrefix(path, modulePath+"/")
		for _, name := range pkg.Scope().Names() {
			object := pkg.Scope().Lookup(name)
			if !object.Exported() {
				continue
			}
			all = append(all, exportedName{folder + "." + name, object})
			for _, member := range exportedMembers(object) {
				all = append(all, exportedName{folder + "." + name + "." + member.Name(), member})
			}
		}
	}
	slices.SortFunc(all, func(a, b exportedName) int { return int(a.object.Pos() - b.object.Pos()) })
	return all
}

// exportedMembers are the methods and fields that a type declares. A field
// with a tag is used by those who decode and encode it.
func exportedMembers(object types.Object) []types.Object {
	named, ok := object.Type().(*types.Named)
	if _, isType := object.(*types.TypeName); !isType || !ok {
		return nil
	}
	var members []types.Object
	for method := range named.Methods() {
		members = append(members, method)
	}
	switch underlying := named.Underlying().(type) {
	case *types.Interface:
		for method := range underlying.ExplicitMethods() {
			members = append(members, method)
		}
	case *types.Struct:
		for i := range underlying.NumFields() {
			if field := underlying.Field(i); underlying.Tag(i) == "" && !field.Embedded() {
				members = append(members, field)
			}
		}
	}
	return slices.DeleteFunc(members, func(member types.Object) bool { return !member.Exported() })
}

// unused are the exported names that are used nowhere.
func (c *checked) unused() []exportedName {
	interfaces := c.interfaces()
	return slices.DeleteFunc(c.exported(), func(e exportedName) bool {
		return c.used[e.object] || satisfies(e.object, interfaces)
	})
}

// calledByErrors are the methods that package errors asks for with interfaces
// that have no name.
var calledByErrors = []string{"Unwrap", "Is", "As"}

// satisfies reports whether a method is one that is called without naming its
// type: by fmt a String method, by encoding/json a MarshalJSON.
func satisfies(object types.Object, interfaces []*types.Interface) bool {
	method, ok := object.(*types.Func)
	if !ok || method.Signature().Recv() == nil || types.IsInterface(method.Signature().Recv().Type()) {
		return false
	}
	if slices.Contains(calledByErrors, method.Name()) {
		return true
	}
	receiver := method.Signature().Recv().Type()
	if _, isPointer := receiver.(*types.Pointer); !isPointer {
		receiver = types.NewPointer(receiver)
	}
	return slices.ContainsFunc(interfaces, func(i *types.Interface) bool {
		wanted, _, _ := types.LookupFieldOrMethod(i, false, method.Pkg(), method.Name())
		return wanted != nil && types.Implements(receiver, i)
	})
}

// interfaces are the named ones of the code and of all that it imports.
func (c *checked) interfaces() []*types.Interface {
	all := []*types.Interface{types.Universe.Lookup("error").Type().Underlying().(*types.Interface)}
	visited := map[*types.Package]bool{}
	var visit func(*types.Package)
	visit = func(pkg *types.Package) {
		if visited[pkg] {
			return
		}
		visited[pkg] = true
		for _, name := range pkg.Scope().Names() {
			if i, ok := pkg.Scope().Lookup(name).Type().Underlying().(*types.Interface); ok {
				all = append(all, i)
			}
		}
		for _, imported := range pkg.Imports() {
			visit(imported)
		}
	}
	for _, pkg := range c.packages {
		visit(pkg)
	}
	return all
}
