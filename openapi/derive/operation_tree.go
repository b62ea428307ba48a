package derive

import (
	"net/http"
	"strings"
)

func (d *draft) operationTree() *object {
	o := obj(
		"operationId", d.id,
		"summary", d.summary(),
		"description", prose(d.page.Function),
		"tags", list{d.product},
		"x-product", d.product,
		"x-page", d.page.Name,
		"x-edition", d.page.Updated,
		"x-source", source{page: d.page.Name, section: "URI", line: d.page.URI.Line}.tree(),
		"x-statements", d.statementsTree(),
		"x-permissions", d.permissionsTree(),
		"x-error-codes", d.errorCodesTree(),
		"x-auth-header", d.authTree(),
		"x-unplaced-parameters", d.parametersTree(d.unplaced))
	o.set("security", d.security())
	o.add("parameters", d.parametersTree(d.parameters))
	o.add("requestBody", d.bodyTree())
	if d.body != nil && d.body.schema == nil {
		o.add("x-examples", examplesTree(d.body.examples, true))
	}
	o.set("responses", d.responsesTree())
	return o
}

func (d *draft) summary() string {
	if d.page.Title.Text != "" {
		return d.page.Title.Text
	}
	return d.page.Name
}

func (d *draft) statementsTree() list {
	var all list
	for _, s := range d.statements {
		all = append(all, obj("id", s.topic+"/"+s.id, "kind", s.kind, "text", s.text.Text,
			"x-source", source{page: d.page.Name, section: topicHeading(s), line: s.text.Line}.tree()))
	}
	return all
}

func topicHeading(s statement) string {
	if s.text.Section != "" {
		return s.text.Section
	}
	return strings.ToUpper(s.topic[:1]) + s.topic[1:]
}

func (d *draft) permissionsTree() list {
	var all list
	for _, p := range d.page.Authorization {
		all = append(all, obj(
			"action", p.Action, "access", p.AccessLevel,
			"resources", strings2list(p.ResourceTypes), "conditions", strings2list(p.ConditionKeys),
			"aliases", strings2list(p.Aliases), "dependencies", strings2list(p.Dependencies),
			"x-source", source{page: d.page.Name, section: "Authorization Information", row: p.Action, line: p.Line}.tree()))
	}
	return all
}

func (d *draft) authTree() *object {
	if d.auth == nil {
		return nil
	}
	o := obj("name", d.auth.name)
	o.set("required", d.auth.required)
	o.add("description", d.auth.description)
	o.set("schema", d.auth.schema.tree("", nil))
	o.set("x-source", d.auth.source.tree())
	return o
}

func (d *draft) security() list {
	if d.auth == nil {
		return list{}
	}
	token := &object{}
	token.set("token", list{})
	if d.auth.required {
		return list{token}
	}
	return list{token, &object{}}
}

func (d *draft) parametersTree(parameters []parameter) list {
	var all list
	for _, p := range parameters {
		o := obj("name", p.name, "in", p.in)
		o.set("required", p.required)
		o.add("description", p.description)
		o.set("schema", p.schema.tree("", nil))
		o.add("examples", d.parameterExamples(p))
		o.set("x-source", p.source.tree())
		all = append(all, o)
	}
	return all
}

func (d *draft) bodyTree() *object {
	if d.body == nil || d.body.schema == nil {
		return nil
	}
	media := &object{}
	media.set("schema", d.body.schema.tree("", nil))
	media.add("examples", examplesTree(d.body.examples, false))
	media.add("x-examples", examplesTree(d.body.examples, true))
	o := &object{}
	o.set("required", d.body.required)
	o.set("content", obj(d.body.media, media))
	o.set("x-source", d.body.source.tree())
	return o
}

// examplesTree holds the examples that fit their schema, or those that do not
// (or have no body, and so no place in OpenAPI).
func examplesTree(examples []example, unfit bool) *object {
	all := &object{}
	for _, e := range examples {
		if (len(e.faults) > 0 || e.value == nil) == unfit {
			all.set(e.name, e.tree())
		}
	}
	return all
}

func (e example) tree() *object {
	o := obj("summary", e.printed.Caption)
	if r := e.printed.Request; r != nil {
		o.add("x-request", strings.TrimSpace(r.Method+" "+r.Path))
	}
	o.add("x-headers", strings2list(e.printed.Headers))
	o.set("x-source", e.source.tree())
	var reasons list
	for _, f := range e.faults {
		reasons = append(reasons, f.Error())
	}
	o.add("x-unfit", reasons)
	o.add("x-printed", e.printed.Printed)
	switch {
	case e.value != nil:
		o.set("value", e.value)
	case e.printed.Body != "":
		o.set("value", e.printed.Body)
	}
	return o
}

func (d *draft) responsesTree() *object {
	all := &object{}
	for _, r := range d.responses {
		all.set(itoa(r.status), r.tree())
	}
	if len(d.responses) == 0 {
		all.set("default", obj("description", "The page documents no response."))
	}
	return all
}

func (r *response) tree() *object {
	description := r.description
	if description == "" {
		description = http.StatusText(r.status)
	}
	o := &object{}
	o.set("description", description)
	o.add("x-stands-in", strings2list(r.listedIn))
	o.add("x-codes", strings2list(r.codes()))
	o.set("x-source", r.source.tree())
	headers := &object{}
	for _, h := range r.headers {
		header := obj("description", h.description)
		if h.required {
			header.set("required", true)
		}
		header.set("schema", h.schema.tree("", nil))
		header.set("x-source", h.source.tree())
		headers.set(h.name, header)
	}
	o.add("headers", headers)
	media := &object{}
	if r.schema != nil {
		media.set("schema", r.schema.tree("", nil))
	}
	media.add("examples", examplesTree(r.examples, false))
	media.add("x-examples", examplesTree(r.examples, true))
	o.add("content", obj(jsonMedia, media))
	return o
}

// codes are the error codes that the examples show, in the order of print.
func (r *response) codes() []string {
	var all []string
	seen := map[string]bool{}
	for _, e := range r.examples {
		walkCodes(e.value, func(code string) {
			if !seen[code] {
				all = append(all, code)
			}
			seen[code] = true
		})
	}
	return all
}

func walkCodes(v any, found func(string)) {
	switch v := v.(type) {
	case *object:
		for _, m := range v.members {
			code, isString := m.value.(string)
			if isString && code != "" && (m.key == "error_code" || m.key == "errorCode") {
				found(code)
			}
			walkCodes(m.value, found)
		}
	case list:
		for _, item := range v {
			walkCodes(item, found)
		}
	}
}
