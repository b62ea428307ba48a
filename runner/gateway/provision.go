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

func (e *exchange) createEnv() response {
	members, v, r := e.mandatory("name")
	if r != nil {
		return r.response()
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	if slices.Contains(slices.Collect(maps.Values(in.envs)), v["name"]) {
		return badRequest("name/taken", "APIG.3205", "The environment name already exists").response()
	}
	id := in.ids.next()
	in.envs[id] = v["name"]
	return newResponse(201, object{
		{"id", id}, {"name", v["name"]}, {"remark", optionalText(members, "remark")}, {"create_time", stamp(in.clock())},
	})
}

func (e *exchange) deleteEnv() response {
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	if _, ok := in.envs[e.resourceID]; !ok {
		return unknownEnv(e.resourceID).response()
	}
	for _, p := range in.published {
		if p.env == e.resourceID {
			used := forbidden("env/used")
			used.code, used.message = "APIG.3418", "The environment contains published APIs"
			return used.response()
		}
	}
	delete(in.envs, e.resourceID)
	return noContent()
}

func (e *exchange) createGroup() response {
	members, v, r := e.mandatory("name")
	if r != nil {
		return r.response()
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	id := in.ids.next()
	in.groups[id] = v["name"]
	now := stamp(in.clock())
	domain := id + ".apic.example.com"
	return newResponse(201, object{
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

func (e *exchange) deleteGroup() response {
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	if _, ok := in.groups[e.resourceID]; !ok {
		return unknown("group", "APIG.3001", "API group "+e.resourceID+" does not exist").response()
	}
	for _, a := range in.apis {
		if a.group == e.resourceID {
			r := conflict("group/used", "APIG.3415", "The API group cannot be deleted because it contains APIs,id:"+a.id)
			r.status = 412
			return r.response()
		}
	}
	delete(in.groups, e.resourceID)
	return noContent()
}

func (e *exchange) createAPI() response {
	members, v, r := e.mandatory("name", "req_protocol", "req_method", "req_uri", "auth_type", "backend_type", "group_id")
	if r != nil {
		return r.response()
	}
	if jsonType(members["type"]) != "number" {
		return missing("type").response()
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
			return r.response()
		}
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	group, ok := in.groups[v["group_id"]]
	if !ok {
		return unknown("group", "APIG.3001", "API group "+v["group_id"]+" does not exist").response()
	}
	a := in.addAPI(v["group_id"], v["name"], v["req_method"], v["req_uri"])
	now := stamp(in.clock())
	return newResponse(201, object{
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
func (e *exchange) publishAPI() response {
	members, v, r := e.mandatory("action", "env_id", "api_id")
	if r != nil {
		return r.response()
	}
	if r := e.oneOf("action", v["action"], "online", "offline"); r != nil {
		return r.response()
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	a, ok := in.apis[v["api_id"]]
	if !ok {
		return unknownAPI(v["api_id"]).response()
	}
	if _, ok := in.envs[v["env_id"]]; !ok {
		return unknownEnv(v["env_id"]).response()
	}
	pub, published := a.publishedIn(v["env_id"])
	if v["action"] == "online" {
		pub = in.publish(a, v["env_id"])
	} else {
		if !published {
			return unknown("publication", "APIG.3015", "The API publication record does not exist").response()
		}
		in.takeOffline(pub)
	}
	return newResponse(201, object{
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

func (e *exchange) deleteAPI() response {
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	a, ok := in.apis[e.resourceID]
	if !ok {
		return unknownAPI(e.resourceID).response()
	}
	if len(a.publications) > 0 {
		return conflict("api/published", "APIG.3416", "The API cannot be deleted because it has been published").response()
	}
	for _, b := range in.bindings[plugins].list(func(b *binding) bool { return b.api == a }) {
		in.bindings[plugins].remove(b)
	}
	delete(in.apis, a.id)
	return noContent()
}

func (e *exchange) createPlugin() response {
	members, v, r := e.mandatory("plugin_name", "plugin_type", "plugin_scope", "plugin_content")
	if r != nil {
		return r.response()
	}
	types := []string{"cors", "set_resp_headers", "kafka_log", "breaker", "rate_limit", "third_auth"}
	if r := e.oneOf("plugin_type", v["plugin_type"], types...); r != nil {
		return r.response()
	}
	if r := e.oneOf("plugin_scope", v["plugin_scope"], "global"); r != nil {
		return r.response()
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	for _, p := range in.policies[plugins] {
		if p.name == v["plugin_name"] {
			return invalid("plugin_name/taken", "plugin_name").response()
		}
	}
	p := in.addPolicy(plugins, v["plugin_name"], v["plugin_type"])
	now := stamp(in.clock())
	return newResponse(201, object{
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

func (e *exchange) deletePlugin() response {
	return e.deletePolicy(plugins, conflict("plugin/used", "APIG.3462",
		"The plugin has been attached to the APIs and cannot perform the current operation"))
}

func (e *exchange) createACL() response {
	_, v, r := e.mandatory("acl_name", "acl_type", "acl_value", "entity_type")
	if r != nil {
		return r.response()
	}
	if r := e.oneOf("acl_type", v["acl_type"], "PERMIT", "DENY"); r != nil {
		return r.response()
	}
	if r := e.oneOf("entity_type", v["entity_type"], "IP", "DOMAIN", "DOMAIN_ID"); r != nil {
		return r.response()
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	p := in.addPolicy(acls, v["acl_name"], "")
	return newResponse(201, object{
		{"id", p.id},
		{"acl_name", p.name},
		{"entity_type", v["entity_type"]},
		{"acl_type", v["acl_type"]},
		{"acl_value", v["acl_value"]},
		{"update_time", stamp(in.clock())},
	})
}

func (e *exchange) deleteACL() response {
	used := forbidden("acl/used")
	used.code, used.message = "APIG.3447", "The access control policy cannot be deleted because it has been bound to APIs"
	return e.deletePolicy(acls, used)
}

func (e *exchange) createThrottle() response {
	members, v, r := e.mandatory("name", "time_unit")
	if r != nil {
		return r.response()
	}
	if r := e.oneOf("time_unit", v["time_unit"], "SECOND", "MINUTE", "HOUR", "DAY"); r != nil {
		return r.response()
	}
	for _, name := range []string{"api_call_limits", "time_interval"} {
		if jsonType(members[name]) != "number" {
			return missing(name).response()
		}
	}
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	p := in.addPolicy(throttles, v["name"], "")
	return newResponse(201, object{
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
func (e *exchange) deleteThrottle() response {
	in := e.inst
	in.mu.Lock()
	for _, b := range in.bindings[throttles].list(func(b *binding) bool { return b.policy.id == e.resourceID }) {
		in.bindings[throttles].remove(b)
	}
	in.mu.Unlock()
	return e.deletePolicy(throttles, nil)
}

// deletePolicy deletes a policy unless it is bound.
func (e *exchange) deletePolicy(k kind, used *refusal) response {
	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	p, ok := in.policies[k][e.resourceID]
	if !ok {
		return unknownPolicy(k, e.resourceID).response()
	}
	for _, b := range in.bindings[k].byID {
		if b.policy == p {
			return used.response()
		}
	}
	delete(in.policies[k], p.id)
	return noContent()
}
