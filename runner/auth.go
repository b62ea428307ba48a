package runner

import (
	"strings"

	"github.com/apigspec/apigspec/cases"
	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/credential"
	"github.com/apigspec/apigspec/openapi/roles"
	"github.com/apigspec/apigspec/runner/target"
)

// Presented is how a request to an operation presents its token: in the header that
// the page names, unless the request has a place of its own for it.
func Presented(op openapi.Operation, auth cases.Auth) target.Credential {
	presented := target.Credential(auth)
	header := roles.TokenHeader(&op)
	if auth.Place == "" && auth.Credential != "none" && !strings.EqualFold(header, credential.TokenHeader) {
		presented.Place = "header:" + header
	}
	return presented
}

// presented is [Presented] for the target: where that signs its requests there is no
// token to place.
func (n *names) presented(op openapi.Operation, auth cases.Auth) target.Credential {
	if n.target.Auth.AKSK != nil && !credential.Provided(auth.Credential) {
		return target.Credential(auth)
	}
	return Presented(op, auth)
}
