package gateway

// Binding is a binding that a gateway has, by the ids of all that it is about.
type Binding struct {
	// Kind is plugin, acl or throttle.
	Kind                                            string
	Instance, Env, Policy, API, Publication, Record string
}

// Bound are the bindings that the gateway has now, of all instances, in any order.
func (g *Gateway) Bound() []Binding {
	var all []Binding
	names := [kinds]string{plugins: "plugin", acls: "acl", throttles: "throttle"}
	for _, in := range g.instances {
		in.mu.RLock()
		for k := range kinds {
			for _, b := range in.bindings[k].byID {
				all = append(all, Binding{
					Kind: names[k], Instance: in.id, Env: b.env, Policy: b.policy.id, API: b.api.id, Publication: b.publish, Record: b.id,
				})
			}
		}
		in.mu.RUnlock()
	}
	return all
}
