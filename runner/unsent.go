package runner

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/runner/exchange"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// unsent stands where the ledger expects a target. It keeps each request instead of
// sending it, and answers as if what the target file names were bound and whatever is
// asked for worked. An id that only the gateway knows is a word, such as "{acl
// record of API …}". It is safe for concurrent use.
type unsent struct {
	meanings *meanings
	env      string // the target's environment, which words leave out

	mu       sync.Mutex
	requests []target.Request
	bound    []supposed
	made     map[string]int // how many things of a sort the ledger has asked for
}

// supposed is a binding as the lists of a target would show it.
type supposed struct {
	instance string
	kind     domain.Kind
	policy   string
	api, env string
	record   string
	publish  string
}

// newUnsent supposes what the target file names to be bound.
func newUnsent(t target.Target, m *meanings) *unsent {
	u := &unsent{meanings: m, env: t.EnvID, made: map[string]int{}}
	for _, k := range domain.Kinds() {
		u.suppose(t.InstanceID, k.Kind, t.Fixtures.Bound(k.Kind))
		if first := t.Fixtures.Bound(k.Kind); !k.ByRecord && len(first) > 0 && t.Fixtures.SecondEnvID != "" {
			for _, api := range first[0].APIs {
				u.bind(t.InstanceID, k.Kind, first[0].Policy, api, t.Fixtures.SecondEnvID)
			}
		}
		if t.OtherInstance != nil {
			u.suppose(t.OtherInstance.InstanceID, k.Kind, t.OtherInstance.Bound(k.Kind))
		}
	}
	return u
}

func (u *unsent) suppose(instance string, kind domain.Kind, named []target.Bound) {
	for _, policy := range named {
		for _, api := range policy.APIs {
			u.bind(instance, kind, policy.Policy, api, u.env)
		}
		for _, record := range policy.Records {
			u.bound = append(u.bound, supposed{instance: instance, kind: kind, policy: policy.Policy, env: u.env,
				api: "{API of record " + record + "}", record: record, publish: "{publication of record " + record + "}"})
		}
	}
}

// bind adds a binding once; what it is called does not change when it is made again.
func (u *unsent) bind(instance string, kind domain.Kind, policy, api, env string) {
	where := ""
	if env != u.env {
		where = " in environment " + env
	}
	// No two records go by one name: it would be taken for one id of two things.
	record := kind.Binding().Short + " record of API " + api + where
	if !kind.ByRecord() {
		record += " with " + policy
	}
	b := supposed{instance: instance, kind: kind, policy: policy, api: api, env: env,
		record: "{" + record + "}", publish: publicationOf(api, where)}
	if !slices.Contains(u.bound, b) {
		u.bound = append(u.bound, b)
	}
}

// publicationOf is the word for the publication record of an API.
func publicationOf(api, where string) string { return "{publication of API " + api + where + "}" }

// unbind takes bindings away, as requests are supposed to.
func (u *unsent) unbind(gone []fixtures.Binding) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.bound = slices.DeleteFunc(u.bound, func(s supposed) bool { return slices.ContainsFunc(gone, s.is) })
}

// shows reports whether the binding is there.
func (u *unsent) shows(b fixtures.Binding) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.ContainsFunc(u.bound, func(s supposed) bool { return s.is(b) })
}

func (s supposed) is(b fixtures.Binding) bool {
	if s.instance != b.Instance || s.kind != b.Kind || s.policy != b.Policy {
		return false
	}
	if b.API == "" {
		return s.record == b.ID
	}
	return s.api == b.API && (b.Env == "" || s.env == b.Env)
}

// Means implements [fixtures.Sender].
func (u *unsent) Means(code string) situation.Situation { return u.meanings.of(code) }

// Send implements [fixtures.Sender] without sending.
func (u *unsent) Send(_ context.Context, r target.Request) []exchange.Exchange {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.requests = append(u.requests, r)
	status, members := u.answer(r)
	body, err := json.Marshal(members)
	x := exchange.Exchange{Request: exchange.Request{Method: r.Method, URL: r.Path}}
	if err != nil {
		x.Fault = &exchange.Fault{Kind: exchange.FaultInternal, Message: err.Error()}
	} else {
		x.Response = &exchange.Response{Status: status, Header: http.Header{}, Body: body}
	}
	return []exchange.Exchange{x}
}

func (u *unsent) answer(r target.Request) (status int, members map[string]any) {
	instance := segmentAfter(r.Path, domain.InstancesSegment)
	var body map[string]any
	_ = json.Unmarshal(r.Body, &body) // a request without a body has no members
	query, _ := url.ParseQuery(r.Query)
	for _, k := range domain.Kinds() {
		inPath := segmentAfter(r.Path, k.Policy.Collection)
		switch {
		case r.Method == http.MethodGet && isPath(r.Path, k.List.Path, inPath):
			policy := cmp.Or(query.Get(k.List.PolicyParameter), inPath)
			return http.StatusOK, u.list(instance, k, policy, query)
		case r.Method == http.MethodPost && isPath(r.Path, k.Bind.Path, inPath):
			policy, _ := body[k.Bind.PolicyMember].(string)
			env, _ := body[k.Bind.EnvMember].(string)
			u.bindAll(instance, k, cmp.Or(policy, inPath), env, texts(body[k.Bind.IDMember]))
			return http.StatusCreated, map[string]any{}
		}
	}
	if r.Method == http.MethodPost {
		return http.StatusCreated, u.create(r.Path, body)
	}
	return http.StatusNoContent, nil
}

// isPath reports whether a path ends like a row's of the kinds of bindings.
func isPath(path, row, policy string) bool {
	return strings.HasSuffix(path, "/"+strings.ReplaceAll(row, domain.PolicyID, url.PathEscape(policy)))
}

// list is a page of a list.
func (u *unsent) list(instance string, k domain.BindingKind, policy string, query url.Values) map[string]any {
	apis := []map[string]string{}
	for _, s := range u.bound {
		if s.instance == instance && s.kind == k.Kind && s.policy == policy && (query.Get("env_id") == "" || query.Get("env_id") == s.env) {
			apis = append(apis, map[string]string{k.List.API[0]: s.api, k.List.Env[0]: s.env, k.List.Publication: s.publish, k.List.Record: s.record})
		}
	}
	total := len(apis)
	offset, _ := strconv.Atoi(query.Get("offset"))
	apis = apis[min(offset, total):]
	if limit, err := strconv.Atoi(query.Get("limit")); err == nil {
		apis = apis[:min(limit, len(apis))]
	}
	return map[string]any{"total": total, "size": len(apis), "apis": apis}
}

// bindAll binds a policy to APIs, or to publications.
func (u *unsent) bindAll(instance string, k domain.BindingKind, policy, env string, ids []string) {
	for _, id := range ids {
		if !k.ByRecord {
			u.bind(instance, k.Kind, policy, id, env)
			continue
		}
		api := strings.TrimSuffix(strings.TrimPrefix(id, "{publication of API "), "}")
		if record, ok := strings.CutPrefix(id, "{publication of record "); ok {
			record = strings.TrimSuffix(record, "}")
			u.suppose(instance, k.Kind, []target.Bound{{Policy: policy, Records: []string{record}}})
			continue
		}
		u.bind(instance, k.Kind, policy, api, u.env)
	}
}

// create makes something that the ledger asks for, and says what it is called.
func (u *unsent) create(path string, body map[string]any) map[string]any {
	if api, ok := body["api_id"].(string); ok {
		where := ""
		if env, _ := body["env_id"].(string); env != u.env {
			where = " in environment " + env
		}
		return map[string]any{"publish_id": publicationOf(api, where)}
	}
	sort := strings.TrimSuffix(path[strings.LastIndex(path, "/")+1:], "s")
	u.made[sort]++
	id := fmt.Sprintf("{%s no. %d of the run}", sort, u.made[sort])
	members := map[string]any{"id": id}
	for _, k := range domain.Kinds() {
		members[k.Policy.IDMember] = id
	}
	return members
}

// texts are the texts in a list.
func texts(list any) []string {
	var out []string
	items, _ := list.([]any)
	for _, item := range items {
		if text, ok := item.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

// taken are the requests since they were taken last: those that read, and those that
// change something.
func (u *unsent) taken() (reads, changes []target.Request) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, r := range u.requests {
		if readsOnly(r.Method) {
			reads = append(reads, r)
		} else {
			changes = append(changes, r)
		}
	}
	u.requests = nil
	return reads, changes
}
