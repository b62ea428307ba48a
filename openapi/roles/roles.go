// Package roles finds what an operation's page calls the things that the domain
// table knows by role: the instance, the policy, the list of ids, the count of
// what was unbound. An edition may rename a parameter or a member; its place in
// the path, its type and its order tell what it is then.
package roles

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/credential"
	"github.com/apigspec/apigspec/openapi/domain"
)

// Names are what a page calls what has a role. An empty name says that the page
// has nothing for the role.
type Names struct {
	// Project, Instance and Policy are path parameters.
	Project, Instance, Policy string
	// Action is the query parameter that has to have the Value.
	Action, Value string
	// Env and List are the members of the body: the environment, and the ids of
	// what is unbound.
	Env, List string
	// Accounting are the members by which the response accounts for ids.
	Accounting domain.Accounting
	// Token is the header that carries the token.
	Token string
}

// Of are the names of an operation that unbinds. Of any other one only path
// parameters and the token's header are known.
func Of(op *openapi.Operation) Names {
	n := Names{Token: TokenHeader(op)}
	if op.Spec == nil {
		return n
	}
	known, unbinds := domain.Lookup(op.ID)
	n.path(op, known)
	if !unbinds {
		return n
	}
	n.query(op, known.Unbind)
	n.body(op, known.Unbind)
	n.response(op, known.Unbind.Accounting)
	return n
}

// TokenHeader is the header that carries the token: the one of the usual name or,
// where an edition has none, one that its name says to be for it.
func TokenHeader(op *openapi.Operation) string {
	if op.Spec == nil {
		return credential.TokenHeader
	}
	if h := op.AuthHeader(); h != nil {
		return h.Name
	}
	for _, p := range op.Parameters(openapi3.ParameterInHeader) {
		if strings.Contains(strings.ToLower(p.Name), "token") {
			return p.Name
		}
	}
	return credential.TokenHeader
}

// path tells path parameters by the segment in front of them or, where an edition
// calls that otherwise too, by their order.
func (n *Names) path(op *openapi.Operation, known domain.Operation) {
	segments := strings.Split(op.Path, "/")
	var all []string
	for i, segment := range segments {
		name, ok := strings.CutPrefix(segment, "{")
		if !ok || i == 0 {
			continue
		}
		name = strings.TrimSuffix(name, "}")
		all = append(all, name)
		switch before := segments[i-1]; {
		case before == domain.InstancesSegment:
			n.Instance = name
		case domain.IsVersion(before) || before == "projects":
			n.Project = name
		}
	}
	if known.ID == "" {
		return
	}
	roles := []*string{&n.Project, &n.Instance}
	if known.PolicyInPath() {
		roles = append(roles, &n.Policy)
	}
	if len(all) == len(roles) {
		for i, name := range all {
			*roles[i] = name
		}
	}
}

// query finds the parameter that the page prescribes a value for. Where a page
// prescribes none it is the one of the usual name.
func (n *Names) query(op *openapi.Operation, known domain.Unbind) {
	usual, _ := known.Action()
	for _, p := range op.Parameters(openapi3.ParameterInQuery) {
		if p.Schema == nil || p.Schema.Value == nil {
			continue
		}
		if value, ok := openapi.Prescribed(p.Schema.Value); ok {
			n.Action = p.Name
			n.Value, _ = value.(string)
			return
		}
		if p.Name == usual && usual != "" {
			n.Action = p.Name
		}
	}
}

// body finds the members of the request.
func (n *Names) body(op *openapi.Operation, known domain.Unbind) {
	var members []openapi.Member
	for _, m := range op.BodyMembers() {
		if m.Path == m.Name {
			members = append(members, m)
		}
	}
	wanted := []*want{{name: known.IDMember, list: true}}
	if known.EnvMember != "" {
		wanted = append(wanted, &want{name: known.EnvMember})
	}
	assign(wanted, members)
	n.List = wanted[0].found
	if len(wanted) > 1 {
		n.Env = wanted[1].found
	}
}

// response finds the members of the documented success.
func (n *Names) response(op *openapi.Operation, known domain.Accounting) {
	if known == (domain.Accounting{}) || len(op.Successes()) == 0 {
		return
	}
	var top, entries []openapi.Member
	for _, m := range op.ResponseMembers(op.Successes()[0]) {
		switch {
		case m.Path == m.Name:
			top = append(top, m)
		case strings.HasSuffix(strings.TrimSuffix(m.Path, "."+m.Name), "[]"):
			entries = append(entries, m)
		}
	}
	outer := []*want{
		{name: known.Succeeded, words: []string{"success", "number of", "how many"}},
		{name: known.Failed, list: true},
	}
	assign(outer, top)
	inner := []*want{
		{name: known.ID, words: []string{"binding record"}},
		{name: known.Code, words: []string{"error code", "identifies the error"}},
		{name: known.Message, words: []string{"error message", "explains the error"}},
	}
	assign(inner, entries)
	n.Accounting = domain.Accounting{
		Succeeded: outer[0].found, Failed: outer[1].found,
		ID: inner[0].found, Code: inner[1].found, Message: inner[2].found,
	}
}

// want is a member that is looked for: by its usual name, else by its sort and
// by what the page says of it.
type want struct {
	name  string
	list  bool
	words []string // of its description; any of them
	found string
}

// assign gives each wanted member the one of its name and then, in the order of
// the page, one that nothing else wants.
func assign(wanted []*want, members []openapi.Member) {
	taken := map[string]bool{}
	for _, w := range wanted {
		for _, m := range members {
			if m.Name == w.name {
				w.found, taken[m.Name] = m.Name, true
			}
		}
	}
	for _, w := range wanted {
		for _, m := range members {
			if w.found == "" && !taken[m.Name] && w.fits(m) {
				w.found, taken[m.Name] = m.Name, true
			}
		}
	}
}

func (w *want) fits(m openapi.Member) bool {
	if m.Schema.Type.Is("array") != w.list {
		return false
	}
	if len(w.words) == 0 {
		return true
	}
	description := strings.ToLower(m.Schema.Description)
	return slices.ContainsFunc(w.words, func(word string) bool { return strings.Contains(description, word) })
}
