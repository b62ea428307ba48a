package derive_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
)

// TestRestatementsKeepTheFacts derives the original pages and the project's
// restatements of them: but for lines, the contracts are equal, and where their
// words differ they speak of the same.
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

// withoutProse takes places away, and puts what it states in place of prose.
func withoutProse(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = withoutProse(v[i])
		}
	case map[string]any:
		for key, inner := range v {
			words, isText := inner.(string)
			switch {
			case key == "x-source", key == "x-sources":
				delete(v, key)
			case isText && slices.Contains([]string{"description", "summary", "text"}, key):
				v[key] = stated(words)
			default:
				v[key] = withoutProse(inner)
			}
		}
	}
	return v
}

// topics are what the sentences of the pages speak of, and the words for it.
var topics = []struct {
	name  string
	words *regexp.Regexp
}{
	{"unbinding", regexp.MustCompile(`(?i)\b(unb(ind|ound)|detach|remove|cancell?ed|released)`)},
	{"to be bound", regexp.MustCompile(`(?i)\bbound\b|\bbinding to\b`)},
	{"at once", regexp.MustCompile(`(?i)\bimmediately\b`)},
	{"a failure", regexp.MustCompile(`(?i)\bfails?\b|\bcould not\b`)},
	{"a number", regexp.MustCompile(`(?i)\bnumber of\b|\bhow many\b`)},
	{"several", regexp.MustCompile(`(?i)\bmultiple\b|\bseveral\b`)},
	{"all APIs", regexp.MustCompile(`\b[Aa]ll APIs\b`)},
	{"APIs", regexp.MustCompile(`\bAPIs\b`)},
	{"an API", regexp.MustCompile(`\bAPI\b`)},
	{"a plug-in", regexp.MustCompile(`(?i)\bplug-in\b`)},
	{"access control policies", regexp.MustCompile(`(?i)\baccess control policies\b`)},
	{"an access control policy", regexp.MustCompile(`(?i)\baccess control policy\b`)},
	{"throttling policies", regexp.MustCompile(`(?i)\brequest throttling policies\b`)},
	{"a throttling policy", regexp.MustCompile(`(?i)\brequest throttling policy\b`)},
	{"binding records", regexp.MustCompile(`(?i)\bbinding records\b`)},
	{"a binding record", regexp.MustCompile(`(?i)\bbinding record\b`)},
	{"an id", regexp.MustCompile(`\bID\b`)},
	{"ids", regexp.MustCompile(`\bIDs\b`)},
	{"a name", regexp.MustCompile(`(?i)\bname\b`)},
	{"a code", regexp.MustCompile(`(?i)\bcode\b`)},
	{"an error", regexp.MustCompile(`(?i)\berror\b`)},
	{"a message", regexp.MustCompile(`(?i)\b(message|text|description)\b`)},
	{"the value delete", regexp.MustCompile(`\bmust be delete\b`)},
	{"the project", regexp.MustCompile(`(?i)\bproject\b`)},
	{"the gateway", regexp.MustCompile(`(?i)\bgateway\b`)},
	{"the instance", regexp.MustCompile(`(?i)\binstance\b`)},
	{"the environment", regexp.MustCompile(`(?i)\benvironment\b`)},
	{"authorization", regexp.MustCompile(`(?i)\bauthoriz`)},
	{"the token", regexp.MustCompile(`(?i)\btoken\b`)},
	{"IAM", regexp.MustCompile(`\bIAM\b`)},
	{"the header of the token", regexp.MustCompile(`\bX-Subject-Token\b`)},
}

// sameWords are other words for the same, before topics are looked for.
var sameWords = strings.NewReplacer("This API is used", "It is used", "IAM API", "IAM", "API IDs", "IDs of APIs", "API Reference", "reference")

// stated lists the topics that a text speaks of.
func stated(text string) []string {
	text = sameWords.Replace(text)
	var all []string
	for _, topic := range topics {
		if topic.words.MatchString(text) {
			all = append(all, topic.name)
		}
	}
	return all
}

// Sentences that say another thing do not look the same.
func TestStated(t *testing.T) {
	for _, row := range []struct {
		one, other string
		same       bool
	}{
		{"This API is used to unbind a plug-in from all APIs to which it has been bound.", "Detaches a plug-in from all APIs that it is bound to.", true},
		{"Unbinds a plug-in from all APIs to which it has been bound.", "Detaches a plug-in from APIs that it is bound to.", false},
		{"Unbind a plug-in from an API.", "Detaches a plug-in from APIs.", false},
		{"Unbind a plug-in from an API.", "Binds a plug-in to an API.", false},
		{"Unbinding takes effect immediately.", "Unbinding takes effect.", false},
		{"Number of access control policies that have been successfully unbound.", "How many bindings were removed.", false},
		{"Number of access control policies that have been successfully unbound.", "How many access control policies were unbound.", true},
		{"Bound API IDs.", "IDs of the APIs that are bound.", true},
		{"Bound API IDs.", "IDs of the APIs.", false},
	} {
		if same := slices.Equal(stated(row.one), stated(row.other)); same != row.same {
			t.Errorf("%q and %q: the same is %t: %q and %q", row.one, row.other, same, stated(row.one), stated(row.other))
		}
	}
}

func clauseIDs(c *openapi.Contract) []string {
	ids := make([]string, len(c.Clauses))
	for i, clause := range c.Clauses {
		ids[i] = clause.ID
	}
	return ids
}
