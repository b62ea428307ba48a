package target

import (
	"net/http"
	"time"
)

// Target is a gateway under test and how to reach it: the target file.
type Target struct {
	URL            string         `yaml:"url,omitempty" json:"url,omitzero"`
	Profile        string         `yaml:"profile,omitempty" json:"profile,omitzero"` // one of domain.Profiles
	ProjectID      string         `yaml:"project_id,omitempty" json:"project_id,omitzero"`
	InstanceID     string         `yaml:"instance_id,omitempty" json:"instance_id,omitzero"`
	EnvID          string         `yaml:"env_id,omitempty" json:"env_id,omitzero"`
	Auth           Auth           `yaml:"auth,omitempty" json:"auth,omitzero"`
	TLS            TLS            `yaml:"tls,omitempty" json:"tls,omitzero"`
	Rate           Rate           `yaml:"rate,omitempty" json:"rate,omitzero"`
	Fixtures       Fixtures       `yaml:"fixtures,omitempty" json:"fixtures,omitzero"`
	OtherInstance  *OtherInstance `yaml:"other_instance,omitempty" json:"other_instance,omitzero"`
	Hooks          Hooks          `yaml:"hooks,omitempty" json:"hooks,omitzero"`
	Implementation Implementation `yaml:"implementation,omitempty" json:"implementation,omitzero"`
}

// Auth holds the credentials of the target.
type Auth struct {
	Token             string `yaml:"token,omitempty" json:"token,omitzero"`
	TokenFile         string `yaml:"token_file,omitempty" json:"token_file,omitzero"`
	IAM               *IAM   `yaml:"iam,omitempty" json:"iam,omitzero"`
	AKSK              *AKSK  `yaml:"aksk,omitempty" json:"aksk,omitzero"`
	ForbiddenToken    string `yaml:"forbidden_token,omitempty" json:"forbidden_token,omitzero"`
	ExpiredToken      string `yaml:"expired_token,omitempty" json:"expired_token,omitzero"`
	OtherProjectToken string `yaml:"other_project_token,omitempty" json:"other_project_token,omitzero"`
	// Dialect says who sends 401: Direct or FrontGateway.
	Dialect string `yaml:"dialect,omitempty" json:"dialect,omitzero"`
}

// The dialects of a target.
const (
	Direct       = "direct"        // the service sends 401 itself
	FrontGateway = "front-gateway" // a gateway in front of it does
)

// IAM gets a token with POST /v3/auth/tokens.
type IAM struct {
	URL      string `yaml:"url,omitempty" json:"url,omitzero"`
	User     string `yaml:"user,omitempty" json:"user,omitzero"`
	Password string `yaml:"password,omitempty" json:"password,omitzero"`
	Domain   string `yaml:"domain,omitempty" json:"domain,omitzero"`
	Project  string `yaml:"project,omitempty" json:"project,omitzero"`
}

// AKSK signs every request with SDK-HMAC-SHA256.
type AKSK struct {
	AccessKey string `yaml:"access_key,omitempty" json:"access_key,omitzero"`
	SecretKey string `yaml:"secret_key,omitempty" json:"secret_key,omitzero"`
}

// TLS configures HTTPS.
type TLS struct {
	CAFile             string `yaml:"ca_file,omitempty" json:"ca_file,omitzero"`
	InsecureSkipVerify bool   `yaml:"insecure_skip_verify,omitempty" json:"insecure_skip_verify,omitzero"`
	ClientCert         string `yaml:"client_cert,omitempty" json:"client_cert,omitzero"`
	ClientKey          string `yaml:"client_key,omitempty" json:"client_key,omitzero"`
}

// Rate limits the requests sent.
type Rate struct {
	RequestsPerSecond float64 `yaml:"requests_per_second,omitempty" json:"requests_per_second,omitzero"`
}

// Fixtures are the bindings that cases may consume.
type Fixtures struct {
	Mode           string           `yaml:"mode,omitempty" json:"mode,omitzero"` // static | provision
	PluginBindings []PluginBinding  `yaml:"plugin_bindings,omitempty" json:"plugin_bindings,omitzero"`
	ACL            ACLBindings      `yaml:"acl,omitempty" json:"acl,omitzero"`
	Throttle       ThrottleBindings `yaml:"throttle,omitempty" json:"throttle,omitzero"`
	Readback       bool             `yaml:"readback,omitempty" json:"readback,omitzero"`
	Rebind         bool             `yaml:"rebind,omitempty" json:"rebind,omitzero"`
	// Expendable allows to leave unbound what cannot be bound again.
	Expendable bool `yaml:"expendable,omitempty" json:"expendable,omitzero"`
	// ConcurrentChanges is how many binds and unbinds the gateway takes at a time; 0
	// means one.
	ConcurrentChanges int    `yaml:"concurrent_changes,omitempty" json:"concurrent_changes,omitzero"`
	SecondEnvID       string `yaml:"second_env_id,omitempty" json:"second_env_id,omitzero"`
}

// PluginBinding says that a plug-in is bound to APIs in the target's environment.
type PluginBinding struct {
	PluginID string   `yaml:"plugin_id,omitempty" json:"plugin_id,omitzero"`
	APIIDs   []string `yaml:"api_ids,omitempty" json:"api_ids,omitzero"`
}

// ACLBindings say that an access control policy is bound to APIs in the target's
// environment; or, with BindingIDs instead, by which records it is bound. Those change
// whenever something is bound again.
type ACLBindings struct {
	ACLID      string   `yaml:"acl_id,omitempty" json:"acl_id,omitzero"`
	APIIDs     []string `yaml:"api_ids,omitempty" json:"api_ids,omitzero"`
	BindingIDs []string `yaml:"binding_ids,omitempty" json:"binding_ids,omitzero"`
}

// ThrottleBindings say the same of a request throttling policy.
type ThrottleBindings struct {
	StrategyID string   `yaml:"strategy_id,omitempty" json:"strategy_id,omitzero"`
	APIIDs     []string `yaml:"api_ids,omitempty" json:"api_ids,omitzero"`
	BindingIDs []string `yaml:"binding_ids,omitempty" json:"binding_ids,omitzero"`
}

// OtherInstance is a second instance of the same project.
type OtherInstance struct {
	InstanceID     string           `yaml:"instance_id,omitempty" json:"instance_id,omitzero"`
	PluginBindings []PluginBinding  `yaml:"plugin_bindings,omitempty" json:"plugin_bindings,omitzero"`
	ACL            ACLBindings      `yaml:"acl,omitempty" json:"acl,omitzero"`
	Throttle       ThrottleBindings `yaml:"throttle,omitempty" json:"throttle,omitzero"`
}

// Hooks are shell commands run around cases, or http:// addresses that get
// a POST instead.
type Hooks struct {
	// InternalError makes the target answer the documented 500 to the next request of
	// the case that it is told; if to any next request, somebody else's may use it up.
	InternalError string `yaml:"internal_error,omitempty" json:"internal_error,omitzero"`
	BeforeRun     string `yaml:"before_run,omitempty" json:"before_run,omitzero"`
	AfterRun      string `yaml:"after_run,omitempty" json:"after_run,omitzero"`
}

// HookVariables are the environment variables that a hook gets besides those
// of the run: the id of the case, its operation, and the path of its request.
func HookVariables() []string {
	return []string{"APIGSPEC_CASE", "APIGSPEC_OPERATION", "APIGSPEC_PATH"}
}

// Implementation says what is under test, for the statement.
type Implementation struct {
	Organization string `yaml:"organization,omitempty" json:"organization,omitzero"`
	Product      string `yaml:"product,omitempty" json:"product,omitzero"`
	Version      string `yaml:"version,omitempty" json:"version,omitzero"`
	URL          string `yaml:"url,omitempty" json:"url,omitzero"`
	Contact      string `yaml:"contact,omitempty" json:"contact,omitzero"`
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
	// requests with that name share until Client.Release closes it.
	Connection string
	// Case is the ID of the case the request belongs to. It travels in the
	// User-Agent, so that the target's log can be joined with the report.
	Case string
	// Linger lengthens the wait for late bytes after a complete response
	// (Options.Linger); zero leaves it as it is.
	Linger time.Duration
	// Timeout shortens the time limit of this exchange; zero leaves
	// Options.Timeout as it is.
	Timeout time.Duration
	// MaxBody lowers the limit of the body in bytes; zero leaves
	// Options.MaxBody as it is.
	MaxBody int64
	// Unjudged marks a request of the harness itself, such as reading back:
	// its response is redacted like any other but not searched for leaks.
	Unjudged bool
	// Changes marks a request that may change state, and so had better not be sent twice.
	Changes bool
}

// Credential says which credential to present and how; see cases.Auth for the words.
type Credential struct {
	Credential, Alter, Place string
}
