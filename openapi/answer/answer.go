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

// Of are the answers that a page allows for a situation. There is always one, and all
// have the same status, unless the page documents several for what was carried out.
func Of(contract *openapi.Contract, op *openapi.Operation, s situation.Situation) []Answer {
	if s.Family() == situation.Success {
		return successes(op)
	}
	printed := PrintedBy(contract, op)
	if own := ownAnswers(printed, s); len(own) > 0 && !manyMistakes(s) {
		if s.Family() == situation.Unauthenticated {
			own = append(own, otherHalf(contract, op, printed, own, s)...)
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

// successes are what the page documents for what was carried out.
func successes(op *openapi.Operation) []Answer {
	documented := op.Successes()
	if len(documented) == 0 {
		return []Answer{{Situation: situation.CarriedOut, Status: situation.Success.Status(), Reason: "the page documents it"}}
	}
	var all []Answer
	for _, status := range documented {
		all = append(all, Answer{Situation: situation.CarriedOut, Status: status, Own: true, Reason: "the page documents it"})
	}
	return all
}

// ownAnswers are those that the page prints for the very situation.
func ownAnswers(printed []Printed, s situation.Situation) []Answer {
	var own []Answer
	for _, p := range printed {
		if p.Situation != s || p.Entry {
			continue
		}
		own = append(own, Answer{
			Situation: s, Status: p.Status, Codes: codesOf(p), Own: true, Like: p.Body,
			Reason: fmt.Sprintf("the page prints it (%s)", p.Example.Place),
		})
	}
	return own
}

// otherHalf is the answer of the other half of the service: who a caller is may
// be looked at by either, and each has numbers of its own, told by the letters in
// front of them. What the page prints here takes the place of its own half's.
func otherHalf(contract *openapi.Contract, op *openapi.Operation, printed []Printed, own []Answer, s situation.Situation) []Answer {
	half := halfOf(printed)
	codes := slices.DeleteFunc(fromList(contract, op, s), func(code string) bool {
		return letters(code) == half || slices.ContainsFunc(own, func(a Answer) bool { return slices.Contains(a.Codes, code) })
	})
	if len(codes) == 0 || half == "" {
		return nil
	}
	return []Answer{{Situation: s, Status: own[0].Status, Codes: codes, Reason: "the list of error codes has the same for the other half of the service"}}
}

// halfOf is the half of the service that a page is about: the letters in front of
// most of the codes that it prints.
func halfOf(printed []Printed) string {
	half, count := "", map[string]int{}
	for _, p := range printed {
		if p.Code == "" {
			continue
		}
		count[letters(p.Code)]++
		if count[letters(p.Code)] > count[half] {
			half = letters(p.Code)
		}
	}
	return half
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
	silent := true
	for _, p := range printed {
		if p.Status == a.Status && !p.Entry && p.Code != "" {
			a.Codes = append(a.Codes, p.Code)
			sources = append(sources, fmt.Sprintf("the page prints no other code under its %d", a.Status))
			silent = false
		}
	}
	if silent && s.Family() == situation.Unauthenticated {
		a.Codes = append(a.Codes, aboutTokens(contract, op)...)
		sources = append(sources, "the list of error codes has it for another token that is no good, and the page prints none")
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
	meanings := meaningsOf(contract)
	for i, row := range contract.ErrorCodes() {
		if s.Family() == situation.Invalid && row.Status != s.Family().Status() {
			continue // many rows of other statuses are about parameters as well
		}
		means := meanings[i]
		if slices.Contains(wanted, means) && concerns(op, s, row.Text) || deniesInstance(s, means, row.Text) {
			codes = append(codes, row.Code)
		}
	}
	return codes
}

// aboutTokens are the codes of all rows about tokens that are no good: a gateway may well
// answer a token of one kind like one of another.
func aboutTokens(contract *openapi.Contract, op *openapi.Operation) []string {
	var codes []string
	for _, s := range situation.All() {
		if s.Family() == situation.Unauthenticated {
			codes = append(codes, fromList(contract, op, s)...)
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

// codesOf is the printed code, if there is one.
func codesOf(p Printed) []string {
	if p.Code == "" {
		return nil
	}
	return []string{p.Code}
}
