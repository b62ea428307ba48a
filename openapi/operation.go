package openapi

import (
	"sort"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// Statuses are the documented statuses, ascending.
func (o *Operation) Statuses() []int {
	var all []int
	for key := range o.Spec.Responses.Map() {
		if status, err := strconv.Atoi(key); err == nil {
			all = append(all, status)
		}
	}
	sort.Ints(all)
	return all
}

// Successes are the documented statuses below 300.
func (o *Operation) Successes() []int {
	var all []int
	for _, status := range o.Statuses() {
		if status < 300 {
			all = append(all, status)
		}
	}
	return all
}

// Response is the documented response of a status; nil if there is none.
func (o *Operation) Response(status int) *openapi3.Response {
	ref := o.Spec.Responses.Status(status)
	if ref == nil {
		return nil
	}
	return ref.Value
}

// Schema is the schema of a response's body; nil if there is none.
func (o *Operation) Schema(status int) *openapi3.Schema {
	media := o.media(status)
	if media == nil || media.Schema == nil {
		return nil
	}
	return media.Schema.Value
}

func (o *Operation) media(status int) *openapi3.MediaType {
	r := o.Response(status)
	if r == nil {
		return nil
	}
	_, media := onlyMedia(r.Content)
	return media
}

func onlyMedia(content openapi3.Content) (string, *openapi3.MediaType) {
	names := make([]string, 0, len(content))
	for name := range content {
		names = append(names, name)
	}
	if len(names) == 0 {
		return "", nil
	}
	sort.Strings(names)
	return names[0], content[names[0]]
}

// Codes are the error codes that the printed examples of a response show, at
// whatever depth ("failure[].error_code" too).
func (o *Operation) Codes(status int) []string {
	r := o.Response(status)
	if r == nil {
		return nil
	}
	return texts(r.Extensions, "x-codes")
}

// Parameters are the parameters at one location (path, query, header), in
// page order. X-Auth-Token is not among them; see AuthHeader.
func (o *Operation) Parameters(in string) []*openapi3.Parameter {
	var all []*openapi3.Parameter
	for _, ref := range o.Spec.Parameters {
		if ref.Value != nil && ref.Value.In == in {
			all = append(all, ref.Value)
		}
	}
	return all
}

// Parameter finds one parameter; nil if there is none.
func (o *Operation) Parameter(in, name string) *openapi3.Parameter {
	for _, p := range o.Parameters(in) {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// BodySchema is the schema of the request body; nil for an operation without
// a body.
func (o *Operation) BodySchema() *openapi3.Schema {
	_, media := o.bodyMedia()
	if media == nil || media.Schema == nil {
		return nil
	}
	return media.Schema.Value
}

// BodyMediaType is the media type of the request body; empty for an operation
// without a body.
func (o *Operation) BodyMediaType() string {
	name, _ := o.bodyMedia()
	return name
}

func (o *Operation) bodyMedia() (string, *openapi3.MediaType) {
	if o.Spec.RequestBody == nil || o.Spec.RequestBody.Value == nil {
		return "", nil
	}
	return onlyMedia(o.Spec.RequestBody.Value.Content)
}

// Example is one printed example.
type Example struct {
	Name string
	// Caption stands above the example; empty if nothing does.
	Caption string
	// Request is the request line above the body, if one is printed.
	Request string
	// Printed is the body byte for byte as the page prints it; empty where
	// only a request line is printed, or for a contract that keeps no text.
	Printed string
	// Value is the body as decoded JSON; a string where the text is not
	// JSON, and nil where only a request line is printed.
	Value any
	// Unfit says in what the example differs from its own schema; empty for
	// an example that fits.
	Unfit []string
	Place Place
}

// RequestExamples are the printed example requests, in page order.
func (o *Operation) RequestExamples() []Example {
	_, media := o.bodyMedia()
	if media == nil {
		return unfitExamples(o.Spec.Extensions)
	}
	return examplesOf(media)
}

// ResponseExamples are the printed example responses of a status, in page order.
func (o *Operation) ResponseExamples(status int) []Example {
	media := o.media(status)
	if media == nil {
		return nil
	}
	return examplesOf(media)
}

func examplesOf(media *openapi3.MediaType) []Example {
	all := unfitExamples(media.Extensions)
	for name, ref := range media.Examples {
		if ref.Value == nil {
			continue
		}
		all = append(all, Example{
			Name: name, Caption: ref.Value.Summary, Value: ref.Value.Value,
			Request: text(ref.Value.Extensions, "x-request"), Printed: text(ref.Value.Extensions, "x-printed"), Place: place(ref.Value.Extensions, "", false),
		})
	}
	sortExamples(all)
	return all
}

func unfitExamples(extensions map[string]any) []Example {
	printed, _ := extensions["x-examples"].(map[string]any)
	var all []Example
	for name, v := range printed {
		o, _ := v.(map[string]any)
		all = append(all, Example{
			Name: name, Caption: text(o, "summary"), Request: text(o, "x-request"), Printed: text(o, "x-printed"), Value: o["value"],
			Unfit: texts(o, "x-unfit"), Place: place(o, "", false),
		})
	}
	sortExamples(all)
	return all
}

func sortExamples(all []Example) {
	sort.Slice(all, func(i, j int) bool {
		if all[i].Place.Line != all[j].Place.Line {
			return all[i].Place.Line < all[j].Place.Line
		}
		return all[i].Name < all[j].Name
	})
}

// AuthHeader is the X-Auth-Token row of a page.
type AuthHeader struct {
	Name     string
	Required bool
	Place    Place
}

// AuthHeader is the documented authentication header; nil where the page
// documents none.
func (o *Operation) AuthHeader() *AuthHeader {
	row, found := o.Spec.Extensions["x-auth-header"].(map[string]any)
	if !found {
		return nil
	}
	required, _ := row["required"].(bool)
	return &AuthHeader{Name: text(row, "name"), Required: required, Place: place(row, "", false)}
}

// Statement is one sentence of a page's Function or Constraints.
type Statement struct {
	// ID is "function/effect", "function/immediate", or topic and slug.
	ID   string
	Kind ClauseKind
	Text string
	// Place is where the page says so.
	Place Place
}

// Statements are the sentences of Function and Constraints, in page order.
func (o *Operation) Statements() []Statement {
	var all []Statement
	for _, s := range objects(o.Spec.Extensions, "x-statements") {
		all = append(all, Statement{
			ID: text(s, "id"), Kind: ClauseKind(text(s, "kind")), Text: text(s, "text"), Place: place(s, "", false),
		})
	}
	return all
}

// Permission is one row of a page's Authorization Information.
type Permission struct {
	Action, Access          string
	Resources, Dependencies []string
	Place                   Place
}

// Permissions are the identity-policy actions of the page.
func (o *Operation) Permissions() []Permission {
	var all []Permission
	for _, p := range objects(o.Spec.Extensions, "x-permissions") {
		all = append(all, Permission{
			Action: text(p, "action"), Access: text(p, "access"),
			Resources: texts(p, "resources"), Dependencies: texts(p, "dependencies"), Place: place(p, "", false),
		})
	}
	return all
}

// Place is where the page prints the operation's method and path.
func (o *Operation) Place() Place { return place(o.Spec.Extensions, o.Page, false) }
