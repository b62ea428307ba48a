package gateway

import (
	"fmt"
	"slices"
)

// Variant is the gateway with one freedom taken that the pages leave to the
// implementer. A suite must accept every variant, and any combination of those
// that do not exclude each other. Where two decide the same thing, the later
// one wins.
type Variant struct {
	// Name selects the variant.
	Name string
	// Summary says what is different.
	Summary string
	// Why says why it is legal: which page is silent about it, or allows it.
	Why string

	apply func(*behavior)
}

// Variants lists all variants.
func Variants() []Variant {
	return slices.Concat(
		documentVariants(),
		framingVariants(),
		orderVariants(),
		codeVariants(),
		requestVariants(),
		effectVariants(),
		listVariants(),
		busyVariants(),
	)
}

// Excludes reports whether the two variants cannot stand beside each other:
// one takes what the other needs, and together they are a gateway that no client
// could use or look into.
func (v Variant) Excludes(other Variant) bool {
	for _, pair := range [][2]string{
		// Ids are read in lower case and are in upper case.
		{"ids-any-case", "uppercase-record-ids"},
		// Bindings of all environments are listed and none is named.
		{"filters-ignored", "lists-without-environment"},
		// Each page is the first, and says that there are no more.
		{"offset-ignored", "total-of-the-page"},
	} {
		if pair == [2]string{v.Name, other.Name} || pair == [2]string{other.Name, v.Name} {
			return true
		}
	}
	return false
}

// findVariants finds variants that can stand beside each other.
func findVariants(names []string) ([]Variant, error) {
	var found []Variant
	for _, name := range names {
		v, err := findVariant(name)
		if err != nil {
			return nil, err
		}
		for _, other := range found {
			if v.Excludes(other) {
				return nil, fmt.Errorf("variants %s and %s exclude each other; leave one of them out", other.Name, v.Name)
			}
		}
		found = append(found, v)
	}
	return found, nil
}

func findVariant(name string) (Variant, error) {
	all := Variants()
	names := make([]string, len(all))
	for i, v := range all {
		if v.Name == name {
			return v, nil
		}
		names[i] = v.Name
	}
	return Variant{}, unknownName("variant", name, names)
}
