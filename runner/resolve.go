package runner

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// contentType is what the official clients send.
const contentType = "application/json;charset=UTF-8"

// names fills the placeholders of one case.
type names struct {
	target target.Target
	set    fixtures.Set
	seed   int64
	// noPolicy is set once an optional plug-in had to be made up, noEnv once an environment
	// is named that no list shows.
	noPolicy, noEnv bool
	// envUnseen is set if no list shows the target's environment.
	envUnseen bool
	// avoid are ids that mean something else to the operation; only own, the
	// placeholder of what it unbinds, may stand for them.
	own   string
	avoid map[string]bool
	// policy is the one that paths name instead of the one handed out; spelled are
	// the bindings that the request spells out.
	policy  string
	spelled []fixtures.Binding
	// detaching is set for an operation that takes ids of APIs: no record may
	// stand for one that happens to have its id.
	detaching bool
}

// lookup gives the ids a placeholder stands for.
func (n *names) lookup(r cases.Ref) ([]string, error) {
	means := r.Meaning()
	switch {
	case means.Unknown:
		return n.unknown(means.Of, "unknown", r), nil
	case means.Parameter != "":
		return []string{n.parameter(means.Parameter)}, nil
	case !means.IsFixture():
		n.noEnv = n.noEnv || n.envUnseen && means.Of.Stands == cases.Environment
		return []string{n.required(means.Of)}, nil
	}
	ids := n.avoiding(means, n.set.IDs(r.Name))
	if n.policy != "" && means.Of.Stands == cases.Policy && means.Of.Unknown != "" && !means.Other {
		ids = []string{n.policy}
	}
	if r.All && len(ids) > 0 {
		return ids, nil
	}
	if r.To < len(ids) {
		return ids[r.From : r.To+1], nil
	}
	if r.Optional {
		if means.Of.Stands == cases.Policy && means.Of.Unknown != "" && !means.Other {
			n.noPolicy = true
		}
		return n.unknown(means.Of, r.Name, r), nil
	}
	return nil, &fixtures.Shortage{Kind: fixtures.NotNamed, Sentence: fmt.Sprintf("needs %s, which the target file does not name", r)}
}

// unknown makes up as many ids as the placeholder stands for, shaped like the
// target's own of the row.
func (n *names) unknown(like cases.Placeholder, what string, r cases.Ref) []string {
	sample := n.sample(like)
	ids := make([]string, r.Count())
	for i := range ids {
		ids[i] = unknownLike(sample, n.madeUp(fmt.Sprintf("%s %d", what, r.From+i)))
	}
	return ids
}

// avoiding puts made-up ids where others must not stand.
func (n *names) avoiding(means cases.Meaning, ids []string) []string {
	var out []string
	for i, id := range ids {
		if means.Of.Name != n.own && n.avoid[id] || n.detaching && isRecord(means.Of) && n.isAPI(id) {
			if out == nil {
				out = slices.Clone(ids)
			}
			out[i] = unknownLike(id, n.madeUp("instead of "+id))
		}
	}
	if out != nil {
		return out
	}
	return ids
}

// isRecord reports whether a placeholder stands for a record of something else
// than an API.
func isRecord(p cases.Placeholder) bool {
	switch p.Stands {
	case cases.Policy, cases.Binding:
		return p.Item.Kind.ByRecord()
	case cases.Record, cases.Publication:
		return true
	default:
		return false
	}
}

func (n *names) isAPI(id string) bool {
	for _, b := range domain.Kinds() {
		if slices.ContainsFunc(n.target.Fixtures.Bound(b.Kind), func(b target.Bound) bool { return slices.Contains(b.APIs, id) }) {
			return true
		}
	}
	return false
}

// required is the id that every target file gives.
func (n *names) required(p cases.Placeholder) string {
	switch p.Stands {
	case cases.Project:
		return n.target.ProjectID
	case cases.Environment:
		return n.target.EnvID
	default:
		return n.target.InstanceID
	}
}

// parameter is a path parameter that only a page knows: an id of the fixtures
// if there is one of that name, else one that exists nowhere.
func (n *names) parameter(name string) string {
	if row, ok := cases.PlaceholderFor(name); ok && row.Stands == cases.Policy {
		if ids := n.set.IDs(row.Name); len(ids) > 0 {
			return ids[0]
		}
	}
	return n.madeUp("parameter " + name)
}

// request fills in a step's request.
func (n *names) request(op openapi.Operation, caseID string, r cases.Request) (target.Request, error) {
	out := target.Request{
		Method:     r.Method,
		Auth:       n.presented(op, r.Auth),
		Connection: r.Connection,
		Case:       caseID,
		Header:     http.Header{},
	}
	if out.Method == "" {
		out.Method = op.Method
	}
	if out.Connection == "same" {
		out.Connection = caseID
	}
	var err error
	if out.Path, err = n.path(op, r); err != nil {
		return out, err
	}
	out.Path = cases.InForm(out.Path, r.PathForm)
	if r.Query != nil {
		if out.Query, err = cases.Expand(*r.Query, n.lookup); err != nil {
			return out, err
		}
	}
	if out.Body, err = n.body(r.Body); err != nil {
		return out, err
	}
	if out.Body != nil {
		out.Header.Set("Content-Type", contentType)
	}
	for name, value := range r.Headers {
		if value == "" {
			out.Header[http.CanonicalHeaderKey(name)] = nil // or the client sends its own
			continue
		}
		if value, err = cases.Expand(value, n.lookup); err != nil {
			return out, err
		}
		out.Header[http.CanonicalHeaderKey(name)] = []string{value}
	}
	return out, nil
}

func (n *names) path(op openapi.Operation, r cases.Request) (string, error) {
	segments := strings.Split(op.Path, "/")
	for i, segment := range segments {
		name, ok := strings.CutPrefix(segment, "{")
		if !ok {
			continue
		}
		name = strings.TrimSuffix(name, "}")
		value, set := r.Path[name]
		if !set {
			value = cases.PathPlaceholder(name)
		}
		id, err := cases.Expand(value, n.lookup)
		if err != nil {
			return "", err
		}
		segments[i] = url.PathEscape(id)
	}
	return strings.Join(segments, "/"), nil
}

func (n *names) body(b *cases.Body) ([]byte, error) {
	switch {
	case b == nil || b.None:
		return nil, nil
	case b.Raw != nil:
		text, err := cases.Expand(*b.Raw, n.inJSON)
		return []byte(text), err
	}
	value, err := cases.ExpandJSON(b.JSON, n.lookup)
	if err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

// inJSON is lookup for a body that stands as it is, where ids are within quotation marks.
func (n *names) inJSON(r cases.Ref) ([]string, error) {
	ids, err := n.lookup(r)
	written := make([]string, len(ids))
	for i, id := range ids {
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(id) // a string
		quoted := strings.TrimSpace(text.String())
		written[i] = quoted[1 : len(quoted)-1]
	}
	return written, err
}

// outcomes fills in the ids of a step's outcomes.
func (n *names) outcomes(expect cases.Expect) ([]cases.Outcome, error) {
	list := append([]cases.Outcome(nil), expect.AnyOf...)
	if len(list) > 0 {
		list = append(list, keep(expect.Absent, n.mayBeAbsent)...)
	}
	for i := range list {
		if list[i].Batch == nil {
			continue
		}
		batch := *list[i].Batch
		for _, ids := range []*[]string{&batch.Succeed, &batch.Fail, &batch.Either, &batch.Repeats} {
			filled, err := cases.ExpandAll(*ids, n.lookup)
			if err != nil {
				return nil, err
			}
			*ids = filled
		}
		list[i].Batch = &batch
	}
	return list, nil
}

// mayBeAbsent reports whether something that the request names may be what the outcome says
// is not there.
func (n *names) mayBeAbsent(o cases.Outcome) bool {
	return n.noPolicy || n.noEnv && o.Situation == situation.EnvironmentUnknown
}

// bindings are the bindings that an outcome says are gone.
func (n *names) bindings(o cases.Outcome) ([]fixtures.Binding, error) {
	var list []fixtures.Binding
	if o.Named {
		list = append(list, n.spelled...)
	}
	for _, text := range o.Unbinds {
		r, err := cases.ParseRef(text)
		if err != nil {
			return nil, err
		}
		all := n.set.Bindings(r.Name)
		if r.All {
			list = append(list, all...)
			continue
		}
		if r.To >= len(all) {
			return nil, fmt.Errorf("placeholder %s: no such binding was handed out", r)
		}
		list = append(list, all[r.From:r.To+1]...)
	}
	return list, nil
}
