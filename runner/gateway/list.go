package gateway

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// The page sizes of the list pages.
const (
	defaultPage = 20
	maxPage     = 500
)

// listing is one page of a list before it is shown.
type listing struct {
	offset, limit, total int
	// all are the bindings that match; those from offset on, at most limit,
	// are shown.
	all []*binding
	// keep reports whether a binding matches.
	keep func(*binding) bool
}

func (l *listing) page() []*binding {
	from := min(l.offset, len(l.all))
	return l.all[from:min(from+l.limit, len(l.all))]
}

func (e *exchange) listAttached() response {
	e.inst.mu.RLock()
	_, ok := e.inst.policies[plugins][e.resourceID]
	e.inst.mu.RUnlock()
	if !ok {
		return unknownPlugin(e.resourceID).response()
	}
	return e.listPolicy(e.resourceID, e.attachedAPI)
}

func (e *exchange) listACLBindings() response {
	id, resp := e.policyQuery("acl_id")
	if resp != nil {
		return *resp
	}
	return e.listPolicy(id, e.aclAPI)
}

func (e *exchange) listThrottleBindings() response {
	id, resp := e.policyQuery("throttle_id")
	if resp != nil {
		return *resp
	}
	return e.listPolicy(id, e.throttleAPI)
}

// policyQuery reads the mandatory policy id of a list.
func (e *exchange) policyQuery(name string) (string, *response) {
	id := e.r.URL.Query().Get(name)
	if id == "" {
		resp := missing(name).response()
		return "", &resp
	}
	e.inst.mu.RLock()
	_, ok := e.inst.policies[e.kind()][id]
	e.inst.mu.RUnlock()
	if !ok {
		resp := unknownPolicy(e.kind(), id).response()
		return "", &resp
	}
	return id, nil
}

func unknownPolicy(k kind, id string) *refusal {
	switch k {
	case acls:
		return unknown("acl", "APIG.3006", "Access control policy "+id+" does not exist")
	case throttles:
		return unknown("throttle", "APIG.3005", "Request throttling policy "+id+" does not exist")
	default:
		return unknownPlugin(id)
	}
}

// listPolicy lists the bindings of one policy.
func (e *exchange) listPolicy(policy string, show func(*binding) object) response {
	query, kind := e.r.URL.Query(), e.kind()
	keep := filter(query)
	if e.gw.b.unfiltered {
		keep = filter(nil)
	}
	e.inst.mu.RLock()
	defer e.inst.mu.RUnlock()
	l := &listing{
		offset: max(number(query, "offset", 0), 0),
		limit:  number(query, "limit", defaultPage),
		keep:   func(b *binding) bool { return b.policy.id == policy && b.kind == kind && keep(b) },
	}
	l.all = e.inst.bindings[kind].list(func(b *binding) bool {
		if !l.keep(b) {
			return false
		}
		for _, hook := range e.gw.b.visible {
			if !hook(e, b) {
				return false
			}
		}
		return true
	})
	if l.limit <= 0 {
		l.limit = defaultPage
	}
	l.limit = min(l.limit, maxPage)
	l.total = len(l.all)
	for _, hook := range e.gw.b.listed {
		hook(e, l)
	}
	page := l.page()
	apis := make([]any, len(page))
	for i, b := range page {
		apis[i] = show(b)
	}
	return newResponse(200, object{{"size", len(page)}, {"total", l.total}, {"apis", apis}})
}

// filter makes the condition that the optional query parameters state.
func filter(query url.Values) func(*binding) bool {
	env, group, id := query.Get("env_id"), query.Get("group_id"), query.Get("api_id")
	name, method, uri := query.Get("api_name"), query.Get("req_method"), query.Get("req_uri")
	return func(b *binding) bool {
		return (env == "" || b.env == env) && (group == "" || b.api.group == group) &&
			(id == "" || b.api.id == id) && (name == "" || strings.Contains(b.api.name, name)) &&
			(method == "" || b.api.method == method) && (uri == "" || strings.Contains(b.api.uri, uri))
	}
}

func number(query url.Values, name string, otherwise int) int {
	n, err := strconv.Atoi(query.Get(name))
	if err != nil {
		return otherwise
	}
	return n
}

func (e *exchange) attachedAPI(b *binding) object {
	return object{
		{"api_id", b.api.id},
		{"api_name", b.api.name},
		{"type", 1},
		{"req_protocol", "HTTPS"},
		{"req_method", b.api.method},
		{"req_uri", b.api.uri},
		{"auth_type", "IAM"},
		{"match_mode", "NORMAL"},
		{"remark", ""},
		{"group_id", b.api.group},
		{"group_name", e.inst.groups[b.api.group]},
		{"roma_app_id", ""},
		{"env_id", b.env},
		{"env_name", e.inst.envs[b.env]},
		{"publish_id", b.publish},
		{"plugin_attach_id", b.id},
		{"attached_time", b.time},
	}
}

func (e *exchange) aclAPI(b *binding) object {
	return object{
		{"api_id", b.api.id},
		{"api_name", b.api.name},
		{"api_type", 1},
		{"api_remark", ""},
		{"env_id", b.env},
		{"env_name", e.inst.envs[b.env]},
		{"bind_id", b.id},
		{"group_name", e.inst.groups[b.api.group]},
		{"bind_time", b.time},
		{"publish_id", b.publish},
		{"req_method", b.api.method},
	}
}

func (e *exchange) throttleAPI(b *binding) object {
	return object{
		{"id", b.api.id},
		{"name", b.api.name},
		{"type", 1},
		{"auth_type", "IAM"},
		{"req_method", b.api.method},
		{"req_uri", b.api.uri},
		{"remark", ""},
		{"group_id", b.api.group},
		{"group_name", e.inst.groups[b.api.group]},
		{"run_env_id", b.env},
		{"run_env_name", e.inst.envs[b.env]},
		{"publish_id", b.publish},
		{"throttle_apply_id", b.id},
		{"throttle_name", b.policy.name},
		{"apply_time", b.time},
	}
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
