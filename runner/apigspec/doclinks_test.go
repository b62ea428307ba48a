package main

import (
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestDocLinks wants every [Name] and [pkg.Name] in a doc comment of the module
// to lead somewhere. A rename leaves such links behind, and no compiler reads
// them. The test stands here because the program is the one package to whose
// left everything else is; the module's root holds no Go files.
func TestDocLinks(t *testing.T) {
	packages := parseModule(t, filepath.Join("..", ".."))
	links := 0
	for _, importPath := range slices.Sorted(maps.Keys(packages)) {
		p := packages[importPath]
		for _, d := range p.docs {
			for _, link := range docLinks(d.text) {
				links++
				if why := p.unresolved(link, packages); why != "" {
					t.Errorf("%s: [%s] leads nowhere: %s; correct the link or take the brackets away", d.at, linkText(link), why)
				}
			}
		}
	}
	if links == 0 {
		t.Error("no doc link was found in the whole module; the test sees nothing")
	}
}

func TestDocLinksThatLeadNowhere(t *testing.T) {
	const source = `// Package here is about [Known], [Known.Method], [Known.Field], [Known.Promoted], [known] and [there.Known].
package here

import "example.com/there"

// Known is not [Gone].
type Known struct {
	base
	Field int // as in [Known.Lost]
}

type base struct{}

func (base) Promoted() {}

// Method takes a [there.Gone], a [nowhere.Known], a []string and a [note].
func (k *Known) Method(there.Known) {}
`
	here := newSourcePackage()
	here.add(parseSource(t, "here.go", source))
	there := newSourcePackage()
	there.add(parseSource(t, "there.go", "package there\n\ntype Known int\n"))
	packages := map[string]*sourcePackage{"example.com/here": here, "example.com/there": there}
	var got []string
	for _, d := range here.docs {
		for _, link := range docLinks(d.text) {
			if here.unresolved(link, packages) != "" {
				got = append(got, linkText(link))
			}
		}
	}
	slices.Sort(got)
	if want := []string{"Gone", "Known.Lost", "nowhere.Known", "there.Gone"}; !slices.Equal(got, want) {
		t.Errorf("unresolved are %q; want %q", got, want)
	}
}

// sourcePackage is what the files of one folder declare, import and document.
type sourcePackage struct {
	names    map[string]bool     // at the top level
	members  map[string]bool     // "Type.Method" and "Type.Field"
	embedded map[string][]string // types of the package that a type embeds
	imports  map[string]string   // name → import path
	docs     []docComment
}

type docComment struct {
	at   token.Position
	text string
}

func newSourcePackage() *sourcePackage {
	return &sourcePackage{map[string]bool{}, map[string]bool{}, map[string][]string{}, map[string]string{}, nil}
}

// parseModule reads the module's packages, by import path, without their tests.
func parseModule(t *testing.T, root string) map[string]*sourcePackage {
	t.Helper()
	const module = "github.com/apigspec/apigspec"
	packages := map[string]*sourcePackage{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return skipFolder(root, file, entry.Name())
		case !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		folder, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		importPath := path.Join(module, filepath.ToSlash(folder))
		if packages[importPath] == nil {
			packages[importPath] = newSourcePackage()
		}
		packages[importPath].add(parseSource(t, file, nil))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return packages
}

// skipFolder passes over what is no part of the module.
func skipFolder(root, folder, name string) error {
	if folder == root {
		return nil
	}
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	if err == nil || name == "testdata" || strings.HasPrefix(name, ".") {
		return filepath.SkipDir
	}
	return nil
}

func parseSource(t *testing.T, file string, source any) (*token.FileSet, *ast.File) {
	t.Helper()
	files := token.NewFileSet()
	f, err := parser.ParseFile(files, file, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return files, f
}

func (p *sourcePackage) add(files *token.FileSet, f *ast.File) {
	for _, i := range f.Imports {
		importPath := strings.Trim(i.Path.Value, `"`)
		name := path.Base(importPath)
		if i.Name != nil {
			name = i.Name.Name
		}
		p.imports[name] = importPath
	}
	document := func(groups ...*ast.CommentGroup) {
		for _, g := range groups {
			if g != nil {
				p.docs = append(p.docs, docComment{files.Position(g.Pos()), g.Text()})
			}
		}
	}
	document(f.Doc)
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			document(d.Doc)
			p.function(d)
		case *ast.GenDecl:
			document(d.Doc)
			for _, spec := range d.Specs {
				p.spec(spec, document)
			}
		}
	}
}

func (p *sourcePackage) function(d *ast.FuncDecl) {
	if d.Recv == nil {
		p.names[d.Name.Name] = true
		return
	}
	p.members[nameOfType(d.Recv.List[0].Type)+"."+d.Name.Name] = true
}

func (p *sourcePackage) spec(spec ast.Spec, document func(...*ast.CommentGroup)) {
	switch s := spec.(type) {
	case *ast.ValueSpec:
		document(s.Doc, s.Comment)
		for _, name := range s.Names {
			p.names[name.Name] = true
		}
	case *ast.TypeSpec:
		document(s.Doc, s.Comment)
		p.names[s.Name.Name] = true
		switch t := s.Type.(type) {
		case *ast.StructType:
			p.fields(s.Name.Name, t.Fields, document)
		case *ast.InterfaceType:
			p.fields(s.Name.Name, t.Methods, document)
		}
	}
}

func (p *sourcePackage) fields(of string, list *ast.FieldList, document func(...*ast.CommentGroup)) {
	for _, f := range list.List {
		document(f.Doc, f.Comment)
		for _, name := range f.Names {
			p.members[of+"."+name.Name] = true
		}
		if len(f.Names) == 0 {
			name := nameOfType(f.Type)
			p.members[of+"."+name] = true
			p.embedded[of] = append(p.embedded[of], name)
		}
	}
}

// nameOfType is the name of a receiver's or an embedded type; "" for another.
func nameOfType(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return nameOfType(e.X)
	case *ast.IndexExpr:
		return nameOfType(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// has reports whether the package declares a name, or a type's member.
func (p *sourcePackage) has(of, name string) bool {
	if of == "" {
		return p.names[name]
	}
	return p.members[of+"."+name] || slices.ContainsFunc(p.embedded[of], func(inner string) bool { return p.has(inner, name) })
}

// unresolved says why a link leads nowhere; "" if it leads somewhere. Of
// packages outside the module it is enough that they are imported.
func (p *sourcePackage) unresolved(link *comment.DocLink, packages map[string]*sourcePackage) string {
	of := p
	if link.ImportPath != "" {
		importPath, ok := p.importPath(link.ImportPath)
		if !ok {
			return "no file of the package imports " + importPath
		}
		if of = packages[importPath]; of == nil {
			return ""
		}
	}
	if !of.has(link.Recv, link.Name) {
		return "there is no such name"
	}
	return ""
}

// importPath is what a package's name in a link means to go doc: an import of
// the package, a path written out, or a package of the standard library.
func (p *sourcePackage) importPath(name string) (string, bool) {
	if imported, ok := p.imports[name]; ok {
		return imported, true
	}
	if strings.Contains(name, "/") {
		return name, true
	}
	if standard, ok := comment.DefaultLookupPackage(name); ok {
		return standard, true
	}
	return name, false
}

// docLinks are the words in brackets of a doc comment that look like links to
// a name. A word without a capital may be any word.
func docLinks(text string) []*comment.DocLink {
	p := comment.Parser{
		LookupPackage: func(name string) (string, bool) { return name, true },
		LookupSym:     func(string, string) bool { return true },
	}
	var links []*comment.DocLink
	for _, block := range p.Parse(text).Content {
		links = append(links, linksOfBlock(block)...)
	}
	return links
}

func linksOfBlock(block comment.Block) []*comment.DocLink {
	var texts []comment.Text
	var links []*comment.DocLink
	switch b := block.(type) {
	case *comment.Paragraph:
		texts = b.Text
	case *comment.Heading:
		texts = b.Text
	case *comment.List:
		for _, item := range b.Items {
			for _, inner := range item.Content {
				links = append(links, linksOfBlock(inner)...)
			}
		}
	}
	for _, text := range texts {
		if link, ok := text.(*comment.DocLink); ok && link.Name != "" {
			links = append(links, link)
		}
	}
	return links
}

// linkText is a link as it is written.
func linkText(link *comment.DocLink) string {
	return strings.Join(slices.DeleteFunc([]string{link.ImportPath, link.Recv, link.Name}, func(s string) bool { return s == "" }), ".")
}
