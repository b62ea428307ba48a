package gateway

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

// codeVariants respond with other well-known statuses and codes where the
// pages leave them open.
func codeVariants() []Variant {
	const (
		parameter = "the page's examples show one mistake only; the register has several codes for a bad parameter"
		token     = "the page's example shows an unreadable token; the register has a row for each kind, and one for an unreadable token in either half of the service"
		front     = "in front of the service stands a gateway that responds for it; the target file says so (auth.dialect)"
		missing   = "the page does not say what a missing instance gets; a sibling page or its own 400 example does"
		foreign   = "the register has several responses for resources of another project"
	)
	return []Variant{
		{"missing-2000", "missing members are APIG.2000", parameter, recode(isMissing, 400, "APIG.2000")},
		{"missing-2011", "missing members are APIG.2011", parameter, recode(isMissing, 400, "APIG.2011")},
		{"missing-2012", "missing members are APIG.2012", parameter, recode(isMissing, 400, "APIG.2012")},
		{"invalid-2000", "wrong types and values are APIG.2000", parameter, recode(isInvalid, 400, "APIG.2000")},
		{"invalid-2001", "nulls and empty values are APIG.2001", parameter,
			recode(func(r string) bool { return strings.HasSuffix(r, "/null") || strings.HasSuffix(r, "/empty") }, 400, "APIG.2001")},
		{"invalid-2012", "wrong types and values are APIG.2012", parameter, recode(isInvalid, 400, "APIG.2012")},
		{"syntax-2011", "malformed JSON is APIG.2011", parameter, recode(inBody, 400, "APIG.2011")},
		{"syntax-2012", "malformed JSON is APIG.2012", parameter, recode(inBody, 400, "APIG.2012")},
		{"action-missing-2001", "a missing or empty action is APIG.2001", parameter,
			recode(func(r string) bool { return r == "action/missing" || r == "action/empty" }, 400, "APIG.2001")},
		{"batch-malformed-instance-2011", "a malformed instance id is APIG.2011 for batches", "the batch pages show no malformed instance; this is their code for a bad parameter",
			recodeIn(batches(), is("instance/malformed"), 400, "APIG.2011")},

		{"token-codes", "each kind of bad token has its own code (APIG.1000 to 1003)", token, func(b *behavior) {
			recode(is("token/missing", "token/empty"), 401, "APIG.1000")(b)
			recode(is("token/expired"), 401, "APIG.1001")(b)
			recode(is("token/unscoped"), 401, "APIG.1003")(b)
		}},
		{"token-codes-apic", "bad tokens have the codes of instance management (APIC.7100 to 7103)", token, func(b *behavior) {
			recode(is("token/missing", "token/empty"), 401, "APIC.7100")(b)
			recode(is("token/expired"), 401, "APIC.7101")(b)
			recode(is("token/unknown"), 401, "APIC.7102")(b)
			recode(is("token/unscoped"), 401, "APIC.7103")(b)
		}},
		{"front-gateway", "bad tokens get status 401 APIG.0301 with a request_id", front, frontGateway("APIG.0301")},
		{"front-gateway-newer", "bad tokens get status 401 APIGW.0301 with a request_id", front, frontGateway("APIGW.0301")},
		{"other-project-7130", "another project is 403 APIC.7130", foreign, recode(isForeign, 403, "APIC.7130")},
		{"other-project-1136", "another project is 403 APIG.1136", foreign, recode(isForeign, 403, "APIG.1136")},
		{"other-project-unknown", "an instance of another project does not exist: 404 APIG.3030", foreign, recode(isForeign, 404, "APIG.3030")},
		{"foreign-instance-forbidden", "an instance of another project is 403 APIG.1005", foreign, recode(is("instance/foreign"), 403, "APIG.1005")},

		{"malformed-instance-unknown", "a malformed instance id is an unknown one: 404 APIG.3030",
			"no page says which strings are malformed", recode(is("instance/malformed"), 404, "APIG.3030")},
		{"instance-management-codes", "an unknown instance is 404 APIC.7302 for all but access control",
			"these pages show no unknown instance; instance management is the other half of the service and has a code of its own for it",
			recodeIn([]string{opAPIGDetach, opROMADetach, opAPIGThrottle}, is("instance/unknown"), 404, "APIC.7302")},
		{"throttle-instance-invalid", "an unknown instance is 400 APIG.2012 on throttling and detaching", missing, func(b *behavior) {
			b.refused = append(b.refused, func(e *exchange, r *refusal) *refusal {
				if r.reason == "instance/unknown" && e.kind() != acls {
					r.status, r.code = http.StatusBadRequest, "APIG.2012"
				}
				return r
			})
		}},
		{"second-instance-permitted", "the caller without permission has it for the project's other gateway", "permission may be given for one gateway; the pages do not say what for", func(b *behavior) {
			b.refused = append(b.refused, func(e *exchange, r *refusal) *refusal {
				if r.reason == "permission" && e.instance == e.gw.other.id {
					return nil
				}
				return r
			})
		}},
		{"base64-tokens", "tokens are compared after base64 is decoded", "RFC 4648, 3.5 lets a reader ignore the bits of the last letter that mean nothing", func(b *behavior) {
			b.similar = append(b.similar, func(_ *exchange, presented, known string) bool { return sameBase64(presented, known) })
		}},
		{"malformed-plugin-invalid", "a plug-in id that can be none is 400 APIG.2012", "no page says which strings are malformed", func(b *behavior) {
			b.tolerated = append(b.tolerated, refuseTolerated("plugin/malformed", "APIG.2012", "plugin_id"))
		}},
		{"malformed-records-invalid", "a failure about an id that no record can have is APIG.2012", "no page says which ids are malformed, and a request with one may be refused with that code as a whole", func(b *behavior) {
			b.outcomes = append(b.outcomes, func(_ *exchange, outcomes []outcome) []outcome {
				for i, o := range outcomes {
					if o.code != "" && !wellFormed(o.id) {
						outcomes[i].code, outcomes[i].message = "APIG.2012", "Invalid parameter value,parameterName:bind_id"
					}
				}
				return outcomes
			})
		}},
	}
}

func is(reasons ...string) func(string) bool {
	return func(reason string) bool { return slices.Contains(reasons, reason) }
}

func isMissing(reason string) bool {
	return strings.HasSuffix(reason, "/missing") && !strings.HasPrefix(reason, "token") && !strings.HasPrefix(reason, "action")
}

func isInvalid(reason string) bool {
	for _, suffix := range []string{"/null", "/type", "/item", "/empty", "/long"} {
		if strings.HasSuffix(reason, suffix) && !strings.HasPrefix(reason, "token") && !strings.HasPrefix(reason, "action") {
			return true
		}
	}
	return false
}

func inBody(reason string) bool { return strings.HasPrefix(reason, "body/") }

func isForeign(reason string) bool {
	return reason == "project/other" || reason == "project/unknown" || reason == "instance/foreign"
}

// recode gives the refusals that match another status and code.
func recode(matches func(reason string) bool, status int, code string) func(*behavior) {
	return func(b *behavior) {
		b.refused = append(b.refused, func(_ *exchange, r *refusal) *refusal {
			if matches(r.reason) {
				r.status, r.code = status, code
			}
			return r
		})
	}
}

// recodeIn is recode for some operations.
func recodeIn(ops []string, matches func(reason string) bool, status int, code string) func(*behavior) {
	return func(b *behavior) {
		b.refused = append(b.refused, func(e *exchange, r *refusal) *refusal {
			if slices.Contains(ops, e.op) && matches(r.reason) {
				r.status, r.code = status, code
			}
			return r
		})
	}
}

func frontGateway(code string) func(*behavior) {
	return func(b *behavior) {
		b.dialect = "front-gateway"
		b.responded = append(b.responded, func(_ *exchange, resp *response) {
			if resp.status != http.StatusUnauthorized {
				return
			}
			resp.body = object{
				{"error_msg", "Incorrect IAM authentication information: decrypt token fail"},
				{"error_code", code}, {"request_id", "c89b1c2e7a5f4c63a1b6d6d5c1f0e7aa"},
			}
		})
	}
}

// refuseTolerated refuses one thing that the plain gateway accepts.
func refuseTolerated(reason, code, name string) func(*exchange, string) *refusal {
	return func(_ *exchange, noted string) *refusal {
		if noted != reason {
			return nil
		}
		r := invalid(reason, name)
		r.code = code
		return r
	}
}

// sameBase64 reports whether two texts are the same bytes in base64.
func sameBase64(a, b string) bool {
	first, err := base64.RawStdEncoding.DecodeString(a)
	if err != nil {
		return false
	}
	second, err := base64.RawStdEncoding.DecodeString(b)
	return err == nil && bytes.Equal(first, second)
}
