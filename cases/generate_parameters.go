package cases

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/credential"
	"github.com/apigspec/apigspec/openapi/domain"
)

// pathParameters covers ids that do not exist and ids that no thing could have.
func (g *generator) pathParameters() {
	for _, p := range g.op.Parameters(openapi3.ParameterInPath) {
		name := p.Name
		clauses := unique(g.clause("path/"+name+"/mandatory", "uri"), g.clause("path/"+name+"/type", "path/"+name+"/mandatory"))
		set := func(value string) func(*Request) {
			return func(r *Request) {
				if r.Path == nil {
					r.Path = map[string]string{}
				}
				r.Path[name] = value
			}
		}
		row, own := inPath(name)
		unknown := unknownName
		if own {
			unknown = unknownPrefix + row.Unknown
		}
		refused, unknownLevel := g.unknownID(name)
		if status := refused[0].Status; g.documents(status) && unknownLevel == Must && len(refused) == 1 {
			clauses = unique(append([]string{g.clause(statusClause(status)), g.clause(statusClause(status)+"/code", statusClause(status))}, clauses...)...)
		}
		g.add("path/"+name+"-unknown", unknownLevel, fmt.Sprintf("A well-formed %s that does not exist is refused.", name),
			name+" does not exist", clauses, refused, set(Ref{Name: unknown, Indexed: true}.String()))
		malformed, level := g.malformedID(name)
		g.add("path/"+name+"-malformed", level, fmt.Sprintf("A malformed %s is refused.", name),
			name+" is malformed", clauses, malformed, set("not!an*id"))
		if g.known && own {
			g.add("path/"+name+"-truncated", level, fmt.Sprintf("Part of a %s is not the id.", name),
				name+" lacks its last character", clauses, malformed, set(Ref{Name: row.Name, Modifier: "truncate"}.String()))
			g.add("path/"+name+"-extended", level, fmt.Sprintf("A %s with something behind it is not the id.", name),
				name+" is too long", clauses, malformed, set(Ref{Name: row.Name, Modifier: "extend"}.String()))
		}
		g.add("path/"+name+"-empty", Observe, fmt.Sprintf("A request without a %s does not reach the operation.", name),
			name+" is left out", clauses, g.lib.outcomes["refused"], set(""))
	}
}

// inPath is the placeholder of the ids that a path parameter carries, where
// they have a form of their own.
func inPath(parameter string) (Placeholder, bool) {
	row, ok := PlaceholderFor(parameter)
	return row, ok && row.Unknown != ""
}

// policyInPath reports whether the operation's path carries a policy's id.
func (g *generator) policyInPath() bool {
	return slices.ContainsFunc(g.op.Parameters(openapi3.ParameterInPath), func(p *openapi3.Parameter) bool {
		row, ok := inPath(p.Name)
		return ok && row.Stands == Policy
	})
}

// unknownID is the response to a well-formed id that does not exist.
func (g *generator) unknownID(name string) ([]Outcome, Level) {
	row, _ := inPath(name)
	switch {
	case row.Stands == Project:
		return g.lib.outcomes["foreign-project"], Must
	case !g.known:
		return g.unknownAnything(), Should
	case row.Stands == Instance && slices.ContainsFunc(g.op.Codes(404), isUnknownInstance):
		return g.lib.outcomes["no-instance"], Must
	case row.Stands == Instance:
		list := append([]Outcome(nil), g.lib.outcomes["no-instance-unlisted"]...)
		if g.documents(404) {
			// The page prints only the plug-in's code under its 404.
			list[0].Codes = append(append([]string(nil), list[0].Codes...), g.op.Codes(404)...)
		}
		if g.accounts() {
			list = append(list, g.allFail("in a gateway that does not exist no binding record exists either"))
		}
		return list, Must
	case row.Stands == Policy:
		return g.lib.outcomes["no-plugin"], Must
	}
	return g.unknownAnything(), Should
}

// malformedID is the response to an id that nothing could have. No page says
// which ids those are.
func (g *generator) malformedID(name string) ([]Outcome, Level) {
	row, _ := inPath(name)
	switch {
	case row.Stands == Project:
		return g.lib.outcomes["foreign-project"], Must
	case !g.known:
		return g.unknownAnything(), Should
	case row.Stands == Instance:
		list := append([]Outcome(nil), g.lib.outcomes["malformed-instance"]...)
		list[1].Codes = append(append([]string(nil), list[1].Codes...), g.op.Codes(404)...)
		if g.accounts() && !g.documents(404) {
			list = append(list, g.allFail("in a gateway that does not exist no binding record exists either"))
		}
		return list, Must
	case row.Stands == Policy:
		return g.lib.outcomes["malformed-plugin"], Must
	}
	return g.unknownAnything(), Should
}

// unknownAnything allows every documented refusal, and any 404.
func (g *generator) unknownAnything() []Outcome {
	list := []Outcome{{Status: 404, Rationale: "what is named does not exist"}}
	for _, status := range g.op.Statuses() {
		if status >= 400 && status < 500 && status != 404 {
			list = append(list, Outcome{Status: status, Rationale: "the page lists it, and the order of the checks is open"})
		}
	}
	if !g.documents(400) {
		list = append(list, Outcome{Status: 400, Rationale: "the id may count as invalid"})
	}
	return list
}

func isUnknownInstance(code string) bool { return slices.Contains(domain.UnknownInstance(), code) }

// accounts reports whether the response accounts for each id of the request.
func (g *generator) accounts() bool { return g.lib.operations[g.op.ID].Failure != nil }

// allFail is a batch response that reports every id as failed.
func (g *generator) allFail(reason string) Outcome {
	valid := g.lib.operations[g.op.ID]
	return Outcome{Status: g.success(), Rationale: reason, Batch: &Batch{Fail: optional(valid.Unbinds), Codes: valid.Failure}}
}

func optional(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = strings.TrimSuffix(id, ">") + "|unknown>"
	}
	return out
}

// queryParameters covers query parameters that are missing, empty or wrong.
func (g *generator) queryParameters() {
	for _, p := range g.op.Parameters(openapi3.ParameterInQuery) {
		if p.Schema == nil || p.Schema.Value == nil {
			continue
		}
		g.queryParameter(p, p.Schema.Value)
	}
}

func (g *generator) queryParameter(p *openapi3.Parameter, schema *openapi3.Schema) {
	place := "query/" + p.Name
	refused, level := g.refusal()
	send := func(values ...string) func(*Request) {
		return func(r *Request) { r.Query = withQuery(r.Query, p.Name, values) }
	}
	if p.Required {
		clauses := unique(g.clause(place+"/mandatory"), g.clause("response/400", place+"/mandatory"))
		g.add(place+"-missing", level, fmt.Sprintf("Query parameter %s is mandatory.", p.Name), p.Name+" is left out", clauses, refused, send())
		g.add(place+"-empty", level, fmt.Sprintf("Query parameter %s is mandatory and must have a value.", p.Name), p.Name+" is empty", clauses, refused, send(""))
		g.add(place+"-name-capitalised", Should, fmt.Sprintf("The query parameter is called %s, in lower case.", p.Name), p.Name+" is capitalised", clauses, refused,
			func(r *Request) {
				value := queryValue(r.Query, p.Name)
				r.Query = withParameter(withQuery(r.Query, p.Name, nil), swapCase(p.Name[:1])+p.Name[1:], value)
			})
		if g.valid.Body != nil {
			g.add(place+"-in-body", level, fmt.Sprintf("%s is a query parameter; in the body it does not count.", p.Name), p.Name+" travels in the body", clauses, refused,
				func(r *Request) {
					value := queryValue(r.Query, p.Name)
					r.Query = withQuery(r.Query, p.Name, nil)
					if members, ok := r.Body.JSON.(map[string]any); ok {
						members[p.Name] = value
					}
				})
		}
	}

	allowed, clause := allowedValues(schema)
	if len(allowed) > 0 {
		expect := refused
		if clause == "value" && g.known {
			expect = g.lib.outcomes["action"]
		}
		clauses := unique(g.clause(place+"/"+clause), g.clause(place+"/type", place+"/"+clause), g.clause("response/400", place+"/"+clause), g.clause("response/400/code", "response/400", place+"/"+clause))
		must := strings.Join(allowed, " or ")
		v := allowed[0]
		for _, wrong := range []struct{ name, value, mutation string }{
			{"create", "create", "is create"},
			{"update", "update", "is update"},
			{"remove", "remove", "is remove"},
			{"unbind", "unbind", "is unbind"},
			{"cancel", "cancel", "is cancel"},
			{"add", "add", "is add"},
			{"bind", "bind", "is bind"},
			{"online", "online", "is online, the action of another page"},
			{"offline", "offline", "is offline, the action of another page"},
			{"asterisk", "*", "is an asterisk"},
			{"upper-case", strings.ToUpper(v), "is in upper case"},
			{"capitalised", strings.ToUpper(v[:1]) + v[1:], "is capitalised"},
			{"padded", " " + v + " ", "is padded with spaces"},
			{"leading-space", " " + v, "begins with a space"},
			{"trailing-space", v + " ", "ends with a space"},
			{"trailing-line-break", v + "\n", "ends with a line break"},
			{"prefix", v[:len(v)-1], "lacks its last letter"},
			{"suffix", v + "d", "has a letter too many"},
			{"quoted", `"` + v + `"`, "is quoted"},
			{"list", v + "," + v, "is a list"},
			{"number", "1", "is a number"},
			{"true", "true", "is true"},
		} {
			if slices.Contains(allowed, wrong.value) {
				continue
			}
			g.add(place+"-"+wrong.name, level, fmt.Sprintf("Query parameter %s must be %s.", p.Name, must), p.Name+" "+wrong.mutation, clauses, expect, send(wrong.value))
		}
		return
	}

	clauses := unique(g.clause(place+"/type"), g.clause("response/400", place+"/type"))
	if schema.Type.Is("integer") || schema.Type.Is("number") {
		g.add(place+"-not-a-number", Should, fmt.Sprintf("Query parameter %s is a number.", p.Name), p.Name+" is not a number", clauses, refused, send("abc"))
	}
}

// headerParameters covers mandatory headers other than the token.
func (g *generator) headerParameters() {
	refused, level := g.refusal()
	for _, p := range g.op.Parameters(openapi3.ParameterInHeader) {
		if !p.Required || strings.EqualFold(p.Name, credential.TokenHeader) || strings.EqualFold(p.Name, "Content-Type") {
			continue
		}
		name := p.Name
		g.add("header/"+name+"-missing", level, fmt.Sprintf("Header %s is mandatory.", name), name+" is left out",
			unique(g.clause("header/"+name+"/mandatory"), g.clause("header/"+name+"/type", "header/"+name+"/mandatory")), refused,
			func(r *Request) {
				if r.Headers == nil {
					r.Headers = map[string]string{}
				}
				r.Headers[name] = ""
			})
	}
}

// methods covers methods the page does not document on the operation's path.
func (g *generator) methods() {
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		if method == g.op.Method || g.op.Item.GetOperation(method) != nil {
			continue
		}
		if !g.known || slices.Contains(g.lib.operations[g.op.ID].Siblings, method) {
			continue
		}
		g.add("method/"+strings.ToLower(method), Should, fmt.Sprintf("The operation is %s; the same request with %s does not perform it.", g.op.Method, method),
			"the method is "+method, unique(g.clause("uri")), g.lib.outcomes["refused"], func(r *Request) { r.Method = method })
	}
}

// allowedValues are the values a schema admits and the clause that says so.
func allowedValues(s *openapi3.Schema) ([]string, string) {
	if v, ok := openapi.Prescribed(s); ok {
		return []string{fmt.Sprint(v)}, "value"
	}
	var list []string
	for _, v := range s.Enum {
		list = append(list, fmt.Sprint(v))
	}
	return list, "enum"
}

// withQuery replaces the values of one parameter in a raw query, keeping the
// placeholders of the others as they are.
func withQuery(raw *string, name string, values []string) *string {
	var parts []string
	if raw != nil {
		for _, part := range strings.Split(*raw, "&") {
			if key, _, _ := strings.Cut(part, "="); part != "" && key != name {
				parts = append(parts, part)
			}
		}
	}
	for _, v := range values {
		parts = append(parts, name+"="+url.QueryEscape(v))
	}
	q := strings.Join(parts, "&")
	return &q
}

// withParameter adds a parameter to a raw query; its value may be a placeholder.
func withParameter(raw *string, name, value string) *string {
	q := name + "=" + value
	if raw != nil && *raw != "" {
		q = *raw + "&" + q
	}
	return &q
}

func queryValue(raw *string, name string) string {
	if raw == nil {
		return ""
	}
	for _, part := range strings.Split(*raw, "&") {
		if key, value, _ := strings.Cut(part, "="); key == name {
			return value
		}
	}
	return ""
}

func statusClause(status int) string { return fmt.Sprintf("response/%d", status) }
