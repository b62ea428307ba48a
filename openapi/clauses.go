package openapi

import (
	"fmt"
	"net/http"
	"sort"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi/situation"
	"github.com/apigspec/apigspec/openapi/spelling"
)

// The clauses of an operation are computed from the document, so that any
// derived contract has them.

type clauseList struct {
	operation *Operation
	clauses   []Clause
	seen      map[string]bool
}

func clausesOf(o *Operation) []Clause {
	l := &clauseList{operation: o, seen: map[string]bool{}}
	l.add("uri", KindURI, o.Place(), "", "The request is %s %s.", o.Method, o.Path)
	l.statements()
	l.permissions()
	for _, in := range []string{"path", "query", "header"} {
		for _, p := range o.Parameters(in) {
			l.parameter(in, p)
		}
	}
	l.authHeader()
	l.body()
	for _, status := range o.Statuses() {
		l.response(status)
	}
	l.requestExamples()
	sort.SliceStable(l.clauses, func(i, j int) bool { return l.clauses[i].Place.Line < l.clauses[j].Place.Line })
	return l.clauses
}

func (l *clauseList) add(id string, kind ClauseKind, at Place, excluded, format string, values ...any) {
	id = l.operation.ID + "/" + id
	if l.seen[id] {
		return
	}
	l.seen[id] = true
	l.clauses = append(l.clauses, Clause{
		ID: id, Operation: l.operation.ID, Kind: kind, Text: fmt.Sprintf(format, values...), Place: at, Excluded: excluded,
	})
}

// Why a clause cannot be tested from outside.
const (
	proseOnly       = "prose: no request or response follows from the sentence by rule; a hand-written case may name the clause"
	hiddenEffect    = "the effect shows only in state that the harness has no model of; a hand-written case may name the clause"
	onePolicyPer    = "needs an identity whose policy grants everything but this action, for each action"
	anyText         = "every text is a String, so no request can break it"
	requestDefault  = "the default shows only in what the operation makes of a request without the value"
	responseDefault = "a response that leaves the member out does not show which value stands for it"
	noWayThere      = "the page does not say which request leads to this status; a hand-written case may name the clause"
	everyValue      = "the page leaves the type open"
)

func (l *clauseList) statements() {
	for _, s := range l.operation.Statements() {
		excluded := ""
		switch {
		case s.Kind == KindStatement:
			excluded = proseOnly
		case !l.changesBindings():
			excluded = hiddenEffect
		}
		l.add(s.ID, s.Kind, s.Place, excluded, "%s", s.Text)
	}
}

// changesBindings reports whether the operation's effect is a binding made or
// undone, which the list operations show.
func (l *clauseList) changesBindings() bool {
	for _, action := range []string{"-unbind", "-bind", "-attach", "-detach"} {
		if strings.HasSuffix(l.operation.ID, action) {
			return true
		}
	}
	return false
}

func (l *clauseList) permissions() {
	for _, p := range l.operation.Permissions() {
		l.add("authorization/"+p.Action, KindAction, p.Place, onePolicyPer,
			"The action %s (%s) allows the operation.", p.Action, strings.ToLower(p.Access))
	}
}

func (l *clauseList) authHeader() {
	h := l.operation.AuthHeader()
	if h == nil {
		return
	}
	l.presence("header/"+h.Name, "Header "+h.Name, h.Required, h.Place)
	l.add("header/"+h.Name+"/type", KindType, h.Place, anyText, "Header %s is a String.", h.Name)
}

func (l *clauseList) presence(id, subject string, mandatory bool, at Place) {
	if mandatory {
		l.add(id+"/mandatory", KindMandatory, at, "", "%s is mandatory.", subject)
		return
	}
	l.add(id+"/optional", KindOptional, at, "", "%s may be left out.", subject)
}

func (l *clauseList) parameter(in string, p *openapi3.Parameter) {
	if p.Schema == nil || p.Schema.Value == nil {
		return
	}
	s := p.Schema.Value
	id := in + "/" + p.Name
	subject := strings.ToUpper(in[:1]) + in[1:] + " parameter " + p.Name
	if in == "header" {
		subject = "Header " + p.Name
	}
	at := place(p.Extensions, l.operation.Page, false)
	l.presence(id, subject, p.Required, at)
	excluded := untestableType(s)
	if s.Type.Is("string") {
		excluded = anyText
	}
	l.add(id+"/type", KindType, at, excluded, "%s is %s.", subject, typeWords(s, componentOf(p.Schema.Ref)))
	inner, model := facts(p.Schema)
	l.facts(id, subject, s, inner, model, at, requestDefault, "")
}

func (l *clauseList) body() {
	s := l.operation.BodySchema()
	if s == nil {
		return
	}
	for _, m := range l.operation.BodyMembers() {
		id, subject := "body/"+m.Path, "Body member "+m.Path
		l.presence(id, subject, m.Required, m.Place)
		l.add(id+"/type", KindType, m.Place, untestableType(m.Schema), "%s is %s.", subject, typeWords(m.Schema, m.Model))
		l.facts(id, subject, m.Schema, m.Facts, m.Model, m.Place, requestDefault, "")
	}
}

func untestableType(s *openapi3.Schema) string {
	if s.Type == nil {
		return everyValue
	}
	return ""
}

// facts adds the clauses for items, bounds, enumeration, value and default.
// s is the value's schema, inner the innermost one of its items.
func (l *clauseList) facts(id, subject string, s, inner *openapi3.Schema, model string, at Place, noDefault, excluded string) {
	if s.Items != nil && s.Items.Value != nil {
		reason := excluded
		if s.Items.Value.Type == nil {
			reason = everyValue
		}
		l.add(id+"/items", KindItems, at, reason, "Each item of %s is %s.", lowerFirst(subject), typeWords(s.Items.Value, model))
	}
	if s.MinItems > 0 || s.MaxItems != nil {
		l.add(id+"/array-length", KindBound, at, excluded, "%s has %s items.", subject, span(s.MinItems, s.MaxItems))
	}
	whole := subject
	switch { // an array's items or a map's values are bound, not the whole
	case inner == s:
	case s.Items != nil:
		subject = "Each item of " + lowerFirst(whole)
	default:
		subject = "Each value of " + lowerFirst(whole)
	}
	if inner.MinLength > 0 || inner.MaxLength != nil {
		l.add(id+"/length", KindBound, at, excluded, "%s has %s characters.", subject, span(inner.MinLength, inner.MaxLength))
	}
	if inner.Min != nil {
		l.add(id+"/minimum", KindBound, at, excluded, "%s is at least %s.", subject, spelling.Decimal(*inner.Min))
	}
	if inner.Max != nil {
		l.add(id+"/maximum", KindBound, at, excluded, "%s is at most %s.", subject, spelling.Decimal(*inner.Max))
	}
	if len(inner.Enum) > 0 {
		l.add(id+"/enum", KindEnum, at, excluded, "%s is one of %s.", subject, values(inner.Enum))
	}
	if value, prescribed := Prescribed(inner); prescribed {
		l.add(id+"/value", KindValue, at, excluded, "%s must be %v.", subject, value)
	}
	if s.Default != nil || inner.Default != nil {
		value := s.Default
		if value == nil {
			value = inner.Default
		}
		l.add(id+"/default", KindDefault, at, noDefault, "%s is %s if it is left out.", whole, values([]any{value}))
	}
}

// provoked reports whether a request can be made by rule that gets the error
// status: HTTP has it for a situation, or a printed answer tells of one. That the service
// is busy no request brings about.
func (l *clauseList) provoked(status int) bool {
	if situation.FamilyOf(status) != "" {
		return true
	}
	for _, e := range l.operation.ResponseExamples(status) {
		object, _ := e.Value.(map[string]any)
		for _, value := range object {
			message, _ := value.(string)
			if told := situation.Of(message); told != "" && told != situation.Busy {
				return true
			}
		}
	}
	return false
}

// ResponseClause is the id of the clause of a response, without its operation. Those
// of what the response holds are below it.
func ResponseClause(status int) string { return "response/" + strconv.Itoa(status) }

func (l *clauseList) response(status int) {
	o := l.operation
	r := o.Response(status)
	excluded := ""
	if status >= 400 && !l.provoked(status) {
		excluded = noWayThere
	}
	id := ResponseClause(status)
	at := place(r.Extensions, o.Page, true)
	l.add(id, KindResponse, at, excluded, "Status %d is a documented response: %s", status, meaning(status, r))
	for _, m := range o.ResponseMembers(status) {
		l.responseMember(id, status, m, excluded)
	}
	l.code(id, status, excluded)
}

func meaning(status int, r *openapi3.Response) string {
	words := http.StatusText(status)
	if r.Description != nil && *r.Description != "" {
		words = *r.Description
	}
	return strings.TrimSuffix(words, ".") + "."
}

func (l *clauseList) responseMember(id string, status int, m Member, excluded string) {
	id += "/" + m.Path
	subject := fmt.Sprintf("Member %s of a %d response", m.Path, status)
	reason := excluded
	if reason == "" {
		reason = untestableType(m.Schema)
	}
	l.add(id, KindMember, m.Place, reason, "%s is %s%s.", subject, typeWords(m.Schema, m.Model), meant(m.Schema))
	l.facts(id, subject, m.Schema, m.Facts, m.Model, m.Place, responseDefault, excluded)
}

// meant is what the page says that a member holds, in its first sentence: a wrong number of
// the right type belies that.
func meant(s *openapi3.Schema) string {
	first, _, _ := strings.Cut(strings.TrimSpace(s.Description), "\n")
	first, _, _ = strings.Cut(first, ". ")
	if first = strings.TrimRight(first, ". "); first == "" {
		return ""
	}
	return ": " + first
}

func (l *clauseList) code(id string, status int, excluded string) {
	codes := l.operation.Codes(status)
	if len(codes) == 0 {
		return
	}
	at := place(l.operation.Response(status).Extensions, l.operation.Page, true)
	if examples := l.operation.ResponseExamples(status); len(examples) > 0 {
		at = examples[0].Place
	}
	l.add(id+"/code", KindCode, at, excluded, "The example response of status %d carries the error code %s.", status, strings.Join(codes, ", "))
}

func (l *clauseList) requestExamples() {
	for _, e := range l.operation.RequestExamples() {
		excluded := ""
		if len(e.Unfit) > 0 {
			excluded = "the example does not fit the page's own tables: " + e.Unfit[0]
		}
		words := "The example request is accepted."
		if e.Caption != "" {
			words = "The example request \"" + strings.TrimSuffix(e.Caption, ".") + "\" is accepted."
		}
		l.add("example/request/"+e.Name, KindExample, e.Place, excluded, "%s", words)
	}
}

// typeWords names a type as the pages do.
func typeWords(s *openapi3.Schema, model string) string {
	switch {
	case s.Type.Is("array") && s.Items != nil && s.Items.Value != nil:
		return "an Array of " + typeName(s.Items.Value, model) + " values"
	case s.Type.Is("object") && s.AdditionalProperties.Schema != nil:
		return "a Map of " + typeName(s.AdditionalProperties.Schema.Value, model) + " values"
	}
	name := typeName(s, model)
	switch name[0] {
	case 'A', 'I', 'O':
		return "an " + name
	}
	if s.Type == nil {
		return name
	}
	return "a " + name
}

func typeName(s *openapi3.Schema, model string) string {
	switch {
	case s.Type == nil:
		return "any JSON value"
	case s.Type.Is("array"):
		return "Array"
	case s.Type.Is("object") && model != "" && s.AdditionalProperties.Schema == nil:
		return model
	case s.Type.Is("object"):
		return "Object"
	case s.Type.Is("integer") && s.Format == "int64":
		return "Long"
	case s.Type.Is("integer"):
		return "Integer"
	case s.Type.Is("boolean"):
		return "Boolean"
	case s.Type.Is("number") && s.Format != "":
		return strings.ToUpper(s.Format[:1]) + s.Format[1:]
	case s.Type.Is("number"):
		return "Number"
	case s.Format == "binary":
		return "File"
	}
	return "String"
}

func span(low uint64, high *uint64) string {
	if high == nil {
		return "at least " + strconv.FormatUint(low, 10)
	}
	if low == 0 {
		return "at most " + strconv.FormatUint(*high, 10)
	}
	return strconv.FormatUint(low, 10) + " to " + strconv.FormatUint(*high, 10)
}

func values(all []any) string {
	words := make([]string, len(all))
	for i, v := range all {
		words[i] = fmt.Sprint(v)
		if f, isNumber := v.(float64); isNumber {
			words[i] = spelling.Decimal(f)
		}
	}
	return strings.Join(words, ", ")
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
