package runner

import "testing"

func TestVerdictOfStandings(t *testing.T) {
	for _, test := range []struct {
		name string
		all  []standing
		want standing
	}{
		{"nothing said", nil, unclear},
		{"one alone", []standing{strangerHere, unclear}, unclear},
		{"two say the same", []standing{strangerHere, unclear, strangerHere}, strangerHere},
		{"two say different things", []standing{strangerHere, noSuchPath, strangerHere}, unclear},
		{"one is admitted", []standing{noSuchPath, noSuchPath, admitted}, admitted},
		{"nothing is there", []standing{noSuchPath, noSuchPath}, noSuchPath},
		{"only the lists are not there", []standing{unclear, noSuchPath, noSuchPath}, unclear},
	} {
		if got := verdictOf(test.all); got != test.want {
			t.Errorf("%s: %d, not %d", test.name, got, test.want)
		}
	}
}
