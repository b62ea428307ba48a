package judge

import "github.com/apigspec/apigspec/cases"

// Subject is the case under judgement.
type Subject struct {
	// Operation is the id of the case's operation.
	Operation string
	Level     cases.Level
	// Clauses are the case's, the tested one first.
	Clauses []string
}

// Expectation is what must come back in one execution of a case: its steps with
// every id filled in.
type Expectation struct {
	// EdgeCodes allows the codes of a gateway that stands in front of the
	// service (auth.dialect: front-gateway).
	EdgeCodes bool `json:"edge_codes,omitempty"`
	// Instance is the target's own.
	Instance string `json:"instance,omitempty"`
	// Foreign are ids that belong to the other instance: no response may show
	// one that its request did not name.
	Foreign []string `json:"foreign,omitempty"`
	// Steps are those that the case came to.
	Steps []Step `json:"steps,omitempty"`
}

// Step is what one step expects.
type Step struct {
	Name string `json:"name,omitempty"`
	// Operation is the one that is called; empty for the case's own.
	Operation string `json:"operation,omitempty"`
	// Instance is the one that the request names, where it is not the target's
	// own.
	Instance string `json:"instance,omitempty"`
	// Times is how often the same request is sent; 0 means once.
	Times int `json:"times,omitempty"`
	// Outcomes are the responses that conform; none means that the response is
	// recorded and only its form is judged.
	Outcomes []Outcome `json:"outcomes,omitempty"`
	// Inert is set when no conforming response unbinds anything.
	Inert bool `json:"inert,omitempty"`
	// SameAs names an earlier step whose status and error code the response
	// must repeat.
	SameAs string `json:"same_as,omitempty"`
}

// Outcome is one conforming response and its effect.
type Outcome struct {
	cases.Outcome
	// Unbinds are the bindings that are gone afterwards, of those that the
	// lists showed before. It takes the place of the placeholders.
	Unbinds []Binding `json:"unbinds,omitempty"`
}

// Binding is as much of a binding as a verdict depends on.
type Binding struct {
	// Key tells it from every other, also when it was bound again.
	Key      string `json:"key"`
	Instance string `json:"instance"`
	// Text names it for people.
	Text string `json:"text"`
}
