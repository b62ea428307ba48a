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
	// Parameters, in page order, and, for pages without such a heading, none.
	Responses []Response
	// RequestExamples stand under Example Requests, in page order.
	RequestExamples []Example
	// ResponseExamples stand under Example Responses, in page order; each
	// carries its status.
	ResponseExamples []Example
	// StatusCodes is the table under Status Codes.
	StatusCodes []StatusCode
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
	Line     int
	// Rows are the parameters or members, in page order.
	Rows []Row
}

// Row is one parameter or member.
type Row struct {
	Name string
	// Mandatory is nil where the table has no such column (responses).
	Mandatory *bool
	// Type is the type as printed; Parsed is what it means.
	Type   string
	Parsed Type
	// Description is the cell's prose, paragraphs and bullets, without the
	// facts below.
	Description []Text
	// Enumeration is what stands under "Enumeration values:" (also
	// "Enumerated values:"), as printed.
	Enumeration []string
	// Default, Minimum, Maximum are as printed; empty if absent. For a
	// String, Minimum and Maximum are lengths.
	Default, Minimum, Maximum string
	// MinLength and MaxLength come from an explicit "Length: a - b" of the
	// value, MinItems and MaxItems from "Array Length: a - b".
	MinLength, MaxLength, MinItems, MaxItems *int64
	Line                                     int
}

// Type is a parsed type expression.
type Type struct {
	// Kind is string, integer, long, number, float, double, boolean, file,
	// object (free form), model, array or map.
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
	Line   int
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
	// Body is the example as printed, without its indentation; empty when
	// the page says None or prints only a request line.
	Body string
	Line int
}

// StatusCode is one row of the Status Codes table.
type StatusCode struct {
	Status      int
	Description string
	Line        int
}

// Permission is one row of the table under Authorization Information.
type Permission struct {
	Action, AccessLevel    string
	ResourceTypes          []string
	ConditionKeys, Aliases []string
	Dependencies           []string
	Line                   int
}
