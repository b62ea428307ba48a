package gateway

import "net/http"

// refusal is why a request is not carried out, before it becomes a response.
type refusal struct {
	// reason names the rule that the request breaks: "token/missing",
	// "instance/unknown", "api_ids/empty", "env_id/type". Deviations and
	// freedoms are about reasons.
	reason string
	// got is the JSON type that was found where another was expected.
	got string
	// position and length locate a wrong item in its list.
	position, length int

	status  int
	code    string
	message string
	header  http.Header
}

func (r *refusal) response() response {
	resp := newResponse(r.status, errorBody(r.code, r.message))
	for name, values := range r.header {
		resp.header[name] = values
	}
	return resp
}

func errorBody(code, message string) object {
	return object{{"error_code", code}, {"error_msg", message}}
}

// The documented refusals. Codes and statuses are those of the pages'
// examples and, where these are silent, of the register of error codes.

func unauthorized(reason, code, message string) *refusal {
	return &refusal{reason: reason, status: http.StatusUnauthorized, code: code, message: message}
}

func forbidden(reason string) *refusal {
	return &refusal{
		reason: reason, status: http.StatusForbidden,
		code: "APIG.1005", message: "No permissions to request this method",
	}
}

func badRequest(reason, code, message string) *refusal {
	return &refusal{reason: reason, status: http.StatusBadRequest, code: code, message: message}
}

func missing(name string) *refusal {
	return badRequest(name+"/missing", "APIG.2001", "The request parameters must be specified,parameterName:"+name)
}

func invalid(reason, name string) *refusal {
	return badRequest(reason, "APIG.2011",
		"Invalid parameter value,parameterName:"+name+". Please refer to the support documentation")
}

func unreadable(reason, why string) *refusal {
	return badRequest(reason, "APIG.2000", "Parameter error: Serialization error: "+why)
}

func unknown(what, code, message string) *refusal {
	return &refusal{reason: what + "/unknown", status: http.StatusNotFound, code: code, message: message}
}

func unknownInstance(id string) *refusal {
	return unknown("instance", "APIG.3030", "The instance does not exist;id:"+id)
}

func unknownPlugin(id string) *refusal {
	return unknown("plugin", "APIG.3068", "Plugin "+id+" does not exist")
}

func unknownAPI(id string) *refusal {
	return unknown("api", "APIG.3002", "API "+id+" does not exist")
}

func unknownEnv(id string) *refusal {
	return unknown("env", "APIG.3003", "The environment does not exist;id:"+id)
}

func conflict(reason, code, message string) *refusal {
	return &refusal{reason: reason, status: http.StatusConflict, code: code, message: message}
}
