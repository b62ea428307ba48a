package gateway

import (
	"net/http"
	"strings"
	"time"
)

// ServeHTTP answers management requests, IAM's token call and the hook of
// the tests.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.schedule.run(time.Now())
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
		g.serveStranger(w, r, &route{}, http.StatusNotFound, nil)
		return
	}
	p, allowed := g.find(r.Method, &rt)
	if p == nil {
		status := http.StatusNotFound
		if len(allowed) > 0 {
			status = http.StatusMethodNotAllowed
		}
		g.serveStranger(w, r, &rt, status, allowed)
		return
	}
	g.serveEndpoint(w, r, rt, p)
}

// serveStranger is for requests that no endpoint is there for.
func (g *Gateway) serveStranger(w http.ResponseWriter, r *http.Request, rt *route, status int, allowed []string) {
	for _, hook := range g.b.find {
		if p := hook(r, rt); p != nil {
			g.serveEndpoint(w, r, *rt, p)
			return
		}
	}
	g.refuseUnrouted(w, r, status, allowed)
}

func (g *Gateway) refuseUnrouted(w http.ResponseWriter, r *http.Request, status int, allowed []string) {
	a := respond(status, errorBody("APIG.0101",
		"The API does not exist or has not been published in the environment"))
	if len(allowed) > 0 {
		a.header.Set("Allow", strings.Join(allowed, ", "))
	}
	g.reply(w, &exchange{gw: g, r: r, endpoint: &endpoint{}, reason: "unrouted"}, &a)
}

func (g *Gateway) serveEndpoint(w http.ResponseWriter, r *http.Request, rt route, p *endpoint) {
	e, refused := g.newExchange(r, rt, p)
	var a answer
	if refused != nil {
		a = refused.answer()
	} else {
		a = e.answer()
	}
	g.reply(w, e, &a)
}

// reply gives the deviations and freedoms their say about an answer and
// writes it.
func (g *Gateway) reply(w http.ResponseWriter, e *exchange, a *answer) {
	for _, hook := range g.b.answered {
		hook(e, a)
	}
	body := a.bytes(g.b.style)
	for _, hook := range g.b.coded {
		body = hook(e, a, body)
	}
	a.raw = body
	for _, hook := range g.b.write {
		if hook(e, a, w) {
			return
		}
	}
	g.b.framing.send(w, a)
}
