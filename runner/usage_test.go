package runner

import (
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/domain"
)

func TestAdvice(t *testing.T) {
	acl, plugin := domain.ACL, domain.Plugin
	for name, row := range map[string]struct {
		u    usage
		want string
	}{
		"one wave": {usage{waves: 1, all: map[domain.Kind]int{acl: 2}, most: map[domain.Kind]int{acl: 2}, short: map[domain.Kind]bool{acl: true}}, ""},
		"few bindings": {usage{waves: 9, all: map[domain.Kind]int{acl: 18, plugin: 40}, most: map[domain.Kind]int{acl: 2, plugin: 20}, short: map[domain.Kind]bool{acl: true, plugin: true}},
			"no more than 2 access control policy"},
		"enough of what counts":            {usage{waves: 4, all: map[domain.Kind]int{acl: 3, plugin: 80}, most: map[domain.Kind]int{acl: 3, plugin: 20}, short: map[domain.Kind]bool{plugin: true}}, ""},
		"few are used, but there are more": {usage{waves: 2, all: map[domain.Kind]int{acl: 2, plugin: 30}, most: map[domain.Kind]int{acl: 1, plugin: 24}, short: map[domain.Kind]bool{plugin: true}}, ""},
	} {
		if got := row.u.advice(); (got == "") != (row.want == "") || !strings.Contains(got, row.want) {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}
