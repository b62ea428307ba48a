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

	// all is set where all mutants were tried.
	all bool
}

// newMatrix sums up the trials of the gateway. Whether a case is idle or a
// clause unbroken shows only where all mutants were tried.
func newMatrix(trials []Trial, config Config) *Matrix {
	m := &Matrix{Trials: trials, all: config.Only == ""}
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
	for _, c := range config.Cases {
		if c.Level == cases.Observe {
			continue
		}
		m.Cases = append(m.Cases, c.ID)
		if m.all && !killing[c.ID] {
			m.Idle = append(m.Idle, c.ID)
		}
	}
	for _, clause := range config.Contract.Clauses {
		if m.all && clause.Excluded == "" && !broken[clause.ID] {
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

// The bounds of the diagnosis: the first cause of the failures has to name the clause of
// that many mutants, and no mutant's failures may take more causes than that.
const (
	namedPerHundred = 95
	mostCauses      = 12
)

// Unnamed are the killed mutants whose clause the first cause does not name.
func (m *Matrix) Unnamed() []Trial {
	return m.where(func(t Trial) bool { return t.Kind == Mutant && t.Causes > 0 && !t.Named })
}

// MostCauses is how many causes it takes to explain the failures of the mutant that
// takes most.
func (m *Matrix) MostCauses() int {
	most := 0
	for _, t := range m.Trials {
		most = max(most, t.Causes)
	}
	return most
}

// diagnosed reports whether the causes point where they should. It shows only where all
// mutants were tried.
func (m *Matrix) diagnosed() bool {
	killed := len(m.where(func(t Trial) bool { return t.Kind == Mutant && t.Causes > 0 }))
	return !m.all || m.MostCauses() <= mostCauses && 100*(killed-len(m.Unnamed())) >= namedPerHundred*killed
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
// that can be observed was broken and edited, and the causes point where they should.
func (m *Matrix) Sound() bool {
	return len(m.Survivors()) == 0 && len(m.Alarms()) == 0 && len(m.Problems()) == 0 &&
		len(m.Idle) == 0 && len(m.Unbroken) == 0 && len(m.Unedited) == 0 && m.diagnosed()
}
