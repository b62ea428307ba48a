package mutation

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/apigspec/apigspec/runner/gateway"
)

// A run that names what its target does not give to it is found out when its gateway stops.
func TestEmbeddedIsWatched(t *testing.T) {
	for _, row := range []struct {
		name    string
		foreign bool
	}{{"its own", false}, {"somebody else's", true}} {
		t.Run(row.name, func(t *testing.T) {
			at, stop, err := StartEmbedded(gateway.Options{})
			if err != nil {
				t.Fatal(err)
			}
			ask := func(method, rest, body string) []byte {
				t.Helper()
				request, err := http.NewRequest(method, at.URL+"/v2/"+at.ProjectID+"/apigw/instances/"+at.InstanceID+rest, strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				request.Header.Set("X-Auth-Token", at.Auth.Token)
				response, err := http.DefaultClient.Do(request)
				if err != nil {
					t.Fatal(err)
				}
				defer response.Body.Close()
				answer, err := io.ReadAll(response.Body)
				if err != nil || response.StatusCode != http.StatusOK {
					t.Fatalf("%d %s %v", response.StatusCode, answer, err)
				}
				return answer
			}
			env := at.EnvID
			if row.foreign {
				env = at.Fixtures.SecondEnvID // the policy's bindings there are not in the target file
			}
			var page struct {
				APIs []map[string]any `json:"apis"`
			}
			list := ask(http.MethodGet, "/acl-bindings/binded-apis?acl_id="+at.Fixtures.ACL.ACLID+"&env_id="+env, "")
			if err := json.Unmarshal(list, &page); err != nil || len(page.APIs) == 0 {
				t.Fatalf("%s %v", list, err)
			}
			ask(http.MethodPut, "/acl-bindings?action=delete", fmt.Sprintf(`{"acl_bindings":["%s"]}`, page.APIs[0]["bind_id"]))
			if err := stop(); (err != nil) != row.foreign || err != nil && !strings.Contains(err.Error(), "the suite touched what it must not") {
				t.Errorf("got %v", err)
			}
		})
	}
}
