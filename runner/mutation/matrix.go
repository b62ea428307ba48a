package mutation

import "github.com/apigspec/apigspec/cases"

// Matrix is what a case set finds, and where it raises false alarms.
type Matrix struct {
	Trials []Trial `json:"trials"`
	// Cases are the ids of the cases that can fail at all; Idle are those of
	// them that no mutant made fail.
	Cases []string `json:"cases,omitempty"`
	Idle  []string `json:"idle,omitempty"`
	// Unbroken are the observable clauses for which there is no mutant that a
	// case which claims the clause kills.
	Unbroken []string `json:"unbroken,omitempty"`
	// Unedited are the observable clauses for which no edit of a page is known.
	Unedited []string `json:"unedited,omitempty"`
}

// newMatrix sums up the trials of the gateway. Whether a case is idle or a
// clause unbroken shows only where all mutants were tried.
func newMatrix(trials []Trial, config Config) *Matrix {
	m := &Matrix{Trials: trials}
	killing := map[string]bool{}
	broken := map[string]bool{}
	for _, t := range m.Of(Mutant) {
		for _, id := range t.Failed {
			killing[id] = true
		}
		if t.Claimed {
			broken[t.Clause] = true
		}
	}
	all := config.Only == ""
	for _, c := range config.Cases {
		if c.Level == cases.Observe {
			continue
		}
		m.Cases = append(m.Cases, c.ID)
		if all && !killing[c.ID] {
			m.Idle = append(m.Idle, c.ID)
		}
	}
	for _, clause := range config.Contract.Clauses {
		if all && clause.Excluded == "" && !broken[clause.ID] {
			m.Unbroken = append(m.Unbroken, clause.ID)
		}
	}
	return m
}

// Of returns the trials of a kind.
func (m *Matrix) Of(kind Kind) []Trial {
	return m.where(func(t Trial) bool { return t.Kind == kind })
}

// Survivors are the mutants and the edits of pages that no case found.
func (m *Matrix) Survivors() []Trial { return m.where(Trial.Survived) }

// Alarms are the plain and variant trials in which a case failed.
func (m *Matrix) Alarms() []Trial {
	return m.where(func(t Trial) bool { return !t.broken() && len(t.Alarms) > 0 })
}

// Misattributed are the mutants and the edits of pages whose diagnosis points
// elsewhere.
func (m *Matrix) Misattributed() []Trial {
	return m.where(func(t Trial) bool { return t.Misattributed != "" })
}

// Problems are the trials that could not be carried out.
func (m *Matrix) Problems() []Trial {
	return m.where(func(t Trial) bool { return t.Problem != "" })
}

func (m *Matrix) where(wanted func(Trial) bool) []Trial {
	var out []Trial
	for _, t := range m.Trials {
		if wanted(t) {
			out = append(out, t)
		}
	}
	return out
}

// Sound reports whether every mutant was killed and every edit of a page found,
// every variant passed, every case that can fail was of use, and every clause
// that can be observed was broken and edited.
func (m *Matrix) Sound() bool {
	return len(m.Survivors()) == 0 && len(m.Alarms()) == 0 && len(m.Problems()) == 0 &&
		len(m.Idle) == 0 && len(m.Unbroken) == 0 && len(m.Unedited) == 0
}
