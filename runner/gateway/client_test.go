package gateway

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// probe talks to one gateway over the network.
type probe struct {
	t   testing.TB
	gw  *Gateway
	srv *Server
	c   *http.Client
}

func start(t testing.TB, o Options) *probe {
	t.Helper()
	gw, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	srv, err := gw.Start("", gw)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := srv.Close(); err != nil {
			t.Errorf("closing the server: %v", err)
		}
	})
	return &probe{t: t, gw: gw, srv: srv, c: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// call is one request, written down shortly.
type call struct {
	method string
	// path stands below /v2/{project_id}/…/instances/{instance_id}, unless
	// it begins with a slash.
	path   string
	prefix string // apigw unless set
	body   string
	token  string            // the valid one unless set; "-" for none
	header map[string]string // on top of the usual ones
	host   string            // instance id, the main one unless set
	in     string            // project id, the first one unless set
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

func (r reply) code() string {
	var e struct {
		Code string `json:"error_code"`
	}
	_ = json.Unmarshal([]byte(r.body), &e)
	return e.Code
}

func (p *probe) url(c call) string {
	if strings.HasPrefix(c.path, "/") {
		return p.srv.URL() + c.path
	}
	or := func(s, otherwise string) string {
		if s == "" {
			return otherwise
		}
		return s
	}
	id := p.gw.opts.IDs
	return p.srv.URL() + "/v2/" + or(c.in, id.Project) + "/" + or(c.prefix, "apigw") +
		"/instances/" + or(c.host, id.Instance) + "/" + c.path
}

func (p *probe) request(c call) *http.Request {
	p.t.Helper()
	var body io.Reader
	if c.body != "" {
		body = strings.NewReader(c.body)
	}
	r, err := http.NewRequest(c.method, p.url(c), body)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json;charset=UTF-8")
	switch c.token {
	case "":
		r.Header.Set("X-Auth-Token", p.gw.opts.Tokens.Valid)
	case "-":
	default:
		r.Header.Set("X-Auth-Token", c.token)
	}
	for name, value := range c.header {
		if value == "" {
			r.Header[http.CanonicalHeaderKey(name)] = nil // or net/http sends its own
			continue
		}
		r.Header.Set(name, value)
	}
	if r.Header.Get("Transfer-Encoding") == "chunked" {
		r.ContentLength, r.TransferEncoding = -1, []string{"chunked"}
	}
	return r
}

func (p *probe) do(c call) reply {
	p.t.Helper()
	rep, err := p.try(c)
	if err != nil {
		p.t.Fatalf("%s %s: %v", c.method, c.path, err)
	}
	return rep
}

func (p *probe) try(c call) (reply, error) {
	res, err := p.c.Do(p.request(c))
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return reply{res.StatusCode, res.Header, string(body)}, err
}

// records are the binding records of a policy in the everyday environment.
func (p *probe) records(in *instance, k kind, of *policy) []string {
	in.mu.RLock()
	defer in.mu.RUnlock()
	var ids []string
	for _, b := range in.bindings[k].list(func(b *binding) bool { return b.policy == of && b.env == DefaultEnvironment }) {
		ids = append(ids, b.id)
	}
	return ids
}

// bound lists what a policy is bound to, as seen by a client: record ids in
// list order.
func (p *probe) bound(k kind, policy string, more ...call) []string {
	p.t.Helper()
	c := call{method: "GET"}
	member := ""
	switch k {
	case plugins:
		c.path, member = "plugins/"+policy+"/attached-apis?limit=500", "api_id"
	case acls:
		c.path, member = "acl-bindings/binded-apis?limit=500&acl_id="+policy, "bind_id"
	case throttles:
		c.path, member = "throttle-bindings/binded-apis?limit=500&throttle_id="+policy, "throttle_apply_id"
	}
	for _, m := range more {
		c.host, c.in, c.token, c.prefix = m.host, m.in, m.token, m.prefix
		c.path += m.path
	}
	rep := p.do(c)
	if rep.status != 200 {
		p.t.Fatalf("GET %s returned %d %s", c.path, rep.status, rep.body)
	}
	var page struct {
		APIs []map[string]any `json:"apis"`
	}
	if err := json.NewDecoder(bytes.NewReader([]byte(rep.body))).Decode(&page); err != nil {
		p.t.Fatalf("GET %s: %v", c.path, err)
	}
	var ids []string
	for _, a := range page.APIs {
		id, _ := a[member].(string)
		ids = append(ids, id)
	}
	return ids
}
