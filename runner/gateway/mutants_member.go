package gateway

import "slices"

// memberMutants get one member of one kind of response wrong.
func memberMutants() []Mutant {
	return slices.Concat(memberTypeMutants(), errorMemberMutants())
}

// memberTypeMutants give a documented member another type.
func memberTypeMutants() []Mutant {
	t := &table{area: "member"}
	for _, op := range allOperations() {
		for _, p := range printedAnswers(op) {
			for _, name := range []string{"error_code", "error_msg"} {
				t.must(op, p.situation+"-"+name+"-number", p.clause("/"+name), name+" of the response to "+p.situation+" is a number",
					responding(op, p.is, setting(name, p.status)))
			}
		}
	}
	for _, op := range batches() {
		const failure = "response/200/failure"
		t.must(op, "failure-text", failure+"/items", "failures are ids only", inFailures(op, func(_ *exchange, f object) any { return f.get("bind_id") }))
		for _, name := range []string{"bind_id", "error_code", "error_msg", "api_id", "api_name"} {
			t.must(op, "failure-"+name+"-number", failure+"[]."+name, name+" of a failure is a number",
				inFailures(op, func(_ *exchange, f object) any { return f.set(name, 7) }))
		}
	}
	return t.rows
}

// errorMemberMutants leave a member of one kind of refusal out, or empty.
func errorMemberMutants() []Mutant {
	t := &table{area: "member"}
	for _, op := range allOperations() {
		for _, p := range printedAnswers(op) {
			t.must(op, p.situation+"-no-code", p.clause("/error_code"), "the response to "+p.situation+" has no error_code", responding(op, p.is, leavingOut("error_code")))
			t.must(op, p.situation+"-empty-code", p.clause("/error_code"), "the response to "+p.situation+" has an empty error_code", responding(op, p.is, setting("error_code", "")))
			t.should(op, p.situation+"-no-message", p.clause("/error_msg"), "the response to "+p.situation+" has no error_msg", responding(op, p.is, leavingOut("error_msg")))
			t.should(op, p.situation+"-empty-message", p.clause("/error_msg"), "the response to "+p.situation+" has an empty error_msg", responding(op, p.is, setting("error_msg", "")))
		}
		for _, row := range []struct{ name, status, summary, reason string }{
			{"missing-token", "401", "a missing token", "token/missing"},
			{"malformed-body", "400", "malformed JSON", "body/syntax"},
			{"wrong-list", "400", "a list that is none", listName(op) + "/type"},
		} {
			when := refusedFor(row.reason)
			t.must(op, row.name+"-no-code", "response/"+row.status+"/error_code", "the response to "+row.summary+" has no error_code", responding(op, when, leavingOut("error_code")))
			t.must(op, row.name+"-empty-code", "response/"+row.status+"/error_code", "the response to "+row.summary+" has an empty error_code", responding(op, when, setting("error_code", "")))
			t.should(op, row.name+"-empty-message", "response/"+row.status+"/error_msg", "the response to "+row.summary+" has an empty error_msg", responding(op, when, setting("error_msg", "")))
		}
	}
	for _, op := range batches() {
		const failure = "response/200/failure[]."
		t.must(op, "failure-empty-code", failure+"error_code", "failures have an empty error_code", inFailures(op, func(_ *exchange, f object) any { return f.set("error_code", "") }))
		t.should(op, "failure-no-message", failure+"error_msg", "failures have no error_msg", inFailures(op, func(_ *exchange, f object) any { return f.without("error_msg") }))
		t.should(op, "failure-empty-message", failure+"error_msg", "failures have an empty error_msg", inFailures(op, func(_ *exchange, f object) any { return f.set("error_msg", "") }))
	}
	return t.halved()
}

func setting(name string, value any) func(*exchange, *response) {
	return func(_ *exchange, resp *response) { resp.body = resp.document().set(name, value) }
}

func leavingOut(name string) func(*exchange, *response) {
	return func(_ *exchange, resp *response) { resp.body = resp.document().without(name) }
}
