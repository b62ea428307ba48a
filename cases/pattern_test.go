package cases

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestMatch(t *testing.T) {
	tests := []struct {
		pattern, id string
		want        bool
	}{
		{"apig.acl-unbind/query/action-missing", "apig.acl-unbind/query/action-missing", true},
		{"apig.acl-unbind/query/action-missing", "apig.acl-unbind/query/action-missing-too", false},
		{"apig.acl-unbind/query/action-missing", "x/apig.acl-unbind/query/action-missing", false},
		{"apig.acl-unbind/query", "apig.acl-unbind/query/action-missing", false},
		{"apig.acl-unbind/**", "apig.acl-unbind/query/action-missing", true},
		{"apig.acl-unbind/**", "apig.acl-unbind", true},
		{"apig.acl-unbind/**", "apig.acl-unbinding/query/x", false},
		{"apig.*/query/*", "apig.acl-unbind/query/action-missing", true},
		{"apig.*/*", "apig.acl-unbind/query/action-missing", false},
		{"*/query/action-*", "apig.acl-unbind/query/action-missing", true},
		{"*/query/action-*", "apig.acl-unbind/deep/query/action-missing", false},
		{"**/action-missing", "apig.acl-unbind/query/action-missing", true},
		{"**/action-missing", "action-missing", true},
		{"**/action-missing", "apig.acl-unbind/query/x-action-missing", false},
		{"apig.acl-unbind/**/missing", "apig.acl-unbind/missing", true},
		{"apig.acl-unbind/**/missing", "apig.acl-unbind/a/b/missing", true},
		{"apig.acl-unbind/**/missing", "apig.acl-unbind/a/b/x-missing", false},
		{"apig**", "apig.acl-unbind/query/action-missing", true},
		{"**", "apig.acl-unbind/query/action-missing", true},
		{"*", "apig.acl-unbind/query/action-missing", false},
		{"**missing", "apig.acl-unbind/query/action-missing", true},
		{"apigxacl-unbind/*", "apig.acl-unbind/query", false},
		{"apig.acl-unbind/*", "apigxacl-unbind/query", false},
		{"nope/**", "apig.acl-unbind/query/action-missing", false},
	}
	for _, test := range tests {
		p, err := ParsePattern(test.pattern)
		if got := p.Match(test.id); err != nil || got != test.want {
			t.Errorf("%q matches %q: %v, %v; want %v", test.pattern, test.id, got, err, test.want)
		}
	}
}

func TestBadPatterns(t *testing.T) {
	for _, pattern := range []string{"", "/", "a/", "/a", "a//b", "a/***", "a b", "a?", "a[b]", "{a,b}", "!a", `a\b`} {
		if _, err := ParsePattern(pattern); err == nil || !strings.Contains(err.Error(), "pattern") {
			t.Errorf("ParsePattern(%q) gives error %v; want one that shows the pattern", pattern, err)
		}
	}
}

func TestEveryIDMatchesItself(t *testing.T) {
	id := rapid.StringMatching(`[a-z][a-z.-]{0,8}(/[a-z][a-z0-9-]{0,8}){0,4}`)
	rapid.Check(t, func(t *rapid.T) {
		id := id.Draw(t, "id")
		segments := strings.Split(id, "/")
		stars := regexp.MustCompile(`[^/]+`).ReplaceAllString(id, "*")
		for _, pattern := range []string{id, "**", stars, segments[0] + "/**", "**/" + segments[len(segments)-1]} {
			if p, err := ParsePattern(pattern); err != nil || !p.Match(id) {
				t.Fatalf("%q does not match %q (%v)", pattern, id, err)
			}
		}
		if p, _ := ParsePattern(stars); p.Match(id + "/x") {
			t.Fatalf("%q matches the longer %q", stars, id+"/x")
		}
	})
}
