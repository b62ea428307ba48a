package gateway

import "strconv"

// How much a fresh instance holds. The bound of a plug-in's api_ids is 500,
// so there are some more APIs than that.
const (
	seededAPIs      = 520
	seededBindings  = 18 // APIs with everything bound in the usual environment
	seededUnnamed   = 4  // APIs with everything bound that the target file does not name
	secondEnvAPIs   = 12 // APIs that are also published and bound in the second environment
	seededPolicyACL = 16 // bindings of the first access control and throttling policies
)

// fixtures are the ids of one instance that a target file names.
type fixtures struct {
	// plugin is bound to the first APIs in both environments, second to the
	// same ones in one; bulk is bound to all APIs, and its list is long.
	plugin, second, bulk *policy
	apis                 []*api
	acl, throttle        *policy
	// example is the API of the detach pages' examples, bound to plugin; nil
	// unless the options ask for it.
	example *api
}

// seeded makes an instance with its initial state.
func seeded(project, id string, env, secondEnv string, ids *idSource, recordID func(*instance, place) string) (*instance, fixtures) {
	in := newInstance(project, id, ids, recordID)
	in.envs[env] = "RELEASE"
	in.envs[secondEnv] = "STAGE"
	group := ids.next()
	in.groups[group] = "orders"

	f := fixtures{
		plugin:   in.addPolicy(plugins, "allow_cross_origin", "cors"),
		second:   in.addPolicy(plugins, "add_headers", "set_resp_headers"),
		bulk:     in.addPolicy(plugins, "a_thousand_a_minute", "rate_limit"),
		acl:      in.addPolicy(acls, "office_only", ""),
		throttle: in.addPolicy(throttles, "hundred_a_second", ""),
	}
	otherACL := in.addPolicy(acls, "no_guests", "")
	otherThrottle := in.addPolicy(throttles, "ten_a_minute", "")

	for i := range seededAPIs {
		n := strconv.Itoa(i + 1)
		a := in.addAPI(group, "order_"+n, "GET", "/orders/"+n)
		f.apis = append(f.apis, a)
		release := in.publish(a, env)
		in.bind(plugins, f.bulk, release)
		if i < seededBindings+seededUnnamed {
			in.bind(plugins, f.plugin, release)
		}
		switch {
		case i < seededBindings:
			in.bind(plugins, f.second, release)
			if i < seededPolicyACL {
				in.bind(acls, f.acl, release)
				in.bind(throttles, f.throttle, release)
			}
		case i < seededBindings+seededUnnamed:
			in.bind(acls, otherACL, release)
			in.bind(throttles, otherThrottle, release)
		}
		if i < secondEnvAPIs {
			stage := in.publish(a, secondEnv)
			in.bind(plugins, f.plugin, stage)
			if i < 4 {
				in.bind(acls, f.acl, stage)
				in.bind(throttles, f.throttle, stage)
			}
		}
	}
	return in, f
}
