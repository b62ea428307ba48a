package gateway

import "strings"

// codeMutants respond with the right status and a code of another family, or in
// another form. Codes of the same family are in mutants_printed.go.
func codeMutants() []Mutant {
	t := &table{area: "code"}
	code := func(op string, reasons []string, to string) func(*behavior) {
		return responding(op, refusedFor(reasons...), toCode(to))
	}
	for _, op := range allOperations() {
		for _, row := range []struct{ name, status, reason, to, summary string }{
			{"token-as-permission", "401", "token/", "APIG.1005", "a bad token is APIG.1005, the code of a missing permission"},
			{"token-as-system", "401", "token/", "APIG.9999", "a bad token is APIG.9999"},
			{"permission-as-token", "403", "permission", "APIG.1002", "a missing permission is APIG.1002, the code of a bad token"},
			{"permission-as-project", "403", "permission", "APIG.3030", "a missing permission is APIG.3030"},
			{"internal-as-parameter", "500", "internal", "APIG.2000", "an internal error is APIG.2000"},
		} {
			t.must(op, row.name, "response/"+row.status+"/code", row.summary, code(op, []string{row.reason}, row.to))
		}
		bad := badRequestReasons(op)
		t.must(op, "parameter-as-system", "response/400/code", "a bad request is APIG.9999", code(op, bad, "APIG.9999"))
		t.must(op, "parameter-as-record", "response/400/code", "a bad request is APIG.3010", code(op, bad, "APIG.3010"))
	}
	for _, op := range detaches() {
		t.must(op, "plugin-neighbor", "response/404/code", "an unknown plug-in is APIG.3086", code(op, []string{"plugin/unknown"}, "APIG.3086"))
	}
	t.must(opAPIGACL, "instance-as-plugin", "response/404/code", "an unknown instance is APIG.3068", code(opAPIGACL, []string{"instance/unknown"}, "APIG.3068"))
	t.must(opAPIGACL, "instance-as-group", "response/404/code", "an unknown instance is APIG.3001", code(opAPIGACL, []string{"instance/unknown"}, "APIG.3001"))
	for _, op := range batches() {
		t.must(op, "action-as-system", "response/400/code", "a wrong action is APIG.9999", code(op, []string{"action/"}, "APIG.9999"))
	}

	rewrite := func(op string, change func(string) any) func(*behavior) {
		return responding(op, refusedFor(badRequestReasons(op)...), func(_ *exchange, resp *response) {
			if c, ok := resp.document().get("error_code").(string); ok {
				resp.body = resp.document().set("error_code", change(c))
			}
		})
	}
	clause := "response/400/code"
	t.must(opAPIGDetach, "lowercase", clause, "error codes are in lower case", rewrite(opAPIGDetach, func(c string) any { return strings.ToLower(c) }))
	t.must(opROMADetach, "without-prefix", clause, "error codes are digits only", rewrite(opROMADetach, func(c string) any {
		_, digits, _ := strings.Cut(c, ".")
		return digits
	}))
	t.must(opAPIGACL, "padded", clause, "error codes end in a blank", rewrite(opAPIGACL, func(c string) any { return c + " " }))
	t.must(opAPIGThrottle, "underscored", clause, "error codes have an underscore for the dot", rewrite(opAPIGThrottle, func(c string) any {
		return strings.ReplaceAll(c, ".", "_")
	}))
	return t.halved()
}
