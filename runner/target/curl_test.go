package target

import (
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
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

// A shell makes of the expressions what alter makes of the token, except for
// the character that a flip puts in.
func TestShellAltersLikeWeDo(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell on this machine")
	}
	const token = "abc/DEF+ghi123=xyzK"
	for _, how := range append([]string{""}, alterations...) {
		command := exec.Command(sh, "-c", `printf %s "`+alteredExpression("T", how)+`"`)
		command.Env = append(os.Environ(), "T="+token)
		out, err := command.Output()
		if err != nil {
			t.Fatalf("%s: %v", how, err)
		}
		want, _ := alter(token, how)
		got := string(out)
		if strings.HasPrefix(how, "flip") {
			same := len(got) == len(want)
			for i := 0; same && i < len(got); i++ {
				same = got[i] == want[i] || want[i] != token[i]
			}
			if !same || got == token {
				t.Errorf("%s: the shell makes %q; want %q but for one character", how, got, want)
			}
			continue
		}
		if got != want {
			t.Errorf("%s: the shell makes %q; want %q", how, got, want)
		}
	}
}
