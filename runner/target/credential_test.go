package target

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/apigspec/apigspec/openapi/credential"
	"github.com/apigspec/apigspec/runner/exchange"
)

// seen is what a server saw of a request's credential.
type seen struct {
	Token, Authorization, Cookie, Other, Query, Body string
	HasToken                                         bool
}

func credentialServer(t *testing.T) (url string, last func() seen) {
	t.Helper()
	got := make(chan seen, 1)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body := make([]byte, 1000)
		n, _ := r.Body.Read(body)
		_, has := r.Header["X-Auth-Token"]
		got <- seen{
			Token: r.Header.Get("X-Auth-Token"), HasToken: has, Authorization: r.Header.Get("Authorization"),
			Cookie: r.Header.Get("Cookie"), Other: r.Header.Get("X-Other"), Query: r.URL.RawQuery, Body: string(body[:n]),
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, func() seen { return <-got }
}

func TestCredentials(t *testing.T) {
	const token = "secret/token+1=="
	tests := []struct {
		name string
		cred Credential
		body string
		want seen
	}{
		{"the target's", Credential{}, "{}", seen{Token: token, HasToken: true, Query: "a=b", Body: "{}"}},
		{"none", Credential{Credential: "none"}, "{}", seen{Query: "a=b", Body: "{}"}},
		{"none has no place", Credential{Credential: "none", Place: "bearer"}, "{}", seen{Query: "a=b", Body: "{}"}},
		{"garbage", Credential{Credential: "garbage"}, "{}", seen{Token: garbageToken, HasToken: true, Query: "a=b", Body: "{}"}},
		{"forbidden", Credential{Credential: "forbidden"}, "{}", seen{Token: "forbidden-1", HasToken: true, Query: "a=b", Body: "{}"}},
		{"expired", Credential{Credential: "expired"}, "{}", seen{Token: "expired-1", HasToken: true, Query: "a=b", Body: "{}"}},
		{"empty", Credential{Alter: "empty"}, "{}", seen{HasToken: true, Query: "a=b", Body: "{}"}},
		{"altered", Credential{Credential: "forbidden", Alter: "truncate"}, "{}", seen{Token: "forbidden-", HasToken: true, Query: "a=b", Body: "{}"}},
		{"in the query", Credential{Place: "query:X-Auth-Token"}, "{}", seen{Query: "a=b&X-Auth-Token=secret%2Ftoken%2B1%3D%3D", Body: "{}"}},
		{"in another header", Credential{Place: "header:X-Other"}, "{}", seen{Other: token, Query: "a=b", Body: "{}"}},
		{"bearer", Credential{Place: "bearer"}, "{}", seen{Authorization: "Bearer " + token, Query: "a=b", Body: "{}"}},
		{"basic", Credential{Place: "basic"}, "{}", seen{Authorization: "Basic YXBpZ3NwZWM6c2VjcmV0L3Rva2VuKzE9PQ==", Query: "a=b", Body: "{}"}},
		{"cookie", Credential{Place: "cookie:token"}, "{}", seen{Cookie: "token=" + token, Query: "a=b", Body: "{}"}},
		{"in an empty body", Credential{Place: "body:token"}, "", seen{Query: "a=b", Body: `{"token":"secret/token+1=="}`}},
		{"in an empty object", Credential{Place: "body:token"}, " {} ", seen{Query: "a=b", Body: `{"token":"secret/token+1=="}`}},
		{"in an object", Credential{Place: "body:token"}, `{"a": [1]}`, seen{Query: "a=b", Body: `{"token":"secret/token+1==","a": [1]}`}},
	}
	url, last := credentialServer(t)
	target := testTarget(url)
	target.Auth = Auth{Token: token, ForbiddenToken: "forbidden-1", ExpiredToken: "expired-1"}
	c := newClient(t, target, Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := Request{Method: "PUT", Path: "/x", Query: "a=b", Auth: test.cred}
			if test.body != "" {
				r.Body = []byte(test.body)
			}
			if x := c.Send(t.Context(), r); x.Fault != nil {
				t.Fatal(x.Fault)
			}
			if diff := cmp.Diff(test.want, last()); diff != "" {
				t.Errorf("seen by the server (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCredentialsThatCannotBeSent(t *testing.T) {
	c := newClient(t, testTarget("http://127.0.0.1:1"), Options{})
	var missing *MissingCredential
	x := c.Send(t.Context(), Request{Method: "PUT", Path: "/x", Auth: Credential{Credential: "other_project"}})
	if x.Fault == nil || x.Fault.Kind != exchange.FaultInternal || !errors.As(x.Err, &missing) || missing.Key != "auth.other_project_token" {
		t.Errorf("a token that is not configured: %+v, %v; want *MissingCredential", x.Fault, x.Err)
	}
	if err := c.Has(Credential{Credential: "expired"}); !errors.As(err, &missing) || missing.Credential != "expired" {
		t.Errorf("Has(expired) = %v; want *MissingCredential", err)
	}
	if err := c.Has(Credential{Credential: "garbage"}); err != nil {
		t.Errorf("Has(garbage) = %v", err)
	}
	for _, cred := range []Credential{{Credential: "admin"}, {Alter: "shuffle"}, {Place: "trailer"}, {Place: "query:"}, {Place: "body:token"}} {
		x := c.Send(t.Context(), Request{Method: "PUT", Path: "/x", Auth: cred, Body: []byte("[]")})
		if x.Fault == nil || x.Fault.Kind != exchange.FaultInternal {
			t.Errorf("%+v: fault %+v; want internal", cred, x.Fault)
		}
	}
}

func TestTokenFileIsReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	write := func(text string, age time.Duration) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	url, last := credentialServer(t)
	target := testTarget(url)
	target.Auth = Auth{TokenFile: path}
	c := newClient(t, target, Options{})
	send := func() exchange.Exchange { return c.Send(t.Context(), Request{Method: "GET", Path: "/x"}) }

	var refused *CredentialError
	if x := send(); !errors.As(x.Err, &refused) || refused.Source != "token_file" {
		t.Fatalf("without a file: %v; want *CredentialError", x.Err)
	}
	write("first-token\n", time.Hour)
	send()
	if got := last().Token; got != "first-token" {
		t.Errorf("token %q; want the file's, trimmed", got)
	}
	write("later-token\n", time.Minute)
	send()
	if got := last().Token; got != "later-token" {
		t.Errorf("token %q; want the file's new one", got)
	}
	write("two words\n", 0)
	if err := c.Authenticate(t.Context()); err == nil || !strings.Contains(err.Error(), "one token and nothing else") {
		t.Errorf("two words: %v", err)
	}
}

// TestAlteredTokenIsNobodys alters a token of a target whose tokens differ in
// their last characters only.
func TestAlteredTokenIsNobodys(t *testing.T) {
	c := &credentials{auth: Auth{Token: "tok1", ForbiddenToken: "tok2", ExpiredToken: "tok2x"}}
	m := &message{header: http.Header{}}
	if err := c.authenticate(context.Background(), m, Credential{Alter: "flip-last"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	if got := m.header.Get(credential.TokenHeader); got != "tok2xx" {
		t.Errorf("the altered token is %q, want tok2xx", got)
	}
}
