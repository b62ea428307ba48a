package gateway

import "net/http"

// uriMutants have the operation somewhere else than the page says.
func uriMutants() []Mutant {
	t := &table{area: "uri"}
	for _, op := range allOperations() {
		t.must(op, "other-method", "uri", "PATCH does what PUT should, which does not exist", func(b *behavior) {
			b.lacks = append(b.lacks, func(r *http.Request, name string) bool { return name == op && r.Method == http.MethodPut })
			alsoMethod(op, http.MethodPatch)(b)
		})
		t.must(op, "other-path", "uri", "the path ends in unbinding", func(b *behavior) {
			all := endpoints()
			b.lacks = append(b.lacks, func(_ *http.Request, name string) bool { return name == op })
			b.find = append(b.find, func(r *http.Request, rt *route) *endpoint {
				n := len(rt.tail)
				if n == 0 || rt.tail[n-1] != "unbinding" {
					return nil
				}
				rt.tail[n-1] = lastSegment(op)
				return endpointOf(op, findIn(all, r.Method, rt), rt)
			})
		})
	}
	return t.rows
}

// lastSegment is the last word of the page's path.
func lastSegment(op string) string {
	switch op {
	case opAPIGACL:
		return "acl-bindings"
	case opAPIGThrottle:
		return "throttle-bindings"
	default:
		return "detach"
	}
}

// endpointOf is the endpoint if it is the operation's, else nil.
func endpointOf(op string, p *endpoint, rt *route) *endpoint {
	if p == nil || rt.product+"."+p.name != op {
		return nil
	}
	return p
}
