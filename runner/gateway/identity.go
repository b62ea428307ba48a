package gateway

import (
	"strings"
)

// identity is who makes a request.
type identity struct {
	token, project string
	permitted      bool
	expired        bool
}

func identities(o Options) []identity {
	return []identity{
		{token: o.Tokens.Valid, project: o.IDs.Project, permitted: true},
		{token: o.Tokens.Forbidden, project: o.IDs.Project},
		{token: o.Tokens.Expired, project: o.IDs.Project, permitted: true, expired: true},
		{token: o.Tokens.OtherProject, project: o.IDs.OtherProject, permitted: true},
		{token: o.Tokens.Unscoped, permitted: true},
	}
}

const badToken = "Incorrect token or token resolution failed"

// authenticate finds out who makes the request: by X-Auth-Token or by a
// signature. When a refusal is overlooked the caller may do everything.
func (e *exchange) authenticate() *refusal {
	e.caller = identity{project: e.project, permitted: true}
	token, present := e.gw.b.credential(e)
	if !present && strings.HasPrefix(e.r.Header.Get("Authorization"), signatureScheme) {
		if err := e.gw.verifySignature(e.r, e.body); err != nil {
			return e.refuse(unauthorized("signature", "APIG.1002", err.Error()))
		}
		e.caller = identity{project: e.gw.opts.IDs.Project, permitted: true}
		return nil
	}
	switch {
	case !present:
		return e.refuse(unauthorized("token/missing", "APIG.1002", badToken))
	case token == "":
		return e.refuse(unauthorized("token/empty", "APIG.1002", badToken))
	}
	known, ok := e.identify(token)
	switch {
	case !ok:
		return e.refuse(unauthorized("token/unknown", "APIG.1002", badToken))
	case known.expired:
		return e.refuse(unauthorized("token/expired", "APIG.1002", badToken))
	case known.project == "":
		return e.refuse(unauthorized("token/unscoped", "APIG.1002", badToken))
	}
	e.caller = known
	return nil
}

func (e *exchange) identify(token string) (identity, bool) {
	for _, known := range e.gw.identities {
		if known.token == token {
			return known, true
		}
	}
	for _, similar := range e.gw.b.similar {
		if known := e.gw.identities[0]; similar(e, token, known.token) {
			return known, true
		}
	}
	return identity{}, false
}

// authorize checks that the caller belongs to the path's project and may use
// the operation.
func (e *exchange) authorize() *refusal {
	if e.caller.project != e.project {
		reason := "project/unknown"
		if _, known := e.gw.projects[e.project]; known {
			reason = "project/other"
		}
		if r := e.refuse(forbidden(reason)); r != nil {
			return r
		}
		// Whoever overlooks this acts for the project of the path, if it
		// is one, and else for the first project.
		if e.caller.project = e.project; reason == "project/unknown" {
			e.caller.project = e.gw.opts.IDs.Project
		}
	}
	if !e.caller.permitted {
		return e.refuse(forbidden("permission"))
	}
	return nil
}
