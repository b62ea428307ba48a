package domain

import (
	"maps"
	"slices"
	"strings"
)

// Kind is a kind of binding, by its name.
type Kind string

// BindingKind is what is known of one kind of binding: a policy of some sort,
// bound to APIs as they are published in an environment. Paths are below the
// instance's; in them, and in bodies, PolicyID stands for the policy's id.
type BindingKind struct {
	Kind Kind
	// Noun names the policy for people ("access control policy"), Short its
	// bindings ("acl", as in "3 acl bindings").
	Noun, Short string
	// ByRecord is set where the requests name the records of bindings; else
	// they name APIs and their environment.
	ByRecord bool
	// Names are the placeholders of its ids in cases.
	Names Names

	Policy Policy
	Bind   Bind
	List   List
	Unbind Unbind

	// What a copy would share is handed out by methods.
	parameters, siblings []string
	samples              []Sample
}

// PolicyID stands for the policy's id in the paths of a BindingKind, and
// SampleName for a name of one's own in the bodies of Samples.
const (
	PolicyID   = "{policy_id}"
	SampleName = "{name}"
)

// Names are the placeholders that stand for ids of one kind of binding.
// An empty name says that there is no such placeholder.
type Names struct {
	// Policy is what is bound; Binding is how requests name a binding: by its
	// API or by its record.
	Policy, Binding string
	// Record is the binding's record where Binding names the API, Publication
	// the publication that the binding is made on.
	Record, Publication string
}

// Policy is how policies of the kind are made.
type Policy struct {
	// Collection is the path they are made in, and below which they are.
	Collection string
	// IDMember carries the id of the new policy in the response.
	IDMember string
	// NameParameter asks the list in Collection for a name, which NameMember of an
	// entry carries.
	NameParameter, NameMember string
}

// Sample is a policy that can be made.
type Sample struct {
	// Suffix tells its name from those of others.
	Suffix string
	// Body is what makes it; SampleName stands for its name.
	Body map[string]any
}

// Bind is the operation that binds a policy.
type Bind struct {
	Path string
	// PolicyMember carries the policy's id; empty where the path does.
	PolicyMember string
	// EnvMember carries the environment, IDMember the APIs or their
	// publications.
	EnvMember, IDMember string
	// RecordsMember carries the new bindings in the response.
	RecordsMember string
}

// List is the operation that shows the bindings of a policy.
type List struct {
	Path string
	// PolicyParameter carries the policy's id; empty where the path does.
	PolicyParameter string
	// The members of one entry. Of two names the first that is there counts.
	API, Env                  [2]string
	Publication, Record, Time string
}

// Unbind is the operation that unbinds.
type Unbind struct {
	// Name is the operation's id behind the product and the dot.
	Name string
	Path string
	// Query is the raw query.
	Query string
	// EnvMember carries the environment, IDMember the ids of what is unbound.
	EnvMember, IDMember string
	// Accounting says how the response accounts for each id; zero for an
	// operation that succeeds or fails as a whole.
	Accounting Accounting
}

// ActionParameter is the usual name of the query parameter that says what to do.
const ActionParameter = "action"

// Action is the query parameter that says what to do, and the value that makes the
// operation unbind; both are empty where there is none.
func (u Unbind) Action() (name, value string) {
	name, value, _ = strings.Cut(u.Query, "=")
	return name, value
}

// Accounting is the members by which a response accounts for the ids sent.
type Accounting struct {
	// Succeeded counts what was unbound.
	Succeeded string
	// Failed lists what was not: each with its ID, a Code and a Message.
	Failed, ID, Code, Message string
}

// The kinds of bindings. Code that must treat one of them apart asks for what
// sets it apart, such as ByRecord.
const (
	Plugin   Kind = "plugin"
	ACL      Kind = "acl"
	Throttle Kind = "throttle"
)

// table is the table of the kinds of bindings, in the order in which they are
// taken stock of. Nothing writes to it.
var table = [...]BindingKind{
	{
		Kind: Plugin, Noun: "plug-in", Short: "plug-in",
		Names:      Names{Policy: "plugin", Binding: "api", Record: "api_record"},
		parameters: []string{"plugin_id"},
		Policy:     Policy{Collection: "plugins", IDMember: "plugin_id", NameParameter: "plugin_name", NameMember: "plugin_name"},
		samples: []Sample{
			{Suffix: "_headers", Body: map[string]any{"plugin_name": SampleName, "plugin_type": "set_resp_headers", "plugin_scope": "global",
				"plugin_content": `{"response_headers":[{"name":"x-apigspec","value":"1","action":"append"}]}`}},
			{Suffix: "_cors", Body: map[string]any{"plugin_name": SampleName, "plugin_type": "cors", "plugin_scope": "global",
				"plugin_content": `{"allow_origin":"*","allow_methods":"GET","allow_headers":"Accept","expose_headers":"Date","max_age":60,"allow_credentials":false}`}},
		},
		Bind: Bind{Path: "plugins/" + PolicyID + "/attach", EnvMember: "env_id", IDMember: "api_ids"},
		List: List{Path: "plugins/" + PolicyID + "/attached-apis",
			API: [2]string{"api_id", "id"}, Env: [2]string{"env_id", "run_env_id"}, Publication: "publish_id", Record: "plugin_attach_id", Time: "attached_time"},
		Unbind: Unbind{Name: "plugin-detach", Path: "plugins/" + PolicyID + "/detach", EnvMember: "env_id", IDMember: "api_ids"},
	},
	{
		Kind: ACL, Noun: "access control policy", Short: "acl", ByRecord: true,
		Names:      Names{Policy: "acl_policy", Binding: "acl", Publication: "publication"},
		parameters: []string{"acl_id"},
		Policy:     Policy{Collection: "acls", IDMember: "id", NameParameter: "name", NameMember: "acl_name"},
		samples: []Sample{
			// Nobody's address (RFC 5737).
			{Suffix: "_acl", Body: map[string]any{"acl_name": SampleName, "acl_type": "DENY", "acl_value": "192.0.2.1", "entity_type": "IP"}},
		},
		Bind: Bind{Path: "acl-bindings", PolicyMember: "acl_id", IDMember: "publish_ids", RecordsMember: "acl_bindings"},
		List: List{Path: "acl-bindings/binded-apis", PolicyParameter: "acl_id",
			API: [2]string{"api_id", "id"}, Env: [2]string{"env_id", "run_env_id"}, Publication: "publish_id", Record: "bind_id", Time: "bind_time"},
		Unbind: Unbind{Name: "acl-unbind", Path: "acl-bindings", Query: ActionParameter + "=delete", IDMember: "acl_bindings",
			Accounting: Accounting{Succeeded: "success_count", Failed: "failure", ID: "bind_id", Code: "error_code", Message: "error_msg"}},
		siblings: []string{"POST"},
	},
	{
		Kind: Throttle, Noun: "request throttling policy", Short: "throttle", ByRecord: true,
		Names:      Names{Policy: "throttle_policy", Binding: "throttle"},
		parameters: []string{"throttle_id", "strategy_id"},
		Policy:     Policy{Collection: "throttles", IDMember: "id", NameParameter: "name", NameMember: "name"},
		samples: []Sample{
			{Suffix: "_throttle", Body: map[string]any{"name": SampleName, "time_unit": "MINUTE", "time_interval": 1, "api_call_limits": 1000, "type": 1}},
		},
		Bind: Bind{Path: "throttle-bindings", PolicyMember: "strategy_id", IDMember: "publish_ids", RecordsMember: "throttle_applys"},
		List: List{Path: "throttle-bindings/binded-apis", PolicyParameter: "throttle_id",
			API: [2]string{"api_id", "id"}, Env: [2]string{"env_id", "run_env_id"}, Publication: "publish_id", Record: "throttle_apply_id", Time: "apply_time"},
		Unbind: Unbind{Name: "throttle-unbind", Path: "throttle-bindings", Query: ActionParameter + "=delete", IDMember: "throttle_bindings",
			Accounting: Accounting{Succeeded: "success_count", Failed: "failure", ID: "bind_id", Code: "error_code", Message: "error_msg"}},
		siblings: []string{"POST"},
	},
}

// Kinds are the rows of the table of the kinds of bindings.
func Kinds() []BindingKind { return slices.Clone(table[:]) }

// Binding is the kind's row; the zero row of a kind that is not in the table.
func (k Kind) Binding() BindingKind {
	for i := range table {
		if table[i].Kind == k {
			return table[i]
		}
	}
	return BindingKind{Kind: k}
}

// Parameters are the path and query parameters that carry the policy's id.
func (b BindingKind) Parameters() []string { return slices.Clone(b.parameters) }

// Siblings are methods that another operation has on the unbinding one's path.
func (b BindingKind) Siblings() []string { return slices.Clone(b.siblings) }

// Samples are policies that can be made and do no harm. Of several each API can
// take one.
func (b BindingKind) Samples() []Sample {
	samples := slices.Clone(b.samples)
	for i := range samples {
		samples[i].Body = maps.Clone(samples[i].Body)
	}
	return samples
}

// ByRecord reports whether requests name bindings of the kind by their records;
// else they name APIs and their environment.
func (k Kind) ByRecord() bool {
	for i := range table {
		if table[i].Kind == k {
			return table[i].ByRecord
		}
	}
	return false
}

// KindIn finds the kind whose policies are in a collection.
func KindIn(collection string) (Kind, bool) {
	for i := range table {
		if table[i].Policy.Collection == collection {
			return table[i].Kind, true
		}
	}
	return "", false
}

// PolicyInPath reports whether the path of the unbinding operation carries the
// policy's id.
func (b BindingKind) PolicyInPath() bool { return strings.Contains(b.Unbind.Path, PolicyID) }

// Subject is the placeholder of what a request must name for anything to be
// unbound: the binding's record, or else the policy.
func (b BindingKind) Subject() string {
	if b.ByRecord {
		return b.Names.Binding
	}
	return b.Names.Policy
}
