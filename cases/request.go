package cases

import (
	"maps"
	"strings"

	"github.com/apigspec/apigspec/openapi/situation"
)

// Request is what a step sends, written with placeholders such as <acl.0>
// that the runner fills with the target's ids and fixtures. What is left out
// is the operation's valid request.
type Request struct {
	// Operation is the contract's operation to call; empty for the case's own.
	Operation string `json:"operation,omitempty"`
	// Method replaces the documented method.
	Method string `json:"method,omitempty"`
	// Path replaces path parameters by name.
	Path map[string]string `json:"path,omitempty"`
	// PathForm spells the path in another way that some routers take for the same:
	// TrailingSlash or DoubleSlash; empty for the documented one.
	PathForm string `json:"path_form,omitempty"`
	// Query replaces the whole raw query; nil for the valid one.
	Query *string `json:"query,omitempty"`
	// Headers are set on top of the valid ones; an empty value removes a header.
	Headers map[string]string `json:"headers,omitempty"`
	Auth    Auth              `json:"auth,omitzero"`
	// Body replaces the whole body; nil for the valid one.
	Body *Body `json:"body,omitempty"`
	// Connection is "" (any), "fresh" (a new one) or "same" (one connection
	// for all steps of the case that say so).
	Connection string `json:"connection,omitempty"`
}

// The other spellings of a path.
const (
	TrailingSlash = "trailing-slash" // a slash stands at its end
	DoubleSlash   = "double-slash"   // two stand before its last segment
)

// InForm spells a path in one of these ways.
func InForm(path, form string) string {
	last := strings.LastIndexByte(path, '/')
	switch {
	case form == TrailingSlash:
		return path + "/"
	case form == DoubleSlash && last >= 0:
		return path[:last] + "/" + path[last:]
	default:
		return path
	}
}

// Body is a request body: exactly one of the fields is set.
type Body struct {
	// JSON is a value with placeholders in its strings.
	JSON any `json:"json,omitempty"`
	// Raw is sent as it is, placeholders filled.
	Raw *string `json:"raw,omitempty"`
	// None sends no body at all.
	None bool `json:"none,omitempty"`
}

// Auth says how a request authenticates. The zero value is the target's own
// credential, presented as documented.
type Auth struct {
	// Credential is one of credential.Credentials; empty for the target's own.
	Credential string `yaml:"credential" json:"credential,omitempty"`
	// Alter changes the credential: one of credential.Alterations.
	Alter string `yaml:"alter" json:"alter,omitempty"`
	// Place moves the token out of the documented header; credential.ParsePlace
	// reads it.
	Place string `yaml:"place" json:"place,omitempty"`
}

// Expect is what must come back: any of the outcomes. No outcome at all
// accepts everything and is only recorded.
type Expect struct {
	AnyOf []Outcome `json:"any_of,omitempty"`
	// Absent are allowed as well when an optional placeholder of the request
	// (<plugin|unknown>) had to be filled with an id that does not exist.
	Absent []Outcome `json:"absent,omitempty"`
	// SameAs names an earlier step whose status and error code this response
	// must repeat.
	SameAs string `json:"same_as,omitempty"`
}

// Outcome is one conforming response and its effect.
type Outcome struct {
	// Situation is the one whose answer this is; empty for a status of HTTP.
	Situation situation.Situation `yaml:"answer" json:"situation,omitempty"`
	Status    int                 `yaml:"status" json:"status"`
	// Codes are the error codes allowed; empty leaves the code open.
	Codes []string `yaml:"codes" json:"codes,omitempty"`
	// Like is the body that the page prints for the situation: each member of it
	// must be there, with a value of the same type.
	Like any `yaml:"-" json:"like,omitempty"`
	// EdgeCodes are codes that are allowed as well where a front gateway answers
	// for the service (auth.dialect: front-gateway).
	EdgeCodes []string `yaml:"edge_codes" json:"edge_codes,omitempty"`
	// Bare leaves the form of the response open as well: it need not come from the
	// operation, but may from whatever stands in front of it.
	Bare bool `yaml:"bare" json:"bare,omitempty"`
	// Rationale says why the outcome is allowed, where several are.
	Rationale string `yaml:"rationale" json:"rationale,omitempty"`
	// Batch accounts for the ids of a batch response.
	Batch *Batch `yaml:"batch" json:"batch,omitempty"`
	// Unbinds lists the bindings (placeholders) that are gone afterwards;
	// everything else must be as before.
	Unbinds []string `yaml:"unbinds" json:"unbinds,omitempty"`
	// Named leaves it to the lists what becomes of the ids that the request spells
	// out: those that are bound here are unbound, and a batch reports the others.
	Named bool `yaml:"named" json:"named,omitempty"`
}

// Batch says what the response to a batch must account for.
type Batch struct {
	// Succeed, Fail and Either are the ids sent (placeholders) by what must
	// become of them.
	Succeed []string `yaml:"succeed" json:"succeed,omitempty"`
	Fail    []string `yaml:"fail" json:"fail,omitempty"`
	Either  []string `yaml:"either" json:"either,omitempty"`
	// Repeats are the second and further mentions of ids that were sent more
	// than once. The pages do not say whether a repeated id counts again,
	// fails, or is passed over.
	Repeats []string `yaml:"repeats" json:"repeats,omitempty"`
	// Codes are the error codes a failure may carry.
	Codes []string `yaml:"codes" json:"codes,omitempty"`
}

// clone copies a request, so that the copy can be changed in place.
func (r Request) clone() Request {
	c := r
	c.Path = maps.Clone(r.Path)
	c.Headers = maps.Clone(r.Headers)
	if r.Query != nil {
		q := *r.Query
		c.Query = &q
	}
	if r.Body != nil {
		b := *r.Body
		b.JSON = cloneJSON(b.JSON)
		c.Body = &b
	}
	return c
}
