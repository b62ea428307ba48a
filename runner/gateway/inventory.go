package gateway

import (
	"maps"
	"slices"
	"strings"
)

// resource is something of an instance that a list shows by its name.
type resource struct {
	name  string
	shown object
}

// listEnvs, and the other lists of what an instance has, show all whose names hold the
// name that the query asks for; with precise_search, which names the parameter, only
// those that have just that name.
func (e *exchange) listEnvs() response {
	return e.inventory("envs", "name", func(in *instance) (all []resource) {
		for id, name := range in.envs {
			all = append(all, resource{name, object{{"id", id}, {"name", name}, {"remark", ""}}})
		}
		return all
	})
}

func (e *exchange) listGroups() response {
	return e.inventory("groups", "name", func(in *instance) (all []resource) {
		for id, name := range in.groups {
			all = append(all, resource{name, object{{"id", id}, {"name", name}, {"status", 1}, {"sl_domain", id + ".apic.example.com"}, {"on_sell_status", 2}}})
		}
		return all
	})
}

func (e *exchange) listAPIs() response {
	return e.inventory("apis", "name", func(in *instance) (all []resource) {
		for a := range maps.Values(in.apis) {
			all = append(all, resource{a.name, object{
				{"id", a.id}, {"name", a.name}, {"group_id", a.group}, {"group_name", in.groups[a.group]},
				{"req_method", a.method}, {"req_uri", a.uri}, {"status", 1},
			}})
		}
		return all
	})
}

func (e *exchange) listPlugins() response {
	return e.listPolicies(plugins, "plugins", "plugin_name", func(p *policy) object {
		return object{{"plugin_id", p.id}, {"plugin_name", p.name}, {"plugin_type", p.class}, {"plugin_scope", "global"}}
	})
}

func (e *exchange) listACLs() response {
	return e.listPolicies(acls, "acls", "name", func(p *policy) object { return object{{"id", p.id}, {"acl_name", p.name}} })
}

func (e *exchange) listThrottles() response {
	return e.listPolicies(throttles, "throttles", "name", func(p *policy) object { return object{{"id", p.id}, {"name", p.name}} })
}

func (e *exchange) listPolicies(k kind, member, parameter string, show func(*policy) object) response {
	return e.inventory(member, parameter, func(in *instance) (all []resource) {
		for p := range maps.Values(in.policies[k]) {
			all = append(all, resource{p.name, show(p)})
		}
		return all
	})
}

// inventory lists what an instance has, by name; member is what the list is called in
// the response, parameter what asks for a name.
func (e *exchange) inventory(member, parameter string, of func(*instance) []resource) response {
	query := e.r.URL.Query()
	name, precise := query.Get(parameter), slices.Contains(strings.Split(query.Get("precise_search"), ","), parameter)
	e.inst.mu.RLock()
	all := of(e.inst)
	e.inst.mu.RUnlock()
	all = slices.DeleteFunc(all, func(r resource) bool {
		return !strings.Contains(r.name, name) || precise && r.name != name
	})
	slices.SortFunc(all, func(a, b resource) int { return strings.Compare(a.name, b.name) })
	limit := number(query, "limit", defaultPage)
	if limit <= 0 {
		limit = defaultPage
	}
	from := min(max(number(query, "offset", 0), 0), len(all))
	page := all[from:min(from+min(limit, maxPage), len(all))]
	shown := make([]any, len(page))
	for i, r := range page {
		shown[i] = r.shown
	}
	return newResponse(200, object{{"total", len(all)}, {"size", len(page)}, {member, shown}})
}
