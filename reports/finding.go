package reports

import (
	"fmt"

	"github.com/apigspec/apigspec/runner/judge"
)

// finding is one entry in a list of what went wrong: a case, or all those that
// could not be judged for one and the same reason. A target that dies in the
// middle of a run is one piece of news, not six hundred.
type finding struct {
	Case
	// cases counts those that the entry stands for; Case is the first of them.
	cases int
}

// fewAlike is how many cases of one reason are still listed one by one.
const fewAlike = 3

// findingsOf keeps the order of the cases; what stands for many comes last.
func findingsOf(list []Case) []finding {
	alike := map[string]int{}
	for _, c := range list {
		if c.unjudged() {
			alike[c.Reason]++
		}
	}
	var single, many []finding
	for _, c := range list {
		switch n := alike[c.Reason]; {
		case !c.unjudged() || n > 0 && n <= fewAlike:
			single = append(single, finding{c, 1})
		case n > fewAlike:
			many = append(many, finding{c, n})
			alike[c.Reason] = 0
		}
	}
	return append(single, many...)
}

// unjudged tells a case of which nothing is known but why.
func (c Case) unjudged() bool { return c.Verdict == judge.Error && len(c.Deviations) == 0 }

// title is the case's id, or how many the entry stands for.
func (f finding) title() string {
	if f.cases == 1 {
		return f.ID
	}
	return fmt.Sprintf("%s, beginning with %s", casesOf(f.cases), f.ID)
}
