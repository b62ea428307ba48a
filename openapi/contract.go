// Package openapi holds contracts: an OpenAPI 3.0.3 document derived from
// reference pages, together with its clauses, the testable statements of the
// pages. Begin with [Default], the contract of the four operations, or [Load],
// which reads any other derived one; [Compare] lists what changed between two
// editions.
//
// The package reads no pages: openapi/page parses them and openapi/derive makes
// the document. Of an OpenAPI document made otherwise it knows only what OpenAPI
// itself can say; places, statements, permissions, error codes and the text of
// examples come from the extensions that derive writes, and derive lists.
//
// # Clause ids
//
// An id is a path of names, so that it stays the same when a page grows:
//
//	<op>/uri
//	<op>/function/effect, <op>/function/immediate, <op>/function/<slug>, <op>/constraints/<slug>
//	<op>/path|query|header/<name>/mandatory|optional
//	<op>/body/<member>/mandatory|optional
//	…/type|items|array-length|length|minimum|maximum|enum|value|default    below either
//	<op>/response/<status>                 the status and its meaning
//	<op>/response/<status>/<member>        the member and its type; /items, /enum, … below it
//	<op>/response/<status>/code            the error codes of the example responses
//	<op>/example/request/<name>
//	<op>/authorization/<action>
//
// <op> is the operation's id, which no allowed value is part of; <member> is a path
// such as a.b[].c.
package openapi

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// Contract is the OpenAPI document of a set of reference pages together with
// its clauses. It is read-only once loaded and safe for concurrent use.
type Contract struct {
	// Doc is the OpenAPI 3.0.3 document, resolved and validated. Where it says
	// at length what others want to read, it is simplified.
	Doc *openapi3.T
	// Operations are the document's operations, ordered by ID.
	Operations []Operation
	// Clauses are the testable statements of the pages, grouped by operation
	// and in page order within it.
	Clauses []Clause
	// Digest identifies the document: the hex SHA-256 of its canonical bytes.
	Digest string

	operations, clauses map[string]int      // by id
	clausesOf           map[string][]Clause // by operation
	errorCodes          []ErrorCode
	kept                *sync.Map // what was worked out of it, by key
}

// Kept is what make works out of the contract, or has worked out before under the
// same key: the contract does not change. It is shared: read it only.
func Kept[T any](c *Contract, key any, make func() T) T {
	if c.kept == nil {
		return make()
	}
	if known, ok := c.kept.Load(key); ok {
		return known.(T) //nolint:forcetypeassert // each package has keys of its own
	}
	made := make()
	c.kept.Store(key, made)
	return made
}

// Operation is one documented call.
type Operation struct {
	// ID is stable, unique and readable: product, dot, resource, dash,
	// action, as in "apig.acl-unbind".
	ID string
	// Product is the ID's first part: "apig", "roma", …
	Product string
	// Method and Path stand under the page's URI heading; Path keeps its
	// {parameters}.
	Method, Path string
	// Title is the page's title.
	Title string
	// Page is the name of the page: its file name without the extension.
	Page string
	// Spec is the operation in the OpenAPI document.
	Spec *openapi3.Operation
	// Item is the path item that holds Spec.
	Item *openapi3.PathItem
}

// Clause is one testable statement of a page.
type Clause struct {
	// ID is a path of names, never positions; see the package documentation
	// for its grammar.
	ID string `yaml:"id" json:"id"`
	// Operation is the ID of the operation whose page states it.
	Operation string `yaml:"operation" json:"operation"`
	// Kind says what is stated.
	Kind ClauseKind `yaml:"kind" json:"kind"`
	// Text is the statement in one sentence, naming the fact
	// ("Query parameter action must be delete.").
	Text string `yaml:"text" json:"text"`
	// Place is where the page says so.
	Place Place `yaml:"place,flow" json:"place"`
	// Excluded says why the clause cannot be tested from outside; empty for
	// an observable clause.
	Excluded string `yaml:"excluded,omitempty" json:"excluded,omitempty"`
}

// Place points into a page.
type Place struct {
	// Page is the page's name.
	Page string `yaml:"page" json:"page"`
	// Section is the nearest heading or table title
	// ("Table 2 Query Parameters", "Status code: 400", "Function").
	Section string `yaml:"section" json:"section"`
	// Row is the first cell of the table row, if the statement is in one.
	Row string `yaml:"row,omitempty" json:"row,omitempty"`
	// Line is the 1-based line of the page file.
	Line int `yaml:"line" json:"line"`
}

// String prints what is known of the place: page · section · row · line N.
func (p Place) String() string {
	parts := []string{p.Page, p.Section, p.Row}
	if p.Line > 0 {
		parts = append(parts, fmt.Sprintf("line %d", p.Line))
	}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	return strings.Join(parts, " · ")
}

// ClauseKind says what a clause states.
type ClauseKind string

// The kinds of clauses.
const (
	KindURI       ClauseKind = "uri"       // method and path
	KindMandatory ClauseKind = "mandatory" // a parameter or member must be sent
	KindOptional  ClauseKind = "optional"  // a parameter or member may be left out
	KindType      ClauseKind = "type"      // the JSON type of a parameter or member
	KindItems     ClauseKind = "items"     // the type of an array's items
	KindBound     ClauseKind = "bound"     // minimum, maximum, length, array length
	KindEnum      ClauseKind = "enum"      // an enumeration
	KindValue     ClauseKind = "value"     // the allowed value, stated in prose
	KindDefault   ClauseKind = "default"   // a default value
	KindResponse  ClauseKind = "response"  // a status and what it means
	KindMember    ClauseKind = "member"    // a response member and its type
	KindCode      ClauseKind = "code"      // the error code of an example response
	KindExample   ClauseKind = "example"   // an example request
	KindEffect    ClauseKind = "effect"    // what the operation does
	KindImmediate ClauseKind = "immediate" // that it does so at once
	KindStatement ClauseKind = "statement" // any other sentence of Function or Constraints
	KindAction    ClauseKind = "action"    // a permission under Authorization Information
)
