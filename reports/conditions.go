package reports

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/apigspec/apigspec/runner/target"
)

// Conditions are what a claim rests on beside the verdicts: a reader of the statement
// has to know them to weigh it.
type Conditions struct {
	// BuiltIn says that contract and case set are those built into the apigspec that
	// made the run. Only by them a profile is claimed.
	BuiltIn bool `json:"built_in" yaml:"built_in"`
	// TLS says how the target proved who it is; [tlsCondition] has the words.
	TLS string `json:"tls" yaml:"tls"`
	// Dialect says who answers 401: direct or front-gateway.
	Dialect string `json:"dialect,omitempty" yaml:"dialect,omitempty"`
	// Readback says that effects were seen through the list operations.
	Readback bool `json:"readback" yaml:"readback"`
	// Hooks names the hooks of the target file that ran.
	Hooks []string `json:"hooks,omitempty" yaml:"hooks,omitempty"`
	// Repeat is how often each case was executed.
	Repeat int `json:"repeat" yaml:"repeat"`
}

// NewConditions are those of a run against the target that executes each case repeat
// times, by the built-in contract or another one.
func NewConditions(t target.Target, builtIn bool, repeat int) *Conditions {
	conditions := &Conditions{
		BuiltIn:  builtIn,
		TLS:      tlsCondition(t),
		Dialect:  t.Auth.Dialect,
		Readback: t.Fixtures.Readback || t.Fixtures.Mode == "provision",
		Repeat:   repeat,
	}
	for _, hook := range []struct{ name, command string }{
		{"before_run", t.Hooks.BeforeRun}, {"internal_error", t.Hooks.InternalError}, {"after_run", t.Hooks.AfterRun},
	} {
		if hook.command != "" {
			conditions.Hooks = append(conditions.Hooks, hook.name)
		}
	}
	return conditions
}

// words are the conditions in a line.
func (c *Conditions) words() string {
	if c == nil {
		return "unknown"
	}
	return fmt.Sprintf("built-in %t, TLS %s, %s, readback %t, hooks %s, repeated %d", c.BuiltIn, c.TLS, c.Dialect, c.Readback, cmp.Or(strings.Join(c.Hooks, " "), "none"), c.Repeat)
}

// tlsCondition says in a word how the target proved who it is.
func tlsCondition(t target.Target) string {
	at, err := url.Parse(t.URL)
	switch {
	case err != nil || at.Scheme != "https":
		return "none"
	case t.TLS.InsecureSkipVerify:
		return "not verified"
	case t.TLS.CAFile != "":
		return "verified by an authority of the target file"
	default:
		return "verified"
	}
}
