package answer

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
	"github.com/apigspec/apigspec/openapi/domain"
	"github.com/apigspec/apigspec/openapi/roles"
	"github.com/apigspec/apigspec/openapi/situation"
)

// Printed is an answer that a page prints as an example.
type Printed struct {
	Situation situation.Situation
	Status    int
	// Code and Message are the printed ones; empty in an example of a success.
	Code, Message string
	// Entry is set for an entry of a success that tells of a failure.
	Entry   bool
	Example openapi.Example
	// Body is the printed body, as decoded JSON, as far as the tables do not contradict
	// it; nil where nothing is left.
	Body any
}

// PrintedBy are the answers that an operation's page prints, by status and in
// page order: its errors, its successes, and the failures that these tell of.
func PrintedBy(contract *openapi.Contract, op *openapi.Operation) []Printed {
	type key struct{ printed *openapi.Operation }
	return slices.Clip(openapi.Kept(contract, key{op}, func() []Printed { return printedBy(contract, op) }))
}

func printedBy(contract *openapi.Contract, op *openapi.Operation) []Printed {
	names := roles.Of(op)
	var all []Printed
	for _, status := range op.Statuses() {
		for _, e := range op.ResponseExamples(status) {
			p := Printed{Status: status, Example: e, Situation: situation.CarriedOut, Body: stated(op.Schema(status), e.Value)}
			object, _ := e.Value.(map[string]any)
			if status >= 300 {
				p.Code, p.Message = codeAndMessage(object)
				p.Situation = meaning(contract, names, p)
			}
			all = append(all, p)
			all = append(all, entries(names, p, object)...)
		}
	}
	return all
}

// stated is what a printed value has that the tables state too: no member that has no row,
// and nothing in the place of what has another type. A text that is no JSON states nothing.
func stated(s *openapi3.Schema, printed any) any {
	typed := func(types ...string) bool {
		return s == nil || s.Type == nil || slices.ContainsFunc(types, s.Type.Is)
	}
	switch printed := printed.(type) {
	case map[string]any:
		if s == nil || len(s.Properties) == 0 && typed(openapi3.TypeObject) {
			return printed
		}
		if !typed(openapi3.TypeObject) {
			return nil
		}
		object := map[string]any{}
		for name, value := range printed {
			if row := s.Properties[name]; row != nil {
				object[name] = statedMember(row.Value, value)
			}
		}
		return object
	case []any:
		if !typed(openapi3.TypeArray) {
			return nil
		}
		list := slices.Clone(printed)
		for i := range list {
			if s != nil && s.Items != nil {
				list[i] = statedMember(s.Items.Value, list[i])
			}
		}
		return list
	}
	return nil
}

// statedMember is what a printed member has that its row states too: its type at least.
func statedMember(s *openapi3.Schema, printed any) any {
	switch printed.(type) {
	case map[string]any, []any:
		return stated(s, printed)
	default:
		return printed
	}
}

// entries are the failures that an example of a success tells of.
func entries(names roles.Names, of Printed, object map[string]any) []Printed {
	list, _ := object[names.Accounting.Failed].([]any)
	var all []Printed
	for _, item := range list {
		entry, _ := item.(map[string]any)
		p := Printed{Status: of.Status, Example: of.Example, Entry: true, Situation: situation.RecordUnknown}
		p.Code, _ = entry[names.Accounting.Code].(string)
		p.Message, _ = entry[names.Accounting.Message].(string)
		all = append(all, p)
	}
	return all
}

// codeAndMessage reads the two texts of an error: the code is the one that has
// no spaces, whatever the members are called.
func codeAndMessage(object map[string]any) (code, message string) {
	for _, value := range object {
		switch text, _ := value.(string); {
		case text == "":
		case strings.Contains(strings.TrimSpace(text), " "):
			message = text
		case code == "" || strings.Contains(text, "."):
			code = text
		}
	}
	return code, message
}

// meaning is the situation of a printed error: by its message, else by what the
// list says of its code, else by its status.
func meaning(contract *openapi.Contract, names roles.Names, p Printed) situation.Situation {
	means := situation.Of(p.Message)
	if means == "" {
		means = listed(contract, p.Code)
	}
	if means.Family() == situation.Invalid || names.Action != "" && mentions(p.Message, names.Action) && means == "" {
		return invalid(names, p.Message, means)
	}
	if means != "" {
		return means
	}
	return usual(names, situation.FamilyOf(p.Status))
}

// invalid tells which parameter a message is about.
func invalid(names roles.Names, message string, means situation.Situation) situation.Situation {
	switch {
	case mentions(message, names.Instance) || mentions(message, domain.InstanceParameter):
		return situation.InstanceMalformed
	case names.Action != "" && (mentions(message, names.Action) || mentions(message, domain.ActionParameter)):
		return situation.ValueWrong
	case means == "":
		return situation.ParameterInvalid
	}
	return means
}

func mentions(message, name string) bool { return name != "" && strings.Contains(message, name) }

// usual is what a page most likely answers with a status of the family, where
// neither its words nor the list tell; empty where it may be many a thing.
func usual(names roles.Names, family situation.Family) situation.Situation {
	switch family {
	case situation.Unauthenticated:
		return situation.TokenUnreadable
	case situation.Forbidden:
		return situation.PermissionMissing
	case situation.Absent:
		switch {
		case names.Policy != "":
			return situation.PolicyUnknown
		case names.List != "":
			return situation.InstanceUnknown
		}
	case situation.Invalid:
		if names.Action != "" {
			return situation.ValueWrong
		}
	case situation.Internal:
		return situation.InternalError
	}
	return ""
}

// listed is the situation that the list's text tells of a code.
func listed(contract *openapi.Contract, code string) situation.Situation {
	meanings := meaningsOf(contract)
	for i, row := range contract.ErrorCodes() {
		if row.Code == code {
			return meanings[i]
		}
	}
	return ""
}

// meaningsOf are the situations that the texts of the list of error codes tell, row
// by row.
func meaningsOf(contract *openapi.Contract) []situation.Situation {
	type key struct{}
	return openapi.Kept(contract, key{}, func() []situation.Situation {
		var all []situation.Situation
		for _, row := range contract.ErrorCodes() {
			all = append(all, situation.Of(row.Text))
		}
		return all
	})
}

// Meaning is the situation that an error code stands for: what a page of the
// contract prints it for, else what the list says of it; empty if neither knows.
func Meaning(contract *openapi.Contract, code string) situation.Situation {
	if code == "" {
		return ""
	}
	for i := range contract.Operations {
		for _, p := range PrintedBy(contract, &contract.Operations[i]) {
			if p.Code == code {
				return p.Situation
			}
		}
	}
	return listed(contract, code)
}
