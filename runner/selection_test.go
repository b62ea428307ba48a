package runner

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/target"
)

func someCases(ids ...string) []cases.Case {
	var all []cases.Case
	for _, id := range ids {
		operation, _, _ := strings.Cut(id, "/")
		all = append(all, cases.Case{ID: id, Operation: operation, Level: cases.Must, Steps: []cases.Step{{}}})
	}
	return all
}

func idsOf(some []cases.Case) []string {
	var ids []string
	for _, c := range some {
		ids = append(ids, c.ID)
	}
	return ids
}

func TestSelect(t *testing.T) {
	all := someCases("apig.acl/auth/a", "apig.acl/query/b", "elb.member/auth/a", "roma.plugin/auth/a")
	tests := []struct {
		name      string
		selection Selection
		want      []string
		wantErr   string
	}{
		{name: "everything", selection: Selection{Profile: "all"}, want: idsOf(all)},
		{name: "a profile keeps other products", selection: Selection{Profile: "apig"}, want: []string{"apig.acl/auth/a", "apig.acl/query/b", "elb.member/auth/a"}},
		{name: "one star stays within its segment", selection: Selection{Profile: "all", Only: []string{"*/auth/a"}}, want: []string{"apig.acl/auth/a", "elb.member/auth/a", "roma.plugin/auth/a"}},
		{name: "patterns add up", selection: Selection{Profile: "all", Only: []string{"roma.plugin/**", "apig.acl/query/*"}}, want: []string{"apig.acl/query/b", "roma.plugin/auth/a"}},
		{name: "skip wins", selection: Selection{Profile: "all", Only: []string{"apig.acl/**"}, Skip: []string{"**/b"}}, want: []string{"apig.acl/auth/a"}},
		{name: "nothing matches", selection: Selection{Profile: "all", Only: []string{"nope/**"}}, wantErr: `--run "nope/**" matches no case`},
		{name: "one of two patterns matches nothing", selection: Selection{Profile: "all", Only: []string{"apig.acl/**", "nope/**"}}, wantErr: `--run "nope/**" matches no case`},
		{name: "outside the profile", selection: Selection{Profile: "apig", Only: []string{"roma.plugin/**"}}, wantErr: "add --profile all"},
		{name: "a skip that matches nothing", selection: Selection{Profile: "all", Skip: []string{"nope/**"}}, wantErr: `--skip "nope/**" matches no case`},
		{name: "a skip of everything", selection: Selection{Profile: "all", Skip: []string{"**"}}, wantErr: "--skip leaves no case"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Select(all, test.selection)
			if test.wantErr != "" {
				var selection *SelectionError
				if !errors.As(err, &selection) || !strings.Contains(err.Error(), test.wantErr) {
					t.Fatalf("error %v, want a *SelectionError with %q", err, test.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, idsOf(got)); diff != "" {
				t.Errorf("selected (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCheckWrites(t *testing.T) {
	contract, err := openapi.Parse([]byte(`
openapi: 3.0.3
info: {title: two operations, version: "1"}
paths:
  /acls:
    put: {operationId: apig.acl, responses: {"200": {description: done}}}
    get: {operationId: apig.list, responses: {"200": {description: a list}}}
`))
	if err != nil {
		t.Fatal(err)
	}
	writing, reading := someCases("apig.acl/effect/a"), someCases("apig.list/auth/a")
	tests := []struct {
		name, url, allowed string
		cases              []cases.Case
		wantErr            string
	}{
		{name: "loopback", url: "http://127.0.0.1:8080/base", cases: writing},
		{name: "loopback by name", url: "http://localhost:8080", cases: writing},
		{name: "loopback of IPv6", url: "http://[::1]:8080", cases: writing},
		{name: "a host without leave", url: "https://apig.example.com", cases: writing, wantErr: "add --allow-writes apig.example.com"},
		{name: "a host with leave", url: "https://apig.example.com:8443", allowed: "apig.example.com", cases: writing},
		{name: "a host with leave by port", url: "https://apig.example.com:8443", allowed: "apig.example.com:8443", cases: writing},
		{name: "leave for another host", url: "https://apig.example.com", allowed: "staging.example.com", cases: writing, wantErr: "--allow-writes names staging.example.com"},
		{name: "leave for another host on loopback", url: "http://127.0.0.1:8080", allowed: "staging.example.com", cases: writing, wantErr: "--allow-writes names staging.example.com, but the target's host is 127.0.0.1:8080"},
		{name: "leave for another host where nothing is written", url: "https://apig.example.com", allowed: "staging.example.com", cases: reading, wantErr: "--allow-writes names staging.example.com"},
		{name: "leave for another port", url: "http://127.0.0.1:8080", allowed: "127.0.0.1:8081", cases: writing, wantErr: "the target's host is 127.0.0.1:8080"},
		{name: "leave for loopback", url: "http://127.0.0.1:8080", allowed: "localhost", cases: writing},
		{name: "a name that only looks like loopback", url: "http://127.0.0.1.example.com", cases: writing, wantErr: "add --allow-writes"},
		{name: "reading needs no leave", url: "https://apig.example.com", cases: reading},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := CheckWrites(target.Target{URL: test.url}, test.cases, contract, test.allowed)
			switch {
			case test.wantErr == "" && err != nil:
				t.Error(err)
			case test.wantErr != "" && (err == nil || !strings.Contains(err.Error(), test.wantErr)):
				t.Errorf("error %v, want %q", err, test.wantErr)
			}
		})
	}
}
