package target

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/apigspec/apigspec/openapi/strictyaml"
)

const wholeFile = `
url: https://apig.example.com/base/
profile: all
project_id: 3ff6a593c7d4dac9fdb390209be50323
instance_id: 9cf1ebdbdbf159ec2c5f8d9bced2ce73
env_id: 0123
auth:
  iam: {url: https://iam.example.com/, user: u, password: "${IAM_PASSWORD}", domain: d, project: p}
  forbidden_token: ft
  expired_token: et
  other_project_token: ot
  dialect: front-gateway
tls: {ca_file: ca.pem, insecure_skip_verify: true, client_cert: c.pem, client_key: /abs/c.key}
rate: {requests_per_second: 2.5}
fixtures:
  mode: provision
  plugin_bindings:
    - {plugin_id: p1, api_ids: [a1, 1e10]}
  acl: {acl_id: acl, binding_ids: [b1]}
  throttle: {strategy_id: s, binding_ids: []}
  readback: true
  rebind: TRUE
  second_env_id: e2
other_instance:
  instance_id: i2
  acl: {acl_id: acl2, binding_ids: [b2]}
hooks: {internal_error: "curl $${HOME}", before_run: b, after_run: a}
implementation: {organization: o, product: p, version: 1.10, url: u, contact: c}
`

func environment(variables map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := variables[name]
		return value, ok
	}
}

func TestLoad(t *testing.T) {
	t.Setenv("IAM_PASSWORD", "pass: word # {not YAML}")
	folder := t.TempDir()
	path := filepath.Join(folder, "target.yaml")
	if err := os.WriteFile(path, []byte(wholeFile), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	want := Target{
		URL: "https://apig.example.com/base", Profile: "all",
		ProjectID: "3ff6a593c7d4dac9fdb390209be50323", InstanceID: "9cf1ebdbdbf159ec2c5f8d9bced2ce73", EnvID: "0123",
		Auth: Auth{
			IAM:            &IAM{URL: "https://iam.example.com", User: "u", Password: "pass: word # {not YAML}", Domain: "d", Project: "p"},
			ForbiddenToken: "ft", ExpiredToken: "et", OtherProjectToken: "ot", Dialect: "front-gateway",
		},
		TLS:  TLS{CAFile: filepath.Join(folder, "ca.pem"), InsecureSkipVerify: true, ClientCert: filepath.Join(folder, "c.pem"), ClientKey: "/abs/c.key"},
		Rate: Rate{RequestsPerSecond: 2.5},
		Fixtures: Fixtures{
			Mode: "provision", PluginBindings: []PluginBinding{{PluginID: "p1", APIIDs: []string{"a1", "1e10"}}},
			ACL:      ACLBindings{ACLID: "acl", BindingIDs: []string{"b1"}},
			Throttle: ThrottleBindings{StrategyID: "s", BindingIDs: []string{}},
			Readback: true, Rebind: true, SecondEnvID: "e2",
		},
		OtherInstance:  &OtherInstance{InstanceID: "i2", ACL: ACLBindings{ACLID: "acl2", BindingIDs: []string{"b2"}}},
		Hooks:          Hooks{InternalError: "curl ${HOME}", BeforeRun: "b", AfterRun: "a"},
		Implementation: Implementation{Organization: "o", Product: "p", Version: "1.10", URL: "u", Contact: "c"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("target (-want +got):\n%s", diff)
	}
	if _, err := Load(path + ".not"); err == nil || !strings.Contains(err.Error(), "--target") {
		t.Errorf("a missing file gives %v; want the flag named", err)
	}
}

func TestParseDefaults(t *testing.T) {
	got, err := Parse("t.yaml", []byte("url: http://h\nproject_id: p\ninstance_id: i\nauth: {token: t}\n"), nil)
	want := Target{
		URL: "http://h", Profile: "apig", ProjectID: "p", InstanceID: "i", EnvID: DefaultEnvID,
		Auth: Auth{Token: "t", Dialect: "direct"}, Fixtures: Fixtures{Mode: "static"},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, target (-want +got):\n%s", err, diff)
	}
}

// People give IAM's address with its version or without.
func TestParseIAMAddress(t *testing.T) {
	for _, address := range []string{"https://iam.example.com", "https://iam.example.com/", "https://iam.example.com/v3", "https://iam.example.com/v3/"} {
		got, err := Parse("t.yaml", []byte("url: http://h\nproject_id: p\ninstance_id: i\nauth: {iam: {url: "+address+", user: u, password: p, domain: d, project: p}}\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := "https://iam.example.com"; got.Auth.IAM.URL != want {
			t.Errorf("%s is read as %s; want %s", address, got.Auth.IAM.URL, want)
		}
	}
}

// A variable stands anywhere in a value, also between the braces of a flow
// mapping, where YAML would read its braces as its own.
func TestParseVariables(t *testing.T) {
	const text = `
url: http://${HOST}:${PORT}/base
project_id: ${ID}
instance_id: "${ID}2" # ${ID}
auth: {aksk: {access_key: ${ID}, secret_key: ${SECRET}}, forbidden_token: 'x${ID}$${ID}'}
rate: {requests_per_second: ${RATE}}
fixtures:
  acl: {acl_id: ${ID}, binding_ids: [${ID}, a${ID}b]}
  rebind: ${YES}
hooks:
  internal_error: curl ${HOST}${APIGSPEC_PATH} $APIGSPEC_CASE
`
	got, err := Parse("t.yaml", []byte(text), environment(map[string]string{
		"HOST": "127.0.0.1", "PORT": "8080", "ID": "i", "SECRET": "{a: b}, # c", "RATE": "2.5", "YES": "true",
	}))
	want := Target{
		URL: "http://127.0.0.1:8080/base", Profile: "apig", ProjectID: "i", InstanceID: "i2", EnvID: DefaultEnvID,
		Auth:     Auth{AKSK: &AKSK{AccessKey: "i", SecretKey: "{a: b}, # c"}, ForbiddenToken: "xi${ID}", Dialect: "direct"},
		Rate:     Rate{RequestsPerSecond: 2.5},
		Fixtures: Fixtures{Mode: "static", ACL: ACLBindings{ACLID: "i", BindingIDs: []string{"i", "aib"}}, Rebind: true},
		Hooks:    Hooks{InternalError: "curl 127.0.0.1${APIGSPEC_PATH} $APIGSPEC_CASE"},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("error %v, target (-want +got):\n%s", err, diff)
	}
}

func TestParseMistakes(t *testing.T) {
	const ids = "project_id: p\ninstance_id: i\n"
	const good = "url: http://h\n" + ids + "auth: {token: t}\n"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", []string{"t.yaml: the file is empty; it needs at least url"}},
		{"only a comment", "# nothing\n", []string{"the file is empty"}},
		{"not YAML", "url: [\n", []string{"t.yaml: not YAML"}},
		{"a tab", "url: http://h\nauth:\n\ttoken: t\n", []string{"t.yaml: not YAML: line 3 is indented with a tab; YAML takes spaces"}},
		{"a list", "- url\n", []string{"t.yaml:1: holds a list; it needs keys: url, profile"}},
		{"two documents", good + "---\n" + good, []string{"more than one YAML document"}},
		{"unknown key", good + "fixture: {}\n", []string{`t.yaml:5: fixture: unknown key; did you mean "fixtures"?`}},
		{"unknown nested key", good + "fixtures:\n  acl:\n    aclid: x\n", []string{`t.yaml:7: fixtures.acl.aclid: unknown key; did you mean "acl_id"?`}},
		{"unknown key in a list", good + "fixtures:\n  plugin_bindings:\n    - {plugin_id: x, apis: []}\n", []string{`t.yaml:7: fixtures.plugin_bindings[0].apis: unknown key`}},
		{"a key like none", good + "zzzzzzzz: 1\n", []string{"zzzzzzzz: unknown key; the keys here are url, profile"}},
		{"given twice", good + "url: http://h\n", []string{"t.yaml:5: url: given twice, first in line 1"}},
		{"unset variable", "url: http://h\n" + ids + "auth: {token: \"${APIGSPEC_TOKEN}\"}\n", []string{"t.yaml:4: auth.token: the environment variable APIGSPEC_TOKEN is not set"}},
		{"unset variable between braces", "url: http://h\n" + ids + "auth: {token: ${APIGSPEC_TOKEN}}\n", []string{"t.yaml:4: auth.token: the environment variable APIGSPEC_TOKEN is not set"}},
		{"a variable as a key", good + "${KEY}: x\n", []string{"t.yaml:5: ${KEY}: unknown key"}},
		{"no variable", good + "hooks: {before_run: \"${a b}\"}\n", []string{"hooks.before_run: ${ without a variable name"}},
		{"several at once", "url: ftp://h\nprofil: apig\nauth: {token: t}\n", []string{
			"t.yaml:1: url: the scheme must be http or https", `t.yaml:2: profil: unknown key; did you mean "profile"?`, "project_id: missing", "instance_id: missing",
		}},
		{"nothing to authenticate with", "url: http://h\n" + ids, []string{"auth: no way to authenticate; give one of token, token_file, iam or aksk"}},
		{"two ways to authenticate", "url: http://h\n" + ids + "auth:\n  token: t\n  token_file: f\n", []string{"t.yaml:4: auth: token and token_file are given together"}},
		{"iam in part", "url: http://h\n" + ids + "auth:\n  iam: {url: http://iam, user: u}\n", []string{"t.yaml:5: auth.iam.password: missing", "auth.iam.domain: missing", "auth.iam.project: missing"}},
		{"aksk in part", "url: http://h\n" + ids + "auth:\n  aksk: {access_key: a}\n", []string{"auth.aksk.secret_key: missing"}},
		{"wrapped token", "url: http://h\n" + ids + "auth: {token: \"a\\nb\"}\n", []string{"auth.token: holds a space or a line break"}},
		{"dialect", "url: http://h\n" + ids + "auth: {token: t, dialect: front_gateway}\n", []string{`auth.dialect: "front_gateway" is not one of direct, front-gateway; did you mean "front-gateway"?`}},
		{"profile", good + "profile: apgi\n", []string{`t.yaml:5: profile: "apgi" is not one of apig, roma, all; did you mean "apig"?`}},
		{"mode", good + "fixtures: {mode: dynamic}\n", []string{`fixtures.mode: "dynamic" is not one of static, provision`}},
		{"no host", "url: http://\n" + ids + "auth: {token: t}\n", []string{"url: the host is missing"}},
		{"no scheme", "url: apig.example.com\n" + ids + "auth: {token: t}\n", []string{"url: the scheme must be"}},
		{"query", "url: http://h/x?a=b\n" + ids + "auth: {token: t}\n", []string{"url: must end with the base path"}},
		{"user in the address", "url: http://u:p@h\n" + ids + "auth: {token: t}\n", []string{"url: must not hold a user"}},
		{"port", "url: http://h:99999\n" + ids + "auth: {token: t}\n", []string{"url: port 99999 does not exist"}},
		{"id with a slash", "url: http://h\nproject_id: a/b\ninstance_id: i\nauth: {token: t}\n", []string{`project_id: "a/b" cannot be an id: it holds '/'`}},
		{"id with a space", good + "env_id: \"a b\"\n", []string{`env_id: "a b" cannot be an id: it holds ' '`}},
		{"placeholder", good + "fixtures: {acl: {acl_id: …}}\n", []string{"fixtures.acl.acl_id"}},
		{"repeated id", good + "fixtures: {acl: {acl_id: a, binding_ids: [x, y, x]}}\n", []string{"fixtures.acl.binding_ids[2]: x stands in the list already, as entry 0"}},
		{"no plug-in", good + "fixtures: {plugin_bindings: [{api_ids: [a]}]}\n", []string{"fixtures.plugin_bindings[0].plugin_id: missing"}},
		{"plug-in twice", good + "fixtures: {plugin_bindings: [{plugin_id: p, api_ids: [a]}, {plugin_id: q, api_ids: [a]}, {plugin_id: p, api_ids: [b]}]}\n", []string{"fixtures.plugin_bindings[2].plugin_id: is the plug-in of plugin_bindings[0] too"}},
		{"same environment", good + "env_id: e\nfixtures: {second_env_id: e}\n", []string{"fixtures.second_env_id: is the same as env_id"}},
		{"same instance", good + "other_instance: {instance_id: i}\n", []string{"other_instance.instance_id: is the same"}},
		{"not a list", good + "fixtures: {plugin_bindings: {}}\n", []string{"fixtures.plugin_bindings: holds keys of its own; it needs a list"}},
		{"not a value", good + "profile: [apig]\n", []string{"t.yaml:5: profile: holds a list; it needs a single value"}},
		{"not a boolean", good + "fixtures: {readback: yes please}\n", []string{`fixtures.readback: "yes please" is neither true nor false`}},
		{"not a number", good + "rate: {requests_per_second: fast}\n", []string{`rate.requests_per_second: "fast" is not a number`}},
		{"negative rate", good + "rate: {requests_per_second: -1}\n", []string{"rate.requests_per_second: -1 is no rate"}},
		{"changes at a time", good + "fixtures: {concurrent_changes: -2}\n", []string{"fixtures.concurrent_changes: -2 is no number of changes"}},
		{"changes in words", good + "fixtures: {concurrent_changes: many}\n", []string{`fixtures.concurrent_changes: "many" is not`}},
		{"half a certificate", good + "tls: {client_cert: c}\n", []string{"tls.client_key: missing"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("t.yaml", []byte(test.text), environment(nil))
			var file *strictyaml.FileError
			if !errors.As(err, &file) {
				t.Fatalf("got %v; want a *strictyaml.FileError", err)
			}
			if len(file.Problems) != len(test.want) {
				t.Errorf("%d problems; want %d:\n%v", len(file.Problems), len(test.want), err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error is\n%v\nwant %q in it", err, want)
				}
			}
		})
	}
}

func TestMarshalRoundTrip(t *testing.T) {
	id := rapid.StringMatching(`[a-zA-Z0-9_-]{1,12}`)
	text := rapid.StringMatching(`[ -~äß]{0,12}`).Filter(func(s string) bool { return !strings.Contains(s, "$${") })
	ids := rapid.SliceOfNDistinct(id, 1, 4, rapid.ID[string])
	rapid.Check(t, func(r *rapid.T) {
		want := Target{
			URL: "http://h:8080/base", Profile: rapid.SampledFrom([]string{"apig", "roma", "all"}).Draw(r, "profile"),
			ProjectID: id.Draw(r, "project"), InstanceID: "i-" + id.Draw(r, "instance"), EnvID: id.Draw(r, "env"),
			Auth: Auth{Token: rapid.StringMatching(`[!-~]{1,30}`).Draw(r, "token"), Dialect: "direct"},
			Fixtures: Fixtures{
				Mode: "static", Readback: rapid.Bool().Draw(r, "readback"),
				PluginBindings: []PluginBinding{{PluginID: id.Draw(r, "plugin"), APIIDs: ids.Draw(r, "apis")}},
				ACL:            ACLBindings{ACLID: id.Draw(r, "acl"), BindingIDs: ids.Draw(r, "bindings")},
			},
			Rate:           Rate{RequestsPerSecond: float64(rapid.IntRange(0, 100).Draw(r, "rate")) / 4},
			Hooks:          Hooks{InternalError: text.Draw(r, "hook")},
			Implementation: Implementation{Version: text.Draw(r, "version")},
		}
		data, err := Marshal(want)
		if err != nil {
			r.Fatal(err)
		}
		got, err := Parse("t.yaml", data, nil)
		if err != nil {
			r.Fatalf("%v in\n%s", err, data)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			r.Fatalf("target read back (-want +got):\n%s\nfile:\n%s", diff, data)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(wholeFile))
	f.Add([]byte("url: http://h\nproject_id: p\ninstance_id: i\nauth: {token: ${T}}\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("auth: &x {iam: *x}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		target, err := Parse("t.yaml", data, environment(map[string]string{"T": "t", "IAM_PASSWORD": "p"}))
		if err != nil {
			var file *strictyaml.FileError
			if !errors.As(err, &file) || len(file.Problems) == 0 {
				t.Fatalf("error without problems: %#v", err)
			}
			return
		}
		written, err := Marshal(target)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse("t.yaml", written, nil)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, written)
		}
		if diff := cmp.Diff(target, again, cmp.Transformer("empty", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
			t.Logf("read back (-want +got):\n%s", diff)
		}
	})
}
