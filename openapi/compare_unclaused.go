package openapi

import (
	"fmt"
	"maps"
	"slices"
)

// unclaused states what the document says of an operation and no clause does, since no
// case tests it: editions are compared by that, too.
func unclaused(o *Operation) []Clause {
	l := &clauseList{operation: o, seen: map[string]bool{}}
	if media := o.BodyMediaType(); media != "" && o.BodySchema() != nil {
		l.add("body/media-type", KindType, o.Place(), "", "The request body is %s.", media)
	}
	for _, e := range o.ErrorCodes() {
		l.add("error-codes/"+e.Code, KindCode, e.Place, "", "The page lists the error code %s with status %d.", e.Code, e.Status)
	}
	for _, status := range o.Statuses() {
		id := ResponseClause(status)
		for _, m := range o.ResponseMembers(status) {
			if m.Required {
				l.add(id+"/"+m.Path+"/mandatory", KindMandatory, m.Place, "", "Member %s of a %d response is mandatory.", m.Path, status)
			}
		}
		l.headers(id, status)
	}
	return l.clauses
}

func (l *clauseList) headers(id string, status int) {
	headers := l.operation.Response(status).Headers
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		h := headers[name].Value
		if h == nil || h.Schema == nil || h.Schema.Value == nil {
			continue
		}
		id, subject := id+"/header/"+name, fmt.Sprintf("Header %s of a %d response", name, status)
		at := place(h.Extensions, l.operation.Page, false)
		inner, model := facts(h.Schema)
		l.add(id, KindMember, at, "", "%s is %s.", subject, typeWords(h.Schema.Value, model))
		l.facts(id, subject, h.Schema.Value, inner, model, at, "", "")
		if h.Required {
			l.add(id+"/mandatory", KindMandatory, at, "", "%s is mandatory.", subject)
		}
	}
}
