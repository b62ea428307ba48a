package reports

import (
	"slices"

	"github.com/apigspec/apigspec/cases"
)

// waiversOf returns the waivers that cover a waived case.
func waiversOf(run Run, c Case) []Waiver {
	if !c.Waived {
		return nil
	}
	var covering []Waiver
	for _, waiver := range run.Meta.Waivers {
		if covers(waiver.Case, c.ID) && (waiver.Clause == "" || slices.Contains(c.Blamed(), waiver.Clause)) {
			covering = append(covering, waiver)
		}
	}
	return covering
}

// covers matches a case pattern. One that cannot be read covers nothing; the
// run that was given it has said so.
func covers(pattern, id string) bool {
	matched, err := cases.Match(pattern, id)
	return err == nil && matched
}
