package cases

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi"
)

//go:embed *.yaml
var files embed.FS

// rowFile is one YAML file of rows.
type rowFile struct {
	For  []string `yaml:"for"`
	Rows []row    `yaml:"rows"`
}

// row is a case written by hand, relative to each operation of its file.
type row struct {
	Name        string    `yaml:"name"`
	Clauses     []string  `yaml:"clauses"`
	Level       Level     `yaml:"level"`
	Requirement string    `yaml:"requirement"`
	Mutation    string    `yaml:"mutation"`
	Steps       []rowStep `yaml:"steps"`
}

// rowStep is a step as rows spell it: request and expectation side by side.
type rowStep struct {
	Name   string `yaml:"name"`
	Times  int    `yaml:"times"`
	After  string `yaml:"after"`
	Linger string `yaml:"linger"`
	Hook   string `yaml:"hook"`
	Expect answer `yaml:"expect"`
	Like   string `yaml:"like"`

	Operation  string            `yaml:"operation"`
	Method     string            `yaml:"method"`
	Path       map[string]string `yaml:"path"`
	Query      *string           `yaml:"query"`
	Headers    map[string]string `yaml:"headers"`
	Auth       Auth              `yaml:"auth"`
	Connection string            `yaml:"connection"`
	Body       any               `yaml:"body"`
	Raw        *string           `yaml:"raw"`
	NoBody     bool              `yaml:"no_body"`
}

// answer is a list whose entries are outcomes or names from outcomes.yaml.
type answer []yaml.Node

// library is what rows refer to: the operations that unbind, and the outcomes
// of outcomes.yaml.
type library struct {
	operations map[string]operation
	outcomes   map[string][]Outcome
}

func loadLibrary(fsys fs.FS) (*library, error) {
	lib := &library{operations: operations()}
	if err := decodeFile(fsys, "outcomes.yaml", nil, &lib.outcomes); err != nil {
		return nil, err
	}
	return lib, nil
}

// loadRows reads every row file for the operations the contract has.
func loadRows(fsys fs.FS, lib *library, contract *openapi.Contract) ([]Case, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	var all []Case
	var problems []error
	for _, name := range names {
		if name == "outcomes.yaml" {
			continue
		}
		rows, err := loadRowFile(fsys, name, lib, contract)
		all = append(all, rows...)
		problems = append(problems, err)
	}
	return all, errors.Join(problems...)
}

func loadRowFile(fsys fs.FS, name string, lib *library, contract *openapi.Contract) ([]Case, error) {
	var head rowFile
	if err := decodeFile(fsys, name, nil, &head); err != nil {
		return nil, err
	}
	var all []Case
	for _, id := range head.For {
		if _, ok := contract.Operation(id); !ok {
			continue
		}
		op, ok := lib.operations[id]
		if !ok {
			return nil, fmt.Errorf("%s: for: no operation %q is known that unbinds; see the table in openapi/domain", name, id)
		}
		// The words are put in before the YAML is read, so that they may
		// stand in keys as well.
		var file rowFile
		if err := decodeFile(fsys, name, op.Words, &file); err != nil {
			return nil, err
		}
		for _, r := range file.Rows {
			c, err := r.compile(id, lib, contract)
			if err != nil {
				return nil, fmt.Errorf("%s: row %q: %w", name, r.Name, err)
			}
			all = append(all, c)
		}
	}
	return all, nil
}

func decodeFile(fsys fs.FS, name string, words map[string]string, into any) error {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("reading cases: %w", err)
	}
	for word, means := range words {
		// <word> stands alone or begins a placeholder: <bind.0> → <acl.0>.
		// Words that are not placeholders lose their brackets.
		if _, isPlaceholder := MeaningOf(means); isPlaceholder {
			data = bytes.ReplaceAll(data, []byte("<"+word+"."), []byte("<"+means+"."))
			data = bytes.ReplaceAll(data, []byte("<"+word+">"), []byte("<"+means+">"))
			data = bytes.ReplaceAll(data, []byte("<other."+word), []byte("<other."+means))
			data = bytes.ReplaceAll(data, []byte("<unknown."+word+"."), []byte("<unknown."+means+"."))
		} else {
			data = bytes.ReplaceAll(data, []byte("<"+word+">"), []byte(means))
		}
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", path.Base(name), err)
	}
	return nil
}

func (r row) compile(op string, lib *library, contract *openapi.Contract) (Case, error) {
	c := Case{
		ID:          op + "/" + r.Name,
		Operation:   op,
		Level:       r.Level,
		Requirement: r.Requirement,
		Mutation:    r.Mutation,
	}
	if c.Level == "" {
		c.Level = Must
	}
	for _, clause := range r.Clauses {
		// A clause with a question mark counts where the page states it.
		name, optional := strings.CutSuffix(clause, "?")
		if _, stated := contract.Clause(op + "/" + name); optional && !stated {
			continue
		}
		c.Clauses = append(c.Clauses, op+"/"+name)
	}
	for _, s := range r.Steps {
		step := Step{Name: s.Name, Times: s.Times, After: s.After, Linger: s.Linger, Hook: s.Hook, Request: Request{
			Operation: s.Operation, Method: s.Method, Path: s.Path, Query: s.Query,
			Headers: s.Headers, Auth: s.Auth, Connection: s.Connection,
		}}
		switch {
		case s.NoBody:
			step.Request.Body = &Body{None: true}
		case s.Raw != nil:
			step.Request.Body = &Body{Raw: s.Raw}
		case s.Body != nil:
			step.Request.Body = &Body{JSON: s.Body}
		}
		outcomes, err := lib.answer(s.Expect, op)
		if err != nil {
			return Case{}, err
		}
		step.Expect = Expect{AnyOf: outcomes, Like: s.Like}
		lib.complete(op, &step.Request)
		c.Steps = append(c.Steps, step)
	}
	return c, c.validate()
}

// answer resolves names from outcomes.yaml and fills the batch's codes.
func (lib *library) answer(a answer, op string) ([]Outcome, error) {
	var all []Outcome
	for _, n := range a {
		if n.Kind == yaml.ScalarNode {
			named, ok := lib.outcomes[n.Value]
			if !ok {
				return nil, fmt.Errorf("expect: no outcome is called %q in outcomes.yaml", n.Value)
			}
			all = append(all, named...)
			continue
		}
		var o Outcome
		if err := n.Decode(&o); err != nil {
			return nil, fmt.Errorf("expect: %w", err)
		}
		if o.Batch != nil && o.Batch.Codes == nil {
			o.Batch.Codes = lib.operations[op].Failure
		}
		all = append(all, o)
	}
	return all, nil
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

// validate finds slips in a row: what a reader of the file would call a typo.
func (c Case) validate() error {
	var problems []error
	problem := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	if len(strings.Split(c.ID, "/")) < 3 {
		problem("id %q: want operation/topic/name", c.ID)
	}
	if c.Requirement == "" {
		problem("requirement is missing")
	}
	if len(c.Clauses) == 0 {
		problem("clauses are missing")
	}
	switch c.Level {
	case Must, Should, Observe:
	default:
		problem("level %q: want must, should or observe", c.Level)
	}
	if len(c.Steps) == 0 {
		problem("steps are missing")
	}
	names := map[string]bool{}
	for i, s := range c.Steps {
		s.strings(func(text string) {
			for _, m := range refPattern.FindAllString(text, -1) {
				if _, err := ParseRef(m); err != nil {
					problem("step %d: %w", i+1, err)
				}
			}
		})
		if s.Expect.Like != "" && !names[s.Expect.Like] {
			problem("step %d: like: no earlier step is called %q", i+1, s.Expect.Like)
		}
		if len(s.Expect.AnyOf) > 1 {
			for _, o := range s.Expect.AnyOf {
				if o.Because == "" {
					problem("step %d: outcome %d is one of several and gives no reason (because)", i+1, o.Status)
				}
			}
		}
		names[s.Name] = s.Name != ""
	}
	return errors.Join(problems...)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
