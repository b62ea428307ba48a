package judge

import (
	"strings"

	"github.com/apigspec/apigspec/openapi/answer"
	"github.com/apigspec/apigspec/runner/exchange"
)

// errorNames are what an operation's errors call their code and their message. An
// empty name says that the page has none.
type errorNames struct{ code, message string }

// errorNames are the members in which the page's examples of errors carry the two:
// those of the status, else those of another. Where none is printed the table's
// words tell.
func (j *response) errorNames(status int) errorNames {
	if status < 400 || j.operation.Spec == nil {
		return errorNames{}
	}
	var own, other errorNames
	for _, p := range answer.PrintedBy(j.contract, j.operation) {
		object, _ := p.Example.Value.(map[string]any)
		if p.Status < 400 || p.Entry {
			continue
		}
		n := errorNames{code: memberWith(object, p.Code), message: memberWith(object, p.Message)}
		if p.Status == status {
			own = own.or(n)
		}
		other = other.or(n)
	}
	return own.or(j.described(status)).or(other)
}

// described are the members that the table of a status says so of.
func (j *response) described(status int) errorNames {
	var n errorNames
	for _, m := range j.operation.ResponseMembers(status) {
		text := strings.ToLower(m.Schema.Description)
		switch {
		case m.Path != m.Name:
		case strings.Contains(text, "error code"):
			n = n.or(errorNames{code: m.Name})
		case strings.Contains(text, "error message"):
			n = n.or(errorNames{message: m.Name})
		}
	}
	return n
}

// or fills in what is missing.
func (n errorNames) or(other errorNames) errorNames {
	if n.code == "" {
		n.code = other.code
	}
	if n.message == "" {
		n.message = other.message
	}
	return n
}

func memberWith(object map[string]any, value string) string {
	for name, v := range object {
		if v == value && value != "" {
			return name
		}
	}
	return ""
}

// codeIn is the error code of a decoded body.
func (n errorNames) codeIn(body any) string {
	if n.code == "" {
		return exchange.ErrorCodeIn(body)
	}
	return textOf(body, n.code)
}

// textOf is a member of a decoded object that is a string; else empty.
func textOf(body any, name string) string {
	object, _ := body.(map[string]any)
	text, _ := object[name].(string)
	return text
}
