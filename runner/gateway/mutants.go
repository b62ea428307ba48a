package gateway

// Mutant is the gateway with exactly one deviation from the pages switched on.
type Mutant struct {
	// ID names the mutant: operation, area, deviation.
	ID string
	// Operation is the one operation that deviates.
	Operation string
	// Area groups mutants by what deviates.
	Area string
	// Level is "must" for what the operation's page says and "should" for
	// what a sibling page, HTTP or plain safety says.
	Level string
	// Summary says what the gateway does wrong.
	Summary string
	// Clause is the id of the statement that is broken.
	Clause string

	apply func(*behavior)
}

// Mutants lists all mutants, by area.
func Mutants() []Mutant {
	return nil
}

func findMutant(id string) (Mutant, error) {
	all := Mutants()
	ids := make([]string, len(all))
	for i, m := range all {
		if m.ID == id {
			return m, nil
		}
		ids[i] = m.ID
	}
	return Mutant{}, unknownName("mutant", id, ids)
}
