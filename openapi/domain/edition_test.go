package domain_test

import (
	"testing"

	"github.com/apigspec/apigspec/openapi/domain"
)

func TestEdition(t *testing.T) {
	const gateway, path = "/v2/{p}/apigw/instances/{i}", "/v2/{p}/apigw/instances/{i}/acl-bindings"
	for name, row := range map[string]struct {
		page domain.Page
		want string // empty for none
	}{
		"as the table has it":      {domain.Page{Title: "Unbinding Access Control Policies", Path: path, Members: []string{"acl_bindings"}}, "apig.acl-unbind"},
		"another segment":          {domain.Page{Title: "Unbinding Access Control Policies", Path: gateway + "/acls", Members: []string{"action"}}, "apig.acl-unbind"},
		"two other segments":       {domain.Page{Title: "Unbinding Access Control Policies", Path: "/v3/{p}/apigw/instances/{i}/acls", Members: []string{"action"}, Product: "apig"}, ""},
		"a parameter in the query": {domain.Page{Title: "Unbinding a Plug-in", Path: "/v2/{p}/apigw/instances/plugins/{id}/detach", Moved: true, Members: []string{"api_ids"}}, "apig.plugin-detach"},
		"a parameter missing":      {domain.Page{Title: "Unbinding a Plug-in", Path: "/v2/{p}/apigw/instances/plugins/{id}/detach", Members: []string{"api_ids"}}, ""},
		"a segment more":           {domain.Page{Title: "Unbinding an Access Control Policy", Path: path + "/{id}", Members: []string{"action"}}, ""},
		"a segment in braces":      {domain.Page{Title: "Unbinding Access Control Policies", Path: gateway + "/{what}", Members: []string{"action"}}, ""},
		"the opposite":             {domain.Page{Title: "Binding a Plug-in to APIs", Path: gateway + "/plugins/{id}/attach", Members: []string{"env_id", "api_ids"}}, ""},
		"another policy":           {domain.Page{Title: "Unbinding Signature Keys", Path: path, Members: []string{"action"}}, ""},
		"odd names":                {domain.Page{Title: "Unbinding Access Control Policies", Path: path, Members: []string{"action / op", "ids"}}, "apig.acl-unbind"},
		"nothing of its own":       {domain.Page{Title: "Unbinding Access Control Policies", Path: path, Members: []string{"ids"}}, ""},
		"either product, as the page is named": {domain.Page{Title: "Unbinding a Plug-in", Path: "/v2/{p}/gw/instances/{i}/plugins/{id}/detach",
			Members: []string{"api_ids"}, Product: "roma"}, "roma.plugin-detach"},
	} {
		if got, found := domain.Edition(row.page); got.ID != row.want || found != (row.want != "") {
			t.Errorf("%s: found %q, %t, want %q", name, got.ID, found, row.want)
		}
	}
}
