package mutation

import (
	"regexp"
	"strings"

	"github.com/apigspec/apigspec/openapi"
)

// verbs are pairs of opposites that operations are described with.
var verbs = [][2]string{
	{"unbind", "bind"}, {"detach", "attach"}, {"remove", "add"}, {"delete", "create"}, {"disable", "enable"}, {"stop", "start"},
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
