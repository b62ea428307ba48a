package target

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The signatures were computed apart from this program, from the canonical
// requests below as they follow from the rules, with Python's hashlib:
//
//	text = "SDK-HMAC-SHA256\n20261122T121415Z\n" + sha256(canonical).hexdigest()
//	hmac.new(secret_key, text, sha256).hexdigest()
func TestSign(t *testing.T) {
	now := time.Date(2026, 11, 22, 13, 14, 15, 0, time.FixedZone("", 3600))
	key := AKSK{AccessKey: "AKAPIGSPECEXAMPLE001", SecretKey: "example/secret+key0123456789"}
	tests := []struct {
		name      string
		message   message
		canonical string
		signature string
	}{
		{
			"a body and a query",
			message{method: "PUT", path: "/v2/p/apigw/instances/i/acl-bindings", query: "action=delete", host: "apig.example.com", header: http.Header{"Content-Type": {"application/json"}}, body: []byte("{}")},
			"PUT\n/v2/p/apigw/instances/i/acl-bindings/\naction=delete\nhost:apig.example.com\nx-sdk-date:20261122T121415Z\n\nhost;x-sdk-date\n44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
			"343692601f3075943be85deb31858fd258b112135af9f0ef518b4b6d8f4036d6",
		},
		{
			"a path that ends in a slash, escapes, an unsorted query, no body",
			message{method: "GET", path: "/v2/a%2Fb/c~d e%C3%A4/", query: "b=2&a=%20x&b=1&c", host: "h:8080", header: http.Header{"X-Project-Id": {" p "}}},
			"GET\n/v2/a%2Fb/c~d%20e%C3%A4/\na=%20x&b=1&b=2&c=\nhost:h:8080\nx-project-id:p\nx-sdk-date:20261122T121415Z\n\nhost;x-project-id;x-sdk-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
			"0209b676a449fc7fb8037b90d06c424a8865df1adccc0deaf7789036163a74b7",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := test.message
			if err := sign(&m, key, now); err != nil {
				t.Fatal(err)
			}
			names := "host;x-sdk-date"
			if m.header.Get("X-Project-Id") != "" {
				names = "host;x-project-id;x-sdk-date"
			}
			want := "SDK-HMAC-SHA256 Access=" + key.AccessKey + ", SignedHeaders=" + names + ", Signature=" + test.signature
			if diff := cmp.Diff(want, m.header.Get("Authorization")); diff != "" {
				t.Errorf("Authorization (-want +got):\n%s", diff)
			}
			delete(m.header, "Authorization")
			canonical, _, err := canonicalRequest(&m)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.canonical, canonical); diff != "" {
				t.Errorf("canonical request (-want +got):\n%s", diff)
			}
		})
	}
}

// Five bad signatures lock an access key, so a negative case never shows the
// target's own.
func TestNegativeCasesSignWithAThrowAwayKey(t *testing.T) {
	url, last := credentialServer(t)
	target := testTarget(url)
	target.Auth = Auth{AKSK: &AKSK{AccessKey: "REALACCESSKEY0000001", SecretKey: "real secret key 0123456789"}, ForbiddenToken: "forbidden-1"}
	c := newClient(t, target, Options{})
	send := func(cred Credential) seen {
		x := c.Send(t.Context(), Request{Method: "PUT", Path: "/x", Auth: cred, Body: []byte("{}")})
		if x.Fault != nil {
			t.Fatalf("%+v: %v", cred, x.Fault)
		}
		return last()
	}
	if got := send(Credential{}); !strings.Contains(got.Authorization, "Access=REALACCESSKEY0000001,") || got.HasToken {
		t.Errorf("the target's own credential was %+v", got)
	}
	if got := send(Credential{Credential: "none"}); got.Authorization != "" || got.HasToken {
		t.Errorf("no credential was %+v", got)
	}
	if got := send(Credential{Credential: "forbidden"}); got.Authorization != "" || got.Token != "forbidden-1" {
		t.Errorf("the forbidden token was %+v", got)
	}
	used := map[string]bool{}
	for _, cred := range []Credential{{Credential: "garbage"}, {Alter: "truncate"}, {Alter: "flip-last"}, {Alter: "extend"}, {Place: "header:X-Other"}, {Place: "query:auth"}, {Place: "body:auth"}} {
		got := send(cred)
		all := got.Authorization + got.Other + got.Query + got.Body
		if strings.Contains(all, "REALACCESS") || !strings.Contains(all, "SDK-HMAC-SHA256") {
			t.Errorf("%+v sent %+v", cred, got)
		}
		if used[all] {
			t.Errorf("%+v used a throw-away key twice", cred)
		}
		used[all] = true
	}
}
