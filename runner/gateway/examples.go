package gateway

import "strconv"

// exampleAPI is the API of the detach pages' example requests.
const exampleAPI = "8aa097b00e9843efabc9c593d11b769d"

// exampleRecords are the binding records of a batch page's example request.
func exampleRecords(k kind) []string {
	if k == acls {
		return []string{"332c5db1458a477b89b2ea741fec94a3"}
	}
	return []string{"6a6a75b425df416cbdcd7821da30be8d", "b11e5970f732440dbea647580647d57f"}
}

// exampleIDs are the ids in the example request of the operation's page.
func exampleIDs(op string) []string {
	switch op {
	case opAPIGACL:
		return exampleRecords(acls)
	case opAPIGThrottle:
		return exampleRecords(throttles)
	default:
		return []string{exampleAPI}
	}
}

// addExamples makes the ids of the pages' example requests exist and returns
// the API of the detach pages'. Its plug-in is that of the fixtures; their
// policies have the records of the batch pages'. A record that is bound again
// has another id, as everywhere: the printed one is used up.
func (f fixtures) addExamples(in *instance) *api {
	group := f.apis[0].group
	first := in.addAPIWithID(exampleAPI, group, "example_1", "GET", "/examples/1")
	in.bind(plugins, f.plugin, in.publish(first, DefaultEnvironment))
	for k, p := range [kinds]*policy{acls: f.acl, throttles: f.throttle} {
		if p == nil {
			continue
		}
		a := first
		for i, id := range exampleRecords(kind(k)) {
			if i > 0 {
				n := strconv.Itoa(i + 1)
				a = in.addAPI(group, "example_"+n, "GET", "/examples/"+n)
			}
			b := in.bind(kind(k), p, in.publish(a, DefaultEnvironment))
			in.bindings[k].rename(b, id)
		}
	}
	return first
}
