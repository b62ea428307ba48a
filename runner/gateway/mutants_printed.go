package gateway

import (
	"fmt"
	"strconv"
)

// printedAnswer is a response that a page prints for one situation, and what
// somebody else might choose for it.
type printedAnswer struct {
	situation string // in words, for ids and summaries
	reason    string
	status    int
	// otherStatus is one that another gateway might choose, otherCodes are
	// codes of the list.
	otherStatus int
	otherCodes  []string
}

func (p printedAnswer) is(e *exchange) bool { return e.reason == p.reason }

// clause is the statement that the page makes about the response; part is "",
// "/code" or a member.
func (p printedAnswer) clause(part string) string { return "response/" + strconv.Itoa(p.status) + part }

// printedAnswers are those of the operation's page.
func printedAnswers(op string) []printedAnswer {
	all := []printedAnswer{
		{"unreadable-token", "token/unknown", 401, 403, []string{"APIG.1009", "APIG.1001", "APIG.1000", "APIG.1003"}},
		{"missing-permission", "permission", 403, 401, []string{"APIG.1105", "APIG.1102", "APIG.1020", "APIC.7300"}},
		{"internal-error", "internal", 500, 502, []string{"APIC.9000", "APIG.9004", "APIC.9999"}},
	}
	if isBatch(op) {
		all = append(all, printedAnswer{"wrong-action", "action/wrong", 400, 422, []string{"APIG.2012", "APIG.2001", "APIG.2000"}})
	} else {
		all = append(all,
			printedAnswer{"malformed-instance", "instance/malformed", 400, 422, []string{"APIG.2009", "APIG.2011", "APIG.2001"}},
			printedAnswer{"unknown-plugin", "plugin/unknown", 404, 410, []string{"APIG.3002", "APIG.3030", "APIG.3006"}})
	}
	if op == opAPIGACL {
		all = append(all, printedAnswer{"unknown-instance", "instance/unknown", 404, 410, []string{"APIC.7302", "APIG.3002", "APIG.3006"}})
	}
	return all
}

// printedMutants respond with another status or code in exactly the situation
// for which the page prints one.
func printedMutants() []Mutant {
	t := &table{area: "printed"}
	for _, op := range allOperations() {
		for _, p := range printedAnswers(op) {
			for _, code := range p.otherCodes {
				t.must(op, p.situation+"-"+code, p.clause("/code"), fmt.Sprintf("the response to %s has the code %s", p.situation, code),
					responding(op, p.is, toCode(code)))
			}
			t.must(op, fmt.Sprintf("%s-%d", p.situation, p.otherStatus), p.clause(""),
				fmt.Sprintf("the response to %s has status %d", p.situation, p.otherStatus), responding(op, p.is, toStatus(p.otherStatus)))
		}
		t.must(op, "every-401-APIG.1009", "response/401/code", "every 401 is APIG.1009", responding(op, refusedFor("token/", "signature"), toCode("APIG.1009")))
		t.must(op, "every-403-APIG.1105", "response/403/code", "every 403 is APIG.1105", responding(op, refusedFor("permission", "project/"), toCode("APIG.1105")))
	}
	for _, op := range batches() {
		codes := []string{"APIG.3012", "APIG.3002", "APIG.3006", "APIG.3030"}
		if op == opAPIGThrottle {
			codes = []string{"APIG.3010", "APIG.3002", "APIG.3005", "APIG.3030"}
		}
		for _, code := range codes {
			t.must(op, "unknown-record-"+code, "response/200/code", "failures of unknown records have the code "+code,
				inFailures(op, func(_ *exchange, f object) any { return f.set("error_code", code) }))
		}
	}
	return t.rows
}

func toCode(code string) func(*exchange, *response) {
	return func(_ *exchange, resp *response) { resp.body = resp.document().set("error_code", code) }
}

// inFailures changes each item of failure in the operation's responses.
func inFailures(op string, change func(*exchange, object) any) func(*behavior) {
	return responding(op, someFailed, func(e *exchange, resp *response) {
		failures, _ := resp.document().get("failure").([]any)
		for i, f := range failures {
			if f, ok := f.(object); ok {
				failures[i] = change(e, f)
			}
		}
	})
}
