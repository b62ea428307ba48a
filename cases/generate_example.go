package cases

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/situation"
)

// exampleRequests covers the requests that the page prints: each as printed, byte
// for byte, and with the target's own ids in the places of the printed ones.
func (g *generator) exampleRequests() {
	for i, e := range g.op.RequestExamples() {
		name := fmt.Sprintf("example/request-%d", i+1)
		printed, ok := g.printedRequest(e)
		if !ok {
			continue
		}
		clauses := g.stated("example/request/" + e.Name)
		switch {
		case g.known:
			g.knownAsPrinted(name, e, printed, clauses)
			g.knownWithOwnIDs(name, e, printed, clauses)
		case g.readsOnly():
			g.readAsPrinted(name, printed, clauses)
			g.readWithOwnIDs(name, printed, clauses)
		default:
			g.writeAsPrinted(name, printed)
		}
	}
}

// printedRequest is an example as a request; only the ids of the path, which are
// not printed or are somebody else's, are the target's. It reports whether there
// is anything to send: a text that holds what looks like a placeholder would not
// be sent as it is.
func (g *generator) printedRequest(e openapi.Example) (Request, bool) {
	request := g.valid.clone()
	request.Body = nil
	method, target, _ := strings.Cut(e.Request, " ")
	if slices.Contains(methods(), method) && method != g.op.Method {
		request.Method = method
	}
	if _, query, ok := strings.Cut(target, "?"); ok {
		request.Query = &query
	}
	if e.Value == nil {
		if g.op.BodySchema() != nil {
			request.Body = &Body{None: true}
		}
		return request, e.Request != ""
	}
	text := strings.ReplaceAll(e.Printed, "\u00a0", " ") // that is how pages print blanks, and no white space of JSON
	if text == "" {
		text = compactJSON(e.Value)
	}
	request.Body = &Body{Raw: &text}
	return request, g.op.BodyMediaType() == jsonMedia && !refPattern.MatchString(text)
}

// knownAsPrinted sends an example of an operation that unbinds. What becomes of
// the printed ids depends on what is bound here.
func (g *generator) knownAsPrinted(name string, e openapi.Example, printed Request, clauses []string) {
	done := allow(situation.CarriedOut, "the page prints the request")
	done.Named = true
	if g.accounts() {
		done.Batch = &Batch{}
	}
	expect := g.expand(done)
	if !g.accounts() {
		expect = append(expect, g.outcomes("not-bound")...)
		expect = append(expect, g.expand(allow(situation.EnvironmentUnknown, "the printed environment need not be one of this gateway"))...)
		clauses = append(clauses, g.clause("function/effect"))
	}
	expect = append(expect, g.contradicted(e)...)
	g.add(name+"/as-printed", Must, "The request that the page prints is understood; of the ids in it those that are bound here are unbound.", "", clauses, distinct(expect),
		func(r *Request) { *r = printed.clone() })
}

// knownWithOwnIDs sends an example of an operation that unbinds with bindings of
// the target in the places of the printed ones: it must do what the page says.
func (g *generator) knownWithOwnIDs(name string, e openapi.Example, printed Request, clauses []string) {
	object, _ := e.Value.(map[string]any)
	list, _ := object[g.names.List].([]any)
	var bindings []string
	text := *printed.Body.Raw
	for _, item := range list {
		id, ok := item.(string)
		if !ok || !strings.Contains(text, quoted(id)) {
			return
		}
		binding := g.binding().at(len(bindings)).String()
		bindings = append(bindings, binding)
		text = strings.Replace(text, quoted(id), quoted(binding), 1)
	}
	if env, ok := object[g.names.Env].(string); ok {
		text = strings.Replace(text, quoted(env), quoted(standing(Environment).String()), 1)
	}
	if len(bindings) == 0 {
		return
	}
	g.add(name+"/with-own-ids", Must, "The request that the page prints does what the page says.", "",
		append(clauses, g.clause("function/effect")), append(g.expand(g.carriedOut(bindings...)), g.contradicted(e)...), func(r *Request) {
			*r = printed.clone()
			r.Body = &Body{Raw: &text}
		})
}

// contradicted are the refusals of an example that the page's own tables contradict.
func (g *generator) contradicted(e openapi.Example) []Outcome {
	if len(e.Unfit) == 0 {
		return nil
	}
	return g.answers(situation.ParameterInvalid, situation.ParameterMissing, situation.BodyUnreadable)
}

// quoted is a text as JSON writes it, placeholders as they are.
func quoted(text string) string { return compactJSON(text) }

// readAsPrinted sends an example of an operation that only reads: whatever comes
// back must be documented.
func (g *generator) readAsPrinted(name string, printed Request, clauses []string) {
	if len(clauses) == 0 {
		clauses = []string{g.clause("uri")}
	}
	g.add(name+"/as-printed", Must, "The request that the page prints gets a documented response.", "", clauses, g.documented(),
		func(r *Request) { *r = printed.clone() })
}

// readWithOwnIDs sends an example of an operation that only reads with the
// target's own ids in its query. Only then is it known to name what exists.
func (g *generator) readWithOwnIDs(name string, printed Request, clauses []string) {
	query, replaced := ownIDs(printed.Query)
	if !replaced || len(g.op.Successes()) == 0 {
		return
	}
	if len(clauses) == 0 {
		clauses = []string{g.clause("uri")}
	}
	g.add(name+"/with-own-ids", Should, "The request that the page prints is carried out with ids that exist.", "", clauses, g.answers(situation.CarriedOut), func(r *Request) {
		*r = printed.clone()
		r.Query = query
	})
}

// ownIDs puts the target's ids into a raw query, where the table of placeholders
// knows the parameter. It reports whether there was any.
func ownIDs(raw *string) (query *string, replaced bool) {
	if raw == nil {
		return nil, false
	}
	parts := strings.Split(*raw, "&")
	for i, part := range parts {
		name, _, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			if row, ok := PlaceholderFor(plain); ok && row.Stands != Project {
				parts[i], replaced = name+"="+Ref{Name: row.Name}.String(), true
			}
		}
	}
	text := strings.Join(parts, "&")
	return &text, replaced
}

// writeAsPrinted sends an example of an operation that may make something that
// nobody would remove. It goes where there is nothing: to an instance, or a
// project, that does not exist.
func (g *generator) writeAsPrinted(name string, printed Request) {
	parameter, unknown := g.nowhere()
	if parameter == "" {
		return
	}
	expect := g.documented()
	for _, o := range append(openCodes(g.foreignProject()), g.unknownAnything()...) {
		if !slices.ContainsFunc(expect, func(other Outcome) bool { return other.Status == o.Status }) {
			expect = append(expect, o)
		}
	}
	expect = slices.DeleteFunc(expect, func(o Outcome) bool { return situation.FamilyOf(o.Status) == situation.Success })
	g.add(name+"/as-printed", Must, "The request that the page prints is refused as documented where there is nothing to carry it out on.", parameter+" does not exist",
		[]string{g.clause("path/"+parameter+"/mandatory", "uri")}, expect, func(r *Request) {
			*r = printed.clone()
			inPathSet(parameter, unknown)(r)
		})
}

// nowhere is a path parameter that can name what does not exist, with an id of
// that kind.
func (g *generator) nowhere() (parameter, id string) {
	for _, p := range []struct {
		name   string
		stands Stands
	}{{g.names.Instance, Instance}, {g.names.Project, Project}} {
		if p.name == "" {
			continue
		}
		row, _ := MeaningOf(standing(p.stands).Name)
		return p.name, Ref{Name: unknownPrefix + row.Of.Unknown, Indexed: true}.String()
	}
	return "", ""
}
