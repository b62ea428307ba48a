package page_test

import (
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/page"
)

func TestParseType(t *testing.T) {
	for text, want := range map[string]string{
		"String": "string", "string": "string", "String.": "string", "String(64)": "string", "UUID": "string", "Date": "string", "Timestamp": "string",
		"Integer": "integer", "Int": "integer", "Integer (int32)": "integer", "Integer(int64)": "long", "Long": "long", "long": "long", "Short": "integer",
		"Number": "number", "BigDecimal": "number", "Float": "float", "Double": "double", "Number (double)": "double",
		"Boolean": "boolean", "Bool": "boolean", "File": "file", "String (binary)": "file", "Object": "object", "object": "object", "JSON object": "object",
		"AuthOpt object": "model:AuthOpt", "AuthOpt Object": "model:AuthOpt", "resource tag object": "model:resource tag", "V1.Spec object": "model:V1.Spec",
		"Array of strings": "array<string>", "Array of Strings.": "array<string>", "Array of string": "array<string>", "Array of integers": "array<integer>",
		"Array of objects": "array<object>", "Array of Integer objects": "array<integer>", "Array of booleans": "array<boolean>",
		"Array of X objects": "array<model:X>", "Array of X": "array<model:X>", "Array of X object": "array<model:X>", "List of X objects": "array<model:X>",
		"Array of Array of X objects": "array<array<model:X>>", "Array of arrays": "array<array<any>>", "Array of Map<String,String> objects": "array<map<string>>",
		"Array<String>": "array<string>", "Array<X>": "array<model:X>", "Array<Array<String>>": "array<array<string>>", "List<X>": "array<model:X>", "Array[String]": "array<string>",
		"String[]": "array<string>", "X[]": "array<model:X>", "String array": "array<string>", "object array": "array<object>", "Array": "array<any>", "List": "array<any>",
		"Map<String,String>": "map<string>", "Map<String, Object>": "map<object>", "Map<String,X>": "map<model:X>", "Map<String,Array<String>>": "map<array<string>>",
		"Map<String,Map<String,Long>>": "map<map<long>>", "map[string]string": "", "Map": "map<any>", "Map of strings": "map<string>",
		"String/Array": "any", "String or Integer": "any", "Array of strings  ": "array<string>", "Array  of\tX objects": "array<model:X>", "Map&lt;String,String&gt;": "map<string>",
		"": "", "The name.": "", "Name": "", "yes": "", "Default: 1": "", "A list of things that are bound": "", "Array of": "", "an object of the API": "",
		strings.Repeat("\u023a", 8) + " object": "", // longer in lower case
		"Map<String>":                           "", "One of a/b": "", "http://example.com/": "",
	} {
		parsed, ok := page.ParseType(text)
		got := ""
		if ok {
			got = renderType(&parsed)
		}
		if got != want {
			t.Errorf("ParseType(%q) = %q, want %q", text, got, want)
		}
	}
}
