package target

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/apigspec/apigspec/openapi/credential"
	"github.com/apigspec/apigspec/runner/exchange"
)

// Whatever a target echoes, in whatever form, nothing of a credential is left
// in the exchange.
func TestNoSecretIsLeftInAnExchange(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var echo []string
		for name, values := range r.Header {
			echo = append(echo, name+": "+strings.Join(values, ","))
		}
		body, _ := io.ReadAll(r.Body)
		all := strings.Join(echo, "\n") + r.URL.RawQuery + string(body)
		token := r.Header.Get("X-Auth-Token")
		w.Header().Set("X-Echo", token)
		w.Header().Set("Set-Cookie", "session="+token)
		w.Header().Set("X-Upper", strings.ToUpper(token))
		w.Header().Set("Location", "/?t="+url.QueryEscape(token))
		quoted, _ := json.Marshal(token)
		_, _ = fmt.Fprintf(w, "%s\n%s\n%s\n%s\n%s", all, quoted, strings.ReplaceAll(string(quoted), "/", `\/`),
			base64.StdEncoding.EncodeToString([]byte("x:"+token+":y")), base64.URLEncoding.EncodeToString([]byte(token)))
	}))
	defer s.Close()
	target := testTarget(s.URL)
	target.Auth = Auth{
		Token: "PLANTEDtoken<&>/0123456789+abcdef==", ForbiddenToken: "PLANTEDforbidden-0123456789",
		ExpiredToken: "PLANTEDexpired-0123456789", OtherProjectToken: "PLANTEDother-0123456789",
	}
	signing := target
	signing.Auth = Auth{AKSK: &AKSK{AccessKey: "PLANTEDACCESSKEY0001", SecretKey: "PLANTEDsecret0123456789"}}
	places := []string{"", "query:t", "header:X-Other", "bearer", "basic", "cookie:t", "body:t"}
	for _, target := range []Target{target, signing} {
		c := newClient(t, target, Options{})
		for _, whose := range []string{"", "forbidden", "expired", "other_project"} {
			if c.Has(Credential{Credential: whose}) != nil {
				continue
			}
			for _, how := range append([]string{""}, credential.Alterations()...) {
				for _, place := range places {
					cred := Credential{Credential: whose, Alter: how, Place: place}
					x := c.Send(t.Context(), Request{Method: "PUT", Path: "/x", Body: []byte("{}"), Auth: cred})
					if x.Fault != nil {
						t.Fatalf("%+v: %v", cred, x.Fault)
					}
					assertNothingPlanted(t, fmt.Sprintf("%+v", cred), x)
				}
			}
		}
	}
}

func assertNothingPlanted(t *testing.T, what string, x exchange.Exchange) {
	t.Helper()
	stored, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	plain := fmt.Sprintf("%s\n%+v\n%s", stored, x, x.Curl)
	if x.Response != nil {
		plain += string(x.Response.Body)
	}
	encoded := base64.RawStdEncoding.EncodeToString([]byte("PLANTED"))[:9]
	for _, secret := range []string{"planted", "lanted", strings.ToLower(encoded), "0123456789"} {
		if at := strings.Index(strings.ToLower(plain), secret); at >= 0 {
			t.Errorf("%s: %q is left: …%s…", what, secret, plain[max(0, at-40):min(len(plain), at+60)])
		}
	}
}

func TestLeaks(t *testing.T) {
	const token = "PLANTEDtoken-0123456789"
	tests := []struct {
		name, header, body string
		want               []string
	}{
		{"nothing", "", `{"error_code":"APIG.1002","error_msg":"The token is missing."}`, nil},
		{"token in a header", "X-Echo: " + token, "{}", []string{"token in header X-Echo"}},
		{"token in the body", "", `{"error_msg":"bad token ` + token + `"}`, []string{"token in body"}},
		{"another token", "", `forbidden-0123456789`, []string{"forbidden token in body"}},
		{"altered", "", token[:len(token)-1], []string{"token in body"}},
		{"in other letters", "", strings.ToUpper(token), []string{"token in body"}},
		{"encoded", "", base64.StdEncoding.EncodeToString([]byte(" " + token)), []string{"token in body"}},
		{"hex", "", hex.EncodeToString([]byte(token)), []string{"token in body"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			header := test.header
			if header != "" {
				header += "\r\n"
			}
			target := testTarget(rawServer(t, respondingOnce(fmt.Sprintf("HTTP/1.1 400 Bad Request\r\n%sContent-Length: %d\r\n\r\n%s", header, len(test.body), test.body))))
			target.Auth = Auth{Token: token, ForbiddenToken: "forbidden-0123456789"}
			x := newClient(t, target, Options{}).Send(t.Context(), Request{Method: "PUT", Path: "/x"})
			if diff := cmp.Diff(test.want, x.Leaks); diff != "" {
				t.Errorf("leaks (-want +got):\n%s", diff)
			}
			assertNothingPlanted(t, test.name, x)
		})
	}
}

// What surrounds the header and the body is looked at as well.
func TestLeaksAroundTheResponse(t *testing.T) {
	const token = "PLANTEDtoken-0123456789"
	for name, message := range map[string]string{
		"reason phrase":    "HTTP/1.1 400 " + token + "\r\nContent-Length: 0\r\n\r\n",
		"interim response": "HTTP/1.1 103 Early Hints\r\nX-Token: " + token + "\r\n\r\nHTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
		"trailer":          "HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Token: " + token + "\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			target := testTarget(rawServer(t, respondingOnce(message)))
			target.Auth = Auth{Token: token}
			x := newClient(t, target, Options{}).Send(t.Context(), Request{Method: "PUT", Path: "/x"})
			if diff := cmp.Diff([]string{"token in what surrounds the response"}, x.Leaks); diff != "" {
				t.Errorf("leaks (-want +got):\n%s", diff)
			}
			assertNothingPlanted(t, name, x)
		})
	}
}

func TestRedactFindsEveryFormAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[!-~]{12,40}`).Draw(t, "secret")
		s := newSecrets(Target{Auth: Auth{Token: secret}})
		how := rapid.SampledFrom([]string{"", "truncate", "extend", "prefix", "flip-first", "flip-middle", "flip-last", "swap-case"}).Draw(t, "how")
		altered, err := credential.Alter(secret, how)
		if err != nil {
			t.Fatal(err)
		}
		quoted, _ := json.Marshal(altered)
		form := rapid.SampledFrom([]string{altered, url.QueryEscape(altered), url.PathEscape(altered), string(quoted), strings.ToLower(altered)}).Draw(t, "form")
		before, after := rapid.StringMatching(`[ -~ä]{0,20}`).Draw(t, "before"), rapid.StringMatching(`[ -~ä]{0,20}`).Draw(t, "after")
		got := s.redact(before + form + after)
		if strings.Contains(strings.ToLower(got), strings.ToLower(secret[2:len(secret)-2])) {
			t.Fatalf("%q is left in %q", secret, got)
		}
		if !strings.Contains(got, redactedMark) {
			t.Fatalf("no mark in %q", got)
		}
	})
}

func TestRedactLeavesTheRestAlone(t *testing.T) {
	s := newSecrets(Target{Auth: Auth{Token: "secret-token-1", ForbiddenToken: "abcd", ExpiredToken: "x"}})
	const text = "xylophone abc, Äpfel, secret-tokem-1"
	if got := s.redact(text); got != text {
		t.Errorf("%q became %q", text, got)
	}
	if got, want := s.redact("<secret-token-1><secret-token-1>abcd xabcd abcd_"), "<[redacted]><[redacted]>[redacted] xabcd abcd_"; got != want {
		t.Errorf("got %q; want %q", got, want)
	}
}

func TestPayloadJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := exchange.Payload(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		if rapid.Bool().Draw(t, "text") {
			want = exchange.Payload(rapid.String().Draw(t, "text"))
		}
		data, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got exchange.Payload
		if err := json.Unmarshal(data, &got); err != nil || !bytes.Equal(got, want) || (got == nil) != (want == nil) {
			t.Fatalf("%q became %s became %q (%v)", want, data, got, err)
		}
	})
	for value, want := range map[string]string{"plain": `"plain"`, "\xff": `{"base64":"/w=="}`, "": `""`} {
		if got, _ := json.Marshal(exchange.Payload(value)); string(got) != want {
			t.Errorf("%q is %s; want %s", value, got, want)
		}
	}
	var p exchange.Payload
	for _, bad := range []string{`1`, `{}`, `{"base64":"?"}`, `[]`} {
		if err := json.Unmarshal([]byte(bad), &p); err == nil {
			t.Errorf("%s was read as %q", bad, p)
		}
	}
}

// BenchmarkRedact reads a long text without secrets.
func BenchmarkRedact(b *testing.B) {
	s := newSecrets(Target{Auth: Auth{
		Token: "MIIA" + strings.Repeat("TokenOfTheUser0", 10), ForbiddenToken: "MIIB" + strings.Repeat("PermittedNothing9", 9),
		ExpiredToken: "MIIC" + strings.Repeat("LongAgo77", 17), OtherProjectToken: "MIID" + strings.Repeat("Elsewhere5", 15),
	}})
	text := strings.Repeat(`{"api_id":"5c9f2d8fd1484a8ad3d3b3cd0ef3ac33","api_name":"order_17","req_uri":"/orders/17","remark":""},`, 1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if s.redact(text) != text {
			b.Fatal("something is hidden")
		}
	}
}
