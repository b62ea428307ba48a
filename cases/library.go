package cases

import (
	"embed"
	"io/fs"
)

//go:embed *.yaml
var files embed.FS

// folder is where the files are in the repository, for messages.
const folder = "cases/"

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
