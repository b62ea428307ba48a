package mutation

import "github.com/apigspec/apigspec/cases"

// Matrix is what a case set finds, and where it raises false alarms.
type Matrix struct {
	Trials []Trial `json:"trials"`
	// Cases are the ids of the cases that can fail at all; Idle are those of
	// them that no mutant made fail.
	Cases []string `json:"cases"`
	Idle  []string `json:"idle"`
}

func newMatrix(trials []Trial, order []cases.Case) *Matrix {
	m := &Matrix{Trials: trials}
	killing := map[string]bool{}
	mutants := 0
	for _, t := range trials {
		if t.Kind != Mutant {
			continue
		}
		mutants++
		for _, id := range t.Failed {
			killing[id] = true
		}
	}
	for _, c := range order {
		if c.Level == cases.Observe {
			continue
		}
		m.Cases = append(m.Cases, c.ID)
		if mutants > 0 && !killing[c.ID] {
			m.Idle = append(m.Idle, c.ID)
		}
	}
	return m
}

// Of returns the trials of a kind.
func (m *Matrix) Of(kind Kind) []Trial {
	return m.where(func(t Trial) bool { return t.Kind == kind })
}

// Survivors are the mutants that no case killed.
func (m *Matrix) Survivors() []Trial { return m.where(Trial.Survived) }

// Alarms are the plain and variant trials in which a case failed.
func (m *Matrix) Alarms() []Trial {
	return m.where(func(t Trial) bool { return len(t.Alarms) > 0 })
}

// Misattributed are the killed mutants whose diagnosis points elsewhere.
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

// Sound reports whether every mutant was killed, every variant passed, and
// every case that can fail was of use.
func (m *Matrix) Sound() bool {
	return len(m.Survivors()) == 0 && len(m.Alarms()) == 0 && len(m.Problems()) == 0 && len(m.Idle) == 0
}
