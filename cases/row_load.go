package cases

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sort"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/strictyaml"
)

// rowFile is one YAML file of rows.
type rowFile struct {
	// For says which operations have the rows: those that unbind a kind of
	// binding, in every product, or one by its id.
	For []string `yaml:"for"`
	// Rows are compiled once per operation, with its words filled in.
	Rows []yaml.Node `yaml:"rows"`
}

// mistake is one thing that is wrong with a file of rows.
type mistake struct {
	file string
	line int    // 0 for the file as a whole
	row  string // in words: its name in quotation marks, or its number
	key  string // the full path within the row: "steps[1].expect[0].status"
	text string
}

func (m mistake) Error() string {
	place := m.file
	if m.line > 0 {
		place = fmt.Sprintf("%s:%d", m.file, m.line)
	}
	if m.row != "" {
		place += ": row " + m.row
	}
	if m.key != "" {
		place += ": " + m.key
	}
	return place + ": " + m.text
}

// loadRows compiles the rows of every row file for the operations that the
// contract has. All mistakes come back together, each with its file, line, row
// and key.
func loadRows(fsys fs.FS, lib *library, contract *openapi.Contract) ([]Case, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("reading cases: %w", err)
	}
	loader := newRowLoader(lib, contract)
	for _, name := range names { // in alphabetical order
		if name == outcomesFile {
			continue
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading cases: %w", err)
		}
		loader.load(folder+name, data)
	}
	return loader.cases, errors.Join(loader.mistakes...)
}

// rowLoader compiles row files into cases and collects what is wrong with them.
type rowLoader struct {
	lib      *library
	contract *openapi.Contract
	// places are the file and line of each case's row, by the case's ID.
	places   map[string]string
	cases    []Case
	mistakes []error
}

func newRowLoader(lib *library, contract *openapi.Contract) *rowLoader {
	return &rowLoader{lib: lib, contract: contract, places: map[string]string{}}
}

// load compiles one file. The name is what mistakes call it.
func (l *rowLoader) load(name string, data []byte) {
	var head rowFile
	file, _ := strictyaml.Decode(name, data, &head) // the error is in file
	for _, missing := range []struct {
		key string
		n   int
	}{{"for", len(head.For)}, {"rows", len(head.Rows)}} {
		if missing.n == 0 {
			file.Problemf(missing.key, "missing; a file of rows has for, a list of kinds of bindings or operations, and rows")
		}
	}
	var operations []string
	for i, written := range head.For {
		key := fmt.Sprintf("for[%d]", i)
		meant := l.operationsFor(written)
		if len(meant) == 0 {
			known := append(kindNames(), operationNames()...)
			file.Problemf(key, "no kind of binding and no operation is called %q%s", written, orElse(written, known))
		}
		for _, op := range meant {
			if slices.Contains(operations, op) {
				file.Problemf(key, "%s stands here twice; keep one of them", op)
			}
		}
		operations = append(operations, meant...)
	}
	if err := file.Err(); err != nil {
		l.add(name, "", problemsOf(err))
		return
	}
	for i := range head.Rows {
		l.row(name, i, &head.Rows[i], operations)
	}
}

// operationsFor are the operations that an entry of for stands for; none if it
// is neither a kind of binding nor the id of an operation.
func (l *rowLoader) operationsFor(entry string) []string {
	var ids []string
	for _, op := range domain.Operations() {
		if op.ID == entry || string(op.Kind) == entry {
			ids = append(ids, op.ID)
		}
	}
	return ids
}

func kindNames() []string {
	var names []string
	for _, b := range domain.Kinds() {
		names = append(names, string(b.Kind))
	}
	return names
}

func operationNames() []string {
	var names []string
	for _, op := range domain.Operations() {
		names = append(names, op.ID)
	}
	return names
}

// row compiles a row for every operation. What is wrong for several of them is
// said once.
func (l *rowLoader) row(file string, index int, node *yaml.Node, operations []string) {
	title := rowTitle(node, index)
	var found []strictyaml.Problem
	var like []operation
	for _, op := range operations {
		if usual, ok := l.lib.usual[op]; ok {
			like = append(like, usual)
		}
	}
	for _, op := range operations {
		documented, ok := l.contract.Operation(op)
		if !ok {
			continue
		}
		reader := rowReader{
			file: strictyaml.File{Name: file}, lib: l.lib, contract: l.contract,
			op: documented, valid: l.lib.operations[op], like: like,
		}
		c, fits, problems := reader.compile(node)
		if first, taken := l.places[c.ID]; taken && len(problems) == 0 {
			problems = []strictyaml.Problem{{Line: node.Line, Key: "name", Message: "also the name of the row in " + first + "; rename one of them"}}
		}
		said := found
		for _, p := range problems {
			p.Line = cmp.Or(p.Line, node.Line)
			if !slices.ContainsFunc(said, func(s strictyaml.Problem) bool { return s.Line == p.Line && s.Key == p.Key }) {
				found = append(found, p)
			}
		}
		if fits && len(problems) == 0 {
			l.places[c.ID] = fmt.Sprintf("%s:%d", file, node.Line)
			l.cases = append(l.cases, c)
		}
	}
	l.add(file, title, found)
}

// add notes problems in the order of their lines.
func (l *rowLoader) add(file, row string, problems []strictyaml.Problem) {
	sort.SliceStable(problems, func(i, j int) bool { return problems[i].Line < problems[j].Line })
	for _, p := range problems {
		l.mistakes = append(l.mistakes, mistake{file: file, line: p.Line, row: row, key: p.Key, text: p.Message})
	}
}

// rowTitle is what errors call a row: its name as written, or its number.
func rowTitle(node *yaml.Node, index int) string {
	for i := 0; node.Kind == yaml.MappingNode && i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == "name" && node.Content[i+1].Value != "" {
			return fmt.Sprintf("%q", node.Content[i+1].Value)
		}
	}
	return fmt.Sprint(index + 1)
}

// problemsOf are the problems that an error of strictyaml lists.
func problemsOf(err error) []strictyaml.Problem {
	var file *strictyaml.FileError
	if errors.As(err, &file) {
		return file.Problems
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
