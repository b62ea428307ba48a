package cases

import (
	"fmt"
	"regexp"
	"strings"
)

// Pattern selects cases by ID: * stands for any characters within one segment,
// ** for any number of segments, none included.
//
//	apig.acl-unbind/**      every case of the operation
//	*/query/action-*        the cases on action, of every operation
//	**/action-missing       the cases of that name
type Pattern struct {
	text    string
	matcher *regexp.Regexp
}

// ParsePattern reads a pattern. The error says which character is wrong.
func ParsePattern(text string) (Pattern, error) {
	fail := func(why string) (Pattern, error) {
		return Pattern{}, fmt.Errorf("pattern %q: %s; a pattern is a case id (operation/topic/name, see apigspec list), with * within one segment and ** over segments", text, why)
	}
	switch {
	case text == "":
		return fail("it is empty")
	case strings.HasPrefix(text, "/") || strings.HasSuffix(text, "/"):
		return fail("it begins or ends with a slash")
	case strings.Contains(text, "//"):
		return fail("it holds an empty segment")
	case strings.Contains(text, "***"):
		return fail("*** means nothing")
	}
	if at := strings.IndexAny(text, " \t\r\n?[]{}!,\\\"'"); at >= 0 {
		return fail(fmt.Sprintf("%q occurs in no id", text[at]))
	}
	return Pattern{text: text, matcher: regexp.MustCompile(`^` + expression(text) + `$`)}, nil
}

// expression is the regular expression of a valid pattern.
func expression(text string) string {
	var out strings.Builder
	for text != "" {
		switch {
		case text == "/**":
			out.WriteString(`(?:/.*)?`)
			text = ""
		case strings.HasPrefix(text, "/**/"):
			out.WriteString(`/(?:.*/)?`)
			text = text[len("/**/"):]
		case strings.HasPrefix(text, "**/") && out.Len() == 0:
			out.WriteString(`(?:.*/)?`)
			text = text[len("**/"):]
		case strings.HasPrefix(text, "**"):
			out.WriteString(`.*`)
			text = text[len("**"):]
		case text[0] == '*':
			out.WriteString(`[^/]*`)
			text = text[1:]
		default:
			literal := text
			if next := strings.IndexAny(text[1:], "/*"); next >= 0 {
				literal = text[:next+1]
			}
			out.WriteString(regexp.QuoteMeta(literal))
			text = text[len(literal):]
		}
	}
	return out.String()
}

// Match reports whether the pattern selects the case.
func (p Pattern) Match(id string) bool { return p.matcher != nil && p.matcher.MatchString(id) }

// String is the pattern as written.
func (p Pattern) String() string { return p.text }
