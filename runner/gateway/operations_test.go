package gateway

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func quoted(ids ...string) string {
	b, _ := json.Marshal(ids)
	return string(b)
}

func detachBody(env string, ids ...string) string {
	return fmt.Sprintf(`{"env_id":%q,"api_ids":%s}`, env, quoted(ids...))
}

// TestDocumentedResponses provokes every status and code of the four pages.
func TestDocumentedResponses(t *testing.T) {
	t.Parallel()
	p := start(t, Options{})
	f := p.gw.mainFixtures
	o := p.gw.opts
	stranger := strings.Repeat("0", 32)
	detach := "plugins/" + f.plugin.id + "/detach"
	body := detachBody(o.IDs.Env, f.apis[400].id)

	type row struct {
		name   string
		call   call
		status int
		code   string
	}
	var rows []row
	for _, prefix := range []string{"apigw", "apic"} {
		rows = append(rows,
			row{prefix + " detach", call{method: "PUT", prefix: prefix, path: detach, body: body}, 204, ""},
			row{prefix + " detach without token", call{method: "PUT", prefix: prefix, path: detach, body: body, token: "-"}, 401, "APIG.1002"},
			row{prefix + " detach with an unknown token", call{method: "PUT", prefix: prefix, path: detach, body: body, token: "x"}, 401, "APIG.1002"},
			row{prefix + " detach with an expired token", call{method: "PUT", prefix: prefix, path: detach, body: body, token: o.Tokens.Expired}, 401, "APIG.1002"},
			row{prefix + " detach with an unscoped token", call{method: "PUT", prefix: prefix, path: detach, body: body, token: o.Tokens.Unscoped}, 401, "APIG.1002"},
			row{prefix + " detach without permission", call{method: "PUT", prefix: prefix, path: detach, body: body, token: o.Tokens.Forbidden}, 403, "APIG.1005"},
			row{prefix + " detach from another project", call{method: "PUT", prefix: prefix, path: detach, body: body, token: o.Tokens.OtherProject}, 403, "APIG.1005"},
			row{prefix + " detach in an unknown project", call{method: "PUT", prefix: prefix, in: stranger, path: detach, body: body}, 403, "APIG.1005"},
			row{prefix + " detach with a malformed instance", call{method: "PUT", prefix: prefix, host: "no!", path: detach, body: body}, 400, "APIG.2012"},
			row{prefix + " detach with an unknown instance", call{method: "PUT", prefix: prefix, host: stranger, path: detach, body: body}, 404, "APIG.3030"},
			row{prefix + " detach with an unknown plug-in", call{method: "PUT", prefix: prefix, path: "plugins/" + stranger + "/detach", body: body}, 404, "APIG.3068"},
			row{prefix + " detach with an unknown environment", call{method: "PUT", prefix: prefix, path: detach, body: detachBody(stranger, f.apis[0].id)}, 404, "APIG.3003"},
			row{prefix + " detach with an unknown API", call{method: "PUT", prefix: prefix, path: detach, body: detachBody(o.IDs.Env, f.apis[0].id, stranger)}, 404, "APIG.3002"},
			row{prefix + " detach without body", call{method: "PUT", prefix: prefix, path: detach}, 400, "APIG.2000"},
			row{prefix + " detach with an empty object", call{method: "PUT", prefix: prefix, path: detach, body: `{}`}, 400, "APIG.2001"},
			row{prefix + " detach with half a body", call{method: "PUT", prefix: prefix, path: detach, body: body[:20]}, 400, "APIG.2000"},
			row{prefix + " detach with two bodies", call{method: "PUT", prefix: prefix, path: detach, body: body + body}, 400, "APIG.2000"},
			row{prefix + " detach without env_id", call{method: "PUT", prefix: prefix, path: detach, body: `{"api_ids":["a"]}`}, 400, "APIG.2001"},
			row{prefix + " detach without api_ids", call{method: "PUT", prefix: prefix, path: detach, body: `{"env_id":"e"}`}, 400, "APIG.2001"},
			row{prefix + " detach with a null list", call{method: "PUT", prefix: prefix, path: detach, body: `{"env_id":"e","api_ids":null}`}, 400, "APIG.2001"},
			row{prefix + " detach with a number", call{method: "PUT", prefix: prefix, path: detach, body: `{"env_id":"e","api_ids":["a",1]}`}, 400, "APIG.2011"},
			row{prefix + " detach with a string", call{method: "PUT", prefix: prefix, path: detach, body: `{"env_id":"e","api_ids":"a"}`}, 400, "APIG.2011"},
		)
	}
	for _, batch := range []string{"acl", "throttle"} {
		path, list := batch+"-bindings?action=delete", batch+"_bindings"
		one := fmt.Sprintf(`{%q:[%q]}`, list, stranger)
		rows = append(rows,
			row{batch + " unbind", call{method: "PUT", path: path, body: one}, 200, ""},
			row{batch + " unbind nothing", call{method: "PUT", path: path, body: `{}`}, 200, ""},
			row{batch + " unbind null", call{method: "PUT", path: path, body: fmt.Sprintf(`{%q:null}`, list)}, 200, ""},
			row{batch + " unbind without action", call{method: "PUT", path: batch + "-bindings", body: one}, 400, "APIG.2011"},
			row{batch + " unbind with an empty action", call{method: "PUT", path: batch + "-bindings?action=", body: one}, 400, "APIG.2011"},
			row{batch + " unbind with another action", call{method: "PUT", path: batch + "-bindings?action=DELETE", body: one}, 400, "APIG.2011"},
			row{batch + " unbind a string", call{method: "PUT", path: path, body: fmt.Sprintf(`{%q:%q}`, list, stranger)}, 400, "APIG.2011"},
			row{batch + " unbind an array", call{method: "PUT", path: path, body: `[]`}, 400, "APIG.2000"},
			row{batch + " unbind without token", call{method: "PUT", path: path, body: one, token: "-"}, 401, "APIG.1002"},
			row{batch + " unbind without permission", call{method: "PUT", path: path, body: one, token: o.Tokens.Forbidden}, 403, "APIG.1005"},
			row{batch + " unbind with an unknown instance", call{method: "PUT", path: path, body: one, host: stranger}, 404, "APIG.3030"},
			row{batch + " unbind in the other project's instance", call{method: "PUT", path: path, body: one, host: o.IDs.ForeignInstance}, 404, "APIG.3030"},
		)
	}
	rows = append(rows,
		row{"wrong method", call{method: "PATCH", path: detach, body: body}, 405, "APIG.0101"},
		row{"unknown path", call{method: "GET", path: "nothing"}, 404, "APIG.0101"},
		row{"outside", call{method: "GET", path: "/"}, 404, "APIG.0101"},
	)
	for _, r := range rows {
		got := p.do(r.call)
		if got.status != r.status || got.code() != r.code {
			t.Errorf("%s: got %d %s, want %d %s: %s", r.name, got.status, got.code(), r.status, r.code, got.body)
		}
		if got.status == 204 && (got.body != "" || got.header.Get("Content-Type") != "") {
			t.Errorf("%s: a 204 with %q", r.name, got.body)
		}
	}
}

func TestDetachTakesOnlyWhatWasAsked(t *testing.T) {
	t.Parallel()
	p := start(t, Options{})
	f, env := p.gw.mainFixtures, p.gw.opts.IDs.Env
	gone := []string{f.apis[3].id, f.apis[1].id}
	before := p.bound(plugins, f.second.id)
	stage := p.bound(plugins, f.plugin.id, call{path: "&env_id=" + p.gw.opts.IDs.SecondEnv})
	if got := p.do(call{method: "PUT", path: "plugins/" + f.plugin.id + "/detach", body: detachBody(env, gone...)}); got.status != 204 {
		t.Fatalf("detach returned %d %s", got.status, got.body)
	}
	for _, prefix := range []string{"apigw", "apic"} {
		for _, id := range p.bound(plugins, f.plugin.id, call{prefix: prefix, path: "&env_id=" + env}) {
			if slices.Contains(gone, id) {
				t.Errorf("%s: API %s is still bound", prefix, id)
			}
		}
	}
	if after := p.bound(plugins, f.second.id); !slices.Equal(before, after) {
		t.Errorf("the other plug-in lost bindings: %d → %d", len(before), len(after))
	}
	if after := p.bound(plugins, f.plugin.id, call{path: "&env_id=" + p.gw.opts.IDs.SecondEnv}); !slices.Equal(stage, after) {
		t.Errorf("the other environment lost bindings: %d → %d", len(stage), len(after))
	}
	if got := p.do(call{method: "POST", path: "plugins/" + f.plugin.id + "/attach", body: detachBody(env, gone...)}); got.status != 201 {
		t.Fatalf("attach returned %d %s", got.status, got.body)
	}
	if n := p.gw.main.bindings[plugins].byPlace; n[place{f.plugin.id, env, gone[0]}] == nil {
		t.Error("attach did not bind again")
	}
}

func TestBatchAccountsForEveryID(t *testing.T) {
	t.Parallel()
	for _, k := range []struct {
		kind       kind
		path, list string
		code       string
	}{
		{acls, "acl-bindings", "acl_bindings", "APIG.3010"},
		{throttles, "throttle-bindings", "throttle_bindings", "APIG.3012"},
	} {
		p := start(t, Options{})
		policy := p.gw.mainFixtures.acl
		if k.kind == throttles {
			policy = p.gw.mainFixtures.throttle
		}
		ids := p.bound(k.kind, policy.id)
		stranger := strings.Repeat("f", 32)
		sent := []string{ids[2], stranger, ids[0], ids[2]}
		got := p.do(call{method: "PUT", path: k.path + "?action=delete", body: fmt.Sprintf(`{%q:%s}`, k.list, quoted(sent...))})
		var a struct {
			Count   int `json:"success_count"`
			Failure []struct {
				ID   string `json:"bind_id"`
				Code string `json:"error_code"`
			} `json:"failure"`
		}
		if err := json.Unmarshal([]byte(got.body), &a); err != nil {
			t.Fatalf("%s: %v in %s", k.path, err, got.body)
		}
		if a.Count != 2 || len(a.Failure) != 2 || a.Failure[0].ID != stranger || a.Failure[1].ID != ids[2] || a.Failure[0].Code != k.code {
			t.Errorf("%s: got %s", k.path, got.body)
		}
		rest := p.bound(k.kind, policy.id)
		if len(rest) != len(ids)-2 || slices.Contains(rest, ids[0]) || slices.Contains(rest, ids[2]) {
			t.Errorf("%s: %d bindings left of %d", k.path, len(rest), len(ids))
		}
	}
}

func TestBindAgainThroughPublications(t *testing.T) {
	t.Parallel()
	p := start(t, Options{})
	f := p.gw.mainFixtures
	pub, _ := f.apis[0].publishedIn(p.gw.opts.IDs.Env)
	for _, k := range []struct {
		kind                   kind
		path, list, policyName string
		policy                 *policy
	}{
		{acls, "acl-bindings", "acl_bindings", "acl_id", f.acl},
		{throttles, "throttle-bindings", "throttle_bindings", "strategy_id", f.throttle},
	} {
		ids := p.bound(k.kind, k.policy.id)
		p.do(call{method: "PUT", path: k.path + "?action=delete", body: fmt.Sprintf(`{%q:%s}`, k.list, quoted(ids[0]))})
		got := p.do(call{method: "POST", path: k.path, body: fmt.Sprintf(`{%q:%q,"publish_ids":%s}`, k.policyName, k.policy.id, quoted(pub.id))})
		if got.status != 201 {
			t.Fatalf("%s: %d %s", k.path, got.status, got.body)
		}
		again := p.bound(k.kind, k.policy.id)
		if len(again) != len(ids) || slices.Contains(again, ids[0]) {
			t.Errorf("%s: %d bindings, want %d with a new record", k.path, len(again), len(ids))
		}
	}
}

func TestListsArePaged(t *testing.T) {
	t.Parallel()
	p := start(t, Options{})
	path := "plugins/" + p.gw.mainFixtures.bulk.id + "/attached-apis"
	total := seededAPIs
	for _, row := range []struct {
		query string
		size  int
	}{
		{"", 20}, {"?limit=0", 20}, {"?limit=-1", 20}, {"?limit=7", 7}, {"?limit=501", 500}, {"?limit=9999", 500},
		{"?limit=500&offset=500", total - 500}, {"?offset=-4", 20}, {"?offset=100000", 0},
	} {
		var page struct {
			Size, Total int
			APIs        []any
		}
		if err := json.Unmarshal([]byte(p.do(call{method: "GET", path: path + row.query}).body), &page); err != nil {
			t.Fatal(err)
		}
		if page.Size != row.size || len(page.APIs) != row.size || page.Total != total {
			t.Errorf("%q: size %d, %d APIs, total %d; want %d of %d", row.query, page.Size, len(page.APIs), page.Total, row.size, total)
		}
	}
}

func TestFailNext(t *testing.T) {
	t.Parallel()
	p := start(t, Options{})
	f := p.gw.mainFixtures
	path := "plugins/" + f.plugin.id + "/detach"
	body := detachBody(p.gw.opts.IDs.Env, f.apis[0].id)
	order := func(text string) {
		if got := p.do(call{method: "POST", path: failNextPath, body: text}); got.status != 204 {
			t.Fatalf("ordering a failure: %d %s", got.status, got.body)
		}
	}
	order(`{"operation":"apig.acl-unbind"}`)
	if got := p.do(call{method: "PUT", path: path, body: body}); got.status != 204 {
		t.Errorf("a request of another operation failed: %d", got.status)
	}
	order("")
	if got := p.do(call{method: "PUT", path: path, body: body, token: "-"}); got.status != 401 {
		t.Errorf("a refused request took the failure: %d", got.status)
	}
	if got := p.do(call{method: "PUT", path: path, body: body}); got.status != 500 || got.code() != "APIG.9999" {
		t.Errorf("got %d %s, want 500 APIG.9999", got.status, got.body)
	}
	if got := p.do(call{method: "PUT", path: path, body: body}); got.status != 204 {
		t.Errorf("the failure was used twice: %d", got.status)
	}
	if got := p.do(call{method: "PUT", path: "acl-bindings?action=delete", body: `{}`}); got.status != 500 {
		t.Errorf("the first order was lost: %d", got.status)
	}
	order(`{"case":"some/case"}`)
	if got := p.do(call{method: "PUT", path: path, body: body}); got.status != 204 {
		t.Errorf("a request of another case took the failure: %d", got.status)
	}
	if got := p.do(call{method: "PUT", path: path, body: body, header: map[string]string{"User-Agent": "apigspec/1 (some/case)"}}); got.status != 500 {
		t.Errorf("the case's request did not take the failure: %d", got.status)
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	p := start(t, Options{})
	body := func(user, password, scope string) string {
		return fmt.Sprintf(`{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":%q,"password":%q,"domain":{"name":%q}}}},"scope":%s}}`,
			user, password, iamDomain, scope)
	}
	project := fmt.Sprintf(`{"project":{"name":%q}}`, iamProject)
	for _, row := range []struct {
		name, body string
		status     int
		token      string
	}{
		{"by name", body(iamUser, iamPassword, project), 201, p.gw.opts.Tokens.Valid},
		{"by id", body(iamUser, iamPassword, fmt.Sprintf(`{"project":{"id":%q}}`, p.gw.opts.IDs.Project)), 201, p.gw.opts.Tokens.Valid},
		{"domain scope", body(iamUser, iamPassword, `{"domain":{"name":"example"}}`), 201, p.gw.opts.Tokens.Unscoped},
		{"wrong password", body(iamUser, "no", project), 401, ""},
		{"wrong project", body(iamUser, iamPassword, `{"project":{"name":"mars"}}`), 401, ""},
		{"no JSON", "hello", 400, ""},
	} {
		got := p.do(call{method: "POST", path: "/v3/auth/tokens", body: row.body, token: "-"})
		if got.status != row.status || got.header.Get("X-Subject-Token") != row.token {
			t.Errorf("%s: %d %q", row.name, got.status, got.header.Get("X-Subject-Token"))
		}
	}
}

// TestExamples sends the pages' example requests, as they are printed, to a
// gateway that has their ids, puts back what they unbound and looks.
func TestExamples(t *testing.T) {
	t.Parallel()
	p := start(t, Options{Examples: true})
	f, env := p.srv.Target().Fixtures, DefaultEnvironment
	const (
		api      = "8aa097b00e9843efabc9c593d11b769d"
		acl      = "332c5db1458a477b89b2ea741fec94a3"
		throttle = "6a6a75b425df416cbdcd7821da30be8d"
		other    = "b11e5970f732440dbea647580647d57f"
	)
	if b := f.PluginBindings[0]; !slices.Contains(b.APIIDs, api) || len(b.APIIDs) != seededBindings+1 {
		t.Errorf("the target file names %d APIs of the first plug-in, without the example's or others", len(b.APIIDs))
	}
	throttled := p.records(p.gw.main, throttles, p.gw.mainFixtures.throttle)
	for id, named := range map[string][]string{acl: p.records(p.gw.main, acls, p.gw.mainFixtures.acl), throttle: throttled, other: throttled} {
		if len(named) <= seededPolicyACL || !slices.Contains(named, id) {
			t.Errorf("the policy has no record %s among others: %v", id, named)
		}
	}
	detach := "{\n  \"env_id\" : \"DEFAULT_ENVIRONMENT_RELEASE_ID\",\n  \"api_ids\" : [ \"" + api + "\" ]\n}"
	for _, prefix := range []string{"apigw", "apic"} {
		bound := func() bool {
			return slices.Contains(p.bound(plugins, f.PluginBindings[0].PluginID, call{prefix: prefix, path: "&env_id=" + env}), api)
		}
		path := "plugins/" + f.PluginBindings[0].PluginID
		if !bound() {
			t.Errorf("%s: the example's API is not bound", prefix)
		}
		if got := p.do(call{method: "PUT", prefix: prefix, path: path + "/detach", body: detach}); got.status != 204 || bound() {
			t.Errorf("%s: the example got %d %s, bound %t", prefix, got.status, got.body, bound())
		}
		if got := p.do(call{method: "POST", prefix: prefix, path: path + "/attach", body: detachBody(env, api)}); got.status != 201 || !bound() {
			t.Errorf("%s: binding again got %d %s, bound %t", prefix, got.status, got.body, bound())
		}
	}
	for _, row := range []struct {
		kind                       kind
		path, member, policyMember string
		policy                     string
		ids                        []string
	}{
		{acls, "acl-bindings", "acl_bindings", "acl_id", f.ACL.ACLID, []string{acl}},
		{throttles, "throttle-bindings", "throttle_bindings", "strategy_id", f.Throttle.StrategyID, []string{throttle, other}},
	} {
		before := p.bound(row.kind, row.policy)
		publication := p.gw.main.bindings[row.kind].byID[row.ids[0]].publish
		got := p.do(call{method: "PUT", path: row.path + "?action=delete", body: fmt.Sprintf("{\n  %q : %s\n}", row.member, quoted(row.ids...))})
		if want := fmt.Sprintf(`"success_count":%d`, len(row.ids)); got.status != 200 || !strings.Contains(got.body, want) {
			t.Errorf("%s: the example got %d %s, want %s", row.path, got.status, got.body, want)
		}
		got = p.do(call{method: "POST", path: row.path, body: fmt.Sprintf(`{%q:%q,"publish_ids":[%q]}`, row.policyMember, row.policy, publication)})
		after := p.bound(row.kind, row.policy)
		if got.status != 201 || len(after) != len(before)-len(row.ids)+1 || slices.ContainsFunc(row.ids, func(id string) bool { return slices.Contains(after, id) }) {
			t.Errorf("%s: binding again got %d; %d records before, %d after, the printed ones among them: %v", row.path, got.status, len(before), len(after), after)
		}
	}
	if _, err := New(Options{Examples: true, IDs: IDs{Env: "another"}}); err == nil {
		t.Error("the examples were put into another environment than theirs")
	}
}

// TestContradictoryActions sends two values of action at once.
func TestContradictoryActions(t *testing.T) {
	t.Parallel()
	p := start(t, Options{})
	for _, path := range []string{"acl-bindings", "throttle-bindings"} {
		for query, want := range map[string]int{
			"action=delete&action=delete": 200, "action=delete&action=create": 400, "action=create&action=delete": 400, "action=&action=delete": 400,
		} {
			if got := p.do(call{method: "PUT", path: path + "?" + query, body: "{}"}); got.status != want {
				t.Errorf("%s?%s: %d, want %d", path, query, got.status, want)
			}
		}
	}
}

// TestFailureMembers looks for all members that the pages' tables have.
func TestFailureMembers(t *testing.T) {
	t.Parallel()
	p := start(t, Options{})
	for path, body := range map[string]string{"acl-bindings": `{"acl_bindings":["x"]}`, "throttle-bindings": `{"throttle_bindings":["x"]}`} {
		var got struct {
			Failure []map[string]string `json:"failure"`
		}
		text := p.do(call{method: "PUT", path: path + "?action=delete", body: body}).body
		if err := json.Unmarshal([]byte(text), &got); err != nil || len(got.Failure) != 1 {
			t.Fatalf("%s: %v in %s", path, err, text)
		}
		for _, name := range []string{"bind_id", "error_code", "error_msg", "api_id", "api_name"} {
			if _, ok := got.Failure[0][name]; !ok {
				t.Errorf("%s: a failure without %s: %s", path, name, text)
			}
		}
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	p := start(t, Options{BasePath: "gw/eu/", IDs: IDs{Instance: "short"}, Tokens: Tokens{Valid: "t"}, Seed: 7})
	target := p.srv.Target()
	if !strings.HasSuffix(target.URL, "/gw/eu") || target.InstanceID != "short" || target.Auth.Token != "t" {
		t.Errorf("target is %+v", target)
	}
	if n := len(target.Fixtures.PluginBindings[2].APIIDs); n != seededAPIs {
		t.Errorf("%d APIs in the longest list of the target file", n)
	}
	if got := p.do(call{method: "PUT", path: "acl-bindings?action=delete", body: `{}`}); got.status != 200 {
		t.Errorf("below the base path: %d %s", got.status, got.body)
	}
	if _, err := New(Options{IDs: IDs{Instance: "same", OtherInstance: "same"}}); err == nil {
		t.Error("two instances with one id were accepted")
	}
	for _, o := range []Options{{Mutant: "nope"}, {Variants: []string{"nope"}}} {
		if _, err := New(o); err == nil || !strings.Contains(err.Error(), `"nope"`) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// What there is can be looked for by its name, or a part of it.
func TestInventory(t *testing.T) {
	t.Parallel()
	p := start(t, Options{})
	for _, row := range []struct{ collection, body, member, parameter string }{
		{"envs", `{"name":"looked_for"}`, "envs", "name"},
		{"api-groups", `{"name":"looked_for"}`, "groups", "name"},
		{"plugins", `{"plugin_name":"looked_for","plugin_type":"cors","plugin_scope":"global","plugin_content":"{}"}`, "plugins", "plugin_name"},
		{"acls", `{"acl_name":"looked_for","acl_type":"DENY","acl_value":"192.0.2.1","entity_type":"IP"}`, "acls", "name"},
		{"throttles", `{"name":"looked_for","time_unit":"MINUTE","time_interval":1,"api_call_limits":5}`, "throttles", "name"},
	} {
		if got := p.do(call{method: "POST", path: row.collection, body: row.body}); got.status != 201 {
			t.Fatalf("%s: %d %s", row.collection, got.status, got.body)
		}
		for query, want := range map[string]int{
			row.parameter + "=looked_for":                                 1,
			row.parameter + "=ooked_fo":                                   1,
			row.parameter + "=ooked_fo&precise_search=" + row.parameter:   0,
			row.parameter + "=looked_for&precise_search=" + row.parameter: 1,
			row.parameter + "=looked_for&offset=1":                        0,
			row.parameter + "=never":                                      0,
		} {
			got := p.do(call{method: "GET", path: row.collection + "?" + query})
			var document map[string]any
			if err := json.Unmarshal([]byte(got.body), &document); err != nil || got.status != 200 {
				t.Fatalf("%s?%s: %d %s", row.collection, query, got.status, got.body)
			}
			if list, _ := document[row.member].([]any); len(list) != want {
				t.Errorf("%s?%s: %s; want %d", row.collection, query, got.body, want)
			}
		}
	}
}
