package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apigspec/apigspec/runner/gateway"
	"github.com/apigspec/apigspec/runner/target"
)

// front is a gateway in this process, for a program in another one, with
// something in front of it.
type front struct {
	// latency is what each request waits.
	latency time.Duration
	// renamed answers the operations of writePages like those that they were
	// made of.
	renamed bool
	// seen is told every request, before it is answered.
	seen func(*http.Request)

	gateway  *gateway.Gateway
	target   target.Target
	requests atomic.Int64
}

// serve answers until the benchmark ends.
func (f *front) serve(b *testing.B) {
	b.Helper()
	var err error
	if f.gateway, err = gateway.New(gateway.Options{}); err != nil {
		b.Fatal(err)
	}
	server := httptest.NewUnstartedServer(f)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // some cases send what no server likes
	server.Start()
	b.Cleanup(server.Close)
	f.target = f.gateway.Target(server.URL)
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.requests.Add(1)
	if f.seen != nil {
		f.seen(r)
	}
	time.Sleep(f.latency)
	if f.renamed {
		r.URL.Path = renaming.ReplaceAllString(r.URL.Path, "/")
		r.URL.RawPath = renaming.ReplaceAllString(r.URL.RawPath, "/")
	}
	f.gateway.ServeHTTP(w, r)
}

// renaming is the segment that tells the operations of writePages apart.
var renaming = regexp.MustCompile(`/r[0-9]+/`)

// file writes the front's target file.
func (f *front) file(b *testing.B) string {
	b.Helper()
	content, err := target.Marshal(f.target)
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "target.yaml")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

// bindMore makes the target one with 24 bindings of plug-ins and 16 of each
// policy: what somebody may set aside on a real gateway.
func (f *front) bindMore(b *testing.B) {
	b.Helper()
	const policyBindings = 16
	fixtures := &f.target.Fixtures
	bulk := fixtures.PluginBindings[len(fixtures.PluginBindings)-1]
	fixtures.PluginBindings = fixtures.PluginBindings[:2]

	var published struct {
		APIs []struct {
			PublishID string `json:"publish_id"`
		} `json:"apis"`
	}
	f.call(b, "GET", "plugins/"+bulk.PluginID+"/attached-apis?limit=500", nil, &published)
	var free []string // of the last APIs, which have no policy yet
	for _, api := range published.APIs[len(published.APIs)-policyBindings:] {
		free = append(free, api.PublishID)
	}

	type record struct {
		ID string `json:"id"`
	}
	var bound struct {
		ACL      []record `json:"acl_bindings"`
		Throttle []record `json:"throttle_applys"`
	}
	acl, throttle := &fixtures.ACL, &fixtures.Throttle
	f.call(b, "POST", "acl-bindings", map[string]any{"acl_id": acl.ACLID, "publish_ids": free[len(acl.BindingIDs):]}, &bound)
	f.call(b, "POST", "throttle-bindings", map[string]any{"strategy_id": throttle.StrategyID, "publish_ids": free[len(throttle.BindingIDs):]}, &bound)
	for _, r := range bound.ACL {
		acl.BindingIDs = append(acl.BindingIDs, r.ID)
	}
	for _, r := range bound.Throttle {
		throttle.BindingIDs = append(throttle.BindingIDs, r.ID)
	}
}

// call asks the gateway itself for something below the main instance.
func (f *front) call(b *testing.B, method, below string, body, answer any) {
	b.Helper()
	content, err := json.Marshal(body)
	if err != nil {
		b.Fatal(err)
	}
	path := "/v2/" + f.target.ProjectID + "/apigw/instances/" + f.target.InstanceID + "/" + below
	request := httptest.NewRequest(method, path, bytes.NewReader(content))
	request.Header.Set("X-Auth-Token", f.target.Auth.Token)
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	f.gateway.ServeHTTP(recorder, request)
	if recorder.Code >= 300 {
		b.Fatalf("%s %s: %d %s", method, strings.SplitN(below, "?", 2)[0], recorder.Code, recorder.Body)
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), answer); err != nil {
		b.Fatal(err)
	}
}
