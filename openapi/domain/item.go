package domain

// Beside says what more a binding has than itself.
type Beside string

// What a binding can have beside itself.
const (
	Alone Beside = ""
	// SecondEnv: the policy is bound to the API in a second environment too.
	SecondEnv Beside = "second_env"
	// SecondPolicy: a second policy is bound to the API too.
	SecondPolicy Beside = "second_policy"
)

// Item is what bindings are counted by: their kind, and what the first of them
// have beside.
type Item struct {
	Kind   Kind
	Beside Beside
}

// Items are all there are, by kind. Only bindings that are named by their API
// are looked at for what they have beside.
func Items() []Item {
	var items []Item
	for i := range table {
		k := table[i].Kind
		items = append(items, Item{k, Alone})
		if !table[i].ByRecord {
			items = append(items, Item{k, SecondEnv}, Item{k, SecondPolicy})
		}
	}
	return items
}

// String names so many bindings that there may be one or several: "acl
// binding(s)".
func (i Item) String() string {
	b := i.Kind.Binding()
	switch {
	case b.ByRecord:
		return b.Short + " binding(s)"
	case i.Beside == SecondEnv:
		return "API(s) bound to the " + b.Noun + " in a second environment as well"
	case i.Beside == SecondPolicy:
		return "API(s) bound to a second " + b.Noun + " as well"
	default:
		return "API(s) bound to one " + b.Noun
	}
}
