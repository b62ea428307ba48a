package gateway

import "fmt"

// statusMutants respond with another status than the page says.
func statusMutants() []Mutant {
	t := &table{area: "status"}
	for _, op := range allOperations() {
		clause := "response/" + success(op)
		others := []int{200, 201, 202, 205}
		if isBatch(op) {
			others = []int{201, 202, 204, 206}
		}
		for _, status := range others {
			t.must(op, fmt.Sprintf("success-%d", status), clause,
				fmt.Sprintf("success gets status %d", status), responding(op, carriedOut, toStatus(status)))
		}

		for _, status := range []int{403, 400, 500, 407} {
			t.must(op, fmt.Sprintf("bad-token-%d", status), "header/X-Auth-Token/mandatory",
				fmt.Sprintf("a bad token gets status %d", status), responding(op, refusedFor("token/"), toStatus(status)))
		}
		t.must(op, "missing-token-403", "header/X-Auth-Token/mandatory", "a missing token gets status 403",
			responding(op, refusedFor("token/missing"), toStatus(403)))
		t.must(op, "expired-token-403", "response/401", "an expired token gets status 403",
			responding(op, refusedFor("token/expired"), toStatus(403)))
		for _, status := range []int{401, 404, 400} {
			t.must(op, fmt.Sprintf("no-permission-%d", status), "response/403",
				fmt.Sprintf("a caller without permission gets status %d", status), responding(op, refusedFor("permission"), toStatus(status)))
		}
		for _, status := range []int{422, 500} {
			t.must(op, fmt.Sprintf("bad-request-%d", status), "response/400",
				fmt.Sprintf("a bad request gets status %d", status), responding(op, refusedFor(badRequestReasons(op)...), toStatus(status)))
		}
		t.must(op, "wrong-type-500", "body/"+listName(op)+"/type", "a list that is none gets status 500",
			responding(op, refusedFor(listName(op)+"/type"), toStatus(500)))
		t.must(op, "syntax-500", "response/400", "malformed JSON gets status 500",
			responding(op, refusedFor("body/syntax"), toStatus(500)))
		t.must(op, "internal-503", "response/500", "an internal error gets status 503",
			responding(op, refusedFor("internal"), toStatus(503)))
		t.must(op, "internal-success", "response/500", "an internal error is treated like success, nothing is done",
			responding(op, refusedFor("internal"), toSuccess))
	}
	for _, op := range detaches() {
		t.must(op, "success-body", "response/204", "success gets status 200 with an empty object",
			responding(op, carriedOut, func(_ *exchange, resp *response) { *resp = newResponse(200, object{}) }))
		for _, status := range []int{400, 403, 410, 500} {
			t.must(op, fmt.Sprintf("unknown-plugin-%d", status), "path/plugin_id/mandatory",
				fmt.Sprintf("an unknown plug-in gets status %d", status), responding(op, refusedFor("plugin/unknown"), toStatus(status)))
		}
		t.should(op, "unknown-instance-500", "path/instance_id/mandatory", "an unknown instance gets status 500",
			responding(op, refusedFor("instance/unknown"), toStatus(500)))
	}
	for _, op := range batches() {
		for _, status := range []int{207, 400} {
			t.must(op, fmt.Sprintf("some-failed-%d", status), "response/200",
				fmt.Sprintf("a batch of which some failed gets status %d", status), responding(op, someFailed, toStatus(status)))
		}
		t.must(op, "all-failed-404", "response/200", "a batch of which all failed gets status 404",
			responding(op, func(e *exchange) bool { return someFailed(e) && e.failed >= len(e.ids) }, func(_ *exchange, resp *response) {
				code := "APIG.3010"
				if op == opAPIGThrottle {
					code = "APIG.3012"
				}
				*resp = newResponse(404, errorBody(code, "The binding record does not exist"))
			}))
		t.must(op, "nothing-asked-204", "response/200", "a request without ids gets status 204",
			responding(op, func(e *exchange) bool { return e.reason == "" && len(e.ids) == 0 }, toStatus(204)))
		t.must(op, "wrong-action-404", "query/action/value", "a wrong action gets status 404",
			responding(op, refusedFor("action/wrong", "action/missing"), toStatus(404)))
		t.must(op, "wrong-action-501", "query/action/value", "a wrong action gets status 501",
			responding(op, refusedFor("action/wrong"), toStatus(501)))
	}
	for _, status := range []int{400, 410, 500} {
		t.must(opAPIGACL, fmt.Sprintf("unknown-instance-%d", status), "response/404",
			fmt.Sprintf("an unknown instance gets status %d", status), responding(opAPIGACL, refusedFor("instance/unknown"), toStatus(status)))
	}
	t.should(opAPIGThrottle, "unknown-instance-500", "path/instance_id/mandatory", "an unknown instance gets status 500",
		responding(opAPIGThrottle, refusedFor("instance/unknown"), toStatus(500)))
	return t.halved()
}
