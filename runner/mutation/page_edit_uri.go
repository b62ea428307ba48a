package mutation

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/apigspec/apigspec/openapi"
)

// synonyms are path segments that mean the same.
var synonyms = [][2]string{{"detach", "unbind"}, {"attach", "bind"}}

// uri gives the request another method, and the path another last word.
func (e *editor) uri(c openapi.Clause) []pageEdit {
	n, line := e.sheet.page.URI.Line, e.sheet.page.URI
	method := otherMethod(line.Method)
	edits := []pageEdit{
		e.edit("another-method", c.ID, change{n: strings.Replace(e.sheet.line(n), line.Method, method, 1)}, "%s becomes %s", line.Method, method),
	}
	segments := strings.Split(e.operation.Path, "/")
	for i := len(segments) - 1; i > 0; i-- {
		old := segments[i]
		if old == "" || strings.HasPrefix(old, "{") {
			continue
		}
		other := cmp.Or(swapped(synonyms, old), otherNumber(old))
		end := regexp.MustCompile(`/` + regexp.QuoteMeta(old) + `($|[/?\s])`)
		return append(edits, e.edit("another-path", c.ID, e.sheet.replace(n, end, "/"+other+"${1}"), "/%s becomes /%s", old, other))
	}
	return edits
}

func otherMethod(method string) string {
	if method == http.MethodPost {
		return http.MethodPut
	}
	return http.MethodPost
}

// example prints the example request with a method that is not the operation's.
func (e *editor) example(c openapi.Clause) []pageEdit {
	for _, x := range e.sheet.page.RequestExamples {
		if x.Line != c.Place.Line {
			continue
		}
		if x.Request != nil {
			method := otherMethod(x.Request.Method)
			changed := change{x.Request.Line: strings.Replace(e.sheet.line(x.Request.Line), x.Request.Method, method, 1)}
			return []pageEdit{e.edit("another-method", c.ID, changed, "the example prints %s instead of %s", method, x.Request.Method)}
		}
		method := otherMethod(e.operation.Method)
		changed := change{x.Line: fmt.Sprintf("%s https://{endpoint}%s\n\n%s", method, e.target(), e.sheet.line(x.Line))}
		return []pageEdit{e.edit("another-method", c.ID, changed, "the example prints %s instead of %s", method, e.operation.Method)}
	}
	return nil
}

// target is the operation's path with the query that it cannot do without.
func (e *editor) target() string {
	query := url.Values{}
	for _, p := range e.operation.Parameters(openapi3.ParameterInQuery) {
		if p.Schema == nil || p.Schema.Value == nil {
			continue
		}
		if value, ok := openapi.Prescribed(p.Schema.Value); ok {
			query.Set(p.Name, fmt.Sprint(value))
		}
	}
	if len(query) == 0 {
		return e.operation.Path
	}
	return e.operation.Path + "?" + query.Encode()
}
