package sdktest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/impl"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/request"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	apig "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/apig/v2"
	apigmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/apig/v2/model"
	roma "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/roma/v2"
	romamodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/roma/v2/model"

	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/target"
)

// tokenCredential authenticates the SDK by a plain user token.
type tokenCredential struct{ project, token string }

func (c tokenCredential) ProcessAuthParams(*impl.DefaultHttpClient, string) (auth.ICredential, error) {
	return c, nil
}

func (c tokenCredential) ProcessAuthRequest(_ *impl.DefaultHttpClient, r *request.DefaultHttpRequest) (*request.DefaultHttpRequest, error) {
	return r.Builder().AddAutoFilledPathParam("project_id", c.project).AddHeaderParam("X-Auth-Token", c.token).Build(), nil
}

// clients are the SDK's clients of one embedded gateway.
type clients struct {
	target target.Target
	apig   *apig.ApigClient
	roma   *roma.RomaClient
}

// start starts a gateway and connects the SDK to it. credential makes the
// SDK's credential and names its type, which the SDK wants to know.
func start(t *testing.T, credential func(*gateway.Server) (auth.ICredential, string)) clients {
	t.Helper()
	gw, err := gateway.New(gateway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	srv, err := gw.Start("", gw)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := srv.Close(); err != nil {
			t.Errorf("closing the gateway: %v", err)
		}
	})
	build := func() *core.HcHttpClient {
		c, kind := credential(srv)
		client, err := core.NewHcHttpClientBuilder().
			WithEndpoints([]string{srv.URL()}).WithCredential(c).WithCredentialsType(kind).SafeBuild()
		if err != nil {
			t.Fatal(err)
		}
		return client
	}
	return clients{target: srv.Target(), apig: apig.NewApigClient(build()), roma: roma.NewRomaClient(build())}
}

func signed(srv *gateway.Server) (auth.ICredential, string) {
	keys := srv.AKSK()
	return signedBy(srv, keys.AccessKey, keys.SecretKey)
}

func signedBy(srv *gateway.Server, accessKey, secretKey string) (auth.ICredential, string) {
	c := basic.NewCredentialsBuilder().WithAk(accessKey).WithSk(secretKey).WithProjectId(srv.Target().ProjectID).Build()
	return c, "auth.BasicCredentials,basic.Credentials"
}

func byToken(token func(target.Auth) string) func(*gateway.Server) (auth.ICredential, string) {
	return func(srv *gateway.Server) (auth.ICredential, string) {
		t := srv.Target()
		return tokenCredential{t.ProjectID, token(t.Auth)}, "sdktest.tokenCredential"
	}
}

func valid(a target.Auth) string { return a.Token }

func ways() map[string]func(*gateway.Server) (auth.ICredential, string) {
	return map[string]func(*gateway.Server) (auth.ICredential, string){"signed": signed, "token": byToken(valid)}
}

const stranger = "00000000000000000000000000000000"

func TestDetach(t *testing.T) {
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			c := start(t, way)
			plugin := c.target.Fixtures.PluginBindings[0]
			first, err := c.apig.DetachApiFromPlugin(&apigmodel.DetachApiFromPluginRequest{
				InstanceId: c.target.InstanceID, PluginId: plugin.PluginID,
				Body: &apigmodel.PluginOperApiInfo{EnvId: c.target.EnvID, ApiIds: plugin.APIIDs[:1]},
			})
			if err != nil || first.HttpStatusCode != 204 {
				t.Fatalf("APIG: %v, %v", first, err)
			}
			second, err := c.roma.DetachApiFromPlugin(&romamodel.DetachApiFromPluginRequest{
				InstanceId: c.target.InstanceID, PluginId: plugin.PluginID,
				Body: &romamodel.PluginOperApiInfo{EnvId: c.target.EnvID, ApiIds: plugin.APIIDs[1:3]},
			})
			if err != nil || second.HttpStatusCode != 204 {
				t.Fatalf("ROMA: %v, %v", second, err)
			}
			limit := int32(500)
			list, err := c.apig.ListPluginAttachedApis(&apigmodel.ListPluginAttachedApisRequest{
				InstanceId: c.target.InstanceID, PluginId: plugin.PluginID, EnvId: &c.target.EnvID, Limit: &limit,
			})
			if err != nil {
				t.Fatalf("listing: %v", err)
			}
			for _, a := range *list.Apis {
				if slices.Contains(plugin.APIIDs[:3], *a.ApiId) {
					t.Errorf("API %s is still bound", *a.ApiId)
				}
			}
		})
	}
}

func TestBatches(t *testing.T) {
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			c := start(t, way)
			limit := int32(3)
			controlled, err := c.apig.ListApisBindedToAclPolicyV2(&apigmodel.ListApisBindedToAclPolicyV2Request{
				InstanceId: c.target.InstanceID, AclId: c.target.Fixtures.ACL.ACLID, EnvId: &c.target.EnvID, Limit: &limit,
			})
			if err != nil {
				t.Fatalf("access control: %v", err)
			}
			acls := []string{*(*controlled.Apis)[0].BindId, stranger}
			acl, err := c.apig.BatchDeleteApiAclBindingV2(&apigmodel.BatchDeleteApiAclBindingV2Request{
				InstanceId: c.target.InstanceID, Action: "delete", Body: &apigmodel.AclBindingBatchDelete{AclBindings: &acls},
			})
			if err != nil {
				t.Fatalf("access control: %v", err)
			}
			if *acl.SuccessCount != 1 || len(*acl.Failure) != 1 || *(*acl.Failure)[0].BindId != stranger || *(*acl.Failure)[0].ErrorCode != "APIG.3010" {
				t.Errorf("access control: %v", acl)
			}
			var throttles []string
			throttled, err := c.apig.ListApisBindedToRequestThrottlingPolicyV2(&apigmodel.ListApisBindedToRequestThrottlingPolicyV2Request{
				InstanceId: c.target.InstanceID, ThrottleId: c.target.Fixtures.Throttle.StrategyID, EnvId: &c.target.EnvID, Limit: &limit,
			})
			if err != nil {
				t.Fatalf("throttling: %v", err)
			}
			for _, bound := range *throttled.Apis {
				throttles = append(throttles, *bound.ThrottleApplyId)
			}
			throttle, err := c.apig.BatchDisassociateThrottlingPolicyV2(&apigmodel.BatchDisassociateThrottlingPolicyV2Request{
				InstanceId: c.target.InstanceID, Action: "delete", Body: &apigmodel.ThrottleBindingBatchDelete{ThrottleBindings: &throttles},
			})
			if err != nil {
				t.Fatalf("throttling: %v", err)
			}
			if *throttle.SuccessCount != 3 || throttle.Failure != nil && len(*throttle.Failure) != 0 {
				t.Errorf("throttling: %v", throttle)
			}
		})
	}
}

// What a run made is found by its name.
func TestFinding(t *testing.T) {
	for name, way := range ways() {
		t.Run(name, func(t *testing.T) {
			c := start(t, way)
			const looked = "looked_for"
			if _, err := c.apig.CreateApiGroupV2(&apigmodel.CreateApiGroupV2Request{InstanceId: c.target.InstanceID, Body: &apigmodel.ApiGroupCreate{Name: looked}}); err != nil {
				t.Fatalf("creating: %v", err)
			}
			called := looked
			groups, err := c.apig.ListApiGroupsV2(&apigmodel.ListApiGroupsV2Request{InstanceId: c.target.InstanceID, Name: &called})
			if err != nil || groups.Total != 1 || (*groups.Groups)[0].Name != looked {
				t.Errorf("groups: %v, %v", groups, err)
			}
			called = "never"
			plugins, err := c.apig.ListPlugins(&apigmodel.ListPluginsRequest{InstanceId: c.target.InstanceID, PluginName: &called})
			if err != nil || plugins.Total != 0 {
				t.Errorf("plug-ins: %v, %v", plugins, err)
			}
		})
	}
}

// TestRefusals shows that the SDK reads the gateway's refusals.
func TestRefusals(t *testing.T) {
	good := func(c clients) (instance, plugin string) {
		return c.target.InstanceID, c.target.Fixtures.PluginBindings[0].PluginID
	}
	for _, row := range []struct {
		name   string
		way    func(*gateway.Server) (auth.ICredential, string)
		ids    func(clients) (instance, plugin string)
		status int
		code   string
	}{
		{"garbage token", byToken(func(target.Auth) string { return "garbage" }), good, 401, "APIG.1002"},
		{"expired token", byToken(func(a target.Auth) string { return a.ExpiredToken }), good, 401, "APIG.1002"},
		{"wrong secret key", func(srv *gateway.Server) (auth.ICredential, string) {
			return signedBy(srv, srv.AKSK().AccessKey, "wrong")
		}, good, 401, "APIG.1002"},
		{"unknown access key", func(srv *gateway.Server) (auth.ICredential, string) {
			return signedBy(srv, "NOBODY", srv.AKSK().SecretKey)
		}, good, 401, "APIG.1002"},
		{"no permission", byToken(func(a target.Auth) string { return a.ForbiddenToken }), good, 403, "APIG.1005"},
		{"malformed instance", signed, func(c clients) (string, string) {
			_, plugin := good(c)
			return "no instance", plugin
		}, 400, "APIG.2012"},
		{"unknown plug-in", signed, func(c clients) (string, string) {
			instance, _ := good(c)
			return instance, stranger
		}, 404, "APIG.3068"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := start(t, row.way)
			instance, plugin := row.ids(c)
			_, err := c.apig.DetachApiFromPlugin(&apigmodel.DetachApiFromPluginRequest{
				InstanceId: instance, PluginId: plugin,
				Body: &apigmodel.PluginOperApiInfo{EnvId: c.target.EnvID, ApiIds: c.target.Fixtures.PluginBindings[0].APIIDs[:1]},
			})
			var refused *sdkerr.ServiceResponseError
			if !errors.As(err, &refused) {
				t.Fatalf("got %v, want a refusal", err)
			}
			if refused.StatusCode != row.status || refused.ErrorCode != row.code || strings.TrimSpace(refused.ErrorMessage) == "" {
				t.Errorf("got %d %s %q, want %d %s", refused.StatusCode, refused.ErrorCode, refused.ErrorMessage, row.status, row.code)
			}
		})
	}
}
