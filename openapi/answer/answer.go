// Package answer says what a page answers a situation with: what it prints for
// that very situation or, where it prints nothing, what its other answers and
// the service's list of error codes leave open. Statuses and codes come from the
// contract only.
package answer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/roles"
	"github.com/apigspec/apigspec/openapi/situation"
)

// Answer is one response that a situation may get.
type Answer struct {
	Situation situation.Situation
	Status    int
	// Codes are the error codes allowed; empty leaves the code open.
	Codes []string
	// Own is set where the page prints the answer for this very situation.
	Own bool
	// Like is the printed body of an Own answer, as decoded JSON: its members are
	// the ones that the answer has.
	Like any
	// Reason says why the answer is allowed.
	Reason string
}

// Printed is an answer that a page prints as an example.
type Printed struct {
	Situation situation.Situation
	Status    int
	// Code and Message are the printed ones; empty in an example of a success.
	Code, Message string
	// Entry is set for an entry of a success that tells of a failure.
	Entry   bool
	Example openapi.Example
}

// PrintedBy are the answers that an operation's page prints, by status and in
// page order: its errors, its successes, and the failures that these tell of.
func PrintedBy(contract *openapi.Contract, op *openapi.Operation) []Printed {
	names := roles.Of(op)
	var all []Printed
	for _, status := range op.Statuses() {
		for _, e := range op.ResponseExamples(status) {
			p := Printed{Status: status, Example: e, Situation: situation.CarriedOut}
			object, _ := e.Value.(map[string]any)
			if status >= 300 {
				p.Code, p.Message = codeAndMessage(object)
				p.Situation = meaning(contract, names, p)
			}
			all = append(all, p)
			all = append(all, entries(names, p, object)...)
		}
	}
	return all
}

// entries are the failures that an example of a success tells of.
func entries(names roles.Names, of Printed, object map[string]any) []Printed {
	list, _ := object[names.Accounting.Failed].([]any)
	var all []Printed
	for _, item := range list {
		entry, _ := item.(map[string]any)
		p := Printed{Status: of.Status, Example: of.Example, Entry: true, Situation: situation.RecordUnknown}
		p.Code, _ = entry[names.Accounting.Code].(string)
		p.Message, _ = entry[names.Accounting.Message].(string)
		all = append(all, p)
	}
	return all
}

// codeAndMessage reads the two texts of an error: the code is the one that has
// no spaces, whatever the members are called.
func codeAndMessage(object map[string]any) (code, message string) {
	for _, value := range object {
		switch text, _ := value.(string); {
		case text == "":
		case strings.Contains(strings.TrimSpace(text), " "):
			message = text
		case code == "" || strings.Contains(text, "."):
			code = text
		}
	}
	return code, message
}

// meaning is the situation of a printed error: by its message, else by what the
// list says of its code, else by its status.
func meaning(contract *openapi.Contract, names roles.Names, p Printed) situation.Situation {
	means := situation.Of(p.Message)
	if means == "" {
		means = listed(contract, p.Code)
	}
	if means.Family() == situation.Invalid || names.Action != "" && mentions(p.Message, names.Action) && means == "" {
		return invalid(names, p.Message, means)
	}
	if means != "" {
		return means
	}
	return usual(names, situation.FamilyOf(p.Status))
}

// invalid tells which parameter a message is about.
func invalid(names roles.Names, message string, means situation.Situation) situation.Situation {
	switch {
	case mentions(message, names.Instance) || mentions(message, "instance_id"):
		return situation.InstanceMalformed
	case names.Action != "" && (mentions(message, names.Action) || mentions(message, "action")):
		return situation.ValueWrong
	case means == "":
		return situation.ParameterInvalid
	}
	return means
}

func mentions(message, name string) bool { return name != "" && strings.Contains(message, name) }

// usual is what a page most likely answers with a status of the family, where
// neither its words nor the list tell; empty where it may be many a thing.
func usual(names roles.Names, family situation.Family) situation.Situation {
	switch family {
	case situation.Unauthenticated:
		return situation.TokenUnreadable
	case situation.Forbidden:
		return situation.PermissionMissing
	case situation.Absent:
		switch {
		case names.Policy != "":
			return situation.PolicyUnknown
		case names.List != "":
			return situation.InstanceUnknown
		}
	case situation.Invalid:
		if names.Action != "" {
			return situation.ValueWrong
		}
	case situation.Internal:
		return situation.InternalError
	}
	return ""
}

// listed is the situation that the list's text tells of a code.
func listed(contract *openapi.Contract, code string) situation.Situation {
	for _, row := range contract.ErrorCodes() {
		if row.Code == code {
			return situation.Of(row.Text)
		}
	}
	return ""
}

// Meaning is the situation that an error code stands for: what a page of the
// contract prints it for, else what the list says of it; empty if neither knows.
func Meaning(contract *openapi.Contract, code string) situation.Situation {
	if code == "" {
		return ""
	}
	for i := range contract.Operations {
		for _, p := range PrintedBy(contract, &contract.Operations[i]) {
			if p.Code == code {
				return p.Situation
			}
		}
	}
	return listed(contract, code)
}

// Of are the answers that a page allows for a situation. There is always one,
// and all have the same status.
func Of(contract *openapi.Contract, op *openapi.Operation, s situation.Situation) []Answer {
	if s.Family() == situation.Success {
		return []Answer{success(op)}
	}
	printed := PrintedBy(contract, op)
	if own := ownAnswers(printed, s); len(own) > 0 && !manyMistakes(s) {
		if s.Family() == situation.Unauthenticated {
			own = append(own, otherHalf(contract, op, own, s)...)
		}
		return own
	}
	return []Answer{open(contract, op, printed, s)}
}

// manyMistakes reports whether the situation is one of many mistakes, of which a
// page prints the answer to a single one: each may have a code of its own.
func manyMistakes(s situation.Situation) bool {
	return s == situation.ParameterMissing || s == situation.ParameterInvalid || s == situation.BodyUnreadable
}

// success is what the page documents for what was carried out.
func success(op *openapi.Operation) Answer {
	a := Answer{Situation: situation.CarriedOut, Status: situation.Success.Status(), Reason: "the page documents it"}
	if all := op.Successes(); len(all) > 0 {
		a.Status, a.Own = all[0], true
	}
	return a
}

// ownAnswers are those that the page prints for the very situation.
func ownAnswers(printed []Printed, s situation.Situation) []Answer {
	var own []Answer
	for _, p := range printed {
		if p.Situation != s || p.Entry {
			continue
		}
		own = append(own, Answer{
			Situation: s, Status: p.Status, Codes: compact(p.Code), Own: true, Like: p.Example.Value,
			Reason: fmt.Sprintf("the page prints it (%s)", p.Example.Place),
		})
	}
	return own
}

// otherHalf is the answer of the other half of the service: who a caller is may
// be looked at by either, and each has numbers of its own, told by the letters in
// front of them.
func otherHalf(contract *openapi.Contract, op *openapi.Operation, own []Answer, s situation.Situation) []Answer {
	printed := map[string]bool{}
	for _, a := range own {
		for _, code := range a.Codes {
			printed[letters(code)] = true
		}
	}
	codes := slices.DeleteFunc(fromList(contract, op, s), func(code string) bool { return printed[letters(code)] })
	if len(codes) == 0 || len(printed) == 0 {
		return nil
	}
	return []Answer{{Situation: s, Status: own[0].Status, Codes: codes, Reason: "the list of error codes has the same for the other half of the service"}}
}

// letters are what stands in front of a code's number.
func letters(code string) string {
	before, _, _ := strings.Cut(code, ".")
	return before
}

// open is the answer to a situation that the page prints none for. Of another
// service's codes its page prints one of many, so they are left open.
func open(contract *openapi.Contract, op *openapi.Operation, printed []Printed, s situation.Situation) Answer {
	a := Answer{Situation: s, Status: statusOf(printed, s.Family()), Reason: "HTTP has the status for it"}
	if !domain.IsProduct(op.Product) {
		return a
	}
	var sources []string
	if a.Codes = fromList(contract, op, s); len(a.Codes) > 0 {
		sources = append(sources, "the list of error codes describes it")
	}
	for _, p := range printed {
		if p.Status == a.Status && !p.Entry && p.Code != "" {
			a.Codes = append(a.Codes, p.Code)
			sources = append(sources, fmt.Sprintf("the page prints no other code under its %d", a.Status))
		}
	}
	if len(a.Codes) > 0 {
		slices.Sort(a.Codes)
		a.Codes = slices.Compact(a.Codes)
		a.Reason = strings.Join(slices.Compact(sources), ", or ")
	}
	return a
}

// statusOf is the status that the page answers a family with; HTTP's where it
// prints none.
func statusOf(printed []Printed, f situation.Family) int {
	for _, p := range printed {
		if !p.Entry && p.Situation.Family() == f {
			return p.Status
		}
	}
	return f.Status()
}

// fromList are the codes of the list's rows about the situation. The list is the
// gateways'; another service has codes of its own.
func fromList(contract *openapi.Contract, op *openapi.Operation, s situation.Situation) []string {
	if !domain.IsProduct(op.Product) {
		return nil
	}
	wanted := []situation.Situation{s}
	if s.Family() == situation.Invalid {
		// A bad parameter has a row for each kind of mistake, and no page says
		// which kind is which.
		wanted = []situation.Situation{situation.ParameterMissing, situation.ParameterInvalid, situation.BodyUnreadable}
	}
	var codes []string
	for _, row := range contract.ErrorCodes() {
		if s.Family() == situation.Invalid && row.Status != s.Family().Status() {
			continue // many rows of other statuses are about parameters as well
		}
		means := situation.Of(row.Text)
		if slices.Contains(wanted, means) && concerns(op, s, row.Text) || deniesInstance(s, means, row.Text) {
			codes = append(codes, row.Code)
		}
	}
	return codes
}

// deniesInstance reports whether a row denies the permission for an instance,
// which is what a caller of another project lacks.
func deniesInstance(s, means situation.Situation, text string) bool {
	return s == situation.ProjectForeign && means == situation.PermissionMissing && strings.Contains(strings.ToLower(text), "this instance")
}

// concerns reports whether a row is about the operation's own kind of policy.
func concerns(op *openapi.Operation, s situation.Situation, text string) bool {
	if s != situation.PolicyUnknown && s != situation.RecordUnknown {
		return true
	}
	known, ok := domain.Lookup(op.ID)
	return !ok || strings.Contains(strings.ToLower(text), known.Noun)
}

// FailureCodes are the error codes that a failure in a batch's response may
// have: those the page prints or, if it prints none, the list's.
func FailureCodes(contract *openapi.Contract, op *openapi.Operation) []string {
	var codes []string
	for _, p := range PrintedBy(contract, op) {
		if p.Entry && p.Code != "" && !slices.Contains(codes, p.Code) {
			codes = append(codes, p.Code)
		}
	}
	if len(codes) > 0 {
		return codes
	}
	return fromList(contract, op, situation.RecordUnknown)
}

func compact(code string) []string {
	if code == "" {
		return nil
	}
	return []string{code}
}
