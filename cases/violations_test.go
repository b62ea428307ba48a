package cases

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi"
)

// made fills every placeholder with a well-formed id.
func made(r Ref) ([]string, error) {
	n := r.Count()
	if r.All {
		n = 3
	}
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("%032x", 1000*len(r.Name)+r.From+i)
	}
	return ids, nil
}

func filled(t *testing.T, r Request) (query string, body []byte) {
	t.Helper()
	if r.Query != nil {
		var err error
		if query, err = Expand(*r.Query, made); err != nil {
			t.Fatal(err)
		}
	}
	switch {
	case r.Body == nil || r.Body.None:
	case r.Body.Raw != nil:
		text, err := Expand(*r.Body.Raw, made)
		if err != nil {
			t.Fatal(err)
		}
		body = []byte(text)
	default:
		value, err := ExpandJSON(r.Body.JSON, made)
		if err != nil {
			t.Fatal(err)
		}
		if body, err = json.Marshal(value); err != nil {
			t.Fatal(err)
		}
	}
	return query, body
}

// What a plain request does as well is no mistake of another one, at whatever place
// in a list.
func TestBeyond(t *testing.T) {
	known := []string{"body: [env_id]: value must be an integer", "body: [api_ids 0]: value must be an integer"}
	got := Beyond(known, []string{"body: [api_ids 12]: value must be an integer", "body: [api_ids]: property is missing", "body: [env_id]: value must be an integer"})
	if want := []string{"body: [api_ids]: property is missing"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Every valid request is valid, and every negative one is invalid in exactly
// the one way its row declares.
func TestRequestsAreInvalidInOneWay(t *testing.T) {
	contract, err := openapi.Default()
	if err != nil {
		t.Fatal(err)
	}
	all, err := All(contract)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		op, _ := contract.Operation(c.Operation)
		topic := strings.Split(c.ID, "/")[1]
		for i, s := range c.Steps {
			if s.Request.Operation != "" {
				continue
			}
			query, body := filled(t, s.Request)
			violations := Violations(*op, query, body)
			// An empty object lacks every mandatory member at once: that is
			// its one mutation.
			if strings.HasSuffix(c.ID, "/json/empty-object") && len(violations) > 0 {
				violations = violations[:1]
			}
			syntactic := topic == "query" || topic == "body" || topic == "json"
			switch {
			case c.Mutation == "" && len(violations) != 0:
				t.Errorf("%s, step %d: the row declares no mutation, yet %v (query %q, body %.200s)", c.ID, i+1, violations, query, body)
			case c.Mutation != "" && syntactic && len(violations) != 1:
				t.Errorf("%s, step %d: %q should be one violation, found %v (query %q, body %.200s)", c.ID, i+1, c.Mutation, violations, query, body)
			case c.Mutation != "" && len(violations) > 1:
				t.Errorf("%s, step %d: more than one violation: %v", c.ID, i+1, violations)
			}
		}
	}
}
