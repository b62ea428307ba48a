package runner

import "github.com/apigspec/apigspec/cases"

// Breaks reports whether the result keeps the target from being conformant: a
// must case, under strict also a should case, that failed or ended in an error
// (nobody knows what it would have found); under strict also a must case that
// lacked a prerequisite. Waived results break nothing.
func (r Result) Breaks(strict bool) bool {
	if r.Waived() {
		return false
	}
	must := r.Case.Level == cases.Must
	judged := must || strict && r.Case.Level == cases.Should
	switch r.Verdict {
	case Fail, Error:
		return judged
	case Skip:
		return must && strict
	default:
		return false
	}
}
