package target

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCurl(t *testing.T) {
	json := http.Header{"Content-Type": {"application/json"}, "Accept-Encoding": {"gzip"}, "Accept": {"application/json"}}
	const start = "curl -sS -i --path-as-is -g -X PUT 'http://h/base/x?a=b&c=d' -H 'Accept: application/json' --compressed -H 'Content-Type: application/json' "
	tests := []struct {
		name string
		cred Credential
		body string
		want string
	}{
		{"plain", Credential{}, `{"a":"it's"}`, start + `-H 'User-Agent: apigspec/dev' -H 'X-Auth-Token: '"$APIGSPEC_TOKEN" --data-binary '{"a":"it'\''s"}'`},
		{"none", Credential{Credential: "none"}, "", start + `-H 'User-Agent: apigspec/dev'`},
		{"garbage", Credential{Credential: "garbage", Alter: "truncate"}, "", start + `-H 'User-Agent: apigspec/dev' -H 'X-Auth-Token: '"` + garbageToken[:len(garbageToken)-1] + `"`},
		{"empty", Credential{Alter: "empty"}, "", start + `-H 'User-Agent: apigspec/dev' -H 'X-Auth-Token;'`},
		{"altered", Credential{Credential: "other_project", Alter: "truncate"}, "", start + `-H 'User-Agent: apigspec/dev' -H 'X-Auth-Token: '"${APIGSPEC_OTHER_PROJECT_TOKEN%?}"`},
		{"in the body", Credential{Place: "body:t"}, "{}", start + `-H 'User-Agent: apigspec/dev' --data-binary '{"t":"'"$APIGSPEC_TOKEN"'"}'`},
		{"basic", Credential{Place: "basic"}, "", "curl -sS -i --path-as-is -g -X PUT 'http://h/base/x?a=b&c=d' -H 'Accept: application/json' --compressed -u 'apigspec:'\"$APIGSPEC_TOKEN\" -H 'Content-Type: application/json' -H 'User-Agent: apigspec/dev'"},
		{"binary", Credential{Credential: "none"}, "\xff\x00", "echo /wA= | base64 -d | " + start + `-H 'User-Agent: apigspec/dev' --data-binary @-`},
		{"begins with an at", Credential{Credential: "none"}, "@x", "printf %s @x | " + start + `-H 'User-Agent: apigspec/dev' --data-binary @-`},
	}
	c := newClient(t, testTarget("http://h/base"), Options{})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := Request{Method: "PUT", Path: "/x", Query: "a=b&c=d", Header: json, Auth: test.cred}
			if test.body != "" {
				r.Body = []byte(test.body)
			}
			m, err := c.newMessage(r)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.curl(m, test.cred); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// Without a target its address is a variable too, and placeholders stay.
func TestCurlForAnyTarget(t *testing.T) {
	const start = `curl -sS -i --path-as-is -g -X PUT "$APIGSPEC_URL"'/v2/{project_id}/acls?action=delete'`
	tests := []struct {
		name    string
		cred    Credential
		body    string
		want    string
		wantErr string
	}{
		{name: "plain", body: `{"acls":["<acl.0>"]}`, want: start + ` -H 'X-Auth-Token: '"$APIGSPEC_TOKEN" -H Content-Type: --data-binary '{"acls":["<acl.0>"]}'`},
		{name: "none", cred: Credential{Credential: "none"}, want: start},
		{name: "altered", cred: Credential{Credential: "forbidden", Alter: "extend"}, want: start + ` -H 'X-Auth-Token: '"${APIGSPEC_FORBIDDEN_TOKEN}x"`},
		{name: "empty", cred: Credential{Alter: "empty"}, want: start + ` -H 'X-Auth-Token;'`},
		{name: "in the query", cred: Credential{Place: "query:t"}, want: `curl -sS -i --path-as-is -g -X PUT "$APIGSPEC_URL"'/v2/{project_id}/acls?action=delete&t='"$APIGSPEC_TOKEN"`},
		{name: "in no object", cred: Credential{Place: "body:t"}, body: "[]", wantErr: "no JSON object"},
		{name: "an unknown alteration", cred: Credential{Alter: "shuffle"}, wantErr: "use one of"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := Request{Method: "PUT", Path: "/v2/{project_id}/acls", Query: "action=delete", Auth: test.cred}
			if test.body != "" {
				r.Body = []byte(test.body)
			}
			got, err := Curl("", r)
			if test.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), test.wantErr) {
					t.Errorf("error %v; want %q in it", err, test.wantErr)
				}
				return
			}
			if err != nil || got != test.want {
				t.Errorf("%v\ngot  %s\nwant %s", err, got, test.want)
			}
			if len(r.Header) > 0 {
				t.Errorf("the request was changed: %v", r.Header)
			}
		})
	}
}

// The command of an exchange sends what the exchange sent.
func TestCurlSendsTheSameRequest(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if _, missing := exec.LookPath("curl"); err != nil || missing != nil {
		t.Skip("no shell or no curl on this machine")
	}
	got := make(chan string, 1)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		names := []string{"Accept", "Content-Type", "X-Auth-Token", "Authorization", "Cookie", "X-Other", "User-Agent"}
		var all strings.Builder
		for _, name := range names {
			fmt.Fprintf(&all, "%s: %q\n", name, r.Header[name])
		}
		fmt.Fprintf(&all, "%s %s\n%q", r.Method, r.RequestURI, body)
		got <- all.String()
	}))
	defer s.Close()
	const token = "it's-a-$TOKEN"
	target := testTarget(s.URL)
	target.Auth = Auth{Token: token}
	c := newClient(t, target, Options{})
	for _, test := range []struct {
		name string
		r    Request
	}{
		{"plain", Request{Body: []byte("{\"a\":\"it's $HOME `x` \\\\ \n\"}")}},
		{"no body", Request{}},
		{"no content type", Request{Header: http.Header{}, Body: []byte("{}")}},
		{"binary", Request{Body: []byte("\xff\x00\r\n")}},
		{"file name", Request{Body: []byte("@etc")}},
		{"dots and brackets", Request{Path: "/a/../b", Query: "a[]={1..2}"}},
		{"none", Request{Auth: Credential{Credential: "none"}}},
		{"empty", Request{Auth: Credential{Alter: "empty"}}},
		{"half", Request{Auth: Credential{Alter: "half"}}},
		{"bearer", Request{Auth: Credential{Place: "bearer"}}},
		{"basic", Request{Auth: Credential{Place: "basic"}}},
		{"cookie", Request{Auth: Credential{Place: "cookie:t"}}},
		{"body", Request{Auth: Credential{Place: "body:t"}, Body: []byte("{}")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := test.r
			r.Method = "PUT"
			if r.Path == "" {
				r.Path = "/x"
			}
			if r.Header == nil {
				r.Header = http.Header{"Content-Type": {"application/json"}}
			}
			x := c.Send(t.Context(), r)
			if x.Fault != nil {
				t.Fatal(x.Fault)
			}
			want := <-got
			command := exec.CommandContext(t.Context(), sh, "-c", x.Curl)
			command.Env = append(os.Environ(), "APIGSPEC_TOKEN="+token)
			if out, err := command.CombinedOutput(); err != nil {
				t.Fatalf("%s\n%v: %s", x.Curl, err, out)
			}
			if diff := cmp.Diff(want, <-got); diff != "" {
				t.Errorf("%s\nsends (-want +got):\n%s", x.Curl, diff)
			}
		})
	}
}
