package reports

import (
	"regexp"
	"slices"
	"strings"
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

// covers matches a case pattern: * within one segment, ** over segments.
func covers(pattern, id string) bool {
	quoted := regexp.QuoteMeta(pattern)
	quoted = strings.ReplaceAll(quoted, `\*\*`, `.*`)
	quoted = strings.ReplaceAll(quoted, `\*`, `[^/]*`)
	matched, err := regexp.MatchString("^"+quoted+"$", id)
	return err == nil && matched
}
