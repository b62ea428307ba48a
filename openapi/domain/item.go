package domain

import "github.com/apigspec/apigspec/openapi/spelling"

// Also says what else there is about the API of a binding.
type Also string

// What the API of a binding can be bound to or in as well.
const (
	// Alone: nothing, as far as is asked for.
	Alone Also = ""
	// SecondEnv: the policy is bound to the API in a second environment too.
	SecondEnv Also = "second_env"
	// SecondPolicy: a second policy is bound to the API too.
	SecondPolicy Also = "second_policy"
)

// Item is what bindings are counted by: their kind, and what else the APIs of
// the first of them are bound to or in. Only for bindings that are named by their API
// is there an Also.
type Item struct {
	Kind Kind
	Also Also
}

// Counted names a number of bindings: "2 acl bindings".
func (i Item) Counted(n int) string {
	b := i.Kind.Binding()
	switch {
	case b.ByRecord:
		return spelling.Counted(n, b.Short+" binding")
	case i.Also == SecondEnv:
		return spelling.Counted(n, "API") + " bound to the " + b.Noun + " in a second environment as well"
	case i.Also == SecondPolicy:
		return spelling.Counted(n, "API") + " bound to a second " + b.Noun + " as well"
	default:
		return spelling.Counted(n, "API") + " bound to one " + b.Noun
	}
}
