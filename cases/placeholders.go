package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi/domain"
)

// Placeholder is a row of the table of placeholders: what the ids are that one
// name stands for.
type Placeholder struct {
	// Name is what stands in the angle brackets, before an index.
	Name   string
	Stands Stands
	// Item is of which bindings it is, or to which it belongs.
	Item domain.Item
	// Other is set when it may stand behind "other.": there is one in the other
	// instance too.
	Other bool
	// Unknown is the name behind "unknown." that stands for ids which do not
	// exist and are shaped like these; empty where there is none.
	Unknown string
	// Indexed is set when there are several, counted from 0.
	Indexed bool
	// Parameters are the path and query parameters that carry such an id.
	Parameters []string
	// Words name it for people; where Indexed, one of several.
	Words string
}

// Stands says what sort of thing a placeholder's ids are ids of.
type Stands int

// The things that have ids.
const (
	_ Stands = iota // what a made-up id of no kind stands for
	Project
	Instance
	Environment
	// Policy is a plug-in or a policy that is bound.
	Policy
	// Binding is a binding as requests name it: by its API or its record.
	Binding
	// Record is the record of a binding that requests name by its API.
	Record
	// Publication is the publication of an API that a binding is made on.
	Publication
)

// The prefixes of names.
const (
	otherPrefix     = "other."
	unknownName     = "unknown"
	unknownPrefix   = unknownName + "."
	parameterPrefix = "param."
)

// Placeholders is the table of placeholders: what every target has, and the
// rows that follow from the kinds of bindings.
func Placeholders() []Placeholder {
	rows := []Placeholder{
		{Name: "project_id", Stands: Project, Unknown: "project", Parameters: []string{"project_id"}, Words: "project"},
		{Name: "instance_id", Stands: Instance, Other: true, Unknown: "instance", Parameters: []string{"instance_id"}, Words: "instance"},
		{Name: "env_id", Stands: Environment, Parameters: []string{"env_id"}, Words: "environment"},
	}
	for _, b := range domain.Kinds() {
		rows = append(rows, ofKind(b)...)
	}
	return rows
}

// ofKind are the placeholders of one kind of binding. The policy that a second
// one is, and the environment, are named after the first one.
func ofKind(b domain.BindingKind) []Placeholder {
	item := func(also domain.Also) domain.Item { return domain.Item{Kind: b.Kind, Also: also} }
	policy := Placeholder{Name: b.Names.Policy, Stands: Policy, Item: item(domain.Alone), Other: true, Parameters: b.Parameters(), Words: b.Noun}
	if b.PolicyInPath() {
		policy.Unknown = policy.Name
	}
	binding := Placeholder{Name: b.Names.Binding, Stands: Binding, Item: item(domain.Alone), Other: true, Unknown: b.Names.Binding, Indexed: true, Words: b.Short + " binding"}
	rows := []Placeholder{policy, binding}
	if b.Names.Record != "" {
		rows = append(rows, Placeholder{Name: b.Names.Record, Stands: Record, Item: item(domain.Alone), Indexed: true, Words: "record of a " + b.Short + " binding"})
	}
	if b.Names.Publication != "" {
		rows = append(rows, Placeholder{Name: b.Names.Publication, Stands: Publication, Item: item(domain.Alone), Indexed: true, Words: "publication"})
	}
	if !b.ByRecord {
		rows = append(rows,
			Placeholder{Name: "second_env_id", Stands: Environment, Item: item(domain.SecondEnv), Words: "second environment"},
			Placeholder{Name: "second_env." + binding.Name, Stands: Binding, Item: item(domain.SecondEnv), Indexed: true, Words: "second env " + binding.Words},
			Placeholder{Name: "second_" + policy.Name, Stands: Policy, Item: item(domain.SecondPolicy), Words: "second " + policy.Words},
			Placeholder{Name: "second_" + policy.Name + "." + binding.Name, Stands: Binding, Item: item(domain.SecondPolicy), Indexed: true, Words: "second " + binding.Words},
		)
	}
	return rows
}

// table is read whenever a placeholder is.
var table = Placeholders()

// PlaceholderFor finds the placeholder of the ids that a path or query
// parameter carries.
func PlaceholderFor(parameter string) (Placeholder, bool) {
	for _, row := range table {
		if slices.Contains(row.Parameters, parameter) {
			return row, true
		}
	}
	return Placeholder{}, false
}

// Meaning is what the name of a placeholder comes to.
type Meaning struct {
	// Of is the row of the table; of no row where the id is made up of no kind
	// or is a parameter's.
	Of Placeholder
	// Other is set for ids of the other instance.
	Other bool
	// Unknown is set for ids that do not exist.
	Unknown bool
	// Parameter is the name of a parameter nothing else knows.
	Parameter string
}

// MeaningOf takes a placeholder's name apart: "acl", "other.acl",
// "unknown.acl", "param.pool_id".
func MeaningOf(name string) (Meaning, bool) {
	if name == unknownName {
		return Meaning{Of: Placeholder{Name: unknownName, Indexed: true}, Unknown: true}, true
	}
	if parameter, ok := strings.CutPrefix(name, parameterPrefix); ok {
		return Meaning{Parameter: parameter}, parameter != ""
	}
	plain, unknown := strings.CutPrefix(name, unknownPrefix)
	plain, other := strings.CutPrefix(plain, otherPrefix)
	for _, row := range table {
		switch {
		case unknown && !other && row.Unknown == plain:
			row.Indexed = true
			return Meaning{Of: row, Unknown: true}, true
		case !unknown && row.Name == plain:
			return Meaning{Of: row, Other: other}, row.Other || !other
		}
	}
	return Meaning{}, false
}

// Meaning is what the placeholder's name comes to. Of a Ref that [ParseRef] made
// there always is one.
func (r Ref) Meaning() Meaning {
	m, _ := MeaningOf(r.Name)
	return m
}

// IsFixture reports whether the id is one that not every target has: of a
// binding, a second environment or the other instance.
func (m Meaning) IsFixture() bool {
	if m.Unknown || m.Parameter != "" {
		return false
	}
	return m.Other || m.Of.Item != domain.Item{}
}

// InWords names n of what the placeholder stands for, for people: "3 acl
// bindings", "plug-in of the other instance".
func (m Meaning) InWords(n int) string {
	if m.Of.Stands == Instance && m.Other {
		return "second " + m.Of.Words
	}
	words := m.Of.Words
	if m.Of.Stands == Binding {
		words = fmt.Sprintf("%d %s", n, words)
		if n != 1 {
			words += "s"
		}
	}
	if m.Other {
		words += " of the other instance"
	}
	return words
}
