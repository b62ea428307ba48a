package runner_test

import (
	"bytes"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/derive"
	"github.com/apigspec/apigspec/openapi/documents"
	"github.com/apigspec/apigspec/runner"
	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/judge"
)

// edition is the contract of the project's pages, with a text of one of them
// changed, and its cases.
func edition(t *testing.T, page, old, replacement string) (*openapi.Contract, []cases.Case) {
	t.Helper()
	fsys := fstest.MapFS{}
	names, err := fs.Glob(documents.FS(), "*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(documents.FS(), name)
		if err != nil {
			t.Fatal(err)
		}
		if name == page+".txt" {
			if !bytes.Contains(data, []byte(old)) {
				t.Fatalf("%s does not hold %q", name, old)
			}
			data = bytes.ReplaceAll(data, []byte(old), []byte(replacement))
		}
		fsys[name] = &fstest.MapFile{Data: data}
	}
	pages, err := derive.ReadPages(fsys)
	if err != nil {
		t.Fatal(err)
	}
	document, err := derive.Derive(pages)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := openapi.Parse(document.YAML())
	if err != nil {
		t.Fatal(err)
	}
	all, err := cases.All(contract)
	if err != nil {
		t.Fatal(err)
	}
	return contract, all
}

// The token travels in the header that the page names: a gateway that agrees passes,
// its lists included, and one that does not is found out.
func TestTokenHeaderOfThePage(t *testing.T) {
	t.Parallel()
	contract, all := edition(t, "apig-acl-unbind", "X-Auth-Token", "X-Api-Token")
	list := only(all, "apig.acl-unbind/auth/", "apig.acl-unbind/effect/")
	to := served(t, gateway.Options{})
	agreeing := between(t, to, func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		r.Header.Del("X-Auth-Token")
		if token, sent := r.Header["X-Api-Token"]; sent {
			r.Header["X-Auth-Token"] = token
		}
		pass.ServeHTTP(w, r)
	})
	if got := count(verdicts(t, agreeing, contract, list, runner.Options{})); got[judge.Fail]+got[judge.Error]+got[judge.Skip] > 0 {
		t.Errorf("a gateway that agrees: verdicts are %v", got)
	}
	if got := count(verdicts(t, to, contract, list, runner.Options{})); got[judge.Fail] == 0 {
		t.Errorf("a gateway that does not agree: verdicts are %v", got)
	}
	for id, result := range results(t, agreeing, contract, only(list, "/effect/one-binding")) {
		sent := result.Exchanges()[0]
		if got := sent.Request.Header.Get("X-Api-Token"); got != "[redacted]" {
			t.Errorf("%s shows the token as %q", id, got)
		}
		if !strings.Contains(sent.Curl, `'X-Api-Token: '"$APIGSPEC_TOKEN"`) {
			t.Errorf("%s: the command line has no X-Api-Token: %s", id, sent.Curl)
		}
	}
}

// Where an edition wants an environment to be a number, the target's own is no
// mistake of the harness, and nothing that a right gateway could be blamed for: what needs
// it is not sent.
func TestIDsThatAnEditionDoesNotTake(t *testing.T) {
	t.Parallel()
	contract, all := edition(t, "apig-plugin-detach", "env_id\n\nYes\n\nString", "env_id\n\nYes\n\nInteger")
	list := only(all, "apig.plugin-detach/")
	n := 0
	for id, result := range results(t, served(t, gateway.Options{}), contract, list) {
		if result.Verdict == judge.Error {
			t.Errorf("%s: %s", id, result.Reason)
		}
		if result.Verdict == judge.Pass {
			n++
		}
		if result.Verdict == judge.Fail && !strings.Contains(id, "/body/env_id-") {
			t.Errorf("%s failed: %+v", id, result.Deviations)
		}
		if id == "apig.plugin-detach/effect/one-api" && result.Reason.Code != judge.PageForbids {
			t.Errorf("%s is %s: %v", id, result.Verdict, result.Reason)
		}
	}
	if n == 0 {
		t.Error("nothing passed")
	}
}
