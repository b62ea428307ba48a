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

// verbs are pairs of opposites that operations are described with.
var verbs = [][2]string{
	{"unbind", "bind"}, {"detach", "attach"}, {"remove", "add"}, {"delete", "create"}, {"disable", "enable"}, {"stop", "start"},
}

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

// effect says that the operation does the opposite.
func (e *editor) effect(c openapi.Clause) []pageEdit {
	text := e.sheet.line(c.Place.Line)
	for _, pair := range verbs {
		for i, from := range pair {
			to := pair[1-i]
			for _, ending := range []string{"", "s", "ing"} {
				if expression := verb(from, ending); expression.MatchString(text) {
					now := inflected(to, ending)
					return []pageEdit{e.edit("opposite", c.ID, change{c.Place.Line: replaceVerb(expression, text, now)}, "%s becomes %s", inflected(from, ending), now)}
				}
			}
		}
	}
	return nil
}

func verb(base, ending string) *regexp.Regexp {
	return regexp.MustCompile(`\b(?i:` + inflected(base, ending) + `)\b`)
}

// inflected is a verb with an ending.
func inflected(base, ending string) string {
	switch {
	case ending == "s" && strings.HasSuffix(base, "ch"):
		return base + "es"
	case ending == "ing":
		return strings.TrimSuffix(base, "e") + ending
	default:
		return base + ending
	}
}

// replaceVerb replaces the first match, which keeps its capital.
func replaceVerb(expression *regexp.Regexp, text, with string) string {
	at := expression.FindStringIndex(text)
	if first := text[at[0]]; first >= 'A' && first <= 'Z' {
		with = strings.ToUpper(with[:1]) + with[1:]
	}
	return text[:at[0]] + with + text[at[1]:]
}

// atOnce matches the words that promise an effect without delay, together with
// what they would leave behind.
var atOnce = regexp.MustCompile(`(?i)[^.•*]*\bimmediately\b[^.]*\.?`)

// immediate takes the sentence out that promises an effect without delay. If
// the line says nothing else it becomes empty.
func (e *editor) immediate(c openapi.Clause) []pageEdit {
	text := e.sheet.line(c.Place.Line)
	left := atOnce.ReplaceAllString(text, "")
	if strings.Trim(left, " \t•*-") == "" {
		left = ""
	}
	if c.Place == e.effectPlace() && left == "" {
		left = regexp.MustCompile(`(?i)\s*\bimmediately\b`).ReplaceAllString(text, "")
	}
	return []pageEdit{e.edit("taken-out", "", change{c.Place.Line: left}, "the page no longer promises an effect at once")}
}

// effectPlace is where the page says what the operation does.
func (e *editor) effectPlace() openapi.Place {
	for _, s := range e.operation.Statements() {
		if s.Kind == openapi.KindEffect {
			return s.Place
		}
	}
	return openapi.Place{}
}
