package gateway

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"
)

// requestID is the header by which each response can be told from every other.
const requestID = "X-Request-Id"

// ServeHTTP serves management requests, IAM's token call and the hook of
// the tests. Every response has a request id, except those of which a deviation
// writes the head itself.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.schedule.run(time.Now())
	w.Header().Set(requestID, fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()))
	path, ok := strings.CutPrefix(r.URL.EscapedPath(), g.opts.BasePath)
	switch {
	case !ok:
		g.refuseUnrouted(w, r, http.StatusNotFound, nil)
	case path == failNextPath:
		g.serveFailNext(w, r)
	case path == "/v3/auth/tokens":
		g.serveTokens(w, r)
	default:
		g.serveManagement(w, r, path)
	}
}

func (g *Gateway) serveManagement(w http.ResponseWriter, r *http.Request, path string) {
	rt, ok := parseRoute(path)
	if !ok {
		g.serveUnknownRoute(w, r, &route{}, http.StatusNotFound, nil)
		return
	}
	p, allowed := g.find(r.Method, &rt)
	if p != nil && g.lacks(r, rt.product+"."+p.name) {
		p, allowed = nil, nil
	}
	if p == nil {
		status := http.StatusNotFound
		if len(allowed) > 0 {
			status = http.StatusMethodNotAllowed
		}
		g.serveUnknownRoute(w, r, &rt, status, allowed)
		return
	}
	g.serveEndpoint(w, r, rt, p)
}

// lacks reports whether a deviation took the operation away.
func (g *Gateway) lacks(r *http.Request, op string) bool {
	return slices.ContainsFunc(g.b.lacks, func(lacks func(*http.Request, string) bool) bool { return lacks(r, op) })
}

// serveUnknownRoute is for requests that no endpoint is there for.
func (g *Gateway) serveUnknownRoute(w http.ResponseWriter, r *http.Request, rt *route, status int, allowed []string) {
	for _, hook := range g.b.find {
		if p := hook(r, rt); p != nil {
			g.serveEndpoint(w, r, *rt, p)
			return
		}
	}
	g.refuseUnrouted(w, r, status, allowed)
}

func (g *Gateway) refuseUnrouted(w http.ResponseWriter, r *http.Request, status int, allowed []string) {
	resp := newResponse(status, errorBody("APIG.0101",
		"The API does not exist or has not been published in the environment"))
	if len(allowed) > 0 {
		resp.header.Set("Allow", strings.Join(allowed, ", "))
	}
	g.writeResponse(w, &exchange{gw: g, r: r, endpoint: &endpoint{}, reason: "unrouted"}, &resp)
}

func (g *Gateway) serveEndpoint(w http.ResponseWriter, r *http.Request, rt route, p *endpoint) {
	e, refused := g.newExchange(r, rt, p)
	var resp response
	if refused != nil {
		resp = refused.response()
	} else {
		resp = e.handle()
	}
	g.writeResponse(w, e, &resp)
}

// writeResponse gives the deviations and freedoms their say about a response and
// writes it.
func (g *Gateway) writeResponse(w http.ResponseWriter, e *exchange, resp *response) {
	for _, hook := range g.b.responded {
		hook(e, resp)
	}
	body := resp.bytes(g.b.style)
	for _, hook := range g.b.encoded {
		body = hook(e, resp, body)
	}
	resp.raw = body
	for _, hook := range g.b.write {
		if hook(e, resp, w) {
			return
		}
	}
	g.b.framing.send(w, resp)
}
