package cases

import (
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
)

// Probes are requests to an operation that show whether a token is known
// without touching anything: everything they name is made up, and what might
// create something lacks its body.
func Probes(op openapi.Operation) []Request {
	valid := documentedRequest(op)
	named := false
	for name, value := range valid.Path {
		if row, ok := inPath(name); (!ok || row.Stands == Policy) && value != "" {
			valid.Path[name] = madeUp
			named = true
		}
	}
	if valid.Body != nil {
		valid.Body = &Body{JSON: mapStrings(valid.Body.JSON, func(string) string { return madeUp })}
	}
	bare := valid
	bare.Body = &Body{None: true}
	if _, unbinds := domain.Lookup(op.ID); op.Method == "GET" || named || unbinds {
		return []Request{valid, bare}
	}
	return []Request{bare}
}

// madeUp stands for an id that does not exist.
const madeUp = "<unknown.0>"
