package target

import (
	"net/http"
	"time"
)

// Target is a gateway under test and how to reach it: the target file.
type Target struct {
	URL            string         `yaml:"url"`
	Profile        string         `yaml:"profile"` // apig | roma | all
	ProjectID      string         `yaml:"project_id"`
	InstanceID     string         `yaml:"instance_id"`
	EnvID          string         `yaml:"env_id"`
	Auth           Auth           `yaml:"auth"`
	TLS            TLS            `yaml:"tls"`
	Rate           Rate           `yaml:"rate"`
	Fixtures       Fixtures       `yaml:"fixtures"`
	OtherInstance  *OtherInstance `yaml:"other_instance"`
	Hooks          Hooks          `yaml:"hooks"`
	Implementation Implementation `yaml:"implementation"`
}

// Auth holds the credentials of the target.
type Auth struct {
	Token             string `yaml:"token"`
	TokenFile         string `yaml:"token_file"`
	IAM               *IAM   `yaml:"iam"`
	AKSK              *AKSK  `yaml:"aksk"`
	ForbiddenToken    string `yaml:"forbidden_token"`
	ExpiredToken      string `yaml:"expired_token"`
	OtherProjectToken string `yaml:"other_project_token"`
	// Dialect says who answers 401: "direct" (the service) or
	// "front-gateway" (the gateway in front of it).
	Dialect string `yaml:"dialect"`
}

// IAM gets a token with POST /v3/auth/tokens.
type IAM struct {
	URL      string `yaml:"url"`
	User     string `yaml:"user"`
	Password string `yaml:"password"`
	Domain   string `yaml:"domain"`
	Project  string `yaml:"project"`
}

// AKSK signs every request with SDK-HMAC-SHA256.
type AKSK struct {
	AccessKey string `yaml:"access_key"`
	SecretKey string `yaml:"secret_key"`
}

// TLS configures HTTPS.
type TLS struct {
	CAFile             string `yaml:"ca_file"`
	InsecureSkipVerify bool   `yaml:"insecure_skip_verify"`
	ClientCert         string `yaml:"client_cert"`
	ClientKey          string `yaml:"client_key"`
}

// Rate limits the requests sent.
type Rate struct {
	RequestsPerSecond float64 `yaml:"requests_per_second"`
}

// Fixtures are the bindings that cases may consume.
type Fixtures struct {
	Mode           string           `yaml:"mode"` // static | provision
	PluginBindings []PluginBinding  `yaml:"plugin_bindings"`
	ACL            ACLBindings      `yaml:"acl"`
	Throttle       ThrottleBindings `yaml:"throttle"`
	Readback       bool             `yaml:"readback"`
	Rebind         bool             `yaml:"rebind"`
	SecondEnvID    string           `yaml:"second_env_id"`
}

// PluginBinding says that a plug-in is bound to APIs in the target's environment.
type PluginBinding struct {
	PluginID string   `yaml:"plugin_id"`
	APIIDs   []string `yaml:"api_ids"`
}

// ACLBindings are binding records of one access control policy.
type ACLBindings struct {
	ACLID      string   `yaml:"acl_id"`
	BindingIDs []string `yaml:"binding_ids"`
}

// ThrottleBindings are binding records of one request throttling policy.
type ThrottleBindings struct {
	StrategyID string   `yaml:"strategy_id"`
	BindingIDs []string `yaml:"binding_ids"`
}

// OtherInstance is a second instance of the same project.
type OtherInstance struct {
	InstanceID     string           `yaml:"instance_id"`
	PluginBindings []PluginBinding  `yaml:"plugin_bindings"`
	ACL            ACLBindings      `yaml:"acl"`
	Throttle       ThrottleBindings `yaml:"throttle"`
}

// Hooks are shell commands run around cases, or http:// addresses that get
// a POST instead.
type Hooks struct {
	InternalError string `yaml:"internal_error"`
	BeforeRun     string `yaml:"before_run"`
	AfterRun      string `yaml:"after_run"`
}

// Implementation says what is under test, for the statement.
type Implementation struct {
	Organization string `yaml:"organization"`
	Product      string `yaml:"product"`
	Version      string `yaml:"version"`
	URL          string `yaml:"url"`
	Contact      string `yaml:"contact"`
}

// Request is one HTTP request with everything filled in.
type Request struct {
	Method string
	// Path is the escaped path below the target's base path; Query the raw
	// query without "?".
	Path, Query string
	// Header holds what is sent besides authentication. Names keep their case.
	Header http.Header
	// Body is nil for no body at all.
	Body []byte
	Auth Credential
	// Connection is "", "fresh", or the name of a connection that all
	// requests with that name share.
	Connection string
}

// Credential says which credential to present and how; see cases.Auth for the words.
type Credential struct {
	Credential, Alter, Place string
}

// Exchange is one request as sent and one response as received, redacted.
type Exchange struct {
	// Role is "case" for what a case sends, "readback", "restore" or "hook"
	// for what the harness sends around it.
	Role string `json:"role,omitempty"`
	// Step is the index of the case's step, Attempt counts repetitions from 0.
	Step    int `json:"step"`
	Attempt int `json:"attempt,omitempty"`

	Method  string      `json:"method"`
	URL     string      `json:"url"`
	Header  http.Header `json:"request_header"`
	Body    Payload     `json:"request_body"`
	Started time.Time   `json:"started"`
	// Duration is from the first byte sent to the last byte received.
	Duration time.Duration `json:"duration_ns"`
	Reused   bool          `json:"connection_reused,omitempty"`

	// Response is nil when no response head was received.
	Response *Response `json:"response,omitempty"`
	// Fault says what went wrong below HTTP; empty if nothing did.
	Fault *Fault `json:"fault,omitempty"`
	// Leaks names the secrets that the response repeats, found before redaction
	// ("token in header X-Echo").
	Leaks []string `json:"leaks,omitempty"`
	Curl  string   `json:"curl"`
}

// Response is a response as received.
type Response struct {
	Proto  string      `json:"proto"`
	Status int         `json:"status"`
	Header http.Header `json:"header"`
	// Body is decoded from its transfer and content codings.
	Body Payload `json:"body"`
	// Trailing holds bytes that the server sent after the end of the
	// message (after the head of a 204, beyond Content-Length).
	Trailing Payload `json:"trailing,omitempty"`
}

// Payload is a sequence of bytes that prints as text where it is UTF-8 and
// as base64 otherwise.
type Payload []byte

// Fault is a failure below HTTP.
type Fault struct {
	// Kind is one of the fault kinds below.
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

// The kinds of faults.
const (
	FaultConnect   = "connect"   // no connection: refused, unresolved, TLS
	FaultTimeout   = "timeout"   // no complete answer within the time limit
	FaultReset     = "reset"     // the connection broke before a complete head
	FaultMalformed = "malformed" // not HTTP
	FaultTruncated = "truncated" // the body ended early
	FaultTooLarge  = "too-large" // the body exceeds the limit
	FaultEncoding  = "encoding"  // Content-Encoding does not match the body
	FaultCanceled  = "canceled"  // the run was interrupted
	FaultInternal  = "internal"  // the harness could not build or authenticate the request
)
