package cases

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestOutcomeMistakes(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"an unknown key", "a:\n  - {status: 400, fornt: []}", `cases/outcomes.yaml:2: a[0].fornt: unknown key`},
		{"a name given twice", "a: [{status: 400}]\na: [{status: 401}]", "cases/outcomes.yaml:2: a: given twice"},
		{"no outcome", "a: []", "cases/outcomes.yaml:1: a: holds no outcome"},
		{"no status", "a: [{codes: [APIG.2000]}]", "cases/outcomes.yaml:1: a[0].status: missing"},
		{"an impossible status", "a: [{status: 40}]", "cases/outcomes.yaml:1: a[0].status: 40 is not"},
		{"a code that is none", "a: [{status: 400, codes: [2000]}]", `cases/outcomes.yaml:1: a[0].codes[0]: "2000" has not the form of an error code`},
		{"an edge code that is none", "a: [{status: 400, edge_codes: [x]}]", `cases/outcomes.yaml:1: a[0].edge_codes[0]: "x"`},
		{"several without a rationale", "a:\n  - {status: 400, rationale: x}\n  - {status: 401}", "cases/outcomes.yaml:3: a[1]: 401 is one of several outcomes and has no rationale"},
		{"the same twice", "a:\n  - {status: 400, rationale: x}\n  - {status: 400, rationale: y}", "cases/outcomes.yaml:3: a[1]: says the same as a[0]"},
		{"a batch in a refusal", "a: [{status: 404, batch: {fail: []}}]", "cases/outcomes.yaml:1: a[0].batch: a refusal"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := loadOutcomes(fstest.MapFS{"outcomes.yaml": {Data: []byte(test.text)}})
			if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %v\nwant %s… and nothing else", err, test.want)
			}
		})
	}
}
