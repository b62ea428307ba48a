package cases

import (
	"fmt"
	"slices"
	"strings"
)

// methods covers methods the page does not document on the operation's path.
func (g *generator) methods() {
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		if method == g.op.Method || g.op.Item.GetOperation(method) != nil {
			continue
		}
		if !g.known || slices.Contains(g.own.Siblings, method) {
			continue
		}
		g.add("method/"+strings.ToLower(method), Should, fmt.Sprintf("The operation is %s; the same request with %s does not perform it.", g.op.Method, method),
			"the method is "+method, []string{g.clause("uri")}, g.outcomes("refused"), func(r *Request) { r.Method = method })
	}
}
