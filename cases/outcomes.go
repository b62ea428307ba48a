package cases

import (
	"fmt"
	"io/fs"
	"reflect"
	"regexp"

	"github.com/apigspec/apigspec/openapi/strictyaml"
)

// outcomesFile holds the outcomes that many rows share, by name.
const outcomesFile = "outcomes.yaml"

// loadOutcomes reads the outcomes that rows and generated cases name. All
// mistakes come back together.
func loadOutcomes(fsys fs.FS) (map[string][]Outcome, error) {
	data, err := fs.ReadFile(fsys, outcomesFile)
	if err != nil {
		return nil, fmt.Errorf("reading cases: %w", err)
	}
	var named map[string][]Outcome
	file, _ := strictyaml.Decode(folder+outcomesFile, data, &named) // the error is in file
	for _, name := range sortedKeys(named) {
		if len(named[name]) == 0 {
			file.Problemf(name, "holds no outcome, and so would accept everything")
		}
		keys := make([]string, len(named[name]))
		for i, o := range named[name] {
			keys[i] = fmt.Sprintf("%s[%d]", name, i)
			checkOutcome(file, keys[i], o)
		}
		for _, p := range outcomeSetProblems(named[name], keys) {
			file.Problemf(p.Key, "%s", p.Message)
		}
	}
	return named, file.Err()
}

// errorCode is the form of an error code: "APIG.3010".
var errorCode = regexp.MustCompile(`^[A-Z][A-Z0-9]*\.[0-9]+$`)

// checkOutcome looks at an outcome by itself. The key is its path in the file.
func checkOutcome(file *strictyaml.File, key string, o Outcome) {
	at := func(name string) string { return joinKey(key, name) }
	refusal := o.Status >= 400 && o.Status <= 599
	switch {
	case o.Status == 0:
		file.Problemf(at("status"), "missing; give the status that must come back")
	case o.Status < 200 || o.Status > 599:
		file.Problemf(at("status"), "%d is not the status of a final response; those are 200 to 599", o.Status)
	}
	checkCodes(file, at("codes"), o.Codes)
	checkCodes(file, at("edge_codes"), o.EdgeCodes)
	if o.Batch != nil {
		checkCodes(file, at("batch.codes"), o.Batch.Codes)
		if refusal {
			file.Problemf(at("batch"), "a refusal with status %d accounts for no ids", o.Status)
		}
	}
	if len(o.Unbinds) > 0 && refusal {
		file.Problemf(at("unbinds"), "a refusal with status %d unbinds nothing", o.Status)
	}
	for i, text := range o.Unbinds {
		if ref, err := ParseRef(text); err != nil || !isBinding(ref) {
			file.Problemf(fmt.Sprintf("%s[%d]", at("unbinds"), i), "%q stands for no binding that must exist", text)
		}
	}
}

func checkCodes(file *strictyaml.File, key string, codes []string) {
	for i, code := range codes {
		if !errorCode.MatchString(code) {
			file.Problemf(fmt.Sprintf("%s[%d]", key, i), "%q has not the form of an error code, such as APIG.3010", code)
		}
	}
}

// isBinding reports whether a placeholder stands for a binding as it is: it must
// be there, and its id is not altered.
func isBinding(r Ref) bool {
	means := r.Meaning()
	return means.Of.Stands == Binding && !means.Unknown && !r.Optional && r.Modifier == ""
}

// outcomeSetProblems looks at the outcomes of one expectation together: each of
// several needs a rationale, and none may stand there twice. Keys are their
// paths in the file.
func outcomeSetProblems(set []Outcome, keys []string) []strictyaml.Problem {
	var problems []strictyaml.Problem
	for i, o := range set {
		if len(set) > 1 && o.Rationale == "" {
			problems = append(problems, strictyaml.Problem{Key: keys[i], Message: fmt.Sprintf("%d is one of several outcomes and has no rationale; say why it is allowed", o.Status)})
		}
		for j := range i {
			if sameOutcome(set[j], o) {
				problems = append(problems, strictyaml.Problem{Key: keys[i], Message: "says the same as " + keys[j] + "; keep one of them"})
			}
		}
	}
	return problems
}

// sameOutcome reports whether two outcomes differ at most in their rationale.
func sameOutcome(a, b Outcome) bool {
	a.Rationale, b.Rationale = "", ""
	return reflect.DeepEqual(a, b)
}
