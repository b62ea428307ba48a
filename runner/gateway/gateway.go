package gateway

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/apigspec/apigspec/openapi/spelling"
)

// Gateway is one embedded gateway. It is safe for concurrent use and an
// http.Handler.
type Gateway struct {
	opts       Options
	b          behavior
	endpoints  []endpoint
	identities []identity
	projects   map[string]bool
	instances  map[string]*instance
	// main is the instance that target files name; of others they name other.
	main, other               *instance
	mainFixtures, otherThings fixtures

	failures failures
	schedule schedule
}

// New makes a gateway in its initial state. Unknown mutants and variants are
// errors that name the nearest known one.
func New(o Options) (*Gateway, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	g := &Gateway{
		opts: o, b: plainBehavior(), endpoints: endpoints(), identities: identities(o),
		projects: map[string]bool{o.IDs.Project: true, o.IDs.OtherProject: true},
	}
	if err := g.deviate(); err != nil {
		return nil, err
	}
	g.fill()
	return g, nil
}

func (g *Gateway) fill() {
	ids := newIDSource(g.opts.Seed + 1)
	id := g.opts.IDs
	g.main, g.mainFixtures = seeded(id.Project, id.Instance, id.Env, id.SecondEnv, ids, g.b.recordID)
	g.other, g.otherThings = seeded(id.Project, id.OtherInstance, id.Env, id.SecondEnv, ids, g.b.recordID)
	foreign, _ := seeded(id.OtherProject, id.ForeignInstance, id.Env, id.SecondEnv, ids, g.b.recordID)
	g.instances = map[string]*instance{g.main.id: g.main, g.other.id: g.other, foreign.id: foreign}
}

// deviate switches on the options' mutant and variants.
func (g *Gateway) deviate() error {
	for _, name := range g.opts.Variants {
		v, err := findVariant(name)
		if err != nil {
			return err
		}
		v.apply(&g.b)
	}
	if g.opts.Mutant == "" {
		return nil
	}
	m, err := findMutant(g.opts.Mutant)
	if err != nil {
		return err
	}
	m.apply(&g.b)
	return nil
}

// Handler returns the gateway as a handler, for a server of one's own.
func (g *Gateway) Handler() http.Handler { return g }

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

// schedule holds what is to happen later. It happens at the first request
// after its time, so that nothing runs while nobody looks.
type schedule struct {
	waiting atomic.Int64
	mu      sync.Mutex
	tasks   []task
}

type task struct {
	at time.Time // not before this time
	in int       // and not before so many further requests
	do func()
}

func (s *schedule) add(t task) {
	s.mu.Lock()
	s.tasks = append(s.tasks, t)
	s.mu.Unlock()
	s.waiting.Add(1)
}

func (s *schedule) run(now time.Time) {
	if s.waiting.Load() == 0 {
		return
	}
	var due []func()
	s.mu.Lock()
	rest := s.tasks[:0]
	for _, t := range s.tasks {
		t.in--
		if t.in < 0 && !now.Before(t.at) {
			due = append(due, t.do)
			continue
		}
		rest = append(rest, t)
	}
	s.tasks = rest
	s.mu.Unlock()
	s.waiting.Add(int64(-len(due)))
	for _, do := range due {
		do()
	}
}

// unknownName is the error for a mutant or variant that does not exist.
func unknownName(what, name string, known []string) error {
	return fmt.Errorf("there is no %s %q; the nearest one is %q", what, name, spelling.Nearest(name, known, 1)[0])
}
