package main

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// sent is a request of a case, as a gateway received it.
type sent struct {
	method string
	url    url.URL
	header http.Header
	body   []byte
}

// recorded are the requests of all cases of a run, as they are sent: a log has
// them without their credentials.
func (p program) recorded(b *testing.B) []sent {
	b.Helper()
	var mu sync.Mutex
	var all []sent
	f := front{seen: func(r *http.Request) {
		body, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
		// The program names the case of a request there, and none in its own.
		if !strings.Contains(r.UserAgent(), " (") {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		all = append(all, sent{r.Method, *r.URL, r.Header.Clone(), body})
	}}
	f.serve(b)
	p.run(b, "run", "--progress", "none", "--out", b.TempDir(), "--target", f.file(b))
	return all
}

// failing is the end of a body: the error that reading it ended with.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err == nil {
		return 0, io.EOF
	}
	return 0, f.err
}

// bareConnections is as many as a run uses that is told nothing else.
const bareConnections = 8

// sendBare sends the requests to the gateway at address with nothing but Go's
// client, reads the answers and forgets them.
func sendBare(b *testing.B, requests []sent, address string) cost {
	b.Helper()
	base, err := url.Parse(address)
	if err != nil {
		b.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: bareConnections, DisableCompression: true}
	defer transport.CloseIdleConnections()
	next := make(chan sent)
	var senders sync.WaitGroup
	before, started := ownCPU(), time.Now()
	for range bareConnections {
		senders.Go(func() {
			for s := range next {
				if err := s.send(transport, base); err != nil {
					b.Errorf("the bare client: %v", err)
				}
			}
		})
	}
	for _, s := range requests {
		next <- s
	}
	close(next)
	senders.Wait()
	return cost{Wall: time.Since(started), CPU: ownCPU() - before}
}

func (s sent) send(transport *http.Transport, base *url.URL) error {
	at := s.url
	at.Scheme, at.Host = base.Scheme, base.Host
	request := &http.Request{Method: s.method, URL: &at, Header: s.header, Body: http.NoBody}
	if len(s.body) > 0 {
		request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(s.body)), int64(len(s.body))
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
