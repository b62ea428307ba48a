package domain

import "strings"

// Operation is one that unbinds.
type Operation struct {
	ID      string
	Product Product
	// BindingKind is what it unbinds.
	BindingKind
}

// Operations are all that unbind: each kind's in each product.
func Operations() []Operation {
	var all []Operation
	for _, p := range products {
		for _, b := range Kinds() {
			all = append(all, Operation{ID: p.Name + "." + b.Unbind.Name, Product: p, BindingKind: b})
		}
	}
	return all
}

// Lookup finds an operation that unbinds by its id, such as
// "apig.acl-unbind".
func Lookup(operationID string) (Operation, bool) {
	product, name, _ := strings.Cut(operationID, ".")
	p, ok := ProductNamed(product)
	if !ok {
		return Operation{}, false
	}
	for i := range table {
		if table[i].Unbind.Name == name {
			return Operation{ID: operationID, Product: p, BindingKind: table[i].Kind.Binding()}, true
		}
	}
	return Operation{}, false
}

// KindOf is the kind of binding that an operation unbinds. Of an operation that
// unbinds none it is the first kind: what such an operation does to bindings is
// looked for there.
func KindOf(operationID string) Kind {
	if op, ok := Lookup(operationID); ok {
		return op.Kind
	}
	return table[0].Kind
}
