package gateway

import (
	"io"
	"net/http"
)

// maxBody bounds a request body; the longest documented one is about 20 KB.
const maxBody = 4 << 20

// exchange is one management request on its way through the gateway.
type exchange struct {
	gw *Gateway
	r  *http.Request
	route
	endpoint *endpoint
	// op names the operation as the suite does: "apig.acl-unbind".
	op   string
	body []byte

	caller identity
	inst   *instance

	// What the checks of the three unbinding operations read.
	policy *policy
	env    string
	ids    []string
	// defaultEnv is set by deviations that overlook env_id.
	defaultEnv bool
	// done are the bindings that went.
	done []*binding
	// reason is the refusal's reason; "" for a request that was carried out.
	reason string
	// failed counts the ids of a batch that could not be unbound.
	failed int
}

func (g *Gateway) newExchange(r *http.Request, rt route, p *endpoint) (*exchange, *refusal) {
	e := &exchange{gw: g, r: r, route: rt, endpoint: p, op: rt.product + "." + p.name}
	if r.ContentLength == 0 {
		return e, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return e, unreadable("body/syntax", "the body ended early")
	}
	if len(body) > maxBody {
		return e, unreadable("body/long", "the body is too long")
	}
	e.body = body
	return e, nil
}

// handle runs the checks in the gateway's order and then the operation.
func (e *exchange) handle() response {
	for _, hook := range e.gw.b.received {
		hook(e)
	}
	for _, s := range e.gw.b.order {
		if r := e.check(s); r != nil {
			return r.response()
		}
		if s == stagePermission {
			if e.gw.takeFailure(e) {
				return e.internalError()
			}
		}
	}
	e.reason = ""
	return e.endpoint.run(e)
}

func (e *exchange) internalError() response {
	r := e.refuse(&refusal{
		reason: "internal", status: http.StatusInternalServerError,
		code: "APIG.9999", message: "System error",
	})
	if r == nil {
		return noContent()
	}
	return r.response()
}

// refuse gives the deviations and freedoms their say about a refusal. It
// returns nil when the refusal is overlooked.
func (e *exchange) refuse(r *refusal) *refusal {
	e.reason = r.reason
	for _, hook := range e.gw.b.refused {
		if r = hook(e, r); r == nil {
			return nil
		}
	}
	return r
}

// tolerate is for a request that the pages allow or say nothing about: the plain
// gateway carries it out.
func (e *exchange) tolerate(reason string) *refusal {
	for _, hook := range e.gw.b.tolerated {
		if r := hook(e, reason); r != nil {
			return e.refuse(r)
		}
	}
	return nil
}

// unbinds reports whether the operation is one of the three that unbind.
func (e *exchange) unbinds() bool {
	switch e.endpoint.name {
	case "plugin-detach", "acl-unbind", "throttle-unbind":
		return true
	}
	return false
}

// kind is the kind of binding that an unbinding operation is about.
func (e *exchange) kind() kind {
	switch e.endpoint.name {
	case "acl-unbind", "acl-apis", "acl-bind", "acl-unbind-one":
		return acls
	case "throttle-unbind", "throttle-apis", "throttle-bind", "throttle-unbind-one":
		return throttles
	}
	return plugins
}
