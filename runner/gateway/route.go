package gateway

import (
	"net/url"
	"slices"
	"strings"
)

// The operations whose pages the suite judges. Mutants deviate in these only.
const (
	opAPIGDetach   = "apig.plugin-detach"
	opROMADetach   = "roma.plugin-detach"
	opAPIGACL      = "apig.acl-unbind"
	opAPIGThrottle = "apig.throttle-unbind"
)

// action does what one operation does, after authentication.
type action func(*exchange) response

// endpoint is one method on one path shape. Segments in braces match any one
// non-empty segment.
type endpoint struct {
	method string
	path   []string
	name   string
	run    action
}

// product is a service prefix and how its operations are named.
type product struct{ name, prefix string }

func products() []product {
	return []product{{"apig", "apigw"}, {"roma", "apic"}}
}

// endpoints are the operations below …/instances/{instance_id}.
func endpoints() []endpoint {
	at := func(method, path, name string, run action) endpoint {
		return endpoint{method, strings.Split(path, "/"), name, run}
	}
	return []endpoint{
		at("PUT", "plugins/{id}/detach", "plugin-detach", (*exchange).detach),
		at("PUT", "acl-bindings", "acl-unbind", (*exchange).unbindACLs),
		at("PUT", "throttle-bindings", "throttle-unbind", (*exchange).unbindThrottles),

		at("POST", "plugins/{id}/attach", "plugin-attach", (*exchange).attach),
		at("GET", "plugins/{id}/attached-apis", "plugin-apis", (*exchange).listAttached),
		at("POST", "acl-bindings", "acl-bind", (*exchange).bindACL),
		at("GET", "acl-bindings/binded-apis", "acl-apis", (*exchange).listACLBindings),
		at("DELETE", "acl-bindings/{id}", "acl-unbind-one", (*exchange).unbindOneACL),
		at("POST", "throttle-bindings", "throttle-bind", (*exchange).bindThrottle),
		at("GET", "throttle-bindings/binded-apis", "throttle-apis", (*exchange).listThrottleBindings),
		at("DELETE", "throttle-bindings/{id}", "throttle-unbind-one", (*exchange).unbindOneThrottle),

		at("POST", "envs", "env-create", (*exchange).createEnv),
		at("GET", "envs", "env-list", (*exchange).listEnvs),
		at("DELETE", "envs/{id}", "env-delete", (*exchange).deleteEnv),
		at("POST", "api-groups", "group-create", (*exchange).createGroup),
		at("GET", "api-groups", "group-list", (*exchange).listGroups),
		at("DELETE", "api-groups/{id}", "group-delete", (*exchange).deleteGroup),
		at("POST", "apis", "api-create", (*exchange).createAPI),
		at("GET", "apis", "api-list", (*exchange).listAPIs),
		at("POST", "apis/action", "api-publish", (*exchange).publishAPI),
		at("DELETE", "apis/{id}", "api-delete", (*exchange).deleteAPI),
		at("POST", "plugins", "plugin-create", (*exchange).createPlugin),
		at("GET", "plugins", "plugin-list", (*exchange).listPlugins),
		at("DELETE", "plugins/{id}", "plugin-delete", (*exchange).deletePlugin),
		at("POST", "acls", "acl-create", (*exchange).createACL),
		at("GET", "acls", "acl-list", (*exchange).listACLs),
		at("DELETE", "acls/{id}", "acl-delete", (*exchange).deleteACL),
		at("POST", "throttles", "throttle-create", (*exchange).createThrottle),
		at("GET", "throttles", "throttle-list", (*exchange).listThrottles),
		at("DELETE", "throttles/{id}", "throttle-delete", (*exchange).deleteThrottle),
	}
}

// route is a request's path, taken apart.
type route struct {
	product                       string
	project, instance, resourceID string
	// tail is what stands below the instance.
	tail []string
}

// parseRoute takes a management path apart; ok is false for any other path.
func parseRoute(escaped string) (r route, ok bool) {
	segments := strings.Split(strings.TrimPrefix(escaped, "/"), "/")
	if len(segments) < 6 || segments[0] != "v2" || segments[3] != "instances" {
		return route{}, false
	}
	for i, s := range segments {
		plain, err := url.PathUnescape(s)
		if err != nil {
			return route{}, false
		}
		segments[i] = plain
	}
	i := slices.IndexFunc(products(), func(p product) bool { return p.prefix == segments[2] })
	if i < 0 {
		return route{}, false
	}
	return route{
		product: products()[i].name, project: segments[1], instance: segments[4], tail: segments[5:],
	}, true
}

// match fills in the route's resource id if the endpoint's path fits.
func (p endpoint) match(r *route) bool {
	if len(p.path) != len(r.tail) {
		return false
	}
	for i, s := range p.path {
		switch {
		case s == "{id}":
			if r.tail[i] == "" || r.tail[i] == "binded-apis" {
				return false
			}
		case s != r.tail[i]:
			return false
		}
	}
	for i, s := range p.path {
		if s == "{id}" {
			r.resourceID = r.tail[i]
		}
	}
	return true
}

// find returns the endpoint for the method and path, and the methods that the
// path has at all. A literal segment wins over a parameter.
func (g *Gateway) find(method string, r *route) (found *endpoint, allowed []string) {
	for i := range g.endpoints {
		p := &g.endpoints[i]
		if !p.match(r) {
			continue
		}
		allowed = append(allowed, p.method)
		if p.method == method && found == nil {
			found = p
		}
	}
	return found, allowed
}
