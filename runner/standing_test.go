package runner

import (
	"net/http"
	"testing"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/exchange"
)

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

// An address that only redirects is wrong in the target file; no case says more.
func TestTargetThatRedirects(t *testing.T) {
	run := newRun(Config{Contract: new(openapi.Contract)}, nil)
	moved := exchange.Exchange{Response: &exchange.Response{Status: 308, Header: http.Header{"Location": {"https://apig.example.com/"}}}}
	if got := run.standingOf(moved); got != elsewhere {
		t.Errorf("standing %d, not %d", got, elsewhere)
	}
	if got, want := responseInWords(moved), "status 308 to https://apig.example.com/"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}
