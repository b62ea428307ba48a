package gateway

import (
	"encoding/json"
	"maps"
	"slices"
)

// mandatory reads several mandatory String members in turn.
func (e *exchange) mandatory(names ...string) (map[string]json.RawMessage, map[string]string, *refusal) {
	members, r := e.members()
	if r != nil {
		return nil, nil, r
	}
	values := map[string]string{}
	for _, name := range names {
		if values[name], r = e.text(members, name); r != nil {
			return nil, nil, r
		}
	}
	return members, values, nil
}

// oneOf checks an enumeration.
func (e *exchange) oneOf(name, value string, allowed ...string) *refusal {
	if slices.Contains(allowed, value) {
		return nil
	}
	return e.refuse(invalid(name+"/value", name))
}

func (e *exchange) createEnv() answer {
	members, v, r := e.mandatory("name")
	if r != nil {
		return r.answer()
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	if slices.Contains(slices.Collect(maps.Values(in.envs)), v["name"]) {
		return badRequest("name/taken", "APIG.3205", "The environment name already exists").answer()
	}
	id := in.ids.next()
	in.envs[id] = v["name"]
	return respond(201, object{
		{"id", id}, {"name", v["name"]}, {"remark", optionalText(members, "remark")}, {"create_time", stamp(in.clock())},
	})
}

func (e *exchange) deleteEnv() answer {
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	if _, ok := in.envs[e.res]; !ok {
		return unknownEnv(e.res).answer()
	}
	for _, p := range in.published {
		if p.env == e.res {
			used := forbidden("env/used")
			used.code, used.message = "APIG.3418", "The environment contains published APIs"
			return used.answer()
		}
	}
	delete(in.envs, e.res)
	return noContent()
}

func (e *exchange) createGroup() answer {
	members, v, r := e.mandatory("name")
	if r != nil {
		return r.answer()
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	id := in.ids.next()
	in.groups[id] = v["name"]
	now := stamp(in.clock())
	domain := id + ".apic.example.com"
	return respond(201, object{
		{"id", id},
		{"name", v["name"]},
		{"status", 1},
		{"sl_domain", domain},
		{"register_time", now},
		{"update_time", now},
		{"on_sell_status", 2},
		{"url_domains", []any{}},
		{"sl_domain_access_enabled", true},
		{"sl_domains", []any{domain}},
		{"remark", optionalText(members, "remark")},
		{"is_default", 2},
		{"version", "V1"},
	})
}

func (e *exchange) deleteGroup() answer {
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	if _, ok := in.groups[e.res]; !ok {
		return unknown("group", "APIG.3001", "API group "+e.res+" does not exist").answer()
	}
	for _, a := range in.apis {
		if a.group == e.res {
			r := conflict("group/used", "APIG.3415", "The API group cannot be deleted because it contains APIs,id:"+a.id)
			r.status = 412
			return r.answer()
		}
	}
	delete(in.groups, e.res)
	return noContent()
}

func (e *exchange) createAPI() answer {
	members, v, r := e.mandatory("name", "req_protocol", "req_method", "req_uri", "auth_type", "backend_type", "group_id")
	if r != nil {
		return r.answer()
	}
	if jsonType(members["type"]) != "number" {
		return missing("type").answer()
	}
	for _, c := range []struct {
		name    string
		allowed []string
	}{
		{"req_protocol", []string{"HTTP", "HTTPS", "BOTH", "GRPC", "GRPCS"}},
		{"req_method", []string{"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "ANY"}},
		{"auth_type", []string{"NONE", "APP", "IAM", "AUTHORIZER"}},
		{"backend_type", []string{"HTTP", "FUNCTION", "MOCK", "GRPC"}},
	} {
		if r := e.oneOf(c.name, v[c.name], c.allowed...); r != nil {
			return r.answer()
		}
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	group, ok := in.groups[v["group_id"]]
	if !ok {
		return unknown("group", "APIG.3001", "API group "+v["group_id"]+" does not exist").answer()
	}
	a := in.addAPI(v["group_id"], v["name"], v["req_method"], v["req_uri"])
	now := stamp(in.clock())
	return respond(201, object{
		{"id", a.id},
		{"name", a.name},
		{"type", literal(members["type"])},
		{"version", "V0.0.1"},
		{"req_protocol", v["req_protocol"]},
		{"req_method", a.method},
		{"req_uri", a.uri},
		{"auth_type", v["auth_type"]},
		{"match_mode", "NORMAL"},
		{"backend_type", v["backend_type"]},
		{"group_id", a.group},
		{"group_name", group},
		{"status", 1},
		{"register_time", now},
		{"update_time", now},
	})
}

// publishAPI publishes an API or takes it offline.
func (e *exchange) publishAPI() answer {
	members, v, r := e.mandatory("action", "env_id", "api_id")
	if r != nil {
		return r.answer()
	}
	if r := e.oneOf("action", v["action"], "online", "offline"); r != nil {
		return r.answer()
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	a, ok := in.apis[v["api_id"]]
	if !ok {
		return unknownAPI(v["api_id"]).answer()
	}
	if _, ok := in.envs[v["env_id"]]; !ok {
		return unknownEnv(v["env_id"]).answer()
	}
	pub, published := a.publishedIn(v["env_id"])
	if v["action"] == "online" {
		pub = in.publish(a, v["env_id"])
	} else {
		if !published {
			return unknown("publication", "APIG.3015", "The API publication record does not exist").answer()
		}
		in.takeOffline(pub)
	}
	return respond(201, object{
		{"publish_id", pub.id},
		{"api_id", a.id},
		{"api_name", a.name},
		{"env_id", pub.env},
		{"remark", optionalText(members, "remark")},
		{"publish_time", stamp(in.clock())},
		{"version_id", in.ids.next()},
	})
}

// takeOffline ends a publication. Plug-in bindings outlast it, as the list
// page says ("APIs taken offline are also included").
func (in *instance) takeOffline(p publication) {
	delete(in.published, p.id)
	p.api.publications = slices.DeleteFunc(p.api.publications, func(q publication) bool { return q.id == p.id })
	for _, k := range []kind{acls, throttles} {
		for _, b := range in.bindings[k].list(func(b *binding) bool { return b.publish == p.id }) {
			in.bindings[k].remove(b)
		}
	}
}

func (e *exchange) deleteAPI() answer {
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	a, ok := in.apis[e.res]
	if !ok {
		return unknownAPI(e.res).answer()
	}
	if len(a.publications) > 0 {
		return conflict("api/published", "APIG.3416", "The API cannot be deleted because it has been published").answer()
	}
	for _, b := range in.bindings[plugins].list(func(b *binding) bool { return b.api == a }) {
		in.bindings[plugins].remove(b)
	}
	delete(in.apis, a.id)
	return noContent()
}

func (e *exchange) createPlugin() answer {
	members, v, r := e.mandatory("plugin_name", "plugin_type", "plugin_scope", "plugin_content")
	if r != nil {
		return r.answer()
	}
	types := []string{"cors", "set_resp_headers", "kafka_log", "breaker", "rate_limit", "third_auth"}
	if r := e.oneOf("plugin_type", v["plugin_type"], types...); r != nil {
		return r.answer()
	}
	if r := e.oneOf("plugin_scope", v["plugin_scope"], "global"); r != nil {
		return r.answer()
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, p := range in.policies[plugins] {
		if p.name == v["plugin_name"] {
			return invalid("plugin_name/taken", "plugin_name").answer()
		}
	}
	p := in.addPolicy(plugins, v["plugin_name"], v["plugin_type"])
	now := stamp(in.clock())
	return respond(201, object{
		{"plugin_id", p.id},
		{"plugin_name", p.name},
		{"plugin_type", p.class},
		{"plugin_scope", "global"},
		{"plugin_content", v["plugin_content"]},
		{"remark", optionalText(members, "remark")},
		{"create_time", now},
		{"update_time", now},
	})
}

func (e *exchange) deletePlugin() answer {
	return e.deletePolicy(plugins, conflict("plugin/used", "APIG.3462",
		"The plugin has been attached to the APIs and cannot perform the current operation"))
}

func (e *exchange) createACL() answer {
	_, v, r := e.mandatory("acl_name", "acl_type", "acl_value", "entity_type")
	if r != nil {
		return r.answer()
	}
	if r := e.oneOf("acl_type", v["acl_type"], "PERMIT", "DENY"); r != nil {
		return r.answer()
	}
	if r := e.oneOf("entity_type", v["entity_type"], "IP", "DOMAIN", "DOMAIN_ID"); r != nil {
		return r.answer()
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	p := in.addPolicy(acls, v["acl_name"], "")
	return respond(201, object{
		{"id", p.id},
		{"acl_name", p.name},
		{"entity_type", v["entity_type"]},
		{"acl_type", v["acl_type"]},
		{"acl_value", v["acl_value"]},
		{"update_time", stamp(in.clock())},
	})
}

func (e *exchange) deleteACL() answer {
	used := forbidden("acl/used")
	used.code, used.message = "APIG.3447", "The access control policy cannot be deleted because it has been bound to APIs"
	return e.deletePolicy(acls, used)
}

func (e *exchange) createThrottle() answer {
	members, v, r := e.mandatory("name", "time_unit")
	if r != nil {
		return r.answer()
	}
	if r := e.oneOf("time_unit", v["time_unit"], "SECOND", "MINUTE", "HOUR", "DAY"); r != nil {
		return r.answer()
	}
	for _, name := range []string{"api_call_limits", "time_interval"} {
		if jsonType(members[name]) != "number" {
			return missing(name).answer()
		}
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	p := in.addPolicy(throttles, v["name"], "")
	return respond(201, object{
		{"id", p.id},
		{"name", p.name},
		{"time_unit", v["time_unit"]},
		{"time_interval", literal(members["time_interval"])},
		{"api_call_limits", literal(members["api_call_limits"])},
		{"remark", optionalText(members, "remark")},
		{"type", 1},
		{"bind_num", 0},
		{"is_inclu_special_throttle", 2},
		{"create_time", stamp(in.clock())},
	})
}

// deleteThrottle deletes the policy with its bindings, as its page says.
func (e *exchange) deleteThrottle() answer {
	in := e.inst
	in.mu.Lock()
	for _, b := range in.bindings[throttles].list(func(b *binding) bool { return b.policy.id == e.res }) {
		in.bindings[throttles].remove(b)
	}
	in.mu.Unlock()
	return e.deletePolicy(throttles, nil)
}

// deletePolicy deletes a policy unless it is bound.
func (e *exchange) deletePolicy(k kind, used *refusal) answer {
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	p, ok := in.policies[k][e.res]
	if !ok {
		return unknownPolicy(k, e.res).answer()
	}
	for _, b := range in.bindings[k].byID {
		if b.policy == p {
			return used.answer()
		}
	}
	delete(in.policies[k], p.id)
	return noContent()
}
