package gateway

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// actionMutants read the query parameter action too kindly.
func actionMutants() []Mutant {
	t := &table{area: "action"}
	const mandatory, value = "query/action/mandatory", "query/action/value"
	for _, op := range batches() {
		matching := func(matches func(string) bool) func(*behavior) {
			return refusing(op, []string{"action/wrong"}, func(e *exchange, r *refusal) *refusal {
				if matches(e.r.URL.Query().Get("action")) {
					return nil
				}
				return r
			})
		}
		t.must(op, "missing", mandatory, "a missing action is taken for delete", accepting(op, "action/missing"))
		t.must(op, "empty", mandatory, "an empty action is taken for delete", accepting(op, "action/empty"))
		t.must(op, "any", value, "any action is taken for delete", accepting(op, "action/wrong"))
		t.must(op, "ignored", value, "action is not looked at", accepting(op, "action/"))
		t.must(op, "upper-case", value, "DELETE is taken for delete", matching(func(s string) bool { return s == "DELETE" }))
		t.must(op, "any-case", value, "action is read without regard to case", matching(func(s string) bool { return strings.EqualFold(s, "delete") }))
		t.must(op, "trimmed", value, "blanks around delete are ignored", matching(func(s string) bool { return strings.TrimSpace(s) == "delete" }))
		t.must(op, "prefix", value, "whatever begins with delete is taken for it", matching(func(s string) bool { return strings.HasPrefix(s, "delete") }))
		t.must(op, "abbreviated", value, "the beginning of delete is taken for it", matching(func(s string) bool { return s == "d" || s == "del" || s == "delet" }))
		t.must(op, "contains", value, "whatever contains delete is taken for it", matching(func(s string) bool { return strings.Contains(s, "delete") }))
		t.must(op, "synonym", value, "remove, unbind and cancel are taken for delete", matching(func(s string) bool {
			return slices.Contains([]string{"remove", "unbind", "cancel", "del"}, s)
		}))
		t.must(op, "of-other-pages", value, "the actions of other pages are taken for delete", matching(func(s string) bool { return s == "online" || s == "offline" }))
		t.must(op, "opposite", value, "add and bind are taken for delete", matching(func(s string) bool { return s == "add" || s == "bind" }))
		t.must(op, "line-break", value, "a line break behind delete is ignored, as a pattern that ends in $ does", matching(func(s string) bool { return s == "delete\n" }))
		t.must(op, "to-nul", value, "what stands behind a NUL character is ignored, as in C", matching(func(s string) bool {
			s, _, found := strings.Cut(s, "\x00")
			return found && s == "delete"
		}))
		t.must(op, "other-does-nothing", value, "other actions get status 200 and do nothing", func(b *behavior) {
			b.responded = append(b.responded, func(e *exchange, resp *response) {
				if e.op == op && e.reason == "action/wrong" {
					*resp = newResponse(200, object{{"success_count", 0}, {"failure", []any{}}})
				}
			})
		})
		t.must(op, "from-body", mandatory, "action is read from the body where the query lacks it",
			refusing(op, []string{"action/missing"}, func(e *exchange, r *refusal) *refusal {
				var members map[string]json.RawMessage
				if json.Unmarshal(e.body, &members) == nil && optionalText(members, "action") == "delete" {
					return nil
				}
				return r
			}))
		t.must(op, "from-header", mandatory, "action is read from a header where the query lacks it",
			refusing(op, []string{"action/missing"}, unless(func(e *exchange) bool { return e.r.Header.Get("Action") == "delete" })))
		t.should(op, "name-any-case", mandatory, "the parameter's name is read without regard to case",
			refusing(op, []string{"action/missing"}, func(e *exchange, r *refusal) *refusal {
				for name, values := range e.r.URL.Query() {
					if strings.EqualFold(name, "action") && values[0] == "delete" {
						return nil
					}
				}
				return r
			}))
		contradictory := func(which func(values []string) string) func(*behavior) {
			return refusing(op, []string{"action/contradictory"}, unless(func(e *exchange) bool { return which(e.r.URL.Query()["action"]) == "delete" }))
		}
		t.should(op, "first-counts", value, "the first of two contradictory actions is taken", contradictory(func(values []string) string { return values[0] }))
		t.should(op, "last-counts", value, "the last of two contradictory actions is taken", contradictory(func(values []string) string { return values[len(values)-1] }))
		t.must(op, "several-refused", "response/200", "delete itself is refused when it comes with several ids", refusingDelete(op))
	}
	return t.rows
}

// refusingDelete refuses the documented value when several ids come with it.
func refusingDelete(op string) func(*behavior) {
	return func(b *behavior) {
		b.tolerated = append(b.tolerated, onlyFor(op, func(e *exchange, reason string) *refusal {
			query, _ := url.ParseQuery(e.r.URL.RawQuery)
			if reason != listName(op)+"/read" || len(e.ids) < 2 || query.Get("action") != "delete" {
				return nil
			}
			return e.wrongAction("action/refused")
		}))
	}
}
