// Package page reads the layout of a reference page: its sections, tables,
// models and examples. It knows nothing of OpenAPI; what the facts mean for a
// contract is decided by openapi/derive.
//
// Start with Parse. A page is plain text in which blank lines separate the
// paragraphs and the cells of tables:
//
//	p, err := page.ParseFile("apig-acl-unbind.txt")
//	for _, t := range p.Request { … t.Rows … }
//
// What cannot be understood is an error with its place, never a guess. The
// decisions that a printed page leaves open, and that the package takes, stand
// in the documentation of the field they concern.
package page

// Page is one reference page as its layout shows it, before any
// interpretation as OpenAPI. All lines are 1-based lines of the file.
type Page struct {
	// Name is the file's base name without its extension.
	Name string
	// Updated is the edition: the date of the "Updated on" line, as printed
	// (YYYY-MM-DD); empty if there is none.
	Updated string
	// Title is the page's title.
	Title Text
	// Function is what stands under the heading of that name: one entry per
	// paragraph or bullet.
	Function []Text
	// Constraints is what stands under the heading of that name.
	Constraints []Text
	// Authorization is the table under Authorization Information; nil if
	// the page has none.
	Authorization []Permission
	// URI is the request line.
	URI RequestLine
	// Request holds the tables of the URI and Request Parameters sections:
	// path, query, header, form and body parameters and the models of the body.
	Request []Table
	// Responses holds one entry per "Status code" heading under Response
	// Parameters, in page order. Tables that stand there without such a
	// heading belong to the page's only success status (see
	// Response.Unlabelled).
	Responses []Response
	// RequestExamples stand under Example Requests, in page order.
	RequestExamples []Example
	// ResponseExamples stand under Example Responses, in page order; each
	// carries its status. An example above any status heading belongs to
	// the page's only success status; if there is not exactly one, the
	// example stands in Other.
	ResponseExamples []Example
	// StatusCodes is the table under Status Codes.
	StatusCodes []StatusCode
	// OwnErrorCodes are the rows of a table under Error Codes on the page of an
	// operation.
	OwnErrorCodes []ErrorCode
	// ErrorCodes are the rows of a page that lists the error codes of a
	// service. Such a page has no URI; it describes no operation.
	ErrorCodes []ErrorCode
	// Missing are the sections from Response Parameters to Status Codes that the
	// page has not. It is empty for a page with Status Codes or Error Codes: pages of
	// this layout end with these, and one that has them leaves others out by choice.
	Missing []string
	// End is the last heading, or the title, and the line at which the page ends.
	End Text
	// Unread is what stands where a fact should and is none that can be read,
	// though the page can be read without it.
	Unread []Unread
	// Other lists the headings and paragraphs that no field above holds
	// (Calling Method, Error Codes, …), so that nothing is lost.
	Other []Text
}

// Text is a piece of prose and its place.
type Text struct {
	Text string
	Line int
	// Section is the heading the text stands under.
	Section string
	// Bullet is set when the text was a bullet.
	Bullet bool
}

// Unread is a text that states no fact that can be read, and where it stands.
type Unread struct {
	Text Text
	Kind UnreadKind
}

// UnreadKind says what a text is that states no fact.
type UnreadKind string

// The kinds of texts that state no fact.
const (
	// UnreadStatus is a row of the table of statuses that names none ("4xx").
	UnreadStatus UnreadKind = "status"
	// UnreadTable is the heading of a table of neither parameters nor statuses.
	UnreadTable UnreadKind = "table"
	// EmptyTable is the heading of a table of parameters that has header cells, and no row.
	EmptyTable UnreadKind = "empty table"
)

// RequestLine is a method and a path (with the query, if one is printed).
type RequestLine struct {
	Method, Path string
	Line         int
}

// Location says where the rows of a table travel.
type Location string

// The locations of a table.
const (
	InPath   Location = "path"
	InQuery  Location = "query"
	InHeader Location = "header"
	InForm   Location = "form"
	InBody   Location = "body"
	// Model is a table named after a type; its rows are the type's members.
	Model Location = "model"
)

// Table is one "Table N Title" with its rows.
type Table struct {
	Number   int
	Title    string // without "Table N "
	Location Location
	// Model is, for Location Model, the name of the type or field that the
	// table describes: usually the title itself, and "tags" for titles such
	// as "Data structure of the tags field". Type.Model refers to it.
	Model string
	Line  int
	// Rows are the parameters or members, in page order.
	Rows []Row
}

// Row is one parameter or member.
type Row struct {
	// Name is the first cell. Pages print "-" or "[items]" where the row is
	// the body itself and not a member of it; see Unnamed.
	Name string
	// Mandatory is nil where the table has no such column (responses) or
	// the cell is empty or says neither yes nor no ("N/A").
	Mandatory *bool
	// Type is the type as printed; Parsed is what it means. Where a table
	// has no Type column, Type is empty and Parsed is a string. An Object (or
	// an array of objects) that has a table of its own, named after the row
	// or referred to by number in its description, is parsed as that model.
	Type   string
	Parsed Type
	// Description is the cell's prose, paragraphs and bullets, without the
	// facts below.
	Description []Text
	// Enumeration is what stands under "Enumeration values:" (also
	// "Enumerated values:"), as printed.
	Enumeration []string
	// Default, Minimum, Maximum are as printed, numbers without thousands
	// separators; empty if absent. For a String, Minimum and Maximum are
	// lengths. A default stands in a paragraph of its own ("Default: 20"),
	// or in parentheses after an enumeration value, or, with the words
	// "Default value: X", at the end of a sentence or bullet whose row
	// enumerates X. "N/A" and "None" are no defaults unless enumerated.
	Default, Minimum, Maximum string
	// MinLength and MaxLength come from an explicit "Length: a - b" (or
	// "Length: n", exactly n) of the value, MinItems and MaxItems from
	// "Array Length: a - b". Either may have one bound only ("up to 20"). The
	// length of a String may also stand as a range of characters.
	MinLength, MaxLength, MinItems, MaxItems *int64
	// Unread are the labeled lines ("Maximum: as many as fit") whose value is
	// none of the kind that the label names. They stand in Description, too.
	Unread []Text
	// Contradictions are what the cell states for a default, a bound or the
	// enumeration a second time and otherwise.
	Contradictions []Contradiction
	Line           int
}

// Contradiction is a fact that a row states twice and otherwise.
type Contradiction struct {
	// First is what counts.
	First, Second string
	// Line is where the second one stands.
	Line int
}

// Type is a parsed type expression.
type Type struct {
	// Kind is string, integer, long, number, float, double, boolean, file,
	// object (free form), model, array, map, or any (alternatives such as
	// "String/Array", and the elements of an Array without further words).
	Kind string
	// Model is the name of the model, for Kind model.
	Model string
	// Elem is the element, for Kind array and map (a map's key is a string).
	Elem *Type
}

// Response is one status with its body and header tables.
type Response struct {
	Status int
	// Phrase is the line under the heading where there is no table ("OK").
	Phrase string
	Tables []Table
	// Unlabelled is set when no "Status code" heading stands above the
	// tables; Status is then the only success status of the page.
	Unlabelled bool
	Line       int
}

// Example is one example request or response.
type Example struct {
	// Status is 0 for a request.
	Status int
	// Phrase is the line under the status heading ("Bad Request").
	Phrase string
	// Caption is the line or bullet above the example.
	Caption string
	// Request is the "METHOD https://…" line above the body, if any.
	Request *RequestLine
	// Headers are the header lines printed below the request line, if any.
	Headers []string
	// Body is the example's text, without its indentation; empty when the
	// page says None or prints only a request line.
	Body string
	// Printed is Body before anything else was normalised: byte for byte what
	// the page prints, but for its indentation and the way the file ends lines.
	Printed string
	Line    int
}

// StatusCode is one row of the Status Codes table.
type StatusCode struct {
	Status      int
	Description string
	Line        int
}

// ErrorCode is one row of a list of error codes.
type ErrorCode struct {
	Status int
	Code   string
	// Text is what the code means: the columns Meaning, Error Message and
	// Description, not what to do about it.
	Text string
	// Section is the heading of the table, or the page's title.
	Section string
	Line    int
}

// Permission is one row of the table under Authorization Information. Pages
// drop empty cells; a single bulleted list of actions at the end of a row is
// read as the last column, Dependencies.
type Permission struct {
	Action, AccessLevel    string
	ResourceTypes          []string
	ConditionKeys, Aliases []string
	Dependencies           []string
	Line                   int
}

// Unnamed reports whether the row describes the body itself, not a member.
func (r Row) Unnamed() bool {
	return r.Name == "-" || r.Name == "[items]"
}
