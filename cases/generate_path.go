package cases

import (
	"fmt"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi/situation"
)

// pathParameters covers ids that do not exist and ids that no thing could have.
func (g *generator) pathParameters() {
	for _, p := range g.op.Parameters(openapi3.ParameterInPath) {
		g.pathParameter(p.Name)
	}
}

func (g *generator) pathParameter(name string) {
	clauses := []string{g.clause("path/"+name+"/mandatory", "uri")}
	row, own := g.inPath(name)
	unknown := unknownName
	if own {
		unknown = unknownPrefix + row.Unknown
	}
	refused, level := g.unknownID(name)
	g.add("path/"+name+"-unknown", level, fmt.Sprintf("A well-formed %s that does not exist is refused.", name),
		name+" does not exist", clauses, refused, inPathSet(name, Ref{Name: unknown, Indexed: true}.String()))
	malformed, level := g.malformedID(name)
	g.add("path/"+name+"-malformed", level, fmt.Sprintf("A malformed %s is refused.", name),
		name+" is malformed", clauses, malformed, inPathSet(name, noID))
	if g.known && own {
		g.add("path/"+name+"-truncated", level, fmt.Sprintf("Part of %s is not the id.", article(name)),
			name+" lacks its last character", clauses, malformed, inPathSet(name, Ref{Name: row.Name, Modifier: "truncate"}.String()))
		g.add("path/"+name+"-extended", level, fmt.Sprintf("With something behind it, %s is not the id.", article(name)),
			name+" is too long", clauses, malformed, inPathSet(name, Ref{Name: row.Name, Modifier: "extend"}.String()))
	}
	g.add("path/"+name+"-empty", Observe, fmt.Sprintf("A request without %s does not reach the operation.", article(name)),
		name+" is left out", clauses, g.outcomes("refused"), inPathSet(name, ""))
}

// noID is an id that nothing could have.
const noID = "not!an*id"

// inPathSet replaces a path parameter.
func inPathSet(name, value string) func(*Request) {
	return func(r *Request) {
		if r.Path == nil {
			r.Path = map[string]string{}
		}
		r.Path[name] = value
	}
}

// inPath is the placeholder of the ids that a path parameter carries, where they
// have a form of their own: by the parameter's role, whatever an edition calls
// it, else by its name.
func (g *generator) inPath(name string) (Placeholder, bool) {
	stands := map[string]Stands{g.names.Project: Project, g.names.Instance: Instance, g.names.Policy: Policy}[name]
	if g.known && name != "" && stands == Policy {
		return g.policy(), true
	}
	if g.known && name != "" && (stands == Project || stands == Instance) {
		means, ok := MeaningOf(standing(stands).Name)
		return means.Of, ok
	}
	return inPath(name)
}

// policy is the placeholder of the policy that the operation unbinds.
func (g *generator) policy() Placeholder {
	ref, _ := ParseRef(g.own.Request.Path[g.names.Policy])
	return ref.Meaning().Of
}

// inPath is the placeholder of the ids that a path parameter of that name
// carries, where they have a form of their own.
func inPath(parameter string) (Placeholder, bool) {
	row, ok := PlaceholderFor(parameter)
	return row, ok && row.Unknown != ""
}

// policyInPath reports whether the operation's path carries a policy's id.
func (g *generator) policyInPath() bool { return g.policyParameter() != "" }

// policyParameter is the path parameter that carries a policy's id; empty where
// none does.
func (g *generator) policyParameter() string {
	for _, p := range g.op.Parameters(openapi3.ParameterInPath) {
		if row, ok := g.inPath(p.Name); ok && row.Stands == Policy {
			return p.Name
		}
	}
	return ""
}

// unknownID is the response to a well-formed id that does not exist.
func (g *generator) unknownID(name string) ([]Outcome, Level) {
	return g.wrongID(name, func(stands Stands) []Outcome {
		switch {
		case stands == Policy:
			return g.answers(situation.PolicyUnknown)
		case g.prints(situation.InstanceUnknown):
			return g.answers(situation.InstanceUnknown)
		}
		return append(g.outcomes("no-instance-unlisted"), g.allFail()...)
	})
}

// malformedID is the response to an id that nothing could have. No page says
// which ids those are.
func (g *generator) malformedID(name string) ([]Outcome, Level) {
	return g.wrongID(name, func(stands Stands) []Outcome {
		switch {
		case stands == Policy:
			return g.outcomes("malformed-plugin")
		case g.documents(g.status(situation.InstanceUnknown)):
			return g.outcomes("malformed-instance")
		}
		return append(g.outcomes("malformed-instance"), g.allFail()...)
	})
}

// wrongID is the response to an id that names nothing: ours says it for an
// instance and a policy of an operation that unbinds.
func (g *generator) wrongID(name string, ours func(Stands) []Outcome) ([]Outcome, Level) {
	row, _ := g.inPath(name)
	switch {
	case row.Stands == Project:
		return g.foreignProject(), Must
	case g.known && (row.Stands == Instance || row.Stands == Policy):
		return ours(row.Stands), Must
	}
	return g.unknownAnything(), Should
}

// unknownAnything allows every documented refusal, and any that says that the
// thing is absent.
func (g *generator) unknownAnything() []Outcome {
	list := openCodes(g.expand(
		allow(situation.APIUnknown, "what is named does not exist"),
		allow(situation.ParameterInvalid, "the id may count as invalid")))
	for _, o := range g.documented() {
		listed := slices.ContainsFunc(list, func(other Outcome) bool { return other.Status == o.Status })
		if family := situation.FamilyOf(o.Status); !listed && family != situation.Success && family != situation.Internal {
			list = append(list, Outcome{Status: o.Status, Rationale: "the page lists it, and the order of the checks is open"})
		}
	}
	return list
}

// allFail is a batch response that reports every id as failed, which an
// operation that accounts may give as well.
func (g *generator) allFail() []Outcome {
	if !g.accounts() {
		return nil
	}
	var ids []string
	for _, id := range g.own.Unbinds {
		ids = append(ids, optional(id))
	}
	o := allow(situation.CarriedOut, "in a gateway that does not exist no binding record exists either")
	o.Batch = &Batch{Fail: ids}
	return g.expand(o)
}
