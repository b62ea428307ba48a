package gateway

import (
	"net/url"
	"slices"
	"strings"
)

// check runs the checks of one stage.
func (e *exchange) check(s stage) *refusal {
	switch s {
	case stageToken:
		return e.authenticate()
	case stagePermission:
		return e.authorize()
	case stagePath:
		return e.checkPath()
	case stageQuery:
		return e.checkQuery()
	case stageBody:
		return e.checkBody()
	case stageInstance:
		return e.checkInstance()
	case stagePlugin:
		return e.checkPlugin()
	case stageResource:
		return e.checkResource()
	}
	return nil
}

// checkPath refuses instance ids that can be none. No page says what an
// instance id looks like, so anything made of letters, digits and hyphens
// passes that has the length of an id.
func (e *exchange) checkPath() *refusal {
	if _, known := e.gw.instances[e.instance]; known || wellFormed(e.instance) {
		return nil
	}
	return e.refuse(badRequest("instance/malformed", "APIG.2012",
		"Invalid parameter value,parameterName:instance_id. Please refer to the support documentation"))
}

func wellFormed(id string) bool {
	if len(id) != 32 && len(id) != 36 {
		return false
	}
	return strings.Trim(strings.ToLower(id), "0123456789abcdefghijklmnopqrstuvwxyz-") == ""
}

// checkQuery is about action, which the two batch operations need, and about
// parameters that no page has.
func (e *exchange) checkQuery() *refusal {
	if !e.unbinds() {
		return nil
	}
	query, err := url.ParseQuery(e.r.URL.RawQuery)
	for name := range query {
		if name != "action" || e.kind() == plugins {
			if r := e.tolerate("query/unknown"); r != nil {
				return r
			}
			break
		}
	}
	if e.kind() == plugins {
		return nil
	}
	if err != nil {
		if r := e.refuse(e.wrongAction("action/syntax")); r != nil {
			return r
		}
	}
	return e.checkAction(query["action"])
}

// checkAction wants the one value that the page allows. The same value may
// come twice; two values that contradict each other are no action.
func (e *exchange) checkAction(values []string) *refusal {
	if len(slices.Compact(slices.Sorted(slices.Values(values)))) > 1 {
		return e.refuse(e.wrongAction("action/contradictory"))
	}
	if len(values) > 1 {
		if r := e.tolerate("action/repeated"); r != nil {
			return r
		}
	}
	switch {
	case len(values) == 0:
		return e.refuse(e.wrongAction("action/missing"))
	case values[0] == "":
		return e.refuse(e.wrongAction("action/empty"))
	case values[0] != "delete":
		return e.refuse(e.wrongAction("action/wrong"))
	}
	return nil
}

func (e *exchange) wrongAction(reason string) *refusal {
	return badRequest(reason, "APIG.2011", `Invalid parameter value: parameter action should be "delete"`)
}

// checkBody reads what the unbinding operations are asked to unbind.
func (e *exchange) checkBody() *refusal {
	if !e.unbinds() {
		return nil
	}
	if e.r.Header.Get("Content-Type") == "" {
		if r := e.tolerate("content-type/missing"); r != nil {
			return r
		}
	} else if !isJSON(e.r.Header.Get("Content-Type")) {
		if r := e.tolerate("content-type/wrong"); r != nil {
			return r
		}
	}
	members, r := e.members()
	if r != nil {
		return r
	}
	l := e.list()
	for name := range members {
		if name != l.name && (name != "env_id" || e.kind() != plugins) {
			if r := e.tolerate("body/unknown-member"); r != nil {
				return r
			}
			break
		}
	}
	if e.kind() == plugins {
		if e.env, r = e.text(members, "env_id"); r != nil {
			return r
		}
	}
	if e.ids, r = e.texts(members, l); r != nil {
		return r
	}
	return e.tolerate(l.name + "/read")
}

// list is the operation's list of ids. The bound of api_ids stands on APIG's
// page only.
func (e *exchange) list() list {
	switch e.kind() {
	case acls:
		return list{name: "acl_bindings"}
	case throttles:
		return list{name: "throttle_bindings"}
	default:
		return list{name: "api_ids", mandatory: true, bounded: e.product == "apig"}
	}
}

func isJSON(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(strings.TrimSpace(mediaType), "application/json")
}

// checkInstance finds the instance among those of the path's project.
func (e *exchange) checkInstance() *refusal {
	project := e.caller.project
	if project == "" { // the caller is looked at later, against the path
		project = e.project
	}
	e.inst = e.gw.instances[e.instance]
	switch {
	case e.inst == nil:
		r := e.refuse(unknownInstance(e.instance))
		e.inst = e.gw.main
		return r
	case e.inst.project != project:
		r := unknownInstance(e.instance)
		r.reason = "instance/foreign"
		return e.refuse(r)
	}
	return nil
}

// checkPlugin finds the plug-in of a detach request.
func (e *exchange) checkPlugin() *refusal {
	if e.endpoint.name != "plugin-detach" {
		return nil
	}
	e.inst.mu.RLock()
	plugin, found := e.inst.policies[plugins][e.resourceID]
	e.inst.mu.RUnlock()
	e.policy = plugin
	switch {
	case found:
		return nil
	case !wellFormed(e.resourceID):
		if r := e.tolerate("plugin/malformed"); r != nil {
			return r
		}
	}
	return e.refuse(unknownPlugin(e.resourceID))
}

// checkResource finds the environment and the APIs of a detach request.
func (e *exchange) checkResource() *refusal {
	if e.endpoint.name != "plugin-detach" {
		return nil
	}
	envFound, absent, unbound := e.lookUp()
	if !envFound {
		if r := e.refuse(unknownEnv(e.env)); r != nil {
			return r
		}
	}
	if absent != nil {
		if r := e.refuse(unknownAPI(*absent)); r != nil {
			return r
		}
	}
	if unbound {
		return e.tolerate("api/unbound")
	}
	return nil
}

// lookUp reports whether the environment exists, the first API that does not,
// and whether one that does is not bound to the plug-in.
func (e *exchange) lookUp() (envFound bool, absent *string, unbound bool) {
	e.inst.mu.RLock()
	defer e.inst.mu.RUnlock()
	_, envFound = e.inst.envs[e.env]
	plugin := e.inst.policies[plugins][e.resourceID] // perhaps not looked up yet
	for _, id := range e.ids {
		if _, ok := e.inst.apis[id]; !ok {
			if absent == nil {
				absent = &id
			}
			continue
		}
		if plugin != nil && e.inst.bindings[plugins].byPlace[place{plugin.id, e.env, id}] == nil {
			unbound = true
		}
	}
	return envFound, absent, unbound
}
