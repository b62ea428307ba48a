package reports

import (
	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/runner/judge"
)

// Counts holds the number of cases by verdict, then level. Every verdict and
// level has a key, so that a script need not test for one.
type Counts map[judge.Verdict]map[cases.Level]int

// verdicts and levels are the orders in which reports show them.
func verdicts() []judge.Verdict {
	return []judge.Verdict{judge.Fail, judge.Error, judge.Pass, judge.Skip, judge.Observed}
}

func levels() []cases.Level { return []cases.Level{cases.Must, cases.Should, cases.Observe} }

// NewCounts returns counts that are all zero.
func NewCounts() Counts {
	counts := Counts{}
	for _, verdict := range verdicts() {
		counts[verdict] = map[cases.Level]int{}
		for _, level := range levels() {
			counts[verdict][level] = 0
		}
	}
	return counts
}

// Add counts one case.
func (c Counts) Add(verdict judge.Verdict, level cases.Level) {
	if c[verdict] == nil {
		c[verdict] = map[cases.Level]int{}
	}
	c[verdict][level]++
}

// Of returns the number of cases with the verdict, whatever their level.
func (c Counts) Of(verdict judge.Verdict) int {
	sum := 0
	for _, n := range c[verdict] {
		sum += n
	}
	return sum
}

// Counts counts the run's cases. It does not rely on the end line, which a
// killed run has not written.
func (r Run) Counts() Counts {
	counts := NewCounts()
	for _, c := range r.Cases {
		counts.Add(c.Verdict, c.Level)
	}
	return counts
}
