package reports

import "github.com/apigspec/apigspec/runner/judge"

// htmlRow is a case of which no more than its line is shown. The line is made when the page
// comes to it: there may be a hundred thousand.
type htmlRow struct {
	*Case
	shown *htmlShown
}

// Tone is the color of the case.
func (r htmlRow) Tone() string { return caseTone(r.shown.run, r.Case) }

// ClauseNumbers are the places of its clauses in the page's list of clauses.
func (r htmlRow) ClauseNumbers() string { return r.shown.numbersOf(r.Clauses) }

// Took is how long its exchanges took.
func (r htmlRow) Took() string { return elapsed(r.DurationMS) }

// Headline is what came back, where that is all there is to say.
func (r htmlRow) Headline() string {
	if r.Verdict != judge.Observed {
		return ""
	}
	return r.lastReceived()
}

// leastRow is less than the line of a case takes, but for its id, which it has twice.
const leastRow = 60

// leastSize is what the rows of a page take at least, in bytes.
func leastSize(sections []htmlSection) int {
	size := 0
	for _, section := range sections {
		for _, group := range section.Groups {
			for _, row := range group.Rows {
				size += leastRow + 2*len(row.ID)
			}
		}
	}
	return size
}
