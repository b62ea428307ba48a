package cases

import (
	"fmt"
	"io/fs"
	"reflect"
	"regexp"
	"slices"

	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/openapi/strictyaml"
)

// outcomesFile holds the outcomes that many rows share, by name.
const outcomesFile = "outcomes.yaml"

// loadOutcomes reads the outcomes that rows and generated cases name. All
// mistakes come back together.
func loadOutcomes(fsys fs.FS, lib *library) (map[string][]Outcome, error) {
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
			lib.checkOutcome(file, keys[i], o)
			checkCodes(file, keys[i]+".edge_codes", o.EdgeCodes)
		}
		for _, p := range outcomeSetProblems(named[name], keys) {
			file.Problemf(p.Key, "%s", p.Message)
		}
	}
	return named, file.Err()
}

// errorCode is the form of an error code: letters, a dot, digits.
var errorCode = regexp.MustCompile(`^[A-Z][A-Z0-9]*\.[0-9]+$`)

// checkOutcome looks at an outcome by itself. The key is its path in the file.
func (lib *library) checkOutcome(file *strictyaml.File, key string, o Outcome) {
	at := func(name string) string { return joinKey(key, name) }
	lib.checkStatus(file, at, o)
	if o.Codes != nil {
		file.Problemf(at("codes"), "error codes come from the contract; name the situation under answer")
	}
	refusal := o.Status >= 400 && o.Status <= 599 || o.Situation != "" && o.Situation.Family() != situation.Success
	if o.Batch != nil {
		if o.Batch.Codes != nil {
			file.Problemf(at("batch.codes"), "error codes come from the contract; leave the key out")
		}
		if refusal {
			file.Problemf(at("batch"), "a refusal (%s) accounts for no ids", o.answerInWords())
		}
	}
	if len(o.Unbinds) > 0 && refusal {
		file.Problemf(at("unbinds"), "a refusal (%s) unbinds nothing", o.answerInWords())
	}
	for i, text := range o.Unbinds {
		if ref, err := ParseRef(text); err != nil || !isBinding(ref) {
			file.Problemf(fmt.Sprintf("%s[%d]", at("unbinds"), i), "%q stands for no binding that must exist", text)
		}
	}
}

// checkStatus looks at what says which response it is: a situation, or a status
// that only HTTP has.
func (lib *library) checkStatus(file *strictyaml.File, at func(string) string, o Outcome) {
	switch {
	case o.Situation != "" && !slices.Contains(situation.All(), o.Situation):
		file.Problemf(at("answer"), "no situation is called %q%s", o.Situation, orElse(string(o.Situation), situationNames()))
	case o.Situation != "" && o.Status != 0:
		file.Problemf(at("status"), "comes from the contract, by the situation under answer; keep one of them")
	case o.Situation != "" || file.Unreadable(at("status")):
	case o.Status == 0:
		file.Problemf(at("answer"), "missing; name the situation that is answered, or the status of HTTP that must come back")
	case o.Status < 200 || o.Status > 599:
		file.Problemf(at("status"), "%d is not the status of a final response; those are 200 to 599", o.Status)
	case lib.documentedStatus(o.Status):
		file.Problemf(at("status"), "%d is a status that pages document; name the situation under answer instead, one of the %s", o.Status, situationsLike(o.Status))
	}
}

// situationsLike are the situations that HTTP answers with a status, for a
// message.
func situationsLike(status int) string {
	family := situation.FamilyOf(status)
	text := string(family) + " ones:"
	for _, s := range situation.All() {
		if s.Family() == family {
			text += " " + string(s)
		}
	}
	return text
}

// answerInWords names the response.
func (o Outcome) answerInWords() string {
	if o.Situation != "" {
		return string(o.Situation)
	}
	return fmt.Sprint(o.Status)
}

func checkCodes(file *strictyaml.File, key string, codes []string) {
	for i, code := range codes {
		if !errorCode.MatchString(code) {
			file.Problemf(fmt.Sprintf("%s[%d]", key, i), "%q has not the form of an error code, such as ABC.123", code)
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
			problems = append(problems, strictyaml.Problem{Key: keys[i], Message: o.answerInWords() + " is one of several outcomes and has no rationale; say why it is allowed"})
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
