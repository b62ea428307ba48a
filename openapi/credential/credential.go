// Package credential lists the ways in which a request can present a token: whose
// it is, what is done to it, and where it travels. Rows are validated against
// these words, requests and the command lines that repeat them are made by them.
package credential

import (
	"fmt"
	"slices"
	"strings"
)

// TokenHeader carries the token where the pages want it.
const TokenHeader = "X-Auth-Token"

// Credentials returns the words for whose token is sent. Without a word it is
// the target's own.
//
//	none           no token at all
//	garbage        one that IAM never issued
//	forbidden      a valid one without the permission
//	expired        one that has expired
//	other_project  a valid one of another project
func Credentials() []string {
	return []string{"none", "garbage", "forbidden", "expired", "other_project"}
}

// Provided reports whether the target file must give the credential, over and
// above the target's own.
func Provided(word string) bool {
	switch word {
	case "", "none", "garbage":
		return false
	default:
		return true
	}
}

// Place is where a token travels.
type Place struct {
	// Kind is header, bearer (Authorization: Bearer), basic, cookie, query or
	// body.
	Kind string
	// Names are those of the headers, query parameters, cookie or body member;
	// none for bearer and basic.
	Names []string
}

// Places returns the forms that ParsePlace understands: query:NAME, header:NAME,
// bearer, basic, cookie:NAME and body:NAME. A query and a header take several
// names, with commas between them.
func Places() []string {
	return []string{"query:NAME", "header:NAME", "bearer", "basic", "cookie:NAME", "body:NAME"}
}

// ParsePlace reads a place. Nothing stands for the header that the pages want.
func ParsePlace(text string) (Place, error) {
	kind, name, _ := strings.Cut(text, ":")
	switch kind {
	case "":
		return Place{"header", []string{TokenHeader}}, nil
	case "bearer", "basic":
		return Place{Kind: kind}, nil
	case "query", "header", "cookie", "body":
	default:
		return Place{}, fmt.Errorf("unknown place %q of a credential; use one of %s", text, strings.Join(Places(), ", "))
	}
	names := []string{name}
	if kind == "query" || kind == "header" {
		names = strings.Split(name, ",")
	}
	if slices.Contains(names, "") {
		return Place{}, fmt.Errorf("place %q of a credential names no %s; write %s:NAME", text, kind, kind)
	}
	return Place{kind, names}, nil
}
