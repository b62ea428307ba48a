package cases

import "strings"

// authentication covers the ways of not proving who one is. Each request is
// otherwise valid and names real bindings, so that a refusal can only be about
// the credential, and an effect in spite of a refusal shows.
func (g *generator) authentication() {
	if !g.authenticated() {
		return
	}
	mandatory := g.clause("header/X-Auth-Token/mandatory", "response/401")
	resolved := g.clause("response/401", "header/X-Auth-Token/mandatory")
	for _, a := range []struct {
		name, clause, requirement, mutation string
		auth                                Auth
	}{
		{"token-missing", mandatory, "A request without X-Auth-Token is refused.", "the token is left out", Auth{Credential: "none"}},
		{"token-empty", mandatory, "A request with an empty X-Auth-Token is refused.", "the token is empty", Auth{Alter: "empty"}},
		{"token-in-query", mandatory, "A token in the query does not authenticate: the page puts it in the header.", "the token travels in the query", Auth{Place: "query:X-Auth-Token"}},
		{"token-in-query-by-other-names", mandatory, "A token in the query does not authenticate, whatever the parameter is called.", "the token travels in the query, under names that are in use elsewhere", Auth{Place: "query:x-auth-token,token,access_token,auth_token,authToken"}},
		{"token-in-other-headers", mandatory, "A token in another header does not authenticate: the page names X-Auth-Token.", "the token travels in headers that are in use elsewhere", Auth{Place: "header:X-Token,Auth-Token,X-Auth,X-Access-Token,X-Api-Key,Token"}},
		{"token-in-body", mandatory, "A token in the body does not authenticate: the page puts it in the header.", "the token travels in the body", Auth{Place: "body:X-Auth-Token"}},
		{"token-in-cookie", mandatory, "A token in a cookie does not authenticate: the page puts it in the header.", "the token travels in a cookie", Auth{Place: "cookie:X-Auth-Token"}},
		{"token-as-bearer", mandatory, "A token presented as a bearer token does not authenticate: the page names the header X-Auth-Token.", "the token travels as Authorization: Bearer", Auth{Place: "bearer"}},
		{"token-as-basic", mandatory, "A token presented as basic authentication does not authenticate.", "the token travels as Authorization: Basic", Auth{Place: "basic"}},
		{"token-in-authorization", mandatory, "A bare token in Authorization does not authenticate: the page names the header X-Auth-Token.", "the token travels in Authorization", Auth{Place: "header:Authorization"}},
		{"token-in-subject-header", mandatory, "X-Subject-Token is where IAM returns a token, not where a caller presents it.", "the token travels in X-Subject-Token", Auth{Place: "header:X-Subject-Token"}},
		{"token-garbage", resolved, "A token that IAM never issued is refused.", "the token is made up", Auth{Credential: "garbage"}},
		{"token-truncated", resolved, "A token without its last character is refused.", "the token lacks its last character", Auth{Alter: "truncate"}},
		{"token-half", resolved, "Half a token is refused.", "the token is cut in half", Auth{Alter: "half"}},
		{"token-extended", resolved, "A token with a character too many is refused.", "the token has one character more", Auth{Alter: "extend"}},
		{"token-prefixed", resolved, "A token with a character in front is refused.", "the token has one character in front", Auth{Alter: "prefix"}},
		{"token-with-scheme", resolved, "A token with a scheme in front is another token and refused.", "Bearer stands in front of the token", Auth{Alter: "scheme"}},
		{"token-reversed", resolved, "A token's characters in another order are another token and refused.", "the token is reversed", Auth{Alter: "reverse"}},
		{"token-with-space", resolved, "A token with a space in it is another token and refused.", "a space stands in the middle of the token", Auth{Alter: "space"}},
		{"token-quoted", resolved, "A token in quotation marks is another token and refused.", "the token is quoted", Auth{Alter: "quote"}},
		{"token-doubled", resolved, "A token written twice is another token and refused.", "the token is written twice", Auth{Alter: "double"}},
		{"token-long", resolved, "A token of some thousand characters is refused.", "the token is repeated many times", Auth{Alter: "long"}},
		{"token-null", resolved, "The word null is no token.", "the token is the word null", Auth{Alter: "null"}},
		{"token-first-character", resolved, "A token whose first character differs is refused.", "the token's first character is another", Auth{Alter: "flip-first"}},
		{"token-middle-character", resolved, "A token whose middle character differs is refused.", "the token's middle character is another", Auth{Alter: "flip-middle"}},
		{"token-last-character", resolved, "A token whose last character differs is refused.", "the token's last character is another", Auth{Alter: "flip-last"}},
		{"token-case", resolved, "A token in the other letter case is another token and refused.", "the token's letters change case", Auth{Alter: "swap-case"}},
		{"token-expired", resolved, "An expired token is refused.", "the token has expired", Auth{Credential: "expired"}},
	} {
		auth := a.auth
		if auth.Place == "body:X-Auth-Token" && !g.takesObject() {
			continue
		}
		expect := g.outcomes("unauthenticated")
		switch a.name {
		case "token-long", "token-doubled", "token-as-basic":
			expect = append(withRationale(expect, "nobody is authenticated by it"),
				Outcome{Status: 431, Bare: true, Rationale: "HTTP lets a server bound its header fields"},
				Outcome{Status: 400, Bare: true, Rationale: "servers bound their header fields with 400 as well"})
		case "token-empty":
			expect = append(withRationale(expect, "nobody is authenticated by it"), withRationale(g.outcomes("parameter"), "a mandatory header may count as a parameter without a value")...)
		}
		g.add("auth/"+a.name, g.level401(), a.requirement, a.mutation,
			unique(a.clause, resolved, g.clause("response/401/code", "response/401")), expect,
			func(r *Request) { r.Auth = auth })
	}

	level := Must
	if !g.documents(403) {
		level = Should
	}
	g.add("auth/no-permission", level, "A caller without the permission is refused.", "the token lacks the permission",
		unique(g.clause("response/403", "uri"), g.clause("response/403/code", "response/403")),
		g.outcomes("forbidden"), func(r *Request) { r.Auth = Auth{Credential: "forbidden"} })

	g.add("auth/signature-garbage", g.level401(), "A signature of a key that does not exist is no credential.", "the signature is made up",
		unique(mandatory, resolved), withRationale(openCodes(g.outcomes("unauthenticated")), "who checks signatures has codes of its own"),
		func(r *Request) {
			r.Auth = Auth{Credential: "none"}
			r.Headers = map[string]string{
				"X-Sdk-Date":    "20200101T000000Z",
				"Authorization": "SDK-HMAC-SHA256 Access=MADEUPACCESSKEY00000, SignedHeaders=host;x-sdk-date, Signature=" + strings.Repeat("0", 64),
			}
		})

	g.nothingBound(mandatory)
	g.nothingAsked(mandatory)
	g.steady(resolved)

	g.add("isolation/token-of-other-project", Must, "A token of another project does not reach this project's gateway.", "the token belongs to another project",
		unique(g.clause("path/project_id/mandatory", "response/403")),
		g.lib.outcomes["foreign-project"], func(r *Request) { r.Auth = Auth{Credential: "other_project"} })
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

// nothingBound leaves the token out of a request that would change nothing: the
// token is needed all the same.
func (g *generator) nothingBound(clause string) {
	if !g.known {
		return
	}
	valid := g.lib.operations[g.op.ID]
	for _, a := range []struct {
		name, mutation, outcome string
		auth                    Auth
	}{
		{"token-missing-nothing-bound", "the token is left out", "unauthenticated", Auth{Credential: "none"}},
		{"token-garbage-nothing-bound", "the token is made up", "unauthenticated", Auth{Credential: "garbage"}},
		{"no-permission-nothing-bound", "the token lacks the permission", "forbidden", Auth{Credential: "forbidden"}},
	} {
		first := clause
		if a.outcome == "forbidden" {
			if valid.Failure == nil {
				continue // that the API is unknown may come before; a batch is served whatever its ids
			}
			first = g.clause("response/403")
		}
		g.add("auth/"+a.name, Must, "A request that would change nothing needs a token like any other.", a.mutation,
			unique(first), g.lib.outcomes[a.outcome], func(r *Request) {
				r.Auth = a.auth
				for _, id := range valid.Unbinds {
					r.Body.JSON = replaceString(r.Body.JSON, optional([]string{id})[0], strings.Replace(id, "<", "<"+unknownPrefix, 1))
				}
			})
	}
}

// nothingAsked leaves the token out of a request whose body asks for nothing,
// where the page lets it: the token is needed all the same.
func (g *generator) nothingAsked(clause string) {
	schema := g.op.BodySchema()
	if !g.known || schema == nil || len(schema.Required) > 0 {
		return
	}
	for _, a := range []struct {
		name, mutation, outcome string
		auth                    Auth
	}{
		{"token-missing-nothing-asked", "the token is left out", "unauthenticated", Auth{Credential: "none"}},
		{"token-garbage-nothing-asked", "the token is made up", "unauthenticated", Auth{Credential: "garbage"}},
		{"no-permission-nothing-asked", "the token lacks the permission", "forbidden", Auth{Credential: "forbidden"}},
	} {
		first := clause
		if a.outcome == "forbidden" {
			first = g.clause("response/403")
		}
		g.add("auth/"+a.name, Must, "A request that asks for nothing needs a token like any other.", a.mutation,
			unique(first), g.lib.outcomes[a.outcome], func(r *Request) {
				r.Auth, r.Body = a.auth, &Body{JSON: map[string]any{}}
			})
	}
}

// manyTimes is how often a steady case sends its request: enough to meet a
// fault that strikes every few requests.
const manyTimes = 15

// steady sends requests that must be refused many times over. A check that is
// made only at times passes any single request with some luck.
func (g *generator) steady(clause string) {
	if !g.known {
		return
	}
	for _, a := range []struct {
		name, outcome string
		auth          Auth
	}{
		{"token-missing", "unauthenticated", Auth{Credential: "none"}},
		{"token-garbage", "unauthenticated", Auth{Credential: "garbage"}},
		{"token-expired", "unauthenticated", Auth{Credential: "expired"}},
		{"no-permission", "forbidden", Auth{Credential: "forbidden"}},
		{"token-of-other-project", "foreign-project", Auth{Credential: "other_project"}},
	} {
		first := clause
		if a.outcome == "forbidden" {
			first = g.clause("response/403", "uri")
		}
		g.add("steady/"+a.name, Must, "A request without a valid credential is refused every time.", "the credential does not do", []string{first}, g.lib.outcomes[a.outcome],
			func(r *Request) { r.Auth = a.auth })
		g.cases[len(g.cases)-1].Steps[0].Times = manyTimes
	}
}

// level401 is how binding it is that who proves nothing is refused.
func (g *generator) level401() Level {
	if g.documents(401) {
		return Must
	}
	return Should
}

// authenticated reports whether the page asks for a credential.
func (g *generator) authenticated() bool {
	if _, ok := g.contract.Clause(g.op.ID + "/header/X-Auth-Token/mandatory"); ok {
		return true
	}
	return g.documents(401)
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
