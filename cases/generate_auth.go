package cases

import (
	"slices"
	"strings"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/credential"
	"github.com/apigspec/apigspec/openapi/situation"
)

// badToken is one way of not proving who one is.
type badToken struct {
	name, requirement, mutation string
	auth                        Auth
	// situations are those that the request may count as.
	situations []situation.Situation
	// long is set where the server may refuse the head of the request for its
	// length.
	long bool
	// scheme is set where the token comes with or as a credential of another
	// scheme, whose refusal has codes of its own.
	scheme bool
}

// misplaced are tokens that are not in the documented header: there is no token
// then. A page that does not name a parameter or member lets it be refused.
func misplaced(header string) []badToken {
	missing := []situation.Situation{situation.TokenMissing}
	unknown := []situation.Situation{situation.TokenMissing, situation.ParameterInvalid}
	return []badToken{
		{name: "token-missing", requirement: "A request without " + header + " is refused.", mutation: "the token is left out", auth: Auth{Credential: "none"}, situations: missing},
		{name: "token-empty", requirement: "A request with an empty " + header + " is refused.", mutation: "the token is empty", auth: Auth{Alter: "empty"},
			situations: []situation.Situation{situation.TokenMissing, situation.TokenUnreadable, situation.ParameterMissing}},
		{name: "token-in-query", requirement: "A token in the query does not authenticate: the page puts it in the header.", mutation: "the token travels in the query", auth: Auth{Place: "query:" + header}, situations: unknown},
		{name: "token-in-query-by-other-names", requirement: "A token in the query does not authenticate, whatever the parameter is called.", mutation: "the token travels in the query, under names that are in use elsewhere",
			auth: Auth{Place: "query:" + strings.ToLower(header) + ",token,access_token,auth_token,authToken"}, situations: unknown},
		{name: "token-in-other-headers", requirement: "A token in another header does not authenticate: the page names " + header + ".", mutation: "the token travels in headers that are in use elsewhere",
			auth: Auth{Place: "header:" + strings.Join(otherHeaders(header), ",")}, situations: unknown},
		{name: "token-in-body", requirement: "A token in the body does not authenticate: the page puts it in the header.", mutation: "the token travels in the body", auth: Auth{Place: "body:" + header}, situations: unknown},
		{name: "token-in-cookie", requirement: "A token in a cookie does not authenticate: the page puts it in the header.", mutation: "the token travels in a cookie", auth: Auth{Place: "cookie:" + header}, situations: unknown},
		{name: "token-as-bearer", requirement: "A token presented as a bearer token does not authenticate: the page names the header " + header + ".", mutation: "the token travels as Authorization: Bearer", auth: Auth{Place: "bearer"}, situations: unknown, scheme: true},
		{name: "token-as-basic", requirement: "A token presented as basic authentication does not authenticate.", mutation: "the token travels as Authorization: Basic", auth: Auth{Place: "basic"}, situations: unknown, scheme: true, long: true},
		{name: "token-in-authorization", requirement: "A bare token in Authorization does not authenticate: the page names the header " + header + ".", mutation: "the token travels in Authorization", auth: Auth{Place: "header:Authorization"}, situations: unknown, scheme: true},
		{name: "token-in-subject-header", requirement: "X-Subject-Token is where IAM returns a token, not where a caller presents it.", mutation: "the token travels in X-Subject-Token", auth: Auth{Place: "header:X-Subject-Token"}, situations: unknown},
	}
}

// otherHeaders are headers in which tokens travel elsewhere.
func otherHeaders(header string) []string {
	var names []string
	for _, name := range []string{"X-Token", "Auth-Token", "X-Auth", "X-Access-Token", "X-Api-Key", "Token"} {
		if !strings.EqualFold(name, header) {
			names = append(names, name)
		}
	}
	return names
}

// unreadable are tokens in their place that IAM never issued.
func unreadable() []badToken {
	tokens := []badToken{
		{name: "token-garbage", requirement: "A token that IAM never issued is refused.", mutation: "the token is made up", auth: Auth{Credential: "garbage"}},
		{name: "token-truncated", requirement: "A token without its last character is refused.", mutation: "the token lacks its last character", auth: Auth{Alter: "truncate"}},
		{name: "token-half", requirement: "Half a token is refused.", mutation: "the token is cut in half", auth: Auth{Alter: "half"}},
		{name: "token-extended", requirement: "A token with a character too many is refused.", mutation: "the token has one character more", auth: Auth{Alter: "extend"}},
		{name: "token-prefixed", requirement: "A token with a character in front is refused.", mutation: "the token has one character in front", auth: Auth{Alter: "prefix"}},
		{name: "token-with-scheme", requirement: "A token with a scheme in front is another token and refused.", mutation: "Bearer stands in front of the token", auth: Auth{Alter: "scheme"}},
		{name: "token-reversed", requirement: "A token's characters in another order are another token and refused.", mutation: "the token is reversed", auth: Auth{Alter: "reverse"}},
		{name: "token-with-space", requirement: "A token with a space in it is another token and refused.", mutation: "a space stands in the middle of the token", auth: Auth{Alter: "space"}},
		{name: "token-quoted", requirement: "A token in quotation marks is another token and refused.", mutation: "the token is quoted", auth: Auth{Alter: "quote"}},
		{name: "token-doubled", requirement: "A token written twice is another token and refused.", mutation: "the token is written twice", auth: Auth{Alter: "double"}, long: true},
		{name: "token-long", requirement: "A token of some thousand characters is refused.", mutation: "the token is repeated many times", auth: Auth{Alter: "long"}, long: true},
		{name: "token-null", requirement: "The word null is no token.", mutation: "the token is the word null", auth: Auth{Alter: "null"}},
		{name: "token-first-character", requirement: "A token whose first character differs is refused.", mutation: "the token's first character is another", auth: Auth{Alter: "flip-first"}},
		{name: "token-middle-character", requirement: "A token whose middle character differs is refused.", mutation: "the token's middle character is another", auth: Auth{Alter: "flip-middle"}},
		{name: "token-last-character", requirement: "A token whose last character differs is refused.", mutation: "the token's last character is another", auth: Auth{Alter: "flip-last"}},
		{name: "token-case", requirement: "A token in the other letter case is another token and refused.", mutation: "the token's letters change case", auth: Auth{Alter: "swap-case"}},
	}
	for i := range tokens {
		tokens[i].situations = []situation.Situation{situation.TokenUnreadable}
	}
	return tokens
}

// authentication covers the ways of not proving who one is. Each request is
// otherwise valid and names real bindings, so that a refusal can only be about
// the credential, and an effect in spite of a refusal shows.
func (g *generator) authentication() {
	if !g.authenticated() {
		return
	}
	for _, token := range misplaced(g.names.Token) {
		if g.tokenOptional() || strings.HasPrefix(token.auth.Place, "body:") && !g.takesObject() {
			continue
		}
		g.refusedToken(token, g.tokenClause())
	}
	resolved := g.answerClause(situation.TokenUnreadable, g.tokenPlace()+"/mandatory")
	for _, token := range unreadable() {
		g.refusedToken(token, resolved)
	}
	g.refusedToken(badToken{name: "token-expired", requirement: "An expired token is refused.", mutation: "the token has expired",
		auth: Auth{Credential: "expired"}, situations: []situation.Situation{situation.TokenExpired}}, resolved)
	g.signature()

	g.add("auth/no-permission", g.level(situation.PermissionMissing), "A caller without the permission is refused.", "the token lacks the permission",
		[]string{g.answerClause(situation.PermissionMissing)},
		g.answers(situation.PermissionMissing), func(r *Request) { r.Auth = Auth{Credential: "forbidden"} })

	g.strangersRefused()
	g.roundabout()
	g.nothingAsked()
	g.steady(resolved)

	g.add("isolation/token-of-other-project", Must, "A token of another project does not reach this project's gateway.", "the token belongs to another project",
		[]string{g.clause("path/"+g.names.Project+"/mandatory", openapi.ResponseClause(g.status(situation.ProjectForeign)))},
		g.foreignProject(), func(r *Request) { r.Auth = Auth{Credential: "other_project"} })
}

// tokenPlace is where clauses about the token are.
func (g *generator) tokenPlace() string { return "header/" + g.names.Token }

// tokenClause is the clause that there must be a token.
func (g *generator) tokenClause() string {
	return g.clause(g.tokenPlace()+"/mandatory", openapi.ResponseClause(g.status(situation.TokenMissing)))
}

// refusedToken adds a case of a token that does not do. A head of some length may
// be refused for that alone; then the answer to the token is not decided.
func (g *generator) refusedToken(token badToken, clause string) {
	expect := g.answers(token.situations...)
	if token.scheme {
		expect = append(openCodes(g.answers(situation.TokenUnreadable)), g.answers(situation.ParameterInvalid)...)
	}
	if token.long {
		clause = g.tokenClause()
		expect = append(expect, g.longHead()...)
	}
	g.add("auth/"+token.name, g.level(token.situations[0]), token.requirement, token.mutation, []string{clause}, expect,
		func(r *Request) { r.Auth = token.auth })
}

// longHead are the refusals of a head that is too long.
func (g *generator) longHead() []Outcome {
	return g.expand(
		Outcome{Status: headerFieldsTooLarge, Bare: true, Rationale: "HTTP lets a server bound its header fields"},
		Outcome{Situation: situation.ParameterInvalid, Bare: true, Rationale: "servers refuse long header fields as a bad request as well"})
}

// signature sends a signature that nobody can have made.
func (g *generator) signature() {
	g.add("auth/signature-garbage", g.level(situation.TokenUnreadable), "A signature of a key that does not exist is no credential.", "the signature is made up",
		[]string{g.tokenClause()}, openCodes(g.expand(allow(situation.TokenUnreadable, "who checks signatures has codes of its own"))),
		func(r *Request) {
			r.Auth = Auth{Credential: "none"}
			r.Headers = map[string]string{
				"X-Sdk-Date":    "20200101T000000Z",
				"Authorization": "SDK-HMAC-SHA256 Access=MADEUPACCESSKEY00000, SignedHeaders=host;x-sdk-date, Signature=" + strings.Repeat("0", 64),
			}
		})
}

// foreignProject is the answer to a request for somebody else's project.
func (g *generator) foreignProject() []Outcome {
	allowed := []Outcome{
		allow(situation.ProjectForeign, "the project belongs to somebody else"),
		allow(situation.PermissionMissing, "the caller may do nothing in that project"),
		allow(situation.InstanceUnknown, "to this caller the other project's gateway does not exist"),
		allow(situation.TokenUnreadable, "a token of another project does not authenticate here"),
		allow(situation.TokenIncomplete, "a token of another project does not authenticate here"),
		allow(situation.ParameterInvalid, "a project id that does not fit the token is an invalid parameter"),
	}
	if g.policyInPath() {
		allowed = append(allowed, allow(situation.APIUnknown, "to this caller nothing of the other project exists"))
	}
	return g.expand(allowed...)
}

// takesObject reports whether the body is an object, which can hold a member
// more.
func (g *generator) takesObject() bool {
	if g.valid.Body == nil {
		return false
	}
	_, ok := g.valid.Body.JSON.(map[string]any)
	return ok
}

// caller is one who must be refused.
type caller struct {
	name, mutation string
	credential     string
	situation      situation.Situation
}

// strangers are callers who must be refused whatever they ask for.
func (g *generator) strangers() []caller {
	all := []caller{
		{"token-missing", "the token is left out", "none", situation.TokenMissing},
		{"token-garbage", "the token is made up", "garbage", situation.TokenUnreadable},
		{"no-permission", "the token lacks the permission", "forbidden", situation.PermissionMissing},
	}
	if g.tokenOptional() {
		return all[1:]
	}
	return all
}

// tokenOptional reports whether the page lets the token be left out.
func (g *generator) tokenOptional() bool { return len(g.stated(g.tokenPlace()+"/optional")) > 0 }

// expired is a caller whose token was good once.
var expired = caller{"token-expired", "the token has expired", "expired", situation.TokenExpired}

// dozen is how many ids a request has that names several: a check may look at short lists
// only.
func (g *generator) dozen() int {
	const enough, least = 12, 3
	if most := g.own.listSchema().MaxItems; most != nil {
		return max(least, int(min(enough, *most)))
	}
	return enough
}

// strangersRefused has strangers send requests that would change nothing, and such that name
// several bindings: these need the credential all the same. Where something named is not
// bound, an operation that does not account may refuse the request for that alone.
func (g *generator) strangersRefused() {
	if !g.known || g.names.List == "" {
		return
	}
	unknown := g.unknownBinding(0, len(g.own.Unbinds)-1).String()
	// There are few that may be named here; what is not bound would do instead only where
	// it is accounted for.
	several := []any{optional(g.binding().at(0).String()), optional(g.binding().at(1).String()), optional(g.binding().at(2).String())}
	for n := g.dozen(); len(several) < n; {
		several = append(several, several[len(several)-3])
	}
	if g.accounts() {
		several[0] = unknown
	}
	for _, c := range append(g.strangers(), expired) {
		expect := g.answers(c.situation)
		if !g.accounts() {
			expect = append(expect, g.notBoundRefused()...)
		}
		add := func(name, requirement string, expect []Outcome, ids ...any) {
			g.add("auth/"+c.name+"-"+name, Must, requirement, c.mutation, []string{g.credentialClause(c.situation)}, expect, func(r *Request) {
				r.Auth = Auth{Credential: c.credential}
				g.listing(ids...)(r)
			})
		}
		add("nothing-bound", "A request that would change nothing needs a token like any other.", expect, unknown)
		add("several", "A request that names several ids needs a token like any other.", distinct(slices.Concat(expect, g.outcomes("repetition"))), several...)
	}
}

// anyPage is the status of a page that a server has for whatever is asked.
const anyPage = 200

// roundabout leaves the token out of requests whose path is spelled in a way that some
// routers take for the operation's, behind a check that does not. Whatever is answered,
// nothing may happen.
func (g *generator) roundabout() {
	if !g.known || g.tokenOptional() {
		return
	}
	expect := g.outcomes("refused")
	for _, status := range append([]int{anyPage}, g.op.Successes()...) {
		if !slices.ContainsFunc(expect, func(o Outcome) bool { return o.Status == status }) {
			expect = append(expect, Outcome{Status: status, Bare: true, Rationale: "whatever answers there may have a page for people, but does nothing"})
		}
	}
	for _, form := range []struct{ name, mutation string }{
		{TrailingSlash, "the token is left out, and a slash stands at the end of the path"},
		{DoubleSlash, "the token is left out, and two slashes stand in the path"},
	} {
		g.add("auth/token-missing-"+form.name, Must, "However the path is spelled, nobody unbinds anything without a token.", form.mutation,
			[]string{g.tokenClause(), g.clause("function/effect")}, expect, func(r *Request) {
				r.Auth = Auth{Credential: "none"}
				r.PathForm = form.name
			})
	}
}

// credentialClause is what a request without the credential breaks.
func (g *generator) credentialClause(s situation.Situation) string {
	if s.Family() == situation.Unauthenticated {
		return g.tokenClause()
	}
	return g.answerClause(s)
}

// notBoundRefused are the refusals of what is not bound.
func (g *generator) notBoundRefused() []Outcome { return g.outcomes("not-bound-refused") }

// nothingAsked leaves the credential out of a request whose body asks for
// nothing, where the page lets it: it is needed all the same.
func (g *generator) nothingAsked() {
	schema := g.op.BodySchema()
	if !g.known || schema == nil || len(schema.Required) > 0 {
		return
	}
	for _, c := range g.strangers() {
		g.add("auth/"+c.name+"-nothing-asked", Must, "A request that asks for nothing needs a token like any other.", c.mutation,
			[]string{g.credentialClause(c.situation)}, g.answers(c.situation), func(r *Request) {
				r.Auth, r.Body = Auth{Credential: c.credential}, &Body{JSON: map[string]any{}}
			})
	}
}

// manyTimes is how often a steady case sends its request: enough to meet a
// fault that strikes every few requests.
const manyTimes = 15

// steady sends requests that must be refused many times over. A check that is
// made only at times passes any single request with some luck.
func (g *generator) steady(resolved string) {
	if !g.known {
		return
	}
	add := func(name, credential, clause string, expect []Outcome) {
		step := g.step(expect, func(r *Request) { r.Auth = Auth{Credential: credential} })
		step.Times = manyTimes
		g.addSteps("steady/"+name, Must, "A request without a valid credential is refused every time.", "the credential does not do", []string{clause}, step)
	}
	for _, c := range append(g.strangers(), expired) {
		clause := g.answerClause(c.situation)
		if c.situation.Family() == situation.Unauthenticated {
			clause = resolved
		}
		add(c.name, c.credential, clause, g.answers(c.situation))
	}
	add("token-of-other-project", "other_project", g.clause("path/"+g.names.Project+"/mandatory"), g.foreignProject())
}

// authenticated reports whether the page asks for a credential.
func (g *generator) authenticated() bool {
	if _, ok := g.contract.Clause(g.op.ID + "/" + g.tokenPlace() + "/mandatory"); ok {
		return true
	}
	return g.documents(g.status(situation.TokenUnreadable))
}

// isToken reports whether a header is the one that carries the token.
func (g *generator) isToken(header string) bool {
	return strings.EqualFold(header, g.names.Token) || strings.EqualFold(header, credential.TokenHeader)
}

func unique(ids ...string) []string {
	var out []string
	seen := map[string]bool{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}
