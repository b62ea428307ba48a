package gateway

// safetyMutants tell what nobody should learn.
func safetyMutants() []Mutant {
	t := &table{area: "safety"}
	message := func(op string, when condition, text func(*exchange) string) func(*behavior) {
		return responding(op, when, func(e *exchange, resp *response) {
			if o := resp.document(); o != nil {
				resp.body = o.set("error_msg", text(e))
			}
		})
	}
	const (
		goTrace = "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV]\n\ngoroutine 41 [running]:\n" +
			"main.(*handler).ServeHTTP(0xc0001a2000)\n\t/usr/src/app/handler.go:118 +0x1d3"
		javaTrace = "java.lang.NullPointerException\n\tat com.example.apig.BindingService.unbind(BindingService.java:212)\n" +
			"\tat com.example.apig.BindingController.put(BindingController.java:87)"
		pythonTrace = "Traceback (most recent call last):\n  File \"/app/bindings.py\", line 73, in unbind\n    raise KeyError(bind_id)\nKeyError: 'x'"
		sql         = "pq: syntax error near \"WHERE\": DELETE FROM acl_binding WHERE id IN ('a','b') AND instance_id = $1"
	)
	for _, op := range allOperations() {
		bad := refusedFor(badRequestReasons(op)...)
		t.should(op, "token-header", "response/"+success(op), "the caller's token comes back in a header",
			responding(op, carriedOut, func(e *exchange, resp *response) { resp.header.Set("X-Debug-Caller", e.r.Header.Get("X-Auth-Token")) }))
		t.should(op, "token-message", "response/401", "a bad token comes back in the message",
			message(op, refusedFor("token/"), func(e *exchange) string {
				return "Incorrect token or token resolution failed: " + e.r.Header.Get("X-Auth-Token")
			}))
		t.should(op, "go-trace", "response/400", "a bad request is answered with a stack trace of Go", message(op, bad, func(*exchange) string { return goTrace }))
		t.should(op, "sql", "response/400", "a bad request is answered with SQL", message(op, bad, func(*exchange) string { return sql }))
	}
	t.should(opAPIGDetach, "java-trace", "response/404", "an unknown plug-in is answered with a stack trace of Java",
		message(opAPIGDetach, refusedFor("plugin/unknown"), func(*exchange) string { return javaTrace }))
	t.should(opROMADetach, "python-trace", "response/404", "an unknown plug-in is answered with a stack trace of Python",
		message(opROMADetach, refusedFor("plugin/unknown"), func(*exchange) string { return pythonTrace }))
	t.should(opAPIGACL, "token-body", "response/200", "a batch's response has the caller's token",
		responding(opAPIGACL, carriedOut, func(e *exchange, resp *response) {
			resp.body = append(resp.document(), member{"operator", e.r.Header.Get("X-Auth-Token")})
		}))
	t.should(opAPIGThrottle, "internal-trace", "response/500", "an internal error is answered with a stack trace of Java",
		message(opAPIGThrottle, refusedFor("internal"), func(*exchange) string { return javaTrace }))
	return t.halved()
}
