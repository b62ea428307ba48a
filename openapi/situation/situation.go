// Package situation is the table of situations: what may be wrong, or right,
// about a request. A page prints its answer for some of them; which one a
// printed answer belongs to is told by the words of its message, since codes,
// statuses and names are what an edition may change.
package situation

import (
	"net/http"
	"slices"
	"strings"
)

// Situation is what is wrong, or right, about a request.
type Situation string

// The situations.
const (
	CarriedOut         Situation = "carried-out"         // nothing is wrong
	TokenMissing       Situation = "token-missing"       // there is no token
	TokenExpired       Situation = "token-expired"       // the token was good once
	TokenIncomplete    Situation = "token-incomplete"    // it does not say for which project, user or role
	TokenUnreadable    Situation = "token-unreadable"    // IAM never issued it
	PermissionMissing  Situation = "permission-missing"  // the caller is known but may not do this
	ProjectForeign     Situation = "project-foreign"     // what is named belongs to another project
	ParameterMissing   Situation = "parameter-missing"   // a mandatory parameter or member is left out
	ParameterInvalid   Situation = "parameter-invalid"   // a parameter or member does not fit
	BodyUnreadable     Situation = "body-unreadable"     // the body is not what JSON allows
	ValueWrong         Situation = "value-wrong"         // a query parameter has not the value that the page prescribes
	InstanceMalformed  Situation = "instance-malformed"  // no instance could have the id
	InstanceUnknown    Situation = "instance-unknown"    // no instance has the id
	PolicyUnknown      Situation = "policy-unknown"      // no plug-in or policy has the id
	RecordUnknown      Situation = "record-unknown"      // no binding record has the id
	APIUnknown         Situation = "api-unknown"         // no API has the id
	EnvironmentUnknown Situation = "environment-unknown" // no environment has the id
	Busy               Situation = "busy"                // the instance is at work on another binding, or on too many requests
	InternalError      Situation = "internal-error"      // the service fails
)

// Family is a class of situations that have their status in common.
type Family string

// The families.
const (
	Success         Family = "success"
	Unauthenticated Family = "unauthenticated"
	Forbidden       Family = "forbidden"
	Invalid         Family = "invalid"
	Absent          Family = "absent"
	Internal        Family = "internal"
)

// row is what is known of a situation.
type row struct {
	situation Situation
	family    Family
	// words tell it by the words of a message: any of the lists, all of its words.
	words [][]string
	// not are words that tell against it.
	not []string
}

// table is in the order in which a message is held against it: the more exact
// situation first.
var table = [...]row{
	{TokenExpired, Unauthenticated, [][]string{{"token", "expire"}, {"session", "expire"}}, nil},
	{TokenIncomplete, Unauthenticated, [][]string{
		{"token", "no project"}, {"token", "no user"}, {"token", "no domain"}, {"token", "no role"}, {"token", "information"},
	}, nil},
	{TokenMissing, Unauthenticated, [][]string{{"token", "missing"}, {"token", "no token"}, {"token", "left out"}, {"token", "not found"}, {"token", "without"}}, nil},
	{ProjectForeign, Forbidden, [][]string{
		{"other project"}, {"another project"}, {"different project"}, {"other account"}, {"another account"},
	}, []string{"enterprise"}},
	{PermissionMissing, Forbidden, [][]string{{"permission"}, {"not allowed to"}, {"may not do"}, {"not authorized"}, {"forbidden"}}, nil},
	{TokenUnreadable, Unauthenticated, [][]string{{"token"}}, []string{"certificate", "session"}},
	{RecordUnknown, Absent, [][]string{{"binding record", absent}}, []string{"certificate", "signature", "domain"}},
	{EnvironmentUnknown, Absent, [][]string{{"environment", absent}}, []string{"variable"}},
	{InstanceUnknown, Absent, [][]string{{"instance", absent}, {"gateway", absent}}, []string{"task", "spec", "endpoint"}},
	{PolicyUnknown, Absent, [][]string{{"plugin ", absent}, {"plug-in", absent}, {"access control policy", absent}, {"throttling policy", absent}}, nil},
	{APIUnknown, Absent, [][]string{{"api ", absent}, {"apis ", absent}}, []string{"group", "version", "swagger", "publication", "definition"}},
	{ParameterMissing, Invalid, [][]string{
		{"parameter", "must be specified"}, {"parameter", "missing"}, {"parameter", "required"}, {"parameter", "left out"}, {"parameter", "must be given"}, {"parameter", "mandatory"},
	}, []string{"not defined"}},
	{BodyUnreadable, Invalid, [][]string{{"json"}, {"serializ"}, {"parameter error"}, {"parameters are wrong"}}, []string{"import", "file"}},
	{ParameterInvalid, Invalid, [][]string{{"parameter"}, {"invalid length"}}, []string{
		"backend", "define", "certificate", "custom", "cannot be used", "not both", "another parameter", "already exists", "has this name", "debug",
		"ip address", "base 64", "base64", "quota", "configuration",
	}},
	{Busy, Internal, [][]string{{"etcd"}, {"too many requests"}}, nil},
	{InternalError, Internal, [][]string{{"system error"}, {"internal error"}, {"internal server error"}, {"server error"}}, []string{"configuration"}},
}

// absent stands for the ways to say that something is not there.
const absent = "\x00absent"

// waysOfAbsence are what absent stands for.
var waysOfAbsence = []string{"does not exist", "do not exist", "not found", "no such", "cannot be found", "unknown"}

// Of is the situation that the message of a response tells of; empty if its
// words tell of none.
func Of(message string) Situation {
	text := strings.ToLower(message)
	for _, r := range table {
		if r.tells(text) {
			return r.situation
		}
	}
	return ""
}

func (r row) tells(text string) bool {
	if slices.ContainsFunc(r.not, func(word string) bool { return strings.Contains(text, word) }) {
		return false
	}
	return slices.ContainsFunc(r.words, func(all []string) bool {
		return !slices.ContainsFunc(all, func(word string) bool { return !says(text, word) })
	})
}

func says(text, word string) bool {
	if word != absent {
		return strings.Contains(text, word)
	}
	return slices.ContainsFunc(waysOfAbsence, func(way string) bool { return strings.Contains(text, way) })
}

// Family is the situation's; Success of one that is not in the table.
func (s Situation) Family() Family {
	switch s {
	case InstanceMalformed, ValueWrong:
		return Invalid
	}
	for _, r := range table {
		if r.situation == s {
			return r.family
		}
	}
	return Success
}

// Status is what HTTP answers a family with, where a page says nothing else.
func (f Family) Status() int {
	switch f {
	case Unauthenticated:
		return http.StatusUnauthorized
	case Forbidden:
		return http.StatusForbidden
	case Invalid:
		return http.StatusBadRequest
	case Absent:
		return http.StatusNotFound
	case Internal:
		return http.StatusInternalServerError
	default:
		return http.StatusOK
	}
}

// FamilyOf is the family that a status is HTTP's answer to; empty if it is none's.
func FamilyOf(status int) Family {
	for _, f := range []Family{Unauthenticated, Forbidden, Invalid, Absent, Internal} {
		if f.Status() == status {
			return f
		}
	}
	if status >= 200 && status < 300 {
		return Success
	}
	return ""
}

// All are the situations, the more exact ones first.
func All() []Situation {
	all := []Situation{CarriedOut, InstanceMalformed, ValueWrong}
	for _, r := range table {
		all = append(all, r.situation)
	}
	return all
}
