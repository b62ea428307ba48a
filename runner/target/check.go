package target

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/spelling"
	"github.com/apigspec/apigspec/openapi/strictyaml"
)

// checker finds what the types of a target file cannot express: required keys,
// allowed values, addresses and ids.
type checker struct{ file *strictyaml.File }

func (c checker) problem(key, format string, args ...any) { c.file.Problemf(key, format, args...) }

func (c checker) target(t *Target) {
	c.address("url", t.URL, "https://apig.example.com")
	c.choice("profile", t.Profile, domain.Profiles()...)
	c.requiredID("project_id", t.ProjectID)
	c.requiredID("instance_id", t.InstanceID)
	c.id("env_id", t.EnvID)
	c.auth(&t.Auth)
	c.tls(t.TLS)
	if r := t.Rate.RequestsPerSecond; r < 0 || math.IsNaN(r) || math.IsInf(r, 0) {
		c.problem("rate.requests_per_second", "%v is no rate; use a number above 0, or leave it out for no limit", r)
	}
	c.fixtures(t)
	if t.OtherInstance != nil {
		c.otherInstance(t)
	}
}

func (c checker) address(path, address, example string) {
	if address == "" {
		c.problem(path, "missing; give the address, such as %s", example)
		return
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		c.problem(path, "not an address (%s); write it like %s", unwrapURL(err), example)
	case u.Scheme != "http" && u.Scheme != "https":
		c.problem(path, "the scheme must be http or https; write it like %s", example)
	case u.Hostname() == "":
		c.problem(path, "the host is missing; write it like %s", example)
	case !validPort(u.Port()):
		c.problem(path, "port %s does not exist; use 1 to 65535", u.Port())
	case u.User != nil:
		c.problem(path, "must not hold a user or password; credentials belong under auth")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(address, "#"):
		c.problem(path, "must end with the base path; take off what follows ? or #")
	case strings.ContainsFunc(address, isSpaceOrControl):
		c.problem(path, "holds a space or a control character; take it out")
	}
}

// unwrapURL leaves out the address that url.Parse repeats in its errors: the
// file's reader has it in front of him, and it may hold a password.
func unwrapURL(err error) string {
	text := err.Error()
	if i := strings.LastIndex(text, `": `); i >= 0 {
		return text[i+3:]
	}
	return "it cannot be parsed"
}

func validPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.Atoi(port)
	return err == nil && 1 <= n && n <= 65535
}

func isSpaceOrControl(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func (c checker) choice(path, value string, allowed ...string) {
	for _, a := range allowed {
		if value == a {
			return
		}
	}
	hint := ""
	if near := spelling.Likely(value, allowed); near != "" {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	c.problem(path, "%q is not one of %s%s", value, strings.Join(allowed, ", "), hint)
}

func (c checker) required(path, value string) bool {
	if value == "" {
		c.problem(path, "missing; it is required")
	}
	return value != ""
}

func (c checker) requiredID(path, value string) {
	if c.required(path, value) {
		c.id(path, value)
	}
}

// id refuses what cannot be an id in a path and is surely a slip; the pages
// give no pattern, so everything else passes.
func (c checker) id(path, value string) {
	if value == "…" || value == "..." {
		c.problem(path, "%q is the example's placeholder; put the id there", value)
		return
	}
	if bad := strings.IndexFunc(value, func(r rune) bool { return isSpaceOrControl(r) || strings.ContainsRune(`/\?#%"'<>{}`, r) }); bad >= 0 {
		r := []rune(value[bad:])[0]
		c.problem(path, "%q cannot be an id: it holds %q; give the bare id", value, r)
	}
}

func (c checker) ids(path string, values []string) {
	first := map[string]int{}
	for i, value := range values {
		at := fmt.Sprintf("%s[%d]", path, i)
		c.requiredID(at, value)
		if j, twice := first[value]; twice && value != "" {
			c.problem(at, "%s stands in the list already, as entry %d; take one of them out", value, j)
			continue
		}
		first[value] = i
	}
}

func (c checker) auth(a *Auth) {
	var ways []string
	for _, way := range []struct {
		key  string
		used bool
	}{{"token", a.Token != ""}, {"token_file", a.TokenFile != ""}, {"iam", a.IAM != nil}, {"aksk", a.AKSK != nil}} {
		if way.used || c.file.Unreadable("auth."+way.key) {
			ways = append(ways, way.key)
		}
	}
	switch {
	case len(ways) == 0 && !c.file.Unreadable("auth"):
		c.problem("auth", "no way to authenticate; give one of token, token_file, iam or aksk")
	case len(ways) > 1:
		c.problem("auth", "%s are given together; keep one of them", strings.Join(ways, " and "))
	}
	c.choice("auth.dialect", a.Dialect, Direct, FrontGateway)
	for _, token := range []struct{ key, value string }{
		{"token", a.Token}, {"forbidden_token", a.ForbiddenToken},
		{"expired_token", a.ExpiredToken}, {"other_project_token", a.OtherProjectToken},
	} {
		if strings.ContainsFunc(token.value, isSpaceOrControl) {
			c.problem("auth."+token.key, "holds a space or a line break, which no token has; check for a cut or a wrapped line")
		}
	}
	if a.IAM != nil {
		c.address("auth.iam.url", a.IAM.URL, "https://iam.example.com")
		c.required("auth.iam.user", a.IAM.User)
		c.required("auth.iam.password", a.IAM.Password)
		c.required("auth.iam.domain", a.IAM.Domain)
		c.required("auth.iam.project", a.IAM.Project)
	}
	if a.AKSK != nil {
		c.requiredID("auth.aksk.access_key", a.AKSK.AccessKey)
		c.required("auth.aksk.secret_key", a.AKSK.SecretKey)
	}
}

func (c checker) tls(t TLS) {
	if t.ClientCert != "" && t.ClientKey == "" {
		c.problem("tls.client_key", "missing; client_cert needs the key that belongs to it")
	}
	if t.ClientKey != "" && t.ClientCert == "" {
		c.problem("tls.client_cert", "missing; client_key needs the certificate that belongs to it")
	}
}

func (c checker) fixtures(t *Target) {
	f := t.Fixtures
	c.choice("fixtures.mode", f.Mode, "static", "provision")
	c.bindings("fixtures", f.PluginBindings, f.ACL, f.Throttle)
	if f.ConcurrentChanges < 0 {
		c.problem("fixtures.concurrent_changes", "%d is no number of changes at a time; give 1 or more", f.ConcurrentChanges)
	}
	c.id("fixtures.second_env_id", f.SecondEnvID)
	if f.SecondEnvID != "" && f.SecondEnvID == t.EnvID {
		c.problem("fixtures.second_env_id", "is the same as env_id; name another environment or leave it out")
	}
}

func (c checker) otherInstance(t *Target) {
	o := t.OtherInstance
	c.requiredID("other_instance.instance_id", o.InstanceID)
	if o.InstanceID != "" && o.InstanceID == t.InstanceID {
		c.problem("other_instance.instance_id", "is the same as instance_id; name another instance or leave other_instance out")
	}
	c.bindings("other_instance", o.PluginBindings, o.ACL, o.Throttle)
}

// PolicyKey is the key that names a policy of a kind, below fixtures or other_instance; a
// plug-in is one of several entries.
func PolicyKey(kind domain.Kind, entry int) string {
	if known := kind.Binding(); kind.ByRecord() {
		return known.Short + "." + known.Bind.PolicyMember
	}
	return fmt.Sprintf("plugin_bindings[%d].plugin_id", entry)
}

func (c checker) bindings(path string, plugins []PluginBinding, acl ACLBindings, throttle ThrottleBindings) {
	for i, p := range plugins {
		at := fmt.Sprintf("%s.plugin_bindings[%d]", path, i)
		c.requiredID(at+".plugin_id", p.PluginID)
		same := func(other PluginBinding) bool { return other.PluginID == p.PluginID && p.PluginID != "" }
		if first := slices.IndexFunc(plugins[:i], same); first >= 0 {
			c.problem(at+".plugin_id", "is the plug-in of plugin_bindings[%d] too; put all its api_ids there", first)
		}
		c.ids(at+".api_ids", p.APIIDs)
	}
	c.policy(path+".acl", "acl_id", acl.ACLID, acl.APIIDs, acl.BindingIDs)
	c.policy(path+".throttle", "strategy_id", throttle.StrategyID, throttle.APIIDs, throttle.BindingIDs)
}

func (c checker) policy(path, key, id string, apis, records []string) {
	c.id(path+"."+key, id)
	c.ids(path+".api_ids", apis)
	c.ids(path+".binding_ids", records)
	switch {
	case len(apis) > 0 && len(records) > 0:
		c.problem(path+".binding_ids", "is given beside api_ids; keep api_ids, which stay true when a run binds again")
	case len(apis)+len(records) > 0 && id == "" && !c.file.Unreadable(path+"."+key):
		c.problem(path+"."+key, "missing; say which policy is bound, since its list is where the bindings are found")
	}
}
