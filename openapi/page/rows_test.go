package page_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/page"
)

// cells joins paragraphs with blank lines, as pages print them.
func cells(paragraphs ...string) string { return strings.Join(paragraphs, "\n\n") }

// withRequest is a page with something in its section Request Parameters.
func withRequest(text string) []byte {
	return []byte(cells("Updated on 2024-01-02 GMT+08:00", "Doing a Thing", "Function", "Does it.", "URI",
		"POST /v1/{project_id}/things", "Request Parameters", text))
}

// withResponse is a page with something in its section Response Parameters.
func withResponse(text string) []byte {
	return append(withRequest("None"), []byte("\n\n"+cells("Response Parameters", "Status code: 200", text))...)
}

const (
	fourColumns  = "Table 1 Request body parameters\n\nParameter\n\nMandatory\n\nType\n\nDescription"
	threeColumns = "Table 1 Response body parameters\n\nParameter\n\nType\n\nDescription"
)

func parse(t *testing.T, data []byte) *page.Page {
	t.Helper()
	p, err := page.Parse("thing.txt", data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRows(t *testing.T) {
	for name, row := range map[string]struct {
		columns string // fourColumns or threeColumns, or a header of its own
		cells   []string
		want    []string
	}{
		"plain": {fourColumns,
			[]string{"a", "Yes", "String", "First.", "b", "No", "Integer", "Second."},
			[]string{"a mandatory string prose=1", "b optional integer prose=1"}},
		"a missing description does not shift the table": {fourColumns,
			[]string{"a", "Yes", "String", "b", "No", "Integer", "c", "No", "Long"},
			[]string{"a mandatory string prose=0", "b optional integer prose=0", "c optional long prose=0"}},
		"nor in three columns": {threeColumns,
			[]string{"a", "String", "b", "Integer", "c", "Long", "Last."},
			[]string{"a string prose=0", "b integer prose=0", "c long prose=1"}},
		"a description that is a name": {threeColumns,
			[]string{"id", "String", "ID", "name", "String", "Name", "type", "String", "Type"},
			[]string{"id string prose=1", "name string prose=1", "type string prose=1"}},
		"a description that is a type": {threeColumns,
			[]string{"kind", "String", "String", "size", "Integer", "Integer"},
			[]string{"kind string prose=1", "size integer prose=1"}},
		"a description that is a label and words that could be a type": {threeColumns,
			[]string{"a", "String", "Definition", "List of nodes", "b", "Integer", "true", "List of nodes", "nodes", "List of nodes", "Nodes."},
			[]string{"a string prose=2", "b integer prose=2", "nodes array<model:nodes> prose=1"}},
		"the label of a part of a description above a word that could be a type": {threeColumns,
			[]string{"a", "String", "Definition", "Time", "Constraints", "N/A", "b", "Long", "Constraints", "Integer"},
			[]string{"a string prose=4", "b long prose=2"}},
		"members named like types": {threeColumns,
			[]string{"date", "Date", "Day", "file", "File", "object", "Object", "list", "Array of strings"},
			[]string{"date string prose=1", "file file prose=0", "object object prose=0", "list array<string> prose=0"}},
		"members named like header cells and headings": {fourColumns,
			[]string{"type", "No", "String", "Type", "description", "No", "String", "Description", "Function", "No", "String", "URI"},
			[]string{"type optional string prose=1", "description optional string prose=1", "Function optional string prose=1"}},
		"several paragraphs, a note and bullets": {fourColumns,
			[]string{"a", "Yes", "String", "One.", "Two:", "  • x: first\n  • y: second", "NOTE:\nMind this,\nplease.", "b", "No", "Long", "Other."},
			[]string{"a mandatory string prose=5", "b optional long prose=1"}},
		"a paragraph of a description that says Yes": {fourColumns,
			[]string{"a", "Yes", "String", "Whether to go on:", "Yes", "or", "No", "b", "No", "Long"},
			[]string{"a mandatory string prose=4", "b optional long prose=0"}},
		"mandatory under conditions": {fourColumns,
			[]string{"a", "Yes (if b is set)", "String", "A.", "b", "No, unless a is set", "String", "B.", "c", "N/A", "String", "C."},
			[]string{"a mandatory string prose=1", "b optional string prose=1", "c string prose=1"}},
		"a missing mandatory cell": {fourColumns,
			[]string{"a", "String", "A.", "b", "Yes", "String", "B."},
			[]string{"a string prose=1", "b mandatory string prose=1"}},
		"a missing mandatory cell below another row": {fourColumns,
			[]string{"a", "Yes", "String", "A.", "b", "String", "B.", "c", "No", "Long", "C."},
			[]string{"a mandatory string prose=1", "b string prose=1", "c optional long prose=1"}},
		"names of headers, nested members and models": {fourColumns,
			[]string{"X-Auth-Token", "Yes", "String", "router:external", "No", "Boolean", "a.b[].c", "No", "String", "@type", "No", "String", "Display Name", "No", "String"},
			[]string{"X-Auth-Token mandatory string prose=0", "router:external optional boolean prose=0", "a.b[].c optional string prose=0",
				"@type optional string prose=0", "Display Name optional string prose=0"}},
		"types in lower case": {threeColumns,
			[]string{"a", "string", "A.", "b", "integer", "c", "array of strings", "C.", "d", "boolean"},
			[]string{"a string prose=1", "b integer prose=0", "c array<string> prose=1", "d boolean prose=0"}},
		"a type in lower case among others": {threeColumns,
			[]string{"a", "String", "A.", "b", "int", "B.", "c_d", "array of strings", "C.", "e", "boolean", "f", "dict", "F.", "g", "Long"},
			[]string{"a string prose=1", "b integer prose=1", "c_d array<string> prose=1", "e boolean prose=0", "f object prose=1", "g long prose=0"}},
		"nor does it shift four columns": {fourColumns,
			[]string{"a", "Yes", "String", "A.", "b", "No", "integer", "B.", "c", "No", "list", "Name", "Yes", "string", "d", "Yes", "Long"},
			[]string{"a mandatory string prose=1", "b optional integer prose=1", "c optional array<any> prose=0", "Name mandatory string prose=0", "d mandatory long prose=0"}},
		"descriptions that are names and types in lower case": {threeColumns,
			[]string{"id", "String", "id", "date", "Date", "date", "object", "Object", "object", "file", "File", "list", "List", "list"},
			[]string{"id string prose=1", "date string prose=1", "object object prose=1", "file file prose=0", "list array<any> prose=1"}},
		"columns in another order": {"Table 1 Request body parameters\n\nName\n\nData Type\n\nRequired?\n\nDescription",
			[]string{"a", "String", "Yes", "A.", "b", "Integer", "No"},
			[]string{"a mandatory string prose=1", "b optional integer prose=0"}},
		"no type column": {"Table 1 Request body parameters\n\nName\n\nMandatory\n\nDescription",
			[]string{"a", "Yes", "A.", "b", "No", "B."},
			[]string{"a mandatory string prose=1", "b optional string prose=1"}},
		"a column of ranges": {"Table 1 Request body parameters\n\nParameter\n\nMandatory\n\nType\n\nValue Range\n\nDescription",
			[]string{"a", "Yes", "Integer", "1-5", "A.", "b", "No", "Integer", "B.", "c", "No", "String", "Length: 1 - 64", "C."},
			[]string{`a mandatory integer min="1" max="5" prose=1`, "b optional integer prose=1", "c optional string minlen=1 maxlen=64 prose=1"}},
		"the body itself": {threeColumns,
			[]string{"-", "File", "OK"},
			[]string{"- file prose=1"}},
		"no description column": {"Table 1 Request body parameters\n\nParameter\n\nMandatory\n\nType",
			[]string{"a", "Yes", "String", "b", "No", "Long"},
			[]string{"a mandatory string prose=0", "b optional long prose=0"}},
	} {
		t.Run(name, func(t *testing.T) {
			text := cells(append([]string{row.columns}, row.cells...)...)
			var rows []page.Row
			if row.columns == threeColumns {
				rows = parse(t, withResponse(text)).Responses[0].Tables[0].Rows
			} else {
				rows = parse(t, withRequest(text)).Request[0].Rows
			}
			var got []string
			for _, r := range rows {
				got = append(got, renderRow(r))
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFacts(t *testing.T) {
	for name, row := range map[string]struct {
		typ         string
		description string
		want        string
	}{
		"bounds of a string are kept as printed": {"String", cells("Name.", "Minimum: 3", "Maximum: 255"), `string min="3" max="255" prose=1`},
		"bounds in one paragraph":                {"Integer", "Size.\nMinimum: 1\nMaximum: 2,147,483,647\nDefault: 10", `integer default="10" min="1" max="2147483647" prose=1`},
		"negative and decimal bounds":            {"Double", cells("Minimum value: -1.5", "Maximum value: 1e3"), `double min="-1.5" max="1e3" prose=0`},
		"a sentence is no bound":                 {"Integer", cells("Minimum: the smallest that fits", "Maximum length."), "integer unread=1 prose=2"},
		"an enumeration's label without a colon": {"String", cells("Mode.", "Enumeration values", "  • A\n  • B"), `string enum=["A" "B"] prose=1`},
		"lengths":                                {"String", cells("Minimum length: 1", "Maximum length: 1,024 characters"), "string minlen=1 maxlen=1024 prose=0"},
		"a span of lengths":                      {"String", "Length: 1 - 64", "string minlen=1 maxlen=64 prose=0"},
		"one length":                             {"String", cells("Default value: None", "Value length: 32 characters"), "string minlen=32 maxlen=32 prose=1"},
		"array length":                           {"Array of strings", cells("IDs.", "Array Length: 1 - 500"), "array<string> minitems=1 maxitems=500 prose=1"},
		"array length with to":                   {"Array of strings", "Array length: 1 to 10", "array<string> minitems=1 maxitems=10 prose=0"},
		"array length with a dash":               {"Array of strings", "Array Length: 0–100", "array<string> minitems=0 maxitems=100 prose=0"},
		"range of a number":                      {"Integer", "Value range: 0-100", `integer min="0" max="100" prose=0`},
		"range of negative numbers":              {"Integer", "Range: [-10, -1]", `integer min="-10" max="-1" prose=0`},
		"range of the numbers of a map":          {"Map<String,Integer>", "Range: 1-10", `map<integer> min="1" max="10" prose=0`},
		"range of a string is prose":             {"String", "Range: 1-64", "string unread=1 prose=1"},
		"enumeration with default":               {"String", cells("Enumerated values:", "  • AND (default value)", "  • OR"), `string default="AND" enum=["AND" "OR"] prose=0`},
		"enumeration with explanations":          {"String", cells("Enumeration values:", "  • ha: primary and standby", "  • single (default value): one", "  • a:b"), `string default="single" enum=["ha" "single" "a:b"] prose=2`},
		"numbers with explanations":              {"Integer", cells("Enumeration values:", "  • 0 (off)", "  • 1 - on", "  • 2: both", "  • -1"), `integer enum=["0" "1" "2" "-1"] prose=3`},
		"enumeration without blank lines":        {"String", "Mode.\nEnumeration values:\n  • a\n  • b\nDefault: a", `string default="a" enum=["a" "b"] prose=1`},
		"enumeration without bullets":            {"String", cells("Enumeration values:", "a", "b", "Default: b"), `string default="b" enum=["a" "b"] prose=0`},
		"enumeration with a note inside":         {"String", cells("Enumeration values:", "  • A", "NOTE:", "A is old.", "  • B"), `string enum=["A" "B"] prose=2`},
		"a list of a note is no enumeration":     {"String", cells("Enumeration values:", "  • A", "NOTE:", "It is not served in:", "  • north", "  • south"), `string enum=["A"] prose=4`},
		"nor are sentences below a note":         {"String", cells("Enumeration values:", "  • A", "NOTE:", "A is old.", "  • Take B in its place."), `string enum=["A"] prose=3`},
		"an empty default":                       {"String", `Default: ""`, "string unread=1 prose=1"},
		"enumeration in the line":                {"String", "Enumeration: a, b", `string enum=["a" "b"] prose=0`},
		"enumeration with a conjunction":         {"String", "Enumeration values: a or b", `string enum=["a" "b"] prose=0`},
		"enumeration of texts with an and":       {"String", "Enumeration values: read and write, read", `string enum=["read and write" "read"] prose=0`},
		"enumeration with commas and an and":     {"String", "Enumeration values: a, b, and c", `string enum=["a" "b" "c"] prose=0`},
		"enumeration in quotation marks":         {"String", cells("Enumeration values:", "  • \"a\"", "  • “b c”", "  • `d`"), `string enum=["a" "b c" "d"] prose=0`},
		"enumeration with semicolons":            {"String", cells("Enumeration values:", "  • a;", "  • b"), `string enum=["a" "b"] prose=0`},
		"enumeration with remarks":               {"String", cells("Enumeration values:", "  • a - the first", "  • b (deprecated)", "  • a-b"), `string enum=["a" "b" "a-b"] prose=2`},
		"a list in prose is no enumeration":      {"String", cells("Options:", "  • a: first", "  • b: second"), "string prose=3"},
		"a bullet about the default is prose":    {"String", cells("Options:", "  • Default: the usual one", "  • Other: another"), "string prose=3"},
		"default at the end of a bullet":         {"String", cells("Mode:", "  • SWA: Prefix", "  • NORMAL: Exact Default value: NORMAL", "Enumeration values:", "  • SWA", "  • NORMAL"), `string default="NORMAL" enum=["SWA" "NORMAL"] prose=3`},
		"but only of an enumerated value":        {"String", "Mode. Default value: x", "string prose=1"},
		"default in the next paragraph":          {"Integer", cells("Default Value:", "20"), `integer default="20" prose=0`},
		"a sentence is no default":               {"String", cells("Default value:", "If left blank, the root is used."), "string unread=1 prose=2"},
		"a default with a full stop":             {"String", "Default value: the root.", `string default="the root" prose=0`},
		"a label of a default in words alone":    {"String", cells("Mode.", "Default Value", "abc"), `string default="abc" prose=1`},
		"but not above a sentence":               {"String", cells("Mode.", "Default Value", "It depends on the region."), "string prose=3"},
		"no default":                             {"Integer", cells("Default Value:", "N/A"), "integer prose=2"},
		"a default of None, enumerated":          {"String", cells("Default: None", "Enumeration values:", "  • None", "  • All"), `string default="None" enum=["None" "All"] prose=0`},
		"default in a sentence is prose":         {"Integer", "The default value is 20.", "integer prose=1"},
		"labels of other words":                  {"Integer", cells("Explanation", "Size.", "Constraints", "None", "Value", "1-9", "Default value", "3"), `integer default="3" min="1" max="9" prose=4`},
		"a value that is a word of prose":        {"Integer", cells("Size.", "Value", "3"), "integer prose=3"},
		"labels without colon":                   {"Integer", cells("Definition", "Size.", "Constraints", "N/A", "Range", "1-9", "Default Value", "3"), `integer default="3" min="1" max="9" prose=4`},
		"bounds with the word characters":        {"String", cells("Minimum: 3 characters", "Maximum: 1,024 characters."), `string min="3" max="1024" prose=0`},
		"but of a number they are prose":         {"Integer", "Maximum: 64 characters", "integer unread=1 prose=1"},
		"digits in groups of three":              {"Integer", "Maximum: 2 147 483 647", `integer max="2147483647" prose=0`},
		"a minus sign":                           {"Integer", cells("Minimum: −1", "Default: −1"), `integer default="-1" min="-1" prose=0`},
		"two bounds in one line":                 {"String", "Minimum: 1 Maximum: 64", `string min="1" max="64" prose=0`},
		"three with commas":                      {"Integer", "Minimum: 1, Maximum: 64; Default: 5", `integer default="5" min="1" max="64" prose=0`},
		"a bound behind a sentence":              {"String", "Name of it. Maximum: 64", `string max="64" prose=1`},
		"a length of an array behind a sentence": {"Array of strings", "IDs. Array Length: 1 - 500", "array<string> minitems=1 maxitems=500 prose=1"},
		"a bound behind a condition is none":     {"String", "If it is shared: Maximum: 64", "string prose=1"},
		"nor one behind a bullet's sentence":     {"String", cells("Modes:", "  • a: Short. Maximum: 64"), "string prose=2"},
		"line breaks of HTML":                    {"Array of strings", "IDs.<br>Array Length: 1 - 500<br/>More.", "array<string> minitems=1 maxitems=500 prose=2"},
		"paragraphs of HTML":                     {"Array of strings", "<p>IDs.</p><p>Array Length: 1 - 500</p>", "array<string> minitems=1 maxitems=500 prose=1"},
		"a length of an array, in words":         {"Array of strings", "Array Length: Min 1, Max 500", "array<string> minitems=1 maxitems=500 prose=0"},
		"a most of an array":                     {"Array of strings", "Array Length: up to 500", "array<string> maxitems=500 prose=0"},
		"a least of an array":                    {"Array of strings", "Array Length: at least 2 items", "array<string> minitems=2 prose=0"},
		"a length without a colon":               {"Array of strings", "Array Length 1 - 500", "array<string> minitems=1 maxitems=500 prose=0"},
		"a number of items":                      {"Array of strings", "Number of items: 1 - 20", "array<string> minitems=1 maxitems=20 prose=0"},
		"labels of items":                        {"Array of strings", cells("Minimum array length: 1", "Maximum array length: 20"), "array<string> minitems=1 maxitems=20 prose=0"},
		"one length of an array is unclear":      {"Array of strings", "Array Length: 500", "array<string> unread=1 prose=1"},
		"a limit of length":                      {"String", "Length limit: 1-64", "string minlen=1 maxlen=64 prose=0"},
		"a most of length":                       {"String", "Length: no more than 64 characters", "string maxlen=64 prose=0"},
		"no bound is nothing unread":             {"String", cells("Maximum: N/A", "Minimum: -", "Default: None"), "string prose=3"},
		"a default in quotation marks":           {"String", `Default: "the root"`, `string default="the root" prose=0`},
		"values with a sentence":                 {"String", cells("Enumeration values:", "  • all indicates that each of them counts.", "  • none means nothing"), `string enum=["all" "none"] prose=2`},
		"values with commas":                     {"String", cells("Enumeration values:", "  • a,", "  • b"), `string enum=["a" "b"] prose=0`},
		"a table named without a full stop":      {"String", cells("One.", "Table 9 describes the structure"), "string prose=2"},
		"a second, equal bound":                  {"Integer", cells("Minimum: 1", "Minimum: 1"), `integer min="1" prose=0`},
		"a default with a unit is prose":         {"Integer", "Default: 30 days", "integer unread=1 prose=1"},
		"a default that is no boolean is prose":  {"Boolean", "Default: as before", "boolean unread=1 prose=1"},
		"a table's number alone":                 {"String", cells("See", "Table 9"), "string prose=2"},
		"table named in prose":                   {"String", "Table 9 lists the values.", "string prose=1"},
	} {
		t.Run(name, func(t *testing.T) {
			text := cells(fourColumns, "a", "Yes", row.typ, row.description, "b", "No", "String", "Behind.")
			rows := parse(t, withRequest(text)).Request[0].Rows
			if len(rows) != 2 || rows[1].Name != "b" {
				t.Fatalf("the row behind is lost: %+v", rows)
			}
			got := strings.TrimPrefix(renderRow(rows[0]), "a mandatory ")
			if got != row.want {
				t.Errorf("got  %s\nwant %s", got, row.want)
			}
		})
	}
}

func TestLocations(t *testing.T) {
	for title, want := range map[string]string{
		"Path Parameters": "path", "Path parameter": "path", "Query parameters": "query", "Query Parameter": "query",
		"Request header parameters": "header", "Parameters in the request header": "header", "Request Header": "header",
		"Request body parameters": "body", "Parameters in the request body": "body", "Request parameter": "body", "Parameters": "body",
		"FormData parameters": "form", "Form parameters": "form",
		"CreateOption": "model:CreateOption", "body_params": "model:body_params", "Data structure of the tags field": "model:tags",
		"tags field description": "model:tags", "resource_tag field description": "model:resource_tag", "Parameters of the spec field": "model:spec",
		"VPC objects": "model:VPC", "Description of the bandwidth object": "model:bandwidth", "volume structure": "model:volume",
		"versions field data structure description": "model:versions",
	} {
		text := cells("Table 1 "+title, "Parameter\n\nMandatory\n\nType\n\nDescription", "a", "Yes", "String", "A.")
		table := parse(t, withRequest(text)).Request[0]
		got := string(table.Location)
		if table.Model != "" {
			got += ":" + table.Model
		}
		if got != want {
			t.Errorf("Table 1 %s: got %s, want %s", title, got, want)
		}
	}
}

// A table titled Parameter is the model of that name if a type names it.
func TestModelNamedParameter(t *testing.T) {
	p := parse(t, withRequest(cells(fourColumns, "params", "No", "Array of Parameter objects", "All of them.",
		"Table 2 Parameter", "Parameter", "Mandatory", "Type", "Description", "name", "Yes", "String", "Name.")))
	if len(p.Request) != 2 || p.Request[1].Location != page.Model || p.Request[1].Model != "Parameter" {
		t.Errorf("got %+v", p.Request)
	}
}

// Headings inside of tables are cells unless what follows fits.
func TestTablesEnd(t *testing.T) {
	data := withResponse(cells(threeColumns,
		"status", "Integer", "Status Code", "error_code", "String", "Error Code", "params", "Object", "Response Parameters", "example", "String", "Example Responses",
		"request", "String", "Example request", "response", "String", "Response example",
		"Status code: 404", threeColumns, "error_code", "String", "Error Code",
		"Status code: 500", threeColumns, "error_code", "String", "Error Code", "error_msg", "String",
		"Example Requests", "None", "Example Responses", "Status code: 200", "OK", "{ }", "Status Codes", "Status Code", "Description", "200", "404", "Not Found",
		"Error Codes", "See Error Codes."))
	p := parse(t, data)
	var got []string
	for _, r := range p.Responses {
		for _, table := range r.Tables {
			got = append(got, strings.Repeat("x", len(table.Rows)))
		}
	}
	if diff := cmp.Diff([]string{"xxxxxx", "x", "xx"}, got); diff != "" {
		t.Errorf("rows per table (-want +got):\n%s", diff)
	}
	if len(p.ResponseExamples) != 1 || len(p.StatusCodes) != 2 || p.StatusCodes[0].Description != "" {
		t.Errorf("examples %v, statuses %v", p.ResponseExamples, p.StatusCodes)
	}
}

func TestErrors(t *testing.T) {
	for name, row := range map[string]struct {
		data []byte
		want []string // "line: expected …" beginnings, one for each error
	}{
		"nothing":      {nil, []string{"thing.txt:1: expected a reference page, found no text"}},
		"other bytes":  {[]byte("Title\n\nURI\n\n\xff"), []string{"thing.txt:5: expected UTF-8 text"}},
		"no URI":       {[]byte("Title\n\nFunction\n\nDoes it."), []string{"thing.txt:5: expected a heading URI"}},
		"no request":   {[]byte("Title\n\nURI\n\nNone"), []string{`thing.txt:3: expected METHOD /path under the heading URI, as in "PUT /v2/{project_id}/things", found none`}},
		"no method":    {[]byte("Title\n\nURI\n\n/v1/things"), []string{`thing.txt:5: expected METHOD /path under the heading URI, as in "PUT /v2/{project_id}/things", found "/v1/things"`}},
		"odd method":   {[]byte("Title\n\nURI\n\nIt is this:\n\nPUTT /v1/things"), []string{`thing.txt:7: expected METHOD /path under the heading URI, as in "PUT /v2/{project_id}/things", found "PUTT /v1/things"`}},
		"small method": {[]byte("Title\n\nURI\n\nput https://{endpoint}/v1/things"), []string{`thing.txt:5: expected METHOD /path under the heading URI, as in "PUT /v2/{project_id}/things", found "put https://{endpoint}/v1/things"`}},
		"cells without blank lines": {withRequest(cells("Table 1 Request body parameters\nParameter\nMandatory\nType\nDescription\na\nYes\nString\nA.")),
			[]string{`thing.txt:15: expected a blank line below each cell of Table "Request body parameters", found "Parameter Mandatory Type Description a Yes String A."`}},
		"a row in a line": {withRequest(cells("Table 1 Request body parameters", "Parameter\tMandatory\tType\tDescription", "a\tYes\tString\tA.")),
			[]string{`thing.txt:15: expected each cell of Table "Request body parameters" on a line of its own, with a blank line below it, found "Parameter\tMandatory\tType\tDescription"`}},
		"a model with a row in a line": {withRequest(cells("Table 1 Thing", "Parameter\tType\tDescription", "a\tString\tA.", "b\tString\tB.", "c\tString\tC.")),
			[]string{`thing.txt:15: expected each cell of Table "Thing" on a line of its own`}},
		"a row between bars": {withRequest(cells("Table 1 Request body parameters", "| Parameter | Type | Description |\n|---|---|---|\n| a | String | A. |")),
			[]string{`thing.txt:15: expected each cell of Table "Request body parameters" on a line of its own, with a blank line below it`}},
		"odd edition":  {[]byte("Updated on someday\n\nTitle\n\nURI\n\nGET /"), []string{`thing.txt:1: expected "Updated on" with a date`}},
		"no header":    {withRequest(cells("Table 1 Request body parameters", "a", "Yes", "String")), []string{"thing.txt:15: expected header cells"}},
		"odd header":   {withRequest(cells("Table 1 Request body parameters", "Parameter", "Size", "Type", "a")), []string{"thing.txt:15: expected header cells"}},
		"no first row": {withRequest(cells(fourColumns, "This is no row.", "Really.")), []string{"thing.txt:25: expected the first row of a table (name, Yes or No, type, description)"}},
		"missing type": {withRequest(cells(fourColumns, "a", "Yes", "All that is needed.", "b", "No", "Long")), []string{`thing.txt:25: expected a type for the row "a"`}},
		"unknown type": {withRequest(cells(fourColumns, "a", "Yes", "String", "A.", "b", "No", "Tuple", "B.", "c", "No", "Long")),
			[]string{`thing.txt:33: expected a type for the row "b", found "Tuple"`}},
		"unknown type in brackets": {withRequest(cells(fourColumns, "a", "Yes", "String", "A.", "b", "No", "[String]", "B.", "c", "No", "Long")),
			[]string{`thing.txt:33: expected a type for the row "b", found "[String]"`}},
		"unknown type in lower case": {withRequest(cells(fourColumns, "a", "Yes", "String", "A.", "b", "No", "tuple", "B.", "c", "No", "Long")),
			[]string{`thing.txt:33: expected a type for the row "b", found "tuple"`}},
		"unknown type in brackets in a response": {withResponse(cells(threeColumns, "some_id", "String", "A.", "other_id", "[String]", "B.", "last_id", "Long")),
			[]string{`thing.txt:35: expected a type for the row "other_id", found "[String]"`}},
		"unknown type in a response": {withResponse(cells(threeColumns, "some_id", "String", "A.", "other_id", "Tuple", "B.", "last_id", "Long")),
			[]string{`thing.txt:35: expected a type for the row "other_id", found "Tuple"`}},
		"damaged header of a model": {withRequest(cells("Table 1 tags field description", "Members", "Kinds", "a", "String")), []string{"thing.txt:15: expected header cells"}},
		"missing type among others": {withRequest(cells(fourColumns, "a", "Yes", "String", "A.", "other_id", "No", "All of it.", "c", "No", "Long")),
			[]string{`thing.txt:33: expected a type for the row "other_id"`}},
		"no blank line between name and type": {withResponse(cells(threeColumns, "a", "String", "A.", "b\nInteger", "B.")),
			[]string{`thing.txt:36: expected a blank line between two cells`}},
		"no blank line between type and description": {withResponse(cells(threeColumns, "a", "String", "A.", "b", "Integer\nB.")),
			[]string{`thing.txt:37: expected a blank line between two cells`}},
		"no blank line between description and name": {withResponse(cells(threeColumns, "a", "String", "A.\nb", "Integer", "B.")),
			[]string{`thing.txt:34: expected a blank line between two cells`}},
		"no blank line between name and Yes": {withRequest(cells(fourColumns, "a", "Yes", "String", "A.", "b\nNo", "Integer", "B.")),
			[]string{`thing.txt:34: expected a blank line between two cells`}},
		"no blank line below the header": {withRequest(cells("Table 1 Request body parameters", "Parameter", "Mandatory", "Type", "Description\na", "Yes", "String", "A.")),
			[]string{`thing.txt:23: expected a blank line between two cells`}},
		"header cells in a table": {withRequest(cells(fourColumns, "a", "Yes", "String", "A.", "Parameter", "Mandatory", "Type", "Description", "b", "No", "Long")),
			[]string{`thing.txt:33: expected a heading "Table N …" above further header cells`}},
		"a status that is no number": {withResponse(cells(threeColumns, "a", "String", "A.", "Status code: default", "Table 2 Response body parameters",
			"Parameter\n\nType\n\nDescription", "b", "String")), []string{`thing.txt:35: expected a heading Status code: NNN`}},
		"two request lines": {[]byte("Title\n\nURI\n\nGET /v1/things\n\nPUT /v1/things/{id}"), []string{`thing.txt:7: expected one request line below the heading URI`}},
		"two operations": {append(withRequest("None"), []byte("\n\n"+cells("Another", "URI", "GET /v1/things"))...),
			[]string{`thing.txt:21: expected one operation on a page, that of line 11`}},
		"missing name": {withRequest(cells(fourColumns, "a", "Yes", "String", "A thing of beauty.", "Yes", "String", "B.")), []string{`thing.txt:33: expected the name of a row above its "Yes", found "A thing of beauty."`}},
		"empty enumeration": {withRequest(cells(fourColumns, "a", "Yes", "String", "Enumeration values:", "b", "No", "Long")),
			[]string{`thing.txt:31: expected the values of the enumeration of "a"`}},
		"a model without its header": {withRequest(cells(fourColumns, "a", "No", "Array of Thing", "A.", "Table 2 Thing", "Key", "Meaning", "b", "Some.")),
			[]string{"thing.txt:33: expected header cells"}},
		"a model without its header, of some type": {withRequest(cells("Table 2 Thing", "Key", "Meaning", "b", "String", "Some.")),
			[]string{"thing.txt:15: expected header cells"}},
		"several at once": {withRequest(cells("Table 1 Request body parameters", "a", "Table 2 Thing", "b", "Table 3 Parameters in the request header", "c")),
			[]string{"thing.txt:15: expected header cells", "thing.txt:19: expected header cells", "thing.txt:23: expected header cells"}},
		"tables of no status": {append(withRequest("None"), []byte("\n\n"+cells("Response Parameters", threeColumns, "a", "String", "A."))...),
			[]string{"thing.txt:19: expected a heading Status code: NNN"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := page.Parse("thing.txt", row.data)
			if err == nil {
				t.Fatalf("no error, but %s", render(p))
			}
			var first *page.Error
			if !errors.As(err, &first) {
				t.Fatalf("not an *Error: %v", err)
			}
			got := strings.Split(err.Error(), "\n")
			if len(got) != len(row.want) {
				t.Fatalf("got %d errors, want %d:\n%v", len(got), len(row.want), err)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], row.want[i]) {
					t.Errorf("got  %s\nwant %s…", got[i], row.want[i])
				}
			}
		})
	}
}

// The tables below a list of statuses are those of each.
func TestSeveralStatuses(t *testing.T) {
	for _, heading := range []string{"Status code: 400, 404", "Status codes: 400 and 404", "Status code：400/404"} {
		p := parse(t, append(withResponse(cells(threeColumns, "a", "String", "A.", heading, threeColumns, "error_code", "String")),
			[]byte("\n\n"+cells("Example Responses", heading, "Failed", "{ }"))...))
		if len(p.Responses) != 3 || p.Responses[1].Status != 400 || p.Responses[2].Status != 404 ||
			len(p.Responses[1].Tables) != 1 || len(p.Responses[2].Tables) != 1 || len(p.Responses[0].Tables[0].Rows) != 1 {
			t.Errorf("%s: %+v", heading, p.Responses)
		}
		if len(p.ResponseExamples) != 2 || p.ResponseExamples[1].Status != 404 || p.ResponseExamples[1].Phrase != "Failed" {
			t.Errorf("%s: examples %+v", heading, p.ResponseExamples)
		}
	}
}

// Headings count without a number, and without a blank line above.
func TestHeadingsOfLooseForm(t *testing.T) {
	p := parse(t, []byte(cells("Help Center/ API Gateway/ API Reference/ Things", "Updated on 2024-01-02 GMT+08:00", "Doing a Thing", "URI", "POST /v1/things",
		"Request Parameters", "Table Request body parameters", "Parameter\n\nMandatory\n\nType\n\nDescription", "a", "No", "Option object", "A.\nStill A.",
		"Table Option", "Parameter\n\nMandatory\n\nType\n\nDescription", "b", "No", "String", "B.\nResponse Parameters", "Status code: 204", "No Content")))
	if p.Title.Text != "Doing a Thing" || len(p.Request) != 2 || p.Request[1].Model != "Option" || len(p.Responses) != 1 {
		t.Errorf("got %s", render(p))
	}
}

// A table of something else than parameters is kept as prose.
func TestOtherTables(t *testing.T) {
	p := parse(t, withRequest(cells(fourColumns, "a", "Yes", "String", "A.",
		"Table 2 Supported regions", "Region", "Code", "North", "n-1", "Table 4 Quotas", "Item", "Limit", "Threads", "8", "Table 5 Kinds", "Name", "Meaning", "A", "The first one.", "Table 3 Request header parameters",
		"Parameter\n\nMandatory\n\nType\n\nDescription", "X-Auth-Token", "Yes", "String")))
	if len(p.Request) != 2 || len(p.Request[0].Rows) != 1 || len(p.Request[1].Rows) != 1 {
		t.Fatalf("tables: %+v", p.Request)
	}
	var others []string
	for _, text := range p.Other {
		others = append(others, text.Text)
	}
	var unread []string
	for _, u := range p.Unread {
		unread = append(unread, string(u.Kind)+": "+u.Text.Text)
	}
	if diff := cmp.Diff([]string{"table: Table 2 Supported regions", "table: Table 4 Quotas", "table: Table 5 Kinds"}, unread); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Table 2 Supported regions", "Region", "Code", "North", "n-1",
		"Table 4 Quotas", "Item", "Limit", "Threads", "8", "Table 5 Kinds", "Name", "Meaning", "A", "The first one."}, others); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
