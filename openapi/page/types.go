package page

import (
	"strings"

	"github.com/apigspec/apigspec/openapi/lazyregexp"
)

// kinds maps the words that pages print for types, in lower case, to kinds.
var kinds = map[string]string{
	"string": "string", "strings": "string", "char": "string", "text": "string", "uuid": "string",
	"date": "string", "datetime": "string", "date-time": "string", "timestamp": "string", "time": "string",
	"integer": "integer", "integers": "integer", "int": "integer", "ints": "integer", "int32": "integer", "short": "integer",
	"long": "long", "longs": "long", "int64": "long", "long integer": "long",
	"number": "number", "numbers": "number", "bigdecimal": "number", "bigdecimals": "number", "decimal": "number",
	"float": "float", "floats": "float", "double": "double", "doubles": "double",
	"boolean": "boolean", "booleans": "boolean", "bool": "boolean", "bools": "boolean",
	"file": "file", "files": "file", "binary": "file",
	"object": "object", "objects": "object", "json": "object", "json object": "object", "jsonobject": "object",
	"dict": "object", "dictionary": "object",
	"dictionary data structure": "object", "map data structure": "object",
	"enum": "string", "enumeration": "string", "byte": "string", "bytes": "string", "localdatetime": "string", "offsetdatetime": "string",
	"uint": "integer", "uint32": "integer", "uint64": "long", "float64": "double", "float32": "float",
	"any": "any", "any type": "any",
}

// formats refine a kind: "Integer (int64)".
var formats = map[string]map[string]string{
	"integer": {"int64": "long", "long": "long", "int32": "integer"},
	"number":  {"float": "float", "double": "double", "bigdecimal": "number", "int32": "integer", "int64": "long", "integer": "integer", "long": "long"},
	"string":  {"binary": "file", "date": "string", "date-time": "string", "byte": "string", "uuid": "string"},
	"long":    {"int64": "long", "long": "long"}, "float": {"float": "float"}, "double": {"double": "double"},
}

var (
	modelName     = lazyregexp.New(`^[A-Za-z_$][\w$.:-]*$`)
	modelWords    = lazyregexp.New(`^[A-Za-z_$][\w$.:-]*(?: [\w$.:-]+){0,3}$`)
	formatPattern = lazyregexp.New(`^([A-Za-z]+) ?[(（<\[] ?([A-Za-z0-9-]+) ?[)）>\]]$`)
	arrayOf       = lazyregexp.New(`^(?i:(?:array|list|arrays|set|collection)(?:s)?\s+of\s+(?:an?\s+)?)(.+)$`)
	mapOf         = lazyregexp.New(`^(?i:(?:map|dict|dictionary)\s+of\s+)(.+)$`)
	generic       = lazyregexp.New(`^(?i:(array|list|set|map|dict|hashmap))\s*(?:<(.*)>|\[(.*)\]|\((.*)\))$`)
	arraySuffix   = lazyregexp.New(`^(.+?)(?:\s*\[\]|\s+(?i:array|list))$`)
	sizedString   = lazyregexp.New(`^(?i:(string|varchar|char))\s*[(（]\s*\d+\s*[)）]$`)
)

// maxTypeLength and maxTypeWords keep prose from being tried as a type;
// maxTypeDepth bounds nesting.
const (
	maxTypeLength = 160
	maxTypeWords  = 12
	maxTypeDepth  = 8
)

// ParseType reads a type expression as pages print it: "String", "Integer
// (int64)", "Array of AclBinding objects", "Map<String,Array<String>>",
// "List<X>", "X object". It reports false for anything else.
func ParseType(text string) (Type, bool) {
	if len(text) > maxTypeLength {
		return Type{}, false
	}
	words := strings.Fields(typeSigns.Replace(text))
	if len(words) > maxTypeWords {
		return Type{}, false
	}
	text = strings.TrimRight(strings.Join(words, " "), " .")
	if !hintsAtType(text) {
		return Type{}, false
	}
	return parseType(text, 0)
}

// hintsAtType tells, cheaply, whether a text could be a type: it is a known
// word, begins or ends with one that types have, or has their signs.
func hintsAtType(text string) bool {
	lower := strings.ToLower(text)
	if _, ok := simpleType(lower); ok || strings.ContainsAny(lower, "<[(/（") {
		return true
	}
	first, rest, several := strings.Cut(lower, " ")
	if !several {
		return false
	}
	switch first {
	case "array", "arrays", "list", "lists", "set", "collection", "map", "dict", "dictionary":
		return true
	}
	switch rest[strings.LastIndexByte(rest, ' ')+1:] {
	case "object", "objects", "structure", "structures", "array", "list":
		return true
	}
	return strings.Contains(lower, " or ")
}

// typeSigns replaces what converters make of the signs in types.
var typeSigns = strings.NewReplacer("＜", "<", "＞", ">", "，", ",", "&lt;", "<", "&gt;", ">", `\<`, "<", `\>`, ">")

func parseType(text string, depth int) (Type, bool) {
	if depth > maxTypeDepth || text == "" {
		return Type{}, false
	}
	if t, ok := simpleType(text); ok {
		return t, true
	}
	if m := generic.FindStringSubmatch(text); m != nil {
		return genericType(strings.ToLower(m[1]), m[2]+m[3]+m[4], depth)
	}
	if m := arrayOf.FindStringSubmatch(text); m != nil {
		elem, ok := elementType(m[1], depth+1)
		return wrap("array", elem, ok)
	}
	if m := mapOf.FindStringSubmatch(text); m != nil {
		elem, ok := elementType(m[1], depth+1)
		return wrap("map", elem, ok)
	}
	if strings.Contains(text, "/") || strings.Contains(text, " or ") {
		return alternatives(text, depth)
	}
	if name, ok := cutObject(text); ok {
		return objectType(name, depth)
	}
	if m := arraySuffix.FindStringSubmatch(text); m != nil {
		if t, ok := elementType(m[1], depth+1); ok {
			return Type{Kind: "array", Elem: &t}, true
		}
	}
	return Type{}, false
}

// simpleType reads a word or a word with a format.
func simpleType(text string) (Type, bool) {
	lower := strings.ToLower(text)
	if kind, ok := kinds[lower]; ok {
		return Type{Kind: kind}, true
	}
	switch lower {
	case "array", "arrays", "list", "lists", "array object", "jsonarray", "json array", "list data structure", "array data structure":
		return Type{Kind: "array", Elem: &Type{Kind: "any"}}, true
	case "map", "maps", "hashmap", "map object":
		return Type{Kind: "map", Elem: &Type{Kind: "any"}}, true
	}
	if !strings.ContainsAny(text, "(（<[") {
		return Type{}, false
	}
	if sizedString.MatchString(text) {
		return Type{Kind: "string"}, true
	}
	if m := formatPattern.FindStringSubmatch(text); m != nil {
		if kind, ok := formats[kinds[strings.ToLower(m[1])]][strings.ToLower(m[2])]; ok {
			return Type{Kind: kind}, true
		}
	}
	return Type{}, false
}

// genericType reads what stands in the brackets of Array<…> and Map<…>.
func genericType(word, inner string, depth int) (Type, bool) {
	inner = strings.TrimSpace(inner)
	if word == "array" || word == "list" || word == "set" {
		elem, ok := elementType(inner, depth+1)
		return wrap("array", elem, ok)
	}
	_, value, ok := strings.Cut(inner, ",") // the key is a word without a comma
	if !ok {
		return Type{}, false
	}
	elem, ok := elementType(value, depth+1)
	return wrap("map", elem, ok)
}

func wrap(kind string, elem Type, ok bool) (Type, bool) {
	if !ok {
		return Type{}, false
	}
	return Type{Kind: kind, Elem: &elem}, true
}

// elementType reads the type of an element, where a bare word is a model:
// "Array of AuthOpt", "List<AuthOpt>".
func elementType(text string, depth int) (Type, bool) {
	text = strings.TrimRight(strings.TrimSpace(text), ".")
	if text == "?" || text == "T" {
		return Type{Kind: "any"}, true
	}
	if t, ok := parseType(text, depth); ok {
		return t, true
	}
	if modelName.MatchString(text) {
		return Type{Kind: "model", Model: text}, true
	}
	return Type{}, false
}

// objectType reads the word before "object": a model, unless it is a type of
// its own ("Array of Integer objects", "Map<String,String> object").
func objectType(name string, depth int) (Type, bool) {
	switch lower := strings.ToLower(name); lower {
	case "string", "integer", "long", "number", "float", "double", "boolean", "map", "array", "list":
		return parseType(lower, depth+1)
	}
	if modelWords.MatchString(name) {
		return Type{Kind: "model", Model: name}, true
	}
	return parseType(name, depth+1)
}

// cutObject reads "X object", "X Object" and "X objects"; the name may be of
// several words.
func cutObject(text string) (string, bool) {
	for _, suffix := range []string{" objects", " object", " data structures", " data structure", " structures", " structure"} {
		// Lower case may be longer or shorter than upper case, so the text itself is cut.
		if at := len(text) - len(suffix); at >= 0 && strings.EqualFold(text[at:], suffix) {
			return strings.TrimSpace(text[:at]), true
		}
	}
	return "", false
}

// alternatives reads "String/Array" and "String or Integer".
func alternatives(text string, depth int) (Type, bool) {
	parts := strings.Split(strings.ReplaceAll(text, " or ", "/"), "/")
	for _, part := range parts {
		if _, ok := parseType(strings.TrimSpace(part), depth+1); !ok {
			return Type{}, false
		}
	}
	return Type{Kind: "any"}, true
}

// typeReader reads the types of one page, each text once.
type typeReader struct {
	// titles are the names of the page's tables, which types may use
	// without the word "object".
	titles map[string]bool
	// objects are the words that stand before "object" or "objects" at the
	// end of a cell.
	objects map[string]bool
	known   map[string]typeOrNot
	models  map[string]string // names in titles, see modelOf
	// lower is set while a table is read whose types are in lower case.
	lower bool
}

type typeOrNot struct {
	t  Type
	ok bool
}

func newTypeReader(blocks []block) *typeReader {
	r := &typeReader{titles: map[string]bool{}, objects: map[string]bool{}, known: map[string]typeOrNot{}, models: map[string]string{}}
	for i := range blocks {
		if title, ok := titleAt(blocks, i); ok {
			r.titles[r.modelOf(title)] = true
		} else if name, ok := cutObject(blocks[i].text); ok && len(name) <= maxTypeLength {
			r.objects[name[strings.LastIndexByte(name, ' ')+1:]] = true
		}
	}
	return r
}

// titleAt reads the title of a table; one without a number shows by the header
// cells below it.
func titleAt(blocks []block, i int) (string, bool) {
	if _, title, ok := tableHeading(blocks[i].text); ok {
		return title, true
	}
	if i+1 < len(blocks) && columnOf(&blocks[i+1]) == nameColumn {
		return strings.CutPrefix(blocks[i].text, "Table ")
	}
	return "", false
}

// modelOf is the name of the type or field that a table's title names.
func (r *typeReader) modelOf(title string) string {
	name, ok := r.models[title]
	if !ok {
		name = modelOf(title)
		r.models[title] = name
	}
	return name
}

// read is ParseType with a memory. The type's elements are its own.
func (r *typeReader) read(text string) (Type, bool) {
	found, ok := r.known[text]
	if !ok {
		found.t, found.ok = ParseType(text)
		r.known[text] = found
	}
	return found.t.clone(), found.ok
}

// wordy reports whether a type reads like prose, as "List of nodes" does: its
// element is a word in lower case that neither says object nor has a table.
func (r *typeReader) wordy(text string, t Type) bool {
	model := t.Innermost().Model
	return model != "" && model == strings.ToLower(model) && !r.titles[model] &&
		!strings.Contains(text, " object") && !strings.Contains(text, "<")
}

func (t Type) clone() Type {
	if t.Elem != nil {
		elem := t.Elem.clone()
		t.Elem = &elem
	}
	return t
}
