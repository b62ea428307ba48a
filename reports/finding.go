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
	ofReason := map[string]int{}
	for _, c := range list {
		if c.unjudged() {
			ofReason[c.Reason]++
		}
	}
	var single, many []finding
	for _, c := range list {
		switch n := ofReason[c.Reason]; {
		case !c.unjudged() || n > 0 && n <= fewAlike:
			single = append(single, finding{c, 1})
		case n > fewAlike:
			many = append(many, finding{c, n})
			ofReason[c.Reason] = 0
		}
	}
	return append(single, many...)
}

// unjudged reports whether nothing is known of the case but why.
func (c Case) unjudged() bool { return c.Verdict == judge.Error && len(c.Deviations) == 0 }

// title is the case's id, or how many the entry stands for.
func (f finding) title() string {
	if f.cases == 1 {
		return f.ID
	}
	return fmt.Sprintf("%s, beginning with %s", casesOf(f.cases), f.ID)
}

// expectedActual are the two lines that tell a failure; for a case without a
// deviation the reason takes the place of what was got.
func (c Case) expectedActual() (expected, actual string) {
	if len(c.Deviations) == 0 {
		return "a response that can be judged", c.Headline()
	}
	first := c.Deviations[0]
	expected, actual = first.Expected, first.Actual
	if first.Pointer != "" {
		actual += " at " + first.Pointer
	}
	if first.Message != "" {
		actual += ": " + first.Message
	}
	if more := len(c.Deviations) - 1; more > 0 {
		actual += fmt.Sprintf(" (and %d more)", more)
	}
	return expected, actual
}
