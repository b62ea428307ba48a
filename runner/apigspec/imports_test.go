package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rule says what a package must not import. Packages of the module go by their
// folder, others by their import path; "…/..." stands for a package and all
// below it.
type rule struct {
	packages string
	// but are packages that packages covers and the rule does not.
	but []string
	not []string
	// direct looks at the package's own files alone; otherwise what it reaches
	// through other packages of the module counts as well.
	direct bool
	why    string
}

var (
	ginkgo = []string{"github.com/onsi/ginkgo/...", "github.com/onsi/gomega/..."}
	rules  = []rule{
		{packages: "openapi/...", not: []string{"cases/...", "runner/...", "reports/...", "suites/..."},
			why: "everything points left: openapi, cases, runner, then reports and suites"},
		{packages: "cases/...", not: []string{"runner/...", "reports/...", "suites/..."},
			why: "everything points left: openapi, cases, runner, then reports and suites"},
		{packages: "runner/...", but: []string{"runner/apigspec"}, not: []string{"reports/...", "suites/..."},
			why: "everything points left: openapi, cases, runner, then reports and suites"},
		{packages: "reports/...", not: []string{"suites/..."}, why: "reports are made without Ginkgo's tables"},
		{packages: "suites/...", not: []string{"reports/..."}, why: "tables show results, reports show the log"},

		{packages: "openapi/documents", not: []string{"openapi/...", "github.com/getkin/..."}, why: "it is text"},
		{packages: "openapi/page", not: []string{"openapi", "openapi/derive", "github.com/getkin/..."},
			why: "a page is understood before there is an OpenAPI document"},
		{packages: "openapi/derive", not: []string{"os", "flag"}, direct: true, why: "deriving works on bytes; the program opens files"},
		{packages: "openapi", not: []string{"openapi/page", "openapi/derive"}, why: "a contract may come from elsewhere than from pages"},
		{packages: "openapi/credential", not: []string{"openapi"}, why: "runner/target uses it without a contract"},
		{packages: "openapi/domain", not: []string{"openapi"}, why: "runner/target uses it without a contract"},
		{packages: "openapi/spelling", not: []string{"openapi"}, why: "runner/gateway uses it without a contract"},
		{packages: "openapi/strictyaml", not: []string{"openapi"}, why: "runner/target uses it without a contract"},

		{packages: "cases/...", not: []string{"net", "net/http/..."}, direct: true, why: "a case is data; sending it is the runner's part"},

		{packages: "runner", not: []string{"runner/gateway", "runner/mutation"}, why: "it runs cases against any target, and knows none of them"},
		{packages: "runner/exchange", not: []string{"openapi/...", "cases/...", "runner", "runner/judge", "runner/target", "runner/fixtures", "runner/gateway"},
			why: "a record of what was sent and received is read by all and knows nobody"},
		{packages: "runner/judge", not: []string{"runner", "runner/target", "runner/fixtures", "runner/gateway", "runner/mutation"},
			why: "a recorded run can be judged again, so a verdict needs neither target nor fixtures"},
		{packages: "runner/judge", not: []string{"net", "os", "time", "math/rand/..."}, direct: true,
			why: "a verdict is a function of what was recorded, not of network, files or clock"},
		{packages: "runner/target", not: []string{"cases/...", "openapi", "runner/judge", "runner/fixtures", "runner/gateway"},
			why: "it sends any request and judges none"},
		{packages: "runner/fixtures", not: []string{"runner", "runner/judge", "runner/gateway"}, why: "the ledger gives and takes back; verdicts are the judge's"},
		{packages: "runner/state", not: []string{"openapi/...", "cases/...", "runner", "runner/target", "runner/fixtures", "runner/gateway", "net", "net/http/..."},
			why: "it knows folders and processes; what is in a journal is the ledger's"},
		{packages: "runner/gateway", not: []string{"cases/...", "openapi", "openapi/page", "openapi/derive", "runner", "runner/judge", "runner/fixtures"},
			why: "the embedded gateway must be able to disagree with contract, cases and judge"},

		{packages: "suites/...", not: []string{"net", "net/http/..."}, direct: true, why: "tables await results, the runner sends"},
		{packages: "reports/...", not: []string{"runner/fixtures", "runner/gateway", "runner/mutation"}, direct: true,
			why: "everything is rendered from the log"},

		{packages: "openapi/...", not: ginkgo, why: "Ginkgo is a skin: suites alone"},
		{packages: "cases/...", not: ginkgo, why: "Ginkgo is a skin: suites alone"},
		{packages: "runner/...", but: []string{"runner/apigspec"}, not: ginkgo, why: "Ginkgo is a skin: suites alone"},
		{packages: "runner/apigspec", not: ginkgo, direct: true, why: "Ginkgo is a skin: suites alone"},
		{packages: "reports/...", not: ginkgo, why: "Ginkgo is a skin: suites alone"},
	}
)

func TestImports(t *testing.T) {
	code := modulesImports(t)
	for _, r := range rules {
		t.Run(r.packages, func(t *testing.T) {
			covered := r.covered(code)
			if len(covered) == 0 {
				t.Fatalf("the rule is about no package: %+v", r)
			}
			for _, folder := range covered {
				for _, violation := range r.violations(code, folder) {
					t.Errorf("%s: %s", violation, r.why)
				}
			}
		})
	}
}

func TestRulesFindViolations(t *testing.T) {
	code := imports{
		"a":   {{"a/a.go", "b"}, {"a/z.go", "net/http"}},
		"a/x": {{"a/x/x.go", "c"}},
		"b":   {{"b/b.go", "c"}},
		"c":   {{"c/c.go", "net/http/httputil"}},
	}
	tests := []struct {
		name string
		rule rule
		want []string
	}{
		{"its own file", rule{packages: "a", not: []string{"b"}}, []string{"a/a.go imports b"}},
		{"through another package", rule{packages: "a", not: []string{"c"}}, []string{"a/a.go imports b, b/b.go imports c"}},
		{"through others does not count", rule{packages: "a", not: []string{"c"}, direct: true}, nil},
		{"others and below", rule{packages: "a", not: []string{"net/http/..."}},
			[]string{"a/z.go imports net/http", "a/a.go imports b, b/b.go imports c, c/c.go imports net/http/httputil"}},
		{"below only by name", rule{packages: "c", not: []string{"net/http"}}, nil},
		{"a folder and below", rule{packages: "a/...", not: []string{"c"}, direct: true}, []string{"a/x/x.go imports c"}},
		{"all but", rule{packages: "a/...", but: []string{"a/x"}, not: []string{"c"}, direct: true}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, folder := range test.rule.covered(code) {
				got = append(got, test.rule.violations(code, folder)...)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestWordsOnly is about packages that may import another for its words alone,
// since all the rest of it sends requests.
func TestWordsOnly(t *testing.T) {
	tests := []struct {
		imported string
		by       []string
		words    *regexp.Regexp
		why      string
	}{
		{imported: "net/http", by: []string{"openapi/...", "runner/exchange", "runner/judge", "runner/fixtures", "reports/..."},
			words: regexp.MustCompile(`^(Header|StatusText|CanonicalHeaderKey|ParseTime|Status[A-Z]\w+|Method[A-Z]\w+)$`),
			why:   "this package sends nothing; runner/target does"},
		{imported: modulePath + "/runner/target", by: []string{"reports/..."}, words: regexp.MustCompile(`^(Target|Implementation)$`),
			why: "a report describes the target and does not reach it"},
	}
	for _, test := range tests {
		t.Run(path.Base(test.imported), func(t *testing.T) {
			fset, found := token.NewFileSet(), 0
			for _, s := range listSources(t) {
				if !matches(test.by, s.folder()) {
					continue
				}
				for _, file := range s.parse(t, fset, 0) {
					for _, name := range namesOf(file, test.imported) {
						found++
						if !test.words.MatchString(name.Name) {
							t.Errorf("%s: %s.%s: %s", fset.Position(name.Pos()), path.Base(test.imported), name.Name, test.why)
						}
					}
				}
			}
			if found == 0 {
				t.Error("it is used nowhere, not even its words; the rule can go")
			}
		})
	}
}

// namesOf are the names of an imported package that a file uses. That it is
// imported under its own name is what the module does everywhere.
func namesOf(file *ast.File, imported string) []*ast.Ident {
	if !slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool { return spec.Path.Value == strconv.Quote(imported) }) {
		return nil
	}
	var names []*ast.Ident
	ast.Inspect(file, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			if pkg, ok := selector.X.(*ast.Ident); ok && pkg.Name == path.Base(imported) {
				names = append(names, selector.Sel)
			}
		}
		return true
	})
	return names
}

// anImport is one import of a file.
type anImport struct{ file, imported string }

// imports are those of all packages of the module, by folder.
type imports map[string][]anImport

func modulesImports(t *testing.T) imports {
	t.Helper()
	code := imports{}
	for _, s := range listSources(t) {
		fset := token.NewFileSet()
		code[s.folder()] = nil
		for _, file := range s.parse(t, fset, parser.ImportsOnly) {
			for _, spec := range file.Imports {
				imported, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					t.Fatal(err)
				}
				name := fset.Position(file.Package).Filename
				code[s.folder()] = append(code[s.folder()], anImport{name, strings.TrimPrefix(imported, modulePath+"/")})
			}
		}
	}
	return code
}

// covered are the packages that the rule is about, in order.
func (r rule) covered(code imports) []string {
	var folders []string
	for folder := range code {
		if matches([]string{r.packages}, folder) && !matches(r.but, folder) {
			folders = append(folders, folder)
		}
	}
	slices.Sort(folders)
	return folders
}

// violations are the ways from a package to what it must not import.
func (r rule) violations(code imports, folder string) []string {
	var found []string
	seen := map[string]bool{folder: true}
	type step struct{ folder, way string }
	for steps := []step{{folder: folder}}; len(steps) > 0; steps = steps[1:] {
		for _, i := range code[steps[0].folder] {
			way := strings.TrimPrefix(steps[0].way+", "+i.file+" imports "+i.imported, ", ")
			if matches(r.not, i.imported) && i.imported != folder {
				found = append(found, way)
			}
			if !r.direct && !seen[i.imported] {
				seen[i.imported] = true
				steps = append(steps, step{i.imported, way})
			}
		}
	}
	return found
}

// matches reports whether a package is one of those named, or below one that
// is named with "/...".
func matches(named []string, pkg string) bool {
	return slices.ContainsFunc(named, func(name string) bool {
		above, below := strings.CutSuffix(name, "/...")
		return pkg == above || below && strings.HasPrefix(pkg, path.Clean(above)+"/")
	})
}
