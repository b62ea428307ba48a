package runner

import "github.com/apigspec/apigspec/runner/fixtures"

// Leftover is a binding that is not there any more, although it was when the run began.
type Leftover struct {
	// Kind is that of the policy; a plug-in counts as one.
	Kind       string `json:"kind"`
	InstanceID string `json:"instance_id"`
	PolicyID   string `json:"policy_id"`
	APIID      string `json:"api_id,omitempty"`
	EnvID      string `json:"env_id,omitempty"`
	PublishID  string `json:"publish_id,omitempty"`
	RecordID   string `json:"record_id,omitempty"`
	// Named is set if the target file names the binding. One that it does not name is
	// never bound again by a run: it may be somebody else's doing that it is gone.
	Named bool `json:"named"`
	// Expected is set if the target file allows that the binding is lost.
	Expected bool `json:"expected"`
	// Text is the binding in words, Why says why it was not bound again.
	Text string `json:"text"`
	Why  string `json:"why"`
}

// LeftBehind is what is not as it was before the run. Call it after Close.
func (r *Run) LeftBehind() []Leftover {
	expendable := r.config.Target.Fixtures.Expendable
	var list []Leftover
	for _, l := range r.left {
		list = append(list, leftover(l, expendable))
	}
	return list
}

func leftover(l fixtures.Left, expendable bool) Leftover {
	b := l.Binding
	return Leftover{
		Kind: string(b.Kind), InstanceID: b.Instance, PolicyID: b.Policy,
		APIID: b.API, EnvID: b.Env, PublishID: b.Publish, RecordID: b.ID,
		Named: l.Own, Expected: l.Own && expendable, Text: b.String(), Why: l.Why,
	}
}
