package credential_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/credential"
)

func TestParsePlace(t *testing.T) {
	tests := []struct {
		text    string
		want    credential.Place
		wantErr string
	}{
		{"", credential.Place{Kind: "header", Names: []string{"X-Auth-Token"}}, ""},
		{"header:X-Token,Token", credential.Place{Kind: "header", Names: []string{"X-Token", "Token"}}, ""},
		{"query:token", credential.Place{Kind: "query", Names: []string{"token"}}, ""},
		{"cookie:a", credential.Place{Kind: "cookie", Names: []string{"a"}}, ""},
		{"body:a,b", credential.Place{Kind: "body", Names: []string{"a,b"}}, ""},
		{"bearer", credential.Place{Kind: "bearer"}, ""},
		{"basic", credential.Place{Kind: "basic"}, ""},
		{"header", credential.Place{}, "write header:NAME"},
		{"query:a,", credential.Place{}, "write query:NAME"},
		{"body:", credential.Place{}, "names no body"},
		{"footer:a", credential.Place{}, "use one of query:NAME"},
	}
	for _, test := range tests {
		got, err := credential.ParsePlace(test.text)
		if test.wantErr != "" {
			if err == nil || !strings.Contains(err.Error(), test.wantErr) {
				t.Errorf("ParsePlace(%q) gives %v; want an error with %q", test.text, err, test.wantErr)
			}
			continue
		}
		if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
			t.Errorf("ParsePlace(%q): %v (-want +got):\n%s", test.text, err, diff)
		}
	}
}

// The forms that are offered are those that are understood.
func TestPlacesAreUnderstood(t *testing.T) {
	for _, form := range credential.Places() {
		if _, err := credential.ParsePlace(form); err != nil {
			t.Error(err)
		}
	}
}
