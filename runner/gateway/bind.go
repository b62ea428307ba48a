package gateway

import "encoding/json"

// attach binds the plug-in to APIs that are published in the environment.
func (e *exchange) attach() response {
	members, r := e.members()
	if r != nil {
		return r.response()
	}
	env, r := e.text(members, "env_id")
	if r != nil {
		return r.response()
	}
	ids, r := e.texts(members, list{name: "api_ids", mandatory: true, bounded: true})
	if r != nil {
		return r.response()
	}

	in := e.inst
	in.mu.Lock()
	defer in.mu.Unlock()
	plugin, ok := in.policies[plugins][e.resourceID]
	if !ok {
		return unknownPlugin(e.resourceID).response()
	}
	if _, ok := in.envs[env]; !ok {
		return unknownEnv(env).response()
	}
	publications := make([]publication, len(ids))
	for i, id := range ids {
		a, ok := in.apis[id]
		if !ok {
			return unknownAPI(id).response()
		}
		if publications[i], ok = a.publishedIn(env); !ok {
			return conflict("api/unpublished", "APIG.3707", "API "+id+" is not published in the environment").response()
		}
	}
	attached := make([]any, len(ids))
	for i, p := range publications {
		b := e.bind(plugins, plugin, p)
		attached[i] = object{
			{"plugin_attach_id", b.id},
			{"plugin_id", plugin.id},
			{"plugin_name", plugin.name},
			{"plugin_type", plugin.class},
			{"plugin_scope", "global"},
			{"env_id", env},
			{"env_name", in.envs[env]},
			{"api_id", b.api.id},
			{"api_name", b.api.name},
			{"attached_time", b.time},
		}
	}
	return newResponse(201, object{{"attached_plugins", attached}})
}

// bind makes a binding; the caller holds the instance's lock.
func (e *exchange) bind(k kind, p *policy, pub publication) *binding {
	return e.inst.bind(k, p, pub)
}

func (e *exchange) bindACL() response {
	return e.bindPublications("acl_id", "acl_bindings", func(b *binding) object {
		return object{
			{"id", b.id},
			{"api_id", b.api.id},
			{"env_id", b.env},
			{"acl_id", b.policy.id},
			{"create_time", b.time},
		}
	})
}

func (e *exchange) bindThrottle() response {
	return e.bindPublications("strategy_id", "throttle_applys", func(b *binding) object {
		return object{
			{"publish_id", b.publish},
			{"scope", 1},
			{"strategy_id", b.policy.id},
			{"apply_time", b.time},
			{"id", b.id},
		}
	})
}

// bindPublications binds a policy to published APIs, named by their
// publication records.
func (e *exchange) bindPublications(policyName, recordsMember string, show func(*binding) object) response {
	members, r := e.members()
	if r != nil {
		return r.response()
	}
	id, r := e.text(members, policyName)
	if r != nil {
		return r.response()
	}
	ids, r := e.texts(members, list{name: "publish_ids", mandatory: true})
	if r != nil {
		return r.response()
	}

	in, k := e.inst, e.kind()
	in.mu.Lock()
	defer in.mu.Unlock()
	p, ok := in.policies[k][id]
	if !ok {
		return unknownPolicy(k, id).response()
	}
	publications := make([]publication, len(ids))
	for i, id := range ids {
		if publications[i], ok = in.published[id]; !ok {
			return unknown("publication", "APIG.3015", "The API publication record does not exist;id:"+id).response()
		}
	}
	made := make([]any, len(ids))
	for i, pub := range publications {
		made[i] = show(e.bind(k, p, pub))
	}
	return newResponse(201, object{{recordsMember, made}})
}

// optionalText reads a member of type String that may be left out.
func optionalText(members map[string]json.RawMessage, name string) string {
	var s string
	if raw, ok := members[name]; ok && json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
