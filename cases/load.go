package cases

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/apigspec/apigspec/openapi"
)

//go:embed *.yaml
var files embed.FS

// library is what rows refer to: the operations that unbind, and the outcomes
// of outcomes.yaml.
type library struct {
	operations map[string]operation
	outcomes   map[string][]Outcome
}

func loadLibrary(fsys fs.FS) (*library, error) {
	outcomes, err := loadOutcomes(fsys)
	if err != nil {
		return nil, err
	}
	return &library{operations: operations(), outcomes: outcomes}, nil
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
