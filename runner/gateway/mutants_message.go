package gateway

// notAsked is an id that nobody asks for.
const notAsked = "c1d58b1f0f3e4c0a9a5b7d2e6f8a0b3c"

// messageMutants name an id in a message that is not the one asked for.
func messageMutants() []Mutant {
	t := &table{area: "message"}
	naming := func(op, reason, text string) func(*behavior) {
		return responding(op, refusedFor(reason), setting("error_msg", text))
	}
	const message = "response/404/error_msg"
	for _, op := range detaches() {
		t.should(op, "other-plugin", message, "the message about an unknown plug-in names another one", naming(op, "plugin/unknown", "Plugin "+notAsked+" does not exist"))
		t.should(op, "other-api", message, "the message about an unknown API names another one", naming(op, "api/unknown", "API "+notAsked+" does not exist"))
	}
	t.should(opAPIGACL, "other-instance", message, "the message about an unknown instance names another one",
		naming(opAPIGACL, "instance/unknown", "The instance does not exist;id:"+notAsked))
	for _, op := range batches() {
		t.should(op, "other-record", "response/200/failure[].error_msg", "the message of a failure names another record",
			inFailures(op, func(_ *exchange, f object) any {
				return f.set("error_msg", "The binding record does not exist;id:"+notAsked)
			}))
	}
	return t.rows
}
