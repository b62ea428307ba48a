package gateway

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// kind is the kind of a policy and of its bindings.
type kind int

const (
	plugins kind = iota
	acls
	throttles
	kinds // the number of kinds
)

// instance is one gateway instance of a project with everything in it. All
// fields behind mu change under its lock only; binding and unbinding hold it
// for their whole effect, so there is one at a time per instance.
type instance struct {
	project, id string

	mu       sync.RWMutex
	ids      *idSource
	clock    func() time.Time
	recordID func(*instance, place) string
	sequence uint64
	envs     map[string]string // id → name
	groups   map[string]string // id → name
	apis     map[string]*api
	// published finds a publication by its record id.
	published map[string]publication
	policies  [kinds]map[string]*policy
	bindings  [kinds]bindings
}

// api is an API with the environments it is published in.
type api struct {
	id, name, group, method, uri string
	publications                 []publication
}

// publication is one API published in one environment.
type publication struct {
	id, env string
	api     *api
}

func (a *api) publishedIn(env string) (publication, bool) {
	for _, p := range a.publications {
		if p.env == env {
			return p, true
		}
	}
	return publication{}, false
}

// policy is a plug-in, an access control policy or a throttling policy.
type policy struct {
	id, name string
	// class is the plug-in's type; an API has one plug-in of each.
	class string
}

// binding is one policy bound to one API in one environment.
type binding struct {
	id       string
	kind     kind
	policy   *policy
	api      *api
	env      string
	publish  string
	time     string // when it was made, as printed
	sequence uint64
}

// place is what a binding is about, whatever its record id.
type place struct{ policy, env, api string }

func (b *binding) place() place { return place{b.policy.id, b.env, b.api.id} }

// bindings are all bindings of one kind in one instance.
type bindings struct {
	byID    map[string]*binding
	byPlace map[place]*binding
	ordered []*binding // oldest first
}

func (s *bindings) add(b *binding) {
	s.byID[b.id] = b
	s.byPlace[b.place()] = b
	i, _ := s.position(b)
	s.ordered = slices.Insert(s.ordered, i, b)
}

// position is where the binding is in the order, or belongs.
func (s *bindings) position(b *binding) (at int, found bool) {
	return slices.BinarySearchFunc(s.ordered, b, func(x, y *binding) int { return cmp.Compare(x.sequence, y.sequence) })
}

// remove reports whether the binding was there.
func (s *bindings) remove(b *binding) bool {
	if s.byID[b.id] != b {
		return false
	}
	delete(s.byID, b.id)
	delete(s.byPlace, b.place())
	i, _ := s.position(b)
	s.ordered = slices.Delete(s.ordered, i, i+1)
	return true
}

// rename gives a record another id.
func (s *bindings) rename(b *binding, id string) {
	delete(s.byID, b.id)
	b.id = id
	s.byID[id] = b
}

// list returns the bindings that keep selects, oldest first.
func (s *bindings) list(keep func(*binding) bool) []*binding {
	var found []*binding
	for _, b := range s.ordered {
		if keep(b) {
			found = append(found, b)
		}
	}
	return found
}

func newInstance(project, id string, ids *idSource, recordID func(*instance, place) string) *instance {
	in := &instance{
		project: project, id: id, ids: ids, clock: time.Now, recordID: recordID,
		envs:      map[string]string{},
		groups:    map[string]string{},
		apis:      make(map[string]*api, seededAPIs),
		published: make(map[string]publication, seededAPIs+secondEnvAPIs),
	}
	room := [kinds]int{plugins: seededAPIs + 4*seededBindings, acls: 2 * seededBindings, throttles: 2 * seededBindings}
	for k := range kinds {
		in.policies[k] = map[string]*policy{}
		in.bindings[k] = bindings{
			byID: make(map[string]*binding, room[k]), byPlace: make(map[place]*binding, room[k]), ordered: make([]*binding, 0, room[k]),
		}
	}
	return in
}

func (in *instance) addAPI(group, name, method, uri string) *api {
	return in.addAPIWithID(in.ids.next(), group, name, method, uri)
}

func (in *instance) addAPIWithID(id, group, name, method, uri string) *api {
	a := &api{id: id, name: name, group: group, method: method, uri: uri}
	in.apis[a.id] = a
	return a
}

// publish publishes the API in the environment; publishing again makes a new
// version under the same record.
func (in *instance) publish(a *api, env string) publication {
	if p, ok := a.publishedIn(env); ok {
		return p
	}
	p := publication{id: in.ids.next(), env: env, api: a}
	a.publications = append(a.publications, p)
	in.published[p.id] = p
	return p
}

func (in *instance) addPolicy(k kind, name, class string) *policy {
	p := &policy{id: in.ids.next(), name: name, class: class}
	in.policies[k][p.id] = p
	return p
}

// bind binds the policy to the published API. What the API can have only once
// in an environment (a plug-in of one type, one access control policy, one
// throttling policy) replaces what was there, as the pages say.
func (in *instance) bind(k kind, p *policy, pub publication) *binding {
	all := &in.bindings[k]
	if b, ok := all.byPlace[place{p.id, pub.env, pub.api.id}]; ok {
		return b
	}
	for _, other := range in.policies[k] {
		if other == p || other.class != p.class {
			continue
		}
		if b, ok := all.byPlace[place{other.id, pub.env, pub.api.id}]; ok {
			all.remove(b)
		}
	}
	in.sequence++
	var id string
	if in.recordID != nil {
		id = in.recordID(in, place{p.id, pub.env, pub.api.id})
	} else {
		id = in.ids.next()
	}
	b := &binding{
		id: id, kind: k, policy: p, api: pub.api, env: pub.env, publish: pub.id,
		time: stamp(in.clock()), sequence: in.sequence,
	}
	all.add(b)
	return b
}
