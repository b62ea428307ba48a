package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/apigspec/apigspec/runner/exchange"
)

// TestSchemaDescribesTheTypes compares the schema with the Go types, member by
// member.
func TestSchemaDescribesTheTypes(t *testing.T) {
	s := schemaDocument(t)
	c := comparison{schema: s, types: map[string]reflect.Type{}}
	for name, event := range map[string]any{"run": Meta{}, "case": Case{}, "end": End{}} {
		c.define(t, name, reflect.TypeOf(event))
	}
	for name := range s.Defs {
		if c.types[name] == nil {
			t.Errorf("$defs/%s: nothing of a log refers to it", name)
		}
	}
	if got := fmt.Sprint(s.Defs["run"].Properties["schema"].Const); got != fmt.Sprint(Schema) {
		t.Errorf("the schema is number %s, Schema is %d", got, Schema)
	}
}

// TestSchemaDescribesEveryMember: a name alone tells a reader too little.
func TestSchemaDescribesEveryMember(t *testing.T) {
	for name, def := range schemaDocument(t).Defs {
		if def.Description == "" {
			t.Errorf("$defs/%s has no description", name)
		}
		for key, property := range def.Properties {
			if !strings.HasSuffix(property.Description, ".") {
				t.Errorf("$defs/%s: %s has no description that is a sentence", name, key)
			}
			if strings.HasSuffix(key, "_ms") && !strings.Contains(property.Description, "milliseconds") {
				t.Errorf("$defs/%s: the description of %s does not name its unit, milliseconds", name, key)
			}
		}
	}
}

// TestSchemaListsTheConstants: each closed list of words is that of the Go
// constants.
func TestSchemaListsTheConstants(t *testing.T) {
	s := schemaDocument(t)
	for _, test := range []struct {
		dir, typ string
		enum     []string
	}{
		{"../cases", "Level", s.Defs["level"].Enum},
		{"../runner/judge", "Verdict", s.Defs["verdict"].Enum},
		{"../runner/judge", "ReasonCode", s.Defs["reason_code"].Enum},
		{"../runner/judge", "DeviationKind", s.Defs["deviation"].Properties["kind"].Enum},
		{"../runner/exchange", "Role", s.Defs["exchange"].Properties["role"].Enum},
		{"../runner/exchange", "FaultKind", s.Defs["fault"].Properties["kind"].Enum},
	} {
		t.Run(test.typ, func(t *testing.T) {
			if diff := cmp.Diff(constants(t, test.dir, test.typ), test.enum, cmpopts.SortSlices(strings.Compare)); diff != "" {
				t.Errorf("words (-Go +schema):\n%s", diff)
			}
		})
	}
}

// schemaNode is as much of a JSON Schema as results.schema.json uses. An unknown
// keyword is an error: nobody would compare it.
type schemaNode struct {
	Schema               string                 `json:"$schema"`
	ID                   string                 `json:"$id"`
	Title                string                 `json:"title"`
	Description          string                 `json:"description"`
	Defs                 map[string]*schemaNode `json:"$defs"`
	Ref                  string                 `json:"$ref"`
	OneOf                []*schemaNode          `json:"oneOf"`
	Type                 any                    `json:"type"`
	Const                any                    `json:"const"`
	Enum                 []string               `json:"enum"`
	Format               string                 `json:"format"`
	ContentEncoding      string                 `json:"contentEncoding"`
	Minimum              *float64               `json:"minimum"`
	Items                *schemaNode            `json:"items"`
	Required             []string               `json:"required"`
	Properties           map[string]*schemaNode `json:"properties"`
	AdditionalProperties any                    `json:"additionalProperties"`
}

func schemaDocument(t *testing.T) *schemaNode {
	t.Helper()
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var document schemaNode
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&document); err != nil {
		t.Fatal(err)
	}
	return &document
}

// comparison walks Go types and the schema side by side.
type comparison struct {
	schema *schemaNode
	// types are those that the definitions were compared with.
	types map[string]reflect.Type
}

// define compares a definition with the type that a member refers to it for.
func (c *comparison) define(t *testing.T, name string, typ reflect.Type) {
	t.Helper()
	node := c.schema.Defs[name]
	switch {
	case node == nil:
		t.Errorf("$defs/%s is not in the schema", name)
	case c.types[name] == nil:
		c.types[name] = typ
		c.compare(t, "$defs/"+name, typ, node)
	case c.types[name] != typ:
		t.Errorf("$defs/%s stands for %s and for %s", name, c.types[name], typ)
	}
}

func (c *comparison) compare(t *testing.T, at string, typ reflect.Type, node *schemaNode) {
	t.Helper()
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if node.Ref != "" {
		c.define(t, strings.TrimPrefix(node.Ref, "#/$defs/"), typ)
		return
	}
	var want string
	switch {
	case typ == reflect.TypeFor[time.Time]():
		want = "string"
		if node.Format != "date-time" {
			t.Errorf("%s: a time without format date-time", at)
		}
	case typ == reflect.TypeFor[exchange.Payload]():
		want = "[string object null]"
	case typ == reflect.TypeFor[[]byte]():
		want = "string"
		if node.ContentEncoding != "base64" {
			t.Errorf("%s: bytes without contentEncoding base64", at)
		}
	default:
		want = c.kind(t, at, typ, node)
	}
	if got := fmt.Sprint(node.Type); got != want {
		t.Errorf("%s: type %s, want %s for %s", at, got, want, typ)
	}
}

// kind compares what is inside, and returns the type that JSON gives the kind.
func (c *comparison) kind(t *testing.T, at string, typ reflect.Type, node *schemaNode) string {
	t.Helper()
	switch typ.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.Float64:
		return "number"
	case reflect.Slice:
		if node.Items == nil {
			t.Errorf("%s: a list without items", at)
			return "array"
		}
		c.compare(t, at+"/items", typ.Elem(), node.Items)
		return "array"
	case reflect.Map:
		for name, property := range node.Properties {
			c.compare(t, at+"/"+name, typ.Elem(), property)
		}
		if typ == reflect.TypeFor[Counts]() || typ.Elem().Kind() == reflect.Int {
			return "object"
		}
		return "[object null]"
	case reflect.Struct:
		c.members(t, at, typ, node)
		return "object"
	case reflect.Interface:
		return "<nil>" // any JSON value
	default:
		t.Fatalf("%s: the test does not know %s", at, typ)
		return ""
	}
}

func (c *comparison) members(t *testing.T, at string, typ reflect.Type, node *schemaNode) {
	t.Helper()
	if node.AdditionalProperties != false {
		t.Errorf("%s: undocumented members are allowed", at)
	}
	fields := map[string]jsonField{}
	collectFields(fields, typ)
	var required []string
	for name, field := range fields {
		if !field.optional {
			required = append(required, name)
		}
		property := node.Properties[name]
		if property == nil {
			t.Errorf("%s: %s of %s is not documented", at, name, typ)
			continue
		}
		c.compare(t, at+"/"+name, field.typ, property)
	}
	for _, name := range slices.Sorted(maps.Keys(node.Properties)) {
		if _, found := fields[name]; !found {
			t.Errorf("%s: %s is documented, but %s has no such field", at, name, typ)
		}
	}
	if diff := cmp.Diff(required, node.Required, cmpopts.SortSlices(strings.Compare), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: required (-%s +schema):\n%s", at, typ, diff)
	}
}

type jsonField struct {
	typ      reflect.Type
	optional bool
}

// collectFields lists the fields that encoding/json writes; those of an
// embedded struct give way to the outer ones.
func collectFields(fields map[string]jsonField, typ reflect.Type) {
	var embedded []reflect.Type
	for i := range typ.NumField() {
		field := typ.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case field.Anonymous && name == "":
			embedded = append(embedded, field.Type)
		case name == "-" || !field.IsExported():
		default:
			if _, outer := fields[name]; !outer {
				fields[name] = jsonField{field.Type, options != ""}
			}
		}
	}
	for _, inner := range embedded {
		collectFields(fields, inner)
	}
}

// constants returns the values of a package's string constants of a type.
func constants(t *testing.T, dir, typ string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v, %d files", dir, err, len(files))
	}
	var values []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			spec, ok := node.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != typ {
				return false
			}
			for _, value := range spec.Values {
				if literal, ok := value.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					text, err := strconv.Unquote(literal.Value)
					if err != nil {
						t.Fatal(err)
					}
					values = append(values, text)
				}
			}
			return false
		})
	}
	return values
}
