package derive_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
)

// TestRestatementsKeepTheFacts derives the original pages and the project's
// restatements of them: but for prose and lines, the contracts are equal.
func TestRestatementsKeepTheFacts(t *testing.T) {
	own := operationPages(t)
	names := make([]string, len(own))
	for i, p := range own {
		names[i] = p.Name
	}
	theirs := byName(originals(t), names...)
	if len(theirs) != len(own) {
		t.Fatalf("APIGSPEC_DOCUMENTS has %d of the %d pages %v", len(theirs), len(own), names)
	}
	ownDocument, err := derive.Derive(own)
	if err != nil {
		t.Fatal(err)
	}
	theirDocument, err := derive.Derive(theirs)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(factsOnly(t, theirDocument), factsOnly(t, ownDocument)); diff != "" {
		t.Errorf("the contracts differ (-original +restatement):\n%s", diff)
	}
	original, err := openapi.Parse(theirDocument.YAML())
	if err != nil {
		t.Fatal(err)
	}
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(clauseIDs(original), clauseIDs(contract)); diff != "" {
		t.Errorf("the clauses differ (-original +restatement):\n%s", diff)
	}
	for _, change := range openapi.Compare(original, contract) {
		t.Errorf("changed: %+v", change)
	}
}

func factsOnly(t *testing.T, d *derive.Document) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(d.JSON(), &v); err != nil {
		t.Fatal(err)
	}
	return withoutProse(v)
}

func withoutProse(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = withoutProse(v[i])
		}
	case map[string]any:
		for key, inner := range v {
			_, isText := inner.(string)
			switch {
			case key == "x-source", key == "x-sources", key == "x-description",
				isText && (key == "description" || key == "summary" || key == "text"):
				delete(v, key)
			default:
				v[key] = withoutProse(inner)
			}
		}
	}
	return v
}

func clauseIDs(c *openapi.Contract) []string {
	ids := make([]string, len(c.Clauses))
	for i, clause := range c.Clauses {
		ids[i] = clause.ID
	}
	return ids
}
