package runner

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/runner/fixtures"
	"github.com/apigspec/apigspec/runner/target"
)

// contentType is what the official clients send.
const contentType = "application/json;charset=UTF-8"

// manyBindings is how many bindings <name.*> asks for at most: enough to find a
// gateway that processes only the first few.
const manyBindings = 60

// names fills the placeholders of one case.
type names struct {
	target target.Target
	set    fixtures.Set
	seed   int64
	// absent is set once an optional plug-in had to be made up.
	absent bool
}

// lookup gives the ids a placeholder stands for.
func (n *names) lookup(r cases.Ref) ([]string, error) {
	switch r.Name {
	case "project_id":
		return []string{n.target.ProjectID}, nil
	case "instance_id":
		return []string{n.target.InstanceID}, nil
	case "env_id":
		return []string{n.target.EnvID}, nil
	}
	if r.Name == "unknown" || strings.HasPrefix(r.Name, "unknown.") {
		like := n.sample(strings.TrimPrefix(r.Name, "unknown."))
		ids := make([]string, r.Count())
		for i := range ids {
			ids[i] = unknownLike(like, n.madeUp(fmt.Sprintf("unknown %d", r.From+i)))
		}
		return ids, nil
	}
	if name, ok := strings.CutPrefix(r.Name, "param."); ok {
		return []string{n.parameter(name)}, nil
	}
	ids := n.set.IDs(r.Name)
	if r.All && len(ids) > 0 {
		return ids, nil
	}
	if r.To < len(ids) {
		return ids[r.From : r.To+1], nil
	}
	if r.Optional {
		n.absent = n.absent || r.Name == "plugin"
		made := make([]string, r.Count())
		for i := range made {
			made[i] = n.madeUp(fmt.Sprintf("%s %d", r.Name, r.From+i))
		}
		return made, nil
	}
	return nil, &fixtures.Shortage{Code: fixtures.NoFixture, Sentence: fmt.Sprintf("needs %s, which the target file does not name", r)}
}

// parameter is a path parameter that only a page knows: an id of the fixtures
// if there is one of that name, else one that exists nowhere.
func (n *names) parameter(name string) string {
	known := map[string]string{"acl_id": "acl_policy", "throttle_id": "throttle_policy", "strategy_id": "throttle_policy"}
	if ids := n.set.IDs(known[name]); len(ids) > 0 {
		return ids[0]
	}
	return n.madeUp("parameter " + name)
}

// sample is one of the target's own ids of a kind; empty if none is known.
func (n *names) sample(kind string) string {
	f := n.target.Fixtures
	switch kind {
	case "instance":
		return n.target.InstanceID
	case "project":
		return n.target.ProjectID
	case "acl":
		return first(f.ACL.BindingIDs)
	case "throttle":
		return first(f.Throttle.BindingIDs)
	}
	if len(f.PluginBindings) == 0 {
		return ""
	}
	switch kind {
	case "plugin":
		return f.PluginBindings[0].PluginID
	case "api":
		return first(f.PluginBindings[0].APIIDs)
	}
	return ""
}

func first(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// alteredTail is how much of an id is replaced to make one that does not
// exist: few enough to keep a prefix, enough never to hit an existing one.
const alteredTail = 12

// unknownLike gives the made-up hexadecimal id the form of a real one: its
// length, its prefix, its separators, and at every place a character of the
// same class. A gateway may know its ids by their form and refuse others
// without a look. Ids too short to be changed safely lend no form.
func unknownLike(like, madeUp string) string {
	alnum := strings.Map(func(r rune) rune {
		if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, like)
	if len(alnum) < alteredTail || strings.ContainsFunc(like, func(r rune) bool { return r >= 128 }) {
		return madeUp
	}
	tail := alnum[len(alnum)-alteredTail:]
	out := []byte(like)
	for i, k := len(out)-1, 0; k < alteredTail; i-- {
		if class := classOf(out[i], tail); class != "" {
			out[i] = class[int(madeUp[k]+madeUp[len(madeUp)-1-k])%len(class)]
			k++
		}
	}
	return string(out)
}

// classOf is the alphabet that the character of an id comes from.
func classOf(c byte, tail string) string {
	const digits = "0123456789"
	onlyOf := func(set string) bool { return strings.Trim(tail, set) == "" }
	switch {
	case !unicode.IsLetter(rune(c)) && !unicode.IsDigit(rune(c)):
		return ""
	case onlyOf(digits):
		return digits
	case onlyOf(digits + "abcdef"):
		return digits + "abcdef"
	case onlyOf(digits + "ABCDEF"):
		return digits + "ABCDEF"
	case unicode.IsDigit(rune(c)):
		return digits
	case unicode.IsUpper(rune(c)):
		return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	default:
		return "abcdefghijklmnopqrstuvwxyz"
	}
}

// madeUp is a well-formed id that exists nowhere, the same for the same seed.
func (n *names) madeUp(what string) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%d %s", n.seed, what)))
	return hex.EncodeToString(sum[:16])
}

// request fills in a step's request.
func (n *names) request(op openapi.Operation, caseID string, r cases.Request) (target.Request, error) {
	out := target.Request{
		Method:     r.Method,
		Auth:       target.Credential(r.Auth),
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
			out.Header.Del(name)
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
			value = "<" + name + ">"
			if name != "project_id" && name != "instance_id" {
				value = "<param." + name + ">"
			}
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
		text, err := cases.Expand(*b.Raw, n.lookup)
		return []byte(text), err
	}
	value, err := cases.ExpandJSON(b.JSON, n.lookup)
	if err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

// outcomes fills in the ids of a step's outcomes.
func (n *names) outcomes(expect cases.Expect) ([]cases.Outcome, error) {
	list := append([]cases.Outcome(nil), expect.AnyOf...)
	if n.absent && len(list) > 0 {
		list = append(list, expect.Absent...)
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

// bindings are the bindings that placeholders stand for.
func (n *names) bindings(refs []string) ([]fixtures.Binding, error) {
	var list []fixtures.Binding
	for _, text := range refs {
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

// needOf counts what a case wants of the fixtures.
func needOf(product string, c cases.Case) fixtures.Need {
	need := fixtures.Need{Product: product}
	for _, r := range c.Refs() {
		share, name := &need.Here, r.Name
		if other, ok := strings.CutPrefix(r.Name, "other."); ok {
			share, name = &need.Other, other
		}
		counts := &share.Counts
		if r.Optional {
			counts = &share.Wish
		}
		raise(counts, name, r.To+1)
		if r.All {
			raise(&share.Wish, name, manyBindings)
		}
	}
	for _, step := range c.Steps {
		for _, o := range step.Expect.AnyOf {
			for _, text := range o.Unbinds {
				r, err := cases.ParseRef(text)
				if err != nil {
					continue
				}
				share, name := &need.Here, r.Name
				if other, ok := strings.CutPrefix(r.Name, "other."); ok {
					share, name = &need.Other, other
				}
				n := r.To + 1
				if r.All {
					n = manyBindings
				}
				raise(&share.Unbinds, name, n)
			}
		}
	}
	return need
}

func raise(c *fixtures.Counts, name string, n int) {
	switch name {
	case "api", "plugin":
		c.Plugin = max(c.Plugin, n)
	case "second_env.api", "second_env_id":
		c.Plugin = max(c.Plugin, n)
		c.SecondEnv = max(c.SecondEnv, n)
	case "second_plugin.api", "second_plugin":
		c.Plugin = max(c.Plugin, n)
		c.SecondPlugin = max(c.SecondPlugin, n)
	case "acl", "acl_policy":
		c.ACL = max(c.ACL, n)
	case "throttle", "throttle_policy":
		c.Throttle = max(c.Throttle, n)
	}
}

// usesFixtures tells whether any placeholder of the case may name a binding.
func usesFixtures(n fixtures.Need) bool {
	return n.Here != (fixtures.Share{}) || n.Other != (fixtures.Share{})
}

// hasFixtures tells whether the product's bindings are known to the ledger.
func hasFixtures(product string) bool { return product == "apig" || product == "roma" }
