package gateway

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// authenticationMutants let in who should stay outside.
func authenticationMutants() []Mutant {
	t := &table{area: "authentication"}
	const header = "header/X-Auth-Token/mandatory"
	for _, op := range allOperations() {
		t.must(op, "missing", header, "a missing token is accepted", accepting(op, "token/missing"))
		t.must(op, "empty", header, "an empty token is accepted", accepting(op, "token/empty"))
		t.must(op, "any", "response/401", "any token is accepted that is not empty", accepting(op, "token/unknown"))
		t.must(op, "expired", "response/401", "an expired token is accepted", accepting(op, "token/expired"))
		t.must(op, "permission", "response/403", "permission is not checked", accepting(op, "permission"))
		t.must(op, "other-project", "path/project_id/mandatory", "a token of another project is accepted", accepting(op, "project/other", "project/unknown"))
		t.must(op, "off", header, "the caller is not checked at all", accepting(op, "token/", "signature"))

		t.must(op, "any-case", "response/401", "tokens are compared without regard to case", similar(op, strings.EqualFold))
		t.must(op, "beginning", "response/401", "the first half of a token decides", similar(op, func(presented, known string) bool {
			n := len(known) / 2
			return len(presented) >= n && presented[:n] == known[:n]
		}))
		t.must(op, "length", "response/401", "tokens are compared by their length", similar(op, func(presented, known string) bool {
			return len(presented) == len(known)
		}))
		t.must(op, "extended", "response/401", "whatever begins with a token is accepted", similar(op, strings.HasPrefix))
		t.must(op, "truncated", "response/401", "a token without its last letter is accepted", similar(op, func(presented, known string) bool {
			return strings.HasPrefix(known, presented) && len(presented) >= len(known)-1
		}))
		t.must(op, "suffix", "response/401", "whatever ends in a token is accepted", similar(op, strings.HasSuffix))
		t.should(op, "query", header, "a token in the query is accepted", acceptingTokenFrom(op, func(r *http.Request, known string) bool {
			for _, values := range r.URL.Query() {
				if values[0] == known {
					return true
				}
			}
			return false
		}))
		t.should(op, "bearer", header, "a token in Authorization is accepted", acceptingTokenFrom(op, func(r *http.Request, known string) bool {
			return strings.HasSuffix(r.Header.Get("Authorization"), known)
		}))
		if isBatch(op) {
			t.must(op, "no-list", header, "a request without ids needs no token", func(b *behavior) {
				refusing(op, []string{"token/"}, func(e *exchange, r *refusal) *refusal {
					if len(e.sent()) == 0 {
						return nil
					}
					return r
				})(b)
			})
			// Where APIs are named, an unknown one may be refused before the caller.
			namesNothing := func(e *exchange) bool { return !namesBinding(e) }
			t.must(op, "no-ids", header, "a request that names nothing known needs no token", refusing(op, []string{"token/"}, unless(namesNothing)))
			t.must(op, "expired-no-ids", header, "a request that names nothing known may have an expired token", refusing(op, []string{"token/expired"}, unless(namesNothing)))
			t.must(op, "permission-no-ids", "response/403", "a request that names nothing known needs no permission", refusing(op, []string{"permission"}, unless(namesNothing)))
		}
		t.must(op, "permission-several", "response/403", "a request that names more than two ids needs no permission",
			refusing(op, []string{"permission"}, unless(func(e *exchange) bool { return len(e.sent()) > 2 })))
		t.must(op, "permission-many", "response/403", "a request that names more than ten ids needs no permission",
			refusing(op, []string{"permission"}, unless(func(e *exchange) bool { return len(e.sent()) > 10 })))
		if !isBatch(op) {
			t.must(op, "permission-second-environment", "response/403", "in the second environment no permission is needed",
				refusing(op, []string{"permission"}, unless(func(e *exchange) bool { return strings.Contains(string(e.body), e.gw.opts.IDs.SecondEnv) })))
		}
		elsewhereInProject := func(e *exchange) bool { return e.instance != e.gw.main.id }
		t.must(op, "other-instance", header, "the project's other gateway asks for no token", refusing(op, []string{"token/"}, unless(elsewhereInProject)))
		t.must(op, "other-name", header, "the token is read from X-Subject-Token alone", readingTokenFrom(op, "X-Subject-Token"))
		t.must(op, "trailing-slash", header, "with a slash at the end of the path no token is needed", unguarded(op, func(n int) int { return n - 1 }))
		t.must(op, "double-slash", header, "with two slashes in the path no token is needed", unguarded(op, func(n int) int { return n - 2 }))
		t.must(op, "signature", "response/401", "a signature is not checked", accepting(op, "signature"))
		t.should(op, "parameter", header, "a token in the query is accepted as access_token", acceptingTokenFrom(op, func(r *http.Request, known string) bool {
			return r.URL.Query().Get("access_token") == known
		}))
		t.should(op, "x-token", header, "a token in X-Token is accepted", acceptingTokenFrom(op, func(r *http.Request, known string) bool { return r.Header.Get("X-Token") == known }))
		t.must(op, "connection", header, "only the first request of a connection needs a token", onceTrusted(op, func(e *exchange) string { return e.r.RemoteAddr }))
		t.must(op, "every-third", "response/401", "every third request without a good token is let in", func(b *behavior) {
			var n atomic.Int64
			refusing(op, []string{"token/"}, func(_ *exchange, r *refusal) *refusal {
				if n.Add(1)%3 == 0 {
					return nil
				}
				return r
			})(b)
		})
	}

	t.should(opAPIGDetach, "cookie", header, "a token in a cookie is accepted", acceptingTokenFrom(opAPIGDetach, func(r *http.Request, known string) bool {
		return strings.Contains(r.Header.Get("Cookie"), known)
	}))
	t.should(opROMADetach, "other-header", header, "a token in any header is accepted", acceptingTokenFrom(opROMADetach, func(r *http.Request, known string) bool {
		for _, values := range r.Header {
			if values[0] == known {
				return true
			}
		}
		return false
	}))
	t.should(opAPIGACL, "body", header, "a token in the body is accepted", func(b *behavior) {
		refusing(opAPIGACL, []string{"token/missing"}, func(e *exchange, r *refusal) *refusal {
			if strings.Contains(string(e.body), `"`+e.gw.opts.Tokens.Valid+`"`) {
				return nil
			}
			return r
		})(b)
	})
	t.must(opAPIGThrottle, "client", header, "after one good token the client's address is enough", onceTrusted(opAPIGThrottle, func(e *exchange) string {
		host, _, _ := strings.Cut(e.r.RemoteAddr, ":")
		return host
	}))
	t.must(opAPIGDetach, "middle", "response/401", "the middle of a token is not compared", similar(opAPIGDetach, func(presented, known string) bool {
		n := len(known)
		return len(presented) == n && presented[:n/4] == known[:n/4] && presented[n-n/4:] == known[n-n/4:]
	}))
	t.must(opAPIGACL, "last-letter", "response/401", "the last letter of a token is not compared", similar(opAPIGACL, func(presented, known string) bool {
		n := len(known)
		return len(presented) == n && presented[:n-1] == known[:n-1]
	}))
	t.must(opROMADetach, "first-letter", "response/401", "the first letter of a token is not compared", similar(opROMADetach, func(presented, known string) bool {
		return len(presented) == len(known) && presented[1:] == known[1:]
	}))
	return t.rows
}

// unless drops a refusal where the condition holds.
func unless(holds condition) func(*exchange, *refusal) *refusal {
	return func(e *exchange, r *refusal) *refusal {
		if holds(e) {
			return nil
		}
		return r
	}
}

// unguarded serves paths with an empty segment at an index as if it were not there, behind
// a check that does not know them.
func unguarded(op string, index func(n int) int) func(*behavior) {
	return func(b *behavior) {
		all := endpoints()
		b.find = append(b.find, func(r *http.Request, rt *route) *endpoint {
			i := index(len(rt.tail))
			if i < 0 || rt.tail[i] != "" {
				return nil
			}
			rt.tail = slices.Delete(slices.Clone(rt.tail), i, i+1)
			return endpointOf(op, findIn(all, r.Method, rt), rt)
		})
		refusing(op, []string{"token/"}, func(e *exchange, r *refusal) *refusal {
			if path := e.r.URL.Path; strings.HasSuffix(path, "/") || strings.Contains(path, "//") {
				return nil
			}
			return r
		})(b)
	}
}

// similar lets tokens pass that the relation holds for.
func similar(op string, relation func(presented, known string) bool) func(*behavior) {
	return func(b *behavior) {
		b.similar = append(b.similar, func(e *exchange, presented, known string) bool {
			return e.op == op && relation(presented, known)
		})
	}
}

// acceptingTokenFrom lets requests pass that carry the token in another place.
func acceptingTokenFrom(op string, carries func(r *http.Request, known string) bool) func(*behavior) {
	return refusing(op, []string{"token/missing"}, func(e *exchange, r *refusal) *refusal {
		if carries(e.r, e.gw.opts.Tokens.Valid) {
			return nil
		}
		return r
	})
}

// readingTokenFrom reads the token from another header than the page's.
func readingTokenFrom(op, header string) func(*behavior) {
	return func(b *behavior) {
		b.received = append(b.received, func(e *exchange) {
			if e.op == op {
				e.r = e.r.Clone(e.r.Context())
				e.r.Header["X-Auth-Token"] = e.r.Header.Values(header)
			}
		})
	}
}

// onceTrusted lets in everybody from where a good token came before.
func onceTrusted(op string, from func(*exchange) string) func(*behavior) {
	return func(b *behavior) {
		var trusted sync.Map
		b.responded = append(b.responded, func(e *exchange, _ *response) {
			if e.op == op && e.caller.token == e.gw.opts.Tokens.Valid {
				trusted.Store(from(e), true)
			}
		})
		refusing(op, []string{"token/"}, func(e *exchange, r *refusal) *refusal {
			if _, ok := trusted.Load(from(e)); ok {
				return nil
			}
			return r
		})(b)
	}
}

// namesBinding reports whether the request's body names a binding of the
// instance.
func namesBinding(e *exchange) bool {
	in := e.gw.instances[e.instance]
	if in == nil {
		return false
	}
	in.mu.RLock()
	defer in.mu.RUnlock()
	for quoted := range strings.SplitSeq(string(e.body), `"`) {
		if e.kind() != plugins {
			if in.bindings[e.kind()].byID[quoted] != nil {
				return true
			}
		} else if in.apis[quoted] != nil && in.policies[plugins][e.resourceID] != nil {
			return true
		}
	}
	return false
}
