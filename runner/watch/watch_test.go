package watch

import (
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner/gateway"
)

// A watch tells what is somebody else's from what the file names, and from what does
// not exist, wherever in a request it stands.
func TestWatch(t *testing.T) {
	t.Parallel()
	g, err := gateway.New(gateway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	gw := g.Target("")
	file := gw // names less than there is
	file.OtherInstance = nil
	file.Fixtures.PluginBindings = gw.Fixtures.PluginBindings[:1]
	file.Fixtures.ACL.APIIDs = gw.Fixtures.ACL.APIIDs[:5]
	fixtures := file.Fixtures
	records := g.Bound()
	one := func(is func(b gateway.Binding) bool) gateway.Binding {
		t.Helper()
		i := slices.IndexFunc(records, func(b gateway.Binding) bool {
			return b.Kind == string(domain.ACL) && b.Instance == gw.InstanceID && is(b)
		})
		if i < 0 {
			t.Fatal("there is no such record")
		}
		return records[i]
	}
	own := one(func(b gateway.Binding) bool { return gives(file, b) })
	foreign := one(func(b gateway.Binding) bool { return b.Policy != fixtures.ACL.ACLID })
	elsewhere := one(func(b gateway.Binding) bool {
		return b.Policy == fixtures.ACL.ACLID && b.Env == gw.Fixtures.SecondEnvID
	})
	for _, row := range []struct {
		name, method, path, body string
		foreign                  string
	}{
		{"a policy of the file", "GET", "acl-bindings/binded-apis?acl_id=" + fixtures.ACL.ACLID, "", ""},
		{"a record of the file", "PUT", "acl-bindings?action=delete", `{"acl_bindings":["` + own.Record + `"]}`, ""},
		{"a publication of the file", "POST", "acl-bindings", `{"publish_ids":["` + own.Publication + `"]}`, ""},
		{"what does not exist", "PUT", "acl-bindings?action=delete", `{"acl_bindings":["` + foreign.Record + `0"]}`, ""},
		{"a record", "PUT", "acl-bindings?action=delete", `{"acl_bindings":["` + foreign.Record + `"]}`, foreign.Record},
		{"a record in another environment", "PUT", "acl-bindings?action=delete", `{"acl_bindings":["` + elsewhere.Record + `"]}`, elsewhere.Record},
		{"a record among others", "PUT", "acl-bindings?action=delete", `{"acl_bindings":["` + own.Record + `","` + foreign.Record + `"]}`, foreign.Record},
		{"a publication", "POST", "acl-bindings", `{"publish_ids":["` + foreign.Publication + `"]}`, foreign.Publication},
		{"an API", "PUT", "plugins/" + fixtures.PluginBindings[0].PluginID + "/detach", `{"api_ids":["` + foreign.API + `"]}`, foreign.API},
		{"an API in an address", "DELETE", "apis/" + foreign.API, "", foreign.API},
		{"a plug-in", "GET", "plugins/" + gw.Fixtures.PluginBindings[1].PluginID + "/attached-apis", "", gw.Fixtures.PluginBindings[1].PluginID},
		{"a policy in a query", "GET", "acl-bindings/binded-apis?acl_id=%" + fmt.Sprintf("%x", foreign.Policy[0]) + foreign.Policy[1:], "", foreign.Policy},
		{"another instance", "GET", "../" + gw.OtherInstance.InstanceID + "/plugins", "", gw.OtherInstance.InstanceID},
	} {
		t.Run(row.name, func(t *testing.T) {
			g, err := gateway.New(gateway.Options{})
			if err != nil {
				t.Fatal(err)
			}
			w := New(g)
			request := httptest.NewRequest(row.method, "/v2/"+gw.ProjectID+"/apigw/instances/"+gw.InstanceID+"/"+row.path, strings.NewReader(row.body))
			request.Header.Set("X-Auth-Token", gw.Auth.Token)
			w.Before(g).ServeHTTP(httptest.NewRecorder(), request)
			got := w.Foreign(file)
			if row.foreign == "" && len(got) > 0 || row.foreign != "" && (len(got) != 1 || !strings.HasPrefix(got[0], row.foreign+" is somebody else's, and named by "+row.method)) {
				t.Errorf("found %q, want %q", got, row.foreign)
			}
		})
	}
}
