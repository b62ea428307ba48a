package target

import "github.com/apigspec/apigspec/openapi/domain"

// Bound is a policy of one kind and what it is bound to by the target file.
type Bound struct {
	Policy string
	// APIs are those that it is bound to in the target's environment.
	APIs []string
	// Records are its binding records, where they are named instead.
	Records []string
}

// The keys of a target file that carry a policy's id are called as the members
// that carry it when the policy is bound; plug-ins, which are bound by their
// path, have a list of their own.
const (
	keyPlugins    = ""
	keyACLID      = "acl_id"
	keyStrategyID = "strategy_id"
)

// keyOf is the key that carries the ids of a kind's policies.
func keyOf(kind domain.Kind) string { return kind.Binding().Bind.PolicyMember }

// Bound are the policies of a kind that the fixtures name.
func (f Fixtures) Bound(kind domain.Kind) []Bound {
	return bound(kind, f.PluginBindings, f.ACL, f.Throttle)
}

// Bound are the policies of a kind that are named of the other instance.
func (o OtherInstance) Bound(kind domain.Kind) []Bound {
	return bound(kind, o.PluginBindings, o.ACL, o.Throttle)
}

// NamesBindings reports whether anything bound is named of the other instance.
func (o OtherInstance) NamesBindings() bool {
	return len(o.PluginBindings) > 0 || o.ACL.ACLID != "" || o.Throttle.StrategyID != ""
}

func bound(kind domain.Kind, plugins []PluginBinding, acl ACLBindings, throttle ThrottleBindings) []Bound {
	var list []Bound
	switch keyOf(kind) {
	case keyPlugins:
		for _, p := range plugins {
			list = append(list, Bound{Policy: p.PluginID, APIs: p.APIIDs})
		}
	case keyACLID:
		if acl.ACLID != "" {
			list = append(list, Bound{acl.ACLID, acl.APIIDs, acl.BindingIDs})
		}
	case keyStrategyID:
		if throttle.StrategyID != "" {
			list = append(list, Bound{throttle.StrategyID, throttle.APIIDs, throttle.BindingIDs})
		}
	}
	return list
}

// SetBound replaces the policies of a kind. Of a kind of which a target file
// names one policy only, the first one counts.
func (f *Fixtures) SetBound(kind domain.Kind, list []Bound) {
	setBound(kind, list, &f.PluginBindings, &f.ACL, &f.Throttle)
}

// SetBound replaces the policies of a kind, as for Fixtures.
func (o *OtherInstance) SetBound(kind domain.Kind, list []Bound) {
	setBound(kind, list, &o.PluginBindings, &o.ACL, &o.Throttle)
}

func setBound(kind domain.Kind, list []Bound, plugins *[]PluginBinding, acl *ACLBindings, throttle *ThrottleBindings) {
	var first Bound
	if len(list) > 0 {
		first = list[0]
	}
	switch keyOf(kind) {
	case keyPlugins:
		*plugins = nil
		for _, b := range list {
			*plugins = append(*plugins, PluginBinding{PluginID: b.Policy, APIIDs: b.APIs})
		}
	case keyACLID:
		*acl = ACLBindings{ACLID: first.Policy, APIIDs: first.APIs, BindingIDs: first.Records}
	case keyStrategyID:
		*throttle = ThrottleBindings{StrategyID: first.Policy, APIIDs: first.APIs, BindingIDs: first.Records}
	}
}
