package cases

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/strictyaml"
)

// row is a case written by hand, relative to each operation of its file.
type row struct {
	Name        string    `yaml:"name"`
	Requirement string    `yaml:"requirement"`
	Clauses     []string  `yaml:"clauses"`
	Level       Level     `yaml:"level"`
	Mutation    string    `yaml:"mutation"`
	Steps       []rowStep `yaml:"steps"`
}

// rowStep is a step as rows spell it: when and how it is sent, the request, and
// the expectation, side by side. Pointers tell what is left out.
type rowStep struct {
	Name   string         `yaml:"name"`
	Hook   string         `yaml:"hook"`
	Delay  *time.Duration `yaml:"delay"`
	Times  *int           `yaml:"times"`
	Linger *time.Duration `yaml:"linger"`

	Connection string            `yaml:"connection"`
	Operation  string            `yaml:"operation"`
	Method     string            `yaml:"method"`
	Path       map[string]string `yaml:"path"`
	Query      *string           `yaml:"query"`
	Headers    map[string]string `yaml:"headers"`
	Auth       Auth              `yaml:"auth"`
	Body       any               `yaml:"body"`
	Raw        *string           `yaml:"raw"`
	NoBody     *bool             `yaml:"no_body"`

	SameAs string `yaml:"same_as"`
	// Expect holds outcomes and names from outcomes.yaml.
	Expect []yaml.Node `yaml:"expect"`
}

// rowReader compiles one row for one operation.
type rowReader struct {
	file     strictyaml.File
	lib      *library
	contract *openapi.Contract
	op       *openapi.Operation
	valid    operation
	row      row
	// like are the operations of the built-in contract that have the row: what
	// one of them has, an edition may have lost.
	like []operation
	// problems are those that file does not hold.
	problems []strictyaml.Problem
}

// compile makes the case that a row means, and reports whether the page has all
// that the row speaks of. The case is of use only if it has, and if there are no
// problems.
func (r *rowReader) compile(node *yaml.Node) (c Case, fits bool, problems []strictyaml.Problem) {
	words := wordTree{words: r.valid.Words, within: map[*yaml.Node]bool{}}
	tree := words.fill(node, "")
	r.problems = words.problems
	r.noNulls(tree, "")
	r.file.Decode(tree, &r.row)
	if r.file.Unreadable("") {
		return Case{}, false, problemsOf(r.file.Err())
	}
	c = Case{
		ID:          r.op.ID + "/" + r.row.Name,
		Operation:   r.op.ID,
		Level:       r.row.Level,
		Requirement: r.row.Requirement,
		Mutation:    r.row.Mutation,
	}
	if c.Level == "" {
		c.Level = Must
	}
	if !r.has(words.missing) {
		return Case{}, false, append(r.problems, problemsOf(r.file.Err())...)
	}
	r.check(c)
	c.Clauses = r.clauses(node)
	for i, s := range r.row.Steps {
		c.Steps = append(c.Steps, r.step(i, s, c.Level))
	}
	return c, len(c.Clauses) > 0, append(r.problems, problemsOf(r.file.Err())...)
}

// problem notes what is wrong with a key, unless something is already.
func (r *rowReader) problem(key, format string, args ...any) {
	if !r.file.Unreadable(key) {
		r.note(strictyaml.Problem{Line: r.file.Line(key), Key: key, Message: fmt.Sprintf(format, args...)})
	}
}

// note notes a problem, unless there is one with its key already.
func (r *rowReader) note(p strictyaml.Problem) {
	if !slices.ContainsFunc(r.problems, func(other strictyaml.Problem) bool { return other.Key == p.Key }) {
		r.problems = append(r.problems, p)
	}
}

// inBody is the path of a part of a body, where null is a value like any other.
var inBody = regexp.MustCompile(`^steps\[\d+\]\.body[.\[]`)

// noNulls refuses keys without a value: whoever writes one has forgotten it.
func (r *rowReader) noNulls(n *yaml.Node, key string) {
	switch {
	case inBody.MatchString(key):
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		r.problems = append(r.problems, strictyaml.Problem{Line: n.Line, Key: key, Message: "has no value; give it one or leave the key out"})
	case n.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			r.noNulls(n.Content[i+1], joinKey(key, n.Content[i].Value))
		}
	default:
		for i := range n.Content {
			r.noNulls(n.Content[i], fmt.Sprintf("%s[%d]", key, i))
		}
	}
}

// rowName is the form of a row's name.
var rowName = regexp.MustCompile(`^[a-z0-9]+(/[A-Za-z0-9_.-]+)+$`)

// check looks at the row's own keys.
func (r *rowReader) check(c Case) {
	switch {
	case r.row.Name == "":
		r.problem("name", "missing; a row has a name such as effect/one-binding")
	case !rowName.MatchString(r.row.Name):
		r.problem("name", "%q has not the form topic/name, such as effect/one-binding", r.row.Name)
	}
	if r.row.Requirement == "" {
		r.problem("requirement", "missing; say in one sentence what must hold")
	}
	if len(r.row.Clauses) == 0 {
		r.problem("clauses", "missing; name the clauses that the row tests, the tested one first")
	}
	if len(r.row.Steps) == 0 {
		r.problem("steps", "missing; list what is sent and what must come back")
	}
	r.oneOf("level", string(c.Level), levels())
}

// oneOf refuses a word that is not in a closed set.
func (r *rowReader) oneOf(key, text string, known []string) {
	if !slices.Contains(known, text) {
		r.problem(key, "%q is not known here%s", text, orElse(text, known))
	}
}
