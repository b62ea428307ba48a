package gateway

import (
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
)

// failNextPath is where a POST makes the next matching request fail. It is
// part of the test bench, not of the API.
const failNextPath = "/_apigspec/fail-next"

// failures are the failures that were ordered and not yet taken.
type failures struct {
	mu      sync.Mutex
	ordered []failure
}

// failure says which request fails: empty fields match any.
type failure struct {
	Operation string `json:"operation"`
	Path      string `json:"path"`
	// Case is named in the request's User-Agent.
	Case string `json:"case"`
}

func (g *Gateway) serveFailNext(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || !fromLoopback(r.RemoteAddr) {
		http.Error(w, "POST here, from this machine only", http.StatusMethodNotAllowed)
		return
	}
	var f failure
	if r.ContentLength != 0 {
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&f); err != nil && r.ContentLength > 0 {
			http.Error(w, `cannot read the order; send {"operation":"…","path":"…","case":"…"} or nothing`, http.StatusBadRequest)
			return
		}
	}
	g.failures.mu.Lock()
	g.failures.ordered = append(g.failures.ordered, f)
	g.failures.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

func fromLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// takeFailure reports whether the exchange is one that was ordered to fail,
// and crosses the order off.
func (g *Gateway) takeFailure(e *exchange) bool {
	g.failures.mu.Lock()
	defer g.failures.mu.Unlock()
	i := slices.IndexFunc(g.failures.ordered, func(f failure) bool { return f.matches(e, g.opts.BasePath) })
	if i < 0 {
		return false
	}
	g.failures.ordered = slices.Delete(g.failures.ordered, i, i+1)
	return true
}

func (f failure) matches(e *exchange, base string) bool {
	if f.Operation != "" && f.Operation != e.op {
		return false
	}
	if f.Operation == "" && f.Path == "" && !e.unbinds() {
		return false
	}
	if f.Case != "" && !strings.Contains(e.r.UserAgent(), "("+f.Case+")") {
		return false
	}
	path, _, _ := strings.Cut(f.Path, "?")
	return path == "" || path == e.r.URL.EscapedPath() || base+path == e.r.URL.EscapedPath()
}
