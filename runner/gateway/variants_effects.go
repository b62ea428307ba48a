package gateway

import (
	"slices"
	"strconv"
	"strings"
)

// effectVariants decide what the pages leave open about APIs that are not
// bound, ids that come twice, and the form of record ids.
func effectVariants() []Variant {
	const (
		detach    = "the page says nothing of APIs or environments that do not exist, or that the plug-in is not bound to"
		duplicate = "no page says what an id is that comes twice"
		record    = "no page gives record ids a form"
	)
	return []Variant{
		{"detach-ignores-unknown-apis", "APIs that do not exist are left out: 204", detach, overlooking("api/unknown")},
		{"detach-refuses-unknown-apis-400", "APIs that do not exist are 400 APIG.2011", detach, recode(is("api/unknown"), 400, "APIG.2011")},
		{"detach-refuses-unbound-apis", "APIs that the plug-in is not bound to are 404 APIG.3002", detach, refusingUnbound(404, "APIG.3002")},
		{"detach-refuses-unbound-apis-400", "APIs that the plug-in is not bound to are 400 APIG.2011", detach, refusingUnbound(400, "APIG.2011")},
		{"detach-refuses-unbound-apis-409", "APIs that the plug-in is not bound to are 409 APIG.3002", detach, refusingUnbound(409, "APIG.3002")},
		{"unbound-before-caller", "APIs that the plug-in is not bound to are 404 APIG.3002 whoever asks", detach, unboundBeforeCaller(404, "APIG.3002")},
		{"unbound-before-caller-400", "APIs that the plug-in is not bound to are 400 APIG.2011 whoever asks", detach, unboundBeforeCaller(400, "APIG.2011")},
		{"unbound-before-caller-409", "APIs that the plug-in is not bound to are 409 APIG.3002 whoever asks", detach, unboundBeforeCaller(409, "APIG.3002")},
		{"detach-ignores-unknown-env", "in an environment that does not exist nothing is bound: 204", detach, overlooking("env/unknown")},
		{"detach-refuses-unknown-env-400", "an environment that does not exist is 400 APIG.2011", detach, recode(is("env/unknown"), 400, "APIG.2011")},
		{"detach-refuses-duplicates", "an API id that comes twice is refused", duplicate, func(b *behavior) {
			b.tolerated = append(b.tolerated, refuseTolerated("api_ids/duplicate", "APIG.2011", "api_ids"))
		}},

		{"duplicates-once", "a record id that comes twice counts once", duplicate, func(b *behavior) {
			b.chosen = append(b.chosen, func(e *exchange, ids []string) []string { return withoutRepeats(ids) })
		}},
		{"duplicates-refused", "a batch with an id twice is refused", duplicate, func(b *behavior) {
			b.tolerated = append(b.tolerated, refuseTolerated("acl_bindings/duplicate", "APIG.2011", "acl_bindings"),
				refuseTolerated("throttle_bindings/duplicate", "APIG.2011", "throttle_bindings"))
		}},
		{"batch-backwards", "a batch is carried out from its end", "no page gives a batch an order", func(b *behavior) {
			b.chosen = append(b.chosen, func(e *exchange, ids []string) []string {
				ids = slices.Clone(ids)
				slices.Reverse(ids)
				return ids
			})
		}},

		{"uppercase-record-ids", "binding record ids are upper case", record, func(b *behavior) {
			b.recordID = func(in *instance, _ place) string { return strings.ToUpper(in.ids.next()) }
		}},
		{"dashed-record-ids", "binding record ids are UUIDs with hyphens", record, func(b *behavior) {
			b.recordID = func(in *instance, _ place) string {
				id := in.ids.next()
				return strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-")
			}
		}},
		{"numeric-record-ids", "binding record ids are long rising numbers", record, func(b *behavior) {
			b.recordID = func(in *instance, _ place) string {
				return strconv.FormatUint(714_265_310_882_205_696+hash(in.id)%1000<<40+in.sequence<<22, 10)
			}
		}},
		{"stable-record-ids", "binding again makes the same record id", "no page says that a record id is never used again", func(b *behavior) {
			b.recordID = func(_ *instance, p place) string {
				ids := newIDSource(hash(p.policy + "/" + p.env + "/" + p.api))
				return ids.next()
			}
		}},
	}
}

// refusingUnbound refuses to detach from APIs that the plug-in is not bound to.
func refusingUnbound(status int, code string) func(*behavior) {
	return func(b *behavior) {
		b.tolerated = append(b.tolerated, func(_ *exchange, reason string) *refusal {
			if reason != "api/unbound" {
				return nil
			}
			return &refusal{reason: reason, status: status, code: code, message: "The API is not bound to the plug-in"}
		})
	}
}

// unboundBeforeCaller does so before it is known who asks.
func unboundBeforeCaller(status int, code string) func(*behavior) {
	return func(b *behavior) {
		refusingUnbound(status, code)(b)
		b.order = []stage{stagePath, stageQuery, stageBody, stageInstance, stagePlugin, stageResource, stageToken, stagePermission}
	}
}

// withoutRepeats drops repetitions, keeping the first of each.
func withoutRepeats(ids []string) []string {
	kept := make([]string, 0, len(ids))
	seen := make(map[string]bool, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			kept = append(kept, id)
		}
	}
	return kept
}

// hash is FNV-1a.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
