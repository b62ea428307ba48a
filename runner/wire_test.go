package runner_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/target"
)

// begin starts a run whose requests are watched: the test fails if one names what exists
// on the gateway and is not given to the run by the config's target file. All runs of this
// package begin so, but those on targets that are not there. The packages that import it
// start runs in the same way, on the target file that the gateway writes of itself.
func begin(ctx context.Context, t *testing.T, config runner.Config) (*runner.Run, error) {
	t.Helper()
	config.Target = harmless(t, config.Target)
	return runner.Start(ctx, config)
}

// harmless is the target that a file describes, behind such a watch.
func harmless(t *testing.T, file target.Target) target.Target {
	t.Helper()
	w := newWire(t)
	t.Cleanup(func() {
		for _, request := range w.foreign(file) {
			t.Error(request)
		}
	})
	return watched(t, file, w.see)
}

// watched is the target behind something that sees every request, and what arrives of
// its body.
func watched(t *testing.T, to target.Target, see func(r *http.Request, body string)) target.Target {
	t.Helper()
	return between(t, to, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		body, err := io.ReadAll(r.Body)
		see(r, string(body))
		if err != nil {
			return // a request that was cut off on purpose
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		pass.ServeHTTP(w, r)
	})
}

// wire remembers who named what exists on a gateway.
type wire struct {
	stock []record

	mu sync.Mutex
	// named has, for each id that exists, the first request that named it; "" for none.
	named map[string]string
}

func newWire(t *testing.T) *wire {
	t.Helper()
	records, err := stock()
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{stock: records, named: map[string]string{}}
	for _, r := range records {
		for _, id := range r.ids() {
			w.named[id] = ""
		}
	}
	return w
}

// word is what may be an id: one that is part of a longer word is not named.
var word = regexp.MustCompile(`[0-9A-Za-z]+`)

func (w *wire) see(r *http.Request, body string) {
	text := r.URL.Path + " " + r.URL.RawQuery + " " + body
	for _, values := range r.URL.Query() {
		text += " " + strings.Join(values, " ")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, id := range word.FindAllString(text, -1) {
		if by, exists := w.named[id]; exists && by == "" {
			w.named[id] = fmt.Sprintf("%s %s of %s", r.Method, r.URL.RequestURI(), r.UserAgent())
		}
	}
}

// foreign are the requests that named what the target file does not give to a run.
func (w *wire) foreign(file target.Target) []string {
	given := map[string]bool{file.InstanceID: true}
	name := func(bound func(domain.Kind) []target.Bound) {
		for _, k := range domain.Kinds() {
			for _, b := range bound(k.Kind) {
				for _, id := range slices.Concat([]string{b.Policy}, b.APIs, b.Records) {
					given[id] = true
				}
			}
		}
	}
	name(file.Fixtures.Bound)
	if file.OtherInstance != nil {
		given[file.OtherInstance.InstanceID] = true
		name(file.OtherInstance.Bound)
	}
	for _, r := range w.stock {
		if r.givenBy(file) {
			for _, id := range r.ids() {
				given[id] = true
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	var requests []string
	for id, request := range w.named {
		if request != "" && !given[id] {
			requests = append(requests, fmt.Sprintf("%s is somebody else's, and named by %s", id, request))
		}
	}
	slices.Sort(requests)
	return requests
}

// record is a binding that a gateway has from the start, by the ids of all that it is about.
type record struct {
	kind                                            domain.Kind
	instance, env, policy, api, publication, record string
}

func (r record) ids() []string { return []string{r.instance, r.policy, r.api, r.publication, r.record} }

// givenBy reports whether the target file names the binding, by its API or its record.
func (r record) givenBy(file target.Target) bool {
	var bound []target.Bound
	switch {
	case r.instance == file.InstanceID:
		bound = file.Fixtures.Bound(r.kind)
	case file.OtherInstance != nil && r.instance == file.OtherInstance.InstanceID:
		bound = file.OtherInstance.Bound(r.kind)
	}
	return slices.ContainsFunc(bound, func(b target.Bound) bool {
		in := r.env == file.EnvID || r.env == file.Fixtures.SecondEnvID && r.kind == domain.Plugin
		return b.Policy == r.policy && in && (slices.Contains(b.APIs, r.api) || slices.Contains(b.Records, r.record))
	})
}

// stock is all that is bound on an embedded gateway when it starts, and so all that it
// has. Each one has the same, but for what the pages print, which is its target file's.
var stock = sync.OnceValues(func() ([]record, error) {
	g, err := gateway.New(gateway.Options{})
	if err != nil {
		return nil, err
	}
	at := g.Target("")
	var all []record
	for _, instance := range []string{at.InstanceID, at.OtherInstance.InstanceID} {
		base := "/v2/" + at.ProjectID + "/apigw/instances/" + instance + "/"
		for _, k := range domain.Kinds() {
			policies, err := entries(g, at.Auth.Token, base+k.Policy.Collection+"?", k.Policy.Collection)
			if err != nil {
				return nil, err
			}
			for _, policy := range policies {
				id := policy[k.Policy.IDMember]
				path := base + strings.ReplaceAll(k.List.Path, domain.PolicyID, id) + "?"
				if k.List.PolicyParameter != "" {
					path += k.List.PolicyParameter + "=" + id + "&"
				}
				bound, err := entries(g, at.Auth.Token, path, "apis")
				if err != nil {
					return nil, err
				}
				for _, b := range bound {
					all = append(all, record{
						kind: k.Kind, instance: instance, policy: id, publication: b[k.List.Publication], record: b[k.List.Record],
						api: b[k.List.API[0]] + b[k.List.API[1]], env: b[k.List.Env[0]] + b[k.List.Env[1]], // one of two
					})
				}
			}
		}
	}
	return all, nil
})

// entries are those of a list of a gateway, over all pages, with their texts.
func entries(g *gateway.Gateway, token, path, member string) ([]map[string]string, error) {
	const limit = 500
	var all []map[string]string
	for {
		request := httptest.NewRequest(http.MethodGet, fmt.Sprintf("%slimit=%d&offset=%d", path, limit, len(all)), http.NoBody)
		request.Header.Set("X-Auth-Token", token)
		answer := httptest.NewRecorder()
		g.ServeHTTP(answer, request)
		var page map[string]json.RawMessage
		var shown []map[string]any
		if err := json.Unmarshal(answer.Body.Bytes(), &page); err != nil || answer.Code != http.StatusOK {
			return nil, fmt.Errorf("GET %s: status %d, %w", request.URL, answer.Code, err)
		}
		if err := json.Unmarshal(page[member], &shown); err != nil {
			return nil, fmt.Errorf("GET %s: %w", request.URL, err)
		}
		for _, entry := range shown {
			texts := map[string]string{}
			for name, value := range entry {
				texts[name], _ = value.(string)
			}
			all = append(all, texts)
		}
		if len(shown) < limit {
			return all, nil
		}
	}
}

// The watch tells what is somebody else's from what the file names, and from what does
// not exist, wherever in a request it stands.
func TestWatchOnTheWire(t *testing.T) {
	t.Parallel()
	gw := served(t, gateway.Options{})
	file := few(gw)
	fixtures := file.Fixtures
	records, err := stock()
	if err != nil {
		t.Fatal(err)
	}
	one := func(is func(r record) bool) record {
		t.Helper()
		i := slices.IndexFunc(records, func(r record) bool { return r.kind == domain.ACL && r.instance == gw.InstanceID && is(r) })
		if i < 0 {
			t.Fatal("there is no such record")
		}
		return records[i]
	}
	own := one(func(r record) bool { return r.givenBy(file) })
	foreign := one(func(r record) bool { return r.policy != fixtures.ACL.ACLID })
	elsewhere := one(func(r record) bool { return r.policy == fixtures.ACL.ACLID && r.env == gw.Fixtures.SecondEnvID })
	for _, row := range []struct {
		name, method, path, body string
		foreign                  string
	}{
		{"a policy of the file", "GET", "acl-bindings/binded-apis?acl_id=" + fixtures.ACL.ACLID, "", ""},
		{"a record of the file", "PUT", "acl-bindings?action=delete", `{"acl_bindings":["` + own.record + `"]}`, ""},
		{"a publication of the file", "POST", "acl-bindings", `{"publish_ids":["` + own.publication + `"]}`, ""},
		{"what does not exist", "PUT", "acl-bindings?action=delete", `{"acl_bindings":["` + foreign.record + `0"]}`, ""},
		{"a record", "PUT", "acl-bindings?action=delete", `{"acl_bindings":["` + foreign.record + `"]}`, foreign.record},
		{"a record in another environment", "PUT", "acl-bindings?action=delete", `{"acl_bindings":["` + elsewhere.record + `"]}`, elsewhere.record},
		{"a record among others", "PUT", "acl-bindings", `{"acl_bindings":["` + own.record + `","` + foreign.record + `"]}`, foreign.record},
		{"a publication", "POST", "acl-bindings", `{"publish_ids":["` + foreign.publication + `"]}`, foreign.publication},
		{"an API", "PUT", "plugins/" + fixtures.PluginBindings[0].PluginID + "/detach", `{"api_ids":["` + foreign.api + `"]}`, foreign.api},
		{"an API in an address", "DELETE", "apis/" + foreign.api, "", foreign.api},
		{"a plug-in", "GET", "plugins/" + gw.Fixtures.PluginBindings[1].PluginID + "/attached-apis", "", gw.Fixtures.PluginBindings[1].PluginID},
		{"a policy in a query", "GET", "acl-bindings/binded-apis?acl_id=%" + fmt.Sprintf("%x", foreign.policy[0]) + foreign.policy[1:], "", foreign.policy},
		{"another instance", "GET", "../" + gw.OtherInstance.InstanceID + "/plugins", "", gw.OtherInstance.InstanceID},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := newWire(t)
			to := watched(t, file, w.see)
			request, err := http.NewRequest(row.method, to.URL+"/v2/"+to.ProjectID+"/apigw/instances/"+to.InstanceID+"/"+row.path, strings.NewReader(row.body))
			if err != nil {
				t.Fatal(err)
			}
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			got := w.foreign(file)
			if row.foreign == "" && len(got) > 0 || row.foreign != "" && (len(got) != 1 || !strings.HasPrefix(got[0], row.foreign+" is somebody else's, and named by "+row.method)) {
				t.Errorf("found %q, want %q", got, row.foreign)
			}
		})
	}
}

// What a run does with a target file is foreign to one that names less.
func TestWatchOverARun(t *testing.T) {
	t.Parallel()
	contract, all := everyCase(t)
	gw := served(t, gateway.Options{})
	w := newWire(t)
	verdicts(t, watched(t, gw, w.see), contract, only(all, "apig.acl-unbind/effect/"), runner.Options{})
	less := few(gw)
	got := strings.Join(w.foreign(less), "\n")
	for _, id := range []string{gw.Fixtures.PluginBindings[1].PluginID, gw.OtherInstance.InstanceID} {
		if !strings.Contains(got, id+" is somebody else's") {
			t.Errorf("%s is not found among\n%s", id, got)
		}
	}
	if strings.Contains(got, less.Fixtures.ACL.ACLID+" is somebody else's") || len(w.foreign(gw)) > 0 {
		t.Errorf("found as well: %s\n%s", got, w.foreign(gw))
	}
}
