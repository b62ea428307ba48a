package cases

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/strictyaml"
)

//go:embed *.yaml
var files embed.FS

// operation is an entry of operations.yaml.
type operation struct {
	Words   map[string]string `yaml:"words"`
	Request struct {
		Path  map[string]string `yaml:"path"`
		Query string            `yaml:"query"`
		Body  any               `yaml:"body"`
	} `yaml:"request"`
	// Siblings are methods that another operation has on the same path.
	Siblings []string `yaml:"siblings"`
	// Unbinds is what the valid request unbinds, Success how it answers,
	// Failure the codes of ids in a batch that are not bound.
	Unbinds []string `yaml:"unbinds"`
	Success int      `yaml:"success"`
	Failure []string `yaml:"failure"`
}

// library is what the YAML files hold besides rows.
type library struct {
	operations map[string]operation
	outcomes   map[string][]Outcome
}

func loadLibrary(fsys fs.FS) (*library, error) {
	lib := &library{}
	data, err := fs.ReadFile(fsys, "operations.yaml")
	if err != nil {
		return nil, fmt.Errorf("reading cases: %w", err)
	}
	_, err = strictyaml.Decode("operations.yaml", data, &lib.operations)
	var wrong error
	lib.outcomes, wrong = loadOutcomes(fsys)
	if err := errors.Join(err, wrong); err != nil {
		return nil, err
	}
	return lib, nil
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
		if name == "operations.yaml" || name == outcomesFile {
			continue
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading cases: %w", err)
		}
		loader.load(name, data)
	}
	return loader.cases, errors.Join(loader.mistakes...)
}

// complete fills what a request leaves out with the operation's valid request.
func (lib *library) complete(op string, r *Request) {
	if r.Operation != "" {
		return
	}
	valid, ok := lib.operations[op]
	if !ok {
		return
	}
	for name, id := range valid.Request.Path {
		if _, set := r.Path[name]; !set {
			if r.Path == nil {
				r.Path = map[string]string{}
			}
			r.Path[name] = id
		}
	}
	if r.Query == nil {
		query := valid.Request.Query
		r.Query = &query
	}
	if r.Body == nil && valid.Request.Body != nil {
		r.Body = &Body{JSON: valid.Request.Body}
	}
}
