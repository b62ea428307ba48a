package gateway

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// bodyRuleMutants overlook one rule about the body, or make one up.
func bodyRuleMutants() []Mutant {
	t := &table{area: "body-rule"}
	for _, op := range allOperations() {
		list := listName(op)
		typeClause, itemClause := "body/"+list+"/type", "body/"+list+"/items"
		t.must(op, "list-string", typeClause, "a string instead of the list is accepted", acceptingType(op, list+"/type", "string"))
		t.must(op, "list-object", typeClause, "an object instead of the list is accepted", acceptingType(op, list+"/type", "object"))
		t.must(op, "list-number", typeClause, "a number instead of the list is accepted", acceptingType(op, list+"/type", "number"))
		t.must(op, "list-boolean", typeClause, "a boolean instead of the list is accepted", acceptingType(op, list+"/type", "boolean"))
		t.must(op, "list-string-done", typeClause, "a string instead of the list is taken for its only item", rewritingList(op, func(raw json.RawMessage) json.RawMessage {
			if jsonType(raw) == "string" {
				return slicesOf(raw)
			}
			return raw
		}))
		t.must(op, "list-json", typeClause, "a list in a string is read as JSON", rewritingList(op, func(raw json.RawMessage) json.RawMessage {
			var text string
			if json.Unmarshal(raw, &text) == nil && jsonType(json.RawMessage(text)) == "array" && json.Valid([]byte(text)) {
				return json.RawMessage(text)
			}
			return raw
		}))
		t.must(op, "list-joined", typeClause, "a string with commas is split into the list", rewritingList(op, func(raw json.RawMessage) json.RawMessage {
			var text string
			if json.Unmarshal(raw, &text) != nil || !strings.Contains(text, ",") || jsonType(json.RawMessage(text)) == "array" {
				return raw
			}
			split, _ := json.Marshal(strings.Split(text, ",")) // strings always marshal
			return split
		}))
		for _, got := range []string{"number", "object"} {
			t.must(op, "item-"+got, itemClause, "items of type "+got+" are left out", acceptingType(op, list+"/item", got))
		}
		t.must(op, "item-boolean", itemClause, "items that are true or false are left out", acceptingType(op, list+"/item", "boolean"))
		t.must(op, "item-array", typeClause, "lists inside the list are left out", acceptingType(op, list+"/item", "array"))
		t.must(op, "item-first", itemClause, "the type of the first item is not checked", acceptingItem(op, func(i, n int) bool { return i == 0 && n > 1 }))
		t.must(op, "item-middle", itemClause, "only the first and last item are checked", acceptingItem(op, func(i, n int) bool { return i > 0 && i < n-1 }))
		t.must(op, "item-last", itemClause, "the type of the last item is not checked", acceptingItem(op, func(i, n int) bool { return i == n-1 && n > 1 }))
		t.must(op, "item-late", itemClause, "only the first ten items are checked", acceptingItem(op, func(i, _ int) bool { return i >= 10 }))
		t.must(op, "item-very-late", itemClause, "only the first hundred items are checked", acceptingItem(op, func(i, _ int) bool { return i >= 100 }))
		t.must(op, "body-array", "response/400", "an array instead of an object is accepted", treatingAs(op, "body/type", "array"))
		t.must(op, "syntax", "response/400", "malformed JSON is taken for an empty request", acceptingSyntax(op))
		for _, none := range []struct{ name, falsy string }{{"array", "[]"}, {"string", `""`}, {"zero", "0"}, {"false", "false"}} {
			t.must(op, "body-empty-"+none.name, "response/400", "a body of "+none.falsy+" is taken for one that asks for nothing",
				responding(op, func(e *exchange) bool {
					return e.reason == "body/type" && string(bytes.TrimSpace(e.body)) == none.falsy
				}, toSuccess))
		}
		t.must(op, "body-quoted", "response/400", "a string that holds JSON is read as JSON", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				var text string
				if e.op == op && json.Unmarshal(e.body, &text) == nil && jsonType(json.RawMessage(text)) == "object" {
					e.body = []byte(text)
				}
			})
		})
		t.must(op, "form", "response/400", "a form is read as if it were JSON", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				values, err := url.ParseQuery(string(e.body))
				if e.op != op || err != nil || !values.Has(list) {
					return
				}
				members := map[string]any{list: values[list]}
				if values.Has("env_id") {
					members["env_id"] = values.Get("env_id")
				}
				e.body, _ = json.Marshal(members) // strings always marshal
			})
		})
		for _, lax := range laxReaders() {
			t.must(op, lax.name, "response/400", lax.summary, readingLaxly(op, lax))
		}
	}
	for _, op := range detaches() {
		t.must(op, "env-missing", "body/env_id/mandatory", "a missing env_id stands for the usual environment", defaultEnv(op, "env_id/missing"))
		t.must(op, "env-null", "body/env_id/mandatory", "an env_id of null stands for the usual environment", defaultEnv(op, "env_id/null"))
		t.must(op, "env-empty", "function/effect", "an empty env_id stands for the usual environment", defaultEnv(op, "env_id/empty"))
		for _, got := range []string{"number", "boolean", "array", "object"} {
			t.must(op, "env-"+got, "body/env_id/type", "an env_id of type "+got+" stands for the usual environment", func(b *behavior) {
				refusing(op, []string{"env_id/type"}, func(e *exchange, r *refusal) *refusal {
					if r.got != got {
						return r
					}
					e.defaultEnv = true
					return nil
				})(b)
				usingDefaultEnv(op)(b)
			})
		}
		t.must(op, "list-missing", "body/api_ids/mandatory", "without api_ids nothing is unbound and success reported", accepting(op, "api_ids/missing"))
		t.must(op, "list-missing-all", "body/api_ids/mandatory", "without api_ids every API is unbound", func(b *behavior) {
			accepting(op, "api_ids/missing")(b)
			choosing(op, func(e *exchange, ids []string) []string {
				if len(ids) > 0 {
					return ids
				}
				var all []string
				for _, b := range e.inst.bindings[plugins].list(func(b *binding) bool { return b.policy == e.policy && b.env == e.env }) {
					all = append(all, b.api.id)
				}
				return all
			})(b)
		})
		t.must(op, "list-null", "body/api_ids/mandatory", "api_ids of null is accepted", accepting(op, "api_ids/null"))
		t.must(op, "no-body", "response/400", "a request without a body is accepted", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				if e.op == op && len(bytes.TrimSpace(e.body)) == 0 {
					e.body = []byte(`{"env_id":"` + e.gw.opts.IDs.Env + `","api_ids":["` + e.gw.mainFixtures.apis[seededAPIs-1].id + `"]}`)
				}
			})
		})
	}
	for _, op := range allOperations() {
		t.should(op, "trailing-accepted", "response/400", "bytes behind the JSON value are passed over", accepting(op, "body/trailing"))
		t.should(op, "trailing-500", "response/400", "bytes around the JSON value get status 500",
			responding(op, refusedFor("body/trailing", "body/byte-order-mark"), toStatus(500)))
	}
	for _, op := range detaches() {
		t.must(op, "unknown-api-500", "function/effect", "an API that does not exist gets status 500",
			responding(op, refusedFor("api/unknown"), toStatus(500)))
		t.must(op, "unknown-environment-500", "function/effect", "an environment that does not exist gets status 500",
			responding(op, refusedFor("env/unknown"), toStatus(500)))
		t.should(op, "unknown-environment-502", "function/effect", "an environment that does not exist gets status 502",
			responding(op, refusedFor("env/unknown"), toStatus(502)))
	}
	for _, op := range batches() {
		t.should(op, "null-items-ignored", "response/200/failure", "null in the list is left out and not accounted for", acceptingType(op, listName(op)+"/item", "null"))
		t.must(op, "nothing-asked-500", "body/"+listName(op)+"/optional", "a request without ids gets status 500",
			responding(op, func(e *exchange) bool { return e.reason == "" && len(e.ids) == 0 }, toStatus(500)))
	}
	op := opAPIGDetach
	t.must(op, "list-empty", "body/api_ids/array-length", "an empty api_ids is accepted", accepting(op, "api_ids/empty"))
	t.must(op, "list-501", "body/api_ids/array-length", "501 ids are accepted", acceptingLength(op, func(n int) bool { return n == maxItems+1 }))
	t.must(op, "list-distinct", "body/api_ids/array-length", "ids are counted without their repetitions", refusing(op, []string{"api_ids/long"}, func(e *exchange, r *refusal) *refusal {
		if len(slices.Compact(slices.Sorted(slices.Values(e.sent())))) <= maxItems {
			return nil
		}
		return r
	}))
	t.must(op, "list-unbounded", "body/api_ids/array-length", "any number of ids is accepted", accepting(op, "api_ids/long"))
	t.must(op, "list-500-refused", "body/api_ids/array-length", "500 ids are refused", refusingLength(op, func(n int) bool { return n >= maxItems }))
	t.must(op, "list-1-refused", "response/204", "a single id is refused", refusingLength(op, func(n int) bool { return n == 1 }))
	t.must(op, "list-100", "body/api_ids/array-length", "more than 100 ids are refused", refusingLength(op, func(n int) bool { return n > 100 }))
	t.must(opROMADetach, "list-1-refused", "response/204", "a single id is refused", refusingLength(opROMADetach, func(n int) bool { return n == 1 }))

	for _, op := range batches() {
		list := listName(op)
		optional := "body/" + list + "/optional"
		t.must(op, "list-mandatory", optional, "a request without the list is refused", func(b *behavior) {
			b.tolerated = append(b.tolerated, onlyFor(op, refuseTolerated(list+"/absent", "APIG.2001", list)))
		})
		t.must(op, "list-missing-500", optional, "a request without the list gets status 500", func(b *behavior) {
			b.tolerated = append(b.tolerated, onlyFor(op, func(_ *exchange, reason string) *refusal {
				if reason != list+"/absent" {
					return nil
				}
				return &refusal{reason: reason, status: 500, code: "APIG.9999", message: "System error"}
			}))
		})
		for _, none := range []struct{ name, falsy string }{{"empty-string", `""`}, {"zero", "0"}, {"false", "false"}, {"empty-object", "{}"}} {
			t.must(op, "list-"+none.name, "body/"+list+"/type", none.falsy+" instead of the list is taken for none", rewritingList(op, func(raw json.RawMessage) json.RawMessage {
				if string(bytes.TrimSpace(raw)) == none.falsy {
					return json.RawMessage("[]")
				}
				return raw
			}))
		}
		t.must(op, "list-1-refused", "response/200", "a single id is refused", refusingLength(op, func(n int) bool { return n == 1 }))
		t.must(op, "list-several-refused", "response/200", "more than three ids are refused", refusingLength(op, func(n int) bool { return n > 3 }))
		t.must(op, "bare-list", "response/400", "a bare list instead of the object is carried out", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				if e.op == op && jsonType(e.body) == "array" && json.Valid(e.body) {
					e.body = []byte(`{"` + list + `":` + string(e.body) + `}`)
				}
			})
		})
		other := "throttle_bindings"
		if op == opAPIGThrottle {
			other = "acl_bindings"
		}
		t.should(op, "other-name", "function/effect", "the list is read from "+other+" too", func(b *behavior) {
			b.received = append(b.received, func(e *exchange) {
				if e.op == op {
					e.body = bytes.Replace(e.body, []byte(`"`+other+`"`), []byte(`"`+list+`"`), 1)
				}
			})
		})
	}
	return t.rows
}

func onlyFor(op string, hook func(*exchange, string) *refusal) func(*exchange, string) *refusal {
	return func(e *exchange, reason string) *refusal {
		if e.op != op {
			return nil
		}
		return hook(e, reason)
	}
}

// acceptingType overlooks a refusal for one wrong JSON type.
func acceptingType(op, reason, got string) func(*behavior) {
	return refusing(op, []string{reason}, func(_ *exchange, r *refusal) *refusal {
		if r.got == got {
			return nil
		}
		return r
	})
}

// acceptingItem overlooks wrong items in some positions.
func acceptingItem(op string, where func(i, n int) bool) func(*behavior) {
	return refusing(op, []string{listName(op) + "/item"}, func(_ *exchange, r *refusal) *refusal {
		if where(r.position, r.length) {
			return nil
		}
		return r
	})
}

func acceptingLength(op string, which func(n int) bool) func(*behavior) {
	return refusing(op, []string{listName(op) + "/long"}, func(_ *exchange, r *refusal) *refusal {
		if which(r.length) {
			return nil
		}
		return r
	})
}

// refusingLength refuses lists of some lengths that the page allows.
func refusingLength(op string, which func(n int) bool) func(*behavior) {
	list := listName(op)
	return func(b *behavior) {
		b.tolerated = append(b.tolerated, onlyFor(op, func(e *exchange, reason string) *refusal {
			if reason != list+"/read" || !which(len(e.ids)) {
				return nil
			}
			return invalid(list+"/long", list)
		}))
	}
}

// treatingAs takes a body of the wrong type for a request that asks for
// nothing, and reports success.
func treatingAs(op, reason, got string) func(*behavior) {
	return func(b *behavior) {
		b.responded = append(b.responded, func(e *exchange, resp *response) {
			if e.op == op && e.reason == reason && jsonType(e.body) == got {
				toSuccess(e, resp)
			}
		})
	}
}

// sent are the texts in the body's list.
func (e *exchange) sent() []string {
	var members map[string]json.RawMessage
	var ids []string
	if json.Unmarshal(e.body, &members) == nil {
		_ = json.Unmarshal(members[e.list().name], &ids) // what is no text is refused elsewhere
	}
	return ids
}

// laxReader repairs one kind of malformed JSON.
type laxReader struct {
	name, summary string
	wrong         *regexp.Regexp
	right         string
}

// laxReaders are what readers of configuration files and of scripting
// languages allow.
func laxReaders() []laxReader {
	lax := func(name, summary, wrong, right string) laxReader {
		return laxReader{"reads-" + name, summary, regexp.MustCompile(wrong), right}
	}
	return []laxReader{
		lax("comma-before-brace", "a comma before a closing brace is passed over", `,\s*\}`, "}"),
		lax("comma-before-bracket", "a comma before a closing bracket is passed over", `,\s*\]`, "]"),
		lax("leading-comma", "a comma behind an opening brace is passed over", `\{\s*,`, "{"),
		lax("leading-comma-in-list", "a comma behind an opening bracket is passed over", `\[\s*,`, "["),
		lax("double-comma", "a second comma is passed over", `,\s*,`, ","),
		lax("missing-comma-in-list", "items need no comma between them", `"\s+"`, `","`),
		lax("equals-sign", "an equals sign is taken for a colon", `"=`, `":`),
		lax("none", "None is null", `\bNone\b`, "null"),
		lax("unknown-escape", "an escape that JSON does not have is taken for its letter", `\\([^"\\/bfnrtu])`, "$1"),
		lax("short-escape", "an escape that lacks digits is left as it is", `\\u([0-9a-f]{0,3}")`, "$1"),
		lax("line-break", "line breaks in strings are kept", "(\"[^\",:]*)\n([^\",:]*\")", "$1 $2"),
		lax("block-comment", "comments between /* and */ are passed over", `(?s)/\*.*?\*/`, ""),
		lax("line-comment", "comments behind // are passed over", `(?m)//.*$`, ""),
		lax("hash-comment", "comments behind # are passed over", `(?m)#.*$`, ""),
		lax("text-in-front", "what stands before the first brace is passed over", `^[^{\[]*[^{\[\s][^{\[]*\{`, "{"),
	}
}

func readingLaxly(op string, lax laxReader) func(*behavior) {
	return func(b *behavior) {
		b.received = append(b.received, func(e *exchange) {
			if repaired := lax.wrong.ReplaceAll(e.body, []byte(lax.right)); e.op == op && !json.Valid(e.body) && json.Valid(repaired) {
				e.body = repaired
			}
		})
	}
}

func acceptingSyntax(op string) func(*behavior) {
	return responding(op, refusedFor("body/syntax"), toSuccess)
}

// defaultEnv overlooks a missing env_id and takes the usual one.
func defaultEnv(op, reason string) func(*behavior) {
	return func(b *behavior) {
		refusing(op, []string{reason}, func(e *exchange, _ *refusal) *refusal {
			e.defaultEnv = true
			return nil
		})(b)
		usingDefaultEnv(op)(b)
	}
}

func usingDefaultEnv(op string) func(*behavior) {
	return func(b *behavior) {
		b.tolerated = append(b.tolerated, onlyFor(op, func(e *exchange, reason string) *refusal {
			if reason == "api_ids/read" && e.defaultEnv {
				e.env = e.gw.opts.IDs.Env
			}
			return nil
		}))
	}
}

// rewritingList changes the body's list before it is read.
func rewritingList(op string, change func(json.RawMessage) json.RawMessage) func(*behavior) {
	list := listName(op)
	return func(b *behavior) {
		b.received = append(b.received, func(e *exchange) {
			members := map[string]json.RawMessage{}
			if e.op != op || json.Unmarshal(e.body, &members) != nil {
				return
			}
			raw, ok := members[list]
			if !ok {
				return
			}
			if changed := change(raw); string(changed) != string(raw) {
				members[list] = changed
				e.body, _ = json.Marshal(members) // raw messages always marshal
			}
		})
	}
}

func slicesOf(item json.RawMessage) json.RawMessage {
	return append(append(json.RawMessage{'['}, item...), ']')
}
