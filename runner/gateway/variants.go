package gateway

import "slices"

// Variant is the gateway with one freedom taken that the pages leave to the
// implementer. A suite must accept every variant and any combination of two.
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
