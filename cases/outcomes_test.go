package cases

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestOutcomeMistakes(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"an unknown key", "a:\n  - {answer: value-wrong, fornt: []}", `cases/outcomes.yaml:2: a[0].fornt: unknown key`},
		{"a name given twice", "a: [{answer: value-wrong}]\na: [{answer: token-missing}]", "cases/outcomes.yaml:2: a: given twice"},
		{"no outcome", "a: []", "cases/outcomes.yaml:1: a: holds no outcome"},
		{"neither a situation nor a status", "a: [{bare: true}]", "cases/outcomes.yaml:1: a[0].answer: missing"},
		{"an unknown situation", "a: [{answer: token-mising}]", `cases/outcomes.yaml:1: a[0].answer: no situation is called "token-mising"; did you mean "token-missing"?`},
		{"a situation and a status", "a: [{answer: token-missing, status: 415}]", "cases/outcomes.yaml:1: a[0].status: comes from the contract"},
		{"a status that a page documents", "a: [{status: 401}]", "cases/outcomes.yaml:1: a[0].status: 401 is a status that pages document"},
		{"an impossible status", "a: [{status: 40}]", "cases/outcomes.yaml:1: a[0].status: 40 is not"},
		{"error codes", "a: [{answer: value-wrong, codes: [ABC.1]}]", "cases/outcomes.yaml:1: a[0].codes: error codes come from the contract"},
		{"an edge code that is none", "a: [{answer: token-missing, edge_codes: [x]}]", `cases/outcomes.yaml:1: a[0].edge_codes[0]: "x"`},
		{"several without a rationale", "a:\n  - {answer: value-wrong, rationale: x}\n  - {answer: token-missing}", "cases/outcomes.yaml:3: a[1]: token-missing is one of several outcomes and has no rationale"},
		{"the same twice", "a:\n  - {status: 415, rationale: x}\n  - {status: 415, rationale: y}", "cases/outcomes.yaml:3: a[1]: says the same as a[0]"},
		{"a batch in a refusal", "a: [{answer: policy-unknown, batch: {fail: []}}]", "cases/outcomes.yaml:1: a[0].batch: a refusal"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := loadLibrary(fstest.MapFS{"outcomes.yaml": {Data: []byte(test.text)}}, builtIn(t), builtIn(t))
			if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got  %v\nwant %s… and nothing else", err, test.want)
			}
		})
	}
}
