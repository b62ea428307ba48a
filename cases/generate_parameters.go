package cases

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/situation"
)

// queryParameters covers query parameters that are missing, empty or wrong.
func (g *generator) queryParameters() {
	for _, p := range g.op.Parameters(openapi3.ParameterInQuery) {
		if p.Schema == nil || p.Schema.Value == nil {
			continue
		}
		if p.Required {
			g.mandatoryQuery(p.Name)
		}
		allowed, clause := allowedValues(p.Schema.Value)
		switch {
		case len(allowed) > 0:
			g.wrongValues(p.Name, allowed, clause)
		case p.Schema.Value.Type.Is("integer") || p.Schema.Value.Type.Is("number"):
			refused, _ := g.refusal(situation.ParameterInvalid)
			g.add("query/"+p.Name+"-not-a-number", Should, fmt.Sprintf("Query parameter %s is a number.", p.Name), p.Name+" is not a number",
				[]string{g.clause("query/" + p.Name + "/type")}, refused, querySet(p.Name, "abc"))
		}
	}
}

// querySet replaces the values of a query parameter; with none it is left out.
func querySet(name string, values ...string) func(*Request) {
	return func(r *Request) { r.Query = withQuery(r.Query, name, values) }
}

// mandatoryQuery covers a mandatory parameter that is not where it should be.
func (g *generator) mandatoryQuery(name string) {
	place := "query/" + name
	clauses := []string{g.clause(place + "/mandatory")}
	refused, level := g.refusal(situation.ParameterMissing)
	g.add(place+"-missing", level, fmt.Sprintf("Query parameter %s is mandatory.", name), name+" is left out", clauses, refused, querySet(name))
	g.add(place+"-empty", level, fmt.Sprintf("Query parameter %s is mandatory and must have a value.", name), name+" is empty", clauses, refused, querySet(name, ""))
	g.add(place+"-name-capitalised", Should, fmt.Sprintf("The query parameter is called %s, in that letter case.", name), name+" has another first letter", clauses, refused,
		func(r *Request) {
			value := queryValue(r.Query, name)
			r.Query = withParameter(withQuery(r.Query, name, nil), swapCase(name[:1])+name[1:], value)
		})
	if headerName.MatchString(name) && !slices.Contains(framing, strings.ToLower(name)) {
		g.add(place+"-in-header", level, fmt.Sprintf("%s is a query parameter; as a header it does not count.", name), name+" travels as a header", clauses, refused,
			func(r *Request) {
				value := plainValue(r.Query, name)
				r.Query = withQuery(r.Query, name, nil)
				r.Headers = maps.Clone(r.Headers)
				if r.Headers == nil {
					r.Headers = map[string]string{}
				}
				r.Headers[name] = value
			})
	}
	if !g.takesObject() {
		return
	}
	g.add(place+"-in-body", level, fmt.Sprintf("%s is a query parameter; in the body it does not count.", name), name+" travels in the body", clauses, refused,
		func(r *Request) {
			value := plainValue(r.Query, name)
			r.Query = withQuery(r.Query, name, nil)
			r.Body.JSON = with(r.Body.JSON, []any{name}, value)
		})
}

// framing are the headers that say where a message ends or where it goes.
var framing = []string{"host", "content-length", "transfer-encoding", "connection", "expect", "te", "trailer", "upgrade"}

// plainValue is the value of a query parameter, not escaped.
func plainValue(raw *string, name string) string {
	value := queryValue(raw, name)
	if plain, err := url.QueryUnescape(value); err == nil {
		return plain
	}
	return value
}

// wrongValues covers values of a parameter that the page does not allow. Where it
// prescribes the one value it also prints the answer to any other.
func (g *generator) wrongValues(name string, allowed []string, clause string) {
	place := "query/" + name
	refused, level := g.refusal(situation.ParameterInvalid)
	if g.known && name == g.names.Action {
		refused, level = g.answers(situation.ValueWrong), g.level(situation.ValueWrong)
	}
	must := strings.Join(allowed, " or ")
	for _, wrong := range wrongValuesFor(allowed[0]) {
		if slices.Contains(allowed, wrong.value) {
			continue
		}
		g.add(place+"-"+wrong.name, level, fmt.Sprintf("Query parameter %s must be %s.", name, must), name+" "+wrong.mutation,
			[]string{g.clause(place + "/" + clause)}, refused, querySet(name, wrong.value))
	}
}

// wrongValue is a value that is not allowed.
type wrongValue struct{ name, value, mutation string }

// wrongValuesFor are values next to the allowed one, and values that a client
// may believe to be allowed.
func wrongValuesFor(v string) []wrongValue {
	if v == "" {
		return nil
	}
	return []wrongValue{
		{"create", "create", "is create"},
		{"update", "update", "is update"},
		{"delete", "delete", "is delete"},
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
		{"nul-behind", v + "\x00x", "has more behind a NUL character"},
		{"prefix", v[:len(v)-1], "lacks its last letter"},
		{"suffix", v + "d", "has a letter too many"},
		{"quoted", `"` + v + `"`, "is quoted"},
		{"list", v + "," + v, "is a list"},
		{"number", "1", "is a number"},
		{"true", "true", "is true"},
	}
}

// headerParameters covers mandatory headers other than the token.
func (g *generator) headerParameters() {
	refused, level := g.refusal(situation.ParameterMissing)
	for _, p := range g.op.Parameters(openapi3.ParameterInHeader) {
		if !p.Required || g.isToken(p.Name) || strings.EqualFold(p.Name, "Content-Type") {
			continue
		}
		name := p.Name
		g.add("header/"+name+"-missing", level, fmt.Sprintf("Header %s is mandatory.", name), name+" is left out",
			[]string{g.clause("header/" + name + "/mandatory")}, refused,
			headerSet(name, ""))
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
