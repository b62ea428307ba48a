package target

import (
	"errors"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/h2non/gock"
)

// mockIAM intercepts the token call. gock's mocks are global, so these tests
// do not run in parallel.
func mockIAM(t *testing.T) *gock.Request {
	t.Helper()
	t.Cleanup(gock.OffAll)
	return gock.New("https://iam.example.com").Post("/v3/auth/tokens")
}

func iamTarget(url string) Target {
	target := testTarget(url)
	target.Auth = Auth{IAM: &IAM{URL: "https://iam.example.com", User: "joe", Password: "PLANTED-password", Domain: "dom", Project: "proj"}}
	return target
}

func TestIAMToken(t *testing.T) {
	mockIAM(t).
		MatchHeader("Content-Type", "application/json;charset=utf8").
		BodyString(`{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"joe","password":"PLANTED-password","domain":{"name":"dom"}}}},"scope":{"project":{"name":"proj"}}}}`).
		Reply(http.StatusCreated).SetHeader("X-Subject-Token", "PLANTED-token-1").JSON(map[string]any{"token": map[string]any{"expires_at": "2026-11-22T20:00:00.000000Z"}})
	mockIAM(t).Reply(http.StatusCreated).SetHeader("X-Subject-Token", "PLANTED-token-2").BodyString("{}")

	url, last := credentialServer(t)
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	c := newClient(t, iamTarget(url), Options{IAM: gock.NewTransport(), Now: func() time.Time { return now }})
	for _, step := range []struct {
		after time.Duration
		want  string
	}{
		{0, "PLANTED-token-1"},
		{7 * time.Hour, "PLANTED-token-1"},
		{40 * time.Minute, "PLANTED-token-2"}, // less than half an hour is left
		{23 * time.Hour, "PLANTED-token-2"},   // 24 hours where the response does not say
	} {
		now = now.Add(step.after)
		x := c.Send(t.Context(), Request{Method: "GET", Path: "/x"})
		if x.Fault != nil {
			t.Fatal(x.Fault)
		}
		if got := last().Token; got != step.want {
			t.Errorf("at %s the token was %s; want %s", now, got, step.want)
		}
	}
	if !gock.IsDone() {
		t.Error("IAM was not asked twice")
	}
}

func TestIAMFailures(t *testing.T) {
	tests := []struct {
		name    string
		reply   func(*gock.Request)
		refused bool
		want    string
	}{
		{"refused", func(r *gock.Request) {
			r.Reply(http.StatusUnauthorized).JSON(map[string]any{"error": map[string]any{"message": "The username or password is wrong.", "code": 401}})
		}, true, "got status 401 Unauthorized (The username or password is wrong.); check user, password, domain and project under auth.iam"},
		{"refused in the gateway's form", func(r *gock.Request) {
			r.Reply(http.StatusForbidden).JSON(map[string]any{"error_msg": "no", "error_code": "APIGW.0302"})
		}, true, "(no)"},
		{"repeats the password", func(r *gock.Request) {
			r.Reply(http.StatusUnauthorized).JSON(map[string]any{"error_msg": "bad password PLANTED-password"})
		}, true, "(bad password [redacted])"},
		{"no token", func(r *gock.Request) { r.Reply(http.StatusCreated).BodyString("{}") }, true, "without the header X-Subject-Token"},
		{"a page", func(r *gock.Request) { r.Reply(http.StatusBadGateway).BodyString("<html>") }, true, "got status 502 Bad Gateway; check"},
		{"a redirect", func(r *gock.Request) {
			r.Reply(http.StatusFound).SetHeader("Location", "https://elsewhere.example.com/")
		}, true, "got status 302"},
		{"unreachable", func(r *gock.Request) { r.ReplyError(syscall.ECONNREFUSED) }, false, "connection refused; check auth.iam.url"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.reply(mockIAM(t))
			c := newClient(t, iamTarget("http://127.0.0.1:1"), Options{IAM: gock.NewTransport()})
			err := c.Authenticate(t.Context())
			var credential *CredentialError
			if !errors.As(err, &credential) || credential.Source != "iam" || credential.Refused != test.refused {
				t.Fatalf("got %#v; want a *CredentialError, refused %v", err, test.refused)
			}
			if !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "https://iam.example.com/v3/auth/tokens") || strings.Contains(err.Error(), "PLANTED") {
				t.Errorf("error %q; want %q and the address in it, and no secret", err, test.want)
			}
		})
	}
}
