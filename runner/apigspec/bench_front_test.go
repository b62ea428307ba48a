package main

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
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
func (f *front) serve(b testing.TB) {
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
func (f *front) file(b testing.TB) string {
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
