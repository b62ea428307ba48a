package gateway

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

// requestVariants read requests more or less strictly where the pages do not
// say how strictly.
func requestVariants() []Variant {
	const (
		silent  = "no page says what becomes of it"
		lenient = "no page forbids to read more than is documented"
	)
	refuse := func(reason, code, name string) func(*behavior) {
		return func(b *behavior) { b.tolerated = append(b.tolerated, refuseTolerated(reason, code, name)) }
	}
	return []Variant{
		{"unknown-members-refused", "undocumented members in a request are refused", silent, refuse("body/unknown-member", "APIG.2011", "body")},
		{"unknown-query-refused", "undocumented query parameters are refused", silent, refuse("query/unknown", "APIG.2011", "query")},
		{"repeated-action-refused", "an action that comes twice is refused", silent, refuse("action/repeated", "APIG.2011", "action")},
		{"null-list-refused", "null instead of an optional list is refused", "the list may be left out, but null is not an Array of strings",
			func(b *behavior) {
				refuse("acl_bindings/null", "APIG.2011", "acl_bindings")(b)
				refuse("throttle_bindings/null", "APIG.2011", "throttle_bindings")(b)
			}},
		{"empty-batch-refused", "an empty list is refused", "the batch pages do not say whether an empty list is a valid one",
			func(b *behavior) {
				refuse("acl_bindings/empty", "APIG.2011", "acl_bindings")(b)
				refuse("throttle_bindings/empty", "APIG.2011", "throttle_bindings")(b)
			}},
		{"batch-limit", "a batch of more than 500 is refused", "the batch pages give no length; other lists of the service end at 500",
			func(b *behavior) {
				refuse("acl_bindings/long", "APIG.2007", "acl_bindings")(b)
				refuse("throttle_bindings/long", "APIG.2007", "throttle_bindings")(b)
			}},
		{"roma-bound", "ROMA's api_ids has 1 to 500 items too", "ROMA's page gives no length; APIG's page of the same operation does",
			func(b *behavior) {
				b.tolerated = append(b.tolerated, func(e *exchange, reason string) *refusal {
					if e.op == opROMADetach && (reason == "api_ids/empty" || reason == "api_ids/long") {
						return invalid(reason, "api_ids")
					}
					return nil
				})
			}},
		{"short-lists", "more than 50 ids are 400 APIG.2007 where the page gives no length", "the page states no length", refusingLong(http.StatusBadRequest)},
		{"short-lists-413", "more than 50 ids are 413 where the page gives no length", "the page states no length; RFC 9110, 15.5.14 lets a server bound what it reads", refusingLong(http.StatusRequestEntityTooLarge)},
		{"null-items-empty", "null in a batch's list is an empty id, which no record has", "no page says what null is; Go's encoding/json reads it so", nullItems},
		{"content-type-415", "a request that is not declared as JSON is 415", "no page says what the media type of a request must be", contentType(http.StatusUnsupportedMediaType)},
		{"content-type-400", "a request that is not declared as JSON is 400", "no page says what the media type of a request must be", contentType(http.StatusBadRequest)},

		{"length-required", "a body in chunks is 411", "RFC 9110, 15.5.12 lets a server ask for a length", func(b *behavior) {
			b.tolerated = append(b.tolerated, func(e *exchange, reason string) *refusal {
				if !e.unbinds() || !strings.HasSuffix(reason, "/read") || len(e.r.TransferEncoding) == 0 {
					return nil
				}
				r := unreadable("body/length", "the length of the body must be given")
				r.status = http.StatusLengthRequired
				return r
			})
		}},

		{"no-body-is-empty", "a batch without a body unbinds nothing", "no member of the body is mandatory, so there may be none",
			func(b *behavior) {
				b.refused = append(b.refused, func(e *exchange, r *refusal) *refusal {
					if r.reason == "body/none" && e.unbinds() && e.kind() != plugins {
						return nil
					}
					return r
				})
			}},
		{"member-names-any-case", "member names are read without regard to case", lenient, func(b *behavior) { b.received = append(b.received, foldMembers) }},
		{"ids-any-case", "ids in a body are read without regard to case", lenient, func(b *behavior) {
			b.received = append(b.received, rewriteIDs(func(id string) string {
				if strings.EqualFold(id, DefaultEnvironment) {
					return DefaultEnvironment
				}
				return strings.ToLower(id)
			}))
		}},
		{"ids-trimmed", "blanks around ids in a body are ignored", lenient, func(b *behavior) { b.received = append(b.received, rewriteIDs(strings.TrimSpace)) }},
		{"firewall", "what looks like an attack is 403 with a page for people", "a web application firewall in front intercepts requests, as clients have met", firewall},
		{"byte-order-mark", "a byte order mark before the JSON value is ignored", "RFC 8259, 8.1 allows a reader to ignore it", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) { e.body = bytes.TrimPrefix(e.body, []byte("\xef\xbb\xbf")) })
		}},
		{"duplicate-members-refused", "a member that comes twice is refused", "RFC 8259, 4 leaves it to the reader", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				if e.unbinds() && repeatsMember(e.body) {
					e.body = []byte("{")
				}
			})
		}},
		{"trailing-slash", "a slash at the end of the path is ignored", lenient, func(b *behavior) {
			b.find = append(b.find, func(r *http.Request, rt *route) *endpoint {
				if n := len(rt.tail); n > 1 && rt.tail[n-1] == "" {
					rt.tail = rt.tail[:n-1]
					return findIn(endpoints(), r.Method, rt)
				}
				return nil
			})
		}},

		{"wrong-method-404", "an undocumented method is 404 APIG.0101", "the pages document one method each", unrouted(http.StatusNotFound, "APIG.0101")},
		{"wrong-method-400", "an undocumented method is 400 APIG.2000", "the pages document one method each", unrouted(http.StatusBadRequest, "APIG.2000")},
		{"wrong-method-bare", "an undocumented method is 405 without a body", "the pages document one method each", func(b *behavior) {
			b.responded = append(b.responded, func(e *exchange, resp *response) {
				if e.reason == "unrouted" {
					*resp = newResponse(http.StatusMethodNotAllowed, nil)
				}
			})
		}},
		{"wrong-method-page", "an undocumented method is 404 with a page for people", "the pages document one method each", func(b *behavior) {
			b.responded = append(b.responded, func(e *exchange, resp *response) {
				if e.reason == "unrouted" {
					*resp = page(http.StatusNotFound, "404 Not Found")
				}
			})
		}},
		{"options-answered", "OPTIONS gets a response that lists the methods", "RFC 9110, 9.3.7; the pages document one method each", func(b *behavior) {
			b.responded = append(b.responded, func(e *exchange, resp *response) {
				if e.reason == "unrouted" && e.r.Method == http.MethodOptions {
					*resp = noContent()
				}
			})
		}},
		{"head-answered", "HEAD gets a response wherever GET does", "RFC 9110, 9.3.2; the pages document one method each", func(b *behavior) {
			b.find = append(b.find, func(r *http.Request, rt *route) *endpoint {
				if r.Method != http.MethodHead {
					return nil
				}
				return findIn(endpoints(), http.MethodGet, rt)
			})
		}},
	}
}

// findIn is the endpoint for the method and path among all.
func findIn(all []endpoint, method string, rt *route) *endpoint {
	for i := range all {
		if all[i].method == method && all[i].match(rt) {
			return &all[i]
		}
	}
	return nil
}

// overlooking accepts what the plain gateway refuses for the reason.
func overlooking(reason string) func(*behavior) {
	return func(b *behavior) {
		b.refused = append(b.refused, func(_ *exchange, r *refusal) *refusal {
			if r.reason == reason {
				return nil
			}
			return r
		})
	}
}

func contentType(status int) func(*behavior) {
	return func(b *behavior) {
		b.tolerated = append(b.tolerated, func(_ *exchange, reason string) *refusal {
			if !strings.HasPrefix(reason, "content-type/") {
				return nil
			}
			r := unreadable(reason, "the media type must be application/json")
			r.status = status
			return r
		})
	}
}

// refusingLong refuses lists of more than 50 ids where no page bounds them.
func refusingLong(status int) func(*behavior) {
	return func(b *behavior) {
		b.tolerated = append(b.tolerated, func(e *exchange, reason string) *refusal {
			if !e.unbinds() || e.list().bounded || reason != e.list().name+"/read" || len(e.ids) <= 50 {
				return nil
			}
			r := invalid(e.list().name+"/long", e.list().name)
			r.status, r.code = status, "APIG.2007"
			return r
		})
	}
}

// nullItems reads null in the list of a batch as an empty text.
func nullItems(b *behavior) {
	b.received = append(b.received, func(e *exchange) {
		var members map[string]json.RawMessage
		var items []json.RawMessage
		if !isBatch(e.op) || repeatsMember(e.body) || json.Unmarshal(e.body, &members) != nil || json.Unmarshal(members[e.list().name], &items) != nil {
			return
		}
		for i, item := range items {
			if jsonType(item) == "null" {
				items[i] = json.RawMessage(`""`)
			}
		}
		if len(items) > 0 {
			members[e.list().name], _ = json.Marshal(items) // raw messages always marshal
			e.body, _ = json.Marshal(members)
		}
	})
}

func unrouted(status int, code string) func(*behavior) {
	return func(b *behavior) {
		b.responded = append(b.responded, func(e *exchange, resp *response) {
			if e.reason == "unrouted" {
				*resp = newResponse(status, errorBody(code, "The API does not exist"))
			}
		})
	}
}

// foldMembers writes the known member names of a request in lower case.
func foldMembers(e *exchange) {
	members := map[string]json.RawMessage{}
	if json.Unmarshal(e.body, &members) != nil {
		return
	}
	changed := false
	for name, value := range members {
		if lower := strings.ToLower(name); lower != name {
			delete(members, name)
			members[lower] = value
			changed = true
		}
	}
	if changed {
		e.body, _ = json.Marshal(members) // raw messages always marshal
	}
}

// repeatsMember reports whether the top-level object has a member twice.
func repeatsMember(body []byte) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	seen := map[string]bool{}
	for depth, isName := 0, true; ; {
		t, err := d.Token()
		if err != nil {
			return false
		}
		switch t := t.(type) {
		case json.Delim:
			if t == '{' || t == '[' {
				depth++
			} else {
				depth--
			}
			isName = true
			if depth == 0 {
				return false
			}
		case string:
			if depth == 1 && isName {
				if seen[t] {
					return true
				}
				seen[t] = true
				isName = false
				continue
			}
			isName = isName || depth == 1
		default:
			isName = isName || depth == 1
		}
	}
}

// rewriteIDs changes the ids in the body of an unbinding.
func rewriteIDs(change func(string) string) func(*exchange) {
	return func(e *exchange) {
		members := map[string]any{}
		if !e.unbinds() || repeatsMember(e.body) || json.Unmarshal(e.body, &members) != nil {
			return
		}
		for name, value := range members {
			switch value := value.(type) {
			case string:
				members[name] = change(value)
			case []any:
				for i := range value {
					if id, ok := value[i].(string); ok {
						value[i] = change(id)
					}
				}
			}
		}
		e.body, _ = json.Marshal(members) // what was read can be written
	}
}

// firewall turns away what looks like an attack, in a way of its own.
func firewall(b *behavior) {
	attack := func(e *exchange) bool {
		for _, sign := range []string{"' OR ", "DROP TABLE", "${jndi", "../"} {
			if bytes.Contains(e.body, []byte(sign)) {
				return true
			}
		}
		return false
	}
	turned := map[*exchange]bool{}
	var mu sync.Mutex
	b.received = append(b.received, func(e *exchange) {
		if attack(e) {
			mu.Lock()
			defer mu.Unlock()
			turned[e], e.body = true, []byte("{")
		}
	})
	b.responded = append(b.responded, func(e *exchange, resp *response) {
		mu.Lock()
		defer mu.Unlock()
		if turned[e] {
			delete(turned, e)
			*resp = page(http.StatusForbidden, "Intercepted")
		}
	})
}

// page is a response with a page for people.
func page(status int, text string) response {
	resp := newResponse(status, nil)
	resp.raw, resp.mediaType = []byte("<html><h1>"+text+"</h1></html>"), "text/html"
	return resp
}
