package gateway

import (
	"fmt"
	"net/http"
)

// methodMutants carry out requests with another method than the page's.
func methodMutants() []Mutant {
	t := &table{area: "method"}
	for _, op := range allOperations() {
		for _, method := range []string{http.MethodDelete, http.MethodPatch, http.MethodGet} {
			t.should(op, "accepts-"+method, "uri", fmt.Sprintf("%s does what PUT does", method), alsoMethod(op, method))
		}
	}
	for _, op := range detaches() {
		t.should(op, "accepts-POST", "uri", "POST does what PUT does", alsoMethod(op, http.MethodPost))
	}
	return t.rows
}

func alsoMethod(op, method string) func(*behavior) {
	return func(b *behavior) {
		all := endpoints()
		b.find = append(b.find, func(r *http.Request, rt *route) *endpoint {
			if r.Method != method {
				return nil
			}
			return endpointOf(op, findIn(all, http.MethodPut, rt), rt)
		})
	}
}
