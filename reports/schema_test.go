package reports

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const schemaFile = "results.schema.json"

// TestGoldenLogIsValid holds the sample against the schema; TestRecordedLogs does
// so with logs of real runs.
func TestGoldenLogIsValid(t *testing.T) {
	golden, err := os.ReadFile(filepath.Join("testdata", LogFile))
	if err != nil {
		t.Fatal(err)
	}
	validateLog(t, compiledSchema(t), golden)
}

func validateLog(t *testing.T, schema *jsonschema.Schema, log []byte) {
	t.Helper()
	number := 0
	for line := range bytes.Lines(log) {
		number++
		if err := validate(schema, string(line)); err != nil {
			t.Fatalf("line %d: %v\n%.600s", number, err, line)
		}
	}
}

// TestSchemaRefuses shows that the schema is more than a description.
func TestSchemaRefuses(t *testing.T) {
	schema := compiledSchema(t)
	const line = `{"event":"end","counts":{` +
		`"pass":{"must":1,"should":0,"observe":0},"fail":{"must":0,"should":0,"observe":0},"error":{"must":0,"should":0,"observe":0},` +
		`"skip":{"must":0,"should":0,"observe":0},"observed":{"must":0,"should":0,"observe":0}},` +
		`"total":1,"flaky":0,"waived":0,"exit":0,"duration_ms":1.5,"left_behind":[]}`
	if err := validate(schema, line); err != nil {
		t.Fatal(err)
	}
	for name, edit := range map[string][2]string{
		"an undocumented member": {`"total":1`, `"total":1,"mood":"fine"`},
		"a missing member":       {`"exit":0,`, ``},
		"another type":           {`1.5`, `"1.5s"`},
		"another event":          {`"end"`, `"coffee"`},
		"an unknown level":       {`{"must":1`, `{"may":0,"must":1`},
	} {
		if err := validate(schema, strings.Replace(line, edit[0], edit[1], 1)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	compiler.AssertContent()
	schema, err := compiler.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(schema *jsonschema.Schema, line string) error {
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}
